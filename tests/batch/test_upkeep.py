"""Only what changed is made again, and the command says why; nothing changed is told at once."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import ROOT
from folders import ACTIONS, FUNDERS, MOULIN, PONT, PORT, lay_folder, without_notebooks, write_page

from reportkit import pipeline
from reportkit.batch import run as batch_run
from reportkit.batch.ledger import NAME as LEDGER
from reportkit.batch.ledger import UNREADABLE, VIEWS, Entry, Ledger
from reportkit.batch.lock import HOLDER
from reportkit.batch.making import Made
from reportkit.batch.memory import NAME as PLAN
from reportkit.batch.plan import WORK
from reportkit.cli import main
from reportkit.errors import BusyError, DiskError

ALL = ["Aude", "Aude", PORT, PONT, PONT, MOULIN]
"""A centre's report each, the department's, and the notes of two for the Caf."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    lay_folder(tmp_path)
    (tmp_path / "reportkit.toml").write_text(FUNDERS, "utf-8")
    return tmp_path


@pytest.fixture
def build(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[list[str], str]]:
    """Build with reports that are made at once; gives whose were made, and what was said."""

    def call(*arguments: str, code: int = 0) -> tuple[list[str], str]:
        with pytest.MonkeyPatch.context() as patch:
            made = without_notebooks(patch)
            with pytest.raises(SystemExit) as stop:
                main(["build", *arguments])
        told = capsys.readouterr()
        assert stop.value.code == code, told.err
        return sorted(made), told.out

    return call


Build = Callable[..., tuple[list[str], str]]


def test_nothing_changed_nothing_made(home: Path, build: Build) -> None:
    assert sorted(build()[0]) == sorted(ALL)
    before = {p: p.stat().st_mtime_ns for p in (home / "out").rglob("*.pdf")}
    made, said = build()
    assert made == []
    assert "rien à refaire" in said
    assert {p: p.stat().st_mtime_ns for p in (home / "out").rglob("*.pdf")} == before


def test_nothing_changed_nothing_read(
    home: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last plan still holds: no action is read, no fact drawn."""
    build()

    def never(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(pipeline, "check_plan", never)
    assert build()[0] == []
    (home / "out" / WORK / PLAN).write_text("abîmé", "utf-8")
    with pytest.raises(AssertionError, match="read again"):
        build()


def test_one_action_changed_its_centre_department_and_notes_are_made(
    home: Path, build: Build
) -> None:
    build()
    garden = {**ACTIONS[0], "limits": "Il manque\nun local."}  # a line more: those behind it move
    write_page(home / "data" / "fiches.txt", (garden, *ACTIONS[1:]))
    made, said = build("--explain")
    assert made == sorted(["Aude", "Aude", PONT, PONT])
    assert f"{PONT} (2024) : ont changé : les fiches" in said
    assert "2 rapports sans changement." in said
    cooking = {**ACTIONS[1], "limits": "Il manque une table."}  # declares no Caf: in no note
    write_page(home / "data" / "fiches.txt", (garden, cooking, *ACTIONS[2:]))
    assert build()[0] == sorted(["Aude", PONT])


def test_an_action_more_elsewhere_touches_no_other_centre(home: Path, build: Build) -> None:
    build()
    more = {**ACTIONS[3], "title": "Le bal du port"}
    write_page(home / "data" / "fiches.txt", (more, *ACTIONS))
    assert build()[0] == sorted(["Aude", PORT])


def _settings(home: Path, text: str) -> None:
    (home / "reportkit.toml").write_text(text, "utf-8")


def _pdf(home: Path) -> Path:
    return home / "out/2024/aude/2024_aude_centre_amicale-du-port.pdf"


def _comment(home: Path, stem: str) -> None:
    path = home / "commentaires" / "2024" / f"{stem}.md"
    path.parent.mkdir(parents=True)
    head = "---\nauteur: L'équipe du port\ndate: 2025-03-01\n---\n"
    path.write_text(f"{head}\n# Éditorial\n\nUne belle année.\n", "utf-8")


def _notebook(home: Path) -> None:
    (home / "notebooks").mkdir()
    node = json.loads((ROOT / "notebooks" / "centre.ipynb").read_text("utf-8"))
    node["cells"][-1]["source"] = "report.files()\n"
    (home / "notebooks" / "centre.ipynb").write_text(json.dumps(node), "utf-8")


def _look(home: Path) -> None:
    shutil.copytree(ROOT / "templates", home / "templates")
    with (home / "templates" / "report.css").open("a", encoding="utf-8") as sheet:
        sheet.write("h1 { color: #000 }\n")


def _complement(home: Path) -> None:
    with pytest.raises(SystemExit):
        main(["table", "-o", "t.json"])
    (row,) = (r for r in json.loads(Path("t.json").read_text("utf-8")) if PORT in r["organisation"])
    (home / "complements.csv").write_text(
        f"action_id;source;public_total\n{row['action_id']};bilan;40\n", "utf-8"
    )


CHANGES: dict[str, tuple[Callable[[Path], object], list[str], str]] = {
    "settings": (
        lambda home: _settings(home, f'name = "Caf"\n{FUNDERS}'),
        ALL,
        "reportkit.toml",
    ),
    "a funder's name": (
        lambda home: (home / "reportkit.toml").write_text(
            FUNDERS.replace("La Caf", "Caf"), "utf-8"
        ),
        ["Aude", PONT],
        "reportkit.toml",
    ),
    "a comment": (
        lambda home: _comment(home, "2024_aude_centre_amicale-du-port"),
        [PORT],
        "les mots de l'équipe",
    ),
    "a notebook": (_notebook, [PONT, MOULIN, PORT], "le notebook"),
    "the look": (_look, ALL, "templates/"),
    "a complement": (_complement, ["Aude", PORT], "les compléments"),
    "a PDF is gone": (lambda home: _pdf(home).unlink(), [PORT], "le PDF manque"),
    "a PDF is another": (
        lambda home: _pdf(home).write_bytes(b"autre"),
        [PORT],
        "n'est plus celui qui avait été produit",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_report_is_made_from(home: Path, build: Build, change: str) -> None:
    act, expected, words = CHANGES[change]
    build()
    act(home)
    made, said = build("--explain")
    assert made == sorted(expected)
    assert words in said
    assert build()[0] == []


def test_what_no_report_is_made_from(home: Path, build: Build) -> None:
    """A folder that moved, a file that a report does not rest on, a date that a file bears."""
    build()
    (home / "data" / "fiches.txt").touch()
    (home / "notes.txt").write_text("à lire", "utf-8")
    assert build()[0] == []


@pytest.mark.usefixtures("home")
def test_the_day_that_undated_reports_bear_is_heeded(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert build()[0] == sorted(ALL)


def test_force_makes_all_and_replaces_nothing_that_is_the_same(home: Path, build: Build) -> None:
    build()
    made, said = build("--force", "--explain")
    assert made == sorted(ALL)
    assert "demandé (--force)" in said
    assert "remplacé" not in said
    assert list((home / "out").rglob("*.precedent")) == []


def test_an_edition_that_is_replaced_is_kept_one_back(home: Path, build: Build) -> None:
    build()
    for number in (1, 2):
        before = _pdf(home).read_bytes()
        boat = {**ACTIONS[3], "limits": f"Il manque {number} bateaux."}
        write_page(home / "data" / "fiches.txt", (*ACTIONS[:3], boat))
        assert "2 remplacés" in build("--type", "centre", "--type", "departement")[1]
        (kept,) = (home / "out" / WORK).rglob("*amicale-du-port.pdf.precedent")
        assert kept.read_bytes() == before
        assert _pdf(home).read_bytes() != before


def test_only_what_failed_is_made_again(home: Path, build: Build) -> None:
    (home / "out/2024/aude/2024_aude_centre_amicale-du-port.pdf").mkdir(parents=True)
    made, _ = build(code=1)
    assert PORT not in made
    _pdf(home).rmdir()
    write_page(home / "data" / "fiches.txt", tuple({**a, "limits": "Rien."} for a in ACTIONS))
    assert build("--failed-only")[0] == [PORT]
    rest = sorted(ALL)
    rest.remove(PORT)
    assert build()[0] == rest
    assert build()[0] == []


def test_the_view_says_what_changed(home: Path, build: Build) -> None:
    def changes() -> dict[str, str]:
        text = (home / "out" / WORK / "registre.csv").read_text("utf-8-sig")
        rows = [row.split(";") for row in text.splitlines()[1:]]
        return {Path(row[0]).stem.split("_", 2)[2]: row[2] for row in rows}

    build("--type", "centre")
    assert set(changes().values()) == {"nouveau"}
    boat = {**ACTIONS[3], "limits": "Il manque un bateau."}
    write_page(home / "data" / "fiches.txt", (*ACTIONS[:3], boat))
    build("--type", "centre")
    assert changes() == {
        "centre_amicale-du-port": "modifie",
        "centre_centre-social-du-pont": "inchange",
        "centre_espace-jean-moulin": "inchange",
    }
    build("--type", "centre")
    assert set(changes().values()) == {"inchange"}


def test_a_dry_run_explains_and_writes_nothing(home: Path, build: Build) -> None:
    build()
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    _pdf(home).unlink()
    before.pop(_pdf(home))
    _, said = build("--dry-run", "--explain")
    assert f"{PORT} (2024) : le PDF manque." in said
    assert said.count("inchangé") == 5
    assert "dont 1 à produire" in said
    assert {p: p.read_bytes() for p in home.rglob("*") if p.is_file()} == before


def test_events_for_machines_are_alone_on_standard_output(home: Path, build: Build) -> None:
    _, said = build("--progress", "json")
    events = [json.loads(line) for line in said.splitlines()]
    assert [e["event"] for e in events] == ["debut", *["rapport"] * 6, "fin"]
    assert events[0]["a_faire"] == 6
    assert [e["faits"] for e in events[1:-1]] == [1, 2, 3, 4, 5, 6]
    assert events[-1] == {**events[-1], "code": 0, "faits": 6, "echecs": 0, "total": 6}
    assert home.joinpath("out", events[1]["rapport"]).is_file()


def test_a_damaged_ledger_is_told_once_and_all_is_made_again(home: Path, build: Build) -> None:
    build()
    ledger = home / "out" / WORK / LEDGER
    ledger.write_bytes(b"\x07" * 9000)
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    assert "jamais produit" in build("--dry-run", "--explain")[1]
    assert {p: p.read_bytes() for p in home.rglob("*") if p.is_file()} == before
    assert build()[0] == sorted(ALL)
    assert ledger.with_name(UNREADABLE).read_bytes() == b"\x07" * 9000
    assert build()[0] == []


def test_a_folder_in_the_place_of_the_ledger_ends_with_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "out" / WORK / LEDGER).mkdir(parents=True)
    with pytest.raises(SystemExit) as stop:
        main(["build"])
    assert stop.value.code == 2
    assert "est un dossier : le registre" in capsys.readouterr().err


@pytest.mark.parametrize("origin", ["{bad", "[]", "3"])
def test_an_origin_that_cannot_be_read_counts_as_changed(
    home: Path, build: Build, origin: str
) -> None:
    build()
    with closing(sqlite3.connect(home / "out" / WORK / LEDGER)) as base, base:
        base.execute("UPDATE rapports SET origine = ? WHERE rapport LIKE '%port.pdf'", [origin])
    made, said = build("--explain")
    assert made == [PORT]
    assert f"{PORT} (2024) : ce dont il avait été tiré est illisible dans le registre." in said
    assert build()[0] == []


BESIDE = [*VIEWS, pipeline.FINDINGS]


@pytest.mark.parametrize("name", BESIDE)
def test_a_file_beside_that_cannot_be_written_costs_no_report(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    work = home / "out" / WORK
    (work / name).mkdir(parents=True)
    without_notebooks(monkeypatch)
    with pytest.raises(SystemExit) as stop:
        main(["build", "--progress", "json"])
    told = capsys.readouterr()
    assert stop.value.code == 1
    assert f"{name} n'a pas pu être écrit" in told.err
    last = json.loads(told.out.splitlines()[-1])
    assert (last["event"], last["code"], last["faits"]) == ("fin", 1, 6)
    assert not (work / HOLDER).exists()
    assert len(list((home / "out" / "2024").rglob("*.pdf"))) == 6


def test_a_plan_that_cannot_be_kept_does_not_matter(home: Path, build: Build) -> None:
    (home / "out" / WORK / PLAN).mkdir(parents=True)
    assert build()[0] == sorted(ALL)
    assert build()[0] == []


@pytest.mark.parametrize(
    ("error", "code"),
    [(BusyError("tenu"), 2), (OSError("raté"), 2), (KeyboardInterrupt(), 130)],
    ids=["ours", "the system's", "a key"],
)
@pytest.mark.usefixtures("home")
def test_the_last_event_comes_after_an_error_too(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pipeline, "prepare", fail)
    with pytest.raises(SystemExit) as stop:
        main(["build", "--progress", "json"])
    assert stop.value.code == code
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line).items() >= {"event": "fin", "code": code, "faits": 0}.items()


def test_events_are_the_same_in_every_encoding(home: Path, build: Build) -> None:
    target = _pdf(home)
    target.mkdir(parents=True)
    said = build("--progress", "json", code=1)[1]
    assert said.isascii()
    assert "être écrit" in str([json.loads(line) for line in said.splitlines()])


def test_what_failed_only_leaves_is_not_told_as_unchanged(home: Path, build: Build) -> None:
    build()
    _pdf(home).unlink()
    made, said = build("--failed-only", "--explain")
    assert made == []
    assert "1 rapport laissé par --failed-only." in said
    assert "5 rapports sans changement." in said
    events = build("--failed-only", "--progress", "json")[1].splitlines()
    first, *rest = [json.loads(line) for line in events]
    assert (first["a_faire"], first["inchanges"], first["laisses"]) == (0, 5, 1)
    assert [e["inchange"] for e in rest[:-1]] == [True] * 5
    assert build()[0] == [PORT]


def test_a_report_that_is_blocked_is_never_told_as_done(home: Path, build: Build) -> None:
    """Its parts did not change: what cannot be read is none of them."""
    build()
    path = home / "commentaires" / "2024" / "2024_aude_centre_amicale-du-port.md"
    path.parent.mkdir(parents=True)
    path.write_text("sans en-tête", "utf-8")
    edition = _pdf(home).read_bytes()
    for _ in range(2):
        made, said = build("--explain", code=1)
        assert made == []
        assert f"{PORT} (2024) : bloqué." in said
        assert not _pdf(home).exists()
    path.unlink()
    assert build()[0] == [PORT]
    assert _pdf(home).read_bytes() == edition
    assert list((home / "out").rglob("*.pdf.*")) == []


def test_a_failure_keeps_its_reason_where_the_last_edition_cannot_be_moved(
    home: Path, build: Build, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    (home / "out" / WORK / _pdf(home).relative_to(home / "out")).with_suffix(".pdf.ecarte").mkdir()
    monkeypatch.setattr(batch_run, "make_report", lambda _: Made(failure="cellule fautive"))
    with pytest.raises(SystemExit):
        main(["build", "--force", "--type", "centre", "--centre", PORT])
    assert "cellule fautive | écriture impossible" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_a_full_disk_after_failures_alone_made_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record, told = Ledger.record, []

    def fill(ledger: Ledger, entry: Entry) -> None:
        told.append(entry)
        if len(told) > 1:
            raise DiskError("plein")
        record(ledger, entry)

    monkeypatch.setattr(Ledger, "record", fill)
    monkeypatch.setattr(batch_run, "make_report", lambda _: Made(failure="raté"))
    with pytest.raises(SystemExit) as stop:
        main(["build"])
    assert "plein" in capsys.readouterr().err
    assert stop.value.code == 2
