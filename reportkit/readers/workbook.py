"""Reads Excel workbooks, with openpyxl."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import Any

from openpyxl import load_workbook

from reportkit.errors import InputError
from reportkit.readers.cells import unescape_from_workbook
from reportkit.readers.content import Content
from reportkit.readers.export import Export
from reportkit.readers.table import EXPECTED, Sheet, read_sheets
from reportkit.schema import Finding, Severity

LARGEST = 300_000_000  # bytes once unpacked
HIGHEST_RATIO, RATIO_FROM = 200, 10_000_000
MOST_CELLS = 20_000_000  # of all sheets, with the empty ones before a filled one
_WORKBOOK = "xl/workbook.xml"
_FIRST_NAME = re.compile(
    rb"PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels/|docProps/|xl/)", re.DOTALL
)
_FORMULA = re.compile(rb"<f[ >/]")
_UNSAVED = re.compile(rb"<f(?: [^>]*)?(?:/>|>[^<]*</f>)(?:<v/>|<v></v>)?</c>")


def recognise_workbook(content: Content) -> bool:
    """Whether these are the bytes of an Excel workbook, be it a damaged one."""
    if content.members is None:
        return _FIRST_NAME.match(content.data) is not None
    return _WORKBOOK in content.members


def read_workbook(content: Content) -> Export:
    """Read the sheets of actions of a workbook; formulas by the value that Excel saved.

    Raises:
        InputError: damaged, locked by a password, too large once unpacked, or no actions.
    """
    data, source = content.data, content.source
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bomb(archive, len(data), source)
            notes = _note_formulas(archive, source)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drawings and styles, which are not read
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [_read_sheet(sheet) for sheet in book.worksheets]
    except InputError:
        raise
    except Exception as error:
        # openpyxl lets through whatever a damaged part makes it meet, of any type.
        locked = isinstance(error, RuntimeError) and "password" in str(error)
        found = "un classeur protégé par un mot de passe" if locked else "un classeur abîmé"
        raise InputError(source, None, found, EXPECTED) from error
    return read_sheets(sheets, content, notes)


def _refuse_bomb(archive: zipfile.ZipFile, packed: int, source: str) -> None:
    size = sum(entry.file_size for entry in archive.infolist())
    if size > LARGEST or (size > RATIO_FROM and size > HIGHEST_RATIO * packed):
        found = f"un classeur démesuré une fois décompressé ({size // 1_000_000} Mo)"
        raise InputError(source, None, found, EXPECTED)


def _note_formulas(archive: zipfile.ZipFile, source: str) -> list[Finding]:
    parts = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    formulas = sum(len(_FORMULA.findall(part)) for part in parts)
    unsaved = sum(len(_UNSAVED.findall(part)) for part in parts)
    if not formulas:
        return []
    never = f", {unsaved} sans valeur enregistrée et lues vides" if unsaved else ""
    return [
        Finding(
            "formules",
            Severity.CHECK if unsaved else Severity.INFO,
            source,
            1,
            "",
            f"cellules à formule : {formulas}{never}. La valeur enregistrée est lue.",
            "Ouvrez le classeur, recalculez et enregistrez s'il a changé depuis.",
        )
    ]


def _read_sheet(sheet: Any) -> Sheet:
    """The filled rows of a sheet, under the numbers that Excel shows.

    Raises:
        ValueError: more cells than any table of actions has.
    """
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    rows: list[tuple[int, list[Any]]] = []
    number = cells = 0
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells += len(values)
        if cells > MOST_CELLS:
            raise ValueError(cells)
        if any(value is not None for value in values):
            rows.append((number, [_value(value) for value in values]))
    return Sheet(rows, number, sheet.title)


def _value(value: Any) -> Any:
    return unescape_from_workbook(value) if isinstance(value, str) else value
