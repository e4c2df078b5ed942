"""Tables of a page that hold one action a row, to be read as those of a workbook are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from reportkit.readers import form
from reportkit.readers.headings import match_headings
from reportkit.readers.indexes import INDEXED, cell_rows, table_lines
from reportkit.readers.labels import CELLS, Kinds, chain, joined_lines, nearest
from reportkit.readers.rows import Element, Row, label_key
from reportkit.readers.table import Sheet
from reportkit.schema import FIELDS, LIST_COLUMNS
from reportkit.vocabulary import normalise

_NO_LABELS = Kinds(with_class=False, dominating=frozenset(), single=frozenset(), told=True)
_FIRST_LABELS = {normalise(FIELDS[place].label) for place in (0, form.SECOND_FORM_FIRST)}
_FEWEST_LABELS = 3
_PAGE_HEADER = normalise(form.PAGE_HEADER)
DASHES = ("-", "–", "—", "•")


def action_sheets(rows: Sequence[Row]) -> list[Sheet]:
    """The tables of actions of a page, none where it shows the actions one below another.

    The lines of the page, each row of these tables counting as one, are numbered on through
    the sheets; menus and headers of pages have no number.
    """
    rows = joined_lines(rows, _NO_LABELS)
    heads = _heads(rows)
    lines = table_lines(rows, lambda at: _line(at, heads))
    around = {
        key
        for row, line in zip(rows, lines, strict=True)
        if line is None and row.text and (key := label_key(row.text))
    }
    if not heads or (len(around) >= _FEWEST_LABELS and around & _FIRST_LABELS):
        return []
    return list(_sheets(rows, lines, heads))


def _heads(rows: Sequence[Row]) -> dict[Element, Element]:
    """The tables of actions, each with the row of its headings."""
    firsts: dict[Element, tuple[Element, list[str]]] = {}
    for line, members in groupby(zip(table_lines(rows), rows, strict=True), lambda pair: pair[0]):
        table = nearest(line, "table")
        if table is None or table in firsts:
            continue
        cells = [_words(cell) for cell in cell_rows(line, [row for _, row in members])]
        if sum(map(bool, cells)) > 1:
            firsts[table] = line, cells
    return {table: line for table, (line, cells) in firsts.items() if _heads_actions(cells)}


def _heads_actions(cells: Sequence[str]) -> bool:
    """Whether these are headings of more than an index."""
    headings = match_headings(cells)
    return headings.usable and bool(headings.places.keys() - INDEXED)


def _words(rows: Sequence[Row]) -> str:
    return " ".join(row.text for row in rows if row.text)


def _line(at: Element, heads: dict[Element, Element]) -> Element:
    """The row of a table of actions around an element, of the outermost such table."""
    found = line = None
    for above in chain(at):
        if above.tag == "tr":
            line = above
        elif above in heads and nearest(line, "table") is above:
            found = line
    return found


@dataclass
class _Grid:
    """A table of actions on its way to a Sheet, with the lines of the page around it."""

    lists: set[int] = field(default_factory=set)  # places of the columns that hold lists
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    outside: dict[int, str] = field(default_factory=dict)
    spans: dict[int, tuple[int, str]] = field(default_factory=dict)
    count: int = 0

    def add(self, line: Element, held: Sequence[Row]) -> None:
        """Take a row of the table; a cell that spans several rows stands in each of them."""
        self.count += 1
        before, self.spans = self.spans, {}
        cells = {place: text for place, (_, text) in before.items()}
        place = 0
        for cell, rows in zip(line.iterchildren(*CELLS), cell_rows(line, held), strict=True):
            while place in before:
                place += 1
            cells[place] = self._text(place, rows)
            height = _span(cell, "rowspan")
            for column in range(place, place + _span(cell, "colspan")):
                if height > 1:
                    self.spans[column] = height, cells.get(column, "")
            place += _span(cell, "colspan")
        self.spans |= before
        self.spans = {n: (left - 1, text) for n, (left, text) in self.spans.items() if left > 1}
        self.rows.append(
            (self.count, [cells.get(n, "") for n in range(max(cells, default=-1) + 1)])
        )

    def _text(self, place: int, rows: Sequence[Row]) -> str:
        """The lines of a cell; items of a list have their dash where the cell is no list."""
        lines = [
            f"- {row.text}"
            if row.item is not None and place not in self.lists and not row.text.startswith(DASHES)
            else row.text
            for row in rows
            if not row.unseen
        ]
        return "\n".join(lines)

    def sheet(self, number: int) -> Sheet:
        """The whole."""
        return Sheet(self.rows, self.count, f"tableau {number}", outside=self.outside)


def _span(cell: Element, name: str) -> int:
    """How many rows or columns a cell takes, 1 where it does not say so plainly."""
    words = (cell.get(name) or "1").strip()
    return max(int(words), 1) if re.fullmatch(r"\d{1,2}", words) else 1


def _sheets(
    rows: Sequence[Row], lines: Sequence[Element], heads: dict[Element, Element]
) -> Iterator[Sheet]:
    """The sheets; lines around the tables go with the table in front of them, or the first."""
    grid, number = _Grid(), 1
    table: Element = None
    for line, members in groupby(zip(lines, rows, strict=True), lambda pair: pair[0]):
        held = [row for _, row in members]
        if line is None:
            for row in held:
                if row.text and not row.furniture and normalise(row.text) != _PAGE_HEADER:
                    grid.count += 1
                    grid.outside[grid.count] = row.text
            continue
        if nearest(line, "table") is not table:
            if table is not None:
                yield grid.sheet(number)
                grid, number = _Grid(), number + 1
            table = nearest(line, "table")
        if line is heads[table]:
            headings = match_headings([_words(cell) for cell in cell_rows(line, held)])
            places = headings.places.items()
            grid.lists = {place for column, place in places if column in LIST_COLUMNS}
        grid.add(line, held)
    yield grid.sheet(number)
