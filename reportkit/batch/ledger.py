"""What became of each report: a SQLite table, and registre.csv beside it for people."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from reportkit.files import write_bytes
from reportkit.printable import cell

NAME = "registre.sqlite"
VIEW = "registre.csv"


@dataclass(frozen=True)
class Entry:
    """The state of one report; `rapport` is its path under `out`."""

    rapport: str
    etat: str  # fait | a relire | echec | rejete
    pages: int | None
    secondes: float
    avertissements: str
    empreinte_entree: str
    erreur: str
    fictif: int
    a_relire: str = ""
    identifiant: str = ""
    remplace: str = ""


class Ledger:
    """The ledger of one `out` folder, written by one process."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        names = ", ".join(field.name for field in fields(Entry))
        with self._open() as base:
            base.execute(f"CREATE TABLE IF NOT EXISTS rapports ({names}, PRIMARY KEY (rapport))")
            held = {row[1] for row in base.execute("PRAGMA table_info(rapports)")}
            for field in fields(Entry):
                if field.name not in held:  # a ledger that an earlier version wrote
                    base.execute(f"ALTER TABLE rapports ADD COLUMN {field.name} DEFAULT ''")

    def _open(self) -> closing[sqlite3.Connection]:
        # Autocommit: each statement is whole on its own.
        return closing(sqlite3.connect(self.folder / NAME, isolation_level=None))

    def record(self, entry: Entry) -> None:
        """Keep the entry, in the place of an earlier one of the same report."""
        names = ", ".join(field.name for field in fields(Entry))
        marks = ", ".join("?" for _ in fields(Entry))
        with self._open() as base:
            base.execute(
                f"INSERT OR REPLACE INTO rapports ({names}) VALUES ({marks})",  # noqa: S608
                astuple(entry),
            )

    def editions(self) -> dict[str, tuple[str, str]]:
        """By path, the content id of the last report that was made, and of what it replaced."""
        made = (entry for entry in self.entries() if entry.identifiant)
        return {entry.rapport: (entry.identifiant, entry.remplace) for entry in made}

    def entries(self) -> list[Entry]:
        """All entries by path."""
        with self._open() as base:
            names = ", ".join(field.name for field in fields(Entry))
            rows = base.execute(f"SELECT {names} FROM rapports ORDER BY rapport").fetchall()  # noqa: S608
        return [Entry(*row) for row in rows]

    def write_view(self) -> Path:
        """Write registre.csv (UTF-8 with its mark and semicolons: French spreadsheets)."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow(field.name for field in fields(Entry))
        writer.writerows([cell(value) for value in astuple(entry)] for entry in self.entries())
        path = self.folder / VIEW
        write_bytes(path, ("\ufeff" + text.getvalue()).encode())
        return path
