"""The ledger: one entry a report, the last one counts, what changed, views for people."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from reportkit.batch.ledger import NAME, UNREADABLE, VIEWED, VIEWS, Entry, Ledger, read_entries
from reportkit.errors import DiskError

PATH = "2024/aude/a.pdf"
ENTRY = Entry(PATH, "fait", 8, 2.5, empreinte="abc")


def test_a_second_entry_replaces_the_first(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.record(ENTRY)
        failed = replace(ENTRY, etat="echec", pages=None, erreur="raté", empreinte="")
        ledger.record(failed)
        assert ledger.entries() == {PATH: failed}


def test_entries_stay_for_the_next_run(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.record(ENTRY)
    with Ledger(tmp_path) as ledger:
        assert ledger.entries() == {PATH: ENTRY}


def run(folder: Path, *prints: str, ends: bool = True) -> list[str]:
    """A run that makes reports a, b… of these prints; gives what changed of each."""
    with Ledger(folder) as ledger:
        ledger.begin()
        for name, sha in zip("abc", prints, strict=False):
            ledger.record(Entry(name, "fait" if sha else "echec", empreinte=sha))
        if ends:
            ledger.end()
        return [entry.changement for entry in ledger.entries().values()]


def test_changes_count_from_the_last_run_that_came_to_its_end(tmp_path: Path) -> None:
    assert run(tmp_path, "1", "1") == ["nouveau", "nouveau"]
    assert run(tmp_path, "1", "2") == ["inchange", "modifie"]
    assert run(tmp_path, "3", ends=False) == ["modifie", "inchange"]
    assert run(tmp_path, "3", "2") == ["modifie", "inchange"]
    assert run(tmp_path, "3", "2", "1") == ["inchange", "inchange", "nouveau"]
    assert run(tmp_path, "", "2", "1") == ["", "inchange", "inchange"]
    assert run(tmp_path, "3", "4", "1") == ["inchange", "modifie", "inchange"]


def test_the_views_open_in_a_french_spreadsheet(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.record(replace(ENTRY, erreur="=1+1", a_relire="\x1b[31mrouge"))
        data, book = (ledger.views()[name] for name in VIEWS)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == list(VIEWED)
    assert rows[1][:4] == [PATH, "fait", "nouveau", "8"]
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0] == list(VIEWED)
    assert values[1][VIEWED.index("erreur")] == "=1+1"
    assert rows[1][VIEWED.index("a_relire")] == values[1][VIEWED.index("a_relire")] == "[31mrouge"
    assert sheet.cell(2, VIEWED.index("erreur") + 1).data_type == "s"


def test_the_views_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.record(ENTRY)
        first = ledger.views()
        ledger.record(replace(ENTRY, secondes=99.0))
        assert ledger.views() == first


def test_a_ledger_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / NAME) as base:
        base.execute("CREATE TABLE rapports (rapport, etat, pages, empreinte_entree)")
        base.execute("INSERT INTO rapports VALUES ('a.pdf', 'fait', 3, 'x')")
    base.close()
    with Ledger(tmp_path) as ledger:
        assert ledger.entries()["a.pdf"].etat == "fait"
        ledger.record(ENTRY)
        assert len(ledger.entries()) == 2


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.record(ENTRY)
        (pages,) = ledger.base.execute("PRAGMA page_count").fetchone()
        ledger.base.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DiskError, match="Faites de la place"):
            ledger.record(Entry("b.pdf", "echec", erreur="x" * 100_000))
        assert ledger.entries() == {PATH: ENTRY}


def _broken_page(path: Path) -> bytes:
    """A base whose header is sound, and a page of it is not."""
    with Ledger(path.parent) as ledger:
        for number in range(200):
            ledger.record(Entry(f"{number}.pdf", "echec", erreur="x" * 200))
    data = path.read_bytes()
    path.unlink()
    return data[:8192] + b"\xff" * 4096 + data[12288:]


DAMAGED = {
    "random": lambda _: bytes(range(256)) * 40,
    "short": lambda _: b"x" * 100,
    "a broken page": _broken_page,
    "cut": lambda path: _broken_page(path)[:8192],
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_base_is_set_aside(tmp_path: Path, damage: str) -> None:
    data = DAMAGED[damage](tmp_path / NAME)
    (tmp_path / NAME).write_bytes(data)
    assert read_entries(tmp_path) == {}
    assert (tmp_path / NAME).read_bytes() == data
    told: list[str] = []
    with Ledger(tmp_path, told.append) as ledger:
        assert ledger.entries() == {}
        ledger.record(ENTRY)
    assert (tmp_path / UNREADABLE).read_bytes() == data
    (words,) = told
    assert UNREADABLE in words
    with Ledger(tmp_path, told.append) as ledger:
        assert ledger.entries() == {PATH: ENTRY}
    assert len(told) == 1


def test_text_that_is_no_utf8_is_damage(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.base.execute("INSERT INTO rapports (rapport) VALUES (CAST(x'ff' AS TEXT))")
    assert read_entries(tmp_path) == {}
    with Ledger(tmp_path) as ledger:
        assert ledger.entries() == {}


def test_reading_alone_writes_nothing(tmp_path: Path) -> None:
    assert read_entries(tmp_path / "nulle-part") == {}
    home = tmp_path / "à lire? #1 50%20"
    home.mkdir()
    with closing(sqlite3.connect(home / NAME)) as base, base:
        base.execute("CREATE TABLE rapports (rapport, etat, pages)")
        base.execute("INSERT INTO rapports VALUES ('a.pdf', 'fait', 3)")
    before = (home / NAME).read_bytes()
    entry = read_entries(home)["a.pdf"]
    assert (entry.etat, entry.pages, entry.empreinte) == ("fait", 3, "")
    assert [(p.name, p.read_bytes()) for p in home.iterdir()] == [(NAME, before)]


def test_a_base_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.base.execute("PRAGMA query_only = 1")
        with pytest.raises(DiskError, match="en lecture seule") as told:
            ledger.record(ENTRY)
        assert "de la place" not in str(told.value)


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    assert read_entries(tmp_path) == {}
    with pytest.raises(DiskError, match="est un dossier"):
        Ledger(tmp_path)


def test_a_base_that_another_program_holds_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect
    with closing(connect(tmp_path / NAME)) as other:
        other.execute("BEGIN EXCLUSIVE")
        at_once = lambda *a, **k: connect(*a, **k, timeout=0)  # noqa: E731
        monkeypatch.setattr(sqlite3, "connect", at_once)
        with pytest.raises(DiskError, match="aucun autre programme"):
            Ledger(tmp_path)
