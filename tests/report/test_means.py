"""I11 and I12: what may be added, what may be published, and how it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from told import assert_well_written, fact, plain

from reportkit.dataset import load_dataset
from reportkit.measures.fact import BORDERLINE, Fact
from reportkit.measures.measure import measure
from reportkit.report.means import (
    KINDS,
    ROLES,
    SUMMED,
    AmountKind,
    Role,
    amount_list,
    amount_words,
    amounts,
    disclosed,
    people,
)
from reportkit.report.wording_means import amounts_told, people_told

NUMBERS = {f"a{n}": n for n in range(1, 7)}
OWN = dict.fromkeys(NUMBERS, "Centre A")
MANY = {"a1": "A", "a2": "A", "a3": "B", "a4": "C", "a5": "D", "a6": None}


def euro(kind: str, value: float | None, action: str = "a1", **told: object) -> Fact:
    told.setdefault("field", "funding")
    return fact("amount", action, type=kind, value=value, unit="EUR", **told)


def whole(value: float, action: str, **told: object) -> list[Fact]:
    """A total as `find_amounts` tells it: an amount and the total chosen."""
    chosen = fact("funding_total", action, type="total", value=value, unit="EUR", **told)
    return [euro("total", value, action, **told), chosen]


def of_kind(told: list[Fact], kind: str, *, many: bool = False) -> AmountKind:
    found = amounts(told, NUMBERS, MANY if many else OWN, many=many)
    return next(k for k in found if k.kind == kind)


def test_totals_of_several_actions() -> None:
    told = whole(500, "a1") + whole(1500, "a3") + whole(1000, "a2") + whole(9, "ailleurs")
    found = of_kind(told, "total")
    assert (found.ids, found.count) == (("a1", "a2", "a3"), 3)
    assert (found.smallest, found.median, found.largest, found.total) == (500, 1000, 1500, 3000)


def test_of_two_totals_that_an_action_tells_the_one_chosen_counts() -> None:
    told = [*whole(500, "a1"), euro("total", 450, line=7), *whole(100, "a2")]
    assert of_kind(told, "total").total == 600


def test_totals_that_contradict_each_other_are_not_added() -> None:
    told = [euro("total", 500), euro("total", 450, line=7), *whole(100, "a2")]
    found = of_kind(told, "total")
    assert (found.count, found.ids, found.total) == (3, ("a1", "a2"), None)


@pytest.mark.parametrize("kind", ["component", "unit_price", "other"])
def test_parts_prices_and_the_unknown_are_never_added(kind: str) -> None:
    assert of_kind([euro(kind, 10), euro(kind, 20, "a2")], kind).total is None


def test_several_subsidies_of_an_action_may_overlap_and_are_not_added() -> None:
    assert of_kind([euro("subsidy", 10), euro("subsidy", 20, "a2")], "subsidy").total == 30
    two = [euro("subsidy", 10), euro("subsidy", 15), euro("subsidy", 20, "a2")]
    assert of_kind(two, "subsidy").total is None


@pytest.mark.parametrize(
    "told",
    [
        {"value": None, "low": 500.0, "high": 800.0},
        {"value": 500.0, "low": 500.0},
        {"value": 500.0, "quote": "environ 500 €"},
        {"value": 500.0, "quote": "Budget prévisionnel : 500 €"},
    ],
)
def test_what_is_not_one_number_spent_forbids_a_total(told: dict) -> None:
    found = of_kind([euro("total", **{"action": "a2", **told}), *whole(100, "a1")], "total")
    assert (found.count, found.total, found.smallest) == (2, None, 100)
    assert found.largest == (told.get("high") or 500)


def test_an_amount_told_under_two_labels_is_one_and_two_givers_are_two() -> None:
    again = [euro("subsidy", 500), euro("subsidy", 500, field="summary", line=9)]
    assert of_kind(again, "subsidy").count == 1
    givers = [euro("subsidy", 500), euro("subsidy", 500, line=9)]
    assert of_kind(givers, "subsidy").count == 2
    assert of_kind([euro("unit_price", 1), euro("unit_price", 1, line=9)], "unit_price").count == 1


def test_a_borderline_amount_is_listed_and_makes_no_figure() -> None:
    told = [euro("total", 2500, certainty=BORDERLINE)]
    assert amounts(told, NUMBERS, OWN, many=False) == []
    assert [(a.number, a.sure) for a in amount_list(told, NUMBERS)] == [(1, False)]


def test_the_list_of_a_centre_is_by_number_and_line() -> None:
    told = [
        euro("component", None, "a2", low=500.0, high=800.0, line=3),
        euro("subsidy", 1200, line=8, quote="Caf : environ 1 200 €"),
        euro("total", 1234.5, line=2),
        *whole(1, "ailleurs"),
    ]
    listed = [(a.number, a.kind, plain(a.value), a.line) for a in amount_list(told, NUMBERS)]
    assert listed == [
        (1, "total", "1 234,50 €", 2),
        (1, "subsidy", "environ 1 200 €", 8),
        (2, "component", "de 500 à 800 €", 3),
    ]


def test_open_bounds_are_told_as_such() -> None:
    assert plain(amount_words(euro("total", 500, low=500.0))) == "au moins 500 €"
    assert plain(amount_words(euro("total", 90, high=90.0))) == "au plus 90 €"


def test_two_structures_have_no_figures_in_a_report_of_several() -> None:
    two = whole(500, "a1") + whole(600, "a2") + whole(700, "a3") + whole(800, "a6")
    hidden = of_kind(two, "total", many=True)
    assert (hidden.published, hidden.count, hidden.ids) == (False, 4, ("a1", "a2", "a3", "a6"))
    assert {hidden.smallest, hidden.median, hidden.largest, hidden.total} == {None}
    shown = of_kind(two + whole(900, "a4"), "total", many=True)
    assert (shown.published, shown.smallest, shown.total) == (True, 500, 3500)


def test_one_structure_that_gives_nearly_all_hides_the_total_alone() -> None:
    found = of_kind(whole(9000, "a1") + whole(100, "a3") + whole(100, "a4"), "total", many=True)
    assert (found.published, found.total, found.median) == (True, None, 100)


shares = st.dictionaries(
    st.sampled_from(["A", "B", "C", "D", None]), st.integers(0, 1000).map(float)
)


@given(shares)
def test_what_may_be_disclosed_in_plain_words(values: dict[str | None, float]) -> None:
    named = sorted(value for name, value in values.items() if name is not None)
    unnamed = values.get(None, 0.0)
    enough = len(named) >= 3
    # In hundredths, so that no rounding can hide an equality.
    dominated = enough and 100 * (named[-1] + unnamed) > 85 * (sum(named) + unnamed)
    assert disclosed(values) == (enough and not dominated)


told_amounts = st.lists(
    st.one_of(
        st.builds(
            euro,
            st.sampled_from(KINDS),
            st.integers(0, 5000).map(float),
            st.sampled_from(list(NUMBERS)),
            line=st.integers(1, 30),
            field=st.sampled_from(["funding", "summary"]),
        ).map(lambda told: [told]),
        st.builds(whole, st.integers(1, 5000).map(float), st.sampled_from(list(NUMBERS))),
    ),
    max_size=10,
).map(lambda lists: [told for each in lists for told in each])


@given(told_amounts, st.booleans())
def test_a_total_adds_one_amount_an_action_of_one_kind(told: list[Fact], many: bool) -> None:
    structures: Mapping[str, str | None] = MANY if many else OWN
    for found in amounts(told, NUMBERS, structures, many=many):
        assert {a.type for a in found.amounts} == {found.kind}
        assert {a.action_id for a in found.amounts} == set(found.ids)
        if found.total is not None:
            assert found.kind in SUMMED
            assert len(found.ids) == found.count
            assert found.total == sum(a.value for a in found.amounts)
            assert not many or len({MANY[i] for i in found.ids} - {None}) >= 3
        if found.published:
            assert found.smallest <= (found.median or found.smallest) <= found.largest


@given(told_amounts, st.booleans())
def test_sentences_about_amounts_are_well_written(told: list[Fact], many: bool) -> None:
    found = amounts(told, NUMBERS, MANY if many else OWN, many=many)
    said = amounts_told(found)
    assert_well_written(said)
    own = [k for k in found if k.kind in ("total", "subsidy", "component")]
    count = sum(k.count for k in own)
    assert ("non additionnés" in said) == (len(own) > 1)
    assert "au total" not in said
    if count > 2:
        assert plain(said).startswith(f"{count} montants sont déclarés")
    if any(not k.published for k in own):
        assert "€" not in said


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ([], "Aucun montant exploitable."),
        (whole(500, "a1"), "Un montant est déclaré : 500 € (coût total)."),
        ([euro("total", None, low=500.0, high=800.0)],
         "Un montant est déclaré : de 500 à 800 € (coût total)."),
        ([euro("subsidy", 500, quote="Caf : environ 500 €")],
         "Un montant est déclaré : environ 500 € (subvention)."),
        (whole(500, "a1") + whole(1200, "a2"),
         "Deux montants sont déclarés, de 500 à 1 200 € (coûts totaux)."),
        (whole(500, "a1") + whole(500, "a2"),
         "Deux montants sont déclarés, chacun de 500 € (coûts totaux)."),
        ([*whole(500, "a1"), euro("subsidy", 300), euro("subsidy", 90.5, "a2")],
         "3 montants sont déclarés, de 90,50 à 500 €, de natures différentes, non additionnés."),
        ([euro("unit_price", 5), euro("other", 9000), euro("other", 9, "a2")],
         "Aucun montant exploitable. Hors de ce compte : un prix unitaire et deux montants de "
         "nature indéterminée."),
        (whole(500, "a1", rule="lone"),
         "Un montant est déclaré : 500 € (coût total). Un montant, seul dans son champ, est lu "
         "comme coût total."),
    ],
)  # fmt: skip
def test_amounts_told(told: list[Fact], sentence: str) -> None:
    assert plain(amounts_told(amounts(told, NUMBERS, OWN, many=False))) == sentence


def test_amounts_of_too_few_structures_are_told_without_figures() -> None:
    one = amounts(whole(500, "a1"), NUMBERS, MANY, many=True)
    assert plain(amounts_told(one)) == (
        "Un montant est déclaré (coût total), non publié (secret statistique)."
    )
    shown = [told for n in (1, 3, 4) for told in whole(500, f"a{n}")]
    some = amounts([*shown, euro("subsidy", 3)], NUMBERS, MANY, many=True)
    assert plain(amounts_told(some)) == (
        "4 montants sont déclarés, de natures différentes, non additionnés ; une partie n'est pas "
        "publiée (secret statistique)."
    )


def persons(role: str, value: float | None, action: str = "a1", **told: object) -> Fact:
    told = {"rule": "number", "unit": "personnes", **told}
    name = "participants" if role == "participant" else "staff"
    return fact(name, action, type=role, value=value, **told)


def of_role(told: list[Fact], role: str, *, many: bool = False) -> Role:
    found = people(told, NUMBERS, MANY if many else OWN, many=many)
    return next(r for r in found if r.role == role)


def test_each_action_stands_with_the_largest_number_it_writes() -> None:
    told = [
        persons("participant", 12),
        persons("participant", 8, rule="part"),
        persons("participant", None, "a2", low=30.0, high=40.0),
        persons("participant", 3, "ailleurs"),
    ]
    found = of_role(told, "participant")
    assert (found.ids, found.smallest, found.largest) == (("a1", "a2"), 12, 40)


@pytest.mark.parametrize(
    "left_out",
    [
        persons("participant", 900, rule="each"),
        persons("participant", 900, rule="paid"),
        persons("participant", 900, certainty=BORDERLINE),
        fact("attendance", type="participant", value=900.0, rule="number"),
        fact("participants_total", type="participant", value=900.0, rule="sum"),
    ],
)
def test_comings_sessions_and_sums_are_no_number_of_persons(left_out: Fact) -> None:
    assert people([left_out], NUMBERS, OWN, many=False) == []


def test_households_stand_apart_from_heads() -> None:
    told = [persons("participant", 35, unit="familles"), persons("participant", 8)]
    assert of_role(told, "household").largest == 35
    assert of_role(told, "participant").largest == 8


def test_persons_of_too_few_structures_are_counted_and_not_told() -> None:
    told = [persons("volunteer", n, f"a{n}") for n in (1, 2, 3)]
    assert not of_role(told, "volunteer", many=True).published
    assert of_role([*told, persons("volunteer", 9, "a4")], "volunteer", many=True).largest == 9


@pytest.mark.parametrize(
    ("sizes", "total", "sentence"),
    [
        ([], 12, "Aucun nombre de participants n'est mentionné."),
        ([1], 1, "La fiche mentionne des participants : 1 personne."),
        ([8], 12, "La fiche d'une action sur 12 mentionne des participants : 8 personnes."),
        ([8, 50], 2, "Les fiches mentionnent des participants pour les deux actions, de 8 à 50 "
         "personnes ; ces nombres ne s'additionnent pas."),
        ([8, 50, 9], 12, "Les fiches mentionnent des participants pour 3 actions sur 12, de 8 à 50 "
         "personnes ; ces nombres ne s'additionnent pas."),
        ([8, 8], 12, "Les fiches mentionnent des participants pour 2 actions sur 12, 8 personnes "
         "chacune ; ces nombres ne s'additionnent pas."),
    ],
)  # fmt: skip
def test_people_told(sizes: list[int], total: int, sentence: str) -> None:
    told = [persons("participant", size, f"a{n}") for n, size in enumerate(sizes, 1)]
    found = people(told, NUMBERS, OWN, many=False)
    assert plain(people_told("participant", found[0] if found else None, total)) == sentence


@given(
    st.sampled_from(ROLES),
    st.lists(st.integers(1, 900), max_size=6),
    st.integers(7, 90),
    st.booleans(),
)
def test_sentences_about_people_are_well_written(
    name: str, sizes: list[int], total: int, many: bool
) -> None:
    role, unit = ("participant", "familles") if name == "household" else (name, "personnes")
    told = [persons(role, size, f"a{n}", unit=unit) for n, size in enumerate(sizes, 1)]
    found = people(told, NUMBERS, MANY if many else OWN, many=many)
    said = people_told(name, found[0] if found else None, total)
    assert_well_written(said)
    if len(sizes) > 1:
        assert f"{len(sizes)} actions sur {total}" in plain(said)
    assert {int(figure) for figure in re.findall(r"\d+", said)} <= {*sizes, total, len(sizes)}
    if found and not found[0].published:
        assert "secret statistique" in said


@pytest.fixture(scope="module")
def labelled() -> list[Fact]:
    return measure(load_dataset([ROOT / "tests" / "measures" / "faits.txt"]))


def test_actions_recounted_by_plain_loops(labelled: list[Fact]) -> None:
    numbers = {f.action_id: f.action for f in labelled}
    sure = [f for f in labelled if f.certainty == "sure"]
    for kind in amounts(labelled, numbers, {}, many=False):
        told = {f.action_id for f in sure if f.measure == "amount" and f.type == kind.kind}
        assert set(kind.ids) == told
        told_as = "funding_total" if kind.kind == "total" else "amount"
        own = [f for f in sure if f.type == kind.kind and f.measure == told_as]
        values = [f.value if f.low is None else f.low for f in own]
        assert kind.smallest == min(values)
    listed = [f for f in labelled if f.measure == "amount"]
    assert len(amount_list(labelled, numbers)) == len(listed)
    roles = {r.role: r for r in people(labelled, numbers, {}, many=False)}
    volunteers = [f for f in sure if f.measure == "staff" and f.type == "volunteer"]
    counted = [f for f in volunteers if f.rule not in ("each", "paid")]
    assert set(roles["volunteer"].ids) == {f.action_id for f in counted}
    assert roles["volunteer"].largest == max(f.high or f.value for f in counted)
