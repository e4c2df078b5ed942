"""What a reader of text or HTML hands on: the lines of a file, and what its markup told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Lines:
    """Lines to be read as the text of SENACS pages.

    Args:
        texts: the lines, in the form of the copied text (labels as « - label »).
        numbers: the 1-based line of the file that each stands on.
        marks: places (0-based) of the lines that may be labels, starts or page headers, where
            the markup tells; None when only their words can tell.
        added: places of lines that the reader put in and the file does not hold.
        outside: places of lines that belong to no action, told by the markup.
        line_count: lines of the file; those that `numbers` does not name hold markup alone.
        terminated: whether the last line has a line end, so that it cannot be cut.
    """

    texts: Sequence[str]
    numbers: Sequence[int]
    line_count: int
    marks: frozenset[int] | None = None
    added: frozenset[int] = field(default=frozenset())
    outside: frozenset[int] = field(default=frozenset())
    terminated: bool = True
