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
    """Who the actions address, where, on whose initiative, with whom: a centre's chapter."""
    head: list[Block] = [chapter("Publics, territoires et partenaires", "publics")]
    if scope.size < FEW:
        return [
            *head,
            aspects_table(scope, "À qui, où et avec qui", ASPECTS),
            _initiative(scope),
            _note(),
        ]
    return [
        *head,
        part("Publics et territoires", "publics-vises"),
        *_addressed(scope),
        part("Initiative des habitants", "initiative"),
        _initiative(scope),
        part("Partenaires", "partenaires"),
        *_partners(scope),
    ]


def compose_addressed(scope: Scope) -> list[Block]:
    """I6: a department's chapter."""
    return [chapter("Publics et territoires", "publics"), *_addressed(scope)]


def compose_participation(scope: Scope) -> list[Block]:
    """I7: a department's chapter."""
    return [chapter("Participation des habitants", "participation"), _initiative(scope)]


def compose_partners(scope: Scope) -> list[Block]:
    """I8: a department's chapter."""
    return [chapter("Partenariats", "partenariats"), *_partners(scope)]


def _addressed(scope: Scope) -> list[Block]:
    if scope.size < FEW:
        return [aspects_table(scope, "À qui et où", ASPECTS[:2])]
    return [
        *distribution(scope, "audience_norm", "le public", "Publics", half=True),
        *distribution(scope, "territory_norm", "le territoire", "Territoires", half=True),
    ]


def _partners(scope: Scope) -> list[Block]:
    if scope.size < FEW:
        return [aspects_table(scope, "Avec qui", ASPECTS[2:]), _note()]
    found = distribution(scope, "partners_norm", "le type de partenaire", "Types de partenaires")
    return [*found, _note()]


def _note() -> Text:
    return Text(paragraphs=(say(PARTNERS_NOTE),), role="note")


def _initiative(scope: Scope) -> Block:
    share = resident_initiative(scope.actions)
    if not share.base:
        words = field_filled("Qui est à l'initiative de l'action ?", 0, scope.size)
        return Text(paragraphs=(words,), role="empty")
    words = initiated_by_residents(share, scope.size)
    return Text(paragraphs=(words,), sources=scope.sources(share.ids))
