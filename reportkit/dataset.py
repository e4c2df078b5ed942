"""Stage 2: exports become one table, a row an action, with ids, years and duplicates."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from reportkit.config import FILE_NAME, Config
from reportkit.readers.export import Export, IndexRow, RawAction
from reportkit.readers.sources import find_sources
from reportkit.schema import (
    COLUMNS,
    FIELDS,
    LABELS,
    LIST_COLUMNS,
    NORMALISED,
    Finding,
    Kind,
    Severity,
)
from reportkit.superseded import Origin, mark_superseded
from reportkit.vocabulary import (
    canonical,
    department_key,
    find_department,
    fold,
    has_list,
    normalise,
)

Record = dict[str, Any]

TABLE_COLUMNS: tuple[str, ...] = (
    *COLUMNS,
    "attributed_year",
    "duplicate_of",
    *(f"{column}_norm" for column in NORMALISED),
)
"""Columns of the tidy table, in the order they are written."""


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
    the year the user assigned), `action` (1-based position in its export), `missing` (the
    labels that its text lacks), `cut` (it stops before the last label) and `superseded_by`
    (the id of the same action in a newer export).
    """

    actions: pd.DataFrame
    findings: tuple[Finding, ...]
    files: tuple[SourceFile, ...]
    publisher: str | None = None
    fictional: bool = False

    @property
    def counted(self) -> pd.DataFrame:
        """The actions that sums count: exact duplicates once, the newest copy of a sheet."""
        return counted(self.actions)


def counted(actions: pd.DataFrame) -> pd.DataFrame:
    """The rows that neither repeat another one nor are replaced by a newer export."""
    return actions[actions["duplicate_of"].isna() & actions["superseded_by"].isna()]


def load_dataset(
    exports: Sequence[str | Path] | None = None, annee_attribuee: int | None = None
) -> Dataset:
    """Read exports (see `find_sources`) and build the Dataset.

    Raises:
        InputError, ConfigError: as `find_sources` and `Source.read`.
    """
    sources = find_sources(exports)
    read = [(export, source.date) for source in sources.files for export in source.read()]
    config = sources.config
    dataset = build_dataset(
        read,
        annee_attribuee,
        publisher=config.name,
        fictional=config.fictional,
        aliases=config.aliases,
    )
    useless = _useless_aliases(dataset.actions, config)
    return replace(dataset, findings=(*dataset.findings, *useless))


def build_dataset(
    read: Sequence[tuple[Export, dt.date | None]],
    annee_attribuee: int | None = None,
    *,
    publisher: str | None = None,
    fictional: bool = False,
    aliases: Mapping[str, str] | None = None,
) -> Dataset:
    """Tidy the exports, each with the day it was made where that is known.

    `aliases` gives the canonical name of a structure for others that it bears.
    """
    canonical_names = {fold(name): normalise(other) for name, other in (aliases or {}).items()}
    records: list[Record] = []
    origins: list[Origin] = []
    findings: list[Finding] = []
    files: list[SourceFile] = []
    for place, (export, date) in enumerate(read):
        findings += export.findings
        rows, index_findings = _join_index(export)
        findings += index_findings
        for number, (action, row) in enumerate(zip(export.actions, rows, strict=True), start=1):
            record = _record(export, action, row)
            record["action"] = number
            record["attributed_year"] = annee_attribuee if record["senacs_year"] is None else None
            findings += _normalise_record(record)
            name = record["organisation_norm"]
            record["organisation_norm"] = name and canonical_names.get(fold(name), name)
            records.append(record)
            origins.append(Origin(place, date))
        files.append(
            SourceFile(
                export.source_file,
                export.sha256,
                date,
                export.line_count,
                len(export.actions),
                export.is_cut or any(f.severity is Severity.CUT for f in index_findings),
            )
        )
    findings += _identify(records)
    findings += mark_superseded(records, origins)
    internal = ["action", "missing", "cut", "superseded_by"]
    frame = pd.DataFrame(records, columns=[*TABLE_COLUMNS, *internal], dtype=object)
    for column in ("senacs_year", "attributed_year", "first_line", "last_line", "action"):
        frame[column] = frame[column].astype("Int64")
    frame["report_year"] = frame["senacs_year"].fillna(frame["attributed_year"])
    return Dataset(frame, tuple(findings), tuple(files), publisher, fictional)


def _useless_aliases(actions: pd.DataFrame, config: Config) -> list[Finding]:
    """`alias-sans-objet`: an alias that no structure of the exports bears."""
    borne = {fold(name) for name in actions["organisation"] if name is not None}
    return [
        Finding(
            "alias-sans-objet",
            Severity.INFO,
            FILE_NAME,
            config.alias_line(name),
            name,
            f"aucune structure des exports ne s'appelle « {name} ».",
            "Corrigez le nom dans [aliases], ou retirez la ligne si cet export n'est plus lu.",
        )
        for name in config.aliases
        if fold(name) not in borne
    ]


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
    name, department = _split_organisation(action)
    record["organisation"] = name
    record["department"] = department or (row.department if row else None)
    record["senacs_year"] = row.year if row else None
    record["source_file"] = export.source_file
    record["first_line"], record["last_line"] = action.first_line, action.last_line
    record["missing"], record["cut"] = list(action.missing), action.cut
    return record


def _split_organisation(action: RawAction) -> tuple[str | None, str | None]:
    """« NAME - Department », split at the last dash; without one there is no department."""
    written = action.texts["organisation"].value if "organisation" in action.texts else ""
    name, dash, department = written.rpartition(" - ")
    if not dash:
        return written.strip() or None, None
    return name.strip() or None, department.strip() or None


def _join_index(export: Export) -> tuple[list[IndexRow | None], list[Finding]]:
    """The index row of each action, by position on its page, when title and department agree.

    Where a page has more or fewer rows than actions, positions may have shifted: a title that
    stands there more than once is then joined to nothing.
    """
    rows = {(row.page, row.position): row for row in export.index}
    row_counts = Counter(row.page for row in export.index)
    action_counts = Counter(action.page for action in export.actions)
    titles = Counter((action.page, fold(action.title)) for action in export.actions)
    joined: list[IndexRow | None] = []
    findings: list[Finding] = []
    for action in export.actions:
        row = rows.pop((action.page, action.position), None)
        reason = None
        if row is not None:
            shifted = row_counts[action.page] != action_counts[action.page]
            repeated = titles[action.page, fold(action.title)] > 1
            reason = _disagreement(row, action)
            if not reason and shifted and repeated:
                reason = (
                    "l'index n'a pas autant de lignes que la page a d'actions, et ce titre revient"
                )
        if row is None and row_counts[action.page]:
            findings.append(_unindexed(export.source_file, action))
        elif row is not None and reason:
            findings.append(_different(export.source_file, row, action, reason))
        joined.append(None if reason else row)
    findings += [_announced(export.source_file, row) for row in rows.values()]
    return joined, findings


def _different(source_file: str, row: IndexRow, action: RawAction, reason: str) -> Finding:
    return Finding(
        "index-different",
        Severity.CHECK,
        source_file,
        row.line,
        row.title,
        f"la ligne de l'index ne correspond pas à l'action « {action.title} » "
        f"(ligne {action.first_line}) : {reason}.",
        "L'action reste « année non précisée ».",
    )


def _announced(source_file: str, row: IndexRow) -> Finding:
    return Finding(
        "index-sans-fiche",
        Severity.CUT,
        source_file,
        row.line,
        row.title,
        f"l'index annonce l'action « {row.title} », absente de la page.",
        "Recopiez la page entière.",
    )


def _disagreement(row: IndexRow, action: RawAction) -> str | None:
    if fold(row.title) != fold(action.title):
        return f"titre « {row.title} »"
    department = _split_organisation(action)[1]
    if department and department_key(row.department) != department_key(department):
        return f"département « {row.department} »"
    return None


def _unindexed(source_file: str, action: RawAction) -> Finding:
    return Finding(
        "fiche-sans-index",
        Severity.CHECK,
        source_file,
        action.first_line,
        action.title,
        f"l'action « {action.title} » n'a pas de ligne dans l'index de sa page.",
        "L'action reste « année non précisée ».",
    )


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
            )
        )
    return found or normalise(value)


def _about(record: Record, code: str, message: str, advice: str) -> Finding:
    return Finding(
        code,
        Severity.CHECK,
        record["source_file"],
        record["first_line"],
        record["title"],
        message,
        advice,
    )


def _identify(records: Iterable[Record]) -> list[Finding]:
    """Give each record its `action_id` and, to exact repeats, `duplicate_of`.

    The id is drawn from what was read, neither from the file's name nor from the place, so
    that reading again or in another order changes nothing. Repeats get a number behind it.
    """
    findings: list[Finding] = []
    first_of: dict[tuple[str, Any], str] = {}
    times: Counter[str] = Counter()
    for record in records:
        words = _digest({c: record[c] for c in _CONTENT})
        base = _digest({"content": words, "year": record["senacs_year"]})
        times[base] += 1
        record["action_id"] = base if times[base] == 1 else f"{base}-{times[base]}"
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


_CONTENT = tuple(
    column
    for column in COLUMNS
    if column not in ("action_id", "senacs_year", "source_file", "first_line", "last_line")
)


def _digest(content: Record) -> str:
    text = normalise(json.dumps(content, ensure_ascii=False, sort_keys=True))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
