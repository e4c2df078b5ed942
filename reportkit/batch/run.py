"""Makes the reports of a plan, a worker process each; one failure costs one report."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from reportkit.batch.ledger import Entry, Ledger
from reportkit.batch.plan import Job
from reportkit.errors import ReportkitError
from reportkit.files import write_bytes
from reportkit.report.tokens import TEMPLATES, templates

WORK = "_travail"

FAILED, DONE = "echec", "fait"


@dataclass(frozen=True)
class Outcome:
    """What became of one report."""

    job: Job
    state: str
    seconds: float
    pages: int | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""


def executed_path(out: Path, report: PurePosixPath) -> Path:
    """Where a report's executed notebook is kept."""
    return out / WORK / report.with_suffix(".ipynb")


def make_report(job: Job, out: Path, keep_html: bool) -> Outcome:
    """Run the notebook, print it, put the PDF in place. Never raises."""
    began = time.perf_counter()
    try:
        pages, warnings = _make(job, out, keep_html)
    except ReportkitError as error:
        return Outcome(job, FAILED, time.perf_counter() - began, error=str(error))
    except Exception:  # noqa: BLE001 (one failed report must not stop the rest)
        trace = traceback.format_exc(limit=-3)
        return Outcome(job, FAILED, time.perf_counter() - began, error=trace)
    return Outcome(job, DONE, time.perf_counter() - began, pages, warnings)


def _make(job: Job, out: Path, keep_html: bool) -> tuple[int, tuple[str, ...]]:
    # Imported here: a worker imports them once, the command line never.
    from reportkit.batch.engine import run_notebook  # noqa: PLC0415
    from reportkit.printing.exporter import export_html  # noqa: PLC0415
    from reportkit.printing.pdf import print_notebook  # noqa: PLC0415

    parameters = job.parameters.model_dump()
    if job.kind == "departement":
        del parameters["centre"]
    notebook = run_notebook(job.notebook, parameters, executed_path(out, job.path))
    gc.disable()
    try:
        printed = print_notebook(notebook)
    finally:
        gc.enable()
    if keep_html:
        page = export_html(notebook)
        write_bytes(out / WORK / job.path.with_suffix(".html"), page.encode())
    write_bytes(out / job.path, printed.pdf)
    return printed.pages, printed.warnings


def run_plan(
    jobs: Sequence[Job],
    out: Path,
    fingerprint: str,
    *,
    fictional: bool,
    keep_html: bool = False,
    tell: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """Make all reports, the failed ones aside.

    Args:
        jobs: the plan.
        out: the folder of the reports.
        fingerprint: of what was read, for the ledger.
        fictional: whether the data are invented.
        keep_html: keep each report's HTML beside its executed notebook.
        tell: called with each outcome as it comes.
    """
    ledger = Ledger(out / WORK)
    outcomes: list[Outcome] = []
    workers = max(1, min(len(jobs), os.cpu_count() or 1))

    def keep(outcome: Outcome) -> None:
        if outcome.state == FAILED:
            _set_aside(out, outcome.job.path)
        ledger.record(_entry(outcome, fingerprint, fictional))
        outcomes.append(outcome)
        tell(outcome)

    try:
        broken = _run_pool(jobs, workers, (out, keep_html), keep)
        # A worker that dies takes its pool along: what it left is made alone, one by one, so
        # that only the report that kills its worker fails.
        for job in broken:
            if _run_pool([job], 1, (out, keep_html), keep):
                message = "le processus s'est arrêté (mémoire insuffisante ?)"
                keep(Outcome(job, FAILED, 0.0, error=message))
    finally:
        ledger.write_view()
    return outcomes


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


def _set_aside(out: Path, report: PurePosixPath) -> None:
    """Keep an earlier edition, but not where it would pass for the one that failed."""
    earlier = out / report
    if earlier.exists():
        earlier.replace(out / WORK / report.with_suffix(".pdf.precedent"))


def _entry(outcome: Outcome, fingerprint: str, fictional: bool) -> Entry:
    return Entry(
        str(outcome.job.path),
        outcome.state,
        outcome.pages,
        round(outcome.seconds, 2),
        " | ".join(outcome.warnings),
        fingerprint,
        outcome.error,
        int(fictional),
    )
