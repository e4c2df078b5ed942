"""Only what changed is made again, and the command says why; nothing changed is told at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from folders import ACTIONS, FUNDERS, MOULIN, PONT, PORT, lay_folder, without_notebooks, write_page

from reportkit import pipeline
from reportkit.batch.memory import NAME as PLAN
from reportkit.batch.plan import WORK
from reportkit.cli import main

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
