"""Editions of a report: which is kept where, after any number of failures and touched files."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

import pytest

from reportkit.batch.making import Made
from reportkit.batch.plan import WORK, Job
from reportkit.batch.shelf import Shelf
from reportkit.printing.pdf import Printed
from reportkit.report.parameters import Parameters
from reportkit.report.perimeter import Perimeter

JOB = Job(
    Perimeter("departement", 2024, "Aude", None),
    Parameters(annee=2024, departement="Aude"),
    PurePosixPath("2024/aude/a.pdf"),
)
FAILED = Made(failure="raté")


def made(pdf: str, *refusals: str, web: str | None = None) -> Made:
    return Made(b"{}", Printed(pdf.encode(), 1, "", refusals, (), (), web))


def sha(pdf: str) -> str:
    return hashlib.sha256(pdf.encode()).hexdigest()


def files(out: Path) -> dict[str, str]:
    """What lies in an out folder, by the name that follows the report's."""
    found = {p.relative_to(out).as_posix(): p for p in out.rglob("*") if p.is_file()}
    names = {name: name.replace(f"{WORK}/2024/aude/a", "") for name in found}
    return {names[name]: path.read_text() for name, path in found.items()}


@pytest.mark.parametrize("failures", [0, 1, 2])
def test_a_passing_failure_leaves_what_an_undisturbed_run_leaves(
    tmp_path: Path, failures: int
) -> None:
    shelf = Shelf(tmp_path)
    assert not shelf.put(JOB, made("Z"))
    assert shelf.put(JOB, made("A"), sha("Z"))
    known = sha("A")
    for _ in range(failures):
        assert not shelf.put(JOB, FAILED, known)
        assert files(tmp_path) == {".pdf.precedent": "Z", ".pdf.ecarte": "A"}
        known = ""
    assert not shelf.put(JOB, made("A"), known)
    assert files(tmp_path) == {"2024/aude/a.pdf": "A", ".pdf.precedent": "Z", ".ipynb": "{}"}


def test_after_a_failure_a_new_edition_replaces_the_last_one(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(JOB, made("Z"))
    shelf.put(JOB, made("A"), sha("Z"))
    shelf.put(JOB, made("B", "rejeté"), sha("A"))
    editions = {".pdf.precedent": "Z", ".pdf.ecarte": "A", ".rejete": "B"}
    assert files(tmp_path) == editions | {".ipynb": "{}"}
    assert shelf.put(JOB, made("B"))
    assert files(tmp_path) == {"2024/aude/a.pdf": "B", ".pdf.precedent": "A", ".ipynb": "{}"}


@pytest.mark.parametrize("after", [made("A"), made("B"), FAILED])
def test_a_touched_pdf_never_passes_for_an_edition(tmp_path: Path, after: Made) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(JOB, made("Z"))
    shelf.put(JOB, made("A"), sha("Z"))
    (tmp_path / JOB.target).write_text("touché")
    assert not shelf.put(JOB, after, sha("A"))
    left = files(tmp_path)
    assert (left[".pdf.precedent"], left[".pdf.modifie"]) == ("Z", "touché")
    assert ".pdf.ecarte" not in left


def test_a_pdf_put_back_by_hand_after_a_failure_is_not_the_last_edition(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(JOB, made("A"))
    shelf.put(JOB, FAILED, sha("A"))
    (tmp_path / JOB.target).write_text("remis")
    assert shelf.put(JOB, made("B"))
    left = files(tmp_path)
    assert (left[".pdf.precedent"], left[".pdf.modifie"]) == ("A", "remis")
    assert left["2024/aude/a.pdf"] == "B"


@pytest.mark.parametrize("after", [made("B"), made("B", "rejeté"), FAILED])
def test_a_page_for_screens_goes_with_its_edition(tmp_path: Path, after: Made) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(JOB, made("A", web="page A"))
    assert files(tmp_path)[".html"] == "page A"
    shelf.put(JOB, after, sha("A"))
    assert ".html" not in files(tmp_path)


def test_a_failure_that_ran_nothing_leaves_nothing_of_earlier_runs(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put(JOB, made("A", "rejeté"))
    shelf.put(JOB, FAILED)
    assert files(tmp_path) == {}
