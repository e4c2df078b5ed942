"""Limits, perspectives and outcomes: what is one, where, of which family, and how it is quoted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from coded import EXAMPLES, Example
from hypothesis import given
from hypothesis import strategies as st
from texts import sentences

from reportkit.dataset import load_dataset
from reportkit.measures.coding import find_coded
from reportkit.measures.fact import BORDERLINE, SURE, Fact
from reportkit.measures.families import read_lexicon
from reportkit.measures.measure import measure


def coded(kind: str, column: str, text: str, certainty: str | None = None) -> list[Fact]:
    facts = find_coded(sentences(**{column: text}))
    return [f for f in facts if f.measure == kind and certainty in (None, f.certainty)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.measure}: {e.text[:40]}")
def test_what_a_sentence_is_and_its_family(example: Example) -> None:
    found = [f.type for f in coded(example.measure, example.column, example.text, SURE)]
    if example.families:
        assert set(found) & set(example.families)
    else:
        assert not found


def test_a_limit_told_in_passing_is_quoted_as_a_clause() -> None:
    text = "Les enfants ont gagné en confiance, mais le manque de temps a pesé, à la fin."
    (fact,) = coded("limit", "outcomes_residents", text)
    assert fact.quote == "mais le manque de temps a pesé"
    assert fact.rule == "manque de + manque de temps"


def test_clauses_of_different_families_are_different_facts() -> None:
    text = "L'absence de salle nous gêne, et le manque de financement pèse."
    facts = coded("limit", "limits", text)
    assert [f.type for f in facts] == ["locaux et matériel", "moyens financiers"]
    assert " ".join(f.quote for f in facts) in text.replace(", ", " ")


def test_a_second_family_stands_where_it_is_as_plain() -> None:
    (fact,) = coded("limit", "limits", "Manque de subventions et de bénévoles.")
    assert (fact.type, fact.second_type) == ("moyens financiers", "mobilisation du public")


def test_a_limit_and_a_perspective_in_one_sentence_are_told_apart() -> None:
    text = "Le local est trop petit, nous envisageons un déménagement."
    facts = find_coded(sentences(limits=text))
    assert [(f.measure, f.certainty) for f in facts] == [("limit", SURE), ("perspective", SURE)]


def test_a_bare_aim_in_a_field_of_results_is_no_outcome() -> None:
    assert not coded("outcome", "outcomes_residents", "Favoriser le lien social.")


def test_an_aim_told_with_its_means_is_left_to_the_reader() -> None:
    text = (
        "Favoriser le lien social dans la résidence au moyen de repas partagés, de jeux et "
        "de travaux communs au jardin."
    )
    (fact,) = coded("outcome", "outcomes_residents", text)
    assert fact.certainty == BORDERLINE


def test_an_outcome_told_again_counts_once() -> None:
    text = "Les parents ont repris confiance en eux."
    facts = find_coded(sentences(outcomes_centre=text, outcomes_residents=text))
    assert [f.field for f in facts] == ["outcomes_centre"]


def test_capitals_accents_and_apostrophes_do_not_matter() -> None:
    (fact,) = coded("limit", "limits", "L’ABSENCE D’EQUIPEMENT nous a gênés.")
    assert fact.type == "locaux et matériel"


def test_a_federation_adds_words_and_families() -> None:
    own = read_lexicon({"limites": {"familles": {"insularité": ["bateau", "traversée*"]}}})
    (fact,) = find_coded(sentences(limits="Les traversées sont rares."), own)[:1]
    assert fact.type == "insularité"


@given(
    st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=8),
    st.sampled_from(["\n", " ", "\n- "]),
)
def test_every_quote_stands_verbatim_on_its_line(written: list[Example], between: str) -> None:
    texts: dict[str, str] = {}
    for e in written:
        texts[e.column] = f"{texts[e.column]}{between}{e.text}" if e.column in texts else e.text
    read = sentences(**texts)
    lines = {
        listed[0].sheet.lines[column][n]: line
        for column, listed in read.items()
        for n, line in enumerate(texts[column].split("\n"))
    }
    for fact in find_coded(read):
        assert fact.quote
        assert fact.quote in lines[fact.line]
        assert fact.rule
        assert fact.type


def test_the_real_export(real_folder: Path) -> None:
    """Precision and recall >= 0.9, families >= 0.85, on the reading by hand."""
    facts = measure(load_dataset([real_folder / "senacs-aude-16.txt"]))
    gold = json.loads((real_folder / "senacs-aude-16.gold.json").read_text("utf-8"))
    for kind in ("limit", "perspective"):
        read = [item for action in gold["actions"] for item in action[f"{kind}s"]]
        asked = [item for item in read if item["certainty"] == SURE]
        ours = [f for f in facts if f.measure == kind and f.certainty == SURE]
        scored = [f for f in ours if matches(f, asked) or not matches(f, read)]
        found = [item for item in asked if any(matches(f, [item]) for f in ours)]
        right = [item for item in found if any(f.type in families(item) for f in ours
                                               if matches(f, [item]))]  # fmt: skip
        assert sum(bool(matches(f, asked)) for f in scored) >= 0.9 * len(scored)
        assert len(found) >= 0.9 * len(asked)
        assert len(right) >= 0.85 * len(found)
    accepted = {
        item["line"]
        for action in gold["actions"]
        for items in action["outcomes"].values()
        for item in items
    }
    for action in gold["actions"]:
        accepted.update(*action["outcomes_also_acceptable_lines"].values())
    for kind in ("outcome", "key_sentence"):
        ours = [f for f in facts if f.measure == kind and f.field.startswith("outcomes")]
        assert len(ours) > 30
        assert sum(f.line in accepted for f in ours) >= 0.95 * len(ours)


def families(item: dict) -> list[str]:
    return [item["theme"], *item.get("alt_themes", ())]


def matches(fact: Fact, items: list[dict]) -> list[dict]:
    """The items of the reading on the fact's line that share words with its quote."""
    return [
        item
        for item in items
        if fact.line in (item["line"], *item.get("also_lines", ()))
        and (set(fact.quote.split()) & set(item["quote"].split()))
    ]
