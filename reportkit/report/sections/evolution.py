"""Évolution: the fiches of two years, of structures present in both, where they compare at all."""

from __future__ import annotations

from dataclasses import dataclass

from reportkit.report import charts
from reportkit.report.french import (
    capital,
    counted,
    name_line,
    number,
    say,
    series,
    sort_key,
    spelled,
)
from reportkit.report.indicators import structures
from reportkit.report.model import Block, Column, Figure, Table, Text
from reportkit.report.scope import Scope, printed_name
from reportkit.report.sections._parts import chapter, part
from reportkit.report.wording import FEW, compared

MOST_PAIRS = 16
"""Structures that a chart can hold; more make a table alone."""


@dataclass(frozen=True)
class Comparison:
    """Counts of fiches of the structures present in both years, in alphabetical order."""

    before: int
    now: int
    rows: tuple[tuple[str, int, int], ...]


def compose(scope: Scope) -> list[Block]:
    """A chapter of a department's report."""
    return [chapter("Évolution", "evolution"), *comparison(scope)]


def compose_part(scope: Scope) -> list[Block]:
    """A part of a centre's report."""
    return [part("Par rapport à l'année précédente", "evolution"), *comparison(scope)]


def comparison(scope: Scope) -> list[Block]:
    """The comparison, or why there is none."""
    reason = why_not(scope)
    if reason:
        words = say("Comparaison non pertinente : {reason}.", reason=reason)
        return [Text(paragraphs=(words,), role="empty")]
    found = compare(scope)
    assert scope.year is not None
    years = (say("{y}", y=str(scope.year - 1)), say("{y}", y=str(scope.year)))
    blocks: list[Block] = [_sentence(scope, found)]
    if scope.several and 1 < len(found.rows) <= MOST_PAIRS:
        blocks.append(_figure(scope, found, years))
    elif scope.several and len(found.rows) > 1:
        blocks.append(_table(found, years))
    return blocks


def why_not(scope: Scope) -> str:
    """The reason why two years do not compare; empty where they do."""
    if scope.year is None:
        return say("l'année de ces actions n'est pas connue")
    before = scope.year - 1
    if scope.attributed or scope.previous["senacs_year"].isna().any():
        return say("une année a été attribuée par la personne qui a produit ce document")
    if scope.previous.empty:
        return say("les exports ne donnent aucune fiche pour {year}", year=str(before))
    found = compare(scope)
    if not found.rows:
        return say("aucune structure n'est présente en {a} et en {b}", a=before, b=scope.year)
    for year, count in ((before, found.before), (scope.year, found.now)):
        if count < FEW:
            return say(
                "{n} seulement en {year} {of} ; il en faut au moins {few} chaque année",
                n=spelled(count, "fiche", feminine=True),
                year=str(year),
                of=say("des structures présentes les deux années")
                if scope.several
                else say("de cette structure"),
                few=str(FEW),
            )
    return ""


def compare(scope: Scope) -> Comparison:
    """Count the fiches of both years, structure by structure; those not named are left out."""
    now = scope.actions.dropna(subset=["organisation_norm"])
    before = scope.previous.dropna(subset=["organisation_norm"])
    rows = []
    for name, group in now.groupby("organisation_norm", sort=False):
        earlier = int((before["organisation_norm"] == name).sum())
        if earlier:
            rows.append((name_line(printed_name(group.iloc[0]) or ""), earlier, len(group)))
    rows.sort(key=lambda row: sort_key(row[0]))
    return Comparison(sum(row[1] for row in rows), sum(row[2] for row in rows), tuple(rows))


def _sentence(scope: Scope, found: Comparison) -> Text:
    assert scope.year is not None
    words = compared(found.now, found.before, scope.year)
    if scope.several:
        kept, others = len(found.rows), structures(scope.actions) - len(found.rows)
        first = say("La structure présente les deux années publie")
        if kept > 1:
            first = say("Les {n} présentes les deux années publient", n=counted(kept, "structure"))
        words = f"{first} {words}"
        if others:
            words += say(" ; {n} hors comparaison", n=_others(others))
    else:
        words = capital(words)
    return Text(
        paragraphs=(
            words + ".",
            say(
                "Il s'agit d'un nombre de fiches publiées, non d'un volume d'activité : une fiche "
                "de plus ou de moins ne dit pas que l'action a commencé ou cessé."
            ),
        ),
        sources=scope.sources(),
    )


def _others(count: int) -> str:
    some = counted(count, "autre structure", "autres structures")
    return say("{some} {are}", some=some, are="sont" if count > 1 else "est")


def _figure(scope: Scope, found: Comparison, years: tuple[str, str]) -> Figure:
    words = series(
        say("{name} : {a} puis {b}", name=name, a=number(a), b=number(b))
        for name, a, b in found.rows
    )
    name, a, b = found.rows[0]
    return Figure(
        title=say("Fiches publiées par les structures présentes les deux années"),
        subtitle=say("Nombre de fiches en {a} et en {b}", a=years[0], b=years[1]),
        svg=charts.to_svg(scope.colours, charts.plot_pairs, found.rows, years),
        alt=say("Graphique en barres, deux barres par structure. {words}.", words=words),
        scope=say("Champ : les structures qui ont au moins une fiche chaque année."),
        reading=say(
            "Lecture : {name} publie {n} en {y}, et {m} en {z}.",
            name=name,
            n=counted(a, "fiche"),
            y=years[0],
            m=number(b),
            z=years[1],
        ),
        columns=("Structure", *years),
        rows=found.rows,
        sources=scope.sources(),
    )


def _table(found: Comparison, years: tuple[str, str]) -> Table:
    rows = [(name, number(a), number(b), capital(_difference(b - a))) for name, a, b in found.rows]
    total = (number(found.before), number(found.now), _difference(found.now - found.before))
    return Table(
        title=say("Fiches publiées par les structures présentes les deux années"),
        columns=(
            Column(label=say("Structure")),
            *(Column(label=year, numeric=True) for year in years),
            Column(label=say("Écart"), numeric=True),
        ),
        rows=(*rows, (say("Ensemble"), *total)),
        total=True,
        scope=say("Champ : les structures qui ont au moins une fiche chaque année."),
    )


def _difference(value: int) -> str:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{number(abs(value))}"
