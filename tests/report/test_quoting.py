"""Excerpts: verbatim, cut at sentence ends, cuts marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.report.quoting import CUT, cut_text, says_something


def test_short_text_is_whole() -> None:
    assert cut_text("Une phrase. Une autre.", 200) == ("Une phrase. Une autre.",)


REST = "La suite raconte encore bien des choses que le rapport n'a pas la place de dire. " * 2


def test_cut_at_the_end_of_a_sentence() -> None:
    text = f"Première phrase. Deuxième phrase longue. {REST}"
    assert cut_text(text, 30) == ("Première phrase. […]",)


def test_a_first_sentence_a_little_too_long_stays_whole() -> None:
    text = f"Une phrase de trente-six caractères. {REST}"
    assert cut_text(text, 30) == ("Une phrase de trente-six caractères. […]",)


def test_a_small_rest_is_not_worth_a_cut() -> None:
    text = "Première phrase. Deuxième phrase.\nTroisième."
    assert cut_text(text, 20) == ("Première phrase. Deuxième phrase.", "Troisième.")


def test_a_sentence_far_too_long_is_cut_between_words() -> None:
    (line,) = cut_text("mot " * 100, 30)
    assert line == "mot mot mot mot mot mot mot […]"


def test_lines_stay_lines_and_the_rest_is_marked() -> None:
    assert cut_text(f"- un\n- deux\n- {REST}", 12) == ("- un", "- deux", CUT)


def test_no_cut_behind_what_announces_a_list() -> None:
    text = "Un début de texte.\nTrois buts :\n- " + REST
    assert cut_text(text, 34) == ("Un début de texte.", CUT)


def test_a_whole_sentence_bears_no_cut_mark() -> None:
    sentence = "Une phrase un peu plus longue que la place, mais entière et suivie de rien."
    assert cut_text(sentence, 60) == (sentence,)


@pytest.mark.parametrize("text", ["RAS", "R.A.S.", "à compléter", "Néant.", "-", "Aucune"])
def test_placeholders_say_nothing(text: str) -> None:
    assert not says_something(text)


def test_words_say_something() -> None:
    assert says_something("Aucune salle n'est libre.")
    assert not says_something(None)


def test_a_pasted_repeat_is_quoted_once() -> None:
    paragraph = "Un paragraphe assez long pour être un collage."
    assert cut_text("\n".join([paragraph] * 3 + ["Fin."]), 200) == (paragraph, CUT, "Fin.")


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=300), st.integers(20, 200))
def test_every_kept_word_stands_in_the_source(text: str, limit: int) -> None:
    source = " ".join(text.split())
    for line in cut_text(text, limit):
        kept = line.removesuffix(CUT).strip()
        assert kept in source


@given(st.lists(st.text("ab. ", min_size=1, max_size=80), min_size=1, max_size=6))
def test_nothing_is_dropped_without_a_mark(lines: list[str]) -> None:
    text = "\n".join(lines)
    cut = cut_text(text, 60)
    whole = [" ".join(line.split()) for line in lines if line.strip()]
    if not any(CUT in line for line in cut):
        assert list(cut) == whole
