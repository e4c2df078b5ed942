"""Facts before an analyst's eyes: filtered, counted, and marked in the text that says them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import HTML

from reportkit.dataset import Dataset, tidy
from reportkit.disclosure import withhold_small_groups
from reportkit.errors import ParameterError
from reportkit.factfile import write_facts
from reportkit.facts import tell_facts
from reportkit.measures.fact import COLUMNS, Fact
from reportkit.readers.sources import find_sources
from reportkit.report.markup import environment
from reportkit.report.withheld import redact_actions
from reportkit.schema import LABELS
from reportkit.sheet import Sheet, sheets

MEASURES_FR = {
    "amount": "montant",
    "funding_total": "financement total",
    "total_anomaly": "total qui diffère de ses parties",
    "participants": "public",
    "participants_total": "public, total",
    "attendance": "fréquentation",
    "staff": "équipe",
    "staff_total": "équipe, total",
    "sessions": "séances",
    "frequency": "fréquence",
    "date": "date",
    "year": "année",
    "planned_year": "année annoncée",
    "date_anomaly": "dates contradictoires",
    "limit": "limite",
    "perspective": "perspective",
    "outcome": "résultat",
    "key_sentence": "phrase à citer",
}
"""What staff read for each measure."""

TYPES_FR = {
    "total": "total",
    "component": "poste",
    "subsidy": "subvention",
    "unit_price": "prix unitaire",
    "other": "autre",
    "participant": "public",
    "professional": "professionnel",
    "trainee": "en formation",
    "volunteer": "bénévole",
    "partner": "partenaire",
    "mixed": "rôles mêlés",
    "unspecified": "rôle non dit",
    "held": "tenues",
    "planned": "prévues",
    "daily": "chaque jour",
    "weekly": "chaque semaine",
    "fortnightly": "tous les quinze jours",
    "monthly": "chaque mois",
    "quarterly": "chaque trimestre",
    "yearly": "chaque année",
    "start": "début",
    "end": "fin",
    "cited": "citée",
    "explicit": "dite",
    "inferred": "déduite",
    "end_before_start": "fin avant le début",
    "contradicts_other_dates": "contredit d'autres dates",
    "differs_from_parts": "diffère de la somme",
    **LABELS,
}
"""What staff read for a type that is no French family: of an amount, a role, a field…"""

# The part of a report that a mark's colour tells; the words beside it tell it too.
_TONES = {
    "limit": "limit",
    "perspective": "perspective",
    "outcome": "outcome",
    "key_sentence": "key",
    "date_anomaly": "limit",
    "total_anomaly": "limit",
}


@dataclass(frozen=True)
class Part:
    """A stretch of a line; `names` says what it tells, « limite (moyens financiers) »."""

    text: str
    tone: str = ""
    names: str = ""


@dataclass(frozen=True)
class Evidence:
    """The facts of some exports, or those of them that a filter left.

    Actions are numbered from 1 in the order of the exports, whatever the filter. `dataset` is
    without the words to withhold.
    """

    dataset: Dataset
    facts: tuple[Fact, ...]

    def where(
        self,
        mesure: str | Sequence[str] | None = None,
        famille: str | Sequence[str] | None = None,
        action: int | Sequence[int] | None = None,
        champ: str | Sequence[str] | None = None,
    ) -> Evidence:
        """The facts of these measures, families (or types), actions and fields only.

        Args:
            mesure: names of measures, as `mesures()` lists them.
            famille: families or types; a second family counts.
            action: numbers of actions, as `actions()` lists them.
            champ: columns (« limits ») or labels of fields.

        Raises:
            ParameterError: a name that none of the facts bears.
        """
        columns = {label: column for column, label in LABELS.items()}
        fields = [columns.get(name, name) for name in _listed(champ)]
        rank = {action_id: number for number, action_id in self._numbers().items()}
        wanted: tuple[tuple[str, list[Any]], ...] = (
            ("mesure", _listed(mesure)),
            ("famille", _listed(famille)),
            ("action", _listed(action)),
            ("champ", list(fields)),
        )
        kept = self.facts
        for name, values in wanted:
            if values:
                kept = tuple(f for f in kept if _bears(f, name, rank) & set(values))
                if not kept:
                    known = sorted({str(v) for f in self.facts for v in _bears(f, name, rank)})
                    raise ParameterError(f"aucun fait pour {name} = {values} ; ici : {known}.")
        return replace(self, facts=kept)

    def mesures(self) -> pd.DataFrame:
        """How many facts each measure has, and of how many actions."""
        frame = self.tableau()
        counts = frame.groupby("measure", sort=False).agg(
            faits=("quote", "size"), actions=("action_id", "nunique")
        )
        counts.insert(0, "mesure", [MEASURES_FR.get(str(name), "") for name in counts.index])
        return counts

    def familles(self) -> pd.DataFrame:
        """How many facts each family or type has, by measure."""
        return self.tableau().groupby(["measure", "type"]).size().rename("faits").to_frame()

    def actions(self) -> pd.DataFrame:
        """The actions with their numbers, and how many of these facts each has."""
        counts = self.tableau()["action_id"].value_counts()
        numbers = self._numbers()
        titles = self.dataset.actions.set_index("action_id")["title"]
        return pd.DataFrame(
            {
                "titre": [titles[action_id] for action_id in numbers.values()],
                "faits": [int(counts.get(action_id, 0)) for action_id in numbers.values()],
            },
            index=pd.Index(numbers.keys(), name="action"),
        )

    def tableau(self) -> pd.DataFrame:
        """One row a fact, with the columns of `reportkit facts`."""
        return pd.DataFrame([fact.record() for fact in self.facts], columns=list(COLUMNS))

    def lire(self, action: int) -> HTML:
        """An action's texts with these facts marked in them.

        Raises:
            ParameterError: no such number.
        """
        numbers = self._numbers()
        if action not in numbers:
            raise ParameterError(f"aucune action n° {action} ; elles vont de 1 à {len(numbers)}.")
        row = self.dataset.actions[self.dataset.actions["action_id"] == numbers[action]]
        (sheet,) = sheets(row)
        facts = [fact for fact in self.facts if fact.action_id == sheet.action_id]
        fields = [(LABELS[column], _marked(sheet, column, facts)) for column in sheet.texts]
        page = environment().get_template("facts.html.j2")
        return HTML(page.render(title=sheet.title, number=action, fields=fields, total=len(facts)))

    def ecrire(self, chemin: str | Path) -> Path:
        """Write these facts as .json, .csv or .xlsx; an existing file is replaced."""
        path = Path(chemin)
        write_facts(self.facts, path)
        return path.resolve()

    def _numbers(self) -> dict[int, str]:
        ids = dict.fromkeys(self.dataset.actions["action_id"])
        return dict(enumerate(ids, start=1))


def open_facts(
    *,
    exports: Sequence[str | Path] | str | None = None,
    annee_attribuee: int | None = None,
    fix_encoding: bool = False,
) -> Evidence:
    """Read exports and draw the facts from their texts.

    Raises:
        InputError, ConfigError: the exports or reportkit.toml cannot be read.
    """
    paths = [exports] if isinstance(exports, str) else exports
    sources = find_sources(paths)
    dataset = withhold_small_groups(tidy(sources, annee_attribuee, fix_encoding=fix_encoding))
    ids = dataset.actions["action_id"]
    shown = redact_actions(dataset.actions, {action_id: n for n, action_id in enumerate(ids, 1)})
    return Evidence(replace(dataset, actions=shown), tell_facts(dataset, sources.config).facts)


def _listed(values: Any) -> list[Any]:
    if values is None:
        return []
    return [values] if isinstance(values, str | int) else list(values)


def _bears(fact: Fact, name: str, rank: dict[str, int]) -> set[Any]:
    if name == "famille":
        return {fact.type, fact.second_type} - {None}
    values = {"mesure": fact.measure, "action": rank[fact.action_id], "champ": fact.field}
    return {values[name]}


def _marked(sheet: Sheet, column: str, facts: Sequence[Fact]) -> list[tuple[int, list[Part]]]:
    """Each line of a field with its number, in parts: plain, or telling some facts."""
    numbers = sheet.lines.get(column) or ()
    lines = sheet.texts[column].split("\n")
    return [
        (
            numbers[place] if place < len(numbers) else sheet.first_line,
            _parts(
                line,
                [
                    fact
                    for fact in facts
                    if fact.field == column
                    and fact.quote in line
                    and (not numbers or fact.line == numbers[place])
                ],
            ),
        )
        for place, line in enumerate(lines)
        if line.strip()
    ]


def _parts(line: str, facts: Sequence[Fact]) -> list[Part]:
    spans = [(start := line.index(fact.quote), start + len(fact.quote), fact) for fact in facts]
    edges = sorted({0, len(line), *(edge for span in spans for edge in span[:2])})
    parts: list[Part] = []
    for start, end in pairwise(edges):
        over = [fact for first, last, fact in spans if first <= start and end <= last]
        names = " · ".join(dict.fromkeys(map(_name, over)))
        tone = next((_TONES[f.measure] for f in over if f.measure in _TONES), "value")
        parts.append(Part(line[start:end], tone if over else "", names))
    return parts


def _name(fact: Fact) -> str:
    name = MEASURES_FR.get(fact.measure, fact.measure)
    types = " + ".join(TYPES_FR.get(t, t) for t in (fact.type, fact.second_type) if t)
    value = "" if fact.value is None else f" = {fact.record()['value']}"
    return f"{name}{value} ({types})" if types else f"{name}{value}"
