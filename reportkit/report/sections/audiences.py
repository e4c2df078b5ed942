"""Publics, territoires et partenaires: I6, I7 and I8."""

from __future__ import annotations

from reportkit.report.french import say
from reportkit.report.indicators import resident_initiative
from reportkit.report.model import Block, Text
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import aspects_table, chapter, distribution, part
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
        return [
            *head,
            aspects_table(scope, "À qui, où et avec qui", ASPECTS),
            _initiative(scope),
            note,
        ]
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


def _initiative(scope: Scope) -> Block:
    share = resident_initiative(scope.actions)
    if not share.base:
        words = field_filled("Qui est à l'initiative de l'action ?", 0, scope.size)
        return Text(paragraphs=(words,), role="empty")
    words = initiated_by_residents(share, scope.size)
    return Text(paragraphs=(words,), sources=scope.sources(share.ids))
