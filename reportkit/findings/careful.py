"""Reads every text of a dataset as a careful reader would, and says what it noticed."""

from __future__ import annotations

from collections.abc import Iterator

from reportkit.dataset import Dataset
from reportkit.findings import fields, privacy, text
from reportkit.findings.copies import Copies
from reportkit.findings.screen import GLUED, MAIL, MISPLACED, PHONE, TITLE, Screen
from reportkit.schema import Finding
from reportkit.sheet import Sheet, sheets


def read_carefully(dataset: Dataset) -> list[Finding]:
    """What shows in the text of each action, in the order of the actions and of their lines.

    The time grows with the size of the texts, and the same dataset gives the same list.
    """
    screen, copies = Screen(), Copies()
    found: list[Finding] = []
    for sheet in sheets(dataset.actions):
        of_sheet = _read_sheet(sheet, screen, copies)
        found += sorted(of_sheet, key=lambda finding: (finding.line, finding.code))
    return found


def _read_sheet(sheet: Sheet, screen: Screen, copies: Copies) -> list[Finding]:
    found = [*fields.find_empty(sheet), *fields.find_numbers(sheet)]
    every = 0
    every_line: list[str] = []
    pieces: list[str] = []
    for column, plain in sheet.plain.items():
        words = plain.split()
        marks = screen.marks(words)
        every |= marks
        lines = plain.split("\n")
        every_line += lines
        pieces += text.pieces_of(plain)
        found += text.find_truncated(sheet, column, lines)
        found += text.find_stray_signs(sheet, column, marks)
        found += text.find_repeated_words(sheet, column, words)
        if marks:
            glued = screen.that_are(GLUED, words) if marks & GLUED else set()
            found += _look_closer(sheet, column, marks, glued)
        if privacy.recogniser() or marks & TITLE:
            found += privacy.find_names(sheet, column, marks)
    if "people" in sheet.texts:
        found += fields.find_misplaced_in_people(sheet)
    found += text.find_repeats(sheet, every_line, pieces, every)
    found += copies.find(sheet, pieces)
    return found


def _look_closer(sheet: Sheet, column: str, marks: int, glued: set[str]) -> Iterator[Finding]:
    if glued:
        yield from text.find_glued(sheet, column, glued)
    if marks & (MAIL | PHONE):
        yield from privacy.find_contacts(sheet, column, marks)
    if marks & MISPLACED and column in fields.JUDGED:
        yield from fields.find_misplaced(sheet, column)
