"""The index of a page gives the years of its actions, whatever its dress and its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import definitions, page
from senacs import HEADER, action, action_lines, text_of

from reportkit.dataset import Dataset, build_dataset
from reportkit.readers.content import Content
from reportkit.readers.formats import read_content

Row = Sequence[str]
TITLES = ("Un", 'Café "des parents" | suite', "Repas")
ACTIONS = [action(title=title) for title in TITLES]
ROWS = [(title, "Sarthe", str(2019 + n)) for n, title in enumerate(TITLES)]
HEAD = ("Nom", "Département", "Année")


def numbered(head: Row, rows: Sequence[Row]) -> tuple[Row, list[Row]]:
    return ("N°", *head), [(str(n), *row) for n, row in enumerate(rows, start=1)]


def other_name(head: Row, rows: Sequence[Row]) -> tuple[Row, Sequence[Row]]:
    return ("Nom de l'action", *head[1:]), rows


def year_first(head: Row, rows: Sequence[Row]) -> tuple[Row, list[Row]]:
    return (head[2], *head[:2]), [(row[2], *row[:2]) for row in rows]


def as_is(head: Row, rows: Sequence[Row]) -> tuple[Row, Sequence[Row]]:
    return head, rows


COLUMNS = pytest.mark.parametrize("columns", [as_is, numbered, other_name, year_first])


def table(head: Row, rows: Sequence[Row]) -> str:
    lines = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in (head, *rows)]
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def divisions(head: Row, rows: Sequence[Row]) -> str:
    lines = ["".join(f"<div>{escape(cell)}</div>" for cell in row) for row in (head, *rows)]
    return "".join(f"<div class='row'>{line}</div>" for line in lines)


def spans(head: Row, rows: Sequence[Row]) -> str:
    lines = ["".join(f"<span>{escape(cell)}</span>" for cell in row) for row in (head, *rows)]
    return "".join(f"<div class='row'>{line}</div>" for line in lines)


def bars(head: Row, rows: Sequence[Row]) -> list[str]:
    return [" | ".join(row) + " |" for row in (head, *rows)]


def tabs(head: Row, rows: Sequence[Row]) -> list[str]:
    return ["\t".join(row) for row in (head, *rows)]


def one_a_line(head: Row, rows: Sequence[Row]) -> list[str]:
    return [cell for row in (head, *rows) for cell in row]


MARKUPS = pytest.mark.parametrize("markup", [table, divisions, spans])
COPIES = pytest.mark.parametrize("copied", [bars, tabs, one_a_line])
BEHIND = pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])


def tidied(data: bytes) -> Dataset:
    (export,) = read_content(Content(data, "page"))
    export.check_accounted()
    return build_dataset([(export, None)])


def years(dataset: Dataset) -> list[int | None]:
    return [None if pd.isna(year) else int(year) for year in dataset.actions["senacs_year"]]


def codes(dataset: Dataset) -> set[str]:
    return {finding.code for finding in dataset.findings} - {"doublon"}


def as_page(index: str, *, behind: bool) -> bytes:
    whole = page(ACTIONS, definitions)
    return whole.replace("</h1>\n" if not behind else "</article></div>", (
        f"</h1>{index}" if not behind else f"</article></div>{index}"
    )).encode()  # fmt: skip


def as_text(index: Sequence[str], *, behind: bool) -> bytes:
    actions = [line for values in ACTIONS for line in action_lines(values)]
    return text_of([HEADER, *actions, *index] if behind else [HEADER, *index, *actions])


@COLUMNS
@MARKUPS
@BEHIND
def test_an_index_of_a_page_gives_its_years(
    columns: Callable, markup: Callable, behind: bool
) -> None:
    dataset = tidied(as_page(markup(*columns(HEAD, ROWS)), behind=behind))
    assert list(dataset.actions["title"]) == list(TITLES)
    assert years(dataset) == [2019, 2020, 2021]
    assert codes(dataset) <= {"action-repetee"}


@COLUMNS
@COPIES
@BEHIND
def test_an_index_of_a_copy_gives_its_years(
    columns: Callable, copied: Callable, behind: bool
) -> None:
    dataset = tidied(as_text(copied(*columns(HEAD, ROWS)), behind=behind))
    assert list(dataset.actions["title"]) == list(TITLES)
    assert years(dataset) == [2019, 2020, 2021]
    assert codes(dataset) <= {"copie-sans-reperes"}
    assert dataset.actions["perspectives"].iloc[-1] == action()["perspectives"]


@COPIES
def test_pages_with_their_index_behind_keep_apart(copied: Callable) -> None:
    lines: list[str] = []
    for (title, *others), values in zip(ROWS, ACTIONS, strict=True):
        lines += [*action_lines(values), *copied(HEAD, [(title, *others)])]
    assert years(tidied(text_of(lines))) == [2019, 2020, 2021]


def test_an_index_of_other_actions_gives_no_year() -> None:
    rows = [("Autre", "Sarthe", "2019"), ("Encore", "Sarthe", "2020")]
    dataset = tidied(as_text(bars(HEAD, rows), behind=True))
    assert years(dataset) == [None, None, None]
    assert codes(dataset) >= {"index-sans-fiche"}


def test_a_row_out_of_step_ends_the_index_and_is_told() -> None:
    cells = one_a_line(HEAD, ROWS)
    del cells[cells.index("Sarthe", 5)]
    dataset = tidied(as_text(cells, behind=False))
    assert years(dataset) == [2019, None, None]
    assert codes(dataset) >= {"hors-fiche", "fiche-sans-index"}


@COPIES
def test_a_table_within_a_text_stays_there(copied: Callable) -> None:
    told = "\n".join(["Avant.", *copied(HEAD, ROWS), "Après."])
    dataset = tidied(text_of([HEADER, *action_lines(action(limits=told))]))
    assert dataset.actions["limits"][0] == told


@COPIES
def test_the_foot_behind_an_index_belongs_to_no_action(copied: Callable) -> None:
    lines = [*copied(HEAD, ROWS), "", "Mentions légales", "Contact"]
    dataset = tidied(as_text(lines, behind=True))
    assert years(dataset) == [2019, 2020, 2021]
    assert [f.text for f in dataset.findings if f.code == "hors-fiche"] == [
        "Mentions légales",
        "Contact",
    ]


def test_an_index_behind_a_cut_action_is_told() -> None:
    lines = action_lines(ACTIONS[0])
    lines = lines[: lines.index("- Résultat sur le territoire") + 1]
    dataset = tidied(text_of([HEADER, *lines, "Avant.", *one_a_line(HEAD, ROWS)]))
    assert dataset.actions["outcomes_territory"][0] == "Avant."
    assert codes(dataset) >= {"fiche-coupee", "index-sans-fiche"}


@pytest.mark.parametrize("copied", [tabs, one_a_line])
def test_a_table_before_a_line_that_reads_like_a_start_stays_as_it_is(copied: Callable) -> None:
    told = "\n".join(["Avant.", *copied(*numbered(HEAD, ROWS)), "Actions", "menées", "ensemble"])
    dataset = tidied(text_of([HEADER, *action_lines(action(description=told))]))
    assert dataset.actions["description"][0] == told


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*HEAD, "N°", "Un", "Aude", "2020", "", "a\tb", "| |", "---|"])))
def test_no_lines_are_lost_however_odd_the_index(lines: list[str]) -> None:
    for behind in (False, True):
        dataset = tidied(as_text(lines, behind=behind))
        assert len(dataset.actions) == len(ACTIONS)
