"""The tidy table to disk: CSV, JSON, Parquet or XLSX."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from reportkit.dataset import TABLE_COLUMNS, Dataset
from reportkit.errors import ParameterError
from reportkit.files import write_whole

LIST_SEPARATOR = "; "
LONGEST_CELL = 32_767  # Excel's limit
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_table(dataset: Dataset, path: Path) -> list[str]:
    """Write all actions, exact duplicates too, in the order of the files.

    JSON holds an array of records with lists as lists and null for what is empty; CSV and
    XLSX join lists with « ; ».

    Returns:
        What the format could not hold, in French: texts too long for a spreadsheet's cell.

    Raises:
        ParameterError: a suffix that is not one of FORMATS.
    """
    writer = FORMATS.get(path.suffix.lower())
    if writer is None:
        known = ", ".join(FORMATS)
        raise ParameterError(f"{path.name} : format inconnu ; terminez le nom par {known}.")
    records = table_records(dataset)
    write_whole(path, lambda target: writer(records, target))
    if path.suffix.lower() != ".xlsx":
        return []
    return [
        f"{record['title']} : le champ « {column} » ({len(record[column])} caractères) est coupé "
        f"à {LONGEST_CELL}, limite d'un classeur ; préférez .csv ou .json."
        for record in records
        for column in TABLE_COLUMNS
        if isinstance(record[column], str) and len(record[column]) > LONGEST_CELL
    ]


def table_records(dataset: Dataset) -> list[dict[str, Any]]:
    """One plain dict an action, with the columns TABLE_COLUMNS; None where a field is empty."""
    frame = dataset.actions[list(TABLE_COLUMNS)].astype(object)
    return [
        {str(column): _plain(value) for column, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return list(value)
    if value is None or pd.isna(value):
        return None
    return int(value) if not isinstance(value, str) else value


def _joined(value: Any) -> Any:
    return LIST_SEPARATOR.join(value) if isinstance(value, list) else value


def _write_json(records: list[dict[str, Any]], path: Path) -> None:
    path.write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _write_csv(records: list[dict[str, Any]], path: Path) -> None:
    frame = _frame(records).map(_joined)
    frame.to_csv(path, index=False, lineterminator="\n")


def _write_parquet(records: list[dict[str, Any]], path: Path) -> None:
    frame = _frame(records)
    for column in ("senacs_year", "attributed_year", "first_line", "last_line"):
        frame[column] = frame[column].astype("Int64")
    frame.to_parquet(path, index=False)


def _write_xlsx(records: list[dict[str, Any]], path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Actions")
    sheet.freeze_panes = "B2"
    sheet.append(list(TABLE_COLUMNS))
    for record in records:
        sheet.append([_cell(sheet, _joined(record[column])) for column in TABLE_COLUMNS])
    book.save(path)


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, _NOT_IN_XML.sub("\ufffd", value)[:LONGEST_CELL])
    cell.data_type = "s"  # text that begins with « = » must not become a formula
    return cell


def _frame(records: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(records, columns=list(TABLE_COLUMNS), dtype=object)


FORMATS: dict[str, Callable[[list[dict[str, Any]], Path], None]] = {
    ".csv": _write_csv,
    ".json": _write_json,
    ".parquet": _write_parquet,
    ".xlsx": _write_xlsx,
}
