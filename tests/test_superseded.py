"""One action in two exports of a year: the newer copy counts, whatever the order of the files."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from senacs import action, page_lines, read_bytes, text_of

from reportkit.corrections import Correction
from reportkit.dataset import Dataset, build_dataset
from reportkit.report.report import Report
from reportkit.report.scope import build_scope

OLD, NEW = dt.date(2024, 2, 1), dt.date(2024, 6, 1)
OTHER_GROUP = {
    "summary": "Le mercredi, les grands du collège.",
    "experience": "Un tutorat entre élèves, né d'une demande des familles.",
    "description": "Maths et orthographe au premier étage.",
    "outcomes_territory": "Moins de bruit devant la gare.",
    "outcomes_centre": "Une équipe de tuteurs.",
    "outcomes_residents": "Des bulletins qui remontent.",
    "limits": "Salle glaciale.",
    "perspectives": "Changer d'étage.",
}


def tidy(*files: tuple[str, list[dict], dt.date | None], year: int | None = 2023) -> Dataset:
    read = [(read_bytes(text_of(page_lines(told, year)), name), date) for name, told, date in files]
    return build_dataset(read)


def codes(dataset: Dataset) -> list[str]:
    return [finding.code for finding in dataset.findings]


def kept(dataset: Dataset) -> list[tuple[str, Any]]:
    return sorted(zip(dataset.counted["source_file"], dataset.counted["limits"], strict=True))


def test_the_newer_export_counts_and_what_differs_is_said() -> None:
    dataset = tidy(("a", [action()], OLD), ("b", [action(limits="Plus rien.")], NEW))
    older, newer = dataset.actions.to_dict("records")
    assert older["superseded_by"] == newer["action_id"]
    assert kept(dataset) == [("b", "Plus rien.")]
    (finding,) = dataset.findings
    assert (finding.code, finding.source_file) == ("export-plus-recent", "a")
    for said in ("b:", "01/06/2024", "01/02/2024", "Limites"):
        assert said in finding.message


def test_reports_count_it_once_and_show_the_finding() -> None:
    dataset = tidy(("a", [action()], OLD), ("b", [action(limits="Plus rien.")], NEW))
    scope = build_scope(dataset, "centre", 2023, "Sarthe", "Centre social du Pré")
    assert scope.size == 1
    assert len(scope.duplicates) == 0
    assert [finding.code for finding in scope.findings] == ["export-plus-recent"]


@pytest.mark.parametrize("dates", [(None, None), (OLD, None), (None, NEW), (OLD, OLD)])
def test_without_two_different_dates_both_are_kept_and_said(dates: tuple) -> None:
    dataset = tidy(("a", [action()], dates[0]), ("b", [action(limits="Non.")], dates[1]))
    assert len(dataset.counted) == 2
    assert codes(dataset) == ["action-en-deux-fichiers"]
    assert dataset.findings[0].source_file == "b"


def test_an_action_in_many_files_is_told_once_in_each_file_but_the_first() -> None:
    files = [(name, [action(limits=name)], None) for name in "abcd"]
    findings = tidy(*files).findings
    assert [f.source_file for f in findings] == ["b", "c", "d"]
    assert all("(a:5," in f.message for f in findings)


def test_the_method_note_tells_of_newer_copies() -> None:
    dataset = tidy(("a", [action()], OLD), ("b", [action(limits="Plus rien.")], NEW))
    scope = build_scope(dataset, "centre", 2023, "Sarthe", "Centre social du Pré")
    (points,) = (block for block in Report(scope).method() if block.kind == "points")
    told = " ".join(words for item in points.items for words in item)
    assert "remplacée par sa copie plus récente" in " ".join(told.split())
    assert "Jardin des voisins" in told


@pytest.mark.parametrize("signed_on", [0, 1], ids=["the older copy", "the newer copy"])
def test_words_withheld_in_one_copy_are_printed_from_neither(signed_on: int) -> None:
    old = action(title="L'ATELIER de Zoé", limits="Zoé est partie.")
    new = action(title="L'atelier de Zoé", limits="Zoé est partie.", people="5")
    files = [("a", [old], OLD), ("b", [new], NEW)]
    read = [(read_bytes(text_of(page_lines(told, 2023)), n), day) for n, told, day in files]
    action_id = build_dataset(read).actions["action_id"].iloc[signed_on]
    signed = ("La Fédération", "2025-03-01", "demandé")
    dataset = build_dataset(
        read, corrections=[Correction(action_id, "ne pas citer", "Zoé", "", *signed, 2)]
    )
    scope = build_scope(dataset, "centre", 2023, "Sarthe", "Centre social du Pré")
    assert scope.actions["limits"].tolist() == ["[…] est partie."]
    for block in Report(scope).method():
        assert "Zoé" not in block.model_dump_json()


def test_without_a_year_both_are_kept_and_said() -> None:
    dataset = tidy(("a", [action()], OLD), ("b", [action(limits="Non.")], NEW), year=None)
    assert len(dataset.counted) == 2
    assert codes(dataset) == ["action-en-deux-fichiers"]
    assert "sans année" in dataset.findings[0].message


def test_exact_repeats_stay_duplicates() -> None:
    dataset = tidy(("a", [action()], OLD), ("b", [action()], NEW))
    assert codes(dataset) == ["doublon-exact"]
    assert dataset.actions["superseded_by"].isna().all()


def test_two_groups_under_one_title_are_two_actions() -> None:
    dataset = tidy(("a", [action()], OLD), ("b", [action(**OTHER_GROUP)], NEW))
    assert len(dataset.counted) == 2
    assert codes(dataset) == []


def test_equal_titles_are_matched_one_to_one_by_their_text() -> None:
    first, second = action(), action(**OTHER_GROUP)
    newer = [action(**{**OTHER_GROUP, "people": "9"}), action(people="7")]
    dataset = tidy(("a", [first, second], OLD), ("b", newer, NEW))
    ids = dataset.actions["action_id"].tolist()
    assert dataset.actions["superseded_by"].tolist() == [ids[3], ids[2], None, None]


def test_a_newer_sheet_replaces_one_of_each_older_file_only() -> None:
    twins = [action(limits="Un."), action(limits="Deux.")]
    dataset = tidy(("a", twins, OLD), ("b", [action(limits="Trois.")], NEW))
    assert len(dataset.counted) == 2


def test_an_emptied_sheet_replaces_nothing() -> None:
    """Most of the older words are gone: nothing is lost without being counted."""
    empty = action(**dict.fromkeys(OTHER_GROUP))
    dataset = tidy(("a", [action()], OLD), ("b", [empty], NEW))
    assert len(dataset.counted) == 2


SHEETS = [
    ("a", [action(limits="Un.")], OLD),
    ("b", [action(limits="Deux."), action(title="Bal")], dt.date(2024, 3, 1)),
    ("c", [action(limits="Un."), action(title="Bal", people="3")], NEW),
    ("d", [action(title="Bal", people="8")], None),
]


@settings(max_examples=24, deadline=None)
@given(st.permutations(SHEETS))
def test_the_order_of_the_files_changes_nothing(files: list) -> None:
    def counted_texts(dataset: Dataset) -> list[tuple]:
        columns = ["title", "limits", "people"]
        return sorted(map(tuple, dataset.counted[columns].to_numpy().tolist()))

    assert counted_texts(tidy(*files)) == counted_texts(tidy(*SHEETS))
    assert counted_texts(tidy(*files)) == sorted([
        ("Jardin des voisins", "Un.", "4 bénévoles"),
        ("Bal", "L'eau manque en été.", "3"),
        ("Bal", "L'eau manque en été.", "8"),
    ])  # fmt: skip
