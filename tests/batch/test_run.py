"""A report that the gates refuse is kept aside with its reasons, and made once they are met."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from folders import lay_folder
from senacs import action, page_lines, text_of

from reportkit.batch.making import Task, make_report
from reportkit.batch.plan import WORK, Choice
from reportkit.batch.preflight import check_plan
from reportkit.cli import main
from reportkit.dataset import load_dataset
from reportkit.report.parameters import Held
from reportkit.report.tokens import TEMPLATES

NAME = "annee-non-precisee_sarthe_centre_centre-social-du-pre"


def build(export: Path, out: Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["build", str(export), "--type", "centre", "--out", str(out)])
    return int(ended.value.code or 0)


def entry(out: Path) -> dict[str, str]:
    with (out / WORK / "registre.csv").open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    return row


def files(out: Path) -> dict[str, bytes]:
    """The PDF files and executed notebooks of a folder."""
    found = [path for path in sorted(out.rglob("*")) if path.suffix in (".pdf", ".ipynb")]
    return {str(path.relative_to(out)): path.read_bytes() for path in found}


def test_both_engines_print_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a look of the folder's own, which a kernel that runs elsewhere must find as well."""
    monkeypatch.chdir(tmp_path)
    lay_folder(tmp_path)
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    tokens = tmp_path / "templates" / "tokens.toml"
    tokens.write_text(tokens.read_text("utf-8").replace("#0b5563", "#333366"), "utf-8")
    for engine in ("reportkit", "kernel"):
        with pytest.raises(SystemExit) as ended:
            main(["build", "--out", engine, "--engine", engine])
        assert ended.value.code == 0
    ours, stock = (files(tmp_path / engine) for engine in ("reportkit", "kernel"))
    assert len([name for name in ours if name.endswith(".pdf")]) == 6
    assert ours == stock


@pytest.mark.parametrize("kind", ["centre", "departement", "financeur"])
def test_the_slice_is_handed_to_the_notebook(kind: str, tmp_path: Path) -> None:
    """The exports are read once, by the driver: here they are gone when the notebook runs."""
    dataset = load_dataset([ROOT / "data" / "exemple"])
    given = {"exports": [str(tmp_path / "nulle-part.txt")]}
    plan = check_plan(dataset, Choice((kind,)), given, tmp_path)
    job = plan.jobs[0]
    node = nbformat.read(job.notebook, as_version=4)
    held = Held(job.perimeter.kind, job.parameters, plan.scopes[job.path])
    made = make_report(Task(node, job.notebook.parent, job.given, held))
    assert made.failure == ""
    assert made.printed is not None
    assert made.printed.refusals == ()


def test_a_refused_report_is_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    export, out = tmp_path / "fiches.txt", tmp_path / "out"
    export.write_bytes(text_of(page_lines([action()])))
    pale = tmp_path / "pale"
    shutil.copytree(ROOT / "templates", pale)
    with (pale / "report.css").open("a", encoding="utf-8") as sheet:
        sheet.write("main p { color: #ccc }")

    monkeypatch.setenv(TEMPLATES, str(pale))
    assert build(export, out) == 1
    assert not list(out.rglob("*.pdf"))
    kept = out / WORK / "annee-non-precisee" / "sarthe" / f"{NAME}.rejete"
    assert kept.read_bytes().startswith(b"%PDF-")
    told = entry(out)
    assert told["etat"] == "rejete"
    assert "contrast" in told["erreur"]
    assert ".rejete" in capsys.readouterr().err

    monkeypatch.delenv(TEMPLATES)
    assert build(export, out) == 0
    assert (out / "annee-non-precisee" / "sarthe" / f"{NAME}.pdf").is_file()
    assert not kept.exists()
    assert entry(out)["etat"] in ("fait", "a relire")
    assert entry(out)["erreur"] == ""
