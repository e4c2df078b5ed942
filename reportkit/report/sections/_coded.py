"""What the texts speak of: families of limits, perspectives and outcomes, each with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportkit.measures.coding import OTHER
from reportkit.report.coded import Coded, Family, families
from reportkit.report.french import capital, counted, out_of, say
from reportkit.report.indicators import filled
from reportkit.report.model import Block, Column, Excerpt, Excerpts, Table
from reportkit.report.quoting import choose_rows, excerpt, sentence_excerpt
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import Quoted, body, chosen_words, quotations, traced
from reportkit.report.wording import field_filled, nothing_said
from reportkit.report.wording_means import families_told

_TABLES = {
    "limits": ("Limites signalées, par famille", "limite"),
    "perspectives": ("Perspectives annoncées, par famille", "perspective"),
}
UNCODED = "autre texte"
"""Stands above words of no family, where others bear theirs."""


def families_of(scope: Scope, measure: Coded, field: str | None = None) -> list[Family]:
    """I10 of the scope; `field` keeps to the sentences of one column."""
    return families(scope.facts, measure, scope.numbers, field, scope.organisations)


def coded_chapter(scope: Scope, measure: Coded, quoted: Quoted) -> list[Block]:
    """How many actions fill a field, the families that they tell, and their words."""
    found = families_of(scope, measure)
    if not found:
        return quotations(scope, quoted)
    told = int(filled(scope.actions, quoted.column).sum())
    words = (
        field_filled(quoted.name, told, scope.size)
        if told
        else nothing_said(quoted.name, quoted.thing, scope.size)
    )
    if told > 1:
        words = f"{words} {families_told(measure, found, scope.size, scope.size)}"
    return [
        body(words),
        *([families_table(scope, found, quoted.column)] if scope.size > 1 else []),
        *coded_words(scope, found, quoted, codes_of(scope, measure, quoted.column)),
    ]


def coded_words(
    scope: Scope, found: Sequence[Family], quoted: Quoted, codes: Mapping[str, str]
) -> list[Block]:
    """The words behind some families.

    A report about one structure quotes its texts, each with its families (`codes`, by
    `action_id`); one about several a sentence for each family, then texts of structures that were
    not quoted yet.
    """
    if not scope.several:
        codes = {action_id: codes.get(action_id, say(UNCODED)) for action_id in scope.numbers}
        _, *quotes = quotations(scope, quoted, codes)
        told = int(filled(scope.actions, quoted.column).sum())
        shown = sum(len(block.items) for block in quotes if isinstance(block, Excerpts))
        return [body(chosen_words(scope, shown, told)), *quotes] if 0 < shown < told else quotes
    examples = family_excerpts(scope, found, quoted.most)
    heard = {item.organisation for item in examples}
    others = [
        excerpt(row, quoted.column, quoted.length, name_centre=True, codes=say(UNCODED))
        for row in choose_rows(scope, quoted.column, quoted.most)
    ]
    quoted_words = {words for item in examples for words in item.lines}
    more = [
        item
        for item in others
        if item.organisation not in heard and not quoted_words & set(item.lines)
    ]
    items = (*examples, *more[: max(0, quoted.most - len(examples))])
    return [Excerpts(items=items, sources=tuple(item.source for item in items))] if items else []


def families_table(scope: Scope, found: Sequence[Family], column: str) -> Table:
    """I10: a row a family, with its number of actions and which they are."""
    ids = {action_id for family in found for action_id in family.ids}
    numbers = tuple(traced(scope, family.ids) for family in found)
    title, thing = _TABLES[column]
    return Table(
        title=say(title),
        columns=(
            Column(label=say("Famille")),
            Column(label=say("Actions"), numeric=True),
            Column(label=say("Lesquelles")),
        ),
        rows=tuple(
            (capital(say(family.name)), out_of(family.count, scope.size), which)
            for family, which in zip(found, numbers, strict=True)
        ),
        scope=say(
            "Champ : les actions retenues ; une {thing} compte où qu'elle soit écrite.",
            thing=thing,
        ),
        actions=numbers,
        sources=scope.sources(ids),
    )


def illustrated(found: Sequence[Family], most: int) -> list[list[Family]]:
    """The families that at most `most` sentences illustrate, those of one sentence together."""
    by_sentence: dict[tuple[str, str], list[Family]] = {}
    for family in found:
        if family.name != OTHER:
            fact = family.example
            by_sentence.setdefault((fact.action_id, fact.quote), []).append(family)
    return list(by_sentence.values())[:most]


def family_excerpts(scope: Scope, found: Sequence[Family], most: int) -> list[Excerpt]:
    """At most `most` sentences, whole, each for the families that it illustrates."""
    rows = {row["action_id"]: row for _, row in scope.actions.iterrows()}
    return [
        sentence_excerpt(
            rows[told[0].example.action_id],
            told[0].example,
            name_centre=scope.several,
            codes=", ".join(
                say("{name} ({n})", name=say(f.name), n=counted(f.count, "action")) for f in told
            ),
        )
        for told in illustrated(found, most)
    ]


def codes_of(scope: Scope, measure: Coded, field: str | None = None) -> dict[str, str]:
    """The families of each action in words, by `action_id`; « autre » is none."""
    codes: dict[str, list[str]] = {}
    for family in families_of(scope, measure, field):
        for action_id in family.ids if family.name != OTHER else ():
            codes.setdefault(action_id, []).append(say(family.name))
    return {action_id: ", ".join(names) for action_id, names in codes.items()}
