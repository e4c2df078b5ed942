"""One run at a time writes into a folder of reports."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from reportkit.errors import BusyError
from reportkit.files import write_bytes

NAME, HOLDER = "verrou", "verrou.json"


@contextmanager
def held_folder(folder: Path) -> Iterator[str]:
    """Hold the folder for this process; the system lets go of it when the process ends, however.

    Yields:
        What there is to say of a run before that was ended halfway, in French, else "".

    Raises:
        BusyError: another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / HOLDER
    lock = _acquire(folder)
    try:
        before = _read(holder)
        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        told = {"processus": os.getpid(), "machine": socket.gethostname(), "depuis": now}
        write_bytes(holder, json.dumps(told, ensure_ascii=False).encode())
        yield _interrupted(before) if before else ""
        # Only here: a run that was ended by an error leaves its mark, as a killed one does.
        holder.unlink(missing_ok=True)
    finally:
        lock.release()


def refuse_if_held(folder: Path) -> None:
    """Say at once what `held_folder` would say later.

    Raises:
        BusyError: another process holds the folder.
    """
    if (folder / NAME).is_file():
        _acquire(folder).release()


def _acquire(folder: Path) -> FileLock:
    lock = FileLock(folder / NAME)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BusyError(
            f"une impression est en cours dans {folder.parent} ({_name(_read(folder / HOLDER))}). "
            "Attendez qu'elle finisse, ou choisissez un autre --out."
        ) from error
    return lock


def _read(holder: Path) -> dict[str, Any]:
    try:
        told = json.loads(holder.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _name(told: dict[str, Any]) -> str:
    if not told:
        return "processus inconnu"
    return f"processus {told.get('processus')} sur {told.get('machine')}, {_since(told)}"


def _since(told: dict[str, Any]) -> str:
    day, _, hour = str(told.get("depuis", "")).partition("T")
    return f"depuis le {day} à {hour[:5]}" if hour else "depuis une heure inconnue"


def _interrupted(told: dict[str, Any]) -> str:
    return (
        f"Une impression précédente ({_name(told)}) s'est arrêtée sans finir : "
        "celle-ci reprend où elle en était."
    )
