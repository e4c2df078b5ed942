"""Les actions: their list, status, dimension and themes."""

from __future__ import annotations

from reportkit.report import charts
from reportkit.report.french import capital, number, one_line, say, sort_key
from reportkit.report.indicators import Share, ranking
from reportkit.report.model import Block, Column, Figure, Table, Text
from reportkit.report.scope import Scope, printed_name, structure_name
from reportkit.report.sections._parts import (
    alt_of,
    aspects_table,
    chapter,
    distribution,
    part,
)
from reportkit.report.wording import FEW, of_actions, of_filled, scope_words
from reportkit.schema import LABELS

NOT_SAID = "–"
ASPECTS = (
    ("Statut", "status_norm"),
    ("Thématiques", "keywords_norm"),
    ("Dimension", "dimension_norm"),
)


def compose(scope: Scope) -> list[Block]:
    """Status, themes, dimension, then the list."""
    blocks: list[Block] = [chapter("Les actions", "actions")]
    if scope.size < FEW:
        blocks.append(aspects_table(scope, "Statut, thématiques et dimension", ASPECTS))
    else:
        blocks.append(_status(scope))
        blocks += distribution(scope, "keywords_norm", "la thématique", "Thématiques")
        blocks += distribution(scope, "dimension_norm", "la dimension", "Dimensions")
        blocks.append(part("Liste des actions", "liste"))
    blocks.append(_list(scope))
    return blocks


def _status(scope: Scope) -> Block:
    found = ranking(scope.actions, "status_norm")
    if not found.shares:
        return Text(
            paragraphs=(say("Le statut n'est renseigné pour aucune action."),), role="empty"
        )
    shares = sorted(found.shares, key=lambda share: sort_key(share.label))
    running = next((s.count for s in shares if s.label == "En cours"), 0)
    title = _status_title(running, found.base, found.total)
    if len(shares) == 1:
        words = f"{title}. {scope_words(found.base, found.total)}"
        return Text(paragraphs=(words,), sources=scope.sources(shares[0].ids))
    return Figure(
        title=title,
        subtitle=say("Statut déclaré, en nombre d'actions"),
        svg=charts.to_svg(charts.plot_stack, shares),
        alt=alt_of(say("Barre divisée. Statut des actions."), shares),
        scope=scope_words(found.base, found.total),
        reading=_status_reading(shares[0]),
        columns=("Statut", "Actions", "Base"),
        rows=tuple((s.label, s.count, s.base) for s in shares),
        sources=scope.sources({i for s in shares for i in s.ids}),
    )


def _status_title(running: int, base: int, total: int) -> str:
    some = of_filled(running, base, total)
    if running == base == total:
        return say("Toutes les actions sont déclarées en cours à la date de l'export")
    if running == 0:
        return say("{some} n'est déclarée en cours à la date de l'export", some=capital(some))
    return say(
        "{some} {are} en cours à la date de l'export",
        some=capital(some),
        are="sont déclarées" if running > 1 else "est déclarée",
    )


def _status_reading(share: Share) -> str:
    return say(
        "Lecture : {some} {bear} le statut « {status} ».",
        some=of_actions(share.count, share.base),
        bear="portent" if share.count > 1 else "porte",
        status=share.label,
    )


def _list(scope: Scope) -> Block:
    department = scope.kind == "departement"
    rows = []
    for _, row in scope.actions.iterrows():
        cells = [number(row["number"]), one_line(row["title"])]
        if department:
            name = printed_name(row)
            cells.append(one_line(name) if name is not None else structure_name(None))
        cells += [
            row["status_norm"] or NOT_SAID,
            _values(row["keywords_norm"]),
            _values(row["audience_norm"]),
        ]
        rows.append(tuple(cells))
    columns = ["N°", LABELS["title"], *(["Structure"] if department else [])]
    columns += ["Statut", "Thématiques", "Public"]
    return Table(
        title=say("Les actions retenues"),
        columns=tuple(
            Column(label=say(name), numeric=name == "N°", short=name == "Statut")
            for name in columns
        ),
        rows=tuple(rows),
        reading=say("Un tiret marque un champ non renseigné dans SENACS.")
        if any(NOT_SAID in row for row in rows)
        else "",
        sources=scope.sources(),
    )


def _values(values: list[str]) -> str:
    return say(", ".join(values)) if values else NOT_SAID
