"""Likeness: words folded cheaply are those folded with care, and columns differ for a reason."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from senacs import action, page_lines, read_bytes, text_of

from reportkit.dataset import build_dataset
from reportkit.likeness import differing_columns, likeness, name_columns, words_of
from reportkit.vocabulary import fold

FRENCH = st.text("abcxyzéèêàçùïôœÉÀŒ' ’-.,;:!?0123456789\n\u00a0\u202f«»…", max_size=60)


@given(FRENCH)
def test_words_are_those_of_fold(text: str) -> None:
    careful = re.findall("[a-z0-9]+", fold(text).replace("œ", "oe"))
    assert [word.decode() for word in words_of(text)] == careful


@given(FRENCH)
def test_decomposed_accents_give_the_same_words(text: str) -> None:
    assert words_of(unicodedata.normalize("NFD", text)) == words_of(text)


@given(FRENCH, FRENCH)
def test_likeness_is_symmetric_and_one_for_the_same(one: str, other: str) -> None:
    a, b = words_of(one), words_of(other)
    assert likeness(a, a) == 1
    assert likeness(a, b) == pytest.approx(likeness(b, a))
    assert 0 <= likeness(a, b) <= 1


def test_columns_that_differ() -> None:
    told = [action(limits="L'eau manque en été."), action(limits="Le sol est trop dur."),
            action(partners=["Caf"]), action(summary="Un jardin au pied des imeubles."),
            action(people="5 bénévoles")]  # fmt: skip
    lines = page_lines(told)
    base, *others = build_dataset([(read_bytes(text_of(lines)), None)]).actions.to_dict("records")
    found = [differing_columns(base, other) for other in others]
    assert found == [["limits"], ["partners"], [], ["people"]]


def test_a_message_names_a_few_columns() -> None:
    assert name_columns([]) == "rien d'autre ne diffère"
    assert "« Titre »" in name_columns(["title"])
    many = ["title", "status", "summary", "people", "funding", "limits", "perspectives"]
    assert name_columns(many).endswith("et 2 autres champs")
