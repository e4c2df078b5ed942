"""Random faults while reports are made: nothing lost or half-written, a new run mends all.

python tests/campaign_faults.py [--runs 100] [--seed 1] [--centres 6] [--departments 2]
                                [--only KIND ...]

Linux only. Where the system lets a user mount, full disks are small ones of their own.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "benchmarks"))

import faults  # noqa: E402 (needs benchmarks/ on the path)
from cluster import cluster  # noqa: E402 (needs benchmarks/ on the path)
from faults import Site, Trial  # noqa: E402

MOUNTS = "REPORTKIT_FAULTS_MOUNTS"
"""Environment variable: this process has mounts of its own."""

MEMORY, SECONDS = 2 * 1024**3, 30
WILD = {
    "notebook that loops": ("while True: pass", f"{SECONDS} secondes"),
    "notebook that exits": ("import os; os._exit(0)", "code 0"),
    "notebook that prints": ("while True: print('x' * 100_000)", "sans fin"),
    "notebook that fills memory": (
        "held = []\nwhile True: held.append(bytearray(10_000_000))",
        "mémoire",
    ),
}
DRAWS = 20
KILLED = ("driver", "server", "report")


def trial_notebook(site: Site, source: str, told: str) -> Trial:
    """A notebook runs wild for one centre: that report fails alone, and is made once mended."""
    expected, _ = site.lay(over_earlier=False)
    rows = [row for row in expected[faults.LEDGER] if "_centre_" in row["rapport"]]
    stem = Path(rows[0]["rapport"]).stem
    executed = json.loads(expected[f"_travail/{rows[0]['rapport'].removesuffix('.pdf')}.ipynb"])
    centre = executed["metadata"]["papermill"]["parameters"]["centre"]
    own = site.home / "notebooks" / "centre.ipynb"
    own.parent.mkdir()
    notebook = nbformat.read(ROOT / "notebooks" / "centre.ipynb", as_version=4)
    wild = "\n".join(f"    {line}" for line in source.splitlines())
    notebook.cells.append(new_code_cell(f"if centre == {centre!r}:\n{wild}", id="wild"))
    nbformat.write(notebook, own)
    try:
        ended = site.run(limits=(MEMORY, SECONDS)).wait()
    finally:
        shutil.rmtree(own.parent)
    wrong = [] if ended.code == 1 and ended.ended_itself else [f"{ended.code}: {ended.told}"]
    states = {Path(row["rapport"]).stem: row for row in faults.ledger_rows(site.out)}
    failed = [name for name, row in states.items() if row["etat"] == "echec"]
    if len(states) != len(expected[faults.LEDGER]) or failed != [stem]:
        wrong.append(f"{len(states)} reports, of which failed {failed}")
    elif told not in states[stem]["erreur"]:
        wrong.append(f"told as {states[stem]['erreur']}")
    wrong += [f"halfway: {words}" for words in site.wrong_halfway()]
    return Trial(True, wrong + faults.build_again(site, expected, a_run_between=True))


def fill_small_disk(size: int) -> Callable[[Site], tuple[faults.Ended, Callable[[], None]]]:
    """The out folder is a disk of so many bytes more than it holds already."""

    def fill(site: Site) -> tuple[faults.Ended, Callable[[], None]]:
        aside = site.home / "aside"
        site.out.mkdir(exist_ok=True)
        site.out.rename(aside)
        site.out.mkdir()
        held = sum(-(-p.stat().st_size // 4096) * 4096 for p in aside.rglob("*") if p.is_file())
        _mount(site.out, f"size={held + size}")
        shutil.copytree(aside, site.out, dirs_exist_ok=True)
        shutil.rmtree(aside)
        return site.run().wait(), lambda: _mount(site.out, "remount,size=256m")

    return fill


def _mount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)


def trial_worker(site: Site, dice: random.Random) -> Trial:
    """Kill one of two workers of a cluster at some moment: no report is lost."""
    expected, seconds = site.lay(over_earlier=False)
    with cluster(2) as (address, (_, *workers)):
        run = site.run("--scheduler", address)
        while not (site.out / faults.HOLDER).is_file() and run.process.poll() is None:
            time.sleep(0.05)
        time.sleep(dice.uniform(0, 0.8 * seconds))
        happened = run.process.poll() is None
        dice.choice(workers).kill()
        ended = run.wait()
    wrong = [] if ended.code == 0 else [f"ended with {ended.code}: {ended.told}"]
    return Trial(happened, wrong + faults.differing(faults.read_tree(site.out), expected))


def trial_full(site: Site, dice: random.Random, *, over_earlier: bool) -> Trial:
    """A disk that fills up at some moment; where none can be mounted, a limit of the system."""
    if os.environ.get(MOUNTS):
        room = int(2 ** dice.uniform(12, 21))
        return faults.trial_disk(site, fill_small_disk(room), over_earlier=over_earlier)
    size, after = int(2 ** dice.uniform(9, 17)), dice.uniform(0, site.seconds)
    return faults.trial_disk(site, faults.fill_by_limit(size, after), over_earlier=over_earlier)


def trials(site: Site, seed: int) -> list[tuple[str, Callable[[], Trial]]]:
    """One of each kind; kills thrice, as they are what a moment decides."""
    dice = random.Random(seed)
    over = {False: "", True: ", over an edition"}
    found: list[tuple[str, Callable[[], Trial]]] = []
    for what, earlier in itertools.product(KILLED, over):
        killed = partial(faults.trial_kill, site, what, dice, over_earlier=earlier)
        found.append((f"{what} killed{over[earlier]}", killed))
    kills = list(found)
    for earlier, words in over.items():
        full = partial(trial_full, site, dice, over_earlier=earlier)
        found.append((f"disk full{words}", full))
    found.append(("worker killed", partial(trial_worker, site, dice)))
    found.append(("two at once", partial(faults.trial_two_at_once, site)))
    found += [(name, partial(trial_notebook, site, *wild)) for name, wild in WILD.items()]
    return [*kills, *found, *kills]


def campaign(site: Site, runs: int, seed: int, only: tuple[str, ...]) -> int:
    """Run so many trials by turns, a line each, a table at the end; gives how many failed.

    One whose fault came too late, or found nothing to disturb, is told as missed, and drawn again.
    """
    chosen = [(n, t) for n, t in trials(site, seed) if not only or n.startswith(only)]
    done: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    turns = itertools.cycle(chosen)
    while done.total() < runs:
        name, trial = next(turns)
        for _ in range(DRAWS):
            began = time.monotonic()
            told = trial()
            failed[name] += bool(told.wrong)
            counts = told.happened or told.wrong
            words = "; ".join(told.wrong) or ("the same" if counts else "missed")
            seconds = f"{time.monotonic() - began:.0f} s"
            print(f"{done.total() + 1:4} {name}: {words} ({seconds})", flush=True)
            (done if counts else missed)[name] += 1
            if counts:
                break
        else:
            raise RuntimeError(f"{name}: the fault took place in none of {DRAWS} draws")
    print(f"\n{'':34} runs failed missed")
    for name in sorted(done):
        print(f"{name:34} {done[name]:4} {failed[name]:6} {missed[name]:6}")
    print(f"{'in all':34} {done.total():4} {failed.total():6} {missed.total():6}")
    return failed.total()


def enter_own_mounts() -> None:
    """Begin this script again with mounts of its own, where the system allows it."""
    if MOUNTS in os.environ:
        return
    apart = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    with tempfile.TemporaryDirectory() as place:
        try_out = [*apart, "mount", "-t", "tmpfs", "tmpfs", place]
        able = (
            shutil.which("unshare")
            and not subprocess.run(try_out, check=False, capture_output=True).returncode
        )
    os.environ[MOUNTS] = "1" if able else ""
    if able:
        os.execvp(apart[0], [*apart, sys.executable, *sys.argv])  # noqa: S606


def main() -> None:
    """Print a line a run and a table; exit code 1 when anything was not as undisturbed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--centres", type=int, default=6)
    parser.add_argument("--departments", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=[], help="trials whose name begins so")
    given = parser.parse_args()
    enter_own_mounts()
    with tempfile.TemporaryDirectory(prefix="faults-") as place:
        home = Path(place) / "home"
        home.mkdir()
        site = Site(home, given.centres, given.departments)
        print(f"{len(site.fresh[faults.LEDGER])} reports, {site.seconds:.0f} s undisturbed")
        try:
            failed = campaign(site, given.runs, given.seed, tuple(given.only))
        finally:
            site.empty_out()
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
