"""Les actions: their list, status, dimension and themes."""

from __future__ import annotations

from reportkit.report import charts
from reportkit.report.french import capital, counted, name_line, number, say, sort_key
from reportkit.report.indicators import Share, ranking
from reportkit.report.model import Block, Column, Figure, Table, Text
from reportkit.report.scope import Scope, printed_name, structure_name
from reportkit.report.sections._parts import (
    alt_of,
    aspects_table,
    body,
    chapter,
    distribution,
    part,
    row_numbers,
    traced,
)
from reportkit.report.wording import FEW, actions_counted, of_actions, of_filled, scope_words
from reportkit.schema import LABELS

NOT_SAID = "–"
ASPECTS = (
    ("Statut", "status_norm"),
    ("Thématiques", "keywords_norm"),
    ("Dimension", "dimension_norm"),
)


def compose(scope: Scope) -> list[Block]:
    """Status, themes, the list, and earlier actions that are still running: a centre's chapter."""
    blocks: list[Block] = [chapter("Les actions de l'année", "actions")]
    if scope.size < FEW:
        blocks.append(aspects_table(scope, "Statut, thématiques et dimension", ASPECTS))
    else:
        blocks.append(_status(scope))
        blocks += distribution(scope, "keywords_norm", "la thématique", "Thématiques")
        blocks += distribution(scope, "dimension_norm", "la dimension", "Dimensions")
        blocks.append(part("Liste des actions", "liste"))
    return [*blocks, list_of_actions(scope), *still_running(scope)]


def compose_panorama(scope: Scope) -> list[Block]:
    """I1, I4 and the dimension: a department's chapter."""
    titles = [name_line(title) for title in scope.actions["title"]]
    blocks: list[Block] = [
        chapter("Panorama des actions", "panorama"),
        Text(paragraphs=(actions_counted(titles, scope.year),), sources=scope.sources()),
    ]
    if scope.size < FEW:
        blocks.append(aspects_table(scope, "Statut et dimension", (ASPECTS[0], ASPECTS[2])))
    else:
        blocks.append(_status(scope))
        blocks += distribution(scope, "dimension_norm", "la dimension", "Dimensions")
    return blocks


def compose_themes(scope: Scope) -> list[Block]:
    """I5: a department's chapter."""
    blocks: list[Block] = [chapter("Thématiques", "thematiques")]
    if scope.size < FEW:
        return [*blocks, aspects_table(scope, "Thématiques", (ASPECTS[1],))]
    return [*blocks, *distribution(scope, "keywords_norm", "la thématique", "Thématiques")]


def compose_list(scope: Scope) -> list[Block]:
    """All structures and actions: a department's chapter near the end."""
    head = chapter("Liste des structures et des actions", "liste")
    return [head, list_of_actions(scope), *still_running(scope)]


def still_running(scope: Scope) -> list[Block]:
    """Actions of earlier years that are still declared running, outside every sum."""
    if scope.older.empty:
        return []
    rows = []
    for _, row in scope.older.sort_values("report_year", kind="stable").iterrows():
        name = printed_name(row)
        rows.append(
            (
                name_line(row["title"]),
                *((name_line(name) if name else structure_name(None),) if scope.several else ()),
                str(row["report_year"]),
                say(
                    "{file}, lignes {a} à {b}",
                    file=row["source_file"],
                    a=row["first_line"],
                    b=row["last_line"],
                ),
            )
        )
    names = [LABELS["title"], *(["Structure"] if scope.several else []), "Année", "Source"]
    return [
        part("Actions antérieures toujours déclarées en cours", "anterieures"),
        body(
            say(
                "{n} au statut « En cours » à la date de l'export, hors de tous les totaux de ce "
                "document : une action compte une fois, dans son année SENACS.",
                n=counted(
                    len(rows),
                    say("fiche d'une année antérieure reste"),
                    say("fiches d'années antérieures restent"),
                ),
            )
        ),
        Table(
            title=say("Fiches antérieures toujours en cours"),
            columns=tuple(Column(label=say(name), short=name == "Année") for name in names),
            rows=tuple(rows),
        ),
    ]


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
        svg=charts.to_svg(scope.colours, charts.plot_stack, shares),
        alt=alt_of(say("Barre divisée. Statut des actions."), shares),
        scope=scope_words(found.base, found.total),
        reading=_status_reading(shares[0]),
        columns=("Statut", "Actions", "Base"),
        rows=tuple((s.label, s.count, s.base) for s in shares),
        traced=traced(scope, ids := {i for s in shares for i in s.ids}),
        actions=row_numbers(scope, shares),
        sources=scope.sources(ids),
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


def list_of_actions(scope: Scope) -> Table:
    """All actions with their numbers."""
    department = scope.several
    rows = []
    for _, row in scope.actions.iterrows():
        cells = [number(row["number"]), name_line(row["title"])]
        if department:
            name = printed_name(row)
            cells.append(name_line(name) if name is not None else structure_name(None))
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
