"""Closed lists of SENACS with their canonical spelling, departments, and name folding.

Values outside the lists are kept as written and flagged: the lists are open in practice.
Departments: Insee's code officiel géographique (metropolitan and overseas, 101 rows).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

APOSTROPHES_WRITTEN = "'’ʼ‘´"


@lru_cache(1 << 16)
def normalise(text: str) -> str:
    """NFC, straight apostrophes, single ordinary spaces: what the eye takes for the same text."""
    return squeeze(text)


def squeeze(text: str) -> str:
    """`normalise`, for texts that are long and met once."""
    plain = unicodedata.normalize("NFC", text)
    for apostrophe in APOSTROPHES_WRITTEN[1:]:
        plain = plain.replace(apostrophe, "'")
    return " ".join(plain.split())


def fold(text: str) -> str:
    """`normalise`, without accents and case, for matching names."""
    decomposed = unicodedata.normalize("NFD", normalise(text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


# As written on the site -> canonical, where the two differ.
_RESPELT = {
    "keywords": {
        "Viellissement": "Vieillissement",
        "intergénérationnel": "Intergénérationnel",
        "éducation / scolarité": "Éducation et scolarité",
        "Emploi, économie": "Emploi et économie",
        "mobilité / transport": "Mobilité et transports",
        "vacances / loisirs": "Vacances et loisirs",
        "discriminations": "Lutte contre les discriminations",
        "développement durable": "Développement durable",
        "Démocratie & citoyenneté": "Démocratie et citoyenneté",
    },
    "audience": {"familles": "Familles"},
    "partners": {
        "CARSAT": "Carsat",
        "CNAV": "Cnav",
        "Etat": "État",
        "Éducation Nationale": "Éducation nationale",
        "Regroupement de communes": "Intercommunalité",
    },
}

_SAME = {
    "status": ("En cours", "Terminée"),
    "dimension": ("Services", "Citoyenneté", "Accompagnement de projets"),
    "keywords": (
        "Culture",
        "Environnement",
        "Intégration",
        "Logement",
        "Mixité sociale",
        "Parentalité",
        "Précarité",
        "Santé",
        "Solidarité",
    ),
    "initiators": (
        "Le centre social",
        "Un ou plusieurs partenaire(s)",
        "Un groupe d'habitants",
        "Un habitant",
        "Autre",
    ),
    "territory": (
        "Un quartier",
        "Plusieurs quartiers",
        "Une commune",
        "Plusieurs communes",
        "Autre",
    ),
    "audience": ("Tous publics", "Adultes", "Seniors", "Enfance", "Jeunesse", "Jeunes adultes"),
    "partners": (
        "Association locale",
        "Commune",
        "Autre",
        "Caf",
        "Bailleur social",
        "MSA",
        "Conseil régional",
        "Conseil départemental",
        "ANCV",
        "ARS",
        "Préfecture",
        "ACSE",
    ),
}


@cache
def _canonical(column: str) -> dict[str, str]:
    table = {fold(value): value for value in _SAME.get(column, ())}
    for written, canonical in _RESPELT.get(column, {}).items():
        table[fold(written)] = table[fold(canonical)] = canonical
    return table


@lru_cache(1 << 14)
def canonical(column: str, value: str) -> str | None:
    """The canonical spelling of a value of a closed list, None if the list does not hold it."""
    return _canonical(column).get(fold(value))


def known_values(column: str) -> list[str]:
    """The canonical values of a closed list; none where there is no list."""
    return list(dict.fromkeys(_canonical(column).values()))


def has_list(column: str) -> bool:
    """Whether a closed list is known for the column."""
    return column in _SAME


@dataclass(frozen=True)
class Department:
    """A French department; `of` is its name behind the preposition (« de l'Aude »)."""

    code: str
    name: str
    region: str
    of: str


@cache
def departments() -> dict[str, Department]:
    """The 101 departments by `department_key`."""
    table = resources.files(__package__).joinpath("departments.csv").read_text("utf-8")
    rows = (Department(**row) for row in csv.DictReader(table.splitlines()))
    return {department_key(row.name): row for row in rows}


def department_key(name: str) -> str:
    """A department's name for matching: accents, case, hyphens and article set aside."""
    words = re.sub(r"[^a-z0-9]+", " ", fold(name)).split()
    words = ["saint" if word == "st" else word for word in words]
    return " ".join(words[1:] if words[:1] in (["la"], ["le"], ["les"], ["l"]) else words)


def find_department(name: str) -> Department | None:
    """The department of that name, however it is spelt."""
    return departments().get(department_key(name))
