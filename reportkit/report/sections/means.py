"""Moyens déclarés: I11, amounts by kind, and I12, persons by role; neither is added up."""

from __future__ import annotations

from collections.abc import Sequence

from reportkit.measures.roles import PUBLIC
from reportkit.report.french import capital, euros, number, one_line, out_of, plural, say
from reportkit.report.indicators import filled
from reportkit.report.means import AmountKind, Role, amount_list, amounts, people
from reportkit.report.model import Block, Column, Table, Text
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import body, chapter, part, traced
from reportkit.report.sections.remarks import remark
from reportkit.report.wording import field_filled, nothing_said
from reportkit.report.wording_means import (
    KINDS_FR,
    NOT_PUBLISHED,
    PLANNED_OR_SPENT,
    ROLES_FR,
    amounts_told,
    people_told,
)

FUNDING, PEOPLE = "Ressources financières mobilisées", "Nombre de personnes mobilisées"
UNSURE = (
    "« À vérifier » : un nombre sans unité, qui n'est peut-être pas un montant ; il ne compte pas."
)
NOT_ADDED = (
    "Chaque action compte pour le plus grand nombre que sa fiche écrit d'un seul tenant. Une "
    "même personne peut être de plusieurs actions : ces nombres ne s'additionnent pas."
)


def compose(scope: Scope) -> list[Block]:
    """Amounts, then persons, as the texts declare them."""
    return [
        chapter("Moyens déclarés", "moyens"),
        part("Montants", "montants"),
        *money(scope),
        part("Personnes mentionnées", "personnes"),
        *persons(scope),
        *remark(scope, "means"),
    ]


def money(scope: Scope, *, each: bool = True) -> list[Block]:
    """I11: what amounts are declared; with `each`, a centre's one by one, else by kind."""
    kinds = amounts(scope.facts, scope.numbers, scope.organisations, many=scope.several)
    if not kinds and not filled(scope.actions, "funding").any():
        words = nothing_said(FUNDING, "moyens", scope.size)
        return [Text(paragraphs=(words,), role="empty")]
    told = _filled_words(scope, "funding", FUNDING)
    blocks: list[Block] = [body(f"{told} {amounts_told(kinds)}")]
    if not kinds:
        return blocks
    if scope.several or not each:
        blocks.append(_kinds_table(scope, kinds))
    else:
        blocks.append(_amounts_table(scope, kinds))
    return [*blocks, Text(paragraphs=(say(PLANNED_OR_SPENT),), role="note")]


def persons(scope: Scope) -> list[Block]:
    """I12: who is mentioned, role by role."""
    roles = people(scope.facts, scope.numbers, scope.organisations, many=scope.several)
    if not roles and not filled(scope.actions, "people").any():
        words = nothing_said(PEOPLE, "personnes", scope.size)
        return [Text(paragraphs=(words,), role="empty")]
    told = _filled_words(scope, "people", PEOPLE)
    public = next((role for role in roles if role.role == PUBLIC), None)
    if public is not None or not roles:
        told = f"{told} {people_told(PUBLIC, public, scope.size)}"
    blocks: list[Block] = [body(told)]
    if roles:
        blocks.append(_roles_table(scope, roles))
    if scope.unquoted:
        words = say("Les nombres que donnent les phrases non citées ne comptent pas ici.")
        blocks.append(Text(paragraphs=(words,), role="note"))
    return blocks


def _filled_words(scope: Scope, column: str, name: str) -> str:
    return field_filled(name, int(filled(scope.actions, column).sum()), scope.size)


def _kinds_table(scope: Scope, kinds: Sequence[AmountKind]) -> Table:
    names = ("Nature", "Actions", "Montants", "Le plus petit", "Médiane", "Le plus grand", "Total")
    rows = []
    for kind in kinds:
        name = capital(say(plural(kind.count, *KINDS_FR[kind.kind])))
        figures: tuple[str, ...] = (say(NOT_PUBLISHED), "–", "–", "–")
        if kind.published:
            values = (kind.smallest, kind.median, kind.largest, kind.total)
            figures = tuple("–" if value is None else euros(value) for value in values)
        rows.append((name, out_of(len(kind.ids), scope.size), number(kind.count), *figures))
    ids = {action_id for kind in kinds for action_id in kind.ids}
    return Table(
        title=say("Montants déclarés, par nature"),
        columns=tuple(Column(label=say(name), numeric=name != "Nature") for name in names),
        rows=tuple(rows),
        scope=say("Champ : les actions retenues."),
        reading=say(
            "Total : d'une seule nature, et seulement si chaque action en déclare un montant "
            "exact et le nomme ainsi, au moins trois structures, aucune plus de 85 %. Un tiret : "
            "non calculé."
        ),
        traced=traced(scope, ids),
        actions=tuple(traced(scope, kind.ids) for kind in kinds),
        sources=scope.sources(ids),
    )


def _amounts_table(scope: Scope, kinds: Sequence[AmountKind]) -> Table:
    listed = amount_list(scope.facts, scope.numbers)
    counted_ = sum(kind.count for kind in kinds)
    ids = {i for i, place in scope.numbers.items() if place in {a.number for a in listed}}
    return Table(
        title=say("Montants déclarés, action par action"),
        columns=(
            Column(label=say("Action n°"), numeric=True),
            Column(label=say("Nature")),
            Column(label=say("Montant"), numeric=True),
            Column(label=say("Mots de la fiche")),
            Column(label=say("Ligne"), numeric=True),
        ),
        rows=tuple(
            (
                number(amount.number),
                capital(say(KINDS_FR[amount.kind][0])),
                amount.value + ("" if amount.sure else say(" (à vérifier)")),
                one_line(amount.quote),
                str(amount.line),
            )
            for amount in listed
        ),
        reading=" ".join(
            note
            for note, shown in (
                (say("Un montant que la fiche répète compte une fois."), len(listed) > counted_),
                (say(UNSURE), any(not amount.sure for amount in listed)),
            )
            if shown
        ),
        actions=tuple(number(amount.number) for amount in listed),
        sources=scope.sources(ids),
    )


def _roles_table(scope: Scope, roles: Sequence[Role]) -> Table:
    """I12: a row a role; of one action alone its number, of several the least and the most."""
    alone = scope.size == 1
    names = ("Nombre",) if alone else ("Actions", "Le plus petit nombre", "Le plus grand")
    rows: list[tuple[str, ...]] = []
    for role in roles:
        told = (capital(say(ROLES_FR[role.role])),)
        reach = (say(NOT_PUBLISHED), "–")
        if role.smallest is not None and role.largest is not None:
            reach = (number(role.smallest), number(role.largest) + _more(role))
        if alone:
            rows.append((*told, _alone(role, reach)))
        else:
            rows.append((*told, out_of(role.count, scope.size), *reach))
    ids = {action_id for role in roles for action_id in role.ids}
    return Table(
        title=say("Personnes mentionnées, par rôle"),
        columns=(
            Column(label=say("Rôle")),
            *(Column(label=say(name), numeric=True) for name in names),
        ),
        rows=tuple(rows),
        scope=say("Champ : les actions retenues.") if not alone else "",
        reading=say(NOT_ADDED),
        traced=traced(scope, ids),
        actions=tuple(traced(scope, role.ids) for role in roles),
        sources=scope.sources(ids),
    )


def _alone(role: Role, reach: tuple[str, str]) -> str:
    """The number of one action: of a range both ends."""
    if not role.published:
        return reach[0]
    if role.smallest == role.largest:
        return reach[1]
    return say("de {least} à {most}", least=reach[0], most=reach[1])


def _more(role: Role) -> str:
    return say(" ou plus") if role.or_more else ""
