"""Sentences: French full stops that end none, lists, glued sentences, and every word kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from senacs import action, page_lines, read_bytes, text_of

from reportkit.dataset import build_dataset
from reportkit.measures.sentences import sentences_of, split_sentences
from reportkit.sheet import Sheet, sheets


def split(line: str) -> list[str]:
    return [line[start:end] for start, end in split_sentences(line)]


def sheet_of(**changes: str) -> Sheet:
    lines = page_lines([action(**changes)])
    dataset = build_dataset([(read_bytes(text_of(lines)), None)])
    (sheet,) = sheets(dataset.actions)
    return sheet


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Un bal. Une fête !", ["Un bal.", "Une fête !"]),
        ("Mme Roy et M. Petit, art. 5, ont aidé. Merci.",
         ["Mme Roy et M. Petit, art. 5, ont aidé.", "Merci."]),
        ("Jeux, chants, etc. Les parents restent.",
         ["Jeux, chants, etc.", "Les parents restent."]),
        ("Jeux, chants, etc. avec les parents.", ["Jeux, chants, etc. avec les parents."]),
        ("« Venez. Restez. » Ils sont venus.", ["« Venez. Restez. »", "Ils sont venus."]),
        ("Ils disent « Venez. Restez. » et rient.", ["Ils disent « Venez. Restez. » et rient."]),
        ("Le matin.Le soir aussi.", ["Le matin.", "Le soir aussi."]),
        ("Voir www.Site.fr et la S.A.R.L. Dupont.", ["Voir www.Site.fr et la S.A.R.L. Dupont."]),
        ("Il en coûte 1.500 euros. Env. 3 par an.", ["Il en coûte 1.500 euros.", "Env. 3 par an."]),
        ("Combien ? dit-elle. Beaucoup…", ["Combien ? dit-elle.", "Beaucoup…"]),
        ("Rien (ou presque.) Puis tout.", ["Rien (ou presque.)", "Puis tout."]),
        ("...", []),
    ],
)  # fmt: skip
def test_where_sentences_end(line: str, expected: list[str]) -> None:
    assert split(line) == expected


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=80))
def test_no_letter_is_lost_and_the_order_holds(line: str) -> None:
    spans = split_sentences(line)
    kept = "".join(line[start:end] for start, end in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in line if c.isalnum()]
    assert spans == sorted(spans)


def test_a_sentence_knows_its_line_its_bullet_and_the_heading_above() -> None:
    sheet = sheet_of(limits="Deux freins :\n- L'eau. Le vent.\nEt puis\tla place.")
    found = sentences_of(sheet)["limits"]
    assert [(s.text, s.item, s.head) for s in found] == [
        ("Deux freins :", False, ""),
        ("L'eau.", True, "Deux freins :"),
        ("Le vent.", False, "Deux freins :"),
        ("Et puis\tla place.", False, ""),
    ]
    lines = page_lines([action(limits="Deux freins :\n- L'eau. Le vent.\nEt puis\tla place.")])
    assert all(sentence.text in lines[sentence.line - 1] for sentence in found)
