"""The stages called in turn: read, tidy, plan, then run and print each report."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from reportkit.batch.plan import Choice, Job, build_plan
from reportkit.batch.run import WORK, Outcome, run_plan
from reportkit.dataset import Dataset, load_dataset
from reportkit.files import write_bytes
from reportkit.printable import cell
from reportkit.readers.sources import find_sources, sample_folder, working_folder
from reportkit.schema import Finding

FINDINGS = "constats.csv"
FINDING_HEADINGS = ("code", "gravité", "fichier", "ligne", "texte", "constat", "conseil", "action")
SAMPLE_OUT = "exemple"


@dataclass(frozen=True)
class Prepared:
    """What is known before the first report runs."""

    dataset: Dataset
    jobs: tuple[Job, ...]
    out: Path
    replaced: int

    @property
    def cut(self) -> list[str]:
        """Names of the exports whose copy was interrupted."""
        return [file.name for file in self.dataset.files if file.cut]


def read(
    exports: Sequence[Path], annee_attribuee: int | None = None, *, sample: bool = False
) -> Dataset:
    """Stages 1 and 2."""
    return load_dataset([sample_folder()] if sample else exports, annee_attribuee)


def prepare(
    exports: Sequence[Path],
    choice: Choice,
    *,
    out: Path | None = None,
    annee_attribuee: int | None = None,
    sample: bool = False,
) -> Prepared:
    """Stages 1 and 2, and the plan of the reports.

    Raises:
        InputError, ConfigError, ParameterError: nothing was written.
    """
    given: Sequence[Path] = [sample_folder()] if sample else exports
    dataset = load_dataset(given, annee_attribuee)
    jobs = build_plan(dataset, choice, find_sources(given).paths, annee_attribuee)
    folder = (out or default_out(dataset)).resolve()
    replaced = sum((folder / job.path).exists() for job in jobs)
    return Prepared(dataset, tuple(jobs), folder, replaced)


def default_out(dataset: Dataset) -> Path:
    """out/ of the working folder; invented data have a folder of their own in it."""
    out = working_folder(Path.cwd()) / "out"
    return out / SAMPLE_OUT if dataset.fictional else out


def make(
    prepared: Prepared, *, keep_html: bool = False, tell: Callable[[Outcome], None]
) -> list[Outcome]:
    """Stages 4 to 6 for every report of the plan, and the findings beside the ledger."""
    write_findings(prepared.dataset.findings, prepared.out / WORK / FINDINGS)
    hashes = "".join(file.sha256 for file in prepared.dataset.files)
    fingerprint = hashlib.sha256(hashes.encode()).hexdigest()
    return run_plan(
        prepared.jobs,
        prepared.out,
        fingerprint,
        fictional=prepared.dataset.fictional,
        keep_html=keep_html,
        tell=tell,
    )


def write_findings(findings: Sequence[Finding], path: Path) -> None:
    """The findings as a table for a French spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        ("code", "gravité", "fichier", "ligne", "texte", "constat", "conseil", "action")
    )
    assert len(fields(Finding)) == 8  # noqa: PLR2004 (one heading a field)
    writer.writerows([cell(value) for value in astuple(finding)] for finding in findings)
    write_bytes(path, ("\ufeff" + text.getvalue()).encode())
