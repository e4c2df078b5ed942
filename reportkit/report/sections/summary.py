"""En bref: the key figures with their bases, and one excerpt of each kind."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reportkit.report.french import counted, name_line, number, say
from reportkit.report.indicators import (
    ANY_OUTCOME,
    Share,
    fill_share,
    ranking,
    structures,
)
from reportkit.report.model import Block, Excerpt, Excerpts, Text, Tile, Tiles
from reportkit.report.quoting import SMALL_REST, excerpt, says_something, sentence_excerpt
from reportkit.report.scope import Scope, says_nothing
from reportkit.report.sections._parts import chapter, part
from reportkit.report.wording import actions_counted, most_cited
from reportkit.schema import OUTCOMES

EXCERPT_LENGTH = 260


def compose(scope: Scope) -> list[Block]:
    """Lead, tiles, three excerpts."""
    actions = scope.actions
    titles = [name_line(title) for title in actions["title"]]
    lead = [actions_counted(titles, scope.year)]
    themes = ranking(actions, "keywords_norm")
    few = 2
    if themes.shares and scope.size > few:
        lead.append(most_cited("la thématique", themes))
    blocks: list[Block] = [
        chapter("L'essentiel" if scope.several else "En bref", "en-bref"),
        Text(paragraphs=(" ".join(lead),), role="lead", sources=scope.sources()),
        Text(
            paragraphs=(
                say(
                    "Ce document réunit ce qui a été déclaré sur SENACS. Il ne mesure pas "
                    "d'effet : il donne à lire les résultats, les limites et les perspectives "
                    "dans les mots de ceux qui les ont écrits, et dit ce qui n'est pas renseigné."
                ),
            )
        ),
    ]
    if says_nothing(scope):
        words = say("Aucun texte n'est renseigné : ce document ne peut dire que ce qui suit.")
        return [*blocks, Text(paragraphs=(words,), role="empty")]
    blocks.append(Tiles(items=tuple(_tiles(scope)), sources=scope.sources()))
    items = tuple(_three(scope))
    if items:
        blocks += [
            part("Dans les mots des structures", "mots")
            if scope.several
            else part("Dans les mots de la structure", "mots"),
            Excerpts(items=items, feature=True, sources=tuple(item.source for item in items)),
        ]
    return blocks


def _tiles(scope: Scope) -> list[Tile]:
    actions = scope.actions
    status = ranking(actions, "status_norm")
    by_status = {share.label: share for share in status.shares}
    running = by_status.get("En cours", Share("En cours", 0, status.base, ()))
    tiles = [Tile(value=number(scope.size), label=_noun(scope.size), detail=_detail(scope))]
    if scope.several:
        centres = structures(actions)
        unnamed = int(actions["organisation_norm"].isna().sum())
        detail = say("nommées dans les fiches") if centres > 1 else say("nommée dans les fiches")
        if unnamed:
            detail = say("et {n} sans structure précisée", n=counted(unnamed, "action"))
        tiles.append(
            Tile(
                value=number(centres),
                label="structures" if centres > 1 else "structure",
                detail=detail,
            )
        )
    else:
        tiles.append(_share_tile(running, say("en cours à l'export")))
    tiles.append(_share_tile(fill_share(actions, ANY_OUTCOME), say("avec un résultat renseigné")))
    tiles.append(_share_tile(fill_share(actions, "limits"), say("au champ Limites rempli")))
    tiles.append(
        _share_tile(fill_share(actions, "perspectives"), say("au champ Perspectives rempli"))
    )
    if scope.several:
        tiles.append(_share_tile(running, say("en cours à l'export")))
    else:
        tiles.append(_share_tile(fill_share(actions, "funding"), say("au champ Ressources rempli")))
    return tiles


def _noun(count: int) -> str:
    return say("actions recensées") if count > 1 else say("action recensée")


def _detail(scope: Scope) -> str:
    repeats = len(scope.duplicates)
    if repeats:
        return say("hors {n}", n=counted(repeats, "doublon exact", "doublons exacts"))
    return say("sans doublon exact")


def _share_tile(share: Share, label: str) -> Tile:
    if share.base == 0:
        return Tile(value="–", label=label, detail=say("non renseigné"))
    detail = say("sur une action")
    if share.base > 1:
        detail = say("sur {base} actions", base=number(share.base))
    return Tile(value=number(share.count), label=label, detail=detail)


def _three(scope: Scope) -> list[Excerpt]:
    """An outcome, a limit and a perspective, from three structures and actions if it can be.

    The sentences that an editor would quote go first; of the outcomes, those for the residents.
    """
    keys = [fact for fact in scope.facts if fact.measure == "key_sentence"]
    rows = {row["action_id"]: row for _, row in scope.actions.iterrows()}
    chosen: list[pd.Series] = []
    items: list[Excerpt] = []
    for columns in (tuple(reversed(OUTCOMES)), ("limits",), ("perspectives",)):
        told = [fact for column in columns for fact in keys if fact.field == column]
        if told:
            fact = min(
                told,
                key=lambda fact: (
                    *_taken(rows[fact.action_id], chosen),
                    len(fact.quote) > EXCERPT_LENGTH,
                    columns.index(fact.field),
                ),
            )
            chosen.append(rows[fact.action_id])
            items.append(sentence_excerpt(chosen[-1], fact, name_centre=scope.several))
            continue
        texts = [
            (
                *_taken(row, chosen),
                len(row[column]) > EXCERPT_LENGTH + SMALL_REST,
                rank,
                column,
                row,
            )
            for rank, column in enumerate(columns)
            for row in rows.values()
            if says_something(row[column])
        ]
        if texts:
            *_, column, row = min(texts, key=lambda text: text[:4])
            chosen.append(row)
            items.append(excerpt(row, column, EXCERPT_LENGTH, name_centre=scope.several))
    return items


def _taken(row: pd.Series, chosen: Sequence[pd.Series]) -> tuple[bool, bool]:
    """Whether the action, and its structure, are quoted already."""
    return (
        any(row["action_id"] == other["action_id"] for other in chosen),
        any(row["organisation_norm"] == other["organisation_norm"] for other in chosen),
    )
