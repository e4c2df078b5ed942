"""`reportkit verify` as staff meet it: what is checked, what is said, exit codes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from weasyprint import HTML

from reportkit.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command; gives its exit code, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(["verify", *map(str, arguments)])
        told = capsys.readouterr()
        return int(stop.value.code or 0), told.out, told.err

    return call


@pytest.fixture(scope="module")
def poor_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tagged page that is no report: no archive, fonts of the machine, hardly a word."""
    path = tmp_path_factory.mktemp("poor") / "page.pdf"
    page = '<html lang="fr"><title>Page</title><h1>Page</h1><h3>Trop bas</h3><h3>Encore</h3>'
    HTML(string=page).write_pdf(path, pdf_variant="pdf/ua-1")
    return path


def test_a_report_passes_with_the_number_of_rules(run: Run, conforming_pdf: Path) -> None:
    code, out, _ = run(conforming_pdf)
    assert code == 0
    assert f"OK     {conforming_pdf} : PDF/UA-1 106 règles · PDF/A-3a 155 règles\n" in out
    assert "1 PDF : contrôles automatiques réussis." in out
    assert "accessible" not in out


def test_a_failure_is_told_with_its_reasons(run: Run, poor_pdf: Path) -> None:
    code, out, _ = run(poor_pdf)
    assert code == 1
    line = next(line for line in out.splitlines() if line.startswith("ÉCHEC"))
    assert str(poor_pdf) in line
    assert "PDF/UA-1 1 sur 106 règles en échec" in line
    assert "1 avertissement" in line
    assert "[niveaux-de-titres] Un titre de niveau 3 suit un titre de niveau 1. (page 1)" in out
    assert "[PDF/UA-1 7.4.2-1] 1 fois : " in out
    assert "[page-presque-vide] à relire : La page est presque vide" in out
    assert "1 PDF : 1 en échec." in out


def test_folders_are_searched_but_for_the_working_files(
    run: Run, poor_pdf: Path, tmp_path: Path
) -> None:
    for name in ("2024/aude/b.pdf", "2024/aude/a.PDF", "_travail/brouillons/c.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(poor_pdf, tmp_path / name)
    (tmp_path / "2024" / "lisez-moi.txt").write_text("rien", "utf-8")
    _, out, _ = run(tmp_path, tmp_path / "2024" / "aude" / "b.pdf", "--format", "json")
    files = [record["file"] for record in json.loads(out)]
    assert files == [str(tmp_path / "2024/aude" / name) for name in ("a.PDF", "b.pdf")]
    drafts = tmp_path / "_travail" / "brouillons"
    _, out, _ = run(drafts, "--format", "json")
    assert [record["file"] for record in json.loads(out)] == [str(drafts / "c.pdf")]


def test_a_file_that_is_no_pdf_fails_and_stops_nothing(
    run: Run, poor_pdf: Path, tmp_path: Path
) -> None:
    (tmp_path / "note.pdf").write_bytes(b"une note")
    code, out, _ = run(tmp_path / "note.pdf", poor_pdf)
    assert code == 1
    assert out.count("ÉCHEC") == 2
    assert "[fichier-entier] Ce n'est pas un PDF entier et lisible" in out


def test_nothing_to_check_is_code_2(run: Run, tmp_path: Path) -> None:
    assert run(tmp_path)[0] == 2
    assert "Aucun PDF trouvé" in run(tmp_path)[2]
    code, _, told = run(tmp_path / "absent.pdf")
    assert (code, "introuvable" in told) == (2, True)
    code, _, told = run()
    assert (code, "il manque l'argument" in told) == (2, True)
    code, _, told = run(tmp_path, "--format", "csv")
    assert (code, "« csv » n'est pas parmi" in told) == (2, True)


def test_without_its_libraries_it_says_what_to_install(
    run: Run, poor_pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportkit.printing.verapdf.find_spec", lambda _: None)
    code, _, told = run(poor_pdf)
    assert code == 2
    assert 'pip install "reportkit[verify]"' in told
    assert "Traceback" not in told
