"""What a build does with what was noticed before it: blocked, to review, editions, drafts."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from folders import (
    ACTIONS,
    MISTAKES,
    MOULIN,
    PONT,
    PORT,
    STEMS,
    agreed,
    complements_with,
    lay_folder,
    without_notebooks,
    write_comments,
    write_page,
)
from pypdf import PdfReader

from reportkit.cli import main

PORT_PDF = Path("2024/aude/2024_aude_centre_amicale-du-port.pdf")
ONE = ("--type", "centre", "--centre", PORT)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return lay_folder(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Build; gives the exit code, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(["build", *map(str, arguments)])
        told = capsys.readouterr()
        return int(stop.value.code or 0), told.out, told.err

    return call


def files(home: Path) -> dict[str, bytes | None]:
    """Everything that lies in a folder."""
    found = sorted(home.rglob("*"))
    return {str(p): p.read_bytes() if p.is_file() else None for p in found}


def ledger(home: Path) -> dict[str, dict[str, str]]:
    """The rows of registre.csv by report."""
    text = (home / "out" / "_travail" / "registre.csv").read_text("utf-8-sig")
    return {row["rapport"]: row for row in csv.DictReader(text.splitlines(), delimiter=";")}


def printed(row: object, out: str) -> bool:
    """Whether one line of a table holds all that a notice says."""
    parts = (row.state, row.report, row.code, row.message, row.advice)
    return any(all(part in line for part in parts) for line in out.splitlines())


# These change the actions that others of the table count.
ALONE = {"choix-inconnu", "financeur-inconnu", "structure-non-precisee"}


def test_a_dry_run_prints_every_mistake_at_once_and_writes_nothing(
    run: Callable, home: Path
) -> None:
    together = [c for c in MISTAKES if c not in ALONE and not c.startswith("complement-")]
    together.sort(key=lambda code: (code.startswith("commentaire"), code != "fiches-vides"))
    together.sort(key=lambda code: code == "commentaire-perime")  # after the file that moves away
    for code in together:
        MISTAKES[code].make(home)
    complements_with(*"23457")(home)
    before = files(home)
    code, out, _ = run("--dry-run")
    assert code == 2
    assert files(home) == before
    expected = [n for n in agreed() if n.code in together or n.code.startswith("complement-")]
    assert [row for row in expected if not printed(row, out)] == []
    assert "rien n'a été écrit" in out


def test_a_name_that_nothing_bears_blocks_all(run: Callable, home: Path) -> None:
    MISTAKES["financeur-inconnu"].make(home)
    before = files(home)
    wrong = ("--centre", "Centre social du Pon", "--financeur", "msaa")
    for dry in ((), ("--dry-run",)):
        code, out, err = run(*wrong, *dry)
        assert code == 2
        rows = [n for n in agreed() if n.code in {"choix-inconnu", "financeur-inconnu"}]
        assert all(printed(row, out + err) for row in rows)
        assert files(home) == before


def test_exit_codes_of_a_dry_run(run: Callable, home: Path) -> None:
    code, out, _ = run("--dry-run", "--type", "departement")
    assert code == 0
    (line,) = [line for line in out.splitlines() if "2024_aude_departement.pdf" in line]
    assert [cell.strip() for cell in line.split("│")[1:6]] == [
        "prêt", "departement", "2024", "Aude", "",
    ]  # fmt: skip
    assert line.split("│")[6].strip() == "4"
    MISTAKES["sortie-impossible"].make(home)
    assert run("--dry-run")[0] == 1
    assert run("--dry-run", "--annee", "1999")[0] == 2
    MISTAKES["export-coupe"].make(home)
    assert run("--dry-run", "--type", "centre")[0] == 1


@pytest.mark.xdist_group("build")
def test_what_is_blocked_fails_alone_and_what_is_to_review_is_told(
    run: Callable, home: Path
) -> None:
    MISTAKES["commentaire-illisible"].make(home)
    (home / "out" / f"2024/aude/{STEMS[MOULIN]}.pdf").mkdir(parents=True)
    unsigned = write_comments(home, MOULIN, signed=False)
    unsigned.rename(unsigned.with_name(f"{PORT_PDF.stem}.md"))
    code, out, err = run("--type", "centre")
    assert code == 1
    assert "1 rapport (" in out
    assert "1 rapport à relire avant envoi : voir le registre." in out
    assert "2 rapports en échec" in err
    rows = ledger(home)
    assert {Path(p).stem: row["etat"] for p, row in rows.items()} == {
        STEMS[PONT]: "echec",
        STEMS[MOULIN]: "echec",
        PORT_PDF.stem: "a relire",
    }
    (unreadable,) = [n for n in agreed() if n.code == "commentaire-illisible"]
    failed = rows[f"2024/aude/{STEMS[PONT]}.pdf"]
    assert failed["erreur"] == f"{unreadable.message} {unreadable.advice}"
    assert "est un dossier" in rows[f"2024/aude/{STEMS[MOULIN]}.pdf"]["erreur"]
    assert "il manque auteur, date." in rows[PORT_PDF.as_posix()]["a_relire"]
    assert (home / "out" / PORT_PDF).stat().st_size > 1000


def test_a_changed_export_replaces_the_edition_before(
    run: Callable, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_notebooks(monkeypatch)
    assert run(*ONE)[0] == 0
    first = ledger(home)[PORT_PDF.as_posix()]
    assert len(first["identifiant"]) == 12
    assert first["remplace"] == ""
    run(*ONE, "--force")
    again = ledger(home)[PORT_PDF.as_posix()]
    assert (again["identifiant"], again["remplace"]) == (first["identifiant"], "")
    changed = {**ACTIONS[3], "limits": "Le vent a tout emporté."}
    write_page(home / "data" / "fiches.txt", (*ACTIONS[:3], changed))
    for _ in range(2):  # made again unchanged, it replaces the same edition
        run(*ONE, "--force")
        row = ledger(home)[PORT_PDF.as_posix()]
        assert row["remplace"] == first["identifiant"]
        assert row["identifiant"] != first["identifiant"]
        assert (home / "out" / PORT_PDF).read_text("utf-8") == f"remplace {first['identifiant']}"


def test_a_failure_between_two_editions_breaks_no_chain(
    run: Callable, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_notebooks(monkeypatch)
    run(*ONE)
    first = ledger(home)[PORT_PDF.as_posix()]["identifiant"]
    changed = {**ACTIONS[3], "limits": "Le vent a tout emporté."}
    write_page(home / "data" / "fiches.txt", (*ACTIONS[:3], changed))
    comments = write_comments(home, MOULIN)
    broken = comments.with_name(f"{PORT_PDF.stem}.md")
    broken.write_text("sans en-tête", "utf-8")
    assert run(*ONE)[0] == 1
    failed = ledger(home)[PORT_PDF.as_posix()]
    assert (failed["etat"], failed["identifiant"]) == ("echec", first)
    broken.unlink()
    run(*ONE)
    assert ledger(home)[PORT_PDF.as_posix()]["remplace"] == first


@pytest.mark.xdist_group("build")
def test_a_draft_is_marked_and_leaves_the_final_report_alone(run: Callable, home: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        without_notebooks(patch)
        run(*ONE)
    final, row = (home / "out" / PORT_PDF).read_bytes(), ledger(home)[PORT_PDF.as_posix()]
    changed = {**ACTIONS[3], "limits": "Le vent a tout emporté."}
    write_page(home / "data" / "fiches.txt", (*ACTIONS[:3], changed))
    assert run(*ONE, "--brouillon")[0] == 0
    draft = home / "out" / "_travail" / "brouillons" / PORT_PDF
    pages = [page.extract_text() for page in PdfReader(draft).pages]
    assert [number for number, text in enumerate(pages, 1) if "brouillon" not in text.lower()] == []
    assert row["identifiant"] in "".join(pages)
    assert (home / "out" / PORT_PDF).read_bytes() == final
    after = ledger(home)[PORT_PDF.as_posix()]
    assert (row.pop("changement"), after.pop("changement")) == ("nouveau", "inchange")
    assert after == row
    assert ledger(home)[f"_travail/brouillons/{PORT_PDF.as_posix()}"]["etat"] == "fait"
