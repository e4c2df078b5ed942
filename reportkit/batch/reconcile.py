"""The figures of a department are those of its centres and of actions without one, or none is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from reportkit.batch.notices import BLOCKED, EVERYTHING, Notice
from reportkit.dataset import Dataset
from reportkit.report.figures import count_all, differences
from reportkit.report.perimeter import Perimeter, declaring
from reportkit.report.scope import Scope

ADVICE = "Rien n'est produit. Signalez ce cas avec l'export : c'est un défaut de reportkit."


def reconcile(dataset: Dataset, scopes: Mapping[Perimeter, Scope]) -> Iterable[Notice]:
    """A notice for each cell in which reports disagree.

    A department's report, and a funder's note about a department, hold the sum of what the
    centres' reports (or notes) and the actions without a structure hold; a note about a centre
    holds the actions of that centre's report which declare the funder.
    """
    summed: dict[tuple[int | None, str | None, str | None], Counter[str]] = {}
    for about, scope in scopes.items():
        if about.centre is not None:
            parts = summed.setdefault(_whole(about), Counter())
            parts.update(count_all(scope.actions, scope.facts))
    for about, scope in scopes.items():
        if about.centre is None:
            yield from _against_parts(about, scope, summed.get(_whole(about), Counter()))
        elif about.funder is not None:
            yield from _against_centre(dataset, about, scope, scopes)


def _whole(about: Perimeter) -> tuple[int | None, str | None, str | None]:
    return about.year, about.department, about.funder


def _against_parts(about: Perimeter, scope: Scope, parts: Counter[str]) -> Iterable[Notice]:
    unnamed = scope.actions[scope.actions["organisation_norm"].isna()]
    summed = parts + count_all(unnamed, scope.facts)
    what = "pour la note" if about.funder else "pour le département"
    rest = "la somme des structures et des actions sans structure"
    for name, whole, parts_ in differences(count_all(scope.actions, scope.facts), summed):
        yield _notice(about, name, f"{whole} {what}, mais {parts_} pour {rest}")


def _against_centre(
    dataset: Dataset, about: Perimeter, scope: Scope, scopes: Mapping[Perimeter, Scope]
) -> Iterable[Notice]:
    assert about.funder is not None, "only notes are held against a centre's report"
    centre = scopes[Perimeter("centre", about.year, about.department, about.centre)]
    declared = centre.actions[declaring(centre.actions, dataset.config.funders[about.funder])]
    expected = count_all(declared, centre.facts)
    for name, note, report in differences(count_all(scope.actions, scope.facts), expected):
        words = f"{note} dans la note, mais {report} dans le rapport de « {about.centre} »"
        yield _notice(about, name, words)


def _notice(about: Perimeter, name: str, words: str) -> Notice:
    year = about.year if about.year is not None else "année non précisée"
    funder = f", note {about.funder}" if about.funder else ""
    message = f"{about.department}, {year}{funder} : « {name} » vaut {words}."
    return Notice("totaux-differents", BLOCKED, EVERYTHING, message, ADVICE)
