"""The tidy table to disk: CSV, JSON, Parquet, XLSX, or the text form of SENACS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from reportkit.dataset import Dataset
from reportkit.errors import ParameterError
from reportkit.files import write_bytes, write_whole
from reportkit.schema import TABLE_COLUMNS
from reportkit.senacs import senacs_text, unsaid
from reportkit.spreadsheet import csv_bytes, fitting, joined, write_json, write_xlsx

Records = list[dict[str, Any]]


def write_table(dataset: Dataset, path: Path, *, excel_fr: bool = False) -> list[str]:
    """Write all actions, exact duplicates too, in the order of the files.

    JSON holds an array of records with lists as lists and null for what is empty; CSV and
    XLSX join lists as `join_items` does; text is the form of SENACS's pages. What is written
    is read back unchanged. `excel_fr`: a CSV for a French spreadsheet, that runs no formula.

    Returns:
        What the format could not hold, in French: texts too long for a spreadsheet's cell,
        fields that SENACS's form cannot say.

    Raises:
        ParameterError: a suffix that is not one of FORMATS, `excel_fr` for another than CSV.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        raise ParameterError(f"{path.name} : format inconnu ; terminez le nom par {known}.")
    if excel_fr and suffix != ".csv":
        raise ParameterError(f"{path.name} : --excel-fr ne vaut que pour un fichier .csv.")
    records = table_records(dataset)
    if excel_fr:
        write_bytes(path, csv_bytes(records, TABLE_COLUMNS, excel_fr=True))
    else:
        write_whole(path, lambda target: FORMATS[suffix](records, target))
    if suffix == ".txt":
        return unsaid(records)
    return _too_long(records) if suffix == ".xlsx" else []


def table_records(dataset: Dataset) -> Records:
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


def _write_csv(records: Records, path: Path) -> None:
    path.write_bytes(csv_bytes(records, TABLE_COLUMNS))


def _write_parquet(records: Records, path: Path) -> None:
    frame = pd.DataFrame(records, columns=list(TABLE_COLUMNS), dtype=object)
    for column in ("senacs_year", "attributed_year", "first_line", "last_line"):
        frame[column] = frame[column].astype("Int64")
    frame.to_parquet(path, index=False)


def _write_xlsx(records: Records, path: Path) -> None:
    write_xlsx(records, TABLE_COLUMNS, path, "Actions")


def _too_long(records: Records) -> list[str]:
    return [
        f"{record['title']} : le champ « {column} » ({len(text)} caractères) est coupé à "
        f"{len(fitting(text))}, limite d'un classeur ; préférez .csv ou .json."
        for record in records
        for column in TABLE_COLUMNS
        if isinstance(text := joined(record[column]), str) and fitting(text) != text
    ]


def _write_text(records: Records, path: Path) -> None:
    path.write_bytes(senacs_text(records).encode())


FORMATS: dict[str, Callable[[Records, Path], None]] = {
    ".csv": _write_csv,
    ".json": write_json,
    ".parquet": _write_parquet,
    ".xlsx": _write_xlsx,
    ".txt": _write_text,
}
