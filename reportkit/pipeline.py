"""The stages called in turn: read, tidy, plan, then run and print each report."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reportkit.batch.ledger import NAME as LEDGER
from reportkit.batch.ledger import Ledger
from reportkit.batch.plan import WORK, Choice, Job
from reportkit.batch.preflight import Preflight, check_plan
from reportkit.batch.run import Outcome, run_plan
from reportkit.check import Checked, as_csv
from reportkit.config import working_folder
from reportkit.dataset import Dataset, tidy
from reportkit.errors import ParameterError
from reportkit.files import write_bytes
from reportkit.readers.sources import (
    STDIN,
    STDIN_NAME,
    Sources,
    find_sources,
    sample_folder,
)
from reportkit.schema import Finding

FINDINGS = "constats.csv"
SAMPLE_OUT = "exemple"


@dataclass(frozen=True)
class Inputs:
    """What the commands that read exports have in common.

    `exports` as the user named them; none for what the working folder names.
    """

    exports: Sequence[str | Path] = ()
    annee_attribuee: int | None = None
    sample: bool = False
    fix_encoding: bool = False

    def sources(self) -> Sources:
        """The files that they stand for."""
        return find_sources([sample_folder()] if self.sample else list(self.exports))

    def read(self, sources: Sources | None = None) -> Dataset:
        """Stages 1 and 2."""
        return tidy(sources or self.sources(), self.annee_attribuee, fix_encoding=self.fix_encoding)


@dataclass(frozen=True)
class Prepared:
    """What is known before the first report runs."""

    dataset: Dataset
    sources: Sources
    preflight: Preflight
    out: Path
    replaced: int

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The reports of the plan."""
        return self.preflight.jobs


def prepare(
    inputs: Inputs, choice: Choice, *, out: Path | None = None, draft: bool = False
) -> Prepared:
    """Stages 1 to 3, the plan of the reports, and all that is checked before any is made.

    Raises:
        InputError, ConfigError, ParameterError: nothing was written.
    """
    sources = inputs.sources()
    dataset = inputs.read(sources)
    folder = (out or default_out(dataset)).resolve()
    kept = _kept_input(sources, folder)
    paths = [kept if path == Path(STDIN) else path for path in sources.paths]
    given = {**_given(inputs, paths, folder), "brouillon": draft}
    preflight = check_plan(dataset, choice, given, folder)
    replaced = sum((folder / job.target).is_file() for job in preflight.jobs)
    return Prepared(dataset, sources, preflight, folder, replaced)


def _replacing(preflight: Preflight, out: Path) -> tuple[Job, ...]:
    """The jobs, each with the edition that it replaces.

    A report whose content has not changed replaces what its last edition replaced: made again,
    it is the same file.
    """
    known = Ledger(out / WORK).editions() if (out / WORK / LEDGER).is_file() else {}
    jobs = []
    for job in preflight.jobs:
        last, before = known.get(str(job.path), ("", ""))
        replaced = before if last == preflight.edition(job) else last
        parameters = job.parameters.model_copy(update={"remplace": replaced or None})
        jobs.append(replace(job, parameters=parameters))
    return tuple(jobs)


def _given(inputs: Inputs, paths: Sequence[Path], folder: Path) -> dict[str, object]:
    """The parameters that all notebooks of a run share.

    Raises:
        ParameterError: a path that is no UTF-8, which a notebook cannot hold.
    """
    for path in (*paths, folder):
        if os.fsencode(path).decode("utf-8", errors="replace") != str(path):
            raise ParameterError(
                f"{path} : ce nom n'est pas en UTF-8, et un notebook ne peut pas le tenir. "
                "Renommez le fichier ou le dossier."
            )
    return {
        "exports": [str(path) for path in paths],
        "annee_attribuee": inputs.annee_attribuee,
        "fix_encoding": inputs.fix_encoding,
    }


def _kept_input(sources: Sources, out: Path) -> Path:
    """Where standard input is kept, so that a notebook can be run again."""
    settled = any((sources.toml, sources.corrections, sources.complements))
    if Path(STDIN) in sources.paths and settled and not out.is_relative_to(sources.home):
        raise ParameterError(
            f"avec « - », --out doit rester dans {sources.home}, dont les réglages valent."
        )
    return out / WORK / STDIN_NAME


def default_out(dataset: Dataset) -> Path:
    """out/ of the working folder; invented data have a folder of their own in it."""
    out = working_folder(Path.cwd()) / "out"
    return out / SAMPLE_OUT if dataset.fictional else out


def make(
    prepared: Prepared, *, keep_html: bool = False, tell: Callable[[Outcome], None]
) -> list[Outcome]:
    """Stages 4 to 6 for every report of the plan, and the findings beside the ledger."""
    write_findings(prepared.dataset.findings, prepared.out / WORK / FINDINGS)
    for source in prepared.sources.files:
        if source.path == Path(STDIN):
            write_bytes(prepared.out / WORK / STDIN_NAME, source.data)
    hashes = "".join(file.sha256 for file in prepared.dataset.files)
    fingerprint = hashlib.sha256(hashes.encode()).hexdigest()
    preflight = replace(prepared.preflight, jobs=_replacing(prepared.preflight, prepared.out))
    return run_plan(
        preflight,
        prepared.out,
        fingerprint,
        fictional=prepared.dataset.fictional,
        keep_html=keep_html,
        tell=tell,
    )


def write_findings(findings: Sequence[Finding], path: Path) -> None:
    """The findings of reading as a table for a French spreadsheet."""
    table = as_csv(Checked(tuple(findings), {}))
    write_bytes(path, ("\ufeff" + table).encode())
