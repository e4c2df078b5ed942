"""Where reports are made: in processes of this machine, or on those of a cluster."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from reportkit.apart import start_server
from reportkit.report.tokens import templates
from reportkit.resources import TEMPLATES


def processors() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return multiprocessing.cpu_count()


@dataclass(frozen=True)
class Pool:
    """Where reports are made, and how many at once.

    `check` is called while nothing comes; it raises ClusterError where nobody is left to work.
    """

    executor: Executor
    at_once: int
    check: Callable[[], None] = lambda: None


class Workshop:
    """Where a run makes its reports, got ready beside what comes before them.

    Args:
        jobs: how many at once, on this machine.
        scheduler: the address of a cluster's, on whose workers they are made instead.

    To be left (`with`): what it opened is then closed.
    """

    def __init__(self, jobs: int, scheduler: str | None = None) -> None:
        self.jobs, self.scheduler = jobs, scheduler
        self._pool: Pool | None = None
        self._opened = ExitStack()

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *error: Any) -> None:
        self._opened.__exit__(*error)

    def get_ready(self) -> None:
        """Begin what takes a while: reports may have to be made.

        Raises:
            ClusterError, MissingExtraError: as `open_cluster`.
        """
        if self.scheduler:
            self.pool()
        else:
            start_server()

    def pool(self) -> Pool:
        """The processes; opened at the first call.

        Raises:
            ClusterError, MissingExtraError: as `open_cluster`.
        """
        if self._pool is None:
            opening = _open_here(self.jobs)
            if self.scheduler:
                from reportkit.batch.cluster import open_cluster  # noqa: PLC0415 (an extra)

                opening = open_cluster(self.scheduler)
            self._pool = self._opened.enter_context(opening)
        return self._pool


@contextmanager
def _open_here(jobs: int) -> Iterator[Pool]:
    """A thread each waits for one's process."""
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="rapport")
    try:
        with _one_look():
            yield Pool(threads, jobs)
    finally:
        threads.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _one_look() -> Iterator[None]:
    """One look for all, kernels too, whatever folder they run in."""
    before = os.environ.get(TEMPLATES)
    os.environ[TEMPLATES] = str(templates())
    try:
        yield
    finally:
        if before is None:
            del os.environ[TEMPLATES]
