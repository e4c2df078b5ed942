"""The ledger: one entry a report, the last one counts, what changed, views for people."""

from __future__ import annotations

import csv
import io
import sqlite3
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from reportkit.batch.ledger import NAME, VIEWED, VIEWS, Entry, Ledger
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
        ledger.write_views()
    table, book = (tmp_path / name for name in VIEWS)
    data = table.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == list(VIEWED)
    assert rows[1][:4] == [PATH, "fait", "nouveau", "8"]
    sheet = openpyxl.load_workbook(book).active
    assert sheet is not None
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0] == list(VIEWED)
    assert values[1][VIEWED.index("erreur")] == "=1+1"
    assert rows[1][VIEWED.index("a_relire")] == values[1][VIEWED.index("a_relire")] == "[31mrouge"
    assert sheet.cell(2, VIEWED.index("erreur") + 1).data_type == "s"


def test_the_views_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.record(ENTRY)
        ledger.write_views()
        first = [(tmp_path / name).read_bytes() for name in VIEWS]
        ledger.record(replace(ENTRY, secondes=99.0))
        ledger.write_views()
        assert [(tmp_path / name).read_bytes() for name in VIEWS] == first


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
