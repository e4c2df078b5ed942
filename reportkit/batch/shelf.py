"""Where the files of a report go; one edition back is kept. Only the driver of a run writes.

Beside the other files of a report lie, each once: `.pdf.precedent`, the edition before the one that
may be sent; `.pdf.ecarte`, the last edition, while a report that failed has none that may be sent;
`.pdf.modifie`, a PDF that somebody else had put in its place.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from reportkit.batch.making import Made
from reportkit.batch.plan import Job
from reportkit.files import full_told, write_bytes


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, "" where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


class Shelf:
    """The folder of the reports."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def put(self, job: Job, made: Made, known: str = "") -> bool:
        """Write what was made; gives whether another edition of the PDF was replaced.

        A PDF that may not be sent, or was not made, is put where nobody takes it for one; an
        edition before it is set aside as well. `known` is the SHA-256 of that edition, "" where
        nobody knows.

        Raises:
            DiskError: the disk takes nothing more; each file is as it was, or whole.
            OSError: this one file cannot be written.
        """
        with full_told(self.out):
            return self._put(job, made, known)

    def _put(self, job: Job, made: Made, known: str) -> bool:
        aside = self.out / job.aside
        printed = made.printed
        refused = printed is not None and bool(printed.refusals)
        web = printed.web if printed else None
        _settle(aside.with_suffix(".ipynb"), made.executed)
        _settle(aside.with_suffix(".html"), (web or "").encode())
        if printed is None or refused:
            self._set_aside(job, known)
        _settle(aside.with_suffix(".rejete"), printed.pdf if printed and refused else b"")
        return printed is not None and not refused and self._replace(job, printed.pdf, known)

    def _replace(self, job: Job, pdf: bytes, known: str) -> bool:
        target, aside = self.out / job.target, self._beside(job, "ecarte")
        found = _bytes_of(target)
        if found is not None and found != pdf and self._is_foreign(job, found, known):
            write_bytes(self._beside(job, "modifie"), found)
            found = None
        if found is None and aside.is_file():
            if aside.read_bytes() == pdf:
                aside.replace(target)
                return False
            aside.replace(self._beside(job, "precedent"))
            write_bytes(target, pdf)
            return True
        if found == pdf:
            aside.unlink(missing_ok=True)
            return False
        if found is not None:
            # A copy, then a rename over the old one: at any moment there is one whole edition.
            write_bytes(self._beside(job, "precedent"), found)
        write_bytes(target, pdf)
        return found is not None

    def _set_aside(self, job: Job, known: str) -> None:
        """Keep an earlier edition, but not where it would pass for the one that failed."""
        earlier = self.out / job.target
        found = _bytes_of(earlier)
        if found is not None:
            kept = "modifie" if self._is_foreign(job, found, known) else "ecarte"
            place = self._beside(job, kept)
            place.parent.mkdir(parents=True, exist_ok=True)
            earlier.replace(place)

    def _is_foreign(self, job: Job, found: bytes, known: str) -> bool:
        """Whether a PDF is not the last edition: that one is known, or was set aside."""
        if self._beside(job, "ecarte").is_file():
            return True
        return bool(known) and hashlib.sha256(found).hexdigest() != known

    def _beside(self, job: Job, what: str) -> Path:
        return (self.out / job.aside).with_suffix(f".pdf.{what}")


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _settle(path: Path, data: bytes) -> None:
    """Write what is not there already, take away what is no more.

    A file that nobody changed keeps its date.
    """
    if not data:
        path.unlink(missing_ok=True)
    elif _bytes_of(path) != data:
        write_bytes(path, data)
