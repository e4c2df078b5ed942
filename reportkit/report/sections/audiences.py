"""Publics, territoires et partenaires: I6, I7 and I8."""

from __future__ import annotations

from reportkit.report.french import out_of, say
from reportkit.report.indicators import ranking, resident_initiative
from reportkit.report.model import Block, Column, Table, Text
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import chapter, distribution, part
from reportkit.report.wording import FEW, field_filled, initiated_by_residents

ASPECTS = (
    ("Public", "audience_norm"),
    ("Territoire", "territory_norm"),
    ("Type de partenaire", "partners_norm"),
)
PARTNERS_NOTE = (
    "SENACS nomme des types de partenaires, non des organismes, et ne dit pas qui finance."
)


def compose(scope: Scope) -> list[Block]:
    """Who the actions address, where, on whose initiative, with whom."""
    head: list[Block] = [chapter("Publics, territoires et partenaires", "publics")]
    note = Text(paragraphs=(say(PARTNERS_NOTE),), role="note")
    if scope.size < FEW:
        return [*head, _table(scope), _initiative(scope), note]
    return [
        *head,
        part("Publics et territoires", "publics-vises"),
        *distribution(scope, "audience_norm", "le public", "Publics", half=True),
        *distribution(scope, "territory_norm", "le territoire", "Territoires", half=True),
        part("Initiative des habitants", "initiative"),
        _initiative(scope),
        part("Partenaires", "partenaires"),
        *distribution(scope, "partners_norm", "le type de partenaire", "Types de partenaires"),
        note,
    ]


def _table(scope: Scope) -> Table:
    """All three aspects at once, where actions are too few for charts."""
    rows = []
    for name, column in ASPECTS:
        found = ranking(scope.actions, column)
        values = ", ".join(f"{say(s.label)} ({out_of(s.count, s.base)})" for s in found.shares)
        rows.append((say(name), values or say("non renseigné")))
    return Table(
        title=say("À qui, où et avec qui"),
        columns=(
            Column(label=say("Aspect"), short=True),
            Column(label=say("Valeurs déclarées, en nombre d'actions")),
        ),
        rows=tuple(rows),
        scope=say("Base : les actions où le champ est renseigné."),
        sources=scope.sources(),
    )


def _initiative(scope: Scope) -> Block:
    share = resident_initiative(scope.actions)
    if not share.base:
        words = field_filled("Qui est à l'initiative de l'action ?", 0, scope.size)
        return Text(paragraphs=(words,), role="empty")
    words = initiated_by_residents(share, scope.size)
    return Text(paragraphs=(words,), sources=scope.sources(share.ids))
