"""Sentences that stay true for 0, 1, 2 and many."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import plain

from reportkit.report.indicators import Ranking, Share
from reportkit.report.wording import (
    actions_counted,
    export_words,
    field_filled,
    initiated_by_residents,
    most_cited,
    nothing_said,
    of_actions,
    of_department,
    of_filled,
    scope_words,
    source_line,
    year_words,
)


@pytest.mark.parametrize(
    ("titles", "sentence"),
    [
        ([], "Aucune action n'est recensée pour 2024."),
        (["A"], "Une action est recensée pour 2024 : « A »."),
        (["A", "B"], "Deux actions sont recensées pour 2024 : « A » et « B »."),
        (["A", "B", "C"], "3 actions sont recensées pour 2024."),
    ],
)
def test_actions_counted(titles: list[str], sentence: str) -> None:
    assert plain(actions_counted(titles, 2024)) == sentence


def test_actions_without_year() -> None:
    assert plain(actions_counted(["A"], None)) == (
        "Une action est recensée sans année précisée : « A »."
    )


@pytest.mark.parametrize(
    ("count", "total", "sentence"),
    [
        (0, 1, "Le champ « Limites » n'est pas renseigné pour cette action."),
        (1, 1, "Le champ « Limites » est renseigné pour cette action."),
        (0, 7, "Le champ « Limites » n'est renseigné pour aucune des 7 actions."),
        (1, 7, "Le champ « Limites » est renseigné pour une action sur 7."),
        (2, 7, "Le champ « Limites » est renseigné pour 2 actions sur 7."),
        (5, 7, "Le champ « Limites » est renseigné pour 5 actions sur 7."),
        (7, 7, "Le champ « Limites » est renseigné pour les 7 actions."),
        (2, 2, "Le champ « Limites » est renseigné pour les deux actions."),
    ],
)
def test_field_filled(count: int, total: int, sentence: str) -> None:
    assert plain(field_filled("Limites", count, total)) == sentence


def test_an_empty_field_proves_nothing() -> None:
    assert plain(nothing_said("Limites", "limite", 3)).endswith(
        "Cela ne permet pas de conclure à l'absence de limite."
    )


def ranking(*counts: tuple[str, int], base: int = 10, total: int = 10) -> Ranking:
    shares = tuple(Share(label, count, base, ()) for label, count in counts)
    return Ranking(shares, base, total)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (ranking(), ""),
        (ranking(("Santé", 4), ("Culture", 1)),
         "La thématique la plus citée est « Santé » (4 actions sur 10)."),
        (ranking(("Santé", 4), ("Culture", 4), ("Autre", 1)),
         "« Santé » et « Culture » sont les plus citées (4 actions sur 10 chacune)."),
        (ranking(("Santé", 1), ("Culture", 1)), "Aucune thématique ne se détache."),
        (ranking(("Santé", 10)), "La thématique la plus citée est « Santé » (les 10 actions)."),
    ],
)  # fmt: skip
def test_most_cited(found: Ranking, sentence: str) -> None:
    assert plain(most_cited("la thématique", found)) == sentence


def test_most_cited_agrees_with_a_masculine_noun() -> None:
    said = plain(most_cited("le public", ranking(("Adultes", 3), ("Familles", 1))))
    assert said == "Le public le plus cité est « Adultes » (3 actions sur 10)."


def test_most_cited_says_in_which_words_it_is_cited() -> None:
    found = ranking(("locaux", 3), ("temps", 3), ("réseau", 1))
    assert plain(most_cited("la limite", found, "souvent signalé")) == (
        "« locaux » et « temps » sont les plus souvent signalées (3 actions sur 10 chacune)."
    )
    assert plain(most_cited("le résultat", ranking(("lien", 2), ("droits", 1)), "mentionné")) == (
        "Le résultat le plus mentionné est « lien » (2 actions sur 10)."
    )


def test_parts_of_all_actions() -> None:
    said = [plain(of_actions(n, 12)) for n in (0, 1, 2, 3, 12)]
    assert said == [
        "aucune action sur 12",
        "une action sur 12",
        "2 actions sur 12",
        "3 actions sur 12",
        "les 12 actions",
    ]
    assert of_actions(1, 1) == "cette action"


BY = " à l'initiative d'un habitant ou d'un groupe d'habitants."


@pytest.mark.parametrize(
    ("count", "base", "total", "sentence"),
    [
        (0, 1, 1, "Cette action n'est pas déclarée"),
        (1, 1, 1, "Cette action est déclarée"),
        (1, 1, 3, "La seule action qui le précise est déclarée"),
        (0, 7, 7, "Aucune action sur 7 n'est déclarée"),
        (1, 7, 7, "Une action sur 7 est déclarée"),
        (2, 2, 2, "Les deux actions sont déclarées"),
        (0, 2, 3, "Parmi les actions qui le précisent (2 sur 3), aucune action n'est déclarée"),
        (2, 2, 3, "Parmi les actions qui le précisent (2 sur 3), 2 actions sont déclarées"),
    ],
)
def test_initiative_of_residents(count: int, base: int, total: int, sentence: str) -> None:
    share = Share("", count, base, ())
    assert plain(initiated_by_residents(share, total)) == sentence + BY


def test_a_part_of_the_filled_actions_is_never_all_actions() -> None:
    assert plain(of_filled(4, 4, 4)) == "les 4 actions"
    assert plain(of_filled(4, 4, 6)) == "4 actions sur les 4 renseignées"
    assert plain(of_filled(1, 1, 6)) == "la seule action renseignée"
    assert plain(of_filled(0, 3, 6)) == "aucune action sur les 3 renseignées"


def test_scope_says_the_base() -> None:
    assert plain(scope_words(12, 12)) == "Champ : les 12 actions."
    assert plain(scope_words(10, 12)) == "Champ : 10 actions renseignées sur 12."
    assert plain(scope_words(1, 12)) == "Champ : une action renseignée sur 12."


def test_year_and_export_words() -> None:
    assert year_words(2024) == "année SENACS 2024"
    assert year_words(2024, attributed=3, total=3) == "année 2024 (attribuée)"
    assert year_words(2024, attributed=1, total=3) == "année 2024 (attribuée en partie)"
    assert year_words(None) == "année non précisée"
    day = dt.date(2025, 2, 10)
    assert plain(export_words([day])) == "export du 10 février 2025"
    assert plain(export_words([day, None])) == "date d'export non communiquée"
    assert plain(export_words([day, dt.date(2024, 3, 1)])) == (
        "exports du 1er mars 2024 au 10 février 2025"
    )


def test_source_line_names_source_year_export_and_treatment() -> None:
    line = plain(source_line("année SENACS 2024", "export du 1er mars 2025", "Fédération"))
    assert line == (
        "Source : SENACS (Cnaf–FCSF), fiches-actions, année SENACS 2024, "
        "export du 1er mars 2025 ; traitement Fédération"
    )


def test_departments() -> None:
    assert plain(of_department("Val-d'Oise")) == "du Val-d'Oise"
    assert plain(of_department("Atlantide")) == "du département « Atlantide »"
    assert of_department(None) == "département non précisé"


@given(st.integers(0, 300), st.integers(1, 300))
def test_every_count_gives_a_sentence_without_hole(count: int, total: int) -> None:
    sentence = field_filled("Limites", min(count, total), total)
    assert sentence.endswith(".")
    assert "{" not in sentence
