"""Facts on disk: written as JSON, CSV or XLSX, and read back to be scored."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from reportkit.errors import InputError, ParameterError
from reportkit.evaluate import QUOTED_LISTS
from reportkit.files import write_bytes, write_whole
from reportkit.measures.fact import COLUMNS, Fact
from reportkit.readers.cells import unescape_from_workbook, unguard_formula
from reportkit.spreadsheet import Records, csv_bytes, write_json, write_xlsx

_NUMBERS: Final = ("action", "value", "low", "high", "line")
_NEEDED: Final = (
    *("source_file", "action", "measure", "value", "low", "high", "type", "quote", "field", "line"),
)
_EXPECTED: Final = "un fichier que « reportkit facts -o » a écrit"


def write_facts(facts: Sequence[Fact], path: Path, *, excel_fr: bool = False) -> None:
    """Write the facts: JSON an array of records, CSV and XLSX a row each, columns COLUMNS.

    Raises:
        ParameterError: a suffix other than .json, .csv, .xlsx; `excel_fr` for another than CSV.
    """
    suffix = path.suffix.lower()
    if suffix not in _FORMATS:
        known = ", ".join(_FORMATS)
        raise ParameterError(f"{path.name} : format inconnu ; terminez le nom par {known}.")
    records = [fact.record() for fact in facts]
    if excel_fr:
        if suffix != ".csv":
            raise ParameterError(f"{path.name} : --excel-fr ne vaut que pour un fichier .csv.")
        write_bytes(path, csv_bytes(records, COLUMNS, excel_fr=True))
    else:
        write_whole(path, lambda target: _FORMATS[suffix](records, target))


_FORMATS: Final[dict[str, Callable[[Records, Path], None]]] = {
    ".json": write_json,
    ".csv": lambda records, path: write_bytes(path, csv_bytes(records, COLUMNS)),
    ".xlsx": lambda records, path: write_xlsx(records, COLUMNS, path, "Faits"),
}


def read_facts(path: Path) -> list[dict[str, Any]]:
    """The records of a file of facts, numbers as numbers, None for what is empty.

    Raises:
        InputError: no file of facts.
        OSError: it cannot be read.
    """
    data = path.read_bytes()
    read = {".csv": _from_csv, ".xlsx": _from_xlsx}.get(path.suffix.lower(), _from_json)
    try:
        records = read(data)
    except (ValueError, KeyError, BadZipFile, InvalidFileException, csv.Error) as error:
        raise InputError(path.name, None, f"illisible ({error})", _EXPECTED) from None
    for number, record in enumerate(records, start=1):
        lacking = [column for column in _NEEDED if column not in record]
        if lacking:
            found = f"le fait n° {number} n'a pas de « {lacking[0]} »"
            raise InputError(path.name, None, found, _EXPECTED)
    return records


def read_reading(path: Path) -> dict[str, Any]:
    """A reading by hand (see docs/evaluation.md).

    Raises:
        InputError: not JSON, without actions, or an entry without its line and words.
        OSError: it cannot be read.
    """
    expected = "une lecture à la main, un objet JSON avec « actions » (docs/evaluation.md)"
    try:
        reading = json.loads(path.read_bytes())
    except ValueError as error:
        raise InputError(path.name, None, f"ce n'est pas du JSON ({error})", expected) from None
    if not isinstance(reading, dict) or not isinstance(reading.get("actions"), list):
        raise InputError(path.name, None, "pas de liste « actions »", expected)
    for place, action in enumerate(reading["actions"], start=1):
        wrong = next(_without_place(action), None) if isinstance(action, dict) else "actions"
        if wrong:
            found = f"action n° {place} : une entrée de « {wrong} » est incomplète"
            needed = "« line » et « quote » dans chaque entrée (« kind » aussi pour une anomalie)"
            raise InputError(path.name, None, found, needed)
    return reading


def _without_place(action: dict[str, Any]) -> Iterator[str]:
    """The lists of an action that hold an entry without what it takes to compare it."""
    outcomes = action.get("outcomes") or {}
    listed = {key: action.get(key) or () for key in QUOTED_LISTS}
    listed |= outcomes if isinstance(outcomes, dict) else {"outcomes": (outcomes,)}
    for key, entries in listed.items():
        needed = {"line", "quote", *(["kind"] if key == "date_anomalies" else [])}
        if not all(isinstance(entry, dict) and needed <= entry.keys() for entry in entries):
            yield key


def _from_json(data: bytes) -> list[dict[str, Any]]:
    records = json.loads(data)
    if not isinstance(records, list) or not all(isinstance(r, dict) for r in records):
        raise ValueError("pas une liste de faits")
    return records


def _from_csv(data: bytes) -> list[dict[str, Any]]:
    text = data.decode("utf-8-sig")
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    return [_typed(row) for row in csv.DictReader(io.StringIO(text), delimiter=delimiter)]


def _from_xlsx(data: bytes) -> list[dict[str, Any]]:
    rows = load_workbook(io.BytesIO(data), read_only=True).worksheets[0].iter_rows(values_only=True)
    head = [str(cell) for cell in next(rows, ())]
    return [_typed(dict.fromkeys(head) | dict(zip(head, row, strict=False))) for row in rows]


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    record = {column: None if value == "" else _text(value) for column, value in row.items()}
    for column in _NUMBERS:
        record[column] = _number(record.get(column))
    return record


def _text(value: Any) -> Any:
    return unescape_from_workbook(unguard_formula(value)) if isinstance(value, str) else value


def _number(value: Any) -> Any:
    """A number where the cell holds one, so that it compares with the reading's."""
    if not isinstance(value, str):
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return int(number) if number.is_integer() else number
