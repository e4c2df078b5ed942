"""One action as its careful readers hold it: its texts, and the line each of them stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from reportkit.schema import FIELDS, Finding, Kind, Severity

LONGEST_PASSAGE = 200
TEXT_COLUMNS = tuple(f.column for f in FIELDS if f.kind is Kind.FREE and f.column != "files")
STRUCTURED_COLUMNS = tuple(
    f.column
    for f in FIELDS
    if f.kind is not Kind.FREE and f.column not in ("organisation", "territory_again")
)

_SENTENCE_END = re.compile(r"[.!?…]+[»\")]*\s+(?=[A-ZÀ-ÖØ-Þ«\"(–-])|\n")


@dataclass(frozen=True)
class Sheet:
    """An action: `texts` by column where not empty, in the form's order.

    `lines` and `labels` are those of `Dataset.actions`; `values` holds the columns that are no
    free text; `position` is the 1-based place in the export.
    """

    action_id: str
    title: str
    source_file: str
    first_line: int
    cut: bool
    repeats: bool
    texts: Mapping[str, str]
    values: Mapping[str, Any]
    lines: Mapping[str, Sequence[int]]
    labels: Mapping[str, int]
    organisation: str | None = None
    position: int = 0

    @cached_property
    def plain(self) -> dict[str, str]:
        """The texts with straight apostrophes and ordinary spaces, sign for sign.

        An offset in a plain text is one in the text as written.
        """
        plain = {}
        for column, text in self.texts.items():
            straight = text.replace("’", "'")
            plain[column] = straight.replace("\u00a0", " ").replace("\u202f", " ")
        return plain

    def line_of(self, column: str, offset: int) -> int:
        """The 1-based line of the file on which a place of a text stands."""
        numbers = self.lines.get(column)
        if not numbers:
            return self.labels.get(column, self.first_line)
        return numbers[min(self.texts[column].count("\n", 0, offset), len(numbers) - 1)]

    def words_at(self, column: str, line: int) -> str:
        """What a field holds on a line of the file; all of it where its lines are not known."""
        numbers = self.lines.get(column)
        if not numbers:
            return self.texts[column]
        rows = zip(self.texts[column].split("\n"), numbers, strict=False)
        return "\n".join(text for text, number in rows if number == line)

    def notice(
        self,
        kind: tuple[str, Severity],
        place: tuple[str, int, int] | int,
        message: str,
        advice: str = "",
    ) -> Finding:
        """A finding on a place: column, start and end in its text, or a line of the file."""
        if isinstance(place, int):
            line, text = place, self.title
        else:
            column, start, end = place
            line, text = self.line_of(column, start), self.passage(column, start, end)
        code, severity = kind
        text = text[:LONGEST_PASSAGE]
        return Finding(
            code, severity, self.source_file, line, text, message, advice, self.action_id
        )

    def passage(self, column: str, start: int, end: int) -> str:
        """The words as written at a place, on their line, with what stands around them."""
        text = self.texts[column]
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", start)
        last = len(text) if last < 0 else last
        if last - first <= LONGEST_PASSAGE:
            return text[first:last].strip()
        sentence = sentence_at(text, start)
        if sentence[1] - sentence[0] <= LONGEST_PASSAGE:
            first, last = sentence
        room = max(LONGEST_PASSAGE - (end - start), 0) // 2
        begin = max(first, min(start - room, last - LONGEST_PASSAGE))
        return text[begin : min(begin + LONGEST_PASSAGE, last)].strip()


def sheets(actions: pd.DataFrame) -> Iterator[Sheet]:
    """The actions of a dataset, in its order."""
    internal = ("action_id", "title", "read_file", "read_first", "cut", "duplicate_of", "action")
    columns = (*internal, "lines", "labels", "organisation", *TEXT_COLUMNS, *STRUCTURED_COLUMNS)
    rows = zip(*(actions[column].tolist() for column in columns), strict=True)
    texts_from = len(internal) + 3
    values_from = texts_from + len(TEXT_COLUMNS)
    for row in rows:
        texts = zip(TEXT_COLUMNS, row[texts_from:values_from], strict=True)
        yield Sheet(
            action_id=row[0],
            title=row[1],
            source_file=row[2],
            first_line=row[3],
            cut=bool(row[4]),
            repeats=isinstance(row[5], str),
            texts={column: text for column, text in texts if text},
            values=dict(zip(STRUCTURED_COLUMNS, row[values_from:], strict=True)),
            position=row[6],
            lines=row[7],
            labels=row[8],
            organisation=row[9],
        )


def sentence_at(text: str, offset: int) -> tuple[int, int]:
    """Start and end of the sentence that holds a place; a line break ends a sentence too."""
    first = text.rfind("\n", 0, offset) + 1
    last = text.find("\n", offset)
    last = len(text) if last < 0 else last
    start = first
    for end in _SENTENCE_END.finditer(text, first, last):
        if end.end() > offset:
            return start, end.start() + len(end.group().rstrip())
        start = end.end()
    return start, last
