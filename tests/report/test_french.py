"""French typography: narrow spaces, plurals, dates, percentages from a base of 20 on."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.report.french import (
    counted,
    date,
    euros,
    euros_between,
    listing,
    number,
    numbers_words,
    plural,
    quoted,
    say,
    share,
    sort_key,
    spelled,
    typography,
)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'eau", "l’eau"),
        ("Pourquoi ?", "Pourquoi\u202f?"),
        ("Oui !", "Oui\u202f!"),
        ("a ; b", "a\u202f; b"),
        ("Champ : tous", "Champ\u00a0: tous"),
        ("12 %", "12\u00a0%"),
        ("12 €", "12\u00a0€"),
        ("« mot »", "«\u00a0mot\u00a0»"),
        ("fin...", "fin…"),
    ],
)
def test_typography(typed: str, printed: str) -> None:
    assert typography(typed) == printed


@given(st.text(max_size=60))
def test_typography_is_stable(text: str) -> None:
    assert typography(typography(text)) == typography(text)


@given(st.text(max_size=40))
def test_values_are_never_touched(value: str) -> None:
    assert value in say("Il dit : « {value} » !", value=value)


def test_numbers() -> None:
    assert number(1234567.5) == "1\u202f234\u202f567,5"
    assert number(0) == "0"


@pytest.mark.parametrize(("count", "word"), [(0, "action"), (1, "action"), (2, "actions")])
def test_plural(count: int, word: str) -> None:
    assert plural(count, "action") == word


def test_counts_in_words_then_figures() -> None:
    said = [spelled(n, "action", feminine=True) for n in (0, 1, 2, 3)]
    assert said == ["aucune action", "une action", "deux actions", "3\u00a0actions"]
    assert counted(1, "structure") == "1\u00a0structure"


def test_listing() -> None:
    assert [listing(list("abc"[:n])) for n in (1, 2, 3)] == ["a", "a et b", "a, b et c"]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0, "0\u00a0€"),
        (500, "500\u00a0€"),
        (1234.5, "1\u202f234,50\u00a0€"),
        (11136.92, "11\u202f136,92\u00a0€"),
        (0.8, "0,80\u00a0€"),
        (2.999, "3\u00a0€"),
    ],
)
def test_euros(value: float, printed: str) -> None:
    assert euros(value) == printed


def test_euros_between_two_sums() -> None:
    assert euros_between(500, 800.5) == "de 500 à 800,50\u00a0€"
    assert euros_between(500, 500) == "500\u00a0€"


@given(st.integers(0, 10**9))
def test_euros_can_be_read_back(cents: int) -> None:
    printed = euros(cents / 100)
    figures = printed.removesuffix("\u00a0€").replace("\u202f", "").replace(",", ".")
    assert round(float(figures) * 100) == cents


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([], ""),
        ([1], "1"),
        ([2, 1, 2], "1 et 2"),
        ([1, 2, 3], "1 à 3"),
        ([1, 2, 3, 4, 7, 9], "1 à 4, 7 et 9"),
        ([1, 3, 4], "1, 3 et 4"),
        ([1, 5, 6, 7], "1 et 5 à 7"),
    ],
)
def test_numbers_of_actions(numbers: list[int], words: str) -> None:
    assert numbers_words(numbers) == words.replace(" à ", "\u00a0à\u00a0")


@given(st.sets(st.integers(1, 60)))
def test_numbers_of_actions_can_be_read_back(numbers: set[int]) -> None:
    read: set[int] = set()
    for part in numbers_words(numbers).replace(" et ", ", ").split(", ") if numbers else ():
        first, _, last = part.partition("\u00a0à\u00a0")
        read |= set(range(int(first), int(last or first) + 1))
    assert read == numbers


def test_dates() -> None:
    assert date(dt.date(2024, 3, 1)) == "1er\u00a0mars 2024"
    assert date(dt.date(2025, 8, 15)) == "15\u00a0août 2025"


def test_percentages_only_from_twenty_on() -> None:
    assert share(7, 12) == "7\u00a0sur\u00a012"
    assert share(14, 24) == "58\u00a0% (14\u00a0sur\u00a024)"


def test_quotes_leave_the_words() -> None:
    assert quoted("l'eau !") == "«\u00a0l'eau !\u00a0»"
    assert quoted("« l'eau »") == "« l'eau »"


def test_alphabetical_order_sets_accents_and_case_aside() -> None:
    assert sorted(["Zoé", "écho", "Abri", "eau"], key=sort_key) == ["Abri", "eau", "écho", "Zoé"]
