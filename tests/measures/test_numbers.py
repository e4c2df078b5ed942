"""Numbers in prose: every way of writing one, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.measures.numbers import find_numbers, parse_figures

SPACES = st.sampled_from([" ", "."])


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "about"),
    [
        ("12 enfants", 12, None, None, False),
        ("bénévoles/35 familles", 35, None, None, False),
        ("auprès de 140 foyers", 140, None, None, False),
        ("vingt-cinq enfants", 25, None, None, False),
        ("mille deux cents euros", 1200, None, None, False),
        ("quatre vingt dix places", 90, None, None, False),
        ("soixante et onze ans", 71, None, None, False),
        ("une dizaine de familles", 10, None, None, True),
        ("deux douzaines d'œufs", 24, None, None, True),
        ("plusieurs centaines de gens", None, 100, None, True),
        ("environ 800 €", 800, None, None, True),
        ("15 personnes environ", 15, None, None, True),
        ("plus de 15 personnes", 15, 15, None, False),
        ("jusqu'à 30 jeunes", 30, None, 30, False),
        ("5 à 10 bénévoles", None, 5, 10, False),
        ("entre 500 et 700 euros", None, 500, 700, False),
        ("6-11 ans", None, 6, 11, False),
        ("11 136,92 €", 11136.92, None, None, False),
        ("1.500,50 euros", 1500.5, None, None, False),
        ("2.300 euros", 2300, None, None, False),
        ("3.50 euros", 3.5, None, None, False),
        ("10 1/2 journées", 10.5, None, None, False),
    ],
)
def test_a_number_is_read(
    text: str, value: float | None, low: float | None, high: float | None, about: bool
) -> None:
    (number,) = find_numbers(text)
    assert (number.value, number.low, number.high, number.about) == (value, low, high, about)


@pytest.mark.parametrize(
    "text",
    ["le 12/03/2021", "à 14h30", "06 12 34 56 78", "le 1er mai", "la 2ème fois", "en 2018-2019",
     "n° 3", "le 12.03.21", "un animal", "F2b"],
)  # fmt: skip
def test_what_is_no_count(text: str) -> None:
    assert [n for n in find_numbers(text) if not n.article] == []


def test_an_article_is_told_from_a_number() -> None:
    assert [(n.value, n.article) for n in find_numbers("une stagiaire et deux adultes")] == [
        (1, True),
        (2, False),
    ]


@given(st.integers(0, 9_999_999), st.integers(0, 99), SPACES)
def test_figures_written_with_thousands_are_read_back(
    whole: int, cents: int, separator: str
) -> None:
    written = f"{whole:,}".replace(",", separator)
    assert parse_figures(f"{written},{cents:02}") == whole + cents / 100
    if separator == " " or whole >= 1000:
        assert parse_figures(written) == whole


@given(st.text(max_size=60))
def test_places_lie_in_the_text_and_follow_each_other(text: str) -> None:
    numbers = find_numbers(text)
    for number in numbers:
        assert 0 <= number.start <= number.at < number.end <= len(text)
    assert [n.at for n in numbers] == sorted(n.at for n in numbers)
