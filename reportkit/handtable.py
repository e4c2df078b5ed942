"""A CSV that a person fills in beside the exports: its heading and rows, each with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportkit.errors import ConfigError, InputError
from reportkit.readers.encoding import decode


@dataclass(frozen=True)
class HandTable:
    """`head` holds the headings, stripped; `first_line` is the line that they were read from.

    `rows` holds the 1-based line that each row starts on, and its cells as written; rows without
    any text are left out.
    """

    head: tuple[str, ...]
    first_line: str
    delimiter: str
    rows: tuple[tuple[int, list[str]], ...]

    def cut_row(self, cells: int) -> str:
        """What is wrong with a row of so many cells under these headings."""
        told = f"la ligne a {cells} cellules au lieu de {len(self.head)}"
        return f"{told} : {self._sign} dans une cellule la coupe en deux."

    @property
    def quoting(self) -> str:
        """What to do about a row that is cut."""
        return (
            f'Mettez entre guillemets droits ("…") la cellule qui contient {self._sign} ; un '
            "tableur le fait en enregistrant."
        )

    @property
    def _sign(self) -> str:
        return "une tabulation" if self.delimiter == "\t" else f"« {self.delimiter} »"


def read_hand_table(path: Path) -> HandTable:
    """Semicolons, commas or tabs, in any encoding of an export; no headings for an empty file.

    Raises:
        ConfigError: no such file, or quotes that do not close.
    """
    try:
        text = decode(path.read_bytes(), path.name).text
    except OSError as error:
        raise ConfigError(f"{path} : lecture impossible ({error.strerror}).") from error
    except InputError:  # it is empty
        return HandTable((), "rien", ";", ())
    first_line = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    (_, head), *rows = _numbered(reader, path)
    filled = tuple((line, cells) for line, cells in rows if any(cell.strip() for cell in cells))
    return HandTable(tuple(cell.strip() for cell in head), first_line, delimiter, filled)


def _numbered(reader: Any, path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with the line that it starts on.

    Raises:
        ConfigError: quotes that do not close, which would swallow the rows behind.
    """
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise ConfigError(
            f"{path}, ligne {line} : des guillemets droits s'ouvrent et ne se ferment pas à la fin "
            "d'une cellule."
        ) from error
