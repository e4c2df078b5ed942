"""Similar actions: told twice or shared, never a series, whatever the number and the order."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from senacs import action, page_lines, read_bytes, text_of

from reportkit.dataset import Dataset, build_dataset, load_dataset
from reportkit.findings.marks import figures_of, shared_marks
from reportkit.findings.similar import _Search, find_similar, similar_findings
from reportkit.findings.wordindex import build_index, stems_by_word
from reportkit.schema import OUTCOMES, Severity

# What a reader finds in the sample: title of the later action -> of the earlier one.
SAMPLE = {
    ("action-partagee", "Tous à bord ! Transport solidaire du jeudi"): (
        "La navette du marché - mobilité solidaire"
    ),
    ("doublon-probable", "Un potager au pied de la tour 4"): "JARDIN PARTAGE DES COTEAUX",
}

SOUP = {
    "title": "La soupe du vendredi",
    "summary": "Chaque vendredi, une marmite de soupe épaisse attend les voisins du belvédère.",
    "experience": "Les épluchures nourrissent le poulailler du collège, les recettes voyagent.",
    "description": "Quarante bols, du pain offert par le boulanger Kervoal, un accordéoniste.",
    "limits": "La marmite de 60 litres pèse trop lourd pour nos deux cuisinières.",
}
REWORDED = {
    **SOUP,
    "title": "Bols et accordéon",
    "summary": "Une marmite de soupe épaisse attend chaque vendredi tous les voisins.",
    "experience": "Les recettes voyagent et les épluchures vont au poulailler du collège.",
}
CHOIR = {
    "title": "Chorale des quais",
    "summary": "Vingt choristes répètent des chants de marins sous la halle.",
    "experience": "Une cheffe bénévole écrit les partitions, le port prête ses gradins.",
    "description": "Répétition le lundi, concert pour la fête des embarcations.",
    "limits": "Les ténors manquent et le vent couvre les voix.",
}


def tidy(*actions: dict, year: int | None = 2024) -> Dataset:
    lines = page_lines(actions, year)
    return build_dataset([(read_bytes(text_of(lines)), None)])


def test_the_sample_holds_the_two_pairs_that_a_reader_finds(sample: Dataset) -> None:
    titles = sample.actions.set_index("action_id")["title"]
    found = {(p.code, titles[p.action_id]): titles[p.other_id] for p in find_similar(sample)}
    assert found == SAMPLE


def test_the_real_export_holds_the_pairs_found_by_hand(real_folder: Path) -> None:
    dataset = load_dataset([real_folder / "senacs-aude-16.txt"])
    place = dict(zip(dataset.actions["action_id"], range(1, 17), strict=True))
    found = {(place[p.other_id], place[p.action_id]) for p in find_similar(dataset)}
    assert found == {(9, 15), (7, 13)}


def test_a_finding_says_where_why_and_what_differs() -> None:
    (finding,) = similar_findings(tidy(action(**SOUP), action(**CHOIR), action(**REWORDED)))
    assert (finding.code, finding.severity) == ("doublon-probable", Severity.CHECK)
    assert finding.text == "Bols et accordéon"
    assert finding.action_id
    for said in ("La soupe du vendredi", "Centre social du Pré", "export.txt:", " %", "marmite",
                 "« Titre »"):  # fmt: skip
        assert said in finding.message


def test_two_structures_that_tell_one_action_share_it() -> None:
    dataset = tidy(action(**SOUP), action(**REWORDED, organisation="MPT du Quai - Sarthe"))
    assert [p.code for p in find_similar(dataset)] == ["action-partagee"]


def test_across_departments_only_a_copy_is_proposed() -> None:
    afar = {"organisation": "MPT du Quai - Aude"}
    copy = tidy(action(**SOUP), action(**{**SOUP, "funding": "90 €"}, **afar), year=None)
    assert [p.code for p in find_similar(copy)] == ["action-partagee"]
    other = tidy(action(**SOUP), action(**CHOIR, **afar), year=None)
    assert find_similar(other) == []


def test_a_series_under_one_title_is_no_repeat() -> None:
    """The same title, structure, partners and public: three groups of children."""
    closed = {"title": "Accompagnement à la scolarité"}
    groups = [
        action(**{**group, **closed, "people": None, "funding": None}) for group in (SOUP, CHOIR)
    ]
    assert find_similar(tidy(*groups)) == []


def test_an_action_of_another_year_is_no_repeat() -> None:
    pages = [page_lines([action(**told)], year) for told, year in ((SOUP, 2023), (REWORDED, 2024))]
    read = [(read_bytes(text_of(lines), f"{n}.txt"), None) for n, lines in enumerate(pages)]
    assert find_similar(build_dataset(read)) == []


def test_without_year_the_advice_says_that_it_may_be_another_year() -> None:
    (finding,) = similar_findings(tidy(action(**SOUP), action(**REWORDED), year=None))
    assert "deux années de suite" in finding.advice


def test_exact_repeats_are_left_to_their_own_finding() -> None:
    assert find_similar(tidy(action(**SOUP), action(**SOUP))) == []


def test_nothing_to_compare_is_no_error() -> None:
    assert find_similar(build_dataset([])) == []
    assert find_similar(tidy(action(title="A"))) == []
    empty = dict.fromkeys(["summary", "experience", "description", "funding", "people", *OUTCOMES,
                           "limits", "perspectives"])  # fmt: skip
    assert find_similar(tidy(action(title="7", **empty), action(**CHOIR))) == []


@settings(max_examples=15, deadline=None)
@given(st.permutations([SOUP, CHOIR, REWORDED, {**CHOIR, "title": "Autre", "people": "9"}]))
def test_the_order_of_the_actions_changes_no_pair(told: list[dict]) -> None:
    def pairs(actions: list[dict]) -> set[frozenset[str]]:
        dataset = tidy(*[action(**values) for values in actions])
        titles = dataset.actions.set_index("action_id")["title"]
        return {frozenset((titles[p.action_id], titles[p.other_id])) for p in find_similar(dataset)}

    assert pairs(told) == pairs(sorted(told, key=lambda values: values["title"]))


@pytest.mark.parametrize("structures", [1, 40])
def test_candidates_grow_with_the_actions_not_with_their_square(structures: int) -> None:
    like = tidy(action()).counted.to_dict("records")[0]

    def candidates(count: int) -> int:
        rng = random.Random(7)
        words = ["".join(rng.choices("bcdfglmnprtv", k=6)) for _ in range(3000)]
        rows = [
            like
            | {
                "action_id": str(n),
                "title": f"Action {n}",
                "organisation_norm": f"Centre {n % structures}",
                "summary": " ".join(words[int(3000 * rng.random() ** 3)] for _ in range(60)),
            }
            for n in range(count)
        ]
        return len(_Search(rows)._candidates())

    few, many = candidates(1500), candidates(6000)
    assert few > 0
    assert many <= 5 * few


def test_a_word_tells_by_its_beginning_alone() -> None:
    one, two, three, nothing, figure = stems_by_word(
        ["jardinier", "Jardiniers", "jardins", "avec", "2024"]
    )
    assert one == two == three != 0
    assert nothing == figure == 0


def test_rare_words_weigh_more_and_vectors_have_length_one() -> None:
    index = build_index(["soupe marmite", "soupe chorale", "soupe chorale vélo"])
    squares = [
        float(np.square(index.weight[start:end]).sum())
        for start, end in zip(index.bounds, index.bounds[1:], strict=False)
    ]
    assert squares == pytest.approx([1, 1, 1])
    soup, choir, bicycle = index.rarities(["soupe", "chorale", "vélo"])
    assert soup < choir < bicycle


def test_figures_leave_times_dates_and_years_out() -> None:
    text = "De 16h45 à 18 h, le 12/01/2023 ; 28 familles de la tour 4, 11 640,80 € en 2024."
    marks = figures_of(text)
    assert {"28", "tour 4", "11600"} <= marks.keys()
    assert not {"16", "45", "18", "12", "2023", "2024"} & marks.keys()


def test_a_single_common_figure_proves_little() -> None:
    few, _ = shared_marks({"12": 1.0}, {"12": 1.0})
    many, _ = shared_marks(*[{str(n): 1.0 for n in range(10, 22)}] * 2)
    assert few < 0.25 < many
