"""Stage 2: exports become one table, a row an action, with ids, years and duplicates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from reportkit.complements import Complement, match_complements, read_complements
from reportkit.config import Config
from reportkit.corrections import Correction, apply_corrections, read_corrections, share_passages
from reportkit.identity import identify, note_recomputed
from reportkit.index import join_index, split_organisation
from reportkit.norms import folded_aliases, idle_aliases, normalise_record
from reportkit.readers.export import Export, IndexRow, RawAction
from reportkit.readers.sources import CORRECTIONS, Sources, find_sources
from reportkit.record import Record
from reportkit.schema import (
    COLUMNS,
    FIELDS,
    PARTIAL,
    PLACE_COLUMNS,
    TABLE_COLUMNS,
    Finding,
    Kind,
)
from reportkit.superseded import Origin, mark_superseded

INTERNAL = (
    *("action", "missing", "cut", "withheld", "released"),
    *("read_file", "read_first", "read_last", "lines", "labels"),
)
"""Columns beside the tidy table: 1-based position in the export, labels that the text lacks,
whether it stops before the last one, passages not to print, and passages that may be printed though
they tell something sensitive of a small group; the file and lines that were read, where
`source_file` and its lines may name the export behind a table; `lines` (column -> the 1-based line
of the file that each line of its text, or each value of its list, stands on) and `labels` (column
-> the line of its label)."""


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
    are those that were applied; `complements` holds what SENACS lacks, by `action_id` of an
    action that stands for its repeats and older copies; `home` is
    the folder of reportkit.toml, None where nothing was read from disk.
    """

    actions: pd.DataFrame
    findings: tuple[Finding, ...]
    files: tuple[SourceFile, ...]
    corrections: tuple[Correction, ...] = ()
    complements: Mapping[str, Complement] = field(default_factory=dict)
    config: Config = field(default_factory=Config)
    home: Path | None = None

    @property
    def publisher(self) -> str | None:
        """Who makes the reports, as reportkit.toml tells."""
        return self.config.name

    @property
    def fictional(self) -> bool:
        """Whether the data are invented, as reportkit.toml tells."""
        return self.config.fictional

    @property
    def counted(self) -> pd.DataFrame:
        """The actions that sums count: a repeat or a newer copy once, excluded ones not."""
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
        InputError, ConfigError: as `find_sources`, `Sources.read`, `read_corrections` and
            `read_complements`.
    """
    return tidy(find_sources(exports), annee_attribuee, fix_encoding=fix_encoding)


def tidy(
    sources: Sources, annee_attribuee: int | None = None, *, fix_encoding: bool = False
) -> Dataset:
    """Read the sources and build the Dataset, with the corrections and complements beside them."""
    path = sources.corrections
    corrections, findings = read_corrections(path) if path else ([], [])
    dataset = build_dataset(
        sources.read(fix_encoding=fix_encoding),
        annee_attribuee,
        corrections=corrections,
        aliases=sources.config.aliases,
        corrections_file=path.name if path else CORRECTIONS,
    )
    complements: dict[str, Complement] = {}
    if sources.complements:
        given, told = read_complements(sources.complements)
        complements, problems = match_complements(given, dataset.actions, sources.complements.name)
        findings += sorted(told + problems, key=lambda finding: finding.line)
    if sources.toml:
        names = set(dataset.actions["organisation"].dropna())
        findings += idle_aliases(names, sources.config.aliases, sources.toml)
    return replace(
        dataset,
        findings=(*dataset.findings, *findings),
        complements=complements,
        config=sources.config,
        home=sources.home,
    )


def build_dataset(
    read: Sequence[tuple[Export, dt.date | None]],
    annee_attribuee: int | None = None,
    *,
    corrections: Sequence[Correction] = (),
    aliases: Mapping[str, str] | None = None,
    corrections_file: str = CORRECTIONS,
) -> Dataset:
    """Tidy the exports, each with the day it was made where that is known.

    `aliases` gives the canonical name of a structure for others that it bears;
    `corrections_file` the name that findings about corrections bear.
    """
    canonical_names = folded_aliases(aliases or {})
    records: list[Record] = []
    origins: list[Origin] = []
    findings: list[Finding] = []
    files: list[SourceFile] = []
    for place, (export, date) in enumerate(read):
        findings += export.findings
        rows, index_findings = join_index(export)
        findings += index_findings
        for number, (action, row) in enumerate(zip(export.actions, rows, strict=True), start=1):
            record = _record(export, action, row)
            record["action"] = number
            attributed = annee_attribuee if record["senacs_year"] is None else None
            record["attributed_year"] = action.given.get("attributed_year", attributed)
            records.append(record)
            origins.append(Origin(place, date))
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
    repeats = identify(records)
    applied, problems = apply_corrections(records, corrections, corrections_file)
    for record in records:
        findings += normalise_record(record, canonical_names)
    findings += repeats + problems + mark_superseded(records, origins)
    share_passages(records)
    findings += [finding for record in records for finding in note_recomputed(record)]
    frame = pd.DataFrame(records, columns=[*TABLE_COLUMNS, *INTERNAL], dtype=object)
    for column in _NUMBERS:
        frame[column] = frame[column].astype("Int64")
    frame["report_year"] = frame["senacs_year"].fillna(frame["attributed_year"])
    out = [frame[column].notna() for column in ("duplicate_of", "excluded", "superseded_by")]
    frame["counts"] = ~(out[0] | out[1] | out[2])
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
# What a table states outright, else what the page says.
_TAKEN = ("senacs_year", *PLACE_COLUMNS)


def _record(export: Export, action: RawAction, row: IndexRow | None) -> Record:
    record: Record = dict.fromkeys(COLUMNS)
    for label in FIELDS:
        if label.column == "territory_again":
            continue
        if label.kind is Kind.LIST:
            record[label.column] = list(action.lists.get(label.column, ()))
        elif label.column in action.texts:
            record[label.column] = action.texts[label.column].value
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
    record["excluded"] = action.given.get("excluded")
    record["withheld"], record["released"] = [], []
    record["lines"] = {c: text.numbers for c, text in action.texts.items()} | action.list_lines
    record["labels"] = action.label_lines
    return record
