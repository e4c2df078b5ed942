"""All counts of a set of actions under their names: to reconcile reports, and to see them move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import get_args

import pandas as pd

from reportkit.measures.fact import Fact
from reportkit.report.coded import Coded, families
from reportkit.report.indicators import (
    ANY_OUTCOME,
    fill_rates,
    fill_share,
    ranking,
    resident_initiative,
)
from reportkit.report.scope import Scope

COUNT = "Actions recensées"
_VALUES = (
    ("Statut", "status_norm"),
    ("Thématique", "keywords_norm"),
    ("Dimension", "dimension_norm"),
    ("Public", "audience_norm"),
    ("Territoire", "territory_norm"),
    ("Partenaire", "partners_norm"),
)
_CODED: dict[Coded, str] = {"limit": "Limite", "perspective": "Perspective", "outcome": "Résultat"}
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

    `actions` have the column `action_id`; facts of other actions are left out.
    """
    counts: Counter[str] = Counter({COUNT: len(actions)})
    if actions.empty:
        return counts
    for share in fill_rates(actions):
        counts[f"Champ renseigné : {share.label}"] = share.count
    counts["Avec un résultat renseigné"] = fill_share(actions, ANY_OUTCOME).count
    counts["À l'initiative d'habitants"] = resident_initiative(actions).count
    for name, column in _VALUES:
        for share in ranking(actions, column).shares:
            counts[f"{name} : {share.label}"] = share.count
    numbers = {action_id: place for place, action_id in enumerate(actions["action_id"], start=1)}
    for measure in get_args(Coded):
        for family in families(facts, measure, numbers):
            counts[f"{_CODED[measure]} : {family.name}"] = family.count
    return counts


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
