"""Which column of ours stands under each heading of a table, and which row holds the headings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportkit.readers.cells import as_text
from reportkit.schema import FIELDS, LABELS, PLACE_COLUMNS, TABLE_COLUMNS
from reportkit.vocabulary import fold

PREAMBLE_ROWS = 10
FEWEST_KNOWN = 2

# Only under our own names: elsewhere an « Identifiant » or a « Fichier source » is another's.
_OURS_ALONE = {"action_id", *PLACE_COLUMNS}
_OUR_NAME, _LABEL, _VARIANT, _WEAK = range(4)

_VARIANTS: dict[str, tuple[str, ...]] = {
    "title": (
        "Titre",
        "Titre de l'action",
        "Titre de la fiche",
        "Intitulé",
        "Intitulé de l'action",
        "Nom de l'action",
    ),
    "organisation": (
        "Structure",
        "Structures",
        "Centre",
        "Centre social",
        "Nom du centre",
        "Nom de la structure",
        "Nom du centre social",
        "Organisation",
        "Organisme",
    ),
    "department": ("Département", "Départements", "Nom du département"),
    "senacs_year": ("Année", "Année SENACS"),
    "files": ("Fichier", "Fichiers", "Fichiers associés", "Fichier associé"),
    "status": ("Statut",),
    "end_reason": ("Raison de fin", "Raisons", "Raisons de fin"),
    "dimension": ("Dimensions",),
    "keywords": ("Mots clés", "Mot clé", "Thématique", "Thématiques", "Thème", "Thèmes"),
    "summary": ("Résumé de l'action",),
    "initiators": ("Initiative", "Initiatives", "À l'initiative", "À l'initiative de l'action"),
    "initiative_detail": ("Précision", "Précision si autre", "Précisions"),
    "territory": ("Territoire", "Territoires", "Territoires concernés"),
    "experience": ("Description de l'expérience", "Expérience"),
    "audience": ("Publics", "Public concerné", "Publics concernés", "Public visé"),
    "partners": ("Partenaires", "Partenaire", "Partenaires d'action", "Partenaires de l'action"),
    "description": ("Description", "Description de l'action"),
    "funding": ("Ressources financières", "Ressources", "Budget", "Financement", "Financements"),
    "people": (
        "Nombre de personnes",
        "Personnes mobilisées",
        "Nombre de personnes mobilisées",
        "Nombre de personnes mobilisées pour cette action",
    ),
    "outcomes_territory": ("Résultats sur le territoire", "Résultats pour le territoire"),
    "outcomes_centre": (
        "Résultats pour le centre social",
        "Résultats pour le centre",
        "Résultat pour le centre",
    ),
    "outcomes_residents": ("Résultats pour les habitants",),
    "limits": ("Limite", "Limites", "Limites de l'action"),
    "perspectives": ("Perspective", "Perspectives", "Perspectives de l'action"),
}
# A heading that means the title where no other does: « Nom » may be a centre's.
_WEAK_TITLES = ("Nom", "Action", "Actions", "Fiche action")


def _key(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", fold(heading))


def _known() -> dict[str, tuple[str, int]]:
    found = {_key(heading): ("title", _WEAK) for heading in _WEAK_TITLES}
    for column in TABLE_COLUMNS:
        if column not in _OURS_ALONE and not column.endswith("_norm"):
            found[_key(column)] = (column, _VARIANT)
    for column, headings in _VARIANTS.items():
        found |= {_key(heading): (column, _VARIANT) for heading in headings}
    for column, label in LABELS.items():
        if column not in _OURS_ALONE:
            found[_key(label)] = (column, _LABEL)
    return found


_KNOWN = _known()
ORGANISATION_KEY = _key(FIELDS[0].label)


@dataclass(frozen=True)
class Headings:
    """The headings of a table, and the place (0-based) of each column that they name.

    `ours` holds the columns that stand under our own names, `double` the places of headings
    that name a column for the second time, `unknown` those of the others.
    """

    texts: tuple[str, ...]
    places: dict[str, int]
    ours: frozenset[str]
    double: tuple[int, ...]
    unknown: tuple[int, ...]

    @property
    def usable(self) -> bool:
        """Whether these are headings of a table of actions: a title and one more."""
        return "title" in self.places and len(self.places) >= FEWEST_KNOWN

    def is_label(self, column: str) -> bool:
        """Whether the structure stands under SENACS's own label, department behind it."""
        return _key(self.texts[self.places[column]]) == ORGANISATION_KEY


def named_column(heading: str) -> str | None:
    """The column that a heading names beyond doubt, by our name, SENACS's label or usage."""
    column, rank = _KNOWN.get(_key(heading), ("", _WEAK))
    return column if rank != _WEAK else None


def match_headings(cells: Sequence[Any]) -> Headings:
    """Tell what each heading names, our own names before labels before usual variants."""
    texts = tuple(" ".join(as_text(cell).split()) for cell in cells)
    claims: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    unknown: list[int] = []
    for place, text in enumerate(texts):
        if text in TABLE_COLUMNS:
            claims[text].append((_OUR_NAME, place))
        elif _key(text) in _KNOWN:
            column, rank = _KNOWN[_key(text)]
            claims[column].append((rank, place))
        else:
            unknown.append(place)
    if claims["title"]:
        best = min(claims["title"])[0]
        weak = [claim for claim in claims["title"] if claim[0] == _WEAK != best]
        unknown += [place for _, place in weak]
        claims["title"] = [claim for claim in claims["title"] if claim not in weak]
    places: dict[str, int] = {}
    ours: set[str] = set()
    double: list[int] = []
    for column, claim in claims.items():
        names, used = [column], sorted(claim)
        if column == "territory":  # SENACS asks twice: in the sheet's order
            names, used = ["territory", "territory_again"], sorted(claim, key=lambda c: c[1])
        for name, (rank, place) in zip(names, used, strict=False):
            places[name] = place
            if rank == _OUR_NAME:
                ours.add(name)
        double += [place for _, place in used[len(names) :]]
    return Headings(texts, places, frozenset(ours), tuple(sorted(double)), tuple(sorted(unknown)))


def find_headings(rows: Sequence[tuple[int, Sequence[Any]]]) -> tuple[int, Headings] | None:
    """The number of the row of headings, and these; None when no row among the first is."""
    filled = (row for row in rows if any(as_text(cell).strip() for cell in row[1]))
    for (number, cells), _ in zip(filled, range(PREAMBLE_ROWS + 1), strict=False):
        headings = match_headings(cells)
        if headings.usable:
            return number, headings
    return None
