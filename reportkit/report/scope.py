"""The slice of the Dataset that one report tells: its actions, their facts, what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

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
from reportkit.report.withheld import redact_actions, redact_corrections, redact_findings
from reportkit.report.wording import year_words
from reportkit.schema import NO_ORGANISATION, Finding
from reportkit.vocabulary import normalise

RUNNING = "En cours"


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
    def year_label(self) -> str:
        """The year as the report names it."""
        return year_words(self.year, attributed=self.attributed, total=self.size)

    def sources(self, ids: Iterable[str] | None = None) -> tuple[Source, ...]:
        """Where these actions (all without `ids`) stand in the exports."""
        rows = self.actions
        if ids is not None:
            rows = rows[rows["action_id"].isin(list(ids))]
        return tuple(source_of(row) for _, row in rows.iterrows())


def source_of(row: pd.Series) -> Source:
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
    """
    dataset = withhold_small_groups(dataset)
    everything = _of_place(dataset, perimeter)
    years = everything["report_year"]
    year = perimeter.year
    chosen = everything[years.isna() if year is None else years.eq(year).fillna(False)]
    counted = _ordered(chosen[chosen["counts"]])
    if counted.empty:
        raise ParameterError("une correction exclut toutes les actions de ce rapport.")
    numbers = {action_id: number for number, action_id in enumerate(counted["action_id"], start=1)}
    if facts is None:
        facts = tell_facts(replace(dataset, actions=counted), dataset.config).facts
    chosen = redact_actions(chosen, numbers)
    counted = chosen.loc[counted.index].assign(number=list(numbers.values()))
    used = set(chosen["read_file"])
    earlier = everything[everything["counts"]]
    past = earlier["report_year"].lt(year).fillna(False) if year else earlier["counts"] & False
    return Scope(
        perimeter=perimeter,
        centre=printed_name(counted.iloc[0]) if perimeter.centre is not None else None,
        actions=counted,
        duplicates=chosen[chosen["duplicate_of"].notna()],
        superseded=chosen[chosen["superseded_by"].notna()],
        older=redact_actions(earlier[past & (earlier["status_norm"] == RUNNING)], {}),
        previous=earlier[past & earlier["report_year"].eq((year or 0) - 1).fillna(False)],
        facts=tuple(fact for fact in facts if fact.action_id in numbers),
        undated=0 if year is None else int((years.isna() & everything["counts"]).sum()),
        attributed=0 if year is None else int(counted["senacs_year"].isna().sum()),
        unquoted=len({s for sentences in counted["small_groups"] for s in sentences}),
        titles=dict(zip(chosen["action_id"], chosen["title"], strict=True)),
        files=tuple(file for file in dataset.files if file.name in used),
        findings=redact_findings(_findings_of(dataset, chosen, year), chosen),
        corrections=redact_corrections(dataset.corrections, chosen),
        complements={i: c for i, c in dataset.complements.items() if i in numbers},
        comments=_comments(dataset, perimeter),
        config=dataset.config,
    )


def _comments(dataset: Dataset, perimeter: Perimeter) -> Comments | None:
    """The team's words, where the home folder holds a file for this report."""
    if dataset.home is None or not (dataset.home / FOLDER).is_dir():
        return None
    path = comment_path(dataset.home, report_paths(perimeters(dataset))[perimeter])
    return read_comments(path, dataset.home) if path.is_file() else None


def _of_place(dataset: Dataset, perimeter: Perimeter) -> pd.DataFrame:
    """All actions of the department, centre and funder, of any year, counted or not."""
    actions = dataset.actions
    place = actions["department_norm"]
    if perimeter.department is not None:
        actions = actions[place == perimeter.department]
    if perimeter.centre is not None:
        actions = actions[actions["organisation_norm"] == perimeter.centre]
    if perimeter.funder is not None:
        actions = actions[declaring(actions, dataset.config.funders[perimeter.funder])]
    return actions


def printed_name(row: pd.Series) -> str | None:
    """The name as it is written, or the one that an alias gives in its place."""
    written: str | None = row["organisation"]
    name: str | None = row["organisation_norm"]
    return written if written is not None and normalise(written) == name else name


def _findings_of(dataset: Dataset, chosen: pd.DataFrame, year: int | None) -> Iterable[Finding]:
    """Findings on the actions' own lines; for undated actions what the index lacks as well."""
    files = set(chosen["read_file"])
    spans = {
        (row["read_file"], line)
        for _, row in chosen.iterrows()
        for line in range(int(row["read_first"]), int(row["read_last"]) + 1)
    }
    for finding in dataset.findings:
        if year is None and finding.code.startswith("index-"):
            if finding.source_file in files:
                yield finding
        elif (finding.source_file, finding.line) in spans:
            yield finding


def _ordered(actions: pd.DataFrame) -> pd.DataFrame:
    """By structure in alphabetical order, those not named last, then as in the exports."""
    keys = [
        (row is None, sort_key(row or ""), rank)
        for rank, row in enumerate(actions["organisation_norm"])
    ]
    order = sorted(range(len(keys)), key=lambda i: keys[i])
    return actions.iloc[order]


def structure_name(name: str | None) -> str:
    """A structure's name for a table, « Structure non précisée » where there is none."""
    return name if name is not None else NO_ORGANISATION
