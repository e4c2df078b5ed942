"""The command line as staff meet it: French help, clear errors, exit codes."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from pypdf import PdfReader
from senacs import action, page_lines, text_of

from reportkit.cli import main

COMMANDS = ("build", "check", "list", "table", "init", "verify")
SAMPLE = ROOT / "data" / "exemple"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Run a command; gives its exit code, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return int(stop.value.code or 0), told.out, told.err

    return call


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_is_french_throughout(run: Callable, command: tuple[str, ...]) -> None:
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert "Utilisation :" in out
    assert "Afficher cette aide" in out
    english = r"\b(Usage|Show this|Commands|default:|required|Arguments? missing|and exit)\b"
    assert not re.search(english, out)
    assert not re.search(r"<\w|<=|\{|list\[|bool|\bpath\b|\bPath\b|\bint\b", out)
    if command in {("build",), ("check",), ("list",), ("table",)}:
        assert "[FICHIER…] " in out


def test_without_command_the_help_teaches(run: Callable) -> None:
    code, out, _ = run()
    assert code == 0
    assert "reportkit build --exemple" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("buidl",), "commande inconnue : buidl"),
        (("build", "--anee", "2024"), "option inconnue : --anee ; vouliez-vous dire --annee"),
        (("build", "--annee", "deux"), "nombre entier"),
        (("build", "--jobs", "0"), "un nombre d'au moins 1"),
        (("build", "--type", "commune"), "« commune » n'est pas parmi"),
        (("table",), "il manque l'option"),
        (("build", "--exemple", "a.txt"), "ne se combine pas"),
        (("build", "rien.txt"), "introuvable"),
        (("list", "--nom"), "option inconnue"),
        (("build", "--annee-attribuee", "5"), "entre 1900 et 2099"),
        (("list", "/dev/null"), "ni un fichier ni un dossier"),
        (("list", ""), "un chemin vide"),
        (("list", SAMPLE, ""), "un chemin vide"),
        (("build", SAMPLE, "--out", ""), "un chemin vide"),
        (("table", SAMPLE, "-o", ""), "un chemin vide"),
        (("check", SAMPLE, "-o", ""), "un chemin vide"),
        (("init", ""), "un chemin vide"),
        (("list", "~personne-de-ce-nom/data"), "aucun compte de ce nom"),
    ],
)
def test_bad_arguments_are_explained(run: Callable, arguments: tuple, words: str) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "ligne 1 : fichier vide"),
        (b"%PDF-1.4", "ligne 1 : un fichier PDF"),
        (b"<html><body>", "ligne 1"),
        (b"Bienvenue\nActions\nContact\n", "« Bienvenue »"),
    ],
)
def test_what_is_no_export_is_told_with_file_and_line(
    run: Callable, tmp_path: Path, data: bytes, words: str
) -> None:
    path = tmp_path / "faux.txt"
    path.write_bytes(data)
    code, _, err = run("build", path, "--out", tmp_path / "out")
    assert code == 2
    assert "faux.txt, ligne 1" in err
    assert words in err
    assert "Attendu" in err
    assert not (tmp_path / "out").exists()


def test_list_counts_the_sample(run: Callable) -> None:
    code, out, _ = run("list", SAMPLE)
    assert code == 0
    assert re.search(r"2024\W+Val-d'Oise\W+Centre social Les Hirondelles\W+7\b", out)
    assert re.search(r"2024\W+Finistère\W+Structure non précisée\W+1\b", out)


def test_dry_run_shows_the_plan_and_writes_nothing(run: Callable, tmp_path: Path) -> None:
    code, out, _ = run("build", SAMPLE, "--dry-run", "--out", tmp_path / "out")
    assert code == 0
    assert "37 rapports" in out
    assert not (tmp_path / "out").exists()


def test_table_writes_the_sample(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "actions.json"
    code, out, _ = run("table", "--exemple", "-o", path)
    assert code == 0
    assert "72 actions" in out
    assert len(json.loads(path.read_text("utf-8"))) == 72
    assert "remplacé" in run("table", "--exemple", "-o", path)[1]


def test_table_writes_for_a_french_spreadsheet(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "actions.csv"
    assert run("table", "--exemple", "-o", path, "--excel-fr")[0] == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbfaction_id;")
    assert "72 actions" in run("list", path)[1]
    code, _, err = run("table", "--exemple", "-o", tmp_path / "t.xlsx", "--excel-fr")
    assert code == 2
    assert "--excel-fr" in err


def test_a_misspelt_centre_gets_the_nearest_names(run: Callable) -> None:
    code, _, err = run("build", SAMPLE, "--centre", "Hirondele")
    assert code == 2
    assert "Centre social Les Hirondelles" in err


def test_a_cut_export_is_listed_and_ends_with_one(run: Callable) -> None:
    code, out, err = run("list", SAMPLE / "pieges" / "coupe.txt")
    assert code == 1
    assert "Centre social du Moulin Neuf" in out
    assert "fiche-coupee" in err


def test_no_escape_sequence_reaches_the_terminal(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "e.txt"
    evil = action(
        title="\x1b]0;titre\x07", organisation="\x1b[41mX [b] - Sarthe", keywords=["k" * 999]
    )
    path.write_bytes(text_of(page_lines([evil])))
    for command in (("list", path), ("build", path, "--dry-run", "--out", tmp_path / "out")):
        _, out, err = run(*command)
        assert "\x1b]" not in out + err
        assert "\x1b[41m" not in out + err
        assert "X [b]" in out
        assert "k" * 500 not in err


def test_a_long_message_never_costs_its_advice(run: Callable, tmp_path: Path) -> None:
    path = tmp_path / "e.txt"
    path.write_bytes(text_of(page_lines([action(keywords=["k" * 999])])))
    for command in (("list", path), ("build", path, "--dry-run")):
        assert "Elle est gardée telle quelle." in run(*command)[2]


@pytest.fixture
def folder_where_one_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable:
    """A working folder with two centres, whose notebook runs `line` for the one named Mauvais."""

    def make(line: str) -> Path:
        path = tmp_path / "data" / "e.txt"
        path.parent.mkdir()
        names = ["Bon - Sarthe", "Mauvais - Sarthe"]
        path.write_bytes(text_of(page_lines([action(organisation=n, title=n) for n in names])))
        folder = tmp_path / "notebooks"
        folder.mkdir()
        notebook = json.loads((ROOT / "notebooks" / "centre.ipynb").read_text("utf-8"))
        opening = notebook["cells"][2]
        opening["source"] = f"if centre == 'Mauvais':\n    {line}\n" + opening["source"]
        (folder / "centre.ipynb").write_text(json.dumps(notebook), "utf-8")
        monkeypatch.chdir(tmp_path)
        return path

    return make


FAILURES = {
    "a cell fails": ("raise ValueError('exprès')", "exprès"),
    "it leaves": ("import os; os._exit(1)", "processus s'est arrêté"),
    "it is killed": ("import os; os.kill(os.getpid(), 9)", "SIGKILL"),
}


@pytest.mark.xdist_group("build")
@pytest.mark.parametrize("failure", FAILURES)
def test_one_failed_report_does_not_stop_the_rest(
    run: Callable, tmp_path: Path, folder_where_one_fails: Callable, failure: str
) -> None:
    line, words = FAILURES[failure]
    path = folder_where_one_fails(line)
    out = tmp_path / "out"
    earlier = out / "annee-non-precisee/sarthe/annee-non-precisee_sarthe_centre_mauvais.pdf"
    earlier.parent.mkdir(parents=True)
    earlier.write_bytes(b"an earlier edition")
    code, said, err = run("build", path, "--type", "centre", "--out", out, "--keep-html")
    assert code == 1
    assert "1 rapport (" in said
    assert words in err
    assert [p.name for p in out.rglob("*.pdf")] == ["annee-non-precisee_sarthe_centre_bon.pdf"]
    assert [p.name for p in out.rglob("*.html")] == ["annee-non-precisee_sarthe_centre_bon.html"]
    assert next(out.rglob("*.ecarte")).read_bytes() == b"an earlier edition"
    ledger = (out / "_travail" / "registre.csv").read_text("utf-8-sig")
    assert re.search(r"bon\.pdf;fait;", ledger)
    assert re.search(rf"mauvais\.pdf;echec;.*{words}", ledger, re.DOTALL)
    assert next((out / "_travail").rglob("*mauvais.ipynb")).stat().st_size > 1000


@pytest.mark.xdist_group("build")
def test_the_warm_process_may_be_killed(tmp_path: Path, folder_where_one_fails: Callable) -> None:
    """What all others are forked from starts again; no report is lost."""
    path = folder_where_one_fails("import os; os.kill(os.getppid(), 9)")
    command = [sys.executable, "-m", "reportkit", "build", path, "--out", tmp_path / "out"]
    done = subprocess.run(
        command, check=False, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 0
    assert len(list((tmp_path / "out").rglob("*.pdf"))) == 3


@pytest.mark.xdist_group("build")
def test_a_cut_export_is_built_and_ends_with_one(run: Callable, tmp_path: Path) -> None:
    code, _, err = run("build", SAMPLE / "pieges" / "coupe.txt", "--out", tmp_path)
    assert code == 1
    assert "Recopiez la page entière" in err
    assert len(list(tmp_path.rglob("*.pdf"))) == 2


@pytest.mark.xdist_group("build")
def test_words_withheld_in_a_title_stand_in_nothing_that_is_built(
    run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export = tmp_path / "data" / "e.txt"
    export.parent.mkdir()
    told = action(title="Atelier de Zéphyr", limits="Zéphyr manque.")
    export.write_bytes(text_of(page_lines([told, told], 2024)))
    run("table", "-o", "t.json")
    action_id = json.loads((tmp_path / "t.json").read_text("utf-8"))[0]["action_id"]
    signed = "Anne Martin;2025-03-04;Zéphyr est une personne"
    (tmp_path / "corrections.csv").write_text(
        f"action_id;column;old;new;by;date;reason\n{action_id};ne pas citer;Zéphyr;;{signed}\n",
        "utf-8",
    )
    assert run("build", "--type", "centre", "--keep-html")[0] == 0
    (pdf,) = (tmp_path / "out").rglob("*.pdf")
    (notebook,) = (tmp_path / "out").rglob("*.ipynb")
    (page,) = (tmp_path / "out").rglob("*.html")
    read = PdfReader(pdf)
    bookmarks = [entry.title for entry in flat(read.outline)]
    printed = " ".join([*(p.extract_text() for p in read.pages), *bookmarks])
    for text in (printed, notebook.read_text("utf-8"), page.read_text("utf-8")):
        assert "Atelierde[…]" in "".join(text.split())
        assert "phyr" not in text
    assert b"phyr" not in pdf.read_bytes()


def flat(outline: list) -> list:
    """The bookmarks of a PDF at every depth."""
    return [e for o in outline for e in (flat(o) if isinstance(o, list) else [o])]


def test_a_folder_that_cannot_be_written_is_told(run: Callable, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("un fichier", "utf-8")
    code, _, err = run("build", SAMPLE, "--out", tmp_path / "out")
    assert code == 2
    assert "écriture impossible" in err
    code, _, err = run("table", SAMPLE, "-o", tmp_path / "out" / "t.csv")
    assert code == 2
    assert "écriture impossible" in err


# What stands outside: names of any bytes, closed streams, files that are read and written.


@pytest.fixture
def odd_folder(tmp_path: Path) -> Path:
    """A folder with an export whose name is no UTF-8."""
    folder = tmp_path / "data"
    folder.mkdir()
    path = folder / os.fsdecode(b"\xe9t\xe9.txt")
    try:
        path.write_bytes(text_of(page_lines([action(people="12")], 2024)))
    except OSError:
        pytest.skip("this disk holds UTF-8 names alone")
    return folder


@pytest.mark.parametrize("name", ["t.csv", "t.json", "t.parquet", "t.xlsx", "t.txt"])
def test_a_name_of_any_bytes_is_read_and_written(
    run: Callable, odd_folder: Path, tmp_path: Path, name: str
) -> None:
    assert run("table", odd_folder, "-o", tmp_path / name)[0] == 0
    assert "1 action dans" in run("list", tmp_path / name)[1]


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_findings_of_such_a_file_name_it(run: Callable, odd_folder: Path, form: str) -> None:
    code, out, _ = run("check", odd_folder, "--format", form)
    assert code == 0
    assert "\ufffdt\ufffd.txt" in out


def test_a_notebook_cannot_hold_such_a_name(run: Callable, odd_folder: Path) -> None:
    (path,) = odd_folder.iterdir()
    code, _, err = run("build", path, "--out", odd_folder.parent / "out")
    assert code == 2
    assert "n'est pas en UTF-8" in err


@pytest.mark.parametrize("command", [("list",), ("check", "--format", "json"), ("--help",)])
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", ">&- 2>&-", "| true"])
def test_closed_streams_leave_no_traceback(command: tuple[str, ...], closed: str) -> None:
    words = [sys.executable, "-m", "reportkit", *command]
    words += ["-" if closed == "<&-" else str(SAMPLE)] if command != ("--help",) else []
    line = f"{shlex.join(words)} {closed}"
    done = subprocess.run(
        ["/bin/sh", "-c", line], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    if closed == "<&-" and command != ("--help",):
        assert "l'entrée standard est fermée" in done.stderr
        assert done.returncode == 2


@pytest.mark.xdist_group("build")
def test_reports_are_built_where_every_stream_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "e.txt"
    path.write_bytes(text_of(page_lines([action()], 2024)))
    words = [
        sys.executable,
        "-m",
        "reportkit",
        "build",
        path,
        "--type",
        "centre",
        "--out",
        tmp_path,
    ]
    line = f"{shlex.join(map(str, words))} <&- >&- 2>&-"
    assert subprocess.run(["/bin/sh", "-c", line], check=False, cwd=ROOT).returncode == 0
    assert len(list(tmp_path.rglob("*.pdf"))) == 1


@pytest.mark.parametrize("link", [None, "symlink_to", "hardlink_to"])
def test_what_is_read_is_never_written_over(
    run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    export = tmp_path / "data" / "e.txt"
    export.parent.mkdir()
    export.write_bytes(text_of(page_lines([action()], 2024)))
    head = "action_id;column;old;new;by;date;reason\n"
    (tmp_path / "corrections.csv").write_text(head, "utf-8")
    (tmp_path / "reportkit.toml").write_text('name = "F"\n', "utf-8")
    for read in (export, tmp_path / "corrections.csv", tmp_path / "reportkit.toml"):
        before = read.read_bytes()
        target = read
        if link:
            target = tmp_path / f"lien-{read.name}"
            getattr(target, link)(read)
        commands = [("check", "-o", target), ("check", "--format", "json", "-o", target)]
        if read == export:
            commands += [("table", "-o", target), ("table", export, "-o", target)]
        for command in commands:
            code, _, err = run(*command)
            assert code == 2
            assert "est lu par cette commande" in err
            assert read.read_bytes() == before


def test_candidates_never_replace_signed_corrections(
    run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "e.txt").write_bytes(text_of(page_lines([action()], 2024)))
    signed = tmp_path / "corrections-proposees.csv"
    signed.write_text("action_id;column;old;new;by;date;reason\n", "utf-8")
    (tmp_path / "reportkit.toml").write_text(f'corrections = "{signed.name}"\n', "utf-8")
    code, _, err = run("check", "--corrections")
    assert code == 2
    assert "est lu par cette commande" in err
