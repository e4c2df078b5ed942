"""The stages called in turn: read, tidy, plan, then run and print each report."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import pandas as pd

from reportkit.batch.fingerprint import Fingerprinter, Parts
from reportkit.batch.ledger import Entry, Ledger, read_entries
from reportkit.batch.lock import held_folder, refuse_if_held
from reportkit.batch.memory import Plan, key_of, recall, remember
from reportkit.batch.notices import BLOCKED
from reportkit.batch.plan import WORK, Choice, Job
from reportkit.batch.pool import Workshop
from reportkit.batch.preflight import Preflight, check_plan
from reportkit.batch.run import Batch, Manner, Outcome
from reportkit.batch.upkeep import Due, Upkeep, choose
from reportkit.check import Checked, as_csv
from reportkit.config import Config, working_folder
from reportkit.dataset import Dataset, tidy
from reportkit.errors import DiskError, ParameterError
from reportkit.files import FULL, full_told, sweep, write_bytes
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
    """What is known before the first report runs.

    `parts` tells what each report is made from. `recalled`: this is the last plan of the folder,
    which still holds and for which nothing is to be made; it has neither actions nor scopes.
    """

    dataset: Dataset
    sources: Sources
    preflight: Preflight
    out: Path
    parts: Mapping[PurePosixPath, Parts]
    key: str
    recalled: bool = False

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The reports of the plan."""
        return self.preflight.jobs

    def due(self, upkeep: Upkeep, entries: Mapping[str, Entry] | None = None) -> Due:
        """Which of them are to be made; `entries` are those of the ledger, if they are at hand."""
        if entries is None:
            entries = read_entries(self.out / WORK)
        blocked = {job.path for job in self.jobs if self.preflight.state(job) == BLOCKED}
        return choose(self.jobs, self.parts, entries, self.out, upkeep, blocked)


def prepare(
    inputs: Inputs,
    choice: Choice,
    *,
    out: Path | None = None,
    draft: bool = False,
    upkeep: Upkeep | None = None,
    workshop: Workshop | None = None,
) -> Prepared:
    """Stages 1 to 3, the plan of the reports, and all that is checked before any is made.

    With `upkeep`, nothing is read again where the last plan of the folder still holds and asks
    for nothing to be made; else the `workshop` gets ready beside the reading.

    Raises:
        InputError, ConfigError, ParameterError, BusyError, ClusterError: nothing was written.
    """
    sources = inputs.sources()
    folder = (out or default_out(sources.config)).resolve()
    if upkeep:
        refuse_if_held(folder / WORK)
    kept = _kept_input(sources, folder)
    paths = [kept if path == Path(STDIN) else path for path in sources.paths]
    given = {**_given(inputs, paths, folder), "brouillon": draft}
    key = key_of(sources, choice, given, folder)
    plan = recall(folder / WORK, key) if upkeep else None
    if plan and upkeep:
        prepared = _recalled(plan, sources, folder)
        due = prepared.due(upkeep)
        if not (due.jobs or due.left):
            return prepared
    if workshop:
        workshop.get_ready()
    dataset = inputs.read(sources)
    preflight = check_plan(dataset, choice, given, folder)
    fingerprints = Fingerprinter()
    parts = {job.path: fingerprints.of(job, preflight.scopes[job.path]) for job in preflight.jobs}
    return Prepared(dataset, sources, preflight, folder, parts, key)


def _recalled(plan: Plan, sources: Sources, folder: Path) -> Prepared:
    dataset = Dataset(pd.DataFrame(), plan.findings, plan.files, config=sources.config)
    preflight = Preflight(plan.jobs, plan.notices, {})
    return Prepared(dataset, sources, preflight, folder, plan.parts, plan.key, recalled=True)


def _replacing(
    preflight: Preflight, entries: Mapping[str, Entry], jobs: Iterable[Job]
) -> list[Job]:
    """The jobs, each with the edition that it replaces.

    A report whose content has not changed replaces what its last edition replaced: made again,
    it is the same file.
    """
    replacing = []
    for job in jobs:
        entry = entries.get(str(job.path))
        last, before = (entry.identifiant, entry.remplace) if entry else ("", "")
        replaced = before if last == preflight.edition(job) else last
        parameters = job.parameters.model_copy(update={"remplace": replaced or None})
        replacing.append(replace(job, parameters=parameters))
    return replacing


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


def default_out(config: Config) -> Path:
    """out/ of the working folder; invented data have a folder of their own in it."""
    out = working_folder(Path.cwd()) / "out"
    return out / SAMPLE_OUT if config.fictional else out


@dataclass(frozen=True)
class Watcher:
    """Who follows a run: what was amiss before it, what is made and why, each outcome.

    `miss` is told of a file beside the reports that could not be written.
    """

    warn: Callable[[str], None]
    begin: Callable[[Due], None]
    tell: Callable[[Outcome], None]
    miss: Callable[[str], None]


def make(
    prepared: Prepared,
    manner: Manner,
    upkeep: Upkeep,
    watcher: Watcher,
    workshop: Workshop,
) -> list[Outcome]:
    """Stages 4 to 6 for every report of the plan that is due, and the findings beside the ledger.

    Raises:
        BusyError: another run holds the folder.
        ClusterError: it cannot be used, or was lost; what was made is recorded.
        DiskError: the disk or the ledger takes nothing more; what was made is whole and recorded.
    """
    work = prepared.out / WORK
    with (
        full_told(work),
        held_folder(work) as interrupted,
        Ledger(work, watcher.warn) as ledger,
    ):
        if interrupted:
            watcher.warn(interrupted)
        sweep(prepared.out, but=WORK)
        ledger.begin()
        batch = Batch(
            prepared.preflight,
            prepared.out,
            prepared.parts,
            prepared.dataset.fictional,
            ledger,
            watcher.tell,
            watcher.warn,
        )
        due = (
            Due((), {}, prepared.jobs) if prepared.recalled else prepared.due(upkeep, batch.before)
        )
        watcher.begin(due)
        try:
            batch.keep(due.kept)
            if not prepared.recalled:
                _write_inputs(prepared, watcher)
            if due.jobs:
                jobs = _replacing(prepared.preflight, batch.before, due.jobs)
                batch.run(jobs, manner, workshop.pool())
        except BaseException:
            with suppress(OSError, DiskError):
                _write_views(ledger, work, watcher)
            raise
        _write_views(ledger, work, watcher)
        ledger.end()
    return batch.outcomes


def _write_views(ledger: Ledger, work: Path, watcher: Watcher) -> None:
    for name, data in ledger.views().items():
        with _missed(work / name, watcher):
            write_bytes(work / name, data)


@contextmanager
def _missed(path: Path, watcher: Watcher) -> Iterator[None]:
    """Go on where this one file cannot be written: no report rests on it.

    Raises:
        OSError: the disk takes nothing more.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise
        watcher.miss(
            f"{path} n'a pas pu être écrit ({error.strerror}). Fermez-le s'il est ouvert ailleurs, "
            "ou déplacez ce qui porte ce nom, puis relancez la même commande : les rapports, eux, "
            "sont gardés."
        )


def _write_inputs(prepared: Prepared, watcher: Watcher) -> None:
    """What was read and noticed, beside the ledger: findings, standard input, the plan itself."""
    work = prepared.out / WORK
    with _missed(work / FINDINGS, watcher):
        write_findings(prepared.dataset.findings, work / FINDINGS)
    for source in prepared.sources.files:
        if source.path == Path(STDIN):
            write_bytes(work / STDIN_NAME, source.data)
    told, plan = prepared.dataset, prepared.preflight
    with suppress(OSError):  # it spares reading, and nothing else
        remember(
            work,
            Plan(prepared.key, told.findings, told.files, plan.notices, plan.jobs, prepared.parts),
        )


def write_findings(findings: Sequence[Finding], path: Path) -> None:
    """The findings of reading as a table for a French spreadsheet."""
    table = as_csv(Checked(tuple(findings), {}))
    write_bytes(path, ("\ufeff" + table).encode())
