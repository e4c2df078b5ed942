"""`reportkit comments`: files for a team's words, laid out and read again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from folders import ACTIONS, PONT, STEMS, lay_folder, write_page

from reportkit.cli import main
from reportkit.comments import PARTS, read_comments

WORDS = "\r\nMerci à l'équipe.  \r\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return lay_folder(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command; gives its exit code, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(["comments", *map(str, arguments)])
        told = capsys.readouterr()
        return int(stop.value.code or 0), told.out, told.err

    return call


def path_of(about: str) -> Path:
    return Path("commentaires") / "2024" / f"{STEMS[about]}.md"


@pytest.mark.parametrize("command", [(), ("new",), ("reviewed",)])
def test_help_is_french_and_teaches(run: Callable, command: tuple[str, ...]) -> None:
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert "Utilisation :" in out
    assert not command or "reportkit comments " in out


def test_new_lays_out_a_file_for_each_chosen_report(run: Callable, home: Path) -> None:
    code, out, _ = run("new", "--type", "departement")
    assert code == 0
    assert f"Écrit : {home / path_of('Aude')}" in out
    assert [p.name for p in home.rglob("*.md")] == [path_of("Aude").name]
    told = read_comments(home / path_of("Aude"), home)
    assert told.report == "Synthèse départementale de l’Aude, année SENACS 2024"
    assert told.figures["Actions recensées"] == 4
    assert not told.signed
    text = path_of("Aude").read_text("utf-8")
    assert [f"# {heading}" in text for heading in PARTS.values()] == [True] * len(PARTS)


def test_a_note_has_no_editorial(run: Callable, home: Path) -> None:
    assert run("new", "--financeur", "caf", "--type", "financeur")[0] == 0
    for path in (home / "commentaires").rglob("*.md"):
        text = path.read_text("utf-8")
        assert "# Éditorial" not in text
        assert "# Conclusion" in text


def test_new_leaves_what_is_there_and_a_dry_run_writes_nothing(run: Callable, home: Path) -> None:
    _, out, _ = run("new", "--dry-run")
    assert "À écrire" in out
    assert "6 fichiers" in out
    assert not (home / "commentaires").exists()
    path_of(PONT).parent.mkdir(parents=True)
    path_of(PONT).write_text("à nous", "utf-8")
    _, _, err = run("new", "--type", "centre")
    assert f"Déjà là, laissé tel quel : {home / path_of(PONT)}" in err
    assert path_of(PONT).read_text("utf-8") == "à nous"


def test_an_unknown_name_writes_nothing(run: Callable, home: Path) -> None:
    code, _, err = run("new", "--centre", "Centre social du Pon")
    assert code == 2
    assert "Vouliez-vous dire « Centre social du Pont » ?" in err
    code, _, err = run("new", "--exemple")
    assert code == 2
    assert "--dry-run" in err
    assert not (home / "commentaires").exists()


def test_reviewed_changes_the_figures_and_no_other_sign(run: Callable, home: Path) -> None:
    run("new", "--type", "departement")
    path = path_of("Aude")
    path.write_bytes(path.read_bytes() + WORDS.encode())
    before = path.read_bytes()
    _, out, err = run("reviewed", path)
    assert "aucun chiffre n'a changé" in out
    assert "il manque auteur, date" in err
    assert path.read_bytes() == before
    write_page(home / "data" / "fiches.txt", ACTIONS[1:])
    code, out, _ = run("reviewed", path)
    assert code == 0
    assert "Actions recensées : 4, maintenant 3." in out
    after = path.read_bytes()
    old, new = before.decode().splitlines(), after.decode().splitlines()
    changed = [b for a, b in zip(old, new, strict=True) if a != b]
    assert "  Actions recensées: 3" in changed
    assert all(line.startswith("  ") and line.rstrip()[-1].isdigit() for line in changed)
    assert after.endswith(WORDS.encode())
    assert "aucun chiffre" in run("reviewed", path)[1]


def test_one_unknown_file_stops_all(run: Callable, home: Path) -> None:
    run("new", "--type", "departement")
    write_page(home / "data" / "fiches.txt", ACTIONS[1:])
    before = path_of("Aude").read_bytes()
    other = Path("commentaires") / "2024" / "2024_aude_departemant.md"
    code, _, err = run("reviewed", path_of("Aude"), other)
    assert code == 2
    assert "aucun rapport ne porte ce nom. Vouliez-vous dire « 2024_aude_departement » ?" in err
    assert path_of("Aude").read_bytes() == before
    path_of("Aude").write_text("# Conclusion\n", "utf-8")
    code, _, err = run("reviewed", path_of("Aude"))
    assert code == 2
    assert "l'en-tête manque" in err
