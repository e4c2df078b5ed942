"""What goes with a report: its actions, its facts, every printed figure, and what made it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from reportkit import __version__
from reportkit.measures.fact import COLUMNS as FACT_COLUMNS
from reportkit.report.edition import Edition, content_id
from reportkit.report.french import say
from reportkit.report.model import Attachment, Block, Figure, Table, Tiles
from reportkit.report.scope import Scope
from reportkit.schema import TABLE_COLUMNS
from reportkit.spreadsheet import csv_bytes

Record = dict[str, Any]

ACTIONS, FACTS, FIGURES, PARAMETERS = "actions.csv", "faits.csv", "chiffres.csv", "parametres.json"
CELLS = ("bloc", "ligne", "colonne", "valeur", "champ", "actions")


def attach(scope: Scope, edition: Edition, shown: Iterable[Block]) -> tuple[Attachment, ...]:
    """The files of a report whose blocks are `shown`.

    CSV in UTF-8 with its mark and semicolons, as French spreadsheets open them. Words that must
    not be cited are in none of them: the scope does not hold them.
    """
    return (
        Attachment(
            name=ACTIONS,
            mime="text/csv",
            description=say(
                "Les actions retenues, avec leurs champs, leur fichier et leurs lignes"
            ),
            content=_actions(scope),
        ),
        Attachment(
            name=FIGURES,
            mime="text/csv",
            description=say(
                "Les chiffres des repères, tableaux et graphiques, avec leur base et les actions "
                "de leur ligne"
            ),
            content=_figures(shown),
        ),
        Attachment(
            name=FACTS,
            mime="text/csv",
            description=say("Les faits relevés dans les textes, avec leurs mots et leur ligne"),
            content=_facts(scope),
        ),
        Attachment(
            name=PARAMETERS,
            mime="application/json",
            description=say("Ce qui a produit ce document : export, version, paramètres"),
            content=_parameters(scope, edition),
        ),
    )


def _actions(scope: Scope) -> str:
    columns = ("number", *TABLE_COLUMNS)
    rows = scope.actions[list(columns)].to_dict("records")
    records = [{str(c): None if pd.isna(v) is True else v for c, v in row.items()} for row in rows]
    return _csv(records, columns)


def _facts(scope: Scope) -> str:
    known = scope.numbers
    records = [{"number": known[fact.action_id], **fact.record()} for fact in scope.facts]
    return _csv(records, ("number", *FACT_COLUMNS))


def _figures(shown: Iterable[Block]) -> str:
    records: list[Record] = []
    for block in shown:
        if isinstance(block, Tiles):
            records += [
                _figure((say("Chiffres clés"), tile.label, "", tile.value), tile.detail, "")
                for tile in block.items
            ]
        elif isinstance(block, Figure):
            records += _cells(block.subtitle, block.columns, block)
        elif isinstance(block, Table):
            records += _cells(block.title, [column.label for column in block.columns], block)
    return _csv(records, CELLS)


def _figure(named: Sequence[str], base: str, actions: str) -> Record:
    return dict(zip(CELLS, (*named, base, actions), strict=True))


def _cells(title: str, columns: Sequence[str], block: Figure | Table) -> Iterable[Record]:
    """A record for each cell of a chart or table, the first cell of its row naming it."""
    traced = block.actions or ("",) * len(block.rows)
    for (name, *values), numbers in zip(block.rows, traced, strict=True):
        for column, value in zip(columns[1:], values, strict=True):
            yield _figure(
                (title, str(name), column, str(value)), block.scope, numbers or block.traced
            )


def _parameters(scope: Scope, edition: Edition) -> str:
    about = scope.perimeter
    told = {
        "identifiant": content_id(scope),
        "remplace": edition.replaces,
        "brouillon": edition.draft,
        "reportkit": __version__,
        "type": about.kind,
        "annee": about.year,
        "departement": about.department,
        "centre": about.centre,
        "financeur": about.funder,
        "exports": [
            {
                "fichier": file.name,
                "sha256": file.sha256,
                "date": file.date and file.date.isoformat(),
                "actions": file.actions,
            }
            for file in scope.files
        ],
        "actions": len(scope.actions),
        "doublons_ecartes": len(scope.duplicates),
        "corrections": len(scope.corrections),
        "phrases_non_citees": scope.unquoted,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _csv(records: Sequence[Record], columns: Sequence[str]) -> str:
    return csv_bytes(records, columns, excel_fr=True).decode()
