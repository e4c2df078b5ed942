"""Reads tables that programs exchange: an array of JSON objects, a Parquet file."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow
import pyarrow.parquet

from reportkit.errors import InputError
from reportkit.readers.content import Content
from reportkit.readers.export import Export
from reportkit.readers.table import EXPECTED_NAMES, Sheet, notes_of_file, read_sheets
from reportkit.schema import Finding, Severity

_PARQUET = b"PAR1"
LARGEST = 300_000_000  # bytes once unpacked
MOST_ROWS = 1_000_000
_BEGINS_JSON = re.compile(r'\s*(?:\[\s*(?:\{|\]|$)|\{\s*(?:["\'}]|\w+\s*:|$))')
_ACTIONS = "actions"
_EXPECTED = (
    'une liste JSON d\'actions, seule ou sous « actions » : [{"titre": "…", "structure": "…", '
    '"résumé": "…"}, …]'
)
_FAULTS = (  # what Python's json says, by its first words
    ("Expecting property name", "un nom de champ entre guillemets droits est attendu"),
    ("Expecting ':'", "un deux-points est attendu entre le nom et la valeur"),
    ("Expecting ','", "une virgule est attendue"),
    ("Expecting value", "une valeur est attendue"),
    ("Extra data", "la liste est déjà finie, autre chose la suit"),
    ("Illegal trailing comma", "une virgule est de trop avant la fin"),
    ("Invalid \\", "une barre oblique inverse est mal employée"),
)

Pairs = list[tuple[str, Any]]


class _Object(list[tuple[str, Any]]):
    """A JSON object with all its pairs, even those whose names stand twice."""


def recognise_json(content: Content) -> bool:
    """Whether the text begins as an array of objects or an object does."""
    head = "\n".join(line[:200] for line in content.decoded.lines[:20])
    return _BEGINS_JSON.match(head) is not None


def read_json(file: Content) -> Export:
    """Read an array of objects, alone or under « actions »; its lines are the objects.

    Raises:
        InputError: broken JSON, no such array, or no title in it.
    """
    source, decoded = file.source, file.decoded
    try:
        content = json.loads(decoded.text, object_pairs_hook=_Object, strict=False)
    except json.JSONDecodeError as error:
        raise InputError(source, error.lineno, _broken(error), _EXPECTED) from error
    except (ValueError, RecursionError) as error:
        raise InputError(source, 1, "JSON aux valeurs démesurées", _EXPECTED) from error
    notes = notes_of_file(decoded.notes, file)
    if isinstance(content, _Object):
        notes += _note_beside(content, source)
        content = dict(content).get(_ACTIONS)
    if not isinstance(content, list) or isinstance(content, _Object):
        raise InputError(source, 1, "du JSON sans liste d'actions", _EXPECTED)
    return read_sheets([_sheet(content)], file, notes)


def _broken(error: json.JSONDecodeError) -> str:
    """What is wrong with the JSON, where, in French."""
    if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string"):
        what = "le fichier s'arrête avant sa fin, ou des guillemets ne se ferment pas"
    else:
        said = (french for english, french in _FAULTS if error.msg.startswith(english))
        what = next(said, "ce signe n'a pas sa place ici")
    return f"JSON mal formé à la colonne {error.colno} : {what}"


def _note_beside(content: _Object, source: str) -> list[Finding]:
    names = [name for name, _ in content if name != _ACTIONS]
    if not names:
        return []
    return [
        Finding(
            "hors-tableau",
            Severity.CHECK,
            source,
            1,
            ", ".join(names)[:200],
            f"à côté de « {_ACTIONS} », le fichier tient « {' », « '.join(names)[:200]} » : "
            "ce n'est pas lu.",
            "Rien, si ce ne sont pas des actions.",
        )
    ]


def _sheet(content: Sequence[Any]) -> Sheet:
    """Objects as rows under all the names that any of them has, in order of appearance."""
    named = [_numbered(item) if isinstance(item, _Object) else None for item in content]
    places: dict[tuple[str, int], int] = {}
    for pairs in named:
        for key in pairs or ():
            places.setdefault(key, len(places))
    rows = [
        (number, [pairs.get(key) for key in places])
        for number, pairs in enumerate(named, start=1)
        if pairs is not None
    ]
    other = {
        number: str(content[number - 1])[:200]
        for number, pairs in enumerate(named, start=1)
        if pairs is None
    }
    return Sheet(rows, len(content), headings=[name for name, _ in places], unreadable=other)


def _numbered(pairs: Pairs) -> dict[tuple[str, int], Any]:
    """Values by name and its rank among equal names."""
    times: Counter[str] = Counter()
    found: dict[tuple[str, int], Any] = {}
    for name, value in pairs:
        found[name, times[name]] = dict(value) if isinstance(value, _Object) else value
        times[name] += 1
    return found


def recognise_parquet(content: Content) -> bool:
    """Whether these are the bytes of a Parquet file."""
    return content.data.startswith(_PARQUET)


def read_parquet(content: Content) -> Export:
    """Read a Parquet file; its lines are the rows.

    Raises:
        InputError: damaged, too large once unpacked, or without a title.
    """
    source = content.source
    try:
        file = pyarrow.parquet.ParquetFile(io.BytesIO(content.data))
        meta = file.metadata
        size = sum(meta.row_group(n).total_byte_size for n in range(meta.num_row_groups))
        if size > LARGEST or meta.num_rows > MOST_ROWS:
            raise InputError(
                source, None, "un fichier Parquet démesuré une fois décompressé", EXPECTED_NAMES
            )
        table = file.read()
        columns = [column.to_pylist() for column in table.columns]
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise InputError(
            source, None, "un fichier Parquet abîmé ou tronqué", EXPECTED_NAMES
        ) from error
    rows = [(number, list(cells)) for number, cells in enumerate(zip(*columns, strict=True), 1)]
    sheet = Sheet(rows, table.num_rows, headings=[str(name) for name in table.column_names])
    return read_sheets([sheet], content)
