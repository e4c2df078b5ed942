"""The actions of one report, chosen and counted anew with loops: a second opinion."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from printed import Document, key

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
Row = dict[str, str]

OUTCOMES = {
    "Sur le territoire": "outcomes_territory",
    "Pour le centre social": "outcomes_centre",
    "Pour les habitants": "outcomes_residents",
}
FIELDS = {
    "Structure organisatrice": "organisation",
    "Statut de l’action": "status",
    "Mots clés": "keywords",
    "Initiative": "initiators",
    "Public": "audience",
    "Dimension": "dimension",
    "Résumé": "summary",
    "Territoire concerné": "territory",
    "Partenaires": "partners",
    "Description générale": "description",
    "Description de l’expérience": "experience",
    "Perspectives": "perspectives",
    "Limites": "limits",
    "Personnes mobilisées": "people",
    "Nombre de personnes mobilisées": "people",
    "Ressources financières": "funding",
    "Ressources": "funding",
    "Ressources financières mobilisées": "funding",
    "Résultat sur le territoire": "outcomes_territory",
    "Résultat pour le centre social": "outcomes_centre",
    "Résultat pour les habitants": "outcomes_residents",
    **OUTCOMES,
}
COLUMN_OF = {key(label): column for label, column in FIELDS.items()}
HOUSEHOLDS = re.compile(r"famille|foyer|ménage")
VAGUE = re.compile(r"environ|≈|près de|presque|plus de|moins de|jusqu|autour|minimum|maximum", re.I)
WITHHELD = "non publié (secret statistique)"
LARGEST_SHARE = 0.85
FEWEST_STRUCTURES = 3


def items(cell: str) -> list[str]:
    """The values of a list, as the tidy table joins them in a cell."""
    parts = cell.split("\n") if "\n" in cell else cell.split("; ")
    return [part for part in parts if part]


def read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Slice:
    """The actions that a report counts, numbered as it numbers them, and their sure facts.

    `previous`, `earlier`: what it would count for the year before, for all years before.
    `several`: more than one structure may be in it, so that statistical secrecy applies.
    """

    rows: list[Row]
    previous: list[Row]
    earlier: list[Row]
    everything: list[Row]
    year: str
    several: bool
    facts: list[Row]
    number: dict[str, int] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """How many actions the report counts."""
        return len(self.rows)

    def where(self, holds: Callable[[Row], object]) -> list[Row]:
        """The actions of which something holds."""
        return [row for row in self.rows if holds(row)]

    def filled(self, column: str) -> list[Row]:
        """The actions that fill a field."""
        return self.where(lambda row: row[column].strip())

    def values(self, column: str) -> Counter[str]:
        """How many actions cite each value; a value cited twice by an action counts once."""
        found: Counter[str] = Counter()
        for row in self.rows:
            cell = row[column]
            is_list = column in {"keywords_norm", "audience_norm", "partners_norm"}
            for value in set(items(cell)) if is_list else {cell.strip()} - {""}:
                found[value] += 1
        return found

    def structures(self, rows: list[Row] | None = None) -> set[str]:
        """The structures named in the actions, or in other rows."""
        return {r["organisation_norm"] for r in (self.rows if rows is None else rows)} - {""}

    def families(
        self, measure: str, column: str | None = None, main: bool = False
    ) -> dict[str, set[int]]:
        """The numbers of the actions of each coded family; `main`: without second families."""
        found: dict[str, set[int]] = {}
        for fact in self.facts:
            if fact["measure"] == measure and column in {None, fact["field"]}:
                for family in {fact["type"], "" if main else fact["second_type"]} - {""}:
                    found.setdefault(family, set()).add(self.number[fact["action_id"]])
        return found

    def amounts(self, kind: str) -> list[Row]:
        """The amounts of a kind; what an action tells again in another field counts once."""
        fields: dict[tuple[str, ...], str] = {}
        found = []
        for fact in self.facts:
            if fact["measure"] == "amount" and fact["type"] == kind:
                what = tuple(fact[c] for c in ("action_id", "value", "low", "high"))
                if fields.setdefault(what, fact["field"]) == fact["field"]:
                    found.append(fact)
        return found

    def persons(self, role: str) -> dict[str, tuple[float, float]]:
        """The greatest number in one piece that each action tells of a role, by action id.

        Least and greatest of a range, twice the same for a single number.
        """
        found: dict[str, tuple[float, float]] = {}
        for fact in self.facts:
            if fact["measure"] in {"participants", "staff"} and role_of(fact) == role:
                best = found.get(fact["action_id"], (0.0, 0.0))
                bounds = min(told(fact)), max(told(fact))
                found[fact["action_id"]] = max(best, bounds, key=lambda pair: pair[1])
        return found

    def few(self, ids: Iterable[str]) -> bool:
        """Whether figures of these actions would tell of fewer than three structures."""
        rows = [row for row in self.rows if row["action_id"] in set(ids)]
        return self.several and bool(rows) and len(self.structures(rows)) < FEWEST_STRUCTURES

    def total(self, kind: str) -> float | None:
        """The sum of one kind, where each action that declares it tells one exact amount.

        Of several structures, only where at least three give to it, none above 85 %.
        """
        facts = self.amounts(kind)
        told_of = {f["action_id"]: f for f in facts}
        alike = kind in {"total", "subsidy"} and len(told_of) == len(facts)
        alike = alike and not any(f["rule"] == "lone" for f in facts)  # not called a total
        if not (alike and all(map(is_exact, facts))) or self.few(told_of):
            return None
        share: Counter[str] = Counter()
        for row in self.rows:
            if row["action_id"] in told_of:
                share[row["organisation_norm"]] += float(told_of[row["action_id"]]["value"])
        if self.several and max(share.values()) > LARGEST_SHARE * share.total():
            return None
        return share.total()


def told(fact: Row) -> list[float]:
    return [float(fact[c]) for c in ("value", "low", "high") if fact[c]]


def is_exact(fact: Row) -> bool:
    return bool(fact["value"]) and not VAGUE.search(fact["quote"])


def role_of(fact: Row) -> str:
    if fact["type"] == "participant" and HOUSEHOLDS.match(fact["unit"]):
        return "household"
    return fact["type"]


def counted(row: Row) -> bool:
    return not (row["duplicate_of"] or row["superseded_by"] or row["excluded"])


def year_of(row: Row) -> str:
    return row["senacs_year"] or row["attributed_year"]


def slice_of(doc: Document, table: list[Row], facts: list[Row]) -> Slice:
    """The actions that the report's own words say it holds: year, place, structure, partner.

    Raises:
        ValueError: the words name no report that we know.
    """
    front = " ".join(run.text for run in doc.body if run.page == 1)
    found = re.search(r"année SENACS (\d{4})", front)
    year = found.group(1) if found else ""
    subject = re.search(
        r"Structure (.+?) Département (.+?) Année|Périmètre (.+?) Année|"
        r"Synthèse départementale · .*?(?:\d{4}|précisée) (.+?) (?:\d+|[Uu]ne) actions? déclarée",
        doc.prose,
    )
    if not subject:
        raise ValueError("aucun périmètre lu")
    words = key(" ".join(part for part in subject.groups() if part))
    partner = re.search(r"actions déclarant (?:l[ae’'] ?)?(.+?) comme partenaire", doc.prose)
    structures = {r["organisation_norm"] for r in table} - {""}
    named = max((s for s in structures if key(s) in words), key=len, default=None)
    departments = {r["department_norm"] for r in table} - {""}
    place = max((d for d in departments if key(d) in key(front)), key=len, default=None)

    def belongs(row: Row) -> bool:
        return (
            counted(row)
            and (named is None or row["organisation_norm"] == named)
            and (place is None or row["department_norm"] == place)
            and (partner is None or partner.group(1) in items(row["partners_norm"]))
        )

    rows = [r for r in table if belongs(r) and year_of(r) == year]
    previous = [r for r in table if belongs(r) and year and year_of(r) == str(int(year) - 1)]
    earlier = [r for r in table if belongs(r) and year_of(r) < year and year_of(r)]
    ids = {r["action_id"] for r in rows}
    own = [f for f in facts if f["action_id"] in ids and f["certainty"] == "sure"]
    chosen = Slice(rows, previous, earlier, table, year, named is None, own)
    chosen.number = numbers_of(doc, rows)
    return chosen


def numbers_of(doc: Document, rows: list[Row]) -> dict[str, int]:
    """The number of each action, by id, as the report's own list of places gives it.

    A report of one file names it once, below its list; one of several in each row.
    """
    texts = [run.text for run in doc.body]
    start = texts.index("D’où vient chaque action")
    one = next((m for t in texts[start:] if (m := re.fullmatch(r"Fichier : (.+)\.", t))), None)
    places = {(row["source_file"], row["first_line"]): row["action_id"] for row in rows}
    found: dict[str, int] = {}
    number = ""
    for at in range(start, len(texts)):
        if texts[at].isdecimal():
            number = texts[at]
        lines = re.fullmatch(r"(\d+)–\d+", texts[at])
        if lines:
            place = (one.group(1) if one else texts[at - 1], lines.group(1))
            if place in places:
                found[places[place]] = int(number)
    return found
