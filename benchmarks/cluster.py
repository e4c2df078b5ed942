"""Reports a minute on Dask workers of this machine beside the local pool, in paired rounds.

python benchmarks/cluster.py [--rounds 3] [--workers 2] [--centres 80] [--departments 4]
                             [--json FILE]

Each round builds all reports of the same exports twice, in turn: with `--jobs`, and with
`--scheduler` on as many workers of one thread, begun anew and not yet warm. The start of the
command counts in both, that of the cluster does not: it waits for work as a service would.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands import output
from national import write_national

from reportkit.batch.plan import WORK

ROOT = Path(__file__).parent.parent
DASK = "distributed.cli.dask_"


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler's address; it and its workers, each a process of this machine."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}  # this code, whichever is installed

    def start(what: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"{DASK}{what}", *options]
        void = subprocess.DEVNULL
        return subprocess.Popen(command, stdout=void, stderr=void, env=environment)  # noqa: S603

    port = random.SystemRandom().randrange(20_000, 30_000)
    address = f"tcp://127.0.0.1:{port}"
    given = ("--no-dashboard", "--host", "127.0.0.1")
    started = [start("scheduler", *given, "--port", str(port))]
    one = (*given, "--nthreads", "1", "--no-nanny")
    started += [start("worker", address, *one) for _ in range(workers)]
    try:
        code = (
            f"from distributed import Client; Client('{address}').wait_for_workers({workers}, 60)"
        )
        subprocess.run([sys.executable, "-c", code], check=True, timeout=90)  # noqa: S603
        yield address, started
    finally:
        for process in started:
            process.kill()
            process.wait()


def rate(folder: Path, out: Path, *options: str) -> tuple[int, float]:
    """Build all reports into a new folder; gives how many came out, and how many a minute."""
    began = time.perf_counter()
    output(
        *(sys.executable, "-m", "reportkit", "build", "--out", str(out), *options),
        cwd=folder,
        allowed=(0, 1),
        PYTHONPATH=str(ROOT),
    )
    wall = time.perf_counter() - began
    made = [path for path in out.rglob("*.pdf") if WORK not in path.relative_to(out).parts]
    return len(made), 60 * len(made) / wall


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in {"rounds": 3, "workers": 2, "centres": 80, "departments": 4}.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--json", type=Path, help="where to write all rounds")
    given = parser.parse_args()
    rounds = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        home = folder / "national"
        write_national(home, given.centres, given.departments, round(given.centres * 3500 / 2400))
        for number in range(given.rounds):
            told: dict[str, tuple[int, float]] = {}
            for where in ("pool", "cluster")[:: -1 if number % 2 else 1]:
                out = folder / f"{where}-{number}"
                if where == "pool":
                    told[where] = rate(home, out, "--jobs", str(given.workers))
                    continue
                with cluster(given.workers) as (address, _):
                    told[where] = rate(home, out, "--scheduler", address)
            rounds.append(told)
            (count, pool), (same, dask) = told["pool"], told["cluster"]
            print(f"round {number + 1}: pool {count} reports, {pool:.1f} a minute; "
                  f"cluster {same}, {dask:.1f}; {dask / pool:.2f} of it", flush=True)  # fmt: skip
    ratios = sorted(told["cluster"][1] / told["pool"][1] for told in rounds)
    middle = statistics.median(ratios)
    print(f"cluster to pool, min - median - max: {ratios[0]:.2f} - {middle:.2f} - {ratios[-1]:.2f}")
    if given.json:
        given.json.write_text(json.dumps(rounds, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
