"""Reads a table in text form: cells parted by semicolons, commas or tabs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from reportkit.readers import form
from reportkit.readers.content import Content
from reportkit.readers.encoding import Decoded
from reportkit.readers.export import Export
from reportkit.readers.headings import PREAMBLE_ROWS, Headings, find_headings
from reportkit.readers.table import Sheet, read_sheets
from reportkit.schema import Finding, Severity

DELIMITERS = ";,\t"  # never « | », which parts the cells of SENACS's own index
_DECLARATION = re.compile(r'\s*"?sep=(?P<mark>[;,\t|])"?[;,\t|]*\s*', re.IGNORECASE)
_SURE = 6  # known headings in one record: more than the three of a tabbed index
_SAMPLE = 20_000  # characters that hold the headings of any table


@dataclass(frozen=True)
class _Record:
    """A record of a delimited text; `line` (0-based) is where it begins."""

    line: int
    cells: list[str]
    unclosed: bool = False


def recognise_delimited(content: Content) -> bool:
    """Whether the text is a table of actions, and not the text of SENACS pages."""
    decoded = content.decoded
    found = _find_delimiter(decoded)
    if found is None:
        return False
    delimiter, (first, headings) = found
    if "action_id" in headings.ours or len(headings.places) >= _SURE or _declared(decoded):
        return True
    marks = form.find_candidates(decoded.lines)
    if any(mark.strong or mark.mark is form.Mark.START_SECOND for mark in marks):
        return False
    if first == 1 or not any(mark.places for mark in marks):
        return True
    begins = {record.line for record in _records(decoded.text, delimiter)}
    return not any(mark.line in begins for mark in marks if mark.places)


def read_delimited(content: Content) -> Export:
    """Read a table that `recognise_delimited` knows; its lines are the records.

    Raises:
        InputError: no action under the headings.
    """
    source, decoded = content.source, content.decoded
    found = _find_delimiter(decoded)
    assert found is not None
    delimiter, (_, headings) = found
    records = list(_records(decoded.text, delimiter))
    notes = _notes(decoded, records, source)
    last = records[-1]
    short_of_cells = not decoded.terminated and len(last.cells) < len(headings.texts)
    if last.unclosed or short_of_cells:
        notes.append(
            Finding(
                "tableau-coupe",
                Severity.CUT,
                source,
                len(records),
                " ".join(last.cells)[:200],
                f"le fichier s'arrête au milieu de la ligne {len(records)} du tableau"
                + (", dans une cellule dont les guillemets ne se ferment pas." * last.unclosed)
                + ("." * (not last.unclosed)),
                "Enregistrez de nouveau le tableau entier.",
            )
        )
    rows = [(number, record.cells) for number, record in enumerate(records, start=1)]
    del rows[: _declared(decoded) is not None]
    guarded = delimiter == ";" and "action_id" in headings.ours
    return read_sheets([Sheet(rows, len(records), guarded=guarded)], content, notes)


def _declared(decoded: Decoded) -> str | None:
    """The delimiter that the first line names for Excel (« sep=; »)."""
    match = _DECLARATION.fullmatch(decoded.lines[0])
    return match["mark"] if match else None


def _find_delimiter(decoded: Decoded) -> tuple[str, tuple[int, Headings]] | None:
    """The delimiter under which most headings are known, and these."""
    sample = decoded.text[:_SAMPLE]
    declared = _declared(decoded) or ""
    best: tuple[str, tuple[int, Headings]] | None = None
    for delimiter in declared + DELIMITERS.replace(declared, ""):
        records = zip(range(1, 3 * PREAMBLE_ROWS), _records(sample, delimiter), strict=False)
        found = find_headings([(number, record.cells) for number, record in records])
        if found and (best is None or len(found[1].places) > len(best[1][1].places)):
            best = delimiter, found
    return best


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    """Records as RFC 4180 has them; a quote that never closes takes the rest of the text."""
    quoted = re.compile(r'"([^"]*(?:""[^"]*)*)("?)')
    plain = re.compile(f"[^{re.escape(delimiter)}\n]*")
    place = line = begun = 0
    cells: list[str] = []
    while True:
        cell, unclosed = "", False
        if match := quoted.match(text, place):
            cell, unclosed = match[1].replace('""', '"'), not match[2]
            line += match[1].count("\n")
            place = match.end()
        rest = plain.match(text, place)
        assert rest is not None
        place = rest.end()
        cells.append(cell + rest[0])
        if place >= len(text):
            yield _Record(begun, cells, unclosed)
            return
        if text[place] == "\n":
            yield _Record(begun, cells)
            line += 1
            begun, cells = line, []
        place += 1


def _notes(decoded: Decoded, records: list[_Record], source: str) -> list[Finding]:
    """What was noticed while bytes became text, on the record that each line belongs to."""
    begins = [record.line for record in records]
    return [
        Finding(
            note.code,
            note.severity,
            source,
            bisect_right(begins, note.line),
            decoded.lines[note.line][:200],
            note.message,
            note.advice,
        )
        for note in decoded.notes
    ]
