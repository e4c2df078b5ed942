"""The labels of the form, as files spell them: in capitals, numbered, without their full stop."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from reportkit.schema import FIELDS
from reportkit.vocabulary import fold, normalise

LABELS: Final = {normalise(field.label): field for field in FIELDS}
"""Normalised label -> its field (the last of the two that share one)."""

LONGEST: Final = 120
"""Characters of a line that may be a label with its dash: the longest has 82."""

_NUMBER = re.compile(r"\(?\d{1,2}\s*[.)°-]\s*|[a-z]\s*[.)]\s*")
_EDGES = " .:;?!*…()-–"


@lru_cache(maxsize=1 << 14)  # labels and values come again in every action
def loosely(words: str) -> str:
    """What is left of a label's words without case, accents, number and signs at its edges."""
    folded = fold(words)
    return folded[number.end() if (number := _NUMBER.match(folded)) else 0 :].strip(_EDGES)


LOOSE: Final = {loosely(label): label for label in LABELS}
"""Loosely spelt label -> normalised label."""


class Spelling:
    """How one file spells the labels: each to the letter, or loosely where it nowhere does so.

    A file that writes « Public » means a text where it writes « PUBLIC ».

    Args:
        words: what may be a label in the file, normalised.
    """

    def __init__(self, words: Iterable[str]) -> None:
        exact = LABELS.keys() & set(words)
        self._loose = {loose: label for loose, label in LOOSE.items() if label not in exact}

    def label(self, words: str) -> str | None:
        """The label, normalised, that these normalised words are; None where they are none."""
        if words in LABELS:
            return words
        return self._loose.get(loosely(words)) if self._loose else None
