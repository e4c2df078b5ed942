"""One long run of reportkit build: whether it keeps its pace and its memory to the end.

python benchmarks/long_run.py [--reports 2500] [--jobs 2] [--chart long-run.png] [--json FILE]
                              [--keep FOLDER]

Builds the reports of an invented national set and listens to `--progress json`; every second it
reads from /proc the resident memory of `reportkit build` and of its descendants, each whole, so
that pages which a forked process shares with its parent count in both. Linux only.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import matplotlib as mpl
from national import write_national

ROOT = Path(__file__).parent.parent
TENTHS = 10
WINDOW = 60.0  # seconds over which the chart counts reports
MEGABYTE = 1024**2


@dataclass(frozen=True)
class Made:
    """A report that came out, failed or not, `at` seconds after the start; `took` its own."""

    report: str
    state: str
    took: float
    at: float
    pages: int


@dataclass(frozen=True)
class Memory:
    """Resident bytes of the parent, and of all its descendants together."""

    at: float
    parent: int
    children: int


@dataclass(frozen=True)
class Tenth:
    """A tenth of the run: reports and pages a minute, and the peaks of memory in megabytes.

    The longest reports are made first: the pace is that of the pages.
    """

    reports: int
    rate: float
    pages: float
    parent: float
    children: float


def read_events(lines: Iterable[str]) -> Iterator[Made]:
    """The reports among the events of `--progress json`, one JSON object a line.

    Events of other kinds are left out.

    Raises:
        ValueError: a line is no event, or one of a report lacks something.
    """
    for line in filter(str.strip, lines):
        try:
            event = json.loads(line)
            if event["event"] == "rapport":
                yield Made(event["rapport"], event["etat"], float(event["secondes"]),
                           float(event["t"]), int(event["pages"] or 0))  # fmt: skip
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"not an event of --progress json: {line.strip()[:200]}") from error


def tenths(made: Sequence[Made], memory: Sequence[Memory]) -> list[Tenth]:
    """The run in tenths of its reports, in the order in which they came out.

    The clock starts with the first report: what comes before is reading and planning, and its
    memory counts in the first tenth. Fewer than eleven reports make fewer tenths.
    """
    timed = sorted(made, key=lambda one: one.at)
    cuts = [(len(timed) - 1) * n // TENTHS for n in range(TENTHS + 1)] if timed else []
    told = []
    for first, last in itertools.pairwise(cuts):
        if last == first:
            continue
        begun, done = timed[first].at, timed[last].at
        within = [m for m in memory if (begun <= m.at or first == 0) and m.at <= done]
        told.append(
            Tenth(
                last - first,
                60 * (last - first) / max(done - begun, 1e-9),
                60 * sum(m.pages for m in timed[first + 1 : last + 1]) / max(done - begun, 1e-9),
                max((m.parent for m in within), default=0) / MEGABYTE,
                max((m.children for m in within), default=0) / MEGABYTE,
            )
        )
    return told


def resident(parent: int) -> tuple[int, int]:
    """Resident bytes of a process and of all its descendants, 0 of those that have ended."""
    held: dict[int, int] = {}
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                # Behind the name in parentheses: state, parent, … and resident pages (proc(5)).
                told = (folder / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            held[int(folder.name)] = int(told[21]) * os.sysconf("SC_PAGESIZE")
            children.setdefault(int(told[1]), []).append(int(folder.name))
    waiting, total = list(children.get(parent, ())), 0
    while waiting:
        pid = waiting.pop()
        total += held[pid]
        waiting += children.get(pid, ())
    return held.get(parent, 0), total


def run(folder: Path, out: Path, jobs: int) -> tuple[list[Made], list[Memory]]:
    """Build every report of a working folder, and look at its memory meanwhile.

    Raises:
        ValueError: as `read_events`.
        SystemExit: nothing was built.
    """
    command = (sys.executable, "-m", "reportkit", "build", "--out", str(out), "--progress", "json",
               "--jobs", str(jobs))  # fmt: skip
    path = f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"  # this code, however installed
    began = time.monotonic()
    samples: list[Memory] = []
    with subprocess.Popen(  # noqa: S603
        command, cwd=folder, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": path},
    ) as build:  # fmt: skip
        ended = threading.Event()

        def sample() -> None:
            while not ended.wait(1):
                samples.append(Memory(time.monotonic() - began, *resident(build.pid)))

        watcher = threading.Thread(target=sample)
        watcher.start()
        try:
            assert build.stdout is not None, "it is a pipe"
            made = list(read_events(build.stdout))
        except ValueError:
            build.terminate()
            raise
        finally:
            ended.set()
            watcher.join()
    if not made:
        sys.exit(f"reportkit build ended with {build.returncode}, without a report.")
    return made, samples


def tell(made: Sequence[Made], parts: Sequence[Tenth]) -> None:
    """What was made, and the tenths as a table."""
    states = ", ".join(
        f"{state} {count}" for state, count in Counter(m.state for m in made).items()
    )
    times = sorted(one.at for one in made)
    print(f"{len(made)} reports ({states}) in {times[-1]:.0f} s; the first after {times[0]:.1f} s")
    print(f"{'tenth':>5} {'reports':>8} {'reports/min':>12} {'pages/min':>10} {'parent MB':>10} "
          f"{'children MB':>12}")  # fmt: skip
    for number, part in enumerate(parts, start=1):
        print(f"{number:>5} {part.reports:>8} {part.rate:>12.1f} {part.pages:>10.0f} "
              f"{part.parent:>10.0f} {part.children:>12.0f}")  # fmt: skip
    if len(parts) == TENTHS:
        print(f"last tenth to first: {parts[-1].rate / parts[0].rate:.3f} of the reports, "
              f"{parts[-1].pages / parts[0].pages:.3f} of the pages a minute")  # fmt: skip


def draw(made: Sequence[Made], memory: Sequence[Memory], path: Path) -> None:
    """Pages and reports a minute over the run, and below it the memory; PNG or SVG by its name."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 (after the backend is chosen)

    timed = sorted(made, key=lambda one: one.at)
    first, last = timed[0].at, timed[-1].at
    wide = min(WINDOW, max(last - first, 1.0) / TENTHS)
    ends = [one.at for one in timed if one.at >= first + wide]
    within = [[one for one in timed if end - wide < one.at <= end] for end in ends]
    paces = {
        "reports": [60 * len(held) / wide for held in within],
        "tens of pages": [6 * sum(one.pages for one in held) / wide for held in within],
    }
    figure, (pace, held) = plt.subplots(2, sharex=True, figsize=(9, 6), layout="constrained")
    for name, rates in paces.items():
        pace.plot(ends, rates, label=name, linewidth=1)
    title = f"{len(made)} reports in one run, the longest first"
    pace.set(ylabel="a minute", ylim=(0, None), title=title)
    pace.legend()
    for name, values in (
        ("reportkit build", [m.parent / MEGABYTE for m in memory]),
        ("its descendants", [m.children / MEGABYTE for m in memory]),
    ):
        held.plot([m.at for m in memory], values, label=name, linewidth=1)
    held.set(xlabel="seconds since the start", ylabel="resident memory, MB", ylim=(0, None))
    held.legend()
    figure.savefig(path, dpi=150)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=2500)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--chart", type=Path, default=Path("long-run.png"), help="PNG or SVG")
    parser.add_argument("--json", type=Path, help="where to write reports and memory")
    parser.add_argument("--keep", type=Path, help="a new folder for exports and reports")
    given = parser.parse_args()
    if given.reports < 2:
        parser.error("a centre and its department make two reports")
    departments = max(1, min(101, given.reports // 24))
    centres = given.reports - departments
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.keep or Path(temporary)).resolve()
        write_national(folder / "national", centres, departments, round(centres * 3500 / 2400))
        made, memory = run(folder / "national", folder / "out", given.jobs)
    if given.json:
        record = {"made": [asdict(m) for m in made], "memory": [asdict(m) for m in memory]}
        given.json.write_text(json.dumps(record) + "\n", "utf-8")
    tell(made, tenths(made, memory))
    draw(made, memory, given.chart)


if __name__ == "__main__":
    main()
