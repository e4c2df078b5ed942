"""Which files a run reads, and the names they bear."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from senacs import action, page_lines, text_of

from reportkit.errors import ConfigError, InputError
from reportkit.readers.sources import find_sources
from reportkit.schema import Severity

DATA = text_of(page_lines([action()]))


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(DATA)


def damaged(text: str) -> bytes:
    """UTF-8 that an editor took for Windows-1252 and saved."""
    return text.encode().decode("cp1252").encode()


LINES = ("Café", "- Fichier(s) associé(s)", "- Résumé", "Un café",
         "- Qui est à l'initiative de l'action ?", "-", "- Le centre social",
         "- Territoire concerné", "- Un quartier",
         "- Description générale", "Un café")  # fmt: skip
REFUSED = {
    "a table": ("a.csv", "Intitulé;Résumé;Département\nCafé;Un café;Sarthe\n"),
    "a text": ("a.txt", "\n".join(["Actions", *LINES, ""])),
    "a page": (
        "a.html",
        f"<html><body><h2>Actions</h2>{''.join(f'<p>{line}</p>' for line in LINES)}</body></html>",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_refused_for_its_damaged_accents_is_told_how_to_be_read(
    tmp_path: Path, kind: str
) -> None:
    name, text = REFUSED[kind]
    (tmp_path / name).write_bytes(damaged(text))
    sources = find_sources([tmp_path / name])
    with pytest.raises(InputError, match=r"accents abîmés.*--fix-encoding"):
        sources.read()
    assert len(sources.read(fix_encoding=True)[0][0].actions) == 1


def test_accents_are_not_blamed_where_mending_them_does_not_help(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(damaged("Le café est fermé.\n"))
    with pytest.raises(InputError) as refused:
        find_sources([tmp_path / "a.txt"]).read()
    assert "--fix-encoding" not in str(refused.value)


def names(*exports: Path) -> list[str]:
    return [source.name for source in find_sources(exports).files]


def test_a_file_bears_its_own_name(tmp_path: Path) -> None:
    put(tmp_path, "2024/aude.txt")
    assert names(tmp_path / "2024" / "aude.txt") == ["aude.txt"]


def test_a_folder_gives_its_files_by_relative_name_whatever_their_suffix(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "2024/a.html", "c", ".hidden.txt", "corrections.csv", "complements.csv")
    (tmp_path / "reportkit.toml").write_text("", "utf-8")
    assert names(tmp_path) == ["2024/a.html", "b.txt", "c"]


def test_what_is_no_export_in_a_folder_is_said_and_costs_nothing_else(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    (tmp_path / "cut.txt").write_bytes(b"")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG....")
    read = find_sources([tmp_path]).read()
    assert [len(export.actions) for export, _ in read] == [1, 0, 0]
    told = [finding for export, _ in read for finding in export.findings]
    assert [(f.code, f.source_file, f.severity) for f in told] == [
        ("fichier-illisible", "cut.txt", Severity.UNREAD),
        ("fichier-ignore", "photo.png", Severity.INFO),
    ]


def test_a_folder_without_any_export_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG....")
    with pytest.raises(InputError, match="une image"):
        find_sources([tmp_path]).read()


def test_a_pattern_stands_for_its_files(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "a.txt", "c.csv")
    assert names(tmp_path / "*.txt") == ["a.txt", "b.txt"]
    with pytest.raises(InputError, match="ne correspond"):
        find_sources([tmp_path / "*.html"])


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(DATA)))
    ((export, _),) = find_sources(["-"]).read()
    assert export.source_file == "entree-standard"
    assert export.actions[0].title == action()["title"]


def test_members_of_an_archive_bear_their_path_in_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("2024/aude.txt", DATA)
    alone = find_sources([tmp_path / "a.zip"]).read()
    assert [export.source_file for export, _ in alone] == ["2024/aude.txt"]
    in_folder = find_sources([tmp_path]).read()
    assert [export.source_file for export, _ in in_folder] == ["a.zip/2024/aude.txt"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    assert names(tmp_path / "a.txt", tmp_path) == ["a.txt"]


def test_equal_names_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    put(tmp_path, "un/a.txt", "deux/a.txt")
    assert names(tmp_path / "un" / "a.txt", tmp_path / "deux" / "a.txt") == [
        "un/a.txt",
        "deux/a.txt",
    ]


def test_toml_names_the_exports_of_its_folder_with_their_dates(tmp_path: Path) -> None:
    put(tmp_path, "data/a.txt", "data/b.txt")
    toml = '[[exports]]\nfile = "data/b.txt"\ndate = 2025-03-01\n'
    (tmp_path / "reportkit.toml").write_text(toml, "utf-8")
    assert [(s.name, s.date) for s in find_sources([tmp_path]).files] == [
        ("data/b.txt", dt.date(2025, 3, 1))
    ]
    given = find_sources([tmp_path / "data" / "b.txt"])
    assert given.files[0].date == dt.date(2025, 3, 1)


def test_without_exports_data_is_read_but_not_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "data/2024/a.txt", "data/exemple/faux.txt")
    (tmp_path / "data" / "exemple" / "reportkit.toml").write_text("fictional = true", "utf-8")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert [source.name for source in find_sources().files] == ["2024/a.txt"]


def test_nothing_to_read_names_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="--exemple"):
        find_sources()


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="introuvable"):
        find_sources([tmp_path / "rien.txt"])


def test_invented_data_never_mix_with_others(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    with pytest.raises(ConfigError, match="fictives"):
        find_sources([tmp_path / "a.txt", ROOT / "data" / "exemple"])


def test_the_sample_is_its_two_named_exports() -> None:
    assert names(ROOT / "data" / "exemple") == ["senacs-2023.txt", "senacs-2024.txt"]
    assert find_sources([ROOT / "data" / "exemple"]).config.fictional


def test_names_stay_distinct_however_deep(tmp_path: Path) -> None:
    put(tmp_path, "a/x/e.txt", "b/x/e.txt", "c.txt")
    assert names(tmp_path / "a", tmp_path / "b", tmp_path / "c.txt") == [
        "a/x/e.txt",
        "b/x/e.txt",
        "c.txt",
    ]


def test_links_are_followed_once_and_never_in_a_loop(tmp_path: Path) -> None:
    put(tmp_path, "sous/a.txt", "z.txt")
    (tmp_path / "sous" / "retour").symlink_to(tmp_path)
    (tmp_path / "y.txt").symlink_to(tmp_path / "z.txt")
    assert names(tmp_path) == ["sous/a.txt", "y.txt"]
    assert names(tmp_path / "**" / "*.txt") == ["a.txt", "z.txt"]


@pytest.mark.parametrize("given", ["", "*", "**/*.txt"], ids=["folder", "pattern", "deep"])
def test_a_link_that_leads_nowhere_costs_itself_alone(tmp_path: Path, given: str) -> None:
    put(tmp_path, "a.txt")
    (tmp_path / "mort.txt").symlink_to(tmp_path / "ailleurs.txt")
    read = find_sources([tmp_path / given]).read()
    assert [len(export.actions) for export, _ in read] == [1, 0]
    (finding,) = read[1][0].findings
    assert (finding.code, finding.source_file) == ("fichier-illisible", "mort.txt")
    assert "ne mène à aucun fichier" in finding.message


def test_an_archive_and_a_folder_say_the_same_of_what_is_no_export(tmp_path: Path) -> None:
    others = {"photo.png": b"\x89PNG....", "cut.txt": b"", "notes.pdf": b"%PDF-1.7"}
    put(tmp_path, "dossier/a.txt")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", DATA)
        for name, data in others.items():
            archive.writestr(name, data)
            (tmp_path / "dossier" / name).write_bytes(data)
    told = [
        [(f.source_file, f.severity, f.message) for f in export.findings]
        for path in ("dossier", "a.zip")
        for export, _ in find_sources([tmp_path / path]).read()
    ]
    assert sorted(told[:4]) == sorted(told[4:])
    assert [f[0][1] for f in told if f].count(Severity.UNREAD) == 2
