"""The slice of the Dataset that one report tells: its actions, their facts, what it leaves out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from reportkit.comments import FOLDER, Comments, comment_path, read_comments
from reportkit.complements import Complement
from reportkit.config import Config, Funder
from reportkit.corrections import Correction
from reportkit.dataset import Dataset, SourceFile
from reportkit.disclosure import withhold_small_groups
from reportkit.errors import ParameterError
from reportkit.facts import tell_facts
from reportkit.measures.fact import Fact
from reportkit.report.french import sort_key
from reportkit.report.lookup import find_perimeter
from reportkit.report.model import Source
from reportkit.report.perimeter import Perimeter, ReportKind, declaring, perimeters, report_paths
from reportkit.report.tokens import colours
from reportkit.report.withheld import redact_actions, redact_corrections, redact_findings
from reportkit.report.wording import year_words
from reportkit.schema import FREE_TEXTS, NO_ORGANISATION, Finding
from reportkit.vocabulary import normalise

RUNNING = "En cours"
_READ = (
    *("action_id", "department_norm", "organisation", "organisation_norm", "status_norm"),
    *("counts", "duplicate_of", "superseded_by", "read_file", "read_first", "read_last"),
)


@dataclass(frozen=True)
class Scope:
    """The actions of one report, numbered from 1 in the column `number`, and their context.

    `actions` counts exact duplicates once and of two exports the newer copy, `duplicates` holds
    the repeats, `superseded` the older copies. `facts` are those told of `actions`. `previous`
    holds the counted actions of the year before, `older` those of all earlier years that are
    still declared running; both stand outside every sum. `undated` is the number of actions of
    the same place whose année SENACS is not known, left out of a dated report. `attributed`: the
    year was given by the user. `complements` adds figures by `action_id`; `comments` are the
    team's words, signed or not. `corrections` are those of its actions, of the excluded ones too;
    `titles` names all of these. Words that must not be cited stand nowhere in it;
    `unquoted` is the number of sentences that were left out for the sake of small groups.
    """

    perimeter: Perimeter
    centre: str | None
    actions: pd.DataFrame
    duplicates: pd.DataFrame
    superseded: pd.DataFrame
    older: pd.DataFrame
    previous: pd.DataFrame
    facts: tuple[Fact, ...]
    undated: int
    attributed: int
    unquoted: int
    titles: dict[str, str]
    files: tuple[SourceFile, ...]
    findings: tuple[Finding, ...]
    corrections: tuple[Correction, ...]
    complements: Mapping[str, Complement]
    comments: Comments | None
    config: Config

    @property
    def kind(self) -> ReportKind:
        """The kind of report."""
        return self.perimeter.kind

    @property
    def year(self) -> int | None:
        """The année SENACS, or the year that the user assigned; None where there is none."""
        return self.perimeter.year

    @property
    def department(self) -> str | None:
        """The department by its canonical name."""
        return self.perimeter.department

    @property
    def funder(self) -> Funder | None:
        """Who reads the note, for a note."""
        return self.config.funders[self.perimeter.funder] if self.perimeter.funder else None

    @property
    def colours(self) -> dict[str, str]:
        """The colours of the report by name, as #rrggbb."""
        return colours(self.config.identity.colours())

    @property
    def several(self) -> bool:
        """Whether the report is about all structures of a department."""
        return self.perimeter.centre is None

    @property
    def size(self) -> int:
        """n: the number of actions that the report counts."""
        return len(self.actions)

    @property
    def numbers(self) -> dict[str, int]:
        """The number that each action bears in the report, by `action_id`."""
        return dict(zip(self.actions["action_id"], self.actions["number"], strict=True))

    @property
    def organisations(self) -> dict[str, str | None]:
        """The structure of each action by its canonical name, by `action_id`."""
        names = self.actions["organisation_norm"]
        return dict(zip(self.actions["action_id"], names, strict=True))

    @property
    def year_label(self) -> str:
        """The year as the report names it."""
        return year_words(self.year, attributed=self.attributed, total=self.size)

    def sources(self, ids: Iterable[str] | None = None) -> tuple[Source, ...]:
        """Where these actions (all without `ids`) stand in the exports."""
        rows = self.actions
        if ids is not None:
            rows = rows[rows["action_id"].isin(list(ids))]
        places = rows[["action_id", "number", "source_file", "first_line", "last_line"]]
        return tuple(map(source_of, places.to_dict("records")))


def source_of(row: Mapping[Any, Any] | pd.Series) -> Source:
    """Where one action stands."""
    return Source(
        action_id=row["action_id"],
        number=int(row["number"]),
        source_file=row["source_file"],
        first_line=int(row["first_line"]),
        last_line=int(row["last_line"]),
    )


def build_scope(
    dataset: Dataset,
    kind: ReportKind,
    annee: int | None,
    departement: str | None,
    centre: str | None,
    financeur: str | None = None,
) -> Scope:
    """Cut the slice of the report that the names stand for.

    Raises:
        ParameterError: as `find_perimeter`, and where a correction excludes every action.
        CommentError: the team's words cannot be read.
    """
    perimeter = find_perimeter(dataset, kind, annee, departement, centre, financeur)
    return cut_scope(dataset, perimeter)


def cut_scope(dataset: Dataset, perimeter: Perimeter, facts: Sequence[Fact] | None = None) -> Scope:
    """Cut the slice of one report.

    `facts` are those of the whole dataset; without them they are drawn from the slice.

    Raises:
        ParameterError: a correction excludes every action.
        CommentError: the team's words cannot be read.
    """
    return Slicer(dataset, facts).cut(perimeter)


class Slicer:
    """Cuts the slices of a dataset, whose rows, facts and findings it groups once.

    The rows of a frame are named by their 0-based place in `dataset.actions`.
    """

    def __init__(self, dataset: Dataset, facts: Sequence[Fact] | None = None) -> None:
        self.dataset = dataset = withhold_small_groups(dataset)
        frame = dataset.actions
        self.nothing = frame.iloc[:0]
        self.columns = {name: frame[name].tolist() for name in _READ}
        self.years = [None if pd.isna(y) else int(y) for y in frame["report_year"]]
        self.rows_of = _rows_by_place(self.columns)
        self.declaring: dict[str, set[int]] = {}
        self.findings_of, self.index_findings = _findings_by_row(dataset, self.columns)
        self.facts_of: dict[str, list[Fact]] | None = None
        if facts is not None:
            self.facts_of = {}
            for fact in facts:
                self.facts_of.setdefault(fact.action_id, []).append(fact)

    def cut(self, perimeter: Perimeter) -> Scope:
        """The slice of one report.

        Raises:
            ParameterError: a correction excludes every action.
            CommentError: the team's words cannot be read.
        """
        dataset, columns, years, year = self.dataset, self.columns, self.years, perimeter.year
        everything = self._of_place(perimeter)
        chosen = [row for row in everything if years[row] == year]
        counted = _ordered([row for row in chosen if columns["counts"][row]], columns)
        if not counted:
            raise ParameterError("une correction exclut toutes les actions de ce rapport.")
        ids = [columns["action_id"][row] for row in counted]
        numbers = {action_id: number for number, action_id in enumerate(ids, start=1)}
        actions = self._frame(counted)
        kept = redact_actions(actions, numbers)
        told = kept if chosen == counted else redact_actions(self._frame(chosen), numbers)
        used = {columns["read_file"][row] for row in chosen}
        earlier = [row for row in everything if columns["counts"][row]]
        past = [row for row in earlier if (years[row] or year or 0) < (year or 0)]
        running = [row for row in past if columns["status_norm"][row] == RUNNING]
        known = {columns["action_id"][row] for row in chosen}
        corrections = [c for c in dataset.corrections if c.action_id in known]
        findings = self._findings(chosen, used, year)
        return Scope(
            perimeter=perimeter,
            centre=self._name(counted[0]) if perimeter.centre is not None else None,
            actions=kept.assign(number=list(numbers.values())),
            duplicates=self._part(told, chosen, "duplicate_of"),
            superseded=self._part(told, chosen, "superseded_by"),
            older=redact_actions(self._frame(running), {}),
            previous=self._frame([row for row in past if years[row] == (year or 0) - 1]),
            facts=self._facts(actions, counted),
            undated=0 if year is None else sum(years[row] is None for row in earlier),
            attributed=0 if year is None else int(actions["senacs_year"].isna().sum()),
            unquoted=len({s for row in kept["small_groups"] for s in row}),
            titles=dict(zip(told["action_id"], told["title"], strict=True)),
            files=tuple(file for file in dataset.files if file.name in used),
            findings=redact_findings(findings, told) if findings else (),
            corrections=redact_corrections(corrections, told) if corrections else (),
            complements={i: dataset.complements[i] for i in ids if i in dataset.complements},
            comments=_comments(dataset, perimeter),
            config=dataset.config,
        )

    def _of_place(self, perimeter: Perimeter) -> list[int]:
        """All actions of the department, centre and funder, of any year, counted or not."""
        rows = self.rows_of.get((perimeter.department, perimeter.centre), [])
        key = perimeter.funder
        if key is None:
            return rows
        if key not in self.declaring:
            told = declaring(self.dataset.actions, self.dataset.config.funders[key])
            self.declaring[key] = {row for row, declares in enumerate(told) if declares}
        return [row for row in rows if row in self.declaring[key]]

    def _frame(self, rows: Sequence[int]) -> pd.DataFrame:
        return self.dataset.actions.take(list(rows)) if rows else self.nothing

    def _part(self, told: pd.DataFrame, chosen: Sequence[int], column: str) -> pd.DataFrame:
        held = self.columns[column]
        places = [place for place, row in enumerate(chosen) if held[row] is not None]
        return told.take(places) if places else self.nothing

    def _name(self, row: int) -> str | None:
        return printed_name(
            {c: self.columns[c][row] for c in ("organisation", "organisation_norm")}
        )

    def _facts(self, actions: pd.DataFrame, counted: Sequence[int]) -> tuple[Fact, ...]:
        """The facts of the actions in their order: of those given, else drawn now."""
        if self.facts_of is None:
            return tell_facts(replace(self.dataset, actions=actions), self.dataset.config).facts
        ids = [self.columns["action_id"][row] for row in counted]
        return tuple(fact for i in ids for fact in self.facts_of.get(i, ()))

    def _findings(self, chosen: Sequence[int], files: set[str], year: int | None) -> list[Finding]:
        """Findings on the actions' own lines; for undated actions what the index lacks as well."""
        found = {place for row in chosen for place in self.findings_of.get(row, ())}
        if year is None:
            of_index = set(self.index_findings)
            in_files = {n for n in of_index if self.dataset.findings[n].source_file in files}
            found = (found - of_index) | in_files
        return [self.dataset.findings[place] for place in sorted(found)]


def _rows_by_place(columns: Mapping[str, list[Any]]) -> dict[tuple[Any, Any], list[int]]:
    """Rows by department and centre, where None stands for any."""
    rows_of: dict[tuple[Any, Any], list[int]] = {}
    both = zip(columns["department_norm"], columns["organisation_norm"], strict=True)
    for row, (department, centre) in enumerate(both):
        for key in itertools.product({department, None}, {centre, None}):
            rows_of.setdefault(key, []).append(row)
    return rows_of


def _findings_by_row(
    dataset: Dataset, columns: Mapping[str, list[Any]]
) -> tuple[dict[int, list[int]], list[int]]:
    """Places in `dataset.findings` by the row whose lines they stand on, and those of the index."""
    by_line: dict[tuple[str, int], list[int]] = {}
    of_index = []
    for place, finding in enumerate(dataset.findings):
        by_line.setdefault((finding.source_file, finding.line), []).append(place)
        if finding.code.startswith("index-"):
            of_index.append(place)
    spans = zip(*(columns[c] for c in ("read_file", "read_first", "read_last")), strict=True)
    found = {
        row: [n for line in range(first, last + 1) for n in by_line.get((file, line), ())]
        for row, (file, first, last) in enumerate(spans)
    }
    return {row: places for row, places in found.items() if places}, of_index


def _ordered(rows: Sequence[int], columns: Mapping[str, list[Any]]) -> list[int]:
    """By structure in alphabetical order, those not named last, then as in the exports."""
    names = columns["organisation_norm"]
    return sorted(rows, key=lambda row: (names[row] is None, sort_key(names[row] or ""), row))


def _comments(dataset: Dataset, perimeter: Perimeter) -> Comments | None:
    """The team's words, where the home folder holds a file for this report."""
    if dataset.home is None or not (dataset.home / FOLDER).is_dir():
        return None
    path = comment_path(dataset.home, report_paths(perimeters(dataset))[perimeter])
    return read_comments(path, dataset.home) if path.is_file() else None


def printed_name(row: Mapping[str, Any] | pd.Series) -> str | None:
    """The name as it is written, or the one that an alias gives in its place."""
    written: str | None = row["organisation"]
    name: str | None = row["organisation_norm"]
    return written if written is not None and normalise(written) == name else name


def structure_name(name: str | None) -> str:
    """A structure's name for a table, « Structure non précisée » where there is none."""
    return name if name is not None else NO_ORGANISATION


def says_nothing(scope: Scope) -> bool:
    """Whether no action holds any free text."""
    return all(text is None for column in FREE_TEXTS for text in scope.actions[column])
