"""Canonical values, departments and their prepositions."""

from __future__ import annotations

import pytest

from reportkit.vocabulary import canonical, departments, find_department, fold


def test_the_101_departments() -> None:
    assert len(departments()) == 101
    assert len({d.code for d in departments().values()}) == 101


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("Aude", "de l'Aude"),
        ("Val-d'Oise", "du Val-d'Oise"),
        ("La Réunion", "de La Réunion"),
        ("Côte-d'Or", "de la Côte-d'Or"),
        ("Loire-Atlantique", "de la Loire-Atlantique"),
        ("Haute-Corse", "de la Haute-Corse"),
        ("Landes", "des Landes"),
        ("Paris", "de Paris"),
        ("Ille-et-Vilaine", "d'Ille-et-Vilaine"),
    ],
)
def test_prepositions(name: str, of: str) -> None:
    found = find_department(name)
    assert found is not None
    assert found.of == of


@pytest.mark.parametrize("written", ["val-d’oise", "VAL-D'OISE", "Val-d'Oise "])
def test_departments_are_found_without_accents_and_case(written: str) -> None:
    found = find_department(written)
    assert found is not None
    assert found.name == "Val-d'Oise"


def test_an_unknown_department_is_not_guessed() -> None:
    assert find_department("Antenne Nord") is None


@pytest.mark.parametrize(
    ("column", "written", "expected"),
    [
        ("keywords", "Viellissement", "Vieillissement"),
        ("keywords", "Emploi, économie", "Emploi et économie"),
        ("keywords", "mobilité / transport", "Mobilité et transports"),
        ("keywords", "Démocratie & citoyenneté", "Démocratie et citoyenneté"),
        ("audience", "familles", "Familles"),
        ("partners", "CARSAT", "Carsat"),
        ("partners", "Etat", "État"),
        ("partners", "Regroupement de communes", "Intercommunalité"),
        ("dimension", "Citoyenneté", "Citoyenneté"),
        ("keywords", "Jonglage", None),
    ],
)
def test_canonical_values(column: str, written: str, expected: str | None) -> None:
    assert canonical(column, written) == expected


def test_fold_sets_accents_case_and_apostrophes_aside() -> None:
    assert fold("L’ÉTÉ  à  Œuvre") == fold("l'été à œuvre")
