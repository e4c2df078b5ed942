"""What the bundled fonts print: every other character by its code."""

from __future__ import annotations

from collections import Counter
from functools import cache

from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from reportkit.printing.fonts import (
    FAMILIES,
    font_files,
    spell_out,
    told,
)
from reportkit.report.limits import BREAK

FRENCH = "Œuvre d’Été : « 1 234,5 € », n° 3 – l’île — ça… ½ 80 %\u202f!\u00a0?"


@cache
def faces() -> list[tuple[str, set[int]]]:
    """Family and characters of each font file."""
    read = []
    for file in font_files():
        with TTFont(file) as font:
            read.append((font["name"].getBestFamilyName(), set(font.getBestCmap())))
    return read


def covers(character: str) -> bool:
    return all(ord(character) in characters for _, characters in faces())


def test_french_is_printed_as_it_is() -> None:
    missing: Counter[str] = Counter()
    assert spell_out(FRENCH, missing) == FRENCH
    assert not missing
    assert told(missing) == ""


def test_what_no_font_has_is_printed_by_its_code_and_told() -> None:
    missing: Counter[str] = Counter()
    assert spell_out("Fête 🦄🦄 à 東京", missing) == "Fête [U+1F984][U+1F984] à [U+6771][U+4EAC]"
    assert missing == {"🦄": 2, "東": 1, "京": 1}
    assert told(missing).endswith("U+1F984, U+4EAC, U+6771")


def test_bullets_of_word_processors_are_bullets() -> None:
    missing: Counter[str] = Counter()
    assert spell_out("\uf0b7 un ● deux ▪ trois ➢ quatre ✔ cinq", missing) == (
        "• un • deux • trois → quatre ✓ cinq"
    )
    assert not missing


def test_a_long_list_of_characters_is_cut() -> None:
    missing = Counter({chr(0x4E00 + n): 1 for n in range(20)})
    assert told(missing).endswith("U+4E07 et 12 autres")


def test_signs_that_only_change_the_one_before_are_left_out() -> None:
    assert spell_out("❤️ famille 👩‍👧", Counter()) == "[U+2764] famille [U+1F469][U+1F467]"


@given(st.text())
def test_whatever_is_left_can_be_printed(text: str) -> None:
    left = spell_out(text, Counter())
    rest = {c for c in left if not c.isspace() and not c.isascii() and c != BREAK}
    assert all(covers(character) for character in rest)


def test_the_fonts_are_those_that_the_gates_allow() -> None:
    assert {family for family, _ in faces()} == set(FAMILIES)
