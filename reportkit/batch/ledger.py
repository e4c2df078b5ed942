"""What became of each report: a SQLite table, and views of it for people (CSV, XLSX)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from reportkit.errors import DiskError
from reportkit.files import write_bytes
from reportkit.printable import clean
from reportkit.spreadsheet import csv_bytes, xlsx_bytes

NAME = "registre.sqlite"
VIEWS = "registre.csv", "registre.xlsx"

VIEWED = (
    *("rapport", "etat", "changement", "pages", "a_relire", "erreur", "avertissements"),
    *("empreinte", "identifiant", "remplace", "fictif"),
)
"""Columns of the views; times, which differ from run to run, are in the base alone."""


@dataclass(frozen=True)
class Entry:
    """The state of one report; `rapport` is its path under `out`.

    `empreinte` is the SHA-256 of its PDF, `origine` tells by part what it was made from (JSON, see
    `fingerprint`), `avant` is the SHA-256 of
    the last PDF that a run which came to its end had left.
    """

    rapport: str
    etat: str  # fait | a relire | echec | rejete
    pages: int | None = None
    secondes: float = 0.0
    avertissements: str = ""
    erreur: str = ""
    fictif: int = 0
    a_relire: str = ""
    identifiant: str = ""
    remplace: str = ""
    empreinte: str = ""
    origine: str = ""
    avant: str = ""

    @property
    def changement(self) -> str:
        """Since the last run that came to its end: nouveau, modifie, inchange; "" if not made."""
        if not self.empreinte:
            return ""
        if not self.avant:
            return "nouveau"
        return "inchange" if self.empreinte == self.avant else "modifie"


_NAMES = ", ".join(field.name for field in fields(Entry))
_MARKS = ", ".join("?" for _ in fields(Entry))


class Ledger:
    """The ledger of one `out` folder, written by the one process that holds the folder.

    Every method raises DiskError where the disk takes nothing more.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        # Autocommit: each statement is whole on its own, whenever the process ends.
        self.base = sqlite3.connect(folder / NAME, isolation_level=None)
        with _told():
            self.base.execute(
                f"CREATE TABLE IF NOT EXISTS rapports ({_NAMES}, PRIMARY KEY (rapport))"
            )
            self.base.execute("CREATE TABLE IF NOT EXISTS passage (fini)")
            held = {row[1] for row in self.base.execute("PRAGMA table_info(rapports)")}
            for field in fields(Entry):
                if field.name not in held:  # a ledger that an earlier version wrote
                    self.base.execute(f"ALTER TABLE rapports ADD COLUMN {field.name} DEFAULT ''")

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.base.close()

    def begin(self) -> None:
        """Open a run: where the last one came to its end, changes count from there."""
        with _told(), self.base:
            self.base.execute("BEGIN")
            if self.base.execute("SELECT count(*) FROM passage").fetchone()[0] != 0:
                self.base.execute("UPDATE rapports SET avant = empreinte WHERE empreinte != ''")
            self.base.execute("DELETE FROM passage")

    def end(self) -> None:
        """Close a run that came to its end."""
        with _told():
            self.base.execute("INSERT INTO passage VALUES (1)")

    def record(self, entry: Entry) -> None:
        """Keep the entry in the place of an earlier one of the same report, but for `avant`."""
        values = [*astuple(entry)[:-1], entry.rapport]
        with _told():
            self.base.execute(
                f"INSERT OR REPLACE INTO rapports ({_NAMES}) VALUES ({_MARKS[:-1]}"  # noqa: S608
                "coalesce((SELECT avant FROM rapports WHERE rapport = ?), ''))",
                values,
            )

    def entries(self) -> dict[str, Entry]:
        """All entries by the path of their report, in the order of these."""
        rows = self.base.execute(f"SELECT {_NAMES} FROM rapports ORDER BY rapport")  # noqa: S608
        return {row[0]: Entry(*row) for row in rows}

    def write_views(self) -> None:
        """Write registre.csv and registre.xlsx, as French spreadsheets open them."""
        rows: list[dict[str, Any]] = [
            {name: _shown(getattr(entry, name)) for name in VIEWED}
            for entry in self.entries().values()
        ]
        table, book = VIEWS
        write_bytes(self.folder / table, csv_bytes(rows, VIEWED, excel_fr=True))
        write_bytes(self.folder / book, xlsx_bytes(rows, VIEWED, "registre"))


def _shown(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise DiskError(
            f"le registre ne s'écrit plus ({error}). Faites de la place sur le disque, puis "
            "relancez la même commande : ce qui est fait est gardé."
        ) from error
