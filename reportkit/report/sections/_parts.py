"""Pieces that several sections are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportkit.report import charts
from reportkit.report.french import capital, counted, number, out_of, say
from reportkit.report.indicators import Ranking, Share, ranking
from reportkit.report.model import Block, Column, Excerpts, Figure, Heading, Table, Text
from reportkit.report.quoting import choose_rows, excerpt
from reportkit.report.scope import Scope
from reportkit.report.wording import (
    base_words,
    field_filled,
    most_cited,
    nothing_said,
    reading,
)


def chapter(text: str, anchor: str) -> Heading:
    """A level 1 title."""
    return Heading(level=1, text=say(text), anchor=anchor)


def part(text: str, anchor: str) -> Heading:
    """A level 2 title."""
    return Heading(level=2, text=say(text), anchor=anchor)


def body(*paragraphs: str) -> Text:
    """Plain paragraphs."""
    return Text(paragraphs=paragraphs)


def alt_of(what: str, shares: Sequence[Share]) -> str:
    """A chart's figures in words, for those who do not see it."""
    values = " ; ".join(f"{say(s.label)} : {out_of(s.count, s.base)}" for s in shares)
    return f"{what} {say(values)}."


def distribution(
    scope: Scope, column: str, what: str, name: str, *, half: bool = False
) -> list[Block]:
    """How often each value of a column is cited, as a chart.

    `what` is the noun with its article (« la thématique »), `name` the chart's subject.
    """
    found = ranking(scope.actions, column)
    if not found.shares:
        return [Text(paragraphs=(field_filled(name, 0, scope.size),), role="empty")]
    title = most_cited(what, found)
    return [bar_figure(scope, title, name, found, half=half)]


def bar_figure(
    scope: Scope, title: str, name: str, found: Ranking, *, half: bool = False
) -> Figure:
    """Sorted bars of a ranking, titled by what they show."""
    shares = [Share(say(s.label), s.count, s.base, s.ids) for s in found.shares]
    multiple = sum(share.count for share in shares) > found.base
    note = say(" Une action peut en citer plusieurs.") if multiple else ""
    return Figure(
        title=say(name) if half else title.rstrip("."),
        subtitle=say("en nombre d'actions")
        if half
        else say("{name}, en nombre d'actions", name=say(name)),
        svg=charts.to_svg(
            charts.plot_bars, shares, charts.half_width() if half else charts.full_width()
        ),
        half=half,
        alt=alt_of(say("Graphique en barres. {name}.", name=say(name)), shares),
        scope=base_words(found),
        reading=(title if half else reading(shares[0], "cite/citent", found.total)) + note,
        columns=(name, "Actions", "Base"),
        rows=tuple((s.label, s.count, s.base) for s in shares),
        sources=scope.sources({i for s in shares for i in s.ids}),
    )


def aspects_table(scope: Scope, title: str, aspects: Sequence[tuple[str, str]]) -> Table:
    """Several columns at once, a row each, where actions are too few for charts."""
    rows = []
    for name, column in aspects:
        found = ranking(scope.actions, column)
        values = ", ".join(f"{say(s.label)} ({out_of(s.count, s.base)})" for s in found.shares)
        rows.append((say(name), values or say("non renseigné")))
    return Table(
        title=say(title),
        columns=(
            Column(label=say("Aspect"), short=True),
            Column(label=say("Valeurs déclarées, en nombre d'actions")),
        ),
        rows=tuple(rows),
        scope=say("Base : les actions où le champ est renseigné."),
        sources=scope.sources(),
    )


def share_table(scope: Scope, title: str, shares: Sequence[Share], champ: str) -> Table:
    """Shares as a table, where actions are too few for a chart."""
    return Table(
        title=title,
        columns=(Column(label=say("Valeur")), Column(label="Actions", numeric=True)),
        rows=tuple((capital(say(s.label)), out_of(s.count, s.base)) for s in shares),
        scope=champ,
        sources=scope.sources({i for s in shares for i in s.ids}),
    )


@dataclass(frozen=True)
class Quoted:
    """A field to quote: its column, its short name, what it tells, how many, how long."""

    column: str
    name: str
    thing: str
    most: int
    length: int


def quotations(scope: Scope, quoted: Quoted) -> list[Block]:
    """What the actions say in a field: how many do, then their words."""
    column = quoted.column
    filled = int(scope.actions[column].notna().sum())
    if not filled:
        return [
            Text(paragraphs=(nothing_said(quoted.name, quoted.thing, scope.size),), role="empty")
        ]
    rows = choose_rows(scope, column, quoted.most)
    words = field_filled(quoted.name, filled, scope.size)
    if not rows:
        return [body(words + " " + say("Aucun texte à citer (« RAS », « à compléter »…)."))]
    if len(rows) < filled:
        words += " " + say(
            "{count} {how}.",
            count=counted(len(rows), "extrait"),
            how="sur " + number(filled)
            if scope.kind == "centre"
            else say("de structures différentes"),
        )
    items = tuple(
        excerpt(row, column, quoted.length, name_centre=scope.kind == "departement") for row in rows
    )
    return [
        body(words),
        Excerpts(items=items, sources=tuple(item.source for item in items)),
    ]
