"""Reports a minute and processor time a report: the stock tools beside reportkit, in paired rounds.

python benchmarks/throughput.py [--rounds 5] [--stock 10] [--ours 20] [--centres 40]
                                [--departments 4] [--json FILE] [--keep FOLDER]

Each round makes reports of the same centres, from the same exports with the same notebook, on the
same two processors, in turn with
- stock A: papermill, jupyter nbconvert and Chromium as three commands, two such sequences at once;
- stock B: one program, a pool of two processes: papermill, nbconvert's exporter, WeasyPrint;
- ours: reportkit build, all gates on;
- ours once started: what `ours` takes beyond a run of the first few (FEW) of its reports;
- WeasyPrint alone on the pages of `ours` beyond those few: the bound, one warm process, nothing
  but the layout.
Start-up counts for all but the last two: a user waits for it. Processor time is that of every
descendant (see usage.py). Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from commands import output
from national import YEAR, National, write_national
from stock import StockJob, by_commands, by_libraries, find_browser
from usage import Usage, adopt_orphans, measure

from reportkit.batch.plan import WORK
from reportkit.report.perimeter import slug

ROOT = Path(__file__).parent.parent
PROCESSORS = 2
FEW = 2
STOCK_A, STOCK_B, OURS, STARTED = "stock A", "stock B", "ours", "ours once started"
ALONE = "WeasyPrint alone"
VARIANTS = (STOCK_A, STOCK_B, OURS, STARTED, ALONE)
PAIRS = ((STOCK_A, OURS), (STOCK_B, OURS), (OURS, ALONE), (STARTED, ALONE))


@dataclass(frozen=True)
class Cost:
    """What `reports` reports took, in seconds; `made` of them came out as PDF files."""

    reports: int
    made: int
    wall: float
    cpu: float

    @property
    def cpu_each(self) -> float:
        """Processor seconds a report."""
        return self.cpu / self.reports

    @property
    def rate(self) -> float:
        """Reports a minute."""
        return 60 * self.reports / self.wall


Round = dict[str, Cost]


class Bench:
    """The exports, the centres in an order of their own, and how each variant makes reports."""

    def __init__(self, national: National, out: Path, seed: int) -> None:
        self.national, self.out = national, out
        held = [(name, place) for place, names in national.centres.items() for name in names]
        self.centres = deque(random.Random(seed).sample(held, len(held)))
        self.browser = find_browser()
        shown = _reportkit("build", "--help", cwd=national.folder)
        self.jobs = ["--jobs", str(PROCESSORS)] if "--jobs" in shown else []

    def round(self, number: int, stock: int, ours: int) -> Round:
        """Make reports with each variant, in an order that changes from round to round."""
        centres = list(self.centres)
        self.centres.rotate(-ours)
        folder = self.out / f"round-{number}"
        variants: list[Callable[[], Round]] = [
            lambda: self._stock(STOCK_B, centres[:stock], folder / "stock-b"),
            lambda: self._ours(centres[:ours], folder / "ours"),
        ]
        if self.browser:
            variants.insert(0, lambda: self._stock(STOCK_A, centres[:stock], folder / "stock-a"))
        first = number % len(variants)
        costs: Round = {}
        for variant in (*variants[first:], *variants[:first]):
            costs |= variant()
        return {name: costs[name] for name in VARIANTS if name in costs}

    def _stock(self, name: str, centres: Sequence[tuple[str, str]], folder: Path) -> Round:
        data = str(self.national.folder / "data")
        jobs = [
            StockJob(
                f"{number}-{slug(centre)[:60]}",
                {"exports": [data], "annee": YEAR, "departement": place, "centre": centre},
            )
            for number, (centre, place) in enumerate(centres, start=1)
        ]
        if name == STOCK_A:
            browser = self.browser
            assert browser, "a round without Chromium leaves stock A out"
            usage = measure(lambda: by_commands(jobs, folder, browser))
        else:
            usage = measure(lambda: by_libraries(jobs, folder))
        return {name: _cost(usage, len(jobs), folder.glob("*.pdf"))}

    def _ours(self, centres: Sequence[tuple[str, str]], folder: Path) -> Round:
        few = self._built(centres[:FEW], folder / "few")
        ours = self._built(centres, folder / "all")
        rest = {
            STARTED: Cost(
                ours.reports - few.reports,
                ours.made - few.made,
                ours.wall - few.wall,
                ours.cpu - few.cpu,
            )
        }
        bound = str(ROOT / "benchmarks" / "bound.py")
        spent = json.loads(output(sys.executable, bound, str(folder / "all" / WORK)))
        for path in (folder / "few" / WORK).rglob("*.ipynb"):
            del spent[path.relative_to(folder / "few" / WORK).as_posix()]
        cpu, wall = (sum(times) for times in zip(*spent.values(), strict=True))
        return {OURS: ours, **rest, ALONE: Cost(len(spent), len(spent), wall, cpu)}

    def _built(self, centres: Sequence[tuple[str, str]], out: Path) -> Cost:
        chosen = [word for centre, _ in centres for word in ("--centre", centre)]
        command = ("build", "--type", "centre", *chosen, "--out", str(out), *self.jobs)
        usage = measure(lambda: _reportkit(*command, cwd=self.national.folder))
        pdfs = [path for path in out.rglob("*.pdf") if WORK not in path.relative_to(out).parts]
        return _cost(usage, len(centres), pdfs)


def _cost(usage: Usage, reports: int, pdfs: object) -> Cost:
    return Cost(reports, len(list(pdfs)), usage.wall, usage.cpu)  # type: ignore[call-overload]


def _reportkit(*words: str, cwd: Path) -> str:
    """Run the command line; 1 is the code of a run that did not make every report."""
    return output(sys.executable, "-m", "reportkit", *words, cwd=cwd, allowed=(0, 1))


def tell(rounds: Sequence[Round]) -> None:
    """The table of all variants, and the ratios of each round."""
    print(f"\n{'min - median - max':<28}{'CPU s / report':>26}{'reports / min':>26}")
    for name in rounds[0]:
        costs = [costs[name] for costs in rounds]
        print(f"{name:<28}{_range([c.cpu_each for c in costs])}{_range([c.rate for c in costs])}")
        lost = sum(cost.reports - cost.made for cost in costs)
        if lost:
            print(f"  {lost} of {sum(cost.reports for cost in costs)} gave no PDF to send")
    print(f"\n{'in the same round':<28}{'CPU, times as much':>26}{'rate, times as fast':>26}")
    for more, less in PAIRS:
        if more in rounds[0]:
            cpu = [costs[more].cpu_each / costs[less].cpu_each for costs in rounds]
            rate = [costs[less].rate / costs[more].rate for costs in rounds]
            # One process is not to be held against two.
            told = _range(rate) if less != ALONE else ""
            print(f"{more + ' to ' + less:<28}{_range(cpu)}{told}")


def _range(values: Sequence[float]) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{f'{low:.2f} - {middle:.2f} - {high:.2f}':>26}"


def machine(browser: str | None) -> Mapping[str, object]:
    """What the figures depend on beside the code."""
    from importlib.metadata import version  # noqa: PLC0415

    cpu = next((line for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), "").partition(":")[2].strip()  # fmt: skip
    libraries = ("papermill", "nbclient", "ipykernel", "nbconvert", "weasyprint", "matplotlib")
    return {
        "processor": cpu,
        "processors": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in libraries},
        "browser": output(browser, "--version").strip() if browser else None,
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    defaults = {"rounds": 5, "stock": 10, "ours": 20, "centres": 40, "departments": 4, "seed": 1}
    for name, default in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--json", type=Path, help="where to write all rounds")
    parser.add_argument("--keep", type=Path, help="a new folder for exports and reports")
    given = parser.parse_args()
    if not FEW < max(given.stock, given.ours) <= given.centres or given.ours <= FEW:
        parser.error(f"a round needs a centre for each of its reports, of ours more than {FEW}")
    adopt_orphans()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:PROCESSORS])
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # This code, whichever is installed.
    os.environ["PYTHONPATH"] = f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.keep or Path(temporary)).resolve()
        actions = round(given.centres * 3500 / 2400)
        national = write_national(folder / "national", given.centres, given.departments, actions)
        bench = Bench(national, folder / "rounds", given.seed)
        if not bench.browser:
            print("no Chromium here: stock A is left out")
        rounds = []
        for number in range(1, given.rounds + 1):
            rounds.append(bench.round(number, given.stock, given.ours))
            told = ", ".join(f"{name} {cost.cpu_each:.2f}" for name, cost in rounds[-1].items())
            print(f"round {number}, CPU s / report: {told}", flush=True)
    tell(rounds)
    if given.json:
        shown = [{name: asdict(cost) for name, cost in costs.items()} for costs in rounds]
        record = {"machine": machine(bench.browser), "given": vars(given), "rounds": shown}
        given.json.write_text(json.dumps(record, indent=2, default=str) + "\n", "utf-8")


if __name__ == "__main__":
    main()
