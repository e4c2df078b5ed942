"""The tidy table on disk: the same actions in every format, text always text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from senacs import action

from reportkit.dataset import TABLE_COLUMNS, load_dataset
from reportkit.errors import ParameterError
from reportkit.table import LONGEST_CELL, write_table


def test_json_is_an_array_of_records_in_the_files_order(
    export_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = export_file([action(title="B"), action(title="A", limits=None), action(title="B")], 2020)
    write_table(load_dataset([path]), tmp_path / "t.json")
    records = json.loads((tmp_path / "t.json").read_text("utf-8"))
    assert [record["title"] for record in records] == ["B", "A", "B"]
    assert list(records[0]) == list(TABLE_COLUMNS)
    assert records[0]["keywords"] == ["Solidarité", "Santé"]
    assert records[0]["senacs_year"] == 2020
    assert records[1]["limits"] is None
    assert records[2]["duplicate_of"] == records[0]["action_id"]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_other_formats_hold_the_same_actions(
    suffix: str, export_file: Callable[..., Path], tmp_path: Path
) -> None:
    dataset = load_dataset([export_file([action(), action(title="Deux")], 2020)])
    path = tmp_path / f"t{suffix}"
    assert write_table(dataset, path) == []
    read = {".csv": pd.read_csv, ".parquet": pd.read_parquet, ".xlsx": pd.read_excel}[suffix]
    frame = read(path)
    assert list(frame.columns) == list(TABLE_COLUMNS)
    assert frame["title"].tolist() == ["Jardin des voisins", "Deux"]
    keywords = frame["keywords"].iloc[0]
    assert (
        list(keywords) == ["Solidarité", "Santé"]
        if suffix == ".parquet"
        else (keywords == "Solidarité; Santé")
    )


def test_a_text_that_begins_with_equals_is_no_formula(
    export_file: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "t.xlsx"
    write_table(load_dataset([export_file([action(title="=1+1", limits="\x07son")])]), path)
    sheet = openpyxl.load_workbook(path).active
    titles = [cell for cell in sheet[2] if cell.value == "=1+1"]
    assert [cell.data_type for cell in titles] == ["s"]


def test_what_a_spreadsheet_cannot_hold_is_said(
    export_file: Callable[..., Path], tmp_path: Path
) -> None:
    long = "x" * (LONGEST_CELL + 1)
    notes = write_table(load_dataset([export_file([action(limits=long)])]), tmp_path / "t.xlsx")
    assert len(notes) == 1
    assert "limits" in notes[0]


def test_unknown_format_is_refused(export_file: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"\.csv, \.json"):
        write_table(load_dataset([export_file([action()])]), tmp_path / "t.ods")
