"""Pieces that several sections are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportkit.report import charts
from reportkit.report.french import (
    capital,
    counted,
    listing,
    number,
    numbers_words,
    out_of,
    say,
    series,
)
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

LONGEST_TRACE = 120  # signs
FIGURES = "chiffres.csv"
"""The attached table of all figures."""


def chapter(text: str, anchor: str) -> Heading:
    """A level 1 title."""
    return Heading(level=1, text=say(text), anchor=anchor)


def part(text: str, anchor: str) -> Heading:
    """A level 2 title."""
    return Heading(level=2, text=say(text), anchor=anchor)


def body(*paragraphs: str) -> Text:
    """Plain paragraphs."""
    return Text(paragraphs=paragraphs)


def traced(scope: Scope, ids: Iterable[str]) -> str:
    """« Actions n° 1 à 4 et 7. », the actions behind a figure; many in no order are counted."""
    wanted = set(ids)
    numbers = [place for action_id, place in scope.numbers.items() if action_id in wanted]
    if not numbers:
        return ""
    if len(numbers) == 1:
        return say("Action n° {number}.", number=number(numbers[0]))
    words = numbers_words(numbers)
    if len(words) > LONGEST_TRACE:
        return say("{n}, nommées dans {file}.", n=counted(len(numbers), "action"), file=FIGURES)
    return say("Actions n° {numbers}.", numbers=words)


def row_numbers(scope: Scope, shares: Iterable[Share]) -> tuple[str, ...]:
    """The numbers of the actions that each share counts, for the attached data."""
    known = scope.numbers
    return tuple(numbers_words(known[i] for i in share.ids if i in known) for share in shares)


def alt_of(what: str, shares: Sequence[Share]) -> str:
    """A chart's figures in words, for those who do not see it."""
    values = series(
        say("{label} : {words}", label=say(s.label), words=out_of(s.count, s.base)) for s in shares
    )
    return f"{what} {values}."


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
            scope.colours,
            charts.plot_bars,
            shares,
            charts.half_width() if half else charts.full_width(),
        ),
        half=half,
        alt=alt_of(say("Graphique en barres. {name}.", name=say(name)), shares),
        scope=base_words(found),
        reading=(title if half else reading(shares[0], "cite/citent", found.total)) + note,
        columns=(name, "Actions", "Base"),
        rows=tuple((s.label, s.count, s.base) for s in shares),
        traced=traced(scope, ids := {i for s in shares for i in s.ids}),
        actions=row_numbers(scope, shares),
        sources=scope.sources(ids),
    )


def aspects_table(scope: Scope, title: str, aspects: Sequence[tuple[str, str]]) -> Table | Text:
    """Several columns at once, a row each, where actions are too few for charts."""
    if not any(ranking(scope.actions, column).shares for _, column in aspects):
        names = listing([say(name) for name, _ in aspects])
        return Text(paragraphs=(say("{names} : non renseigné.", names=names),), role="empty")
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
        traced=traced(scope, scope.numbers),
        sources=scope.sources(),
    )


def share_table(scope: Scope, title: str, shares: Sequence[Share], champ: str) -> Table:
    """Shares as a table, where actions are too few for a chart."""
    return Table(
        title=title,
        columns=(Column(label=say("Valeur")), Column(label="Actions", numeric=True)),
        rows=tuple((capital(say(s.label)), out_of(s.count, s.base)) for s in shares),
        scope=champ,
        traced=traced(scope, ids := {i for s in shares for i in s.ids}),
        actions=row_numbers(scope, shares),
        sources=scope.sources(ids),
    )


@dataclass(frozen=True)
class Quoted:
    """A field to quote: its column, its short name, what it tells, how many, how long."""

    column: str
    name: str
    thing: str
    most: int
    length: int


def chosen_words(scope: Scope, chosen: int, filled: int) -> str:
    """« 12 extraits sur 30. », or that each is of another structure."""
    how = say("de structures différentes") if scope.several else "sur " + number(filled)
    return say("{count} {how}.", count=counted(chosen, "extrait"), how=how)


def quotations(scope: Scope, quoted: Quoted, codes: Mapping[str, str] | None = None) -> list[Block]:
    """What the actions say in a field: how many do, then their words.

    `codes` names what the words of an action were coded as, by `action_id`.
    """
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
        words += " " + chosen_words(scope, len(rows), filled)
    items = tuple(
        excerpt(
            row,
            column,
            quoted.length,
            name_centre=scope.several,
            codes=(codes or {}).get(row["action_id"], ""),
        )
        for row in rows
    )
    return [
        body(words),
        Excerpts(items=items, sources=tuple(item.source for item in items)),
    ]
