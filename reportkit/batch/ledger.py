"""What became of each report: a SQLite table, and views of it for people (CSV, XLSX)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from reportkit.errors import DiskError
from reportkit.printable import clean
from reportkit.spreadsheet import csv_bytes, xlsx_bytes

NAME, UNREADABLE = "registre.sqlite", "registre.sqlite.illisible"
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


_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, None}
"""Primary codes of SQLite; None is of Python, for text that is no UTF-8, and of `_check`."""

_NAMES = ", ".join(field.name for field in fields(Entry))
_MARKS = ", ".join("?" for _ in fields(Entry))


class Ledger:
    """The ledger of one `out` folder, written by the one process that holds the folder.

    A file that is no base, or a damaged one, is set aside as UNREADABLE, and `warn` is told in
    French. Every method raises DiskError where the base takes nothing, with what to do.
    """

    def __init__(self, folder: Path, warn: Callable[[str], None] = lambda _: None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / NAME
        with _told(self.path):
            try:
                self.base = _open(self.path)
            except sqlite3.DatabaseError as error:
                if _code(error) not in _DAMAGED:
                    raise
                _set_aside(self.path)
                self.base = _open(self.path)
                warn(
                    f"Le registre était illisible ({error}) : il est mis de côté sous le nom "
                    f"{UNREADABLE}, et tous les rapports demandés sont refaits."
                )

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.base.close()

    def begin(self) -> None:
        """Open a run: where the last one came to its end, changes count from there."""
        with _told(self.path), self.base:
            self.base.execute("BEGIN")
            if self.base.execute("SELECT count(*) FROM passage").fetchone()[0] != 0:
                self.base.execute("UPDATE rapports SET avant = empreinte WHERE empreinte != ''")
            self.base.execute("DELETE FROM passage")

    def end(self) -> None:
        """Close a run that came to its end."""
        with _told(self.path):
            self.base.execute("INSERT INTO passage VALUES (1)")

    def record(self, entry: Entry) -> None:
        """Keep the entry in the place of an earlier one of the same report, but for `avant`."""
        values = [*astuple(entry)[:-1], entry.rapport]
        with _told(self.path):
            self.base.execute(
                f"INSERT OR REPLACE INTO rapports ({_NAMES}) VALUES ({_MARKS[:-1]}"  # noqa: S608
                "coalesce((SELECT avant FROM rapports WHERE rapport = ?), ''))",
                values,
            )

    def entries(self) -> dict[str, Entry]:
        """All entries by the path of their report, in the order of these."""
        with _told(self.path):
            return _entries(self.base)

    def views(self) -> dict[str, bytes]:
        """The files VIEWS by their names, as French spreadsheets open them."""
        rows: list[dict[str, Any]] = [
            {name: _shown(getattr(entry, name)) for name in VIEWED}
            for entry in self.entries().values()
        ]
        table, book = VIEWS
        return {
            table: csv_bytes(rows, VIEWED, excel_fr=True),
            book: xlsx_bytes(rows, VIEWED, "registre"),
        }


def read_entries(folder: Path) -> dict[str, Entry]:
    """The entries of the ledger of a folder that nobody holds; none where it cannot be read.

    Writes nothing.
    """
    if not (folder / NAME).is_file():
        return {}
    address = (folder / NAME).resolve().as_uri()
    try:
        with closing(sqlite3.connect(f"{address}?mode=ro", uri=True)) as base:
            _check(base)
            return _entries(base)
    except sqlite3.Error:
        return {}


def _open(path: Path) -> sqlite3.Connection:
    # Autocommit: each statement is whole on its own, whenever the process ends.
    base = sqlite3.connect(path, isolation_level=None)
    try:
        _check(base)
        base.execute(f"CREATE TABLE IF NOT EXISTS rapports ({_NAMES}, PRIMARY KEY (rapport))")
        base.execute("CREATE TABLE IF NOT EXISTS passage (fini)")
        held = _columns(base)
        for field in fields(Entry):
            if field.name not in held:  # a ledger that an earlier version wrote
                base.execute(f"ALTER TABLE rapports ADD COLUMN {field.name} DEFAULT ''")
        _entries(base)
    except sqlite3.Error:
        base.close()
        raise
    return base


def _check(base: sqlite3.Connection) -> None:
    (told,) = base.execute("PRAGMA quick_check(1)").fetchone()
    if told != "ok":
        raise sqlite3.DatabaseError(told)


def _columns(base: sqlite3.Connection) -> set[str]:
    return {row[1] for row in base.execute("PRAGMA table_info(rapports)")}


def _entries(base: sqlite3.Connection) -> dict[str, Entry]:
    held = _columns(base)
    names = ", ".join(f.name if f.name in held else "''" for f in fields(Entry))
    rows = base.execute(f"SELECT {names} FROM rapports ORDER BY rapport")  # noqa: S608
    return {row[0]: Entry(*row) for row in rows}


def _set_aside(path: Path) -> None:
    journal = path.with_name(f"{NAME}-journal")
    if journal.is_file():  # SQLite would play it back into the new base
        journal.replace(path.with_name(f"{UNREADABLE}-journal"))
    path.replace(path.with_name(UNREADABLE))


def _shown(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


def _code(error: sqlite3.Error) -> int | None:
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return code if code is None else code & 0xFF


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        if _code(error) in _FULL:
            told = (
                f"le registre ne s'écrit plus ({error}). Faites de la place sur le disque, puis "
                "relancez la même commande : ce qui est fait est gardé."
            )
        elif path.is_dir():
            told = (
                f"{path} est un dossier : le registre ne peut pas y être écrit. Déplacez ce "
                "dossier, puis relancez la même commande."
            )
        else:
            told = (
                f"le registre {path} est illisible ou en lecture seule ({error}). Vérifiez que "
                "vous pouvez y écrire et qu'aucun autre programme ne le tient ouvert, puis "
                "relancez la même commande : ce qui est fait est gardé."
            )
        raise DiskError(told) from error
