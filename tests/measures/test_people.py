"""People an action counts: who is read, under which role, and what is no person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.dataset import load_dataset
from reportkit.measures.fact import SURE, Fact
from reportkit.measures.measure import measure
from reportkit.measures.people import find_people
from reportkit.measures.sentences import sentences_of
from reportkit.sheet import Sheet


def facts_of(measure_name: str, **texts: str) -> list[Fact]:
    sheet = Sheet("a1", "Titre", "f.txt", 1, False, False, texts, {}, {}, {})
    return [fact for fact in find_people(sentences_of(sheet)) if fact.measure == measure_name]


def staff(text: str, column: str = "people") -> list[tuple]:
    found = facts_of("staff", **{column: text})
    return [(f.value, f.type) for f in found if f.rule != "part"]


def public(text: str, column: str = "description") -> list[tuple]:
    found = facts_of("participants", **{column: text})
    return [(f.value, f.unit) for f in found if f.rule != "part" and f.certainty == SURE]


def total(name: str, **texts: str) -> tuple | None:
    found = facts_of(f"{name}_total", **texts)
    assert len(found) <= 1
    return (found[0].value, found[0].low, found[0].high) if found else None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("3", [(3, "unspecified")]),
        ("Environ 15", [(15, "unspecified")]),
        ("Une équipe de 4", [(4, "unspecified")]),
        ("un professionnel", [(1, "professional")]),
        ("Une stagiaire BPJEPS pour l'animation", [(1, "trainee")]),
        ("2 jeunes en service civique", [(2, "trainee")]),
        ("2 salariés à mi-temps", [(2, "professional")]),
        ("2 salarié·e·s, 3 bénévoles", [(2, "professional"), (3, "volunteer")]),
        ("4 animateurs(trices)", [(4, "professional")]),
        ("5 BENEVOLES - 2 SALARIES", [(5, "volunteer"), (2, "professional")]),
        ("12 conducteurs bénévoles", [(12, "volunteer")]),
        ("3 mamans bénévoles", [(3, "volunteer")]),
        ("6 salariés et bénévoles", [(6, "mixed")]),
        ("1 animatrice stagiaire", [(1, "trainee")]),
        ("2 intervenants culturels", [(2, "partner")]),
        ("1 infirmière de la PMI", [(1, "partner")]),
        ("2 professionnels de l'association « Les Tisserandes »", [(2, "partner")]),
        ("2 professionnels du centre social", [(2, "professional")]),
        ("3 agents communaux", [(3, "partner")]),
        ("plus de 15 personnes pour le comité de pilotage", [(15, "partner")]),
        ("2 professionnelles de la PMI, 1 de la CAF", [(2, "partner"), (1, "partner")]),
        ("Bénévoles : 12\nSalariés : 3", [(12, "volunteer"), (3, "professional")]),
        ("Personnel : 2", [(2, "unspecified")]),
        ("Les salariés (12) et les bénévoles (25)", [(12, "professional"), (25, "volunteer")]),
        ("La directrice et 2 bénévoles", [(1, "professional"), (2, "volunteer")]),
        ("Référente familles, animateur jeunesse", [(1, "professional"), (1, "professional")]),
        ("1 référent à 0,2 ETP", [(1, "professional")]),
        ("10 personnes dont 4 bénévoles", [(10, "mixed")]),
        ("4 personnes : 2 salariés et 2 bénévoles", [(4, "mixed")]),
        ("9 bénévoles (dont 5 retraités et 2 lycéens)", [(9, "volunteer")]),
        ("10 personnes (bénévoles et salariés)", [(10, "mixed")]),
        ("Bénévoles: 6 Salariés: 2", [(6, "volunteer"), (2, "professional")]),
        ("Mairie : 1 agent ; Centre : 2 animateurs", [(1, "partner"), (2, "professional")]),
        ("Nombre de bénévoles : entre 5 et 8", [(None, "volunteer")]),
        ("10 bénévoles/35 familles", [(10, "volunteer")]),
        ("un ou deux animateurs", [(None, "professional")]),
        ("référente familles (4h par mois), 2 bénévoles", [(1, "professional"), (2, "volunteer")]),
        ("12 référents bénévoles\n- 6-11 ans : 198", [(12, "volunteer")]),
        ("5 habitantes organisatrices", [(5, "volunteer")]),
        ("1 animateur, 3 mamans", [(1, "professional"), (3, "volunteer")]),
        ("1 animateur, 12 habitants", [(1, "professional")]),
        ("1 animateur, 2 parents et 2 enfants", [(1, "professional")]),
        ("1 animateur, 2 parents accompagnés", [(1, "professional")]),
        ("Les familles et leur référente", [(1, "professional")]),
        ("1 animatrice et 1 PEC", [(1, "professional"), (1, "professional")]),
        ("3 marraines bénévoles, 4 tricoteurs bénévoles", [(3, "volunteer"), (4, "volunteer")]),
        ("Une équipe (2 éducatrices) du SESSAD", [(2, "partner")]),
        ("la directrice, l'animatrice de l'EHPAD", [(1, "professional"), (1, "partner")]),
        ("3 éducs de l'ITEP", [(3, "partner")]),
        ("2 animatrices + l'auxiliaire de vie", [(2, "professional"), (1, "partner")]),
        (
            "la directrice, le maire et son adjoint",
            [(1, "professional"), (1, "partner"), (1, "partner")],
        ),
        ("6 brodeuses, toutes bénévoles", [(6, "volunteer")]),
        ("8 animatrices et animateurs bénévoles", [(8, "volunteer")]),
        (
            "1 animatrice, 3 anciennes apprenantes devenues bénévoles",
            [(1, "professional"), (3, "volunteer")],
        ),
        ("3 bénévoles par soirée (équipe de 11)", [(11, "volunteer")]),
    ],
)
def test_staff_in_their_own_field(text: str, read: list) -> None:
    assert staff(text) == read


@pytest.mark.parametrize(
    "text",
    ["", "aucun", "variable", "0,5 ETP", "1 ETP", "Toute l'équipe", "les bénévoles", "20 heures",
     "24 enfants", "131 participants", "200 personnes ont participé", "3 structures", "50 %"],
)  # fmt: skip
def test_no_staff_in_their_own_field(text: str) -> None:
    assert staff(text) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ateliers encadrés par une animatrice et un bénévole.", ["professional", "volunteer"]),
        ("Séances proposées par un permanent du centre.", ["professional"]),
        ("Avec l'aide d'une bénévole.", ["volunteer"]),
        ("- Une stagiaire", ["trainee"]),
        ("Une animatrice doit savoir écouter.", []),
        (
            "L'équipe se compose d'une coordinatrice, d'une formatrice.",
            ["professional", "professional"],
        ),
        ("Chaque enfant est suivi par un bénévole.", []),
        ("Échanger avec un professionnel rassure.", []),
        ("À la demande d'une habitante, un enfant a besoin de repères.", []),
        ("Chaque bénévole, comme un animateur, trouve sa place.", []),
    ],
)
def test_un_and_une_count_where_somebody_is_put_forward(text: str, read: list) -> None:
    found = facts_of("staff", description=text)
    assert [f.type for f in found if f.certainty == SURE] == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("La kermesse est préparée par 6 habitants.", [(6, "volunteer")]),
        ("3 parents tiennent le stand.", [(3, "volunteer")]),
        ("2 stagiaires ont aidé.", [(2, "trainee")]),
        ("18 stagiaires ont suivi la formation.", []),
        ("Le bourg n'a plus que 2 infirmières.", []),
        ("Formation de 5 enseignants au tri.", []),
        ("Une bénévole : « Je me sens utile. »", []),
        ("12 maires soutiennent le projet.", []),
        ("12 salariés en insertion ont été recrutés.", []),
    ],
)
def test_staff_told_in_a_story(text: str, read: list) -> None:
    assert staff(text, "description") == read


def test_partners_named_among_the_results_are_no_staff() -> None:
    text = "Nous travaillons avec 3 enseignants et 2 psychologues."
    assert staff(text, "outcomes_centre") == []
    assert staff(text, "description") == [(3, "partner"), (2, "partner")]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("540 participations sur l'année pour 62 enfants.", [540]),
        ("62 enfants et 540 passages", [540]),
        ("Fréquentation : 850", [850]),
        ("Nombre de passages : 1 200 dont 300 l'été", [1200]),
        ("3 passages du bus par semaine", []),
        ("12 participations à des forums", []),
        ("Objectif : 500 participations", []),
        ("62 enfants", []),
    ],
)
def test_comings_are_attendance_and_never_participants(text: str, read: list) -> None:
    found = facts_of("attendance", people=text)
    assert [f.value for f in found] == read
    assert all(f.unit == "participations" for f in found)
    assert not {f.value for f in facts_of("participants", people=text)} & set(read)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("18 familles, et 6 familles sont sur liste d'attente.", [18]),
        ("24 enfants inscrits, liste d'attente de 8 familles", [24]),
        ("Trois familles se sont désistées, 14 familles sont parties.", [14]),
        ("Nous avons refusé 12 enfants.", []),
        ("2 aînés sont décédés.", []),
        ("Agrément pour 36 enfants, 30 enfants accueillis.", [30]),
        ("Une jauge de 20 personnes, 45 personnes ont participé.", [45]),
        ("La salle peut accueillir 80 personnes.", []),
        ("Prévu : 20 personnes ; venues : 14 personnes", [14]),
        ("3 groupes de 8 enfants", []),
        ("12 personnes qui avaient renoncé aux soins sont suivies.", [12]),
        ("Nouvelles adhésions : 9 familles", []),
        ("L'objectif est d'accueillir 20 enfants et 15 parents.", []),
        ("3 jeunes absents et 12 présents", [12]),
        ("Depuis 2019 personne n'y venait.", []),
        ("Le village compte 15 familles.", []),
        ("Le groupe compte 15 familles.", [15]),
        ("La fête devait réunir 300 personnes.", []),
        ("À l'origine du jardin, 6 voisines.", []),
        ("14 associations aidées en 2020, 19 en 2021", [14, 19]),
        ("30 familles en 2019, puis 42 en 2021", [30, 42]),
        ("30 familles en 2019, 4 sorties en 2021", [30]),
    ],
)
def test_whom_the_action_has_not_met_is_no_fact(text: str, read: list) -> None:
    assert [f.value for f in facts_of("participants", description=text)] == read


def test_whom_a_survey_asked_before_the_action_is_no_public() -> None:
    survey = "Une enquête menée en 2018 auprès de 90 habitants montre l'isolement."
    assert not facts_of("participants", experience=survey)
    assert facts_of("participants", description=survey)
    assert facts_of("participants", experience="Atelier mené auprès de 90 habitants.")


@pytest.mark.parametrize(
    "text",
    [
        "De 10 à 30 jeunes.",
        "En moyenne 24 jeunes.",
        "24 jeunes en moyenne.",
        "30 à 40 jeunes selon les séances.",
        "Jusqu'à 40 jeunes ont participé.",
    ],
)
def test_who_comes_each_time_is_told_and_is_no_total(text: str) -> None:
    (fact,) = facts_of("participants", description=text)
    assert (fact.rule, fact.certainty) == ("each", "borderline")
    assert total("participants", description=text) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Une trentaine d'enfants de 6 à 11 ans sont venus.", [(30, "enfants")]),
        ("Nous avons reçu 45 familles.", [(45, "familles")]),
        ("5 participant·e·s", [(5, "participants")]),
        ("Une quinzaine d'adolescent(e)s", [(15, "adolescents")]),
        ("8 mères au foyer, 38 % sont seules", [(8, "mères")]),
        ("Nombre de participants : 25", [(25, "participants")]),
        ("12 adolescents (8 filles + 4 garçons) et leurs parents", [(12, "adolescents")]),
        ("120 personnes sont venues : 80 femmes et 40 hommes", [(120, "personnes")]),
        ("De 5 à 8 mamans", [(None, "mamans")]),
        ("Un groupe de 12 jeunes", [(12, "jeunes")]),
        ("Deux soirs par semaine, vingt-quatre enfants viennent.", [(24, "enfants")]),
        ("Le registre est passé de 41 à 87 inscrits.", [(87, "inscrits")]),
        ("80 participations pour 25 personnes", [(25, "personnes")]),
    ],
)
def test_people_reached(text: str, read: list) -> None:
    assert public(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "L'action s'adresse aux jeunes de 16 à 25 ans.",
        "Une commune de 2 000 habitants.",
        "Le quartier compte 3 500 habitants et 350 familles.",
        "15 places sont proposées.",
        "12 enfants maximum.",
        "L'objectif est de toucher 50 familles.",
        "340 passages sur l'année.",
        "Mère de 4 enfants, elle vit seule.",
        "Une personne sur 3 est isolée, et 1 personne sur 4 est seule.",
        "Adhésion : 8 € pour 2 enfants",
        "Par groupes de 8 enfants.",
        "2 enfants par famille",
        "Les 3 groupes, 17 communes et 35 paniers",
        "Un adulte pour 5 enfants.",
        "Quatre enfants sont restés sur liste d'attente.",
        "Pour 1 enfant : 5 €, 2 enfants : 8 €",
        "Chaque atelier accueille 6 participants.",
        "Rendez-vous le 12/03/2021 à 14h pour les familles",
    ],
)
def test_no_people_reached_for_sure(text: str) -> None:
    assert public(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1 coordinatrice\n6 accompagnateurs : 1 salarié, 3 vacataires et 1 bénévole", (7, None)),
        ("6 accompagnateurs :\n- 1 salarié\n- 3 vacataires\n- 2 bénévoles", (6, None)),
        ("2 animateurs + 4 bénévoles = 6 personnes", (6, None)),
        ("1 coordinatrice, 1 animatrice, 2 animateurs", (4, None)),
        ("2 animateurs jeunesse\n17 personnes ont fréquenté l'atelier", (2, None)),
        ("Plus de 15 bénévoles, une dizaine de partenaires", (25, 25)),
        ("- 20 bénévoles\n- 12 éducateurs\nsoit 32 personnes", (32, None)),
        ("3 bénévoles par soirée (équipe de 11), 1 animatrice", (12, None)),
        ("50 adultes accueillis", None),
        ("5 à 10", (None, 5)),
    ],
)
def test_staff_total_adds_everyone_once(text: str, wanted: tuple | None) -> None:
    read = total("staff", people=text)
    assert (read and read[:2]) == wanted


def test_staff_total_is_read_elsewhere_where_its_field_names_none() -> None:
    told = "Les ateliers sont animés par deux professionnels et une bénévole."
    assert total("staff", description=told) == (3, None, None)
    assert total("staff", description=told, people="4") == (4, None, None)


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        ({"people": "24 enfants inscrits", "summary": "30 familles"}, 24),
        ({"people": "3", "description": "35 familles. Puis 10 familles de plus."}, 35),
        ({"description": "12 enfants\n5 filles\n7 garçons"}, 12),
        ({"description": "68 familles, soit 171 personnes dont 74 enfants"}, 171),
        ({"description": "En 2019, 25 seniors et en 2020, 30 seniors."}, 30),
        ({"description": "80 femmes. Au total 95 participants. 120 jeunes du lycée."}, 95),
        ({"description": "13 enfants et 11 familles"}, 13),
        ({"people": "Un collectif de 9 parents, 47 familles"}, 47),
        ({"people": "118 personnes reçues\natelier sommeil : 7 participantes"}, 118),
        ({"people": "700 personnes sur la journée, 6 salariés, 31 bénévoles"}, 700),
        ({"description": "10 participants par atelier"}, None),
        ({"description": "De 10 à 30 jeunes", "outcomes_residents": "34 jeunes en tout."}, 34),
        ({"people": "1 animateur, 2 papas", "description": "40 enfants"}, 40),
        ({"outcomes_residents": "41 personnes ont retrouvé un médecin."}, None),
        ({"outcomes_residents": "Les 22 participants ont réussi.", "summary": "6 mamans"}, 22),
        ({"description": "L'objectif est d'accueillir 40 familles."}, None),
        ({"perspectives": "Accueillir 60 enfants."}, None),
        ({"outcomes_centre": "Un groupe de 8 jeunes s'est formé pour la radio."}, None),
        ({"description": "25 inscrits, 21 venus"}, 21),
        ({"description": "25 inscrits et 21 présents le jour même"}, 21),
        ({"description": "25 présents, 30 inscrits pour la suite"}, 30),
        ({"outcomes_residents": "17 sur 20 savent nager."}, 20),
        ({"outcomes_residents": "17/20 ont trouvé un stage."}, 20),
        ({"outcomes_residents": "9 sur 10 sont contents."}, None),
        ({"outcomes_residents": "17 ateliers sur 20 ont eu lieu."}, None),
        ({"outcomes_residents": "Les portes : 17 sur 20 ont trouvé place."}, None),
        ({"description": "Ateliers : 17 sur 20 ont été annulés."}, None),
        ({"description": "Séance 1 : 9 inscrites, séance 2 : 7 inscrites"}, 9),
    ],
)
def test_participants_total_is_one_reading(texts: dict, wanted: float | None) -> None:
    read = total("participants", **texts)
    assert (read and read[0]) == wanted


def test_a_number_told_again_is_a_repeat() -> None:
    found = facts_of("participants", summary="35 familles reçues.", description="35 familles")
    assert [fact.rule for fact in found] == ["number", "repeat"]


ROLES = st.sampled_from(
    ["animateurs", "bénévoles", "stagiaires", "salarié·e·s", "partenaires", "infirmières"]
)
PUBLICS = st.sampled_from(["enfants", "familles", "personnes âgées", "habitant.e.s", "séniors"])


@given(st.lists(st.tuples(st.integers(1, 40), ROLES), min_size=1, max_size=4), PUBLICS)
def test_every_number_of_a_list_is_read_and_quoted(listed: list, reached: str) -> None:
    text = ", ".join(f"{number} {role}" for number, role in listed) + f"\n312 {reached}"
    sheet = Sheet("a1", "Titre", "f.txt", 1, False, False, {"people": text}, {}, {}, {})
    found = find_people(sentences_of(sheet))
    assert all(fact.quote in text for fact in found)
    assert [f.value for f in found if f.measure == "staff"] == [number for number, _ in listed]
    assert [f.value for f in found if f.measure == "participants_total"] == [312]


@given(st.text(alphabet="12 àun,;:()+-\ndont personnes bénévoles soit équipe de total € %"))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    sheet = Sheet("a1", "Titre", "f.txt", 1, False, False, {"people": text}, {}, {}, {})
    for fact in find_people(sentences_of(sheet)):
        assert fact.quote
        assert fact.quote in text


def test_the_real_export_is_read_as_by_hand(real_folder: Path) -> None:
    gold = json.loads((real_folder / "senacs-aude-16.gold.json").read_text("utf-8"))["actions"]
    facts = measure(load_dataset([real_folder / "senacs-aude-16.txt"]))
    asked = met = read = right = totals = 0
    for position, action in enumerate(gold, start=1):
        for name, key in (("participants", "value"), ("staff", "number")):
            mine = [f for f in facts if f.action == position and f.measure == name]
            places = [(item, {item["line"], *item.get("also_lines", ())}) for item in action[name]]
            for item, lines in places:
                if item.get("counted", True):
                    asked += 1
                    met += any(f.line in lines and _same(f, item, key) for f in mine)
            read += len(mine)
            right += sum(
                any(f.line in lines and _same(f, item, key) for item, lines in places) for f in mine
            )
            told = [f.value for f in facts
                    if f.action == position and f.measure == f"{name}_total"]  # fmt: skip
            totals += told in ([action[f"{name}_total"]], [] if action[f"{name}_total"] is None
                               and f"{name}_total_min" not in action else [None])  # fmt: skip
    assert met / asked >= 0.95
    assert right / read >= 0.95
    assert totals == 2 * len(gold)


def _same(fact: Fact, item: dict, key: str) -> bool:
    if "min" in item:
        return fact.low == item["min"]
    return item[key] is not None and fact.value == item[key]
