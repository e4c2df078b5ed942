"""All counts of a set of actions under their names: to reconcile reports, and to see them move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from reportkit.measures.fact import SURE, Fact
from reportkit.report.indicators import (
    ANY_OUTCOME,
    RESIDENTS,
    counted_fields,
    fill_share,
    ranking,
    resident_initiative,
)
from reportkit.report.scope import Scope
from reportkit.schema import LIST_COLUMNS, OUTCOMES

COUNT = "Actions recensées"
_VALUES = (
    ("Statut", "status_norm"),
    ("Thématique", "keywords_norm"),
    ("Dimension", "dimension_norm"),
    ("Public", "audience_norm"),
    ("Territoire", "territory_norm"),
    ("Partenaire", "partners_norm"),
)
_CODED = {"limit": "Limite", "perspective": "Perspective", "outcome": "Résultat"}
_KEY = (
    ("outcomes_territory", "Résultat sur le territoire renseigné"),
    ("outcomes_centre", "Résultat pour le centre social renseigné"),
    ("outcomes_residents", "Résultat pour les habitants renseigné"),
    ("limits", "Limites renseignées"),
    ("perspectives", "Perspectives renseignées"),
    ("funding", "Ressources renseignées"),
    ("people", "Personnes renseignées"),
)


def count_all(actions: pd.DataFrame, facts: Sequence[Fact]) -> Counter[str]:
    """Every count of actions that reports print, by name; of two sets it is the sum of both.

    `actions` have the column `action_id`; facts of other actions are left out. It counts on its
    own what `indicators` and `coded` count for print, for thousands of reports in seconds.
    """
    counts: Counter[str] = Counter({COUNT: len(actions)})
    outcomes = [False] * len(actions)
    for field in counted_fields():
        held = _filled(actions, field.column)
        counts[f"Champ renseigné : {field.label}"] = sum(held)
        if field.column in OUTCOMES:
            outcomes = [one or other for one, other in zip(outcomes, held, strict=True)]
    counts["Avec un résultat renseigné"] = sum(outcomes)
    counts["À l'initiative d'habitants"] = sum(
        not set(RESIDENTS).isdisjoint(values) for values in actions["initiators"]
    )
    for name, column in _VALUES:
        several = column.removesuffix("_norm") in LIST_COLUMNS
        for value in actions[column]:
            for one in set(value) if several else {value} - {None}:
                counts[f"{name} : {one}"] += 1
    ids = set(actions["action_id"])
    told = {
        (fact.measure, family, fact.action_id)
        for fact in facts
        if fact.measure in _CODED and fact.certainty == SURE and fact.action_id in ids
        for family in (fact.type, fact.second_type)
        if family is not None
    }
    counts.update(f"{_CODED[measure]} : {family}" for measure, family, _ in told)
    return counts


def _filled(actions: pd.DataFrame, column: str) -> list[bool]:
    if column in LIST_COLUMNS:
        return [bool(values) for values in actions[column]]
    return [value is not None for value in actions[column]]


def differences(one: Counter[str], other: Counter[str]) -> Iterable[tuple[str, int, int]]:
    """The names whose counts differ, in the order of `one`."""
    for name in dict.fromkeys((*one, *other)):
        if one[name] != other[name]:
            yield name, one[name], other[name]


def key_figures(scope: Scope) -> dict[str, int]:
    """The figures that a team writes against, by label."""
    actions = scope.actions
    status = {share.label: share.count for share in ranking(actions, "status_norm").shares}
    return {
        COUNT: scope.size,
        "En cours": status.get("En cours", 0),
        "Terminées": status.get("Terminée", 0),
        "Avec un résultat renseigné": fill_share(actions, ANY_OUTCOME).count,
        **{label: fill_share(actions, column).count for column, label in _KEY},
        "À l'initiative d'habitants": resident_initiative(actions).count,
    }
