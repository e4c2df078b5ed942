"""Publics, territoires et partenaires: I6, I7 and I8."""

from __future__ import annotations

from reportkit.report.french import say
from reportkit.report.indicators import resident_initiative
from reportkit.report.model import Block, Text
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import chapter, distribution, part
from reportkit.report.wording import field_filled, of_actions


def compose(scope: Scope) -> list[Block]:
    """Who the actions address, where, on whose initiative, with whom."""
    return [
        chapter("Publics, territoires et partenaires", "publics"),
        part("Publics", "publics-vises"),
        *distribution(scope, "audience_norm", "le public", "Publics"),
        part("Territoires", "territoires"),
        *distribution(scope, "territory_norm", "le territoire", "Territoires"),
        part("Initiative des habitants", "initiative"),
        _initiative(scope),
        part("Partenaires", "partenaires"),
        *distribution(scope, "partners_norm", "le type de partenaire", "Types de partenaires"),
        Text(
            paragraphs=(
                say(
                    "SENACS nomme des types de partenaires, non des organismes, et ne dit pas "
                    "qui finance."
                ),
            ),
            role="note",
        ),
    ]


def _initiative(scope: Scope) -> Block:
    share = resident_initiative(scope.actions)
    if not share.base:
        words = field_filled("Qui est à l'initiative de l'action ?", 0, scope.size)
        return Text(paragraphs=(words,), role="empty")
    if share.count == 0:
        words = say(
            "Aucune des actions qui le précisent ({base} sur {total}) n'indique un habitant ou "
            "un groupe d'habitants à son initiative.",
            base=share.base,
            total=scope.size,
        )
    else:
        words = say(
            "{some} {say} un habitant ou un groupe d'habitants à {their} initiative.",
            some=_capital(of_actions(share.count, share.base)),
            say="indiquent" if share.count > 1 else "indique",
            their="leur" if share.count > 1 else "son",
        )
        if share.base < scope.size:
            words += " " + say(
                "Le champ est renseigné pour {base} actions sur {total}.",
                base=share.base,
                total=scope.size,
            )
    return Text(paragraphs=(words,), sources=scope.sources(share.ids))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
