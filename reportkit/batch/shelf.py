"""Where the files of a report go; one edition back is kept. Only the driver of a run writes."""

from __future__ import annotations

import hashlib
import os
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

    def put(self, job: Job, made: Made) -> bool:
        """Write what was made; gives whether another edition of the PDF was replaced.

        A PDF that may not be sent, or was not made, is put where nobody takes it for one; an
        edition before it is set aside as well.

        Raises:
            DiskError: the disk takes nothing more; each file is as it was, or whole.
            OSError: this one file cannot be written.
        """
        with full_told(self.out):
            return self._put(job, made)

    def _put(self, job: Job, made: Made) -> bool:
        aside = self.out / job.aside
        rejected = aside.with_suffix(".rejete")
        printed = made.printed
        if made.executed:
            _write(aside.with_suffix(".ipynb"), made.executed)
        if printed is None or printed.refusals:
            self._set_aside(job)
        if printed is None:
            return False
        if printed.web is not None:
            _write(aside.with_suffix(".html"), printed.web.encode())
        if printed.refusals:
            _write(rejected, printed.pdf)
            return False
        replaced = self._replace(job, printed.pdf)
        rejected.unlink(missing_ok=True)
        return replaced

    def _replace(self, job: Job, pdf: bytes) -> bool:
        target = self.out / job.target
        if not target.is_file():
            write_bytes(target, pdf)
            return False
        if target.read_bytes() == pdf:
            return False
        # A copy, then a rename over the old one: at any moment there is one whole edition.
        write_bytes(self._before(job), target.read_bytes())
        write_bytes(target, pdf)
        return True

    def _set_aside(self, job: Job) -> None:
        """Keep an earlier edition, but not where it would pass for the one that failed."""
        earlier = self.out / job.target
        if earlier.is_file():
            kept = self._before(job)
            kept.parent.mkdir(parents=True, exist_ok=True)
            os.replace(earlier, kept)  # noqa: PTH105

    def _before(self, job: Job) -> Path:
        return (self.out / job.aside).with_suffix(".pdf.precedent")


def _write(path: Path, data: bytes) -> None:
    """Write what is not there already: a file that nobody changed keeps its date."""
    if not (path.is_file() and path.read_bytes() == data):
        write_bytes(path, data)
