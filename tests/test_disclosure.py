"""A sentence on a small group with something sensitive is shown nowhere until a person says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from conftest import notebook_sections
from hypothesis import given, settings
from hypothesis import strategies as st
from report.test_sections import words
from senacs import action, page_lines, read_bytes, text_of
from thorough import examples

from reportkit.config import Config
from reportkit.corrections import QUOTED, RELEASE, WITHHOLD, Correction
from reportkit.dataset import Dataset, build_dataset
from reportkit.disclosure import withhold_small_groups
from reportkit.facts import tell_facts
from reportkit.report.report import Report
from reportkit.report.scope import build_scope
from reportkit.schema import LIST_COLUMNS, NORMALISED

SENTENCE = "Huit femmes bénéficient du RSA et cuisinent."
SIGNED = ("Une personne", "2025-03-04", "relu avec la structure")


def dataset_of(*actions: dict[str, Any], released: Sequence[str] = ()) -> Dataset:
    """The actions with passages of the first of them released."""
    export = read_bytes(text_of(page_lines(actions, 2020)))
    first = build_dataset([(export, None)]).actions["action_id"].iloc[0]
    corrections = [Correction(first, RELEASE, words, "", *SIGNED, 2) for words in released]
    dataset = build_dataset([(export, None)], corrections=corrections)
    assert len(dataset.corrections) == len(corrections)
    return withhold_small_groups(dataset)


def shown(dataset: Dataset) -> str:
    """All that reports of either kind, their attached files and the facts show of the dataset."""
    told: list[str] = []
    for kind, centre in (("departement", None), ("centre", "Centre social du Pré")):
        scope = build_scope(dataset, kind, 2020, "Sarthe", centre)
        norms = [f"{column}_norm" for column in NORMALISED]
        told.append(str(scope.actions[[*QUOTED, *norms]].to_dict("records")))
        told += map(str, (scope.titles, scope.findings, scope.corrections))
        report = Report(scope)
        for section in notebook_sections(kind):
            for block in getattr(report, section)():
                told += words(block.model_dump(mode="json"), every=True)
    told += [str(fact.record()) for fact in tell_facts(dataset, Config()).facts]
    return " ".join(" ".join(told).replace("’", "'").replace("\\n", " ").split())


def test_the_sentences_of_an_action_are_counted_once_each() -> None:
    twice = f"Un début. {SENTENCE}\n– {SENTENCE} Trois réfugiées."
    dataset = dataset_of(action(limits=twice, summary=SENTENCE), action(title="Café"))
    told = [SENTENCE, "Trois réfugiées."]
    assert dataset.actions["small_groups"].tolist() == [told, []]
    assert dataset.actions["withheld"].tolist() == [told, []]
    assert withhold_small_groups(dataset) is dataset


def test_a_release_is_for_whole_words_of_the_sentence() -> None:
    small, large = (f"{number} femmes bénéficient du RSA." for number in (8, 18))
    dataset = dataset_of(action(limits=f"{large}\n{small}"), released=[large])
    assert dataset.actions["small_groups"].tolist() == [[small]]


def test_words_not_to_quote_win_over_the_release_of_their_sentence() -> None:
    told = action(limits=SENTENCE)
    export = read_bytes(text_of(page_lines([told], 2020)))
    (action_id,) = build_dataset([(export, None)]).actions["action_id"]
    corrections = [
        Correction(action_id, RELEASE, SENTENCE, "", *SIGNED, 2),
        Correction(action_id, WITHHOLD, "bénéficient du RSA", "", *SIGNED, 3),
    ]
    dataset = withhold_small_groups(build_dataset([(export, None)], corrections=corrections))
    scope = build_scope(dataset, "departement", 2020, "Sarthe", None)
    assert scope.actions["limits"].tolist() == ["Huit femmes […] et cuisinent."]
    assert not any("RSA" in fact.quote for fact in tell_facts(dataset, Config()).facts)


def test_a_release_holds_for_the_repeats_of_an_action() -> None:
    told = action(limits=SENTENCE)
    assert dataset_of(told, told, released=[SENTENCE]).actions["small_groups"].tolist() == [[], []]
    assert dataset_of(told, told).actions["small_groups"].tolist() == [[SENTENCE]] * 2


def test_what_was_corrected_is_not_told_beside_the_correction() -> None:
    told = action(partners=["4 familles au RSA"])
    export = read_bytes(text_of(page_lines([told], 2020)))
    (action_id,) = build_dataset([(export, None)]).actions["action_id"]
    new = Correction(action_id, "partners", "4 familles au RSA", "Caf", *SIGNED[:2],
                     "c'était 4 familles au RSA", 2)  # fmt: skip
    dataset = withhold_small_groups(build_dataset([(export, None)], corrections=[new]))
    assert len(dataset.corrections) == 1
    assert "RSA" not in shown(dataset)


def test_a_release_is_told_with_the_corrections() -> None:
    assert "Phrase citée après relecture" in shown(
        dataset_of(action(limits=SENTENCE), released=[SENTENCE])
    )


# In any field, whatever its spaces, apostrophes and lines.

NUMBERS = st.sampled_from(["2", "3", "Trois", "quatre", "8", "dix"])
PERSONS = st.sampled_from(["femmes", "jeunes adultes", "habitants", "mères", "enfants"])
TRAITS = st.sampled_from(
    ["bénéficient du RSA", "sont malades", "en situation de handicap", "d'origine syrienne",
     "sont demandeurs d'asile"]
)  # fmt: skip
ENDS = st.sampled_from(["", " et s'entraident volontiers ici", ", selon l'équipe sociale"])
SENTENCES = st.builds("{} {} {}{}.".format, NUMBERS, PERSONS, TRAITS, ENDS)
APOSTROPHES = st.sampled_from(["'", "’", "ʼ"])
SPACES = st.sampled_from([" ", " ", "\u00a0", "\u202f", "  "])
AROUND = st.sampled_from(["{}", "Un jardin ouvre. {}", "{} Puis on plante.", "- {}"])
WRITTEN_AS_ONE = ("title", "status", "dimension", "territory")
FIELDS = [column for column in QUOTED if column not in ("files", "end_reason")]


@st.composite
def told_somewhere(draw: Any) -> tuple[dict[str, Any], str]:
    """An action with such a sentence in one or two fields, and the sentence."""
    sentence = draw(SENTENCES)
    changes: dict[str, Any] = {}
    for column in draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2, unique=True)):
        one_line = column in WRITTEN_AS_ONE or column in LIST_COLUMNS
        spaces = SPACES if one_line else SPACES | st.just("\n")
        # The first words stay together: a line that begins with a capital begins a sentence.
        pieces = sentence.replace("'", draw(APOSTROPHES)).split(" ")
        text = pieces[0] + "".join(
            (" " if piece[:1].isupper() else draw(spaces)) + piece for piece in pieces[1:]
        )
        text = text if one_line and column != "title" else draw(AROUND).format(text)
        changes[column] = ["Commune", text] if column in LIST_COLUMNS else text
    return action(**changes), sentence


def fragments(sentence: str, length: int = 4) -> list[str]:
    pieces = sentence.rstrip(".").split()
    return [" ".join(pieces[i : i + length]) for i in range(len(pieces) - length + 1)]


@settings(max_examples=examples(25), deadline=None)
@given(told_somewhere())
def test_no_part_of_such_a_sentence_is_shown_anywhere(told: tuple[dict[str, Any], str]) -> None:
    values, sentence = told
    page = shown(dataset_of(values, action(title="Café")))
    assert [part for part in fragments(sentence) if part in page] == []


@settings(max_examples=examples(10), deadline=None)
@given(told_somewhere())
def test_a_released_sentence_is_shown(told: tuple[dict[str, Any], str]) -> None:
    values, _ = told
    (found, _) = dataset_of(values, action(title="Café")).actions["small_groups"]
    assert found
    dataset = dataset_of(values, action(title="Café"), released=found)
    assert dataset.actions["small_groups"].tolist() == [[], []]
    scope = build_scope(dataset, "departement", 2020, "Sarthe", None)
    assert "[…]" not in str(scope.actions[list(QUOTED)].to_dict("records"))


@pytest.mark.parametrize("column", ["keywords", "audience", "partners", "territory", "status"])
def test_a_value_takes_its_canonical_spelling_with_it(column: str) -> None:
    value: Any = "4 familles au  RSA"
    dataset = dataset_of(action(**{column: [value] if column in LIST_COLUMNS else value}))
    assert "familles au" not in shown(dataset)
