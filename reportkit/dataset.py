"""Stage 2: exports become one table, a row an action, with ids, years and duplicates."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from reportkit.corrections import Correction, apply_corrections, read_corrections
from reportkit.index import join_index, split_organisation
from reportkit.readers.export import Export, IndexRow, RawAction
from reportkit.readers.sources import CORRECTIONS, Sources, find_sources
from reportkit.schema import (
    COLUMNS,
    FIELDS,
    LABELS,
    LIST_COLUMNS,
    NORMALISED,
    PARTIAL,
    PLACE_COLUMNS,
    TABLE_COLUMNS,
    Finding,
    Kind,
    Severity,
)
from reportkit.vocabulary import (
    canonical,
    find_department,
    has_list,
    normalise,
    squeeze,
)

Record = dict[str, Any]


INTERNAL = (
    *("action", "missing", "cut", "withheld"),
    *("read_file", "read_first", "read_last", "lines", "labels"),
)
"""Columns beside the tidy table: 1-based position in the export, labels that the text lacks,
whether it stops before the last one, passages not to print; the
file and lines that were read, where `source_file` and its lines may name the export behind a
table; `lines` (column -> the 1-based line of the file that each line of its text, or each value
of its list, stands on) and `labels` (column -> the line of its label)."""


@dataclass(frozen=True)
class SourceFile:
    """An export as the method note names it; `date` is the day the copy was made, if told."""

    name: str
    sha256: str
    date: dt.date | None
    lines: int
    actions: int
    cut: bool


@dataclass(frozen=True)
class Dataset:
    """All actions of a run, in the order of the files, and what was noticed on the way.

    `actions` has the columns TABLE_COLUMNS plus `report_year` (the index's année SENACS, else
    the year the user assigned), `counts` (whether sums count it) and INTERNAL. `corrections`
    are those that were applied.
    """

    actions: pd.DataFrame
    findings: tuple[Finding, ...]
    files: tuple[SourceFile, ...]
    corrections: tuple[Correction, ...] = ()
    publisher: str | None = None
    fictional: bool = False

    @property
    def counted(self) -> pd.DataFrame:
        """The actions that sums count: exact duplicates once, excluded ones not."""
        return self.actions[self.actions["counts"]]

    @property
    def partial(self) -> list[str]:
        """Names of the exports that were cut or could not be read."""
        told = [f.source_file for f in self.findings if f.severity in PARTIAL]
        return list(dict.fromkeys(told))


def load_dataset(
    exports: Sequence[str | Path] | None = None,
    annee_attribuee: int | None = None,
    *,
    fix_encoding: bool = False,
) -> Dataset:
    """Read exports (see `find_sources`) and build the Dataset.

    Raises:
        InputError, ConfigError: as `find_sources`, `Sources.read` and `read_corrections`.
    """
    return tidy(find_sources(exports), annee_attribuee, fix_encoding=fix_encoding)


def tidy(
    sources: Sources, annee_attribuee: int | None = None, *, fix_encoding: bool = False
) -> Dataset:
    """Read the sources and build the Dataset, with the corrections that stand beside them."""
    path = sources.corrections
    corrections, findings = read_corrections(path) if path else ([], [])
    dataset = build_dataset(
        sources.read(fix_encoding=fix_encoding), annee_attribuee, corrections=corrections
    )
    return replace(
        dataset,
        findings=(*dataset.findings, *findings),
        publisher=sources.config.name,
        fictional=sources.config.fictional,
    )


def build_dataset(
    read: Sequence[tuple[Export, dt.date | None]],
    annee_attribuee: int | None = None,
    *,
    corrections: Sequence[Correction] = (),
) -> Dataset:
    """Tidy the exports, each with the day it was made where that is known."""
    records: list[Record] = []
    findings: list[Finding] = []
    files: list[SourceFile] = []
    for export, date in read:
        findings += export.findings
        rows, index_findings = join_index(export)
        findings += index_findings
        for number, (action, row) in enumerate(zip(export.actions, rows, strict=True), start=1):
            record = _record(export, action, row)
            record["action"] = number
            attributed = annee_attribuee if record["senacs_year"] is None else None
            record["attributed_year"] = action.given.get("attributed_year", attributed)
            records.append(record)
        if not export.line_count:
            continue
        files.append(
            SourceFile(
                export.source_file,
                export.sha256,
                date,
                export.line_count,
                len(export.actions),
                export.is_cut or any(f.severity in PARTIAL for f in index_findings),
            )
        )
    repeats = _identify(records)
    applied, problems = apply_corrections(records, corrections, CORRECTIONS)
    for record in records:
        findings += _normalise_record(record)
    findings += repeats + problems
    findings += [finding for record in records for finding in _note_recomputed(record)]
    frame = pd.DataFrame(records, columns=[*TABLE_COLUMNS, *INTERNAL], dtype=object)
    for column in _NUMBERS:
        frame[column] = frame[column].astype("Int64")
    frame["report_year"] = frame["senacs_year"].fillna(frame["attributed_year"])
    frame["counts"] = frame["duplicate_of"].isna() & frame["excluded"].isna()
    return Dataset(frame, tuple(findings), tuple(files), tuple(applied))


_NUMBERS = (
    "senacs_year",
    "attributed_year",
    "first_line",
    "last_line",
    "action",
    "read_first",
    "read_last",
)
_GIVEN_ID = re.compile(r"[0-9a-f]{12}(-[1-9]\d*)?")
# What a table states outright, else what the page says.
_TAKEN = ("senacs_year", *PLACE_COLUMNS)


def _record(export: Export, action: RawAction, row: IndexRow | None) -> Record:
    record: Record = dict.fromkeys(COLUMNS)
    for field in FIELDS:
        if field.column == "territory_again":
            continue
        if field.kind is Kind.LIST:
            record[field.column] = list(action.lists.get(field.column, ()))
        elif field.column in action.texts:
            record[field.column] = action.texts[field.column].value
    record["title"] = action.title
    name, department = split_organisation(action)
    record["organisation"] = name
    record["department"] = department or (row.department if row else None) or None
    record["senacs_year"] = row.year if row else None
    record["source_file"] = record["read_file"] = export.source_file
    record["first_line"] = record["read_first"] = action.first_line
    record["last_line"] = record["read_last"] = action.last_line
    record |= {column: action.given[column] for column in _TAKEN if column in action.given}
    record["given"] = action.given
    record["missing"], record["cut"] = list(action.missing), action.cut
    record["excluded"], record["withheld"] = action.given.get("excluded"), []
    record["lines"] = {c: text.numbers for c, text in action.texts.items()} | action.list_lines
    record["labels"] = action.label_lines
    return record


def _normalise_record(record: Record) -> list[Finding]:
    """Add the `_norm` columns; unknown values are kept and flagged."""
    findings: list[Finding] = []
    for column in NORMALISED:
        value = record[column]
        if column in LIST_COLUMNS:
            record[f"{column}_norm"] = [_canonical(column, v, record, findings) for v in value]
        elif value is None:
            record[f"{column}_norm"] = None
        else:
            record[f"{column}_norm"] = _canonical(column, value, record, findings)
    for value in record["initiators"]:
        _canonical("initiators", value, record, findings)
    for column in ("organisation", "department"):
        if record[column] is None:
            label = "structure" if column == "organisation" else "département"
            findings.append(
                _about(
                    record,
                    "structure-absente" if column == "organisation" else "departement-absent",
                    f"l'action ne nomme pas de {label}.",
                    "Elle compte dans les sommes du département, sans rapport à elle seule."
                    if column == "organisation"
                    else "Aucun rapport ne la compte ; list et table la montrent.",
                )
            )
    return findings


def _canonical(column: str, value: str, record: Record, findings: list[Finding]) -> str:
    if column == "organisation":
        return normalise(value)
    if column == "department":
        known = find_department(value)
        found = known.name if known else None
    else:
        found = canonical(column, value)
    if found is None and (column == "department" or has_list(column)):
        findings.append(
            _about(
                record,
                "valeur-inconnue",
                f"« {value} » n'est pas une valeur connue de « {LABELS[column]} ».",
                "Elle est gardée telle quelle.",
                (column, value),
            )
        )
    return found or normalise(value)


def _about(
    record: Record, code: str, message: str, advice: str, at: tuple[str, str] | None = None
) -> Finding:
    """A finding on an action, or on the line of one value of a column of it."""
    column, value = at or ("", record["title"])
    return Finding(
        code,
        Severity.CHECK,
        record["read_file"],
        _line_of(record, column, value),
        value,
        message,
        advice,
        record["action_id"],
        column,
    )


def _line_of(record: Record, column: str, value: str) -> int:
    lines = record["lines"].get("organisation" if column == "department" else column)
    if not lines:
        return int(record["read_first"])
    held = record[column]
    place = held.index(value) if isinstance(held, list) else 0
    return int(lines[min(place, len(lines) - 1)])


def _identify(records: Iterable[Record]) -> list[Finding]:
    """Give each record its `action_id` and, to exact repeats, `duplicate_of`.

    The id is drawn from what was read, neither from the file's name nor from the place, so
    that reading again or in another order changes nothing. Repeats get a number behind it. A
    table that we wrote brings ids back; they hold as long as no other action bears them.
    """
    findings: list[Finding] = []
    first_of: dict[tuple[str, Any], str] = {}
    times: Counter[str] = Counter()
    taken: set[str] = set()
    for record in records:
        words = _digest({c: record[c] for c in _CONTENT})
        base = _digest({"content": words, "year": record["senacs_year"]})
        stated = record["given"].get("action_id", "")
        if _GIVEN_ID.fullmatch(stated) and stated not in taken:
            record["action_id"] = stated
        else:
            record["action_id"] = _free_id(base, times, taken)
        taken.add(record["action_id"])
        # An attributed year and the index's may name the same year of the same action.
        same = (words, record["senacs_year"] or record["attributed_year"])
        record["duplicate_of"] = first_of.get(same)
        first_of.setdefault(same, record["action_id"])
        if record["duplicate_of"]:
            findings.append(
                _about(
                    record,
                    "doublon-exact",
                    f"l'action « {record['title']} » répète mot pour mot une action déjà lue "
                    f"({record['duplicate_of']}).",
                    "Elle n'est comptée qu'une fois.",
                )
            )
    return findings


def _free_id(base: str, times: Counter[str], taken: set[str]) -> str:
    while True:
        times[base] += 1
        found = base if times[base] == 1 else f"{base}-{times[base]}"
        if found not in taken:
            return found


def _note_recomputed(record: Record) -> list[Finding]:
    """A finding on each value of a table that we compute ourselves, and otherwise."""
    columns = ("duplicate_of", *(f"{column}_norm" for column in NORMALISED))
    if record["duplicate_of"] is None:  # a repeat is told already, with the id it gets
        columns = ("action_id", *columns)
    return [
        _about(
            record,
            "valeur-recalculee",
            f"la colonne « {column} » du tableau porte « {_shown(record['given'][column])} » ; "
            f"reportkit calcule « {_shown(record[column])} ».",
            "Cette colonne est calculée : corrigez le champ dont elle vient.",
        )
        for column in columns
        if column in record["given"] and record["given"][column] != record[column]
    ]


def _shown(value: Any) -> str:
    text = "; ".join(value) if isinstance(value, list) else str(value or "")
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


_LONGEST_SHOWN = 80
_CONTENT = tuple(
    column
    for column in COLUMNS
    if column not in ("action_id", "senacs_year", "source_file", "first_line", "last_line")
)


def _digest(content: Record) -> str:
    text = squeeze(json.dumps(content, ensure_ascii=False, sort_keys=True))
    # A letter in front: a spreadsheet takes « 12345e678901 » for a number.
    return "a" + hashlib.sha256(text.encode()).hexdigest()[:11]
