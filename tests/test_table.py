"""The tidy table on disk: the same actions in every format, text always text."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from senacs import action

from reportkit.dataset import Dataset, build_dataset, load_dataset
from reportkit.errors import ParameterError
from reportkit.readers.cells import as_text, trimmed
from reportkit.readers.content import Content
from reportkit.readers.export import Export, RawAction, Text
from reportkit.readers.formats import read_content
from reportkit.report.scope import build_scope
from reportkit.schema import FIELDS, TABLE_COLUMNS, Kind
from reportkit.spreadsheet import LONGEST_CELL
from reportkit.table import table_records, write_table


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


# What a spreadsheet, a delimiter, XML or an editor may trip over.
HOSTILE = st.text(
    st.sampled_from("ab\"';,\t\n =+-@|é\u2028\x85\x00\x07\x1f\uffff_x0041😀")
) | st.sampled_from(
    ["=1+1", "'=1", "''@a", "-", "_x0041_", "_x0041_x0042_", "a;b", "<b>&amp;", "é" * 3000, "2023"]
)
AS_READ = HOSTILE.map(as_text).map(trimmed)
LINE = AS_READ.map(lambda text: trimmed(text.replace("\n", " ")))
ITEM = LINE.map(str.strip).filter(bool)


@st.composite
def raw_actions(draw: st.DrawFn) -> RawAction:
    texts, lists = {}, {}
    for field in FIELDS:
        if field.kind is Kind.LIST:
            lists[field.column] = tuple(draw(st.lists(ITEM, max_size=3)))
        elif text := draw(LINE if field.column == "organisation" else AS_READ):
            texts[field.column] = Text(text, (7,))
    return RawAction(0, 0, 7, 9, draw(LINE), texts, lists)


def hostile_dataset(actions: list[RawAction], year: int | None) -> Dataset:
    export = Export("=dossier/page.txt", "", 9, tuple(actions), (), (), (), (), ())
    return build_dataset([(export, None)], year)


def read_again(path: Path) -> Dataset:
    return build_dataset([(e, None) for e in read_content(Content(path.read_bytes(), path.name))])


FORMS = [("t.csv", False), ("t.csv", True), ("t.json", False), ("t.parquet", False)]
FORMS += [("t.xlsx", False)]


@pytest.mark.parametrize(("name", "excel_fr"), FORMS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=st.lists(raw_actions(), min_size=1, max_size=3), year=st.sampled_from([None, 2020]))
def test_what_is_written_is_read_back_unchanged(
    name: str, excel_fr: bool, actions: list[RawAction], year: int | None, tmp_path: Path
) -> None:
    dataset = hostile_dataset(actions, year)
    path = tmp_path / name
    assert write_table(dataset, path, excel_fr=excel_fr) == []
    reread = read_again(path)
    assert table_records(reread) == table_records(dataset)
    assert not {f.code for f in reread.findings} & {"valeur-recalculee", "colonne-inconnue"}
    written = path.read_bytes()
    write_table(reread, path, excel_fr=excel_fr)
    if name in {"t.csv", "t.json"}:
        assert path.read_bytes() == written


@pytest.mark.parametrize(("name", "excel_fr"), [*FORMS, ("t.txt", False)])
def test_the_sample_is_read_back_unchanged(
    name: str, excel_fr: bool, sample: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / name
    assert write_table(sample, path, excel_fr=excel_fr) == []
    lost = ("source_file", "first_line", "last_line") if name == "t.txt" else ()
    both = [
        [{k: v for k, v in record.items() if k not in lost} for record in table_records(dataset)]
        for dataset in (sample, read_again(path))
    ]
    assert both[0] == both[1]


def test_a_csv_for_excel_has_its_mark_and_runs_nothing(
    export_file: Callable[..., Path], tmp_path: Path
) -> None:
    dataset = load_dataset([export_file([action(title="=1+1", summary="-2\n'@a")])])
    write_table(dataset, tmp_path / "t.csv", excel_fr=True)
    data = (tmp_path / "t.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfaction_id;title;")
    assert b";'=1+1;" in data
    assert b"\"'-2\n'@a\"" in data
    assert data.endswith(b"\r\n")


@pytest.mark.parametrize("name", ["t.xlsx", "t.json", "t.txt"])
def test_only_a_csv_is_written_for_excel(
    name: str, export_file: Callable[..., Path], tmp_path: Path
) -> None:
    with pytest.raises(ParameterError, match="--excel-fr"):
        write_table(load_dataset([export_file([action()])]), tmp_path / name, excel_fr=True)


@pytest.mark.parametrize("text", ["x" * 40_000, "\x07" * 9000, "x\n\n\n" * 9000, "_x0041_" * 8000])
def test_a_cut_text_is_told_and_read_back_as_cut(text: str, tmp_path: Path) -> None:
    raw = RawAction(0, 0, 7, 9, "A", {"limits": Text(trimmed(text), (7,))}, {})
    path = tmp_path / "t.xlsx"
    assert len(write_table(hostile_dataset([raw], None), path)) == 1
    reread = read_again(path)
    limits = reread.actions["limits"].iloc[0]
    assert text.startswith(limits)
    assert len(limits) > 4000
    assert write_table(reread, path) == []
    assert read_again(path).actions["limits"].iloc[0] == limits


def test_a_report_on_a_table_names_the_table(sample: Dataset, tmp_path: Path) -> None:
    """Its actions keep the place in the export they came from, its findings name the rows."""
    write_table(sample, tmp_path / "t.csv")
    scope = build_scope(read_again(tmp_path / "t.csv"), "departement", 2024, "Val-d'Oise", None)
    before = build_scope(sample, "departement", 2024, "Val-d'Oise", None)
    assert [file.name for file in scope.files] == ["t.csv"]
    assert {finding.source_file for finding in scope.findings} == {"t.csv"}
    assert scope.sources() == before.sources()
