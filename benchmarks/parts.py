"""Where the processor time of a report goes, once the processes are warm.

python benchmarks/parts.py [--reports 40] [--profile FILE]

Makes reports of an invented set one after another as a batch does, and reads from the system what
the driver spends and what the processes spend that are forked for cells and page; then what an
empty one costs. The pages are then printed in one process, their parts timed; `--profile` keeps
a cProfile of that, for pstats. Linux only.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from multiprocessing import forkserver
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat
from national import write_national

from reportkit.apart import Limits, run_apart
from reportkit.batch import preflight
from reportkit.batch.execution import run_notebook
from reportkit.batch.plan import Choice
from reportkit.dataset import load_dataset
from reportkit.printing import press
from reportkit.printing.fonts import page_settings
from reportkit.printing.order import print_here
from reportkit.printing.pdf import print_notebook
from reportkit.report.parameters import Held

EMPTY = 40


def spent() -> tuple[float, float]:
    """Processor seconds of the driver; of the server and of the processes forked from it."""
    server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    told = Path(f"/proc/{server}/stat").read_text("utf-8").rpartition(")")[2].split()
    ticks = sum(int(told[place]) for place in (11, 12, 13, 14))  # proc(5): utime to cstime
    return time.process_time(), ticks / os.sysconf("SC_CLK_TCK")


class Clock:
    """Adds up what calls of some functions take."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed."""

        def timed(*words: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return function(*words, **named)
            finally:
                self.seconds += time.process_time() - began

        return timed


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--profile", type=Path, help="where to write a cProfile of the pages")
    given = parser.parse_args()
    os.environ.update(page_settings())
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        count = given.reports + 1
        exports = write_national(home, count, max(1, count // 10), round(count * 3500 / 2400))
        tell(home, exports.folder / "data", given.profile)


def tell(home: Path, data: Path, profile: Path | None) -> None:
    """Make the reports, the first of them to warm up; print a table of milliseconds a report."""
    ready = preflight.check_plan(
        load_dataset([data]), Choice(kinds=("centre",)), {"exports": [str(data)]}, home / "out"
    )
    warming, *jobs = ready.jobs
    first = nbformat.read(warming.notebook, as_version=4)

    def run(job: Any) -> bytes:
        held = Held(job.perimeter.kind, job.parameters, ready.scopes[job.path])
        executed, failure = run_notebook(first, job.notebook.parent, job.given, held=held)
        if failure:
            raise SystemExit(f"{job.label}: {failure}")
        return executed

    print_notebook(run(warming))
    marks = [spent()]
    executed = list(map(run, jobs))
    marks.append(spent())
    pages = sum(print_notebook(notebook).pages for notebook in executed)
    marks.append(spent())
    for _ in range(EMPTY):
        run_apart(abs, -1, Limits(), dict(os.environ))
    marks.append(spent())
    (driver, cells), (handing, page), (_, empty) = (
        (now[0] - before[0], now[1] - before[1]) for before, now in itertools.pairwise(marks)
    )
    print(f"{len(jobs)} reports of {pages / len(jobs):.1f} pages; milliseconds a report:")
    for name, seconds, times in (
        ("driver: papermill, handing over", driver + handing, len(jobs)),
        ("process of the cells", cells, len(jobs)),
        ("process of the page", page, len(jobs)),
        ("of each process, were it empty", empty, EMPTY),
    ):
        print(f"{name:<34}{1000 * seconds / times:>8.0f}")
    within(executed, profile)


def within(executed: list[bytes], profile: Path | None) -> None:
    """The parts of a page, printed in this process."""
    layout, gates = Clock(), Clock()
    print_here((executed[0], False))
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(press, "_lay_out", layout.around(press._lay_out)))
        for name in ("lint", "contrast"):
            timed = gates.around(getattr(press, name))
            stack.enter_context(mock.patch.object(press, name, timed))
        for name in ("missing_text", "sparse_pages"):
            timed = gates.around(getattr(press.gates, name))
            stack.enter_context(mock.patch.object(press.gates, name, timed))
        began = time.process_time()
        for notebook in executed:
            print_here((notebook, False))
        whole = time.process_time() - began
    print("the page, in one process, one after another:")
    rest = whole - layout.seconds - gates.seconds
    for name, seconds in (
        ("lay out", layout.seconds),
        ("gates", gates.seconds),
        ("compose the HTML, tag, write", rest),
    ):
        print(f"{name:<34}{1000 * seconds / len(executed):>8.0f}")
    if profile:
        profiler = cProfile.Profile()
        for notebook in executed:
            profiler.runcall(print_here, (notebook, False))
        profiler.dump_stats(profile)


if __name__ == "__main__":
    del __file__  # multiprocessing would run it again in each process, as it does not the command
    main()
