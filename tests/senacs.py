"""Invented actions in the form of SENACS, for the tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reportkit import senacs
from reportkit.readers import form
from reportkit.readers.content import Content
from reportkit.readers.export import Export
from reportkit.readers.formats import read_content
from reportkit.senacs import INDEX_HEAD

HEADER = form.PAGE_HEADER

COMPLETE: dict[str, Any] = {
    "title": "Jardin des voisins",
    "organisation": "Centre social du Pré - Sarthe",
    "status": "En cours",
    "dimension": "Services",
    "keywords": ["Solidarité", "Santé"],
    "summary": "Un jardin au pied des immeubles.",
    "initiators": ["Le centre social"],
    "territory": "Un quartier",
    "experience": "On cultive ensemble.",
    "audience": ["Tous publics"],
    "partners": ["Commune"],
    "description": "Deux matinées par semaine.",
    "funding": "300 €",
    "people": "4 bénévoles",
    "outcomes_territory": "Le quartier est plus vert.",
    "outcomes_centre": "De nouveaux adhérents.",
    "outcomes_residents": "Des voisins se parlent.",
    "limits": "L'eau manque en été.",
    "perspectives": "Installer une citerne.",
}


def action(**changes: Any) -> dict[str, Any]:
    """A complete action with some fields changed; None empties a field."""
    return {**COMPLETE, **changes}


def action_lines(values: Mapping[str, Any], second_form: bool = False) -> list[str]:
    """The lines of one action; optional labels only when they hold something."""
    return list(senacs.action_lines(values, second_form))


def page_lines(
    actions: Sequence[Mapping[str, Any]], year: int | None = None, department: str = "Sarthe"
) -> list[str]:
    """A page: its header, with a year its index, and its actions."""
    lines = [HEADER]
    if year is not None:
        lines += INDEX_HEAD
        lines += [f"{values['title']} | {department} | {year} |" for values in actions]
    for values in actions:
        lines += action_lines(values)
    return lines


def text_of(lines: Iterable[str], line_end: str = "\n") -> bytes:
    """The bytes of a file, its last line ended."""
    return "".join(line + line_end for line in lines).encode()


def read_bytes(data: bytes, name: str = "export.txt", *, fix_encoding: bool = False) -> Export:
    """The one export that a file holds."""
    (export,) = read_content(Content(data, name, fix_encoding))
    return export
