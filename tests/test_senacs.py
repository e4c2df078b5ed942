"""Actions written back as SENACS's pages: read again, they are the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from senacs import HEADER, action, action_lines, page_lines, read_bytes, text_of

from reportkit.dataset import Dataset, build_dataset
from reportkit.schema import FIELDS, Kind
from reportkit.senacs import PAGE_SIZE, senacs_text, unsaid
from reportkit.table import table_records

ELSEWHERE = ("source_file", "first_line", "last_line", "attributed_year")


def tidy(data: bytes) -> Dataset:
    return build_dataset([(read_bytes(data), None)])


def again(records: list[dict[str, Any]]) -> Dataset:
    return tidy(senacs_text(records).encode())


def said(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in record.items() if k not in ELSEWHERE} for record in records]


def test_a_page_is_written_as_it_was_read() -> None:
    data = text_of(page_lines([action(), action(title="Bal", summary=None)], 2021))
    assert senacs_text(table_records(tidy(data))).encode() == data


def test_a_page_holds_twenty_five_actions() -> None:
    actions = [action(title=f"Action {n}") for n in range(2 * PAGE_SIZE + 1)]
    text = senacs_text(table_records(tidy(text_of(page_lines(actions, 2021)))))
    assert text.count(HEADER) == 3
    assert text.count("Nom | Département | Année |") == 3


def test_dated_and_undated_actions_stand_on_pages_of_their_own() -> None:
    lines = page_lines([action(title="A")], 2021) + page_lines([action(title="B")])
    records = table_records(tidy(text_of(lines)))
    reread = again(records)
    assert reread.findings == ()
    assert said(table_records(reread)) == said(records)


def test_an_action_without_structure_takes_the_second_form() -> None:
    lines = [HEADER, "Nom | Département | Année |", "---|---|---|", 'Le "Bal" | Aude | 2020 |']
    lines += action_lines(action(title='Le "Bal"'), second_form=True)
    records = table_records(tidy(text_of(lines)))
    assert senacs_text(records).encode() == text_of(lines)


def test_a_department_without_year_goes_to_the_index() -> None:
    records = [{**record, "senacs_year": None} for record in table_records(tidy(second_form()))]
    reread = again(records)
    assert [record["department"] for record in table_records(reread)] == ["Aude"]
    assert "index-sans-annee" in {finding.code for finding in reread.findings}


def second_form() -> bytes:
    lines = [HEADER, "Nom | Département | Année |", "---|---|---|", "Bal | Aude | 2020 |"]
    return text_of([*lines, *action_lines(action(title="Bal"), second_form=True)])


def test_a_year_without_department_stays_a_year_without_department() -> None:
    (record,) = table_records(tidy(second_form()))
    (reread,) = table_records(again([{**record, "department": None}]))
    assert (reread["senacs_year"], reread["department"]) == (2020, None)


def test_what_the_form_cannot_say_is_told() -> None:
    (record,) = table_records(tidy(text_of(page_lines([action()]))))
    told = unsaid([{**record, "department": "Sarthe - Nord", "attributed_year": 2020}])
    assert len(told) == 3  # the structure's name and its department, and the year
    assert "Structure organisatrice" in told[0]
    assert "année attribuée" in told[2]
    assert unsaid([record]) == []


WORDS = st.text(st.sampled_from("ab é-|\"';,=\u2028"), min_size=1).filter(str.strip)
LABELS = st.sampled_from([f"- {field.label}" for field in FIELDS] + ["Actions", "- a", "", HEADER])
PROSE = st.lists(WORDS, min_size=1, max_size=4).map("\n".join)


@st.composite
def actions(draw: st.DrawFn, prose: st.SearchStrategy[str]) -> dict[str, Any]:
    values: dict[str, Any] = {"title": draw(WORDS.map(str.strip))}
    for field in FIELDS[1:]:
        if field.kind is Kind.LIST:
            values[field.column] = draw(st.lists(WORDS.map(lambda w: f"x{w.strip()}"), max_size=3))
        elif field.column in {"status", "dimension", "territory"}:
            values[field.column] = draw(st.none() | st.just("Autre"))
        else:
            values[field.column] = draw(st.none() | prose)
    values["organisation"] = draw(st.sampled_from(["", "Le Pré", "Le Pré - Site - Sarthe"]))
    return values


@settings(max_examples=40, deadline=None)
@given(st.lists(actions(PROSE), min_size=1, max_size=3), st.sampled_from([None, 2020]))
def test_prose_is_written_and_read_back(given: list[dict[str, Any]], year: int | None) -> None:
    records = table_records(tidy(text_of(page_lines(given, year))))
    assert unsaid(records) == []
    assert said(table_records(again(records))) == said(records)


@settings(max_examples=40, deadline=None)
@given(st.lists(actions(st.lists(PROSE | LABELS, max_size=3).map("\n".join)), max_size=3))
def test_text_that_reads_like_labels_is_read_back_or_told(given: list[dict[str, Any]]) -> None:
    records = table_records(tidy(text_of(page_lines([action(), *given]))))
    assert unsaid(records) or said(table_records(again(records))) == said(records)


@pytest.mark.parametrize("title", ["", "  Bal", "A\nB"])
def test_a_title_the_form_cannot_hold_is_told(title: str) -> None:
    (record,) = table_records(tidy(text_of(page_lines([action()]))))
    assert bool(unsaid([{**record, "title": title}])) == bool(title)


def test_the_sample_is_written_and_read_back(sample: Dataset) -> None:
    records = table_records(sample)
    assert unsaid(records) == []
    assert said(table_records(again(records))) == said(records)
