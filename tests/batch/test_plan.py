"""The plan: which reports, in which files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import ROOT
from senacs import action

from reportkit.batch.plan import Choice, build_plan
from reportkit.dataset import Dataset, load_dataset
from reportkit.report.perimeter import LONGEST_NAME, Perimeter, slug
from reportkit.report.scope import cut_scope

SAMPLE_REPORTS = [
    line
    for line in (ROOT / "tests" / "sample_reports.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def paths(dataset: Dataset, choice: Choice = Choice()) -> list[str]:  # noqa: B008
    return [str(job.path) for job in build_plan(dataset, choice, {})]


def test_the_sample_gives_the_committed_list(sample: Dataset) -> None:
    assert sorted(paths(sample)) == sorted(SAMPLE_REPORTS)


def test_choices_narrow_the_plan(sample: Dataset) -> None:
    chosen = Choice(("departement",), (), ("val-d’oise",), (2024,))
    assert paths(sample, chosen) == ["2024/val-d-oise/2024_val-d-oise_departement.pdf"]
    one = Choice((), ("centre social les hirondelles",), (), (2023,))
    assert paths(sample, one) == [
        "2023/val-d-oise/2023_val-d-oise_centre_centre-social-les-hirondelles.pdf",
        "2023/val-d-oise/2023_val-d-oise_financeur_caf_centre-social-les-hirondelles.pdf",
    ]


def test_slugs() -> None:
    assert slug("Val-d’Oise") == "val-d-oise"
    assert slug("Œuvre « Été » / A.M.I.") == "oeuvre-ete-a-m-i"
    assert slug("../..") == "sans-nom"


def test_paths_stay_short_and_in_place() -> None:
    path = Perimeter("centre", None, "La Réunion", "x/.." * 60).path
    assert path.parts[:2] == ("annee-non-precisee", "la-reunion")
    assert len(path.name) <= LONGEST_NAME
    assert len(path.parts) == 3


def test_two_centres_of_one_slug_get_suffixes_that_order_does_not_change(
    export_file: Callable[..., Path],
) -> None:
    names = ["Le Lien - Sarthe", "Le-Lien - Sarthe", "Autre - Sarthe"]
    first = export_file([action(organisation=n, title=n) for n in names], name="a.txt")
    second = export_file([action(organisation=n, title=n) for n in names[::-1]], name="b.txt")
    before, after = paths(load_dataset([first])), paths(load_dataset([second]))
    assert sorted(before) == sorted(after)
    assert len(set(before)) == 4
    assert sum("le-lien-" in path for path in before) == 2


def test_an_action_without_structure_has_no_report_of_its_own(sample: Dataset) -> None:
    jobs = build_plan(sample, Choice(("departement",), (), ("Finistère",), (2024,)), {})
    assert [job.perimeter.centre for job in jobs] == [None]
    assert cut_scope(sample, jobs[0].perimeter, ()).size == 13
    centres = build_plan(sample, Choice(("centre",), (), ("Finistère",), (2024,)), {})
    assert sum(cut_scope(sample, job.perimeter, ()).size for job in centres) == 12


def test_every_notebook_of_the_plan_exists(sample: Dataset) -> None:
    assert {job.notebook.exists() for job in build_plan(sample, Choice(), {})} == {True}


def test_a_choice_never_changes_the_name_of_a_report(export_file: Callable[..., Path]) -> None:
    names = ["Même slug! - Sarthe", "Même slug? - Sarthe", "A" * 90 + "1 - Sarthe"]
    dataset = load_dataset([export_file([action(organisation=n, title=n) for n in names])])
    whole = set(paths(dataset))
    for name in names:
        chosen = paths(dataset, Choice(centres=(name.removesuffix(" - Sarthe"),)))
        assert len(chosen) == 1
        assert chosen[0] in whole


def test_a_cut_name_is_told_from_every_other() -> None:
    long = [Perimeter("centre", 2020, "Sarthe", "Centre " * 20 + e).path.name for e in "ab"]
    assert long[0] != long[1]
    assert all(len(name) <= LONGEST_NAME for name in long)
