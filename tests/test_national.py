"""The invented national set: found whole by the reader, the same for the same seed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from national import National, vary, write_national

from reportkit.batch.notices import BLOCKED
from reportkit.batch.plan import Choice
from reportkit.batch.preflight import check_plan
from reportkit.dataset import Dataset, load_dataset
from reportkit.schema import FREE_TEXTS
from reportkit.vocabulary import find_department, fold

CENTRES, DEPARTMENTS, ACTIONS = 40, 6, 70


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory) -> National:
    return write_national(tmp_path_factory.mktemp("national"), CENTRES, DEPARTMENTS, ACTIONS)


@pytest.fixture(scope="module")
def dataset(national: National) -> Dataset:
    return load_dataset([national.folder])


def test_every_centre_and_department_is_read_as_it_was_written(
    national: National, dataset: Dataset
) -> None:
    read = zip(dataset.actions["department_norm"], dataset.actions["organisation"], strict=True)
    assert set(read) == {(d, name) for d, names in national.centres.items() for name in names}
    assert len(national.centres) == len(national.exports) == DEPARTMENTS
    assert all(find_department(name) for name in national.centres)


def test_every_action_counts_in_the_one_year(dataset: Dataset) -> None:
    assert len(dataset.counted) == len(dataset.actions) == ACTIONS
    assert set(dataset.actions["senacs_year"]) == {2024}
    assert dataset.partial == []
    assert dataset.fictional


def test_titles_and_names_of_centres_are_distinct(national: National, dataset: Dataset) -> None:
    assert len(set(map(fold, dataset.actions["title"]))) == ACTIONS
    names = [fold(name) for held in national.centres.values() for name in held]
    assert len(set(names)) == CENTRES
    assert max(map(len, names)) > 80


def test_most_centres_have_one_action_and_none_more_than_six(dataset: Dataset) -> None:
    counts = Counter(Counter(dataset.actions["organisation"]).values())
    assert counts[1] > CENTRES / 2
    assert max(counts) <= 6


def test_texts_are_not_copies_of_each_other(dataset: Dataset) -> None:
    texts = dataset.actions[list(FREE_TEXTS)].fillna("").agg("\n".join, axis=1)
    assert texts.nunique() > 0.9 * ACTIONS


def test_the_plan_holds_a_report_a_centre_and_one_a_department(
    national: National, dataset: Dataset, tmp_path: Path
) -> None:
    preflight = check_plan(dataset, Choice(), {}, tmp_path)
    assert len(preflight.jobs) == national.reports == CENTRES + DEPARTMENTS
    assert [notice for notice in preflight.notices if notice.state == BLOCKED] == []


def test_a_seed_writes_the_same_bytes_and_another_others(
    national: National, tmp_path: Path
) -> None:
    def written(folder: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.rglob("*.*")}

    again, other = tmp_path / "again", tmp_path / "other"
    write_national(again, CENTRES, DEPARTMENTS, ACTIONS)
    write_national(other, CENTRES, DEPARTMENTS, ACTIONS, seed=2)
    assert written(again) == written(national.folder)
    assert written(other) != written(again)


def test_many_actions_a_centre_still_have_titles_of_their_own(tmp_path: Path) -> None:
    national = write_national(tmp_path / "full", 2, 2, 300)
    assert load_dataset([national.folder]).actions["title"].nunique() == 300


@pytest.mark.parametrize("sizes", [(3, 2, 2), (2, 3, 5), (500, 102, 600), (1, 0, 1)])
def test_numbers_that_cannot_be_are_refused(tmp_path: Path, sizes: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="centres"):
        write_national(tmp_path / "none", *sizes)


def test_exports_of_another_set_are_never_mixed_in(national: National) -> None:
    with pytest.raises(FileExistsError):
        write_national(national.folder, CENTRES, DEPARTMENTS, ACTIONS)


@pytest.mark.parametrize(
    ("text", "varied"),
    [
        ("14 familles, 1 150 passages", "28 familles, 2 300 passages"),
        ("600 € de la Caf", "1 200 € de la Caf"),
        ("le 12 mars 2024, à 14 h, 7 ans", "le 12 mars 2024, à 14 h, 7 ans"),
        ("de 16h45 à 18h30, 38 %, 4e, 3,5 jours", "de 16h45 à 18h30, 38 %, 4e, 3,5 jours"),
        ("1 animatrice", "1 animatrice"),
    ],
)
def test_what_is_counted_varies_and_dates_ages_and_hours_do_not(text: str, varied: str) -> None:
    assert vary(text, 2.0) == varied
