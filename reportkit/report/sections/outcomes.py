"""Résultats déclarés: on the territory, for the centre, for the residents."""

from __future__ import annotations

from functools import partial

from reportkit.report import charts
from reportkit.report.french import capital, counted, number, out_of, say, series
from reportkit.report.indicators import ANY_OUTCOME, Share, cross, fill_share, filled
from reportkit.report.model import Block, Column, Figure, Table, Text
from reportkit.report.scope import Scope
from reportkit.report.sections._coded import coded_words, codes_of, families_of
from reportkit.report.sections._parts import (
    Quoted,
    alt_of,
    body,
    chapter,
    part,
    quotations,
    row_numbers,
    share_table,
    traced,
)
from reportkit.report.sections.remarks import remark
from reportkit.report.wording import FEW, field_filled, of_actions, scope_words
from reportkit.report.wording_means import families_told

PARTS = (
    ("outcomes_territory", "Sur le territoire"),
    ("outcomes_centre", "Pour le centre social"),
    ("outcomes_residents", "Pour les habitants"),
)
CODING = (
    "Les familles sont reconnues à leurs mots, par lecture automatique : une action compte dans "
    "chacune de celles dont elle parle."
)
MOST = 8
LENGTH = 520
MOST_THEMES = 12
MOST_UNITS = 60


def compose(scope: Scope) -> list[Block]:
    """I9, the themes that tell outcomes, then the three parts with their excerpts."""
    actions = scope.actions
    shares = [fill_share(actions, column, name) for column, name in PARTS]
    told = fill_share(actions, ANY_OUTCOME)
    blocks: list[Block] = [chapter("Résultats déclarés", "resultats")]
    if told.count == 0:
        blocks.append(
            Text(
                paragraphs=(
                    say("Aucun des trois champs de résultat n'est renseigné.")
                    + " "
                    + say("Cela ne permet pas de conclure à l'absence de résultat."),
                ),
                role="lead",
            )
        )
    else:
        lead = say(
            "{some} {tell} au moins un champ de résultat.",
            some=capital(of_actions(told.count, told.base)),
            tell="renseignent" if told.count > 1 else "renseigne",
        )
        blocks.append(Text(paragraphs=(lead,), role="lead", sources=scope.sources(told.ids)))
    if told.count and scope.size >= FEW:
        blocks.append(_units(scope, shares))
        if scope.several:
            blocks += _themes(scope)
    elif told.count:
        champ = scope_words(scope.size, scope.size)
        blocks.append(share_table(scope, say("Champs de résultat renseignés"), shares, champ))
    blocks += _subjects(scope)
    for number_, (column, name) in enumerate(PARTS, start=1):
        blocks.append(part(name, f"resultats-{number_}"))
        if told.count == 0:
            blocks.append(Text(paragraphs=(say("Non renseigné dans SENACS."),), role="empty"))
            continue
        blocks += _part(scope, column, name)
    return [*blocks, *remark(scope, "outcomes")]


def _part(scope: Scope, column: str, name: str) -> list[Block]:
    """One field: what it speaks of, and its words."""
    quoted = Quoted(column, f"Résultat {name[0].lower()}{name[1:]}", "résultat", MOST, LENGTH)
    found = families_of(scope, "outcome", column)
    if not found:
        return quotations(scope, quoted)
    told = fill_share(scope.actions, column)
    first = field_filled(quoted.name, told.count, scope.size)
    if told.count > 1:
        first = f"{first} {families_told('outcome', found, told.count, scope.size)}"
    return [body(first), *coded_words(scope, found, quoted, codes_of(scope, "outcome", column))]


def _subjects(scope: Scope) -> list[Block]:
    """I10: the families that the outcomes tell, field by field."""
    found = families_of(scope, "outcome")
    if not found or scope.size == 1:
        return []
    by_field = {
        column: {f.name: f.count for f in families_of(scope, "outcome", column)}
        for column, _ in PARTS
    }
    ids = {action_id for family in found for action_id in family.ids}
    return [
        Table(
            title=say("Ce dont parlent les résultats déclarés"),
            columns=(
                Column(label=say("Famille")),
                Column(label=say("Actions"), numeric=True),
                *(Column(label=say(name), numeric=True) for _, name in PARTS),
                Column(label=say("Lesquelles")),
            ),
            rows=tuple(
                (
                    capital(say(family.name)),
                    out_of(family.count, scope.size),
                    *(number(by_field[column].get(family.name, 0)) for column, _ in PARTS),
                    traced(scope, family.ids),
                )
                for family in found
            ),
            scope=say("Champ : les actions retenues."),
            reading=say(CODING),
            actions=tuple(traced(scope, family.ids) for family in found),
            sources=scope.sources(ids),
        )
    ]


def _units(scope: Scope, shares: list[Share]) -> Figure:
    best = max(shares, key=lambda share: share.count)
    return Figure(
        title=say("Ce que les fiches disent des résultats"),
        subtitle=say("Champs de résultat renseignés, en nombre d'actions"),
        svg=_units_svg(scope, shares),
        alt=alt_of(say("Graphique. Champs de résultat renseignés."), shares),
        scope=scope_words(scope.size, scope.size),
        reading=say(
            "Lecture : {some} {tell} le champ « Résultat {name} ».",
            some=of_actions(best.count, best.base),
            tell="renseignent" if best.count > 1 else "renseigne",
            name=best.label[0].lower() + best.label[1:],
        ),
        columns=("Champ", "Actions", "Base"),
        rows=tuple((s.label, s.count, s.base) for s in shares),
        traced=traced(scope, ids := {i for s in shares for i in s.ids}),
        actions=row_numbers(scope, shares),
        sources=scope.sources(ids),
    )


def _whole_ties(rows: list[Share]) -> list[Share]:
    """The most cited themes, without cutting through those that are cited as often."""
    if len(rows) <= MOST_THEMES:
        return rows
    above = [row for row in rows if row.count > rows[MOST_THEMES].count]
    return above or rows[:MOST_THEMES]


def _units_svg(scope: Scope, shares: list[Share]) -> str:
    """Squares as long as they can be told apart, else bars."""
    if shares[0].base <= MOST_UNITS:
        return charts.to_svg(scope.colours, charts.plot_units, shares)
    return charts.to_svg(scope.colours, charts.plot_bars, shares, charts.full_width())


def _themes(scope: Scope) -> list[Block]:
    tests = {name: partial(filled, column=column) for column, name in PARTS}
    rows, counts = cross(scope.actions, "keywords_norm", tests)
    few = 2
    if len(rows) < few:
        return []
    shown = [Share(say(row.label), row.count, row.base, row.ids) for row in _whole_ties(rows)]
    cells = {say(label): values for label, values in counts.items()}
    words = series(
        say("{label} : ", label=row.label) + ", ".join(map(number, cells[row.label]))
        for row in shown
    )
    left_out = len(rows) - len(shown)
    note = ""
    if left_out:
        others = counted(left_out, "autre thématique", "autres thématiques")
        verb = "ne sont pas montrées" if left_out > 1 else "n'est pas montrée"
        note = say(" {others} {verb}.", others=others, verb=say(verb))
    return [
        Figure(
            title=say("Les résultats déclarés selon la thématique"),
            subtitle=say(
                "Nombre d'actions dont le champ est renseigné ; entre parenthèses, les actions "
                "citant la thématique"
            ),
            svg=charts.to_svg(scope.colours, charts.plot_grid, shown, list(tests), cells),
            alt=say(
                "Tableau de nombres. Colonnes : {columns}. {words}.",
                columns=", ".join(tests),
                words=words,
            ),
            scope=scope_words(rows[0].base, scope.size),
            reading=say(
                "Une action citant plusieurs thématiques compte dans chacune.{note}", note=note
            ),
            columns=("Thématique", "Actions", *tests),
            rows=tuple((row.label, row.count, *cells[row.label]) for row in shown),
            traced=traced(scope, ids := {i for row in rows for i in row.ids}),
            actions=row_numbers(scope, shown),
            sources=scope.sources(ids),
        )
    ]
