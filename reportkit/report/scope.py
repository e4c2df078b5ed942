"""What one report is about: a slice of the Dataset, chosen by year, department and centre."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from reportkit.corrections import Correction
from reportkit.dataset import Dataset, SourceFile
from reportkit.errors import ParameterError
from reportkit.report.french import quoted, sort_key
from reportkit.report.model import Source
from reportkit.report.withheld import redact_actions, redact_corrections, redact_findings
from reportkit.report.wording import year_words
from reportkit.schema import NO_ORGANISATION, Finding
from reportkit.vocabulary import department_key, fold, normalise

ReportKind = Literal["centre", "departement"]


@dataclass(frozen=True)
class Scope:
    """The actions of one report, numbered from 1 in the column `number`, and their context.

    `actions` counts exact duplicates once and of two exports the newer copy, `duplicates` holds
    the repeats, `superseded` the older copies. `undated` is the
    number of actions of the same centre or department whose année SENACS is not known, left
    out of a dated report. `attributed`: the year was given by the user. `corrections` are those
    of its actions, of the excluded ones too; `titles` names all of these. Words that a
    correction withholds stand nowhere in it.
    """

    kind: ReportKind
    year: int | None
    department: str | None
    centre: str | None
    actions: pd.DataFrame
    duplicates: pd.DataFrame
    superseded: pd.DataFrame
    undated: int
    attributed: int
    titles: dict[str, str]
    files: tuple[SourceFile, ...]
    findings: tuple[Finding, ...]
    corrections: tuple[Correction, ...]
    publisher: str | None
    fictional: bool

    @property
    def size(self) -> int:
        """n: the number of actions that the report counts."""
        return len(self.actions)

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
) -> Scope:
    """Cut the slice of one report.

    Raises:
        ParameterError: no such department, centre or year in the data (the nearest names are
            given), or a department missing where a centre's name stands in two of them.
    """
    everything = dataset.actions
    if kind == "centre":
        if centre is None:
            raise ParameterError("un rapport de type « centre » demande le paramètre « centre ».")
        everything = _of_centre(everything, centre)
    elif centre is not None:
        raise ParameterError("un rapport de type « departement » n'a pas de paramètre « centre ».")
    everything = _of_department(everything, departement)
    years = everything["report_year"]
    chosen = everything[years.isna() if annee is None else years.eq(annee).fillna(False)]
    if chosen.empty:
        raise ParameterError(_no_such_year(annee, years))
    counted = _ordered(chosen[chosen["counts"]])
    if counted.empty:
        raise ParameterError("une correction exclut toutes les actions de ce rapport.")
    numbers = {action_id: number for number, action_id in enumerate(counted["action_id"], start=1)}
    chosen = redact_actions(chosen, numbers)
    counted = chosen.loc[counted.index].assign(number=list(numbers.values()))
    first = counted.iloc[0]
    used = set(chosen["read_file"])
    spans = {
        (row["read_file"], line)
        for _, row in chosen.iterrows()
        for line in range(int(row["read_first"]), int(row["read_last"]) + 1)
    }
    return Scope(
        kind,
        annee,
        first["department_norm"],
        printed_name(first) if kind == "centre" else None,
        counted,
        chosen[chosen["duplicate_of"].notna()],
        chosen[chosen["superseded_by"].notna()],
        0 if annee is None else int((years.isna() & everything["counts"]).sum()),
        0 if annee is None else int(counted["senacs_year"].isna().sum()),
        dict(zip(chosen["action_id"], chosen["title"], strict=True)),
        tuple(file for file in dataset.files if file.name in used),
        redact_findings((f for f in dataset.findings if _concerns(f, spans, used, annee)), chosen),
        redact_corrections(dataset.corrections, chosen),
        dataset.publisher,
        dataset.fictional,
    )


def printed_name(row: pd.Series) -> str | None:
    """The name as it is written, or the one that an alias gives in its place."""
    written: str | None = row["organisation"]
    name: str | None = row["organisation_norm"]
    return written if written is not None and normalise(written) == name else name


def _concerns(
    finding: Finding, spans: set[tuple[str, int]], files: set[str], annee: int | None
) -> bool:
    """Findings on the actions' own lines; for undated actions what the index lacks as well."""
    if annee is None and finding.code.startswith("index-"):
        return finding.source_file in files
    return (finding.source_file, finding.line) in spans


def _ordered(actions: pd.DataFrame) -> pd.DataFrame:
    """By structure in alphabetical order, those not named last, then as in the exports."""
    keys = [
        (row is None, sort_key(row or ""), rank)
        for rank, row in enumerate(actions["organisation_norm"])
    ]
    order = sorted(range(len(keys)), key=lambda i: keys[i])
    return actions.iloc[order]


def _of_department(actions: pd.DataFrame, departement: str | None) -> pd.DataFrame:
    known = [name for name in actions["department_norm"].unique() if name is not None]
    if departement is None:
        if len(known) > 1:
            raise ParameterError(
                "précisez le département : " + ", ".join(sorted(map(str, known))) + "."
            )
        return actions.dropna(subset=["department_norm"]) if known else actions
    wanted = department_key(departement)
    chosen = actions[
        [name is not None and department_key(name) == wanted for name in actions["department_norm"]]
    ]
    if chosen.empty:
        raise ParameterError(unknown_name("département", departement, known))
    return chosen


def _of_centre(actions: pd.DataFrame, centre: str) -> pd.DataFrame:
    names = actions["organisation_norm"]
    wanted = normalise(centre)
    chosen = actions[names == wanted]
    if chosen.empty:
        folded = fold(centre)
        alike = {name for name in names if name is not None and fold(name) == folded}
        if len(alike) != 1:
            raise ParameterError(
                unknown_name("centre", centre, [n for n in names if n is not None])
            )
        chosen = actions[names == alike.pop()]
    return chosen


def nearest(wanted: str, names: Iterable[str], count: int = 5) -> list[str]:
    """The names most like the one that was asked for."""
    by_fold = {fold(name): name for name in names}
    target = fold(wanted)
    found = [name for key, name in sorted(by_fold.items()) if target and target in key]
    close = difflib.get_close_matches(target, by_fold, n=count, cutoff=0.45)
    found += [by_fold[key] for key in close if by_fold[key] not in found]
    return found[:count]


def unknown_name(what: str, wanted: str, names: Sequence[str]) -> str:
    """The message about a name that the exports do not hold, with the names most like it."""
    close = nearest(wanted, names)
    hint = (
        "noms proches : " + ", ".join(quoted(name) for name in close)
        if close
        else "« reportkit list » donne les noms connus"
    )
    return f"{what} « {wanted} » absent des exports ; {hint}."


def _no_such_year(annee: int | None, years: pd.Series) -> str:
    known = sorted({str(year) for year in years.dropna()})
    if years.isna().any():
        known.append("année non précisée (annee = None)")
    wanted = "sans année précisée" if annee is None else f"pour l'année {annee}"
    return f"aucune action {wanted} ; les exports donnent : {', '.join(known)}."


def structure_name(name: str | None) -> str:
    """A structure's name for a table, « Structure non précisée » where there is none."""
    return name if name is not None else NO_ORGANISATION
