"""Rows of plain values to disk: JSON, CSV, CSV for a French Excel, XLSX."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from reportkit.readers.cells import escape_for_workbook, guard_formula, join_items, trimmed

Records = Sequence[Mapping[str, Any]]

_EPOCH = (2000, 1, 1, 0, 0, 0)
_DATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")

LONGEST_CELL = 32_767  # Excel's limit


def write_json(records: Records, path: Path) -> None:
    """An array of records, lists as lists, null for what is empty."""
    path.write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", "utf-8")


def csv_bytes(records: Records, columns: Sequence[str], *, excel_fr: bool = False) -> bytes:
    """A table in UTF-8 with commas, or what a French Excel opens on a double click.

    `excel_fr`: semicolons, the mark of UTF-8, and no text that a spreadsheet would run.
    """
    if excel_fr:
        return ("\ufeff" + _csv(records, columns, (";", "\r\n"), guard_formula)).encode()
    return _csv(records, columns, (",", "\n"), str).encode()


def _csv(
    records: Records,
    columns: Sequence[str],
    dialect: tuple[str, str],
    write: Callable[[str], str],
) -> str:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=dialect[0], lineterminator=dialect[1])
    writer.writerow(columns)
    for record in records:
        cells = (joined(record[column]) for column in columns)
        writer.writerow([write(cell) if isinstance(cell, str) else cell for cell in cells])
    return target.getvalue()


def write_xlsx(records: Records, columns: Sequence[str], path: Path, title: str) -> None:
    """`xlsx_bytes` to disk."""
    path.write_bytes(xlsx_bytes(records, columns, title))


def xlsx_bytes(records: Records, columns: Sequence[str], title: str) -> bytes:
    """A workbook of one sheet, the same bytes every time; text beyond LONGEST_CELL is cut."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    sheet.append(list(columns))
    for record in records:
        sheet.append([_cell(sheet, joined(record[column])) for column in columns])
    written, settled = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(settled, "w") as archive:
        for name in parts.namelist():
            # The library dates each part, and the book, with the moment it writes them.
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, _DATED.sub(rb"\g<1>2000-01-01T00:00:00Z", parts.read(name)))
    return settled.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, escape_for_workbook(fitting(value)))
    cell.data_type = "s"  # text that begins with « = » must not become a formula
    return cell


def joined(value: Any) -> Any:
    """A list as one text."""
    return join_items(value) if isinstance(value, list) else value


def fitting(text: str) -> str:
    """The text that a cell holds, written out with its escapes, without a blank end."""
    longest = text
    while (over := len(escape_for_workbook(longest)) - LONGEST_CELL) > 0:
        longest = trimmed(longest[: -max(over // len("_x0001_"), 1)])
    return longest
