"""Where reports are made: in processes of this machine, or on those of a cluster."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

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


@contextmanager
def open_pool(jobs: int, scheduler: str | None = None) -> Iterator[Pool]:
    """Where reports are made: a thread each waits for one's process.

    `scheduler` is the address of a cluster's, on whose workers they are made instead.

    Raises:
        ClusterError, MissingExtraError: as `open_cluster`.
    """
    if scheduler:
        from reportkit.batch.cluster import open_cluster  # noqa: PLC0415 (an extra)

        with open_cluster(scheduler) as cluster:
            yield cluster
        return
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="rapport")
    try:
        with _one_look():
            yield Pool(pool, jobs)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


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
