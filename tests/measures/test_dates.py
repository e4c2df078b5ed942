"""Years of the action, years announced, years of something else, and dates that contradict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prose import facts

from reportkit.dataset import load_dataset
from reportkit.measures.dates import find_dates
from reportkit.measures.fact import SURE, Fact
from reportkit.measures.measure import measure


def values(found: list[Fact], name: str) -> list[object]:
    return [fact.value for fact in found if fact.measure == name and fact.certainty == SURE]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("9 ateliers menés en 2019", [2019]),
        ("Depuis 2015, le jardin partagé accueille les habitants.", [2015]),
        ("L'action s'est déroulée du 5 au 12 juillet 2021.", [2021]),
        ("Année scolaire 2018-2019.", [2018, 2019]),
        ("De septembre à juin 2020, 12 enfants sont venus.", [2019, 2020]),
        ("Bilan 2021 : 30 séances.", [2021]),
        ("Dépenses 2019 : 4 500 €.", [2019]),
        ("Créé en 2015, l'atelier cuisine accueille 12 femmes.", [2015]),
        ("Un diagnostic réalisé en 2017 a montré le besoin ; l'action a démarré en 2018.", [2018]),
        ("Suite au diagnostic de 2019, les ateliers ont débuté en janvier 2020.", [2020]),
        ("Le centre social a mis en place cet atelier en 2019.", [2019]),
        ("L'action a débuté en 2018 et sera reconduite en 2019.", [2018]),
        ("Né en 2018 d'une idée de parents, l'atelier accueille 12 enfants.", [2018]),
        ("8 ateliers étaient prévus en mai 2021, 6 ont été réalisés.", [2021]),
        ("Le stage prévu en avril 2022 s'est déroulé à la ferme.", [2022]),
        ("En 2023, onze ateliers se sont tenus sur les douze prévus.", [2023]),
        ("La ressourcerie a déménagé le 4 mai 2021.", [2021]),
        ("Le groupe s'est arrêté le 12 mars 2020.", [2020]),
        ("Démarrage prévu en mai 2020, démarrage effectif en mars 2021.", [2021]),
        ("Le festival a été repris en 2019 (mais pas en 2020) puis en 2021.", [2019, 2021]),
        ("Suite au succès de la première édition en 2021, un atelier a ouvert.", [2021]),
        ("Le stage devait commencer en avril 2021 et a démarré en mai 2022.", [2022]),
        ("La troisième édition a eu lieu en juin 2022, après celles de 2020 et 2021.",
         [2022, 2020, 2021]),
    ],
)  # fmt: skip
def test_years_in_which_the_action_ran(text: str, years: list[int]) -> None:
    assert values(facts(find_dates, text), "year") == years


@pytest.mark.parametrize(
    "text",
    [
        "La loi du 2 janvier 2002 rénove l'action sociale.",
        "Le local est situé 12 rue du 8 mai 1945.",
        "Place du 19 mars 1962, tous les mardis.",
        "Association loi 1901, elle compte 200 membres.",
        "L'association, créée en 1982, porte le projet.",
        "Créé en 2015, le centre social accueille 300 familles.",
        "Des logements qui existent depuis 1969.",
        "La commune a construit la salle en 2012.",
        "Selon l'INSEE (2018), 34 % des ménages sont pauvres.",
        "Une étude (urbaine et sociale) s'est déroulée au cours de l'année 2017.",
        "En 2017, une enquête a été menée auprès des habitants.",
        "Le projet social 2020-2023 prévoit cette action.",
        "Le contrat de ville 2015-2020 finance le poste.",
        "Enfants nés en 2010 et 2011.",
        "Marie, bénévole depuis 2012, anime l'atelier.",
        "L'action s'inspire d'un projet similaire mené à Lyon en 2016.",
        "Les élections municipales de 2020 ont retardé le projet.",
        "La sortie de 2020 n'a pas eu lieu.",
        "Nous avons accueilli 2000 personnes et distribué 2020 repas.",
        "Le quartier est classé prioritaire depuis 2015.",
        "Il n'avait pas revu son frère depuis 1962.",
        "Plus aucun médecin n'exerce ici depuis 2018.",
        "Le dernier commerce a fermé en 2011.",
        "Le centre social a déménagé en 2019.",
        "Le poste n'est pas financé après 2024.",
        "Suite aux impayés constatés (120 en 2021), le centre a souhaité agir.",
        "Une sortie était prévue en mai 2020.",
        "Une kermesse devait avoir lieu le 6 juin 2020.",
        "Par arrêté préfectoral du 15 mars 2020, la salle est close.",
        "Terreau : facture n° 2021-37, devis n°2022",
        "Suite à l'accident d'un collégien devant l'école en octobre 2021, il fallait agir.",
        "Après l'ouragan de septembre 2017, les familles ont perdu leurs meubles.",
        "L'envie est née lors d'une veillée en août 2018.",
        "La convention avec le bailleur a été signée en mars 2020.",
        "CCAS : 800 € jusqu'en 2020",
        "La fête prévue en 2020 n'a pas pu avoir lieu.",
    ],
)
def test_years_of_something_else_are_none(text: str) -> None:
    found = facts(find_dates, text)
    assert values(found, "year") == values(found, "planned_year") == []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("L'action démarrera en janvier 2023.", "description"),
        ("En 2023, nous souhaitons ouvrir un second groupe.", "limits"),
        ("D'ici fin 2023, un jardin verra le jour.", "description"),
        ("Elle a été reportée en 2023.", "limits"),
        ("Elle pourrait être réactivée durant l'été 2023.", "perspectives"),
        ("Un deuxième groupe en 2023", "perspectives"),
        ("Il est prévu d'acheter un four en 2023.", "description"),
        ("L'ouverture sera effective en 2023.", "description"),
        ("Un planning 2023 est en cours d'élaboration.", "outcomes_centre"),
    ],
)
def test_years_announced_are_planned(text: str, field: str) -> None:
    found = facts(find_dates, **{field: text})
    assert values(found, "planned_year") == [2023]
    assert values(found, "year") == []


def test_a_past_year_in_the_perspectives_is_not_planned() -> None:
    found = facts(find_dates, perspectives="En 2019, 40 familles ont participé.")
    assert (values(found, "year"), values(found, "planned_year")) == ([2019], [])


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Durant le confinement, nous avons appelé les adhérents.", [2020]),
        ("Action menée pendant les deux périodes de confinement.", [2020]),
        ("Lors du deuxième confinement, les colis ont été livrés.", [2020]),
        ("Lors du troisième confinement, les ateliers ont continué.", [2021]),
        ("Action interrompue au premier confinement.", [2020]),
        ("Au premier confinement, les jeunes ont livré les courses.", [2020]),
        ("Au troisième confinement, l'accueil est resté ouvert.", [2021]),
        ("Suite au premier confinement, les familles étaient isolées.", []),
        ("En cas de nouveau confinement, l'action continuera en visio.", []),
        ("Cette action sera reconduite en 2019.", [2018]),
        ("Cette action pourra être mise en œuvre l'été 2021.", []),
    ],
)
def test_inferred_years(text: str, years: list[int]) -> None:
    found = [fact for fact in facts(find_dates, text) if fact.measure == "year"]
    assert [fact.value for fact in found] == years
    assert {fact.type for fact in found} <= {"inferred"}


def test_the_confinement_infers_nothing_where_its_year_is_told() -> None:
    text = "L'action a démarré le 16/03/2020.\nUne veille durant la période du confinement."
    assert [f.type for f in facts(find_dates, text) if f.measure == "year"] == ["explicit"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("L'action a démarré en février 2018.", ["start"]),
        ("Depuis septembre 2019, l'atelier est ouvert.", ["start"]),
        ("Démarrage le 03/10/2018 - clôture le 29/05/2019", ["start", "end"]),
        ("Du 5 au 12 juillet 2021.", ["start", "end"]),
        ("Ouvert jusqu'au 30 juin 2022.", ["end"]),
        ("Elle s'est achevée le 10/12/2020.", ["end"]),
        ("La fête du 10 juin 2023 a réuni 300 personnes.", ["cited"]),
    ],
)
def test_starts_and_ends(text: str, kinds: list[str]) -> None:
    assert [f.type for f in facts(find_dates, text) if f.measure == "date"] == kinds


def anomalies(text: str) -> list[tuple[str | None, str]]:
    found = facts(find_dates, text)
    return [(f.type, f.certainty) for f in found if f.measure == "date_anomaly"]


@pytest.mark.parametrize(
    "text",
    [
        "Du 12 mars 2021 au 5 mars 2020, les ateliers se sont tenus.",
        "L'atelier a ouvert en mai 2021 et s'est terminé en juin 2020.",
        "Séances du 02/10/2023 au 13/06/2023.",
        "De septembre 2020 à juin 2020.",
        "Le premier atelier a eu lieu le 10/09/2022 et le dernier le 25/06/2022.",
        "Première séance le 03/02/2022, dernière séance le 03/01/2022.",
    ],
)
def test_an_end_before_its_start(text: str) -> None:
    assert anomalies(text) == [("end_before_start", SURE)]


@pytest.mark.parametrize(
    "text",
    [
        "La première phase s'est terminée en mars 2020, la seconde a démarré en septembre 2020.",
        "Du 20 décembre au 5 janvier 2021.",
        "De septembre à juin 2020.",
        "Du 1er septembre 2019 au 30 juin 2020.\nDu 1er septembre 2020 au 30 juin 2021.",
        "Action menée sur une année scolaire, du 1er septembre 2019 au 30 juin 2020.",
        "Les 12 et 5 mars 2020.",
        "Depuis 2019. Jusqu'en 2021.",
        "Le premier contact date de mars 2022, le dernier film a été vu en février 2021.",
    ],
)
def test_no_anomaly_is_invented(text: str) -> None:
    assert anomalies(text) == []


def test_a_stated_school_year_of_fifteen_months_contradicts_its_dates() -> None:
    text = "Menée sur une année scolaire, du 1er septembre 2019 au 15 décembre 2020."
    assert anomalies(text) == [("contradicts_other_dates", SURE)]


@pytest.mark.parametrize(
    ("text", "certainties"),
    [
        ("Un parcours de 14 mois de mars 2021 à septembre 2021.", [SURE]),
        ("Du 5 janvier 2021 au 30 juin 2021 (18 mois).", [SURE]),
        ("Le chantier a duré 18 mois et il a tourné de mars à août 2021.", ["borderline"]),
        ("9 mois, de septembre 2021 à mai 2022.", []),
        ("10 mois de septembre 2021 à juillet 2022.", []),
        ("Environ 14 mois de mars 2021 à septembre 2021.", []),
        ("Des bébés de 6 mois accueillis de mars 2021 à mars 2022.", []),
    ],
)
def test_a_stated_count_of_months_against_its_dates(text: str, certainties: list[str]) -> None:
    assert anomalies(text) == [("contradicts_other_dates", one) for one in certainties]


def test_what_others_counted_before_is_none() -> None:
    text = "La mairie a recensé 30 logements vides en 2018."
    assert values(facts(find_dates, experience=text), "year") == []


def test_the_year_shown_wrong_is_none_of_the_action_s() -> None:
    text = (
        "Un jardin a ouvert de mai à octobre 2020.\n"
        "Il a débuté le 04/05/2021 et s'est achevé le 09/10/2020.\n"
        "Il a débuté le 04/05/2021 et s'est achevé le 09/10/2021."
    )
    found = facts(find_dates, text)
    assert set(values(found, "year")) == {2020}
    kinds = [(f.type, f.line) for f in found if f.measure == "date_anomaly"]
    assert kinds == [("end_before_start", 2), ("contradicts_other_dates", 3)]


@pytest.mark.parametrize(
    ("other", "years"),
    [("Le livre est sorti en mai 2022.", {2021, 2022}), ("En 2019, 12 inscrits.", {2019, 2020})],
)
def test_the_other_years_tell_which_end_is_wrong(other: str, years: set[int]) -> None:
    found = facts(find_dates, f"Début : 4 novembre 2021\nFin : 9 décembre 2020\n{other}")
    assert set(values(found, "year")) == years
    assert [f.type for f in found if f.measure == "date_anomaly"] == ["end_before_start"]


def test_shares_of_a_diagnosis_tell_no_year() -> None:
    text = "Les pères sont absents : moins de 7 % des parents présents en 2020."
    assert values(facts(find_dates, experience=text), "year") == []


@given(st.integers(2000, 2040), st.sampled_from(("en {}", "en juin {}", "le 12/06/{}")))
def test_a_held_year_is_read_back(year: int, form: str) -> None:
    when = form.format(year)
    assert values(facts(find_dates, f"Douze ateliers ont été animés {when}."), "year") == [year]


def test_the_reading_by_hand(real_folder: Path) -> None:
    """Years and planned years: precision and recall of at least 0.95; the anomalies are found."""
    export = real_folder / "senacs-aude-16.txt"
    gold = json.loads(export.with_suffix(".gold.json").read_text("utf-8"))["actions"]
    found = measure(load_dataset([export]))
    for name, key, year in (("year", "years", "year"), ("planned_year", "planned_years", "year")):
        asked, accepted = set(), set()
        for action in gold:
            for one in action[key]:
                places = {one["line"], *one.get("also_lines", [])}
                accepted |= {(action["position"], one[year], line) for line in places}
                if one.get("certainty") != "borderline":
                    asked.add((action["position"], one[year], one["line"]))
        told = {
            (f.action, f.value, f.line) for f in found if f.measure == name and f.certainty == SURE
        }
        assert len(asked & told) >= 0.95 * len(asked)
        assert len(accepted & told) >= 0.95 * len(told)
    wanted = [
        (action["position"], one["kind"], one["line"])
        for action in gold
        for one in action["date_anomalies"]
        if one.get("certainty") != "borderline"
    ]
    ours = [(f.action, f.type, f.line) for f in found if f.measure == "date_anomaly"]
    assert sorted(ours) == sorted(wanted)
