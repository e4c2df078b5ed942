"""Zoom sur quelques actions: a few whole sheets, chosen by a rule that is told."""

from __future__ import annotations

import pandas as pd

from reportkit.report.french import say, spelled
from reportkit.report.model import Block, Text
from reportkit.report.quoting import fullness
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import chapter
from reportkit.report.sections.sheets import sheet_of

MOST = 3


def compose(scope: Scope) -> list[Block]:
    """The sheets of at most three actions, of different structures."""
    chosen = choose(scope)
    if not chosen:
        words = say("Aucune fiche ne contient de texte à présenter.")
        return [
            chapter("Zoom sur quelques actions", "zoom"),
            Text(paragraphs=(words,), role="empty"),
        ]
    rule = say(
        "{n}, de structures différentes : celles dont la fiche a le plus de textes renseignés, du "
        "résumé aux perspectives, et, "
        "à égalité, la première dans la liste des actions. Ce choix ne juge pas de leur valeur.",
        n=spelled(len(chosen), "action", feminine=True).capitalize()
        if len(chosen) > 1
        else say("Une action"),
    )
    if len(chosen) == 1:
        rule = say(
            "L'action dont la fiche a le plus de textes renseignés. Ce choix ne juge pas de sa "
            "valeur."
        )
    return [
        chapter("Zoom sur quelques actions", "zoom"),
        Text(paragraphs=(rule,), sources=scope.sources({row["action_id"] for row in chosen})),
        *(sheet_of(row, name_centre=True) for row in chosen),
    ]


def choose(scope: Scope) -> list[pd.Series]:
    """The fullest sheets, one a structure, in the order of the report."""
    rows = [row for _, row in scope.actions.iterrows() if fullness(row)]
    best: dict[str | None, pd.Series] = {}
    for row in rows:
        key = row["organisation_norm"]
        if key not in best or fullness(row) > fullness(best[key]):
            best[key] = row
    ranked = sorted(best.values(), key=lambda row: (-fullness(row), row["number"]))[:MOST]
    return sorted(ranked, key=lambda row: int(row["number"]))
