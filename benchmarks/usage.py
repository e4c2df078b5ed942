"""What a piece of work costs: wall clock, and processor time of all its descendants (Linux)."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
GRACE = 10.0
"""Seconds that a process which outlives its work has to end by itself."""


@dataclass(frozen=True)
class Usage:
    """Seconds of wall clock until the work was done, and of processor time that it took."""

    wall: float
    cpu: float


def adopt_orphans() -> None:
    """Make descendants whose parent ended ours, so that their time is told to us.

    Without it a kernel or a browser's helper that outlives the command which started it would
    go to init, and its time with it (prctl(2), PR_SET_CHILD_SUBREAPER).

    Raises:
        OSError: the system does not do this.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def measure(work: Callable[[], object]) -> Usage:
    """Do the work, await every process that it left behind, tell what all of them took.

    `adopt_orphans` must have been called, and no other child of this process be alive. What
    does not end within GRACE is ended: its time until then counts.
    """
    before, began = _spent(), time.perf_counter()
    work()
    wall = time.perf_counter() - began
    _reap()
    return Usage(wall, _spent() - before)


def _spent() -> float:
    """Processor seconds of this process and of all its children that were waited for."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _reap() -> None:
    deadline = time.monotonic() + GRACE
    while True:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if ended:
            continue
        if time.monotonic() > deadline:
            for child in _children():
                os.kill(child, signal.SIGKILL)
        time.sleep(0.02)


def _children() -> list[int]:
    tasks = Path("/proc/self/task").iterdir()
    return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]
