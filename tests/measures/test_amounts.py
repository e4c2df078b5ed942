"""Amounts: how money is written, what it is, what the action cost; on small actions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from senacs import action, page_lines, read_bytes, text_of

from reportkit.dataset import build_dataset
from reportkit.measures.fact import Fact
from reportkit.measures.measure import measure
from reportkit.measures.money import find_money, lone_number, read_figures

OTHER_TEXTS = ("summary", "experience", "description", "people", "limits", "perspectives")
MONEY = ("amount", "funding_total", "total_anomaly")


def facts_of(**texts: str) -> list[Fact]:
    """The facts of money of an action that holds these texts and no other amount."""
    values = action(**{**dict.fromkeys(OTHER_TEXTS, "Sans objet."), "funding": None, **texts})
    facts = measure(build_dataset([(read_bytes(text_of(page_lines([values]))), None)]))
    return [fact for fact in facts if fact.measure in MONEY]


def amounts(**texts: str) -> list[tuple[float | str | None, str | None]]:
    return [(f.value, f.type) for f in facts_of(**texts) if f.measure == "amount"]


def totals(**texts: str) -> list[float | str | None]:
    return [f.value for f in facts_of(**texts) if f.measure == "funding_total"]


# How money is written.


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 500 €", 1500),
        ("1\u00a0500\u00a0€", 1500),
        ("1\u202f500\u202f€", 1500),
        ("1\u2009500 €", 1500),
        ("1.500,00 euros", 1500),
        ("1 500.50 €", 1500.5),
        ("1,500 €", 1500),
        ("2 300€", 2300),
        ("11 136,92€", 11136.92),
        ("1.234.567,89 €", 1234567.89),
        ("12.50 €", 12.5),
        ("15 k€", 15000),
        ("15K€", 15000),
        ("15 k euros", 15000),
        ("1,2 M€", 1200000),
        ("2,5 millions d'euros", 2500000),
        ("15 mille euros", 15000),
        ("mille deux cents euros", 1200),
        ("Trois cents euros", 300),
        ("un euro", 1),
        ("une centaine d’euros", 100),
        ("3 euros 50", 3.5),
        ("3 euros et 50 centimes", 3.5),
        ("3€50", 3.5),
        ("50 centimes", 0.5),
        ("l’euro symbolique", 1),
        ("450 euros/an", 450),
        ("0 €", 0),
        ("€ 500", 500),
        ("500 EUR", 500),
        ("500 EUROS", 500),
        ("1500 e", 1500),
        ("≈ 800 €", 800),
        ("5 200 €uros", 5200),
        ("3 500,- €", 3500),
        ("1 000 euros (mille euros)", 1000),
        ("environ 800 €", 800),
    ],
)
def test_an_amount_is_read_however_it_is_written(text: str, value: float) -> None:
    assert [v for v, _ in amounts(funding=text)] == [value]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("entre 500 et 700 euros", (500, 700)),
        ("de 20 à 30€", (20, 30)),
        ("500/600 €", (500, 600)),
        ("500-600 €", (500, 600)),
        ("5/10 €", (5, 10)),
        ("500 € à 600 €", (500, 600)),
        ("de 500 € à 1 000 €", (500, 1000)),
        ("10 à 15 k€", (10000, 15000)),
        ("3 à 4 000 €", (3000, 4000)),
    ],
)
def test_a_range_has_bounds_and_no_value(text: str, bounds: tuple[int, int]) -> None:
    (fact,) = (f for f in facts_of(funding=text) if f.measure == "amount")
    assert (fact.value, fact.low, fact.high) == (None, *bounds)


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("plus de 500 €", 500, 500, None),
        ("au moins 500 €", 500, 500, None),
        ("jusqu’à 50 €", 50, None, 50),
        ("1500 euros maximum", 1500, None, 1500),
    ],
)
def test_a_floor_or_a_ceiling_keeps_its_value(
    text: str, value: float, low: float | None, high: float | None
) -> None:
    fact = next(f for f in facts_of(description=f"Un coût de {text}.") if f.measure == "amount")
    assert (fact.value, fact.low, fact.high) == (value, low, high)


@pytest.mark.parametrize(
    "text",
    [
        "Subvention 2019",
        "Tél. 05 61 22 33 44",
        "Centre social, 11000 Carcassonne",
        "300 heures de bénévolat",
        "Salle de 120 m²",
        "Convention n° 1234 avec la Caf",
        "150 personnes, 413 paniers distribués",
        "Caf, mairie, 12 bénévoles",
        "Budget du centre social",
        "Financement en 2021, 2022 et 2023",
        "Appel à projets 2021/2022",
        "Subvention du 12/03/2021",
        "15",
        "2021",
        "25 %",
        "0561223344",
        "Prêt de matériel pour 12 séances",
        "Le projet européen Erasmus",
    ],
)
def test_other_numbers_of_the_resources_are_no_money(text: str) -> None:
    assert facts_of(funding=text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Le 20e siècle.",
        "Dans le 12 e arrondissement.",
        "Défi des 15 K pas.",
        "Une visite de l'Euro 2016 de football.",
        "Budget : 3 partenaires.",
        "Il est passé à 18 h avec 40 personnes en 2021.",
    ],
)
def test_other_numbers_of_a_story_are_no_money(text: str) -> None:
    assert facts_of(description=text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CAF : 3000", [(3000, "subsidy")]),
        ("Budget : 2500", [(2500, "total")]),
        ("Subvention mairie 1 500", [(1500, "subsidy")]),
        ("Caf 3000 + Mairie 2000 = 5000", [(3000, "subsidy"), (2000, "subsidy"), (5000, "total")]),
        ("ARS 8 000 e, mairie 3500", [(8000, "subsidy"), (3500, "subsidy")]),
        ("5 000 € dont 4000 de la Caf", [(5000, "total"), (4000, "subsidy")]),
    ],
)  # fmt: skip
def test_numbers_without_a_unit_count_where_they_must_be_money(
    text: str, expected: list[tuple[float, str]]
) -> None:
    assert amounts(funding=text) == expected


def test_a_number_alone_in_the_resources_is_borderline() -> None:
    facts = facts_of(funding="2500")
    assert {(f.measure, f.value, f.certainty) for f in facts} == {
        ("amount", 2500, "borderline"),
        ("funding_total", 2500, "borderline"),
    }


WRITTEN = st.sampled_from(
    ["{0} €", "{0}€", "{0} euros", "environ {0} €", "Coût : {0} €", "({0} €)", "{0} EUR", "€ {0}"]
)
SPACES = st.sampled_from([" ", "\u00a0", "\u202f", "."])


@given(st.integers(0, 99_999_999), st.integers(0, 99), SPACES, WRITTEN)
def test_whatever_its_thousands_and_cents_an_amount_is_read_back(
    euros: int, cents: int, space: str, written: str
) -> None:
    figures = f"{euros:,}".replace(",", space) + (f",{cents:02}" if cents else "")
    plain = written.format(figures).replace("\u00a0", " ").replace("\u202f", " ").lower()
    (money,) = find_money(plain)
    assert money.value == pytest.approx(euros + cents / 100)
    assert figures.replace("\u00a0", " ").replace("\u202f", " ") in plain[money.start : money.end]


def test_three_figures_behind_a_comma_are_thousands() -> None:
    assert read_figures("1,500") == 1500
    assert read_figures("1,50") == 1.5


def test_a_year_or_a_headcount_alone_is_no_amount() -> None:
    assert lone_number("2021") is None
    assert lone_number("12") is None


# What an amount is.

KINDS = [
    # A whole, and what it is made of.
    ("Coût total de l’action : 4 200 €", [(4200, "total")]),
    ("Le budget de l'action s'élève à 4 200 euros.", [(4200, "total")]),
    ("Budget prévisionnel : 900 €", [(900, "total")]),
    ("Le projet a coûté 350 €.", [(350, "total")]),
    ("Personnel et divers : 1 444 €", [(1444, "total")]),
    ("500€ de fonctionnement", [(500, "total")]),
    ("800 € sur fonds propres", [(800, "total")]),
    ("Personnel : 800 €\nMatériel : 200 €\nTotal : 1 000 €",
     [(800, "component"), (200, "component"), (1000, "total")]),
    ("Salaires 12 000 €, alimentation 300 €, location de salle 150 €",
     [(12000, "component"), (300, "component"), (150, "component")]),
    ("Achat de matériel pour 300 euros et 150 euros de goûters",
     [(300, "component"), (150, "component")]),
    ("Coût total 11 000 € dont 4 500 € de subvention de l’État et 2 000 € de la Caf.",
     [(11000, "total"), (4500, "subsidy"), (2000, "subsidy")]),
    ("Coût de l’intervenante : 300 €\nGoûters : 40 €", [(300, "component"), (40, "component")]),
    ("Budget alimentation : 200 €\nBudget transport : 300 €",
     [(200, "component"), (300, "component")]),
    ("Budget prévu 3 000 €, dépensé 2 800 €", [(3000, "other"), (2800, "total")]),
    ("Fonds propres : 500 €\nVente de gâteaux : 120 €", [(500, "component"), (120, "component")]),
    ("Total des dépenses : 5 000 €\nTotal des recettes : 5 000 €",
     [(5000, "total"), (5000, "total")]),
    # Givers.
    ("Subvention Carsat de 2 000 €", [(2000, "subsidy")]),
    ("2 000 € de la Caf et 500 € de la mairie", [(2000, "subsidy"), (500, "subsidy")]),
    ("Caf : 2 000 € ; Conseil départemental : 1 500 € ; Contrat de ville : 3 000 €",
     [(2000, "subsidy"), (1500, "subsidy"), (3000, "subsidy")]),
    ("FONJEP 7 164 €", [(7164, "subsidy")]),
    ("Appel à projets ARS : 6 000 €", [(6000, "subsidy")]),
    ("1 200 € attribués par la fondation Dupont", [(1200, "subsidy")]),
    ("Subventions :\n- centre-ville : 500 €\n- quartier nord : 700 €",
     [(500, "subsidy"), (700, "subsidy")]),
    ("Commune (500 €), Caf (1 000 €)", [(500, "subsidy"), (1000, "subsidy")]),
    ("Prestation de service Caf 5 000 €\nParticipation des familles 800 €",
     [(5000, "subsidy"), (800, "component")]),
    ("Budget alloué 1 000€ par la Caf", [(1000, "subsidy")]),
    ("Budget de 3 500 € financé par la Caf (2 000 €) et la commune (1 500 €)",
     [(3500, "total"), (2000, "subsidy"), (1500, "subsidy")]),
    ("1 200€ (Caf) + 800€ (ville) + 500€ (fonds propres)",
     [(1200, "subsidy"), (800, "subsidy"), (500, "component")]),
    ("Charges : 900 €. Produits : 900 €", [(900, "total"), (900, "total")]),
    ("Coût : 300 € pour le spectacle, 50 € pour le goûter",
     [(300, "component"), (50, "component")]),
    ("4300€ : Caf 1500€, ARS 2500€, fonds propres 300€",
     [(4300, "total"), (1500, "subsidy"), (2500, "subsidy"), (300, "component")]),
    ("100€ de goûters\n200€ de matériel\n=> 300€",
     [(100, "component"), (200, "component"), (300, "total")]),
    ("3000 euros (subvention DRAC) pour un coût total de 6000 euros",
     [(3000, "subsidy"), (6000, "total")]),
    ("Subvention de la préfecture (BOP 147) : 4 000 €", [(4000, "subsidy")]),
    ("Budget annuel du centre social : 350 000 €", [(350000, "other")]),
    ("Location de la salle de la mairie : 100 €\nGoûter : 20 €",
     [(100, "component"), (20, "component")]),
    ("Bailleur : salle mise à disposition, estimée à 2 160 €\nCaf : 300 €",
     [(2160, "component"), (300, "subsidy")]),
    ("Carte 5 € + 2 € par sortie", [(5, "unit_price"), (2, "unit_price")]),
    ("Coût total=2 300 euros ; subvention=1 800 euros", [(2300, "total"), (1800, "subsidy")]),
    ("Subvention régionale 2 500 € sur un budget de 4 120€", [(2500, "subsidy"), (4120, "total")]),
    ("Leader 12 000 €, BOP 147 : 4 000 €", [(12000, "subsidy"), (4000, "subsidy")]),
    ("Bonus territoire : 2 300 €\nVille : 900 €", [(2300, "subsidy"), (900, "subsidy")]),
    ("Salaire : 5 000 €\nCaf : 3 000 €\nVille : 2 000 €",
     [(5000, "total"), (3000, "subsidy"), (2000, "subsidy")]),
    ("Caf : 500 €\nVille : 500 €\nFonds propres : 1 000 €",
     [(500, "subsidy"), (500, "subsidy"), (1000, "component")]),
    ("Environ 900 € (goûters 300 €, intervenante 600 €)",
     [(900, "total"), (300, "component"), (600, "component")]),
    ("600 € (2 séances), 400 € (3 séances)", [(600, "component"), (400, "component")]),
    # Prices.
    ("Livret vendu 4 € l'exemplaire", [(4, "unit_price")]),
    ("12 € de cotisation, Caf 500 €", [(12, "unit_price"), (500, "subsidy")]),
    ("3 € par séance", [(3, "unit_price")]),
    ("Adhésion annuelle : 10 €", [(10, "unit_price")]),
    ("Tarif : 12 €/famille", [(12, "unit_price")]),
    ("Le panier revient à 5 € l'unité", [(5, "unit_price")]),
    ("Participation symbolique de 1 €", [(1, "unit_price")]),
    ("10 séances x 50 € = 500 €", [(50, "unit_price"), (500, "total")]),
    ("Intervenant : 45 € de l'heure, soit 900 €", [(45, "unit_price"), (900, "total")]),
    ("2 euros la place", [(2, "unit_price")]),
    ("Entre 2 et 5 € selon le quotient familial", [(None, "unit_price")]),
    ("Prestations facturées : 9 € par acte", [(9, "unit_price")]),
    ("Repas facturé à 4 €", [(4, "unit_price")]),
    ("Stage : 30 € la place, pris en charge pour moitié par le centre, soit 240 €",
     [(30, "unit_price"), (240, "component")]),
    ("0,40 € du km", [(0.4, "unit_price")]),
    ("8 € la leçon, Eurométropole 900 €", [(8, "unit_price"), (900, "subsidy")]),
    ("5 € pour les adhérents, 2 € pour les minima sociaux", [(5, "unit_price"), (2, "unit_price")]),
    ("500 € pour les adhérents\nAffiches 40 €", [(500, "component"), (40, "component")]),
    ("Vente « tout à 2 € »", [(2, "unit_price")]),
    ("Com com : 800 €\nCom de com 700 €", [(800, "subsidy"), (700, "subsidy")]),
    ("Coût estimé par la trésorière : 4 000 €", [(4000, "total")]),
    ("Remplacement : 20 € de l'heure\nYoga : 40 € x 10 = 400 €",
     [(20, "unit_price"), (40, "unit_price"), (400, "component")]),
    # Neither here nor now.
    ("Subvention demandée à la Caf et refusée : 3 000 €", [(3000, "other")]),
    ("Politique de la ville : 4 000 € demandés, 2 500 € obtenus",
     [(4000, "other"), (2500, "subsidy")]),
    ("3 000 € demandés et obtenus de la Caf", [(3000, "subsidy")]),
    ("Caf : 2 000 €\nSubvention Région de 3 000 € non obtenue",
     [(2000, "subsidy"), (3000, "other")]),
    ("En attente d'un financement de 1 000 €", [(1000, "other")]),
    ("La subvention de 900 € de la ville n'a pas été versée", [(900, "other")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_the_words_beside_an_amount_tell_its_kind(
    text: str, expected: list[tuple[float | None, str]]
) -> None:
    assert amounts(funding=text) == expected


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("description", "Chaque famille paie 2 € le panier.", [(2, "unit_price")]),
        ("description", "Moyennant une participation de 5 euros.", [(5, "unit_price")]),
        ("description", "La vente de crêpes a rapporté 350 €.", [(350, "other")]),
        ("description", "La Caf a financé l'action à hauteur de 2 000 €.", [(2000, "subsidy")]),
        ("description", "Le coût total de l'action est de 2 000 €.", [(2000, "total")]),
        ("description", "Ils ont trouvé 11 € dans le sable.", [(11, "other")]),
        ("description", "Pour les foyers au RSA (environ 550 €).", [(550, "other")]),
        ("limits", "Il manque 2 000 € pour finir.", [(2000, "other")]),
        ("perspectives", "Un budget de 5 000 € sera demandé.", [(5000, "other")]),
        ("summary", "Achat d'un vélo à 300 euros.", [(300, "component")]),
        (
            "description",
            "La mairie a versé 1 500 € et la Caf 2 000 €.",
            [(1500, "subsidy"), (2000, "subsidy")],
        ),
        ("description", "Des livres offerts, pour 300 euros.", [(300, "component")]),
        (
            "description",
            "La Caf a versé 6 480 €, dont 1 100 € l'été.",
            [(6480, "subsidy"), (1100, "component")],
        ),
        ("description", "Les bénéficiaires du RSA paient 2 €.", [(2, "unit_price")]),
        ("description", "Tarif de 0,50 € à 3 € selon QF.", [(None, "unit_price")]),
        ("description", "Les repas sont à 1€.", [(1, "unit_price")]),
        ("description", "Chaque adhérent donne 5 €.", [(5, "unit_price")]),
        (
            "description",
            "Dépenses :\n- animations : 400 €\n- gîte : 900 €",
            [(400, "component"), (900, "component")],
        ),
        ("description", "Le projet est estimé à 25 000 euros.", [(25000, "total")]),
        ("description", "Un budget participatif de 30 000 €.", [(30000, "other")]),
        ("description", "En 2018 la fête avait coûté 3 000 €.", [(3000, "other")]),
        ("description", "La fête a coûté 3 000 €.", [(3000, "total")]),
    ],
)
def test_a_story_tells_of_money_too(
    column: str, text: str, expected: list[tuple[float, str]]
) -> None:
    assert amounts(**{column: text}) == expected


# What the action cost.


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("604 €", 604),
        ("Graines, terreau : cf. facture n° 2021-88 (150,40 €)", 150.4),
        ("Environ 15 000 euros dont 11 330 de subvention", 15000),
        ("Personnel : 800 €\nMatériel : 200 €\nTOTAL: 1 000 €", 1000),
        ("Soit un total de 11 136,92€", 11136.92),
        ("Budget prévisionnel 21 000 €, réalisé 18 430 €", 18430),
        ("8000 e au total\nmairie 3500", 8000),
        ("Dépenses réelles : 4 200,50 €, Caf 3 000 €", 4200.5),
        ("Tombola : 400 €\nLoto : 500 €\nTotal récolté : 900 €", 900),
        ("Salaire : 5 000 €\nCaf : 3 000 €\nVille : 2 000 €", 5000),
        ("Caf 3 000 €, ville 2 000 €, soit 5 000 €", 5000),
        ("1 000 €. Adhésion : 5 € par personne.", 1000),
        ("Environ 11 600 euros, financés à moitié par le bailleur", 11600),
    ],
)
def test_a_stated_total_or_a_lone_amount_is_the_total(text: str, total: float) -> None:
    assert totals(funding=text) == [total]


@pytest.mark.parametrize(
    "text",
    [
        "Caf : 3 000 €",
        "Salaires 12 000 €, alimentation 300 €",
        "3 € par séance",
        "Participation des familles : 300 €",
        "Matériel : 300 €\nSalaire de l'animatrice",
        "1400 euros de petit matériel ; poste financé par la commune",
        "Total 2020 : 3 000 €\nTotal 2021 : 4 000 €",
        "Subvention refusée : 3 000 €",
        "Total récolté 640 €, achats 200 €",
        "Total récolté 640 €, Caf 2 000 €",
        "Sous-total achats : 300 €\nSous-total personnel : 500 €",
    ],
)
def test_no_total_is_made_up(text: str) -> None:
    assert totals(funding=text) == []


def test_another_field_may_state_the_total() -> None:
    assert totals(description="Le coût total de l'action est de 2 000 €.", funding="Caf") == [2000]
    assert totals(perspectives="Un budget total de 2 000 € est prévu.") == []
    assert totals(description="Ils gèrent un budget de 50 euros pour les courses.") == []
    assert totals(description="Chaque groupe a reçu une enveloppe de 200 €.") == []


@pytest.mark.parametrize(
    ("text", "stated", "parts"),
    [
        ("Personnel : 545,48 €\nMatériel : 458 €\nTotal : 1 003,50 €", 1003.5, 1003.48),
        ("Caf 3 000 €, ville 2 000 €\nSoit 6 000 € au total", 6000, 5000),
        ("Camion : 17 500 € (don 10 000 €, emprunt 5 000 €, fonds propres 3 500 €)", 17500, 18500),
        ("Coût total : 900 €\n- cars : 500 €\n- entrées : 300 €\n- divers : 200 €", 900, 1000),
        ("Coût 900 € dont 800 € de la Caf et 400 € de la mairie", 900, 1200),
    ],
)
def test_a_total_that_differs_from_its_parts_is_told(
    text: str, stated: float, parts: float
) -> None:
    (found,) = (f for f in facts_of(funding=text) if f.measure == "total_anomaly")
    assert (found.value, found.low, found.high) == (stated, parts, parts)
    assert found.type == "differs_from_parts"


@pytest.mark.parametrize(
    "text",
    [
        "Personnel : 800 €\nMatériel : 200 €\nTotal : 1 000 €",
        "Personnel : 800,40 €\nMatériel : 200,20 €\nTotal : 1 001 €",
        "Budget total : 3 915 €\nANCV : 900 €\nParticipation des familles : 210 €",
        "Caf 3 000 €, ville 2 000 €, le reste sur fonds propres. Total : 6 000 €",
        "Achats 400 €\nPersonnel 600 €\nCaf 700 €\nVille 300 €\nTotal : 1 000 €",
        "Coût 900 € dont 400 € de la Caf",
        "Communes : 2 x 350 €\nCaf : 300 €\nTotal : 1 000 €",
        "Personnel : environ 800 €\nMatériel : 150 €\nTotal : 1 000 €",
        "Loyer : 800 €\nSalaire de l'animatrice\nMatériel : 150 €\nTotal : 1 900 €",
    ],
)
def test_no_difference_is_made_up(text: str) -> None:
    assert [f for f in facts_of(funding=text) if f.measure == "total_anomaly"] == []


# Their place.


def test_a_quote_is_the_clause_that_tells_the_amount() -> None:
    text = "Des ateliers toute l’année. Caf (fonds locaux) : 2 000 €, mairie : 500\u00a0€ par an."
    quotes = [f.quote for f in facts_of(funding=text)]
    assert quotes == ["Caf (fonds locaux) : 2 000 €", "mairie : 500\u00a0€ par an"]


def test_a_sentence_that_a_field_repeats_is_read_once() -> None:
    text = "Le coût est de 500 €.\nUn atelier.\nLe coût est de 500 €."
    assert amounts(description=text) == [(500, "total")]


@given(st.lists(st.sampled_from([t for t, _ in KINDS]), min_size=1, max_size=4))
def test_facts_of_any_mixture_stand_on_their_lines(texts: list[str]) -> None:
    facts = facts_of(funding="\n".join(texts), description=" ".join(texts))
    assert all(f.quote and f.unit == "EUR" and f.rule for f in facts)
    assert sum(f.measure == "funding_total" for f in facts) <= 1


PIECES = st.sampled_from(
    ["Caf", "mairie", "total", "Coût", "dont", "soit", "=", "(", ")", ":", ",", ";", "+", "x", "et",
     "de", "à", "/", "par an", "\u00a0", "€", "euros", "k€", "e", "1 500", "12,50", "2 x", "mille",
     "\n", "- ", ".", "...", "9" * 30, "²", "İ", "2021", "environ", "entre", "%"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25), st.sampled_from(["funding", "description"]))
def test_no_wording_breaks_the_measure(pieces: list[str], column: str) -> None:
    facts = facts_of(**{column: " ".join(pieces)})
    assert all(f.value is None or 0 <= float(f.value) < 1e15 for f in facts)
    assert all(f.low <= f.high for f in facts if f.low is not None and f.high is not None)
