"""Tidy: ids that stay, years from the index alone, duplicates counted once."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from senacs import HEADER, INDEX_HEAD, action, action_lines, page_lines, read_bytes, text_of

from reportkit.dataset import TABLE_COLUMNS, Dataset, build_dataset, load_dataset


def tidy(*pages: list[str], annee_attribuee: int | None = None) -> Dataset:
    read = [
        (read_bytes(text_of(lines), f"{number}.txt"), None) for number, lines in enumerate(pages)
    ]
    return build_dataset(read, annee_attribuee)


def codes(dataset: Dataset) -> list[str]:
    return [finding.code for finding in dataset.findings]


def test_year_comes_from_the_index_alone() -> None:
    dated = tidy(page_lines([action(limits="Reconduite en 2019.")], 2021)).actions.iloc[0]
    assert dated["senacs_year"] == 2021
    undated = tidy(page_lines([action(limits="Reconduite en 2019.")])).actions.iloc[0]
    assert undated[["senacs_year", "report_year"]].isna().all()


def test_attributed_year_is_for_undated_actions_only() -> None:
    dataset = tidy(
        page_lines([action(title="A")], 2021), page_lines([action(title="B")]), annee_attribuee=2022
    )
    assert dataset.actions["report_year"].tolist() == [2021, 2022]
    assert dataset.actions["senacs_year"].isna().tolist() == [False, True]


def test_structure_is_split_at_the_last_dash() -> None:
    names = ["UMCS - Site Sud - Sarthe", 'Foyer "Le Lien" - La Réunion', "Sans tiret"]
    rows = tidy(page_lines([action(organisation=name, title=name) for name in names])).actions
    assert rows["organisation"].tolist() == ["UMCS - Site Sud", 'Foyer "Le Lien"', "Sans tiret"]
    assert rows["department_norm"].tolist() == ["Sarthe", "La Réunion", None]


def test_index_row_that_disagrees_gives_no_year() -> None:
    lines = page_lines([action(title="A"), action(title="B")], 2021)
    lines[lines.index("B | Sarthe | 2021 |")] = "Autre | Sarthe | 2021 |"
    dataset = tidy(lines)
    assert dataset.actions["senacs_year"].isna().tolist() == [False, True]
    assert codes(dataset) == ["index-different"]
    assert dataset.findings[0].line == 5


def test_index_department_that_disagrees_gives_no_year() -> None:
    lines = page_lines([action()], 2021, department="Aude")
    assert codes(tidy(lines)) == ["index-different"]


def test_index_row_without_action_is_a_cut_copy() -> None:
    lines = page_lines([action(title="A")], 2021)
    lines.insert(4, "Z | Sarthe | 2021 |")
    dataset = tidy(lines)
    assert codes(dataset) == ["index-sans-fiche"]
    assert dataset.files[0].cut


def test_equal_titles_are_joined_by_position() -> None:
    same = [action(title="Sortie", limits=f"Groupe {n}.") for n in range(3)]
    lines = page_lines(same, 2020)
    lines[4] = "Sortie | Sarthe | 2021 |"
    assert tidy(lines).actions["senacs_year"].tolist() == [2020, 2021, 2020]


def test_second_form_takes_its_department_from_the_index() -> None:
    lines = [HEADER, *INDEX_HEAD, "Bal | Haute-Corse | 2020 |"]
    lines += action_lines(action(title="Bal"), second_form=True)
    row = tidy(lines).actions.iloc[0]
    assert (row["organisation"], row["department"], row["senacs_year"]) == (
        None,
        "Haute-Corse",
        2020,
    )


def test_exact_repeats_are_marked_and_counted_once() -> None:
    dataset = tidy(page_lines([action(), action(title="Autre"), action()], 2020))
    first, _, repeat = dataset.actions["action_id"]
    assert dataset.actions["duplicate_of"].tolist() == [None, None, first]
    assert repeat == f"{first}-2"
    assert len(dataset.counted) == 2
    assert codes(dataset) == ["doublon-exact"]


def test_the_same_action_in_two_years_is_no_repeat() -> None:
    dataset = tidy(page_lines([action()], 2020), page_lines([action()], 2021))
    assert dataset.actions["duplicate_of"].isna().all()
    assert dataset.actions["action_id"].is_unique


def test_unknown_values_are_kept_and_flagged() -> None:
    dataset = tidy(page_lines([action(keywords=["Jonglage"], organisation="X - Nulle part")]))
    row = dataset.actions.iloc[0]
    assert row["keywords_norm"] == ["Jonglage"]
    assert row["department_norm"] == "Nulle part"
    assert codes(dataset) == ["valeur-inconnue", "valeur-inconnue"]


def test_action_without_structure_is_kept_and_flagged() -> None:
    dataset = tidy([HEADER, *action_lines(action(), second_form=True)])
    assert codes(dataset) == ["structure-absente", "departement-absent"]


def test_columns_are_those_of_the_table() -> None:
    columns = tidy(page_lines([action()])).actions.columns
    assert list(columns[: len(TABLE_COLUMNS)]) == list(TABLE_COLUMNS)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 6))
def test_ids_stay_when_actions_are_reordered(seed: int, count: int) -> None:
    actions = [action(title=f"Action {n % 4}", limits=f"Limite {n % 3}") for n in range(count)]
    before = tidy(page_lines(actions, 2020)).actions
    shuffled = random.Random(seed).sample(actions, count)
    after = tidy(page_lines(shuffled, 2020)).actions
    keys = ["action_id", "title", "limits"]
    assert sorted(map(tuple, before[keys].values)) == sorted(map(tuple, after[keys].values))


def test_an_unreadable_department_spelling_is_matched() -> None:
    row = tidy(page_lines([action(organisation="X - COTE-D’OR")])).actions.iloc[0]
    assert row["department_norm"] == "Côte-d'Or"
    assert row["department"] == "COTE-D’OR"


@pytest.mark.parametrize("name", ["L'Abri", "L’Abri", "L'Abri "])
def test_apostrophes_do_not_make_two_structures(name: str) -> None:
    row = tidy(page_lines([action(organisation=f"{name} - Sarthe")])).actions.iloc[0]
    assert row["organisation_norm"] == "L'Abri"


def test_rows_that_may_have_shifted_date_no_repeated_title() -> None:
    """Three equal titles and two rows: which row is missing cannot be known."""
    lines = page_lines([action(title="Café", limits=f"{n}.") for n in range(3)], 2020)
    del lines[4]
    dataset = tidy(lines)
    assert dataset.actions["senacs_year"].isna().all()
    assert codes(dataset) == ["index-different", "index-different", "fiche-sans-index"]


def test_a_row_without_a_readable_year_keeps_its_place() -> None:
    lines = page_lines([action(title="A"), action(title="B")], 2020)
    lines[3] = "A | Sarthe | 2018-2019 |"
    dataset = tidy(lines)
    assert dataset.actions["senacs_year"].tolist() == [pd.NA, 2020]
    assert codes(dataset) == ["index-sans-annee"]


def test_a_structure_without_department_takes_that_of_the_index() -> None:
    row = tidy(page_lines([action(organisation="CENTRE X")], 2019, department="Aude")).actions.iloc[
        0
    ]
    assert (row["organisation"], row["department"], row["senacs_year"]) == (
        "CENTRE X",
        "Aude",
        2019,
    )


def test_the_same_action_dated_and_attributed_counts_once() -> None:
    dataset = tidy(page_lines([action()], 2020), page_lines([action()]), annee_attribuee=2020)
    assert len(dataset.counted) == 1
    assert dataset.actions["action_id"].is_unique


@pytest.mark.parametrize("written", ["val d'oise", "Val d’Oise", "VAL-D'OISE"])
def test_an_index_may_spell_a_department_otherwise(written: str) -> None:
    lines = page_lines([action(organisation="X - Val-d'Oise")], 2021, department=written)
    assert tidy(lines).actions["senacs_year"].tolist() == [2021]


def test_an_alias_gives_the_canonical_name_and_keeps_the_written_one() -> None:
    lines = page_lines(
        [action(organisation=name) for name in ("CS Nord - Sarthe", "cs  NORD - Aude")]
    )
    read = [(read_bytes(text_of(lines)), None)]
    rows = build_dataset(read, aliases={"CS Nord": "Centre social Nord"}).actions
    assert rows["organisation_norm"].tolist() == ["Centre social Nord"] * 2
    assert rows["organisation"].tolist() == ["CS Nord", "cs  NORD"]


def test_an_alias_that_no_structure_bears_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(text_of(page_lines([action()])))
    toml = '[aliases]\n"Centre social du pre" = "Le Pré"\n"Inconnu" = "Connu"\n'
    (tmp_path / "reportkit.toml").write_text(toml, "utf-8")
    dataset = load_dataset([tmp_path])
    assert dataset.actions["organisation_norm"].tolist() == ["Le Pré"]
    (finding,) = dataset.findings
    assert (finding.code, finding.line, finding.text) == ("alias-sans-objet", 3, "Inconnu")
    assert finding.source_file == "reportkit.toml"
