"""The ledger: one entry a report, the last one counts, a view for people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reportkit.batch.ledger import Entry, Ledger

ENTRY = Entry("2024/aude/a.pdf", "fait", 8, 2.5, "", "abc", "", 0)


def test_a_second_entry_replaces_the_first(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.record(ENTRY)
    ledger.record(replace(ENTRY, etat="echec", pages=None, erreur="raté"))
    assert ledger.entries() == [replace(ENTRY, etat="echec", pages=None, erreur="raté")]


def test_entries_stay_for_the_next_run(tmp_path: Path) -> None:
    Ledger(tmp_path).record(ENTRY)
    assert Ledger(tmp_path).entries() == [ENTRY]


def test_the_view_opens_in_a_french_spreadsheet(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.record(ENTRY)
    data = ledger.write_view().read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    head, row = data.decode("utf-8-sig").splitlines()
    assert head.split(";")[:3] == ["rapport", "etat", "pages"]
    assert row.split(";")[:3] == ["2024/aude/a.pdf", "fait", "8"]
