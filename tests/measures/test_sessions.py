"""Counts of sessions, held and planned, and the counts that look like them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prose import facts

from reportkit.dataset import load_dataset
from reportkit.measures.fact import SURE
from reportkit.measures.measure import measure
from reportkit.measures.sessions import find_sessions

UNITS = ("séances", "ateliers", "sorties", "rencontres", "représentations", "permanences")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nous avons réalisé 7 séances au total.", [(7, "séances", "held")]),
        ("52 séances prévues, 49 réalisées", [(52, "séances", "planned"), (49, "séances", "held")]),
        ("6 ateliers prévus, 4 réalisés", [(6, "ateliers", "planned"), (4, "ateliers", "held")]),
        ("Onze ateliers sur les douze prévus se sont tenus.",
         [(11, "ateliers", "held"), (12, "ateliers", "planned")]),
        ("Sur 10 séances programmées, 8 ont eu lieu.",
         [(10, "séances", "planned"), (8, "séances", "held")]),
        ("Les 12 séances prévues ont toutes été réalisées.", [(12, "séances", "held")]),
        ("Nombre de séances réalisées : 9", [(9, "séances", "held")]),
        ("Séances : 14", [(14, "séances", "held")]),
        ("Séances prévues : 14", [(14, "séances", "planned")]),
        ("Sorties vélo : 7 sur 10.", [(7, "sorties", "held")]),
        ("Une dizaine d'ateliers ont été animés.", [(10, "ateliers", "held")]),
        ("10 1/2 journées", [(10, "demi-journées", "held")]),
        ("3 demi-journées de formation", [(3, "demi-journées", "held")]),
        ("Organiser 6 sorties", [(6, "sorties", "planned")]),
        ("Nous proposerons 4 sorties en 2024.", [(4, "sorties", "planned")]),
        ("3 grandes fêtes et 4 autres événements",
         [(3, "fêtes", "held"), (4, "évènements", "held")]),
        ("2 mois de préparation, 10 ateliers de 2 heures", [(10, "ateliers", "held")]),
        ("15 enfants par séance, 10 séances", [(10, "séances", "held")]),
        ("19 samedis, de 4 à 10 pères", [(19, "samedis", "held")]),
        ("8 repair cafés depuis la rentrée", [(8, "repair cafés", "held")]),
        ("4 cafés des parents et 2 goûters",
         [(4, "cafés des parents", "held"), (2, "goûters", "held")]),
        ("7 émissions enregistrées sur les 9 prévues",
         [(7, "émissions", "held"), (9, "émissions", "planned")]),
        ("7 ateliers sur 9 ont eu lieu.",
         [(7, "ateliers", "held"), (9, "ateliers", "planned")]),
        ("Il reste 2 mercredis à programmer.", [(2, "mercredis", "planned")]),
        ("1 sortie au zoo, 1 sortie à la mer", [(1, "sorties", "held"), (1, "sorties", "held")]),
        ("Un accueil de 6 séances au mois de maiUn accueil de 6 séances au mois de mai",
         [(6, "séances", "held"), (6, "séances", "held")]),
    ],
)  # fmt: skip
def test_counts_of_sessions(text: str, expected: list[tuple[int, str, str]]) -> None:
    found = [(f.value, f.unit, f.type) for f in facts(find_sessions, text) if f.certainty == SURE]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("4 sorties d'une journée au bord de l'eau", "4 sorties d'une journée"),
        ("9 séances de 9h30 à 11h30 au centre", "9 séances de 9h30 à 11h30"),
    ],
)
def test_a_quote_keeps_the_unit_s_own_words_whole(text: str, quote: str) -> None:
    assert [fact.quote for fact in facts(find_sessions, text)] == [quote]


def test_a_range_and_a_floor_keep_their_bounds() -> None:
    (one,) = facts(find_sessions, "5 à 6 sorties")
    assert (one.value, one.low, one.high) == (None, 5, 6)
    (one,) = facts(find_sessions, "Entre 8 et 10 séances par an sont suivies.")
    assert (one.value, one.low, one.high) == (None, 8, 10)
    (one,) = facts(find_sessions, "Plus de 20 permanences ont été tenues.")
    assert (one.value, one.low, one.high) == (20, 20, None)


def test_what_the_perspectives_count_is_planned() -> None:
    (one,) = facts(find_sessions, perspectives="Deux évènements sur la commune")
    assert (one.value, one.type) == (2, "planned")


@pytest.mark.parametrize(
    "text",
    [
        "Deux ateliers par semaine.",
        "2 à 3 ateliers par mois",
        "2 permanences hebdomadaires",
        "un séjour de 5 jours",
        "tous les 15 jours",
        "Les trois premières séances",
        "une sortie à la mer",
        "8 personnes par atelier",
        "Ateliers : 9h-12h",
        "Séance 3 : les émotions",
        "3 séances ont été annulées.",
        "Formation : 2 150 €",
        "2 mois, 24 heures",
        "Entre deux séances, les enfants s'entraînent.",
        "La bibliothèque n'ouvre que 3 demi-journées.",
        "Les animateurs ont été formés (2 jours).",
        "Le car est arrivé 3 jours après.",
        "Présents à plus de dix séances",
        "L'ouverture de deux permanences dans le canton",
        "Un samedi sur deux",
        "Séances : 2 par semaine",
        "Ateliers cuisine : 12 participants",
        "Ateliers enfants : 12",
        "Goûters : 85 €",
        "Goûters : 30 %",
        "6 sorties en emploi, 4 sorties positives",
        "Deux séances sont tombées à l'eau.",
        "Trois sorties n'ont pas pu se faire.",
        "Au total, 640 repas servis",
        "1 séance tous les 15 jours",
    ],
)
def test_other_counts_are_none(text: str) -> None:
    assert facts(find_sessions, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Les 2 ateliers couture et cuisine rassemblent 20 femmes.",
        "Il y a 3 ateliers différents : théâtre, danse, musique.",
        "10 séances par groupe",
        "4 groupes de 6 séances",
    ],
)
def test_kinds_and_shares_are_borderline(text: str) -> None:
    assert [f.certainty for f in facts(find_sessions, text)] == ["borderline"]


@given(st.integers(2, 999), st.sampled_from(UNITS), st.sampled_from(("réalisées", "menées", "")))
def test_every_count_is_read_back(count: int, unit: str, done: str) -> None:
    (one,) = facts(find_sessions, f"Au total, {count} {unit} {done}".strip())
    assert (one.value, one.unit, one.type) == (count, unit, "held")


def test_the_reading_by_hand(real_folder: Path) -> None:
    """All counts are found with their kind, and no other."""
    export = real_folder / "senacs-aude-16.txt"
    gold = json.loads(export.with_suffix(".gold.json").read_text("utf-8"))["actions"]
    asked, accepted = set(), set()
    for action in gold:
        for one in action["sessions"]:
            said = action["position"], one["value"], one["status"]
            accepted |= {(*said, line) for line in (one["line"], *one.get("also_lines", []))}
            if one["counted"]:
                asked.add((*said, one["line"]))
    told = {
        (f.action, f.value, f.type, f.line)
        for f in measure(load_dataset([export]))
        if f.measure == "sessions" and f.certainty == SURE
    }
    assert asked <= told <= accepted
