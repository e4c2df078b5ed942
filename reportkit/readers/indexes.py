"""The index of a page in its many dresses: more columns, tabs, one cell a line, divisions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from reportkit.readers import form
from reportkit.readers.cells import parse_year
from reportkit.readers.copied import reads_like_foot
from reportkit.readers.headings import match_headings
from reportkit.readers.labels import CELLS, chain, nearest
from reportkit.readers.rows import Element, Row
from reportkit.readers.spelling import LONGEST, loosely
from reportkit.schema import FIELDS
from reportkit.vocabulary import find_department, fold, normalise

HEAD = "Nom | Département | Année |"
RULE = "---|---|---|"
INDEXED = {"title", "department", "senacs_year"}
_FEWEST, _WIDEST = 3, 6  # columns of an index
_LONGEST_HEADING = 30
_OPENING = {loosely(FIELDS[place].label) for place in (0, form.SECOND_FORM_FIRST)}
_NUMBERING = re.compile(r"(n°|n|no|num(ero)?|#|rang|ordre|id)?")


@dataclass(frozen=True)
class Columns:
    """The places (0-based) of title, department and year in the rows of an index."""

    title: int
    department: int
    year: int
    width: int

    def line(self, cells: Sequence[str]) -> str:
        """A row as the copied text has it; cells too many come from bars in the title."""
        extra = max(len(cells) - self.width, 0)
        title = " | ".join(cells[self.title : self.title + extra + 1])
        others = list(cells[: self.title + 1]) + list(cells[self.title + extra + 1 :])
        others += [""] * (self.width - len(others))
        return f"{title} | {others[self.department]} | {others[self.year]} |"


def index_columns(cells: Sequence[str]) -> Columns | None:
    """Where an index holds what it is read for, if these cells are its head.

    A department and a year of their own tell an index from other tables; what it may hold
    besides is a number or a structure.
    """
    if not _FEWEST <= len(cells) <= _WIDEST or max(map(len, cells)) > _LONGEST_HEADING:
        return None
    headings = match_headings(cells)
    places = headings.places
    if headings.double or not INDEXED <= places.keys() <= {*INDEXED, "organisation"}:
        return None
    return Columns(places["title"], places["department"], places["senacs_year"], len(cells))


def _only_numbers_beside(cells: Sequence[str]) -> bool:
    return all(_NUMBERING.fullmatch(fold(cells[n])) for n in match_headings(cells).unknown)


def _listed(words: Sequence[str]) -> Iterator[tuple[int, Columns, int]]:
    """Indexes whose cells stand one behind another: place, columns, number of rows."""
    done = 0
    for place, word in enumerate(words):
        if len(word) > _LONGEST_HEADING or word[:1] not in ("d", "D"):
            continue
        if not fold(word).startswith("departement"):
            continue
        found: list[tuple[int, int, Columns]] = []
        for start in range(max(done, place - _WIDEST + _FEWEST), place):
            for width in range(_FEWEST, _WIDEST + 1):
                head = words[start : start + width]
                columns = index_columns(head) if len(head) == width else None
                if columns and _only_numbers_beside(head):
                    count = _count_rows(words, start + width, columns)
                    found += [(count, start, columns)] if count else []
        if found:
            count, start, columns = max(found, key=lambda f: (f[0], f[1]))
            done = start + (count + 1) * columns.width
            yield start, columns, count


def _count_rows(words: Sequence[str], first: int, columns: Columns) -> int:
    count = 0
    for place in range(first, len(words) - columns.width + 1, columns.width):
        year = parse_year(words[place + columns.year])
        if year is None or find_department(words[place + columns.department]) is None:
            break
        count += 1
    return count


@dataclass
class Copy:
    """Lines with their 0-based places in the file.

    `added` and `outside` hold places here: of lines put in, and of the foot of a page behind an
    index; `behind` the places in the file of the rows of indexes that stand behind labels.
    """

    texts: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    added: set[int] = field(default_factory=set)
    outside: set[int] = field(default_factory=set)
    behind: set[int] = field(default_factory=set)

    def put(self, text: str, place: int) -> None:
        """Add a line."""
        self.texts.append(text)
        self.places.append(place)

    def put_index(self, place: int, rows: Sequence[tuple[int, str]]) -> None:
        """Add an index whose head stands at a place."""
        self.put(HEAD, place)
        self.added.add(len(self.texts))
        self.put(RULE, place)
        for row_place, row in rows:
            self.put(row, row_place)


def restore_indexes(lines: Sequence[str], *, behind: bool = True) -> Copy:
    """A copied text with each index as SENACS's own copies have it, title first, bars between.

    Behind labels a table may be a text's own: there only one with which its page ends is an
    index, and none without `behind`.
    """
    found = {block[0]: block for block in (*_parted_blocks(lines), *_listed_blocks(lines))}
    if not found:
        return Copy(list(lines), list(range(len(lines))))
    copy = Copy()
    inside = False
    place = 0
    while place < len(lines):
        words = normalise(lines[place])
        inside = words != form.PAGE_HEADER and (inside or _opens(words))
        first, end, rows = found.get(place, (place, 0, []))
        after = _end_of_page(lines, end) if end and inside and behind else None
        if not end or (inside and after is None):
            copy.put(lines[place], place)
            place += 1
            continue
        copy.put_index(first, rows)
        place = end
        if after is not None:
            copy.behind |= {row_place for row_place, _ in rows}
            for foot in range(end, after):
                if lines[foot].strip():
                    copy.outside.add(len(copy.texts))
                copy.put(lines[foot], foot)
            place = after
    return copy


Block = tuple[int, int, list[tuple[int, str]]]  # first line, end, rows with their places


def _opens(words: str) -> bool:
    return len(words) <= LONGEST and loosely(words) in _OPENING


def _end_of_page(lines: Sequence[str], place: int) -> int | None:
    """Where a page ends whose last lines, but for its foot, stand before a place."""
    end = place
    while end < len(lines) and (not lines[end].strip() or reads_like_foot(lines[end])):
        end += 1
    following = lines[end].strip() if end < len(lines) else form.START
    starts = following == form.START or normalise(following) == form.PAGE_HEADER
    return end if starts or form.SECOND_START.fullmatch(following) else None


def _parted_blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Indexes whose cells tabs or bars part, but for those that need no help."""
    end = 0
    for place, line in enumerate(lines):
        mark = next((mark for mark in "\t|" if mark in line), None)
        if mark is None or place < end:
            continue
        head = _parts(line, mark)
        columns = index_columns(head)
        if columns is None or not _only_numbers_beside(head):
            continue
        following = lines[place + 1] if place + 1 < len(lines) else ""
        ruled = form.INDEX_RULE.fullmatch(following) is not None
        first = end = place + 1 + ruled
        while end < len(lines) and mark in lines[end]:
            end += 1
        if not (ruled and form.is_index_header(line) and len(head) == _FEWEST):
            rows = [(n, columns.line(_parts(lines[n], mark))) for n in range(first, end)]
            yield place, end, rows


def _parts(line: str, mark: str) -> list[str]:
    cells = [" ".join(cell.split()) for cell in line.split(mark)]
    if mark == "|" and cells and not cells[-1]:
        cells.pop()
    return cells


def _listed_blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Indexes of one cell a line."""
    solid = [place for place, line in enumerate(lines) if line.strip()]
    words = [" ".join(lines[place].split()) for place in solid]
    for start, columns, count in _listed(words):
        firsts = [start + n * columns.width for n in range(1, count + 1)]
        rows = [
            (solid[first], columns.line(words[first : first + columns.width])) for first in firsts
        ]
        yield solid[start], solid[firsts[-1] + columns.width - 1] + 1, rows


def with_indexes(rows: Sequence[Row]) -> list[Row]:
    """The rows of a page, each index of it laid out as the copied text has it."""
    return _with_listed(_with_tables(rows))


def table_lines(
    rows: Sequence[Row], line_of: Callable[[Element], Element] = lambda at: nearest(at, "tr")
) -> list[Element]:
    """The table row that each row stands in, or None; an empty row goes with both its sides."""
    lines = [line_of(row.at) for row in rows]
    solid = [place for place, row in enumerate(rows) if row.at is not None]
    for before, after in pairwise(solid):
        if lines[before] is lines[after]:
            lines[before + 1 : after] = [lines[before]] * (after - before - 1)
    return lines


def cell_rows(line: Element, rows: Sequence[Row]) -> list[list[Row]]:
    """The rows that stand in each cell of a table row; an empty one goes with that before it."""
    cells = [cell for cell in line if cell.tag in CELLS]
    held: dict[Element, list[Row]] = {cell: [] for cell in cells}
    inside: list[Row] = []
    for row in rows:
        own = next((held[above] for above in chain(row.at) if above in held), inside)
        inside = own
        own.append(row)
    return list(held.values())


def _with_tables(rows: Sequence[Row]) -> list[Row]:
    heads: dict[Element, Columns | None] = {}
    kept: list[Row] = []
    for line, members in groupby(zip(table_lines(rows), rows, strict=True), lambda pair: pair[0]):
        held = [row for _, row in members]
        shown = next((row for row in held if row.text), None)
        if line is None or shown is None:
            kept += held
            continue
        cells = [" ".join(row.text for row in cell if row.text) for cell in cell_rows(line, held)]
        table = nearest(line, "table")
        columns = heads.get(table)
        if table not in heads:
            columns = heads[table] = index_columns(cells[:_WIDEST])
            kept += _head(shown, line) if columns else held
        elif columns is None:
            kept += held
        else:
            short = len(cells) <= max(columns.title, columns.department, columns.year)
            text = " | ".join(cells) if short else columns.line(cells[: columns.width])
            kept.append(_row(shown, text, line))
        kept += [row for row in held if columns and row.unseen]
    return kept


def _head(row: Row, at: Element) -> list[Row]:
    rule = Row(RULE, "", row.number, at, added=True, index=True)
    return [_row(row, HEAD, at), replace(rule, furniture=row.furniture)]


def _row(row: Row, text: str, at: Element) -> Row:
    return Row(text, text, row.number, at, furniture=row.furniture, index=True)


def _with_listed(rows: list[Row]) -> list[Row]:
    """Divisions or list items that hold a cell each, or all cells of a row."""
    units = [
        (place, cell)
        for place, row in enumerate(rows)
        if row.text and not row.index
        for cell in _inline_cells(row)
    ]
    blocks: dict[int, tuple[int, list[Row]]] = {}
    for start, columns, count in _listed([cell for _, cell in units]):
        firsts = [start + n * columns.width for n in range(count + 1)]
        end = firsts[-1] + columns.width
        whole = start == 0 or units[start - 1][0] != units[start][0]
        if not whole or (end < len(units) and units[end][0] == units[end - 1][0]):
            continue
        head, *others = (rows[units[first][0]] for first in firsts)
        made = _head(head, head.at)
        for first, row in zip(firsts[1:], others, strict=True):
            cells = [cell for _, cell in units[first : first + columns.width]]
            made.append(_row(row, columns.line(cells), row.at))
        blocks[units[start][0]] = units[end - 1][0] + 1, made
    laid: list[Row] = []
    place = 0
    while place < len(rows):
        end, made = blocks.get(place, (place + 1, rows[place : place + 1]))
        laid += made
        place = end
    return laid


def _inline_cells(row: Row) -> list[str]:
    """The cells of a row whose elements stand one beside another, else the row itself."""
    if row.at is None or not _FEWEST <= len(row.at) <= _WIDEST:
        return [row.text]
    cells = [" ".join(cell.text_content().split()) for cell in row.at if isinstance(cell.tag, str)]
    alike = "".join("".join(cells).split()) == "".join(row.text.split())
    return cells if alike and len(cells) >= _FEWEST else [row.text]
