"""Periodicities as they are written, with their hours, and the words that look like them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from prose import facts

from reportkit.dataset import load_dataset
from reportkit.measures.fact import SURE
from reportkit.measures.frequency import find_frequencies
from reportkit.measures.measure import measure


@pytest.mark.parametrize(
    ("quote", "period"),
    [
        ("tous les mercredis de 9h à 12h", "weekly"),
        ("tous les mercredis (hors vacances) de 9h à 12h", "weekly"),
        ("tous les mardis après-midi de14h à 16h hors vacances scolaire", "weekly"),
        ("les lundis après-midi hors vacances scolaires", "weekly"),
        ("le mardi et le jeudi de 16h45 à 18h30, hors vacances scolaires", "weekly"),
        ("lundi, mardi et jeudi de 16h30 à 18h", "weekly"),
        ("les mercredis et samedis de 14h à 17h", "weekly"),
        ("le samedi matin", "weekly"),
        ("Deux soirs par semaine", "weekly"),
        ("deux séances d'1h½ par semaine, de septembre à juin", "weekly"),
        ("3 ateliers/semaine", "weekly"),
        ("1x/semaine", "weekly"),
        ("2h par semaine", "weekly"),
        ("trois fois par semaine", "weekly"),
        ("chaque semaine", "weekly"),
        ("hebdomadaire", "weekly"),
        ("tous les jours", "daily"),
        ("du lundi au vendredi de 9h à 17h", "daily"),
        ("quotidiennement", "daily"),
        ("tous les 15 jours", "fortnightly"),
        ("toutes les deux semaines", "fortnightly"),
        ("une semaine sur deux", "fortnightly"),
        ("un samedi sur deux", "fortnightly"),
        ("1 mardi/2", "fortnightly"),
        ("une fois par quinzaine", "fortnightly"),
        ("deux fois par mois", "fortnightly"),
        ("bimensuel", "fortnightly"),
        ("1 fois pas mois", "monthly"),
        ("une fois par mois", "monthly"),
        ("mensuelle", "monthly"),
        ("tous les 1ers mardis du mois de 14h30 à 16h30", "monthly"),
        ("tous les premiers mardis de chaque mois", "monthly"),
        ("le premier samedi du mois", "monthly"),
        ("le 2e et le 4e jeudi du mois", "monthly"),
        ("1 action collective par mois", "monthly"),
        ("les lundi et jeudi matin (9h - 11h)", "weekly"),
        ("tous les jours sauf le dimanche", "daily"),
        ("un mercredi par mois", "monthly"),
        ("chaque trimestre", "quarterly"),
        ("une sortie par trimestre", "quarterly"),
        ("chaque année", "yearly"),
        ("une fois l'an", "yearly"),
        ("fête annuelle", "yearly"),
        ("deux fêtes par an", "yearly"),
        ("3 tours de village par an", "yearly"),
        ("4 fois dans l'année", "yearly"),
        ("tous les deux mois", "other"),
        ("à chaque vacances scolaires", "other"),
        ("6 séances de 2 heures pendant le mois de juillet", "other"),
    ],
)
def test_periodicities(quote: str, period: str) -> None:
    (one,) = facts(find_frequencies, f"L'atelier a lieu : {quote}, dans la grande salle.")
    assert (one.quote, one.type, one.value, one.certainty) == (quote, period, None, SURE)


@pytest.mark.parametrize(
    "text",
    [
        "Le jeudi 12 mars, une sortie",
        "convention annuelle",
        "budget mensuel de 300 €",
        "dans leur quotidien",
        "chaque enfant, chaque séance",
        "300 € par mois",
        "tout au long de l'année",
        "tous les enfants",
        "une facture pour chaque distribution",
        "10 personnes par semaine",
        "les samedis 12 et 19 mars",
        "Une fois l'année terminée, on fait le bilan.",
        "Chacun est venu une fois dans l'année.",
        "12 rencontres dans l'année",
        "8 familles suivies, 2 par mois",
        "6 séances par cycle",
        "la vie de tous les jours",
        "un conseil élu chaque année",
        "Un poste de 20 heures par semaine",
        "Nous pensons refaire chaque année la fête.",
        "La mairie est ouverte du lundi au jeudi.",
        "La ligne de car ne passe que le mardi matin.",
        "Les gens réclamaient un lieu ouvert tous les jours.",
        "Un séjour de 5 jours (du lundi au vendredi)",
        "La permanence de la Caf n'a lieu qu'une fois par mois.",
        "Le bureau est fermé tous les après-midi.",
        "Le magazine mensuel de la ville",
        "Les courses se font le jeudi.",
        "La place était propre le dimanche à 10h.",
    ],
)
def test_words_that_look_like_one_are_none(text: str) -> None:
    assert facts(find_frequencies, text) == []


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("• Sorties nature : 1 par trimestre", ["Sorties nature : 1 par trimestre"]),
        ("9 réunions avec les parents, 1 par mois.", ["1 par mois"]),
        ("12 balades depuis mai (2 par mois)", ["2 par mois"]),
        ("Lundi après-midi, jeudi matin.", ["Lundi après-midi, jeudi matin"]),
        (
            "Ouverture mercredi 14h-17h et samedi 9h-12h",
            ["Ouverture mercredi 14h-17h et samedi 9h-12h"],
        ),
        ("Les ateliers ont eu lieu le mardi matin.", ["le mardi matin"]),
        ("Une médiatrice est là deux jours par semaine.", ["deux jours par semaine"]),
    ],
)
def test_lists_and_labels(text: str, quotes: list[str]) -> None:
    assert [fact.quote for fact in facts(find_frequencies, text)] == quotes


@pytest.mark.parametrize(
    ("field", "text", "quotes"),
    [
        ("perspectives", "Proposer deux séances par semaine.", []),
        ("perspectives", "Ouvrir l'accueil au mercredi.", []),
        ("people", "1 animatrice (3h par semaine)", []),
        ("people", "2 bénévoles tous les mercredis", ["tous les mercredis"]),
        ("outcomes_territory", "Le maire passe une fois par trimestre.", []),
        ("outcomes_centre", "Un comité a lieu chaque mois.", ["chaque mois"]),
        ("limits", "Le matériel repart chaque soir.", []),
        ("limits", "Un seul atelier par mois, c'est peu.", ["Un seul atelier par mois"]),
        ("limits", "La fréquence, 1 fois par mois, est faible.", ["1 fois par mois"]),
    ],
)
def test_the_field_tells_whether_a_periodicity_is_the_action_s(
    field: str, text: str, quotes: list[str]
) -> None:
    assert [fact.quote for fact in facts(find_frequencies, **{field: text})] == quotes


def test_a_lone_weekday_is_borderline() -> None:
    (one,) = facts(find_frequencies, "On se retrouve le lundi au centre.")
    assert (one.quote, one.certainty) == ("le lundi", "borderline")


def test_the_reading_by_hand(real_folder: Path) -> None:
    """Every periodicity of a text is found on its line with words of it, and no other surely is."""
    export = real_folder / "senacs-aude-16.txt"
    gold = json.loads(export.with_suffix(".gold.json").read_text("utf-8"))["actions"]
    asked = {
        (action["position"], one["line"]): one["quote"]
        for action in gold
        for one in action["frequency"]
        if one["field"] != "Titre"
    }
    told = {
        (f.action, f.line): f.quote
        for f in measure(load_dataset([export]))
        if f.measure == "frequency" and f.certainty == SURE
    }
    assert told.keys() == asked.keys()
    assert all(quote in asked[place] or asked[place] in quote for place, quote in told.items())
