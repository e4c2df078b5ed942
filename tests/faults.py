"""A build that is disturbed: what is killed or filled, and how the folder must stand after it."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from national import write_national

ROOT = Path(__file__).parent.parent
MARK = "REPORTKIT_FAULTS"
"""Environment variable that all processes of one run have, whoever their parent is by then."""
SERVER = "multiprocessing.forkserver"
LEDGER = "_travail/registre.sqlite"
VIEWS = {"_travail/registre.csv", "_travail/registre.xlsx"}
HOLDER = "_travail/verrou.json"
KEPT = ".precedent", ".ecarte"
"""Suffixes of the edition before, and of the last one while the report has failed."""
PATIENCE = 600  # seconds
Tree = dict[str, Any]
"""Of an out folder: the bytes of each file by its path, the rows of the ledger."""

LIMITED = (
    "import sys; from reportkit.apart import Limits; from reportkit.batch import forked\n"
    "memory, seconds = map(int, sys.argv.pop(1).split(':'))\n"
    "forked.LIMITS = Limits(memory, seconds)\n"
    "from reportkit.cli import main; main()\n"
)
"""The command with other limits for the cells of a notebook: bytes, seconds."""


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, all that it said."""

    code: int
    told: str

    @property
    def ended_itself(self) -> bool:
        """Whether it was not killed, and answered as the command does."""
        return self.code in (0, 1, 2) and "Traceback" not in self.told


@dataclass(frozen=True)
class Trial:
    """What came of a fault: whether it took place at all, what is not as it must be."""

    happened: bool
    wrong: list[str]


class Run:
    """One `reportkit build` under way, in a session of its own."""

    def __init__(self, home: Path, *options: str, limits: tuple[int, int] | None = None) -> None:
        self.mark = uuid4().hex
        command = [sys.executable, "-m", "reportkit"]
        if limits:
            command = [sys.executable, "-c", LIMITED, ":".join(map(str, limits))]
        left_out = {"SOURCE_DATE_EPOCH", "PYTEST_CURRENT_TEST"}
        environment = {name: value for name, value in os.environ.items() if name not in left_out}
        seed = str(random.SystemRandom().randrange(2**32))
        environment |= {MARK: self.mark, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
        self.process = subprocess.Popen(
            [*command, "build", "--out", "out", *options],
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def wait(self) -> Ended:
        """Let it come to its end."""
        try:
            told, _ = self.process.communicate(timeout=PATIENCE)
        finally:
            self.end()
        return Ended(self.process.returncode, told)

    def end(self) -> None:
        """Kill all of it that is still there."""
        for pid in self.alive():
            kill(pid)

    def alive(self) -> list[int]:
        """Its processes, orphans too."""
        wanted = f"{MARK}={self.mark}".encode()
        return [pid for pid in _pids() if wanted in _read(pid, "environ").split(b"\0")]

    def children_of(self, pid: int) -> list[int]:
        """Those of its processes that this one started or forked."""
        return [child for child in self.alive() if _parent(child) == pid]

    def targets(self, what: str) -> list[int]:
        """What may be killed: the driver, the server it forks from, what that has forked."""
        if what == "driver":
            return [self.process.pid]
        servers = [
            pid
            for pid in self.children_of(self.process.pid)
            if SERVER.encode() in _read(pid, "cmdline")
        ]
        if what == "server":
            return servers
        return [child for pid in servers for child in self.children_of(pid)]

    def kill_one(self, what: str, after: float, dice: random.Random) -> bool:
        """Kill -9 one of what there is after some seconds, or as soon as there is one.

        Gives whether one was killed before the run ended.
        """
        until = time.monotonic() + after
        while self.process.poll() is None:
            if time.monotonic() >= until and (found := self.targets(what)):
                kill(dice.choice(found))
                return True
            time.sleep(0.005)
        return False

    def outlived(self, seconds: float = 5.0) -> list[int]:
        """Its processes that are still there so long after it."""
        until = time.monotonic() + seconds
        while (left := self.alive()) and time.monotonic() < until:
            time.sleep(0.1)
        return left


def kill(pid: int) -> None:
    """Kill -9, unless it has just gone."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _read(pid: int, name: str) -> bytes:
    """Nothing of a process that has gone, of a zombie, of another user's."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def _parent(pid: int) -> int:
    told = _read(pid, "stat").rpartition(b")")[2].split()
    return int(told[1]) if told else 0


class Site:
    """A working folder of invented exports, and how its out folder stands undisturbed.

    `fresh` is a build into nothing; `second` one over `earlier`, the build of the same exports
    before one action of each was changed. Without `fresh`, only the latter is made.
    """

    def __init__(
        self, home: Path, centres: int, departments: int, *options: str, fresh: bool = True
    ) -> None:
        self.home, self.out, self.options = home, home / "out", options
        actions = centres + departments
        exports = write_national(home, centres, departments, actions).exports
        self.fresh: Tree = {}
        if fresh:
            began = time.monotonic()
            self._build()
            self.seconds = time.monotonic() - began
            self.fresh = read_tree(self.out)
            self.empty_out()
        now = {path: path.read_text("utf-8") for path in exports}
        for path, text in now.items():
            head, word, tail = text.rpartition(" les ")
            path.write_text(f"{head}{word and ' tous les '}{tail}", "utf-8")
        self._build()
        self.earlier = home / "earlier"
        shutil.copytree(self.out, self.earlier)
        before = read_tree(self.out)
        for path, text in now.items():
            path.write_text(text, "utf-8")
        began = time.monotonic()
        self._build()
        self.seconds_again = time.monotonic() - began
        self.second = read_tree(self.out)
        assert any(name.endswith(".precedent") for name in self.second), "nothing was replaced"
        trees = (self.fresh, before, self.second)
        self.editions = {
            (name.removeprefix("_travail/").removesuffix(".precedent"), hash_of(data))
            for tree in trees
            for name, data in tree.items()
            if ".pdf" in name
        }
        self.empty_out()

    def _build(self) -> None:
        ended = self.run().wait()
        assert ended.code == 0, ended.told

    def run(self, *options: str, limits: tuple[int, int] | None = None) -> Run:
        """Begin a build."""
        return Run(self.home, *self.options, *options, limits=limits)

    def empty_out(self) -> None:
        """Take the out folder away, or what is in it where it is a disk of its own."""
        if self.out.is_mount():
            subprocess.run(["umount", str(self.out)], check=True)
        shutil.rmtree(self.out, ignore_errors=True)

    def lay(self, *, over_earlier: bool) -> tuple[Tree, float]:
        """Make the out folder ready; gives how it must stand built, and how long that takes."""
        self.empty_out()
        if over_earlier:
            shutil.copytree(self.earlier, self.out)
            return self.second, self.seconds_again
        assert self.fresh, "no build into nothing was asked for"
        return self.fresh, self.seconds

    def wrong_halfway(self) -> list[str]:
        """What may at no moment be seen in the out folder."""
        if not self.out.is_dir():
            return []
        wrong = []
        for path in self.out.rglob("*.pdf*"):
            name = path.relative_to(self.out).as_posix()
            if path.name.startswith(".reportkit-"):
                continue
            known = (
                name.removeprefix("_travail/").removesuffix(".precedent").removesuffix(".ecarte")
            )
            if (known, hash_of(path.read_bytes())) not in self.editions:
                wrong.append(f"{name} is no edition")
        return [*wrong, *wrong_in_ledger(self.out)]


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_tree(out: Path) -> Tree:
    """All that is in an out folder; of the ledger its rows, without the seconds."""
    tree: Tree = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if path.is_file() and name != LEDGER:
            tree[name] = path.read_bytes()
    tree[LEDGER] = ledger_rows(out)
    return tree


def ledger_rows(out: Path) -> list[dict[str, Any]]:
    """The rows of the ledger without `secondes`, in the order of the reports."""
    path = out / LEDGER
    if not path.is_file():
        return []
    with closing(sqlite3.connect(path)) as base:
        base.row_factory = sqlite3.Row
        if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'rapports'").fetchall():
            return []
        rows = base.execute("SELECT * FROM rapports ORDER BY rapport").fetchall()
    return [{k: row[k] for k in row.keys() if k != "secondes"} for row in rows]  # noqa: SIM118


def wrong_in_ledger(out: Path) -> list[str]:
    """Whether the ledger opens, and tells of PDFs that are there.

    Where a run ends between the two, the PDF may already be the following edition: the one that
    the ledger tells of is then beside it, as `.precedent`, or as `.ecarte` where the report failed.
    """
    if not (out / LEDGER).is_file():
        return []
    with closing(sqlite3.connect(out / LEDGER)) as base:
        (sound,) = base.execute("PRAGMA integrity_check").fetchone()
    wrong = [] if sound == "ok" else [f"ledger: {sound}"]
    for row in ledger_rows(out):
        if row["etat"] not in ("fait", "a relire"):
            continue
        beside = (out / "_travail" / f"{row['rapport']}{kept}" for kept in KEPT)
        places = out / row["rapport"], *beside
        if row["empreinte"] not in {hash_of(p.read_bytes()) for p in places if p.is_file()}:
            wrong.append(f"ledger: {row['rapport']} is {row['etat']}, but not there")
    return wrong


def came_to_its_end(out: Path, expected: Tree) -> bool:
    """Whether the last run had done all its work when it was killed."""
    if any((out / name).read_bytes() != expected[name] for name in VIEWS if (out / name).is_file()):
        return False  # the end that the ledger tells of is that of a run before
    if not (out / LEDGER).is_file():
        return False
    with closing(sqlite3.connect(out / LEDGER)) as base:
        known = base.execute("SELECT 1 FROM sqlite_master WHERE name = 'passage'").fetchall()
        return bool(known and base.execute("SELECT 1 FROM passage").fetchall())


def differing(tree: Tree, expected: Tree, *, a_run_between: bool = False) -> list[str]:
    """The files in which two out folders differ.

    After `a_run_between` that came to its end, the ledger rightly counts changes from there: they
    are left out, and the views, which are made from the ledger alone.
    """
    names = sorted(set(tree) | set(expected))
    if not a_run_between:
        return [name for name in names if tree.get(name) != expected.get(name)]
    left = VIEWS | {LEDGER}
    wrong = [name for name in names if name not in left and tree.get(name) != expected.get(name)]
    rows, wanted = (
        [{k: v for k, v in row.items() if k != "avant"} for row in t[LEDGER]]
        for t in (tree, expected)
    )
    return wrong if rows == wanted else [*wrong, LEDGER]


def build_again(site: Site, expected: Tree, *, a_run_between: bool = False) -> list[str]:
    """Run the same command undisturbed; gives what is wrong with it and with what it leaves."""
    ended = site.run().wait()
    wrong = [] if ended.code == 0 else [f"the new run ended with {ended.code}: {ended.told}"]
    return wrong + differing(read_tree(site.out), expected, a_run_between=a_run_between)


def trial_kill(site: Site, what: str, dice: random.Random, *, over_earlier: bool) -> Trial:
    """Kill the driver, the server or a report's process at some moment, then build again."""
    expected, seconds = site.lay(over_earlier=over_earlier)
    run = site.run()
    try:
        killed = run.kill_one(what, dice.uniform(0, seconds), dice)
        told = run.process.communicate(timeout=PATIENCE)[0]
        code = run.process.returncode
        wrong = []
        if (left := run.outlived()) != []:
            wrong.append(f"still alive: {left}")
    finally:
        run.end()
    driver_killed = code == -signal.SIGKILL
    happened = driver_killed if what == "driver" else killed
    if not driver_killed and (code not in (0, 1) or "Traceback" in told):
        wrong.append(f"ended with {code}: {told}")
    wrong += [f"halfway: {words}" for words in site.wrong_halfway()]
    if driver_killed and came_to_its_end(site.out, expected):
        # All was done but the end of the process: a new run would count changes from there.
        tree = read_tree(site.out)
        tree.pop(HOLDER, None)
        return Trial(happened, wrong + differing(tree, expected))
    tracebacks = [row["erreur"] for row in ledger_rows(site.out) if "Traceback" in row["erreur"]]
    wrong += [f"told as {words}" for words in tracebacks]
    if code == 0:
        return Trial(happened, wrong + differing(read_tree(site.out), expected))
    return Trial(happened, wrong + build_again(site, expected, a_run_between=code == 1))


def trial_two_at_once(site: Site) -> Trial:
    """Begin a second run while one is under way."""
    expected, _ = site.lay(over_earlier=True)
    first = site.run()
    try:
        while not (site.out / HOLDER).is_file() and first.process.poll() is None:
            time.sleep(0.01)
        # It stands still meanwhile: a short run might end before the second asks.
        os.kill(first.process.pid, signal.SIGSTOP)
        second = site.run().wait()
        os.kill(first.process.pid, signal.SIGCONT)
        ended = first.wait()
    finally:
        first.end()
    wrong = []
    if second.code != 2 or f"processus {first.process.pid} sur" not in second.told:
        wrong.append(f"the second ended with {second.code}: {second.told}")
    if ended.code != 0:
        wrong.append(f"the first ended with {ended.code}: {ended.told}")
    return Trial(True, wrong + differing(read_tree(site.out), expected))


def trial_disk(
    site: Site, fill: Callable[[Site], tuple[Ended, Callable[[], None]]], *, over_earlier: bool
) -> Trial:
    """Let the disk be full on the way, then build again with room.

    `fill` builds on a disk that fills up; it gives how that ended, and what makes room.
    """
    expected, _ = site.lay(over_earlier=over_earlier)
    ended, make_room = fill(site)
    wrong = [f"halfway: {words}" for words in site.wrong_halfway()]
    if ended.code == 0:
        return Trial(False, [*wrong, *differing(read_tree(site.out), expected)])
    if not ended.ended_itself or "aites de la place" not in ended.told:
        wrong.append(f"ended with {ended.code}: {ended.told}")
    make_room()
    # Where only the notebooks found no room, the run told them as failed and went on.
    wrong += build_again(site, expected, a_run_between="en échec" in ended.told)
    return Trial(True, wrong)


def fill_by_limit(size: int, after: float) -> Callable[[Site], tuple[Ended, Callable[[], None]]]:
    """The system takes no byte of a file beyond `size` from the driver, some seconds on.

    It needs no rights: a write is cut short, then refused, as on a full disk.
    """

    def fill(site: Site) -> tuple[Ended, Callable[[], None]]:
        run = site.run()
        time.sleep(after)
        if run.process.poll() is None:
            resource.prlimit(run.process.pid, resource.RLIMIT_FSIZE, (size, size))
        return run.wait(), lambda: None

    return fill
