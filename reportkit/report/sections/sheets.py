"""Fiches-actions: one sheet an action, its fields as written."""

from __future__ import annotations

import pandas as pd

from reportkit.report.french import name_line, quoted, say
from reportkit.report.model import Block, Sheet, SheetPart
from reportkit.report.quoting import cut_text
from reportkit.report.scope import Scope, printed_name, source_of, structure_name
from reportkit.report.sections._parts import chapter
from reportkit.schema import LABELS

FACTS = (
    ("Thématiques", "keywords_norm"),
    ("Dimension", "dimension_norm"),
    ("Public", "audience_norm"),
    ("Territoire", "territory_norm"),
    ("À l'initiative", "initiators"),
    ("Partenaires", "partners_norm"),
)
PARTS = (
    ("Résumé", "summary", 280),
    ("Objectifs et déroulement", "experience", 250),
    ("Description", "description", 210),
    ("Moyens financiers déclarés", "funding", 150),
    ("Personnes mobilisées", "people", 150),
    ("Raison de la fin de l'action", "end_reason", 130),
)


def compose(scope: Scope) -> list[Block]:
    """All sheets, in the order of the report."""
    return [
        chapter("Fiches-actions", "fiches"),
        *(sheet_of(row) for _, row in scope.actions.iterrows()),
    ]


def sheet_of(row: pd.Series, *, name_centre: bool = False) -> Sheet:
    """The sheet of one action, with its structure where the report is about several."""
    facts = []
    if name_centre:
        name = printed_name(row)
        facts.append((say("Structure"), name_line(name) if name else structure_name(None)))
    for label, column in FACTS:
        value = row[column]
        words = ", ".join(value) if isinstance(value, list) else value
        facts.append((say(label), say(words) if words else say("non renseigné")))
    parts = tuple(
        SheetPart(label=say(label), lines=cut_text(row[column], length))
        for label, column, length in PARTS
        if row[column] is not None
    )
    return Sheet(
        number=int(row["number"]),
        title=name_line(row["title"]),
        status=row["status_norm"] or say("Statut non renseigné"),
        facts=tuple(facts),
        parts=parts,
        note=_note(row, bool(parts)),
        sources=(source_of(row),),
    )


def _note(row: pd.Series, told: bool) -> str:
    if row["missing"]:
        label = quoted(say(row["missing"][0]))
        if row["cut"]:
            return say(
                "Fiche interrompue dans l'export : les champs manquent à partir de {label}.",
                label=label,
            )
        return say("Le libellé {label} manque dans l'export.", label=label)
    if told:
        return ""
    return say(
        "Aucun texte n'est renseigné dans SENACS ({first}, {second}, moyens).",
        first=LABELS["summary"].lower(),
        second="description",
    )
