"""A real export against its reading by hand; neither can be published (REPORTKIT_REAL_EXPORT)."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from senacs import read_bytes

from reportkit.batch.plan import Choice, build_plan
from reportkit.dataset import Dataset, load_dataset
from reportkit.errors import InputError
from reportkit.readers.export import Export
from reportkit.schema import FIELDS
from reportkit.table import table_records

CUTS = 50


@pytest.fixture(scope="module")
def path(real_folder: Path) -> Path:
    return real_folder / "senacs-aude-16.txt"


@pytest.fixture(scope="module")
def gold(real_folder: Path) -> list[dict]:
    text = (real_folder / "senacs-aude-16.gold.json").read_text("utf-8")
    return json.loads(text)["actions"]


@pytest.fixture(scope="module")
def dataset(path: Path) -> Dataset:
    return load_dataset([path])


# Our column -> the reading's key, for what a closed field holds as written.
CLOSED = {
    "title": "title",
    "organisation": "centre",
    "department": "department",
    "status": "status",
    "end_reason": "end_reason",
    "dimension": "dimension",
    "keywords": "keywords",
    "initiators": "initiators",
    "initiative_detail": "initiative_detail",
    "territory": "territory",
    "audience": "publics",
    "partners": "partners",
    "first_line": "first_line",
    "last_line": "last_line",
}


@pytest.mark.parametrize("column", CLOSED)
def test_every_closed_field_equals_the_reading_by_hand(
    column: str, dataset: Dataset, gold: list[dict]
) -> None:
    records = table_records(dataset)
    assert len(records) == len(gold) == 16
    assert [r[column] for r in records] == [g[CLOSED[column]] for g in gold]


def test_empty_fields_equal_the_reading_by_hand(dataset: Dataset, gold: list[dict]) -> None:
    for record, reading in zip(table_records(dataset), gold, strict=True):
        empty = {
            field.label
            for field in FIELDS
            if not field.optional and field.column != "territory_again" and not record[field.column]
        }
        assert empty == {label.removesuffix(" (2)") for label in reading["empty_fields"]}


def test_every_line_is_accounted_for_once(path: Path) -> None:
    export = read_bytes(path.read_bytes(), path.name)
    export.check_accounted()
    assert export.line_count == 1005
    assert export.finding_lines == ()


def test_the_exact_repeat_is_the_one_found_by_hand(dataset: Dataset) -> None:
    repeats = dataset.actions["duplicate_of"].notna()
    assert [i + 1 for i, repeat in enumerate(repeats) if repeat] == [16]
    assert dataset.actions["duplicate_of"].iloc[15] == dataset.actions["action_id"].iloc[14]


def test_no_year_is_guessed(dataset: Dataset) -> None:
    assert dataset.actions["report_year"].isna().all()


def test_seven_centres_and_one_department(dataset: Dataset) -> None:
    jobs = build_plan(dataset, Choice(), {})
    assert sorted(job.perimeter.kind for job in jobs) == ["centre"] * 7 + ["departement"]
    assert {job.perimeter.year for job in jobs} == {None}


def complete_ends(export: Export, lines: list[bytes]) -> list[int]:
    """Bytes after which each action is whole."""
    return [len(b"\n".join(lines[: raw.last_line])) for raw in export.actions]


@pytest.mark.parametrize("cut", range(1, CUTS + 1))
def test_a_cut_copy_keeps_every_complete_action(cut: int, path: Path) -> None:
    data = path.read_bytes()
    whole = read_bytes(data, path.name)
    size = len(data) * cut // (CUTS + 1)
    ends = complete_ends(whole, data.split(b"\n"))
    done = sum(end <= size for end in ends)
    export = read_bytes(data[:size], path.name)
    assert export.actions[:done] == whole.actions[:done]
    # Told apart from the reader: the last label stands, or not, behind the last start.
    last = data[:size].rpartition(b"\nActions\n")[2]
    complete = b"\n- Suite de l'action : Perspectives" in last
    assert export.is_cut != complete
    assert bool(export.actions[-1].missing) != complete
    assert any(f.code == "fiche-coupee" for f in export.findings) != complete


def test_a_copy_cut_before_any_label_is_no_crash(path: Path) -> None:
    data = path.read_bytes()
    for size in range(1, 120):
        with contextlib.suppress(InputError):
            read_bytes(data[:size], path.name).check_accounted()
