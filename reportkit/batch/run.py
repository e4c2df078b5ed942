"""Makes the reports of a plan, longest first; one failure costs one report."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

import nbformat
from nbformat import NotebookNode

from reportkit.apart import end_all
from reportkit.batch.fingerprint import Parts, as_text
from reportkit.batch.ledger import Entry, Ledger
from reportkit.batch.making import Made, Task, make_report
from reportkit.batch.notices import BLOCKED, REVIEW
from reportkit.batch.pages import tell_pages
from reportkit.batch.plan import Job
from reportkit.batch.pool import Pool
from reportkit.batch.preflight import Preflight
from reportkit.batch.shelf import Shelf, digest_of
from reportkit.errors import ClusterError, DiskError
from reportkit.report.parameters import Held

FAILED, REFUSED, DONE, TO_REVIEW = "echec", "rejete", "fait", "a relire"

NOT_MADE = (FAILED, REFUSED)
"""States in which no PDF may be sent."""

PATIENCE = 10
"""Seconds without a report after which the pool is asked whether somebody is at work."""

AHEAD = 2
"""How many reports each worker has waiting: enough never to be idle, few enough to hold."""


@dataclass(frozen=True)
class Outcome:
    """What became of one report.

    `warnings` are the printer's, for the record; `reasons` are why a person must read it again.
    `kept`: nothing had changed, and it was not made again; `replaced`: another edition was there.
    """

    job: Job
    state: str
    seconds: float = 0.0
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""
    reasons: tuple[str, ...] = ()
    kept: bool = False
    replaced: bool = False


@dataclass(frozen=True)
class Manner:
    """How reports are made: by which engine, and whether with their pages for screens."""

    engine: Literal["reportkit", "kernel"] = "reportkit"
    keep_html: bool = False


@dataclass
class Batch:
    """One run over a plan.

    Args:
        preflight: the plan, and what was noticed beforehand.
        out: the folder of the reports.
        parts: what each report is made from, by its path.
        fictional: whether the data are invented.
        ledger: of `out`.
        tell: called with each outcome as it comes.
        warn: called with what whoever interrupts it must know.
    """

    preflight: Preflight
    out: Path
    parts: Mapping[PurePosixPath, Parts]
    fictional: bool
    ledger: Ledger
    tell: Callable[[Outcome], None] = lambda _: None
    warn: Callable[[str], None] = lambda _: None
    outcomes: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = self.ledger.entries()
        self.shelf = Shelf(self.out)

    def keep(self, jobs: Sequence[Job]) -> None:
        """Let these reports be: nothing of them has changed."""
        for job in jobs:
            entry = self.before.get(str(job.target))
            if entry is None:
                continue
            reasons = tuple(filter(None, [entry.a_relire]))
            outcome = Outcome(
                job, entry.etat, 0.0, entry.pages, (), entry.erreur, reasons, kept=True
            )
            self.outcomes.append(outcome)
            self.tell(outcome)

    def run(self, jobs: Sequence[Job], manner: Manner, pool: Pool) -> list[Outcome]:
        """Make these reports of the plan.

        Raises:
            DiskError: the disk takes nothing more; what is written is whole, and recorded.
            ClusterError: nobody is left to make the rest.
        """
        blocked = [job for job in jobs if self.preflight.state(job) == BLOCKED]
        for job in blocked:
            reasons = [n for n in self.preflight.of(job) if n.state == BLOCKED]
            message = " ".join(f"{n.message} {n.advice}" for n in reasons)
            self._keep(job, Made(failure=message))
        ready = sorted((job for job in jobs if job not in blocked), key=self._weight, reverse=True)
        under_way: dict[Future[Made], Job] = {}
        waiting = self._tasks(ready, manner)
        try:
            while _fill(under_way, waiting, pool, pool.at_once * AHEAD):
                self._settle(under_way, pool)
        except KeyboardInterrupt:
            self._wind_up(under_way, pool)
            raise
        return self.outcomes

    def _wind_up(self, under_way: dict[Future[Made], Job], pool: Pool) -> None:
        """Finish what is under way and leave what has not begun; at a second Ctrl-C, stop at once.

        Dask leaves what its workers have begun as well.
        """
        for future in list(under_way):
            if future.cancel():
                del under_way[future]
        if under_way:
            one = len(under_way) == 1
            ending = "se termine et est gardé" if one else "se terminent et sont gardés"
            self.warn(
                f"Interruption demandée : {len(under_way)} en cours, qui {ending}. "
                "Ctrl+C de nouveau pour arrêter tout de suite."
            )
        try:
            while under_way:
                self._settle(under_way, pool)
        except KeyboardInterrupt:
            for sign in (signal.SIGINT, signal.SIGTERM):
                signal.signal(sign, signal.SIG_IGN)
            end_all()
            raise

    def _settle(self, under_way: dict[Future[Made], Job], pool: Pool) -> None:
        """Wait for the next reports that are made, and keep them."""
        done = wait(under_way, timeout=PATIENCE, return_when=FIRST_COMPLETED).done
        if not done:
            pool.check()
        for future in done:
            if future.cancelled():
                raise ClusterError(
                    "l'ordonnanceur ne répond plus. Relancez-le avec ses travailleurs, puis la "
                    "même commande : ce qui est fait est gardé."
                )
            error = future.exception()
            if isinstance(error, DiskError):
                raise error
            lost = f"le processus qui le produisait a été perdu ({error!r})"
            self._keep(under_way.pop(future), Made(failure=lost) if error else future.result())

    def _weight(self, job: Job) -> tuple[int, str]:
        """How long a report will take, about: by the actions that it tells."""
        return self.preflight.scopes[job.path].size, str(job.path)

    def _tasks(self, jobs: Iterable[Job], manner: Manner) -> Iterator[tuple[Job, Task]]:
        notebooks: dict[Path, NotebookNode] = {}
        for job in jobs:
            path = job.notebook
            if path not in notebooks:
                notebooks[path] = nbformat.read(path, as_version=4)
            held = Held(job.perimeter.kind, job.parameters, self.preflight.scopes[job.path])
            yield (
                job,
                Task(
                    notebooks[path], path.parent, job.given, held, manner.engine, manner.keep_html
                ),
            )

    def _keep(self, job: Job, made: Made) -> None:
        """Write what was made, then record it: the ledger never tells of what is not there."""
        before = self.before.get(str(job.target))
        try:
            replaced = self.shelf.put(job, made, before.empreinte if before else "")
        except OSError as error:
            reasons = [made.failure, *(made.printed.refusals if made.printed else ())]
            told = " | ".join(filter(None, [*reasons, f"écriture impossible : {error}"]))
            made = Made(failure=told, seconds=made.seconds)
            replaced = False
        outcome = self._judge(job, made, replaced=replaced)
        self.ledger.record(self._entry(outcome))
        self.outcomes.append(outcome)
        self.tell(outcome)

    def _judge(self, job: Job, made: Made, *, replaced: bool) -> Outcome:
        printed = made.printed
        if printed is None:
            return Outcome(job, FAILED, made.seconds, error=made.failure)
        if printed.refusals:
            error = " | ".join(printed.refusals)
            return Outcome(job, REFUSED, made.seconds, printed.pages, printed.warnings, error=error)
        size = self.preflight.scopes[job.path].size
        told = [n.message for n in self.preflight.of(job) if n.state == REVIEW]
        told.append(tell_pages(job.perimeter.kind, size, printed.pages))
        reasons = (*filter(None, told), *printed.remarks)
        return Outcome(
            job,
            TO_REVIEW if reasons else DONE,
            made.seconds,
            printed.pages,
            printed.warnings,
            reasons=reasons,
            replaced=replaced,
        )

    def _entry(self, outcome: Outcome) -> Entry:
        job = outcome.job
        before = self.before.get(str(job.target))
        # A failure sends nothing: the last edition stays the one that the next will replace.
        edition = (before.identifiant, before.remplace) if before else ("", "")
        made = outcome.state not in NOT_MADE
        if made:
            edition = (self.preflight.edition(job), job.parameters.remplace or "")
        return Entry(
            rapport=str(job.target),
            etat=outcome.state,
            pages=outcome.pages,
            secondes=round(outcome.seconds, 2),
            avertissements=" | ".join(outcome.warnings),
            erreur=outcome.error,
            fictif=int(self.fictional),
            a_relire=" | ".join(outcome.reasons),
            identifiant=edition[0],
            remplace=edition[1],
            empreinte=digest_of(self.out / job.target) if made else "",
            origine=as_text(self.parts[job.path]),
        )


def _fill(
    under_way: dict[Future[Made], Job],
    waiting: Iterator[tuple[Job, Task]],
    pool: Pool,
    most: int,
) -> bool:
    """Begin as many tasks as may be under way at once; gives whether any is."""
    while len(under_way) < most and (following := next(waiting, None)):
        job, task = following
        under_way[pool.executor.submit(make_report, task)] = job
    return bool(under_way)
