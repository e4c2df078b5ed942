"""Glossaire: the words of SENACS and of this document, for those who do not use them daily."""

from __future__ import annotations

from reportkit.report.french import say
from reportkit.report.model import Block, Points
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import chapter

TERMS = (
    ("Action, fiche-action", "Ce qu'une structure décrit sur SENACS dans un formulaire : une fiche "
     "par action, avec son statut, ses thématiques, ses résultats, ses limites et ses suites."),
    ("Année SENACS", "L'année que l'index de SENACS rattache à une fiche. SENACS ne précise pas "
     "s'il s'agit de l'année de l'action ou de celle de la saisie."),
    ("Base", "Le nombre d'actions sur lequel un chiffre est compté : celles où le champ est "
     "renseigné, ou toutes."),
    ("Caf, Cnaf", "Caisse d'allocations familiales ; Caisse nationale des allocations "
     "familiales."),
    ("Centre social, espace de vie sociale", "Équipements de proximité, ouverts à tous les "
     "habitants d'un territoire, dont les Caf agréent le projet."),
    ("Dimension", "L'une des trois orientations que SENACS propose pour une action : "
     "services, citoyenneté, accompagnement de projets."),
    ("FCSF", "Fédération des centres sociaux et socioculturels de France."),
    ("Famille", "Ce dont parle une phrase : « moyens financiers » pour une limite, par exemple. "
     "Elle est reconnue à ses mots ; une phrase peut relever de deux familles."),
    ("SENACS", "Système d'échanges national des centres sociaux : l'observatoire, porté par la "
     "Cnaf et la FCSF, où les structures publient leurs fiches-actions."),
    ("Thématique", "Les mots clés que la structure associe à l'action ; une action peut en avoir "
     "plusieurs."),
)  # fmt: skip


def compose(scope: Scope) -> list[Block]:  # noqa: ARG001 (as every section)
    """The terms in alphabetical order."""
    return [
        chapter("Glossaire", "glossaire"),
        Points(items=tuple((say(term + "."), say(words)) for term, words in TERMS)),
    ]
