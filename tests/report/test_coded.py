"""I10: families counted by actions, recounted by plain loops, with sentences to quote."""

from __future__ import annotations

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from told import assert_well_written, fact, plain

from reportkit.dataset import load_dataset
from reportkit.measures.fact import BORDERLINE, Fact
from reportkit.measures.measure import measure
from reportkit.report.coded import Coded, as_ranking, families
from reportkit.report.wording_means import families_told, family_told

NUMBERS = {"a1": 1, "a2": 2, "a3": 3}
LONG = "Une phrase assez longue pour être citée seule, la numéro {}, sans rien de plus."


def limit(family: str, action: str = "a1", second: str | None = None, **told: object) -> Fact:
    told.setdefault("quote", LONG.format(f"{action} {family} {second}"))
    return fact("limit", action, type=family, second_type=second, field="limits", **told)


def test_an_action_counts_once_in_each_of_its_families() -> None:
    told = [
        limit("locaux et matériel", "a2"),
        limit("locaux et matériel", "a2", line=4),
        limit("temps et fréquence", "a1", second="locaux et matériel"),
        limit("temps et fréquence", "ailleurs"),
    ]
    first, second = families(told, "limit", NUMBERS)
    assert (first.name, first.count, first.ids) == ("locaux et matériel", 2, ("a1", "a2"))
    assert first.second == ("a1",)
    assert (second.name, second.ids, second.second) == ("temps et fréquence", ("a1",), ())


def test_ties_stand_in_alphabetical_order_and_the_rest_last() -> None:
    told = [limit("autre", f"a{n}") for n in (1, 2, 3)]
    told += [limit("temps et fréquence"), limit("contexte sanitaire")]
    names = [family.name for family in families(told, "limit", NUMBERS)]
    assert names == ["contexte sanitaire", "temps et fréquence", "autre"]


def test_what_a_reader_may_leave_out_is_not_counted() -> None:
    assert families([limit("autre", certainty=BORDERLINE)], "limit", NUMBERS) == []


def test_one_field_only() -> None:
    told = [fact("limit", type="communication", field="outcomes_centre")]
    assert families(told, "limit", NUMBERS, "limits") == []
    assert families(told, "limit", NUMBERS)[0].count == 1


def test_the_example_is_of_the_main_family_and_of_a_length_to_quote() -> None:
    fit = limit("partenariat", "a3", quote=LONG.format(1))
    told = [
        limit("partenariat", "a1", quote="Peu d'élus."),
        limit("communication", "a2", second="partenariat", quote=LONG.format(2)),
        fit,
    ]
    example = {f.name: f.example for f in families(told, "limit", NUMBERS)}["partenariat"]
    assert example is fit


def test_key_sentences_are_quoted_first() -> None:
    key = limit("partenariat", "a2", quote=LONG.format(2), line=9)
    told = [limit("partenariat", "a1", quote=LONG.format(1)), key]
    told.append(fact("key_sentence", "a2", field="limits", line=9, quote=LONG.format(2)))
    assert families(told, "limit", NUMBERS)[0].example is key


def test_two_families_quote_two_sentences_of_two_structures_where_they_can() -> None:
    shared = LONG.format("commune")
    told = [
        limit("communication", "a1", second="partenariat", quote=shared),
        limit("partenariat", "a1", quote=LONG.format("même centre")),
        limit("partenariat", "a2", quote=LONG.format("même centre encore")),
        limit("partenariat", "a3", quote=LONG.format("autre centre")),
    ]
    structures = {"a1": "A", "a2": "A", "a3": "B"}
    found = families(told, "limit", NUMBERS, structures=structures)
    quotes = {f.name: f.example.quote for f in found}
    assert quotes == {"communication": shared, "partenariat": LONG.format("autre centre")}


FAMILIES = ("moyens financiers", "communication", "partenariat", "autre")
coded = st.builds(
    limit,
    st.sampled_from(FAMILIES),
    st.sampled_from(["a1", "a2", "a3", "ailleurs"]),
    st.one_of(st.none(), st.sampled_from(FAMILIES)),
    line=st.integers(1, 9),
)


@given(st.lists(coded, max_size=12), st.randoms())
def test_neither_order_nor_repeats_change_anything(told: list[Fact], random: object) -> None:
    found = families(told, "limit", NUMBERS)
    again = told + told[:3]
    random.shuffle(again)  # type: ignore[attr-defined]
    assert families(again, "limit", NUMBERS) == found
    for family in found:
        assert family.name in (family.example.type, family.example.second_type)
        assert set(family.second) <= set(family.ids) <= NUMBERS.keys()


@pytest.mark.parametrize("measured", ["limit", "perspective", "outcome"])
def test_counts_by_plain_loops(measured: Coded, labelled: list[Fact]) -> None:
    numbers = {action_id: n for n, action_id in enumerate({f.action_id for f in labelled}, 1)}
    recounted: dict[str, set[str]] = {}
    for told in labelled:
        if told.measure == measured and told.certainty == "sure":
            for name in (told.type, told.second_type):
                if name:
                    recounted.setdefault(name, set()).add(told.action_id)
    found = families(labelled, measured, numbers)
    assert {f.name: set(f.ids) for f in found} == recounted
    assert [f.count for f in found if f.name != "autre"] == sorted(
        (len(ids) for name, ids in recounted.items() if name != "autre"), reverse=True
    )
    assert len({f.example.quote for f in found}) == len(found)


@pytest.fixture(scope="module")
def labelled() -> list[Fact]:
    return measure(load_dataset([ROOT / "tests" / "measures" / "faits.txt"]))


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        ("limit", "Aucune limite n'est renseignée."),
        ("perspective", "Aucune perspective n'est renseignée."),
        ("outcome", "Aucun résultat n'est renseigné."),
    ],
)
def test_nothing_told_is_never_an_absence(measured: Coded, sentence: str) -> None:
    assert plain(families_told(measured, [], 0, 12)) == sentence


def test_a_field_that_no_family_was_read_in_is_not_empty() -> None:
    assert plain(families_told("limit", [], 3, 12)) == (
        "Aucune limite n'est relevée par la lecture automatique du champ."
    )


def told_of(*counts: tuple[str, int]) -> list[Fact]:
    return [limit(name, f"a{n}") for name, count in counts for n in range(1, count + 1)]


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ([("partenariat", 3), ("communication", 1)],
         "La limite la plus souvent signalée est « partenariat » (3 actions sur 5)."),
        ([("partenariat", 2), ("communication", 2), ("temps et fréquence", 1)],
         "« communication » et « partenariat » sont les plus souvent signalées "
         "(2 actions sur 5 chacune)."),
        ([("partenariat", 1), ("communication", 1)], "Aucune limite ne se détache."),
        ([("autre", 3), ("communication", 2)],
         "La limite la plus souvent signalée est « communication » (2 actions sur 5)."),
        ([("autre", 3)], "Aucune limite ne se détache."),
    ],
)  # fmt: skip
def test_the_limit_told_most(counts: list[tuple[str, int]], sentence: str) -> None:
    found = families(told_of(*counts), "limit", NUMBERS)
    assert plain(families_told("limit", found, 5, 5)) == sentence


def test_none_stands_out_by_second_families_alone() -> None:
    told = told_of(("temps et fréquence", 2))
    told += [limit("autre", f"a{n}", second="partenariat") for n in (1, 2, 3)]
    found = families(told, "limit", NUMBERS)
    assert as_ranking(found, 3, 3).top[0].label == "partenariat"
    assert plain(families_told("limit", found, 3, 3)) == "Aucune limite ne se détache."


@pytest.mark.parametrize(
    ("measured", "count", "base", "total", "opening"),
    [
        ("outcome", 1, 1, 1, "Cette action mentionne « lien social » ; par exemple : «"),
        ("outcome", 1, 5, 5, "Une action sur 5 mentionne «"),
        ("limit", 2, 2, 2, "Les deux actions signalent «"),
        ("limit", 2, 4, 5, "2 actions sur les 4 renseignées signalent «"),
        ("perspective", 3, 12, 12, "3 actions sur 12 envisagent «"),
    ],
)
def test_a_family_with_its_example(
    measured: Coded, count: int, base: int, total: int, opening: str
) -> None:
    told = [
        fact(measured, f"a{n}", type="lien social", quote=f"Voisins n° {n}.")
        for n in range(1, count + 1)
    ]
    (family,) = families(told, measured, NUMBERS)
    said = family_told(measured, family, NUMBERS[family.example.action_id], base, total)
    assert plain(said).startswith(opening)
    assert plain(said).endswith("« Voisins n° 1. » (action n° 1).")


@given(st.lists(coded, min_size=1, max_size=12), st.integers(3, 40))
def test_sentences_are_well_written(told: list[Fact], total: int) -> None:
    found = families(told, "limit", NUMBERS)
    assert_well_written(families_told("limit", found, total, total))
    for family in found:
        said = family_told("limit", family, 1, total, total)
        assert_well_written(said)
        if 1 < family.count < total:
            assert plain(said).startswith(f"{family.count} actions sur {total} ")
