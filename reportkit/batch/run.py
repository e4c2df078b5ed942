"""Makes the reports of a plan, a worker process each; one failure costs one report."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from reportkit.batch.ledger import Entry, Ledger
from reportkit.batch.notices import BLOCKED, REVIEW
from reportkit.batch.pages import tell_pages
from reportkit.batch.plan import WORK, Job
from reportkit.batch.preflight import Preflight
from reportkit.errors import ReportkitError
from reportkit.files import write_bytes
from reportkit.report.tokens import TEMPLATES, templates

FAILED, REFUSED, DONE, TO_REVIEW = "echec", "rejete", "fait", "a relire"

NOT_MADE = (FAILED, REFUSED)
"""States in which no PDF may be sent."""


@dataclass(frozen=True)
class Outcome:
    """What became of one report.

    `warnings` are the printer's, for the record; `reasons` are why a person must read it again.
    """

    job: Job
    state: str
    seconds: float = 0.0
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""
    reasons: tuple[str, ...] = ()


def executed_path(out: Path, report: PurePosixPath) -> Path:
    """Where a report's executed notebook is kept."""
    return out / WORK / report.with_suffix(".ipynb")


def make_report(job: Job, out: Path, keep_html: bool) -> Outcome:
    """Run the notebook, print it, put the PDF in place. Never raises."""
    began = time.perf_counter()
    try:
        outcome = _make(job, out, keep_html)
    except ReportkitError as error:
        outcome = Outcome(job, FAILED, error=str(error))
    except Exception:  # noqa: BLE001 (one failed report must not stop the rest)
        outcome = Outcome(job, FAILED, error=traceback.format_exc(limit=-3))
    return replace(outcome, seconds=time.perf_counter() - began)


def _make(job: Job, out: Path, keep_html: bool) -> Outcome:
    # Imported here: a worker imports them once, the command line never.
    from reportkit.batch.engine import run_notebook  # noqa: PLC0415
    from reportkit.printing.exporter import export_html  # noqa: PLC0415
    from reportkit.printing.pdf import print_notebook  # noqa: PLC0415

    notebook = run_notebook(job.notebook, job.given, executed_path(out, job.path))
    printed = print_notebook(notebook)
    if keep_html:
        page = export_html(notebook)
        write_bytes(out / WORK / job.path.with_suffix(".html"), page.encode())
    rejected = out / WORK / job.path.with_suffix(".rejete")
    if printed.refusals:
        write_bytes(rejected, printed.pdf)
        error = " | ".join(printed.refusals)
        return Outcome(job, REFUSED, 0.0, printed.pages, printed.warnings, error)
    write_bytes(out / job.target, printed.pdf)
    rejected.unlink(missing_ok=True)
    return Outcome(job, DONE, 0.0, printed.pages, printed.warnings, reasons=printed.remarks)


def run_plan(
    preflight: Preflight,
    out: Path,
    fingerprint: str,
    *,
    fictional: bool,
    keep_html: bool = False,
    tell: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """Make all reports that nothing blocks, the failed ones aside.

    Args:
        preflight: the plan, and what was noticed beforehand.
        out: the folder of the reports.
        fingerprint: of what was read, for the ledger.
        fictional: whether the data are invented.
        keep_html: keep each report's HTML beside its executed notebook.
        tell: called with each outcome as it comes.
    """
    ledger = Ledger(out / WORK)
    outcomes: list[Outcome] = []
    before = ledger.editions()
    jobs = [job for job in preflight.jobs if preflight.state(job) != BLOCKED]
    workers = max(1, min(len(jobs), os.cpu_count() or 1))

    def keep(outcome: Outcome) -> None:
        outcome = _reviewed(outcome, preflight)
        if outcome.state in NOT_MADE:
            _set_aside(out, outcome.job)
        # A failure sends nothing: the last edition stays the one that the next will replace.
        edition = (preflight.edition(outcome.job), outcome.job.parameters.remplace or "")
        if outcome.state in NOT_MADE:
            edition = before.get(str(outcome.job.target), ("", ""))
        ledger.record(_entry(outcome, edition, fingerprint, fictional=fictional))
        outcomes.append(outcome)
        tell(outcome)

    try:
        for job in preflight.jobs:
            if preflight.state(job) == BLOCKED:
                reasons = [n for n in preflight.of(job) if n.state == BLOCKED]
                message = " ".join(f"{n.message} {n.advice}" for n in reasons)
                keep(Outcome(job, FAILED, error=message))
        broken = _run_pool(jobs, workers, (out, keep_html), keep)
        # A worker that dies takes its pool along: what it left is made alone, one by one, so
        # that only the report that kills its worker fails.
        for job in broken:
            if _run_pool([job], 1, (out, keep_html), keep):
                message = "le processus s'est arrêté (mémoire insuffisante ?)"
                keep(Outcome(job, FAILED, error=message))
    finally:
        ledger.write_view()
    return outcomes


def _reviewed(outcome: Outcome, preflight: Preflight) -> Outcome:
    """A report that was made but must be read again before it is sent."""
    job = outcome.job
    told = [n.message for n in preflight.of(job) if n.state == REVIEW]
    if outcome.pages is not None:
        told.append(tell_pages(job.perimeter.kind, preflight.scopes[job.path].size, outcome.pages))
    reasons = (*filter(None, told), *outcome.reasons)
    state = TO_REVIEW if outcome.state == DONE and reasons else outcome.state
    return replace(outcome, state=state, reasons=reasons)


def _run_pool(
    jobs: Sequence[Job],
    workers: int,
    arguments: tuple[Path, bool],
    keep: Callable[[Outcome], None],
) -> list[Job]:
    """Make reports in worker processes; gives the jobs that a dying worker left unmade."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_prepare_worker, initargs=(str(templates()),)
    )
    futures = {pool.submit(make_report, job, *arguments): job for job in jobs}
    pending = set(futures)
    broken: list[Job] = []

    def collect(future: Future[Outcome]) -> None:
        pending.discard(future)
        try:
            keep(future.result())
        except BrokenProcessPool:
            broken.append(futures[future])

    try:
        for future in as_completed(futures):
            collect(future)
    except KeyboardInterrupt:
        # What is under way is finished and kept; what has not begun is left.
        pool.shutdown(wait=True, cancel_futures=True)
        for future in [future for future in pending if not future.cancelled()]:
            collect(future)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return broken


def _prepare_worker(look: str) -> None:
    """Once in a worker: one look for it and for its kernels, whatever folder they run in."""
    os.environ[TEMPLATES] = look
    # Ctrl-C reaches the whole group; the parent alone decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _set_aside(out: Path, job: Job) -> None:
    """Keep an earlier edition, but not where it would pass for the one that failed."""
    earlier = out / job.target
    if earlier.is_file():
        kept = out / WORK / job.path.with_suffix(".pdf.precedent")
        kept.parent.mkdir(parents=True, exist_ok=True)
        earlier.replace(kept)


def _entry(
    outcome: Outcome, edition: tuple[str, str], fingerprint: str, *, fictional: bool
) -> Entry:
    return Entry(
        rapport=str(outcome.job.target),
        etat=outcome.state,
        pages=outcome.pages,
        secondes=round(outcome.seconds, 2),
        avertissements=" | ".join(outcome.warnings),
        empreinte_entree=fingerprint,
        erreur=outcome.error,
        fictif=int(fictional),
        a_relire=" | ".join(outcome.reasons),
        identifiant=edition[0],
        remplace=edition[1],
    )
