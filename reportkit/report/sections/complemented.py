"""What complements.csv adds to a note: persons and budgets, each row with where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reportkit.complements import Complement
from reportkit.report.french import euros, name_line, number, one_line, say, series
from reportkit.report.means import disclosed
from reportkit.report.model import Block, Column, Table, Text
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import traced

MISSING = "À compléter par le porteur – non disponible dans SENACS"
_BLANK = "à compléter"
_FIGURES = 4
"""Columns of figures, in both tables."""


def audience(scope: Scope) -> list[Block]:
    """Persons reached, as the bearer counts them."""

    def cells(told: Complement) -> tuple[int | None, ...]:
        return told.public_total, told.femmes, told.hommes, told.qpv

    rows, notes = _rows(
        scope, lambda told: tuple(_cell(value, number) for value in cells(told)), cells
    )
    names = ("Public total", "Femmes", "Hommes", "Habitants d'un QPV")
    if not rows:
        return [_missing(names)]
    return _table(scope, say("Public touché, selon le porteur"), names, rows, notes)


def budget(scope: Scope) -> list[Block]:
    """Planned and spent, and the difference in euros and as a share of what was planned."""
    rows, notes = _rows(scope, _budget_cells, lambda told: (told.budget_prevu, told.budget_realise))
    names = ("Prévu", "Réalisé", "Écart", "Écart en %")
    if not rows:
        return [_missing(("Budget prévu", "budget réalisé", "écart"))]
    total = _total(scope)
    blocks = _table(scope, say("Budget prévu et réalisé, selon le porteur"), names, rows, notes)
    if total:
        blocks.insert(1, Text(paragraphs=(total,), sources=scope.sources(_given(scope))))
    support = say("Ce tableau appuie le compte rendu financier ; il ne le remplace pas.")
    return [*blocks, Text(paragraphs=(support,), role="note")]


def _rows(
    scope: Scope,
    cells: Callable[[Complement], tuple[str, ...]],
    values: Callable[[Complement], tuple[float | None, ...]],
) -> tuple[list[tuple[str, ...]], list[str]]:
    """A row an action; those without any of the values say so. And the notes, in their order."""
    rows: list[tuple[str, ...]] = []
    notes: list[str] = []
    given = 0
    for _, row in scope.actions.iterrows():
        told = scope.complements.get(row["action_id"])
        head = (number(row["number"]), name_line(row["title"]))
        if told is None or all(value is None for value in values(told)):
            rows.append((*head, *[say(_BLANK)] * _FIGURES, ""))
            continue
        given += 1
        note = say(
            "{source} (complements.csv, ligne {line})",
            source=one_line(told.source),
            line=str(told.line),
        )
        if note not in notes:
            notes.append(note)
        rows.append((*head, *cells(told), f"({notes.index(note) + 1})"))
    return (rows, notes) if given else ([], [])


def _cell(value: float | None, words: Callable[[float], str]) -> str:
    return say(_BLANK) if value is None else words(value)


def _budget_cells(told: Complement) -> tuple[str, ...]:
    planned, spent = told.budget_prevu, told.budget_realise
    cells = (_cell(planned, euros), _cell(spent, euros))
    if planned is None or spent is None:
        return (*cells, "–", "–")
    return (*cells, *difference(planned, spent))


def difference(planned: float, spent: float) -> tuple[str, str]:
    """« +250 € » and « +8 % » of what was planned; no share of nothing."""
    gap = round(spent - planned, 2)
    sign = "+" if gap > 0 else "−" if gap < 0 else ""
    share = "–"
    if planned:
        percent = round(100 * abs(gap) / planned)
        share = say("{sign}{percent} %", sign=sign if percent else "", percent=number(percent))
        if gap and not percent:
            share = say("moins de 1 %")
    return f"{sign}{euros(abs(gap))}", share


def _given(scope: Scope) -> list[str]:
    return [
        action_id
        for action_id, told in scope.complements.items()
        if told.budget_prevu is not None and told.budget_realise is not None
    ]


def _total(scope: Scope) -> str:
    """The sum of planned and of spent, where every action gives both and it may be published."""
    ids = _given(scope)
    if len(ids) < scope.size or scope.size == 1:
        return ""
    places = scope.organisations
    planned = spent = 0.0
    given: list[dict[str | None, float]] = [{}, {}]
    for action_id in ids:
        told = scope.complements[action_id]
        assert told.budget_prevu is not None and told.budget_realise is not None  # noqa: PT018
        planned, spent = planned + told.budget_prevu, spent + told.budget_realise
        for sums, value in zip(given, (told.budget_prevu, told.budget_realise), strict=True):
            sums[places[action_id]] = sums.get(places[action_id], 0.0) + value
    if scope.several and not all(disclosed(sums) for sums in given):
        return say("Total non publié (secret statistique).")
    gap, share = difference(planned, spent)
    return say(
        "En tout : {planned} prévus, {spent} réalisés, soit un écart de {gap} ({share}).",
        planned=euros(planned),
        spent=euros(spent),
        gap=gap,
        share=share,
    )


def _missing(names: Sequence[str]) -> Text:
    told = ", ".join(say(name) for name in names)
    return Text(
        paragraphs=(say("{names} : {missing}.", names=told, missing=say(MISSING)),), role="empty"
    )


def _table(
    scope: Scope,
    title: str,
    names: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    notes: Sequence[str],
) -> list[Block]:
    columns = [
        Column(label="N°", numeric=True),
        Column(label=say("Action")),
        *(Column(label=say(name), numeric=True) for name in names),
        Column(label=say("Note")),
    ]
    told = series(f"({place}) {note}" for place, note in enumerate(notes, start=1))
    blank = say("« À compléter » : par le porteur, non disponible dans SENACS.")
    some = any(say(_BLANK) in row for row in rows)
    return [
        Table(
            title=title,
            columns=tuple(columns),
            rows=tuple(rows),
            scope=say("Notes : {told}.", told=told),
            reading=blank if some else "",
            traced=traced(scope, scope.complements),
            sources=scope.sources(scope.complements),
        )
    ]
