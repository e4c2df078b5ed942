"""The same plan on a Dask cluster: the same files, written by the driver alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cluster import cluster as started
from conftest import ROOT
from folders import lay_folder

from reportkit.batch import run
from reportkit.batch.ledger import NAME as LEDGER
from reportkit.batch.memory import NAME as PLAN
from reportkit.batch.plan import WORK
from reportkit.batch.pool import Workshop
from reportkit.cli import main
from reportkit.report.tokens import TEMPLATES

pytestmark = pytest.mark.xdist_group("cluster")

CLUSTER = """
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers={workers}, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        input()
"""


@contextmanager
def cluster(folder: Path, workers: int = 2, **variables: str) -> Iterator[str]:
    """A scheduler and its workers, watched by nannies as a user would start them; its address."""
    script = folder / "cluster.py"
    script.write_text(CLUSTER.format(workers=workers), "utf-8")
    here = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=folder,
        env=here,
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate("\n", timeout=60)


@pytest.fixture
def build(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Build; gives the exit code and what was said on standard error."""

    def call(*arguments: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as stop:
            main(["build", *map(str, arguments)])
        return int(stop.value.code or 0), capsys.readouterr().err

    return call


def files(out: Path) -> dict[str, bytes]:
    apart = {LEDGER, PLAN}  # times; the folder's own path
    found = [path for path in out.rglob("*") if path.is_file() and path.name not in apart]
    return {str(path.relative_to(out)): path.read_bytes() for path in found}


def test_a_cluster_makes_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: Callable
) -> None:
    lay_folder(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert build("--out", tmp_path / "ici")[0] == 0
    with cluster(tmp_path) as address:
        assert build("--out", tmp_path / "là", "--scheduler", address)[0] == 0
    here, there = files(tmp_path / "ici"), files(tmp_path / "là")
    assert len([name for name in here if name.endswith(".pdf")]) == 6
    assert here == there


def test_workers_whose_pages_would_differ_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: Callable
) -> None:
    lay_folder(tmp_path)
    monkeypatch.chdir(tmp_path)
    look = tmp_path / "autre"
    look.mkdir()
    (look / "tokens.toml").write_text("", "utf-8")
    with cluster(tmp_path, **{TEMPLATES: str(look)}) as address:
        code, said = build("--out", tmp_path / "là", "--scheduler", address)
    assert code == 2
    assert "n'a pas le même dossier templates/" in said
    assert list((tmp_path / "là").rglob("*.pdf")) == []


@pytest.mark.parametrize("workers", [0, None])
def test_a_cluster_without_workers_or_none_at_all_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: Callable, workers: int | None
) -> None:
    lay_folder(tmp_path)
    monkeypatch.chdir(tmp_path)
    if workers is None:
        code, said = build("--scheduler", "tcp://127.0.0.1:9")
        assert "aucun ordonnanceur ne répond" in said
    else:
        with cluster(tmp_path, workers) as address:
            code, said = build("--scheduler", address)
        assert "aucun travailleur" in said
    assert code == 2


@pytest.mark.parametrize("option", [("--engine", "kernel"), ("--jobs", "2")])
def test_what_holds_for_this_machine_alone_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: Callable, option: tuple[str, str]
) -> None:
    lay_folder(tmp_path)
    monkeypatch.chdir(tmp_path)
    code, said = build("--scheduler", "tcp://127.0.0.1:9", *option)
    assert code == 2
    assert option[0] in said
    assert "ne se combine pas avec --scheduler" in said
    assert not (tmp_path / "out").exists()


def test_a_worker_that_dies_as_it_is_asked_is_left_out() -> None:
    with started(2) as (address, (_, stopped, _)):
        stopped.send_signal(signal.SIGSTOP)
        killer = threading.Timer(3, stopped.kill)
        killer.start()
        with Workshop(1, address) as workshop:
            assert workshop.pool().at_once == 1
        killer.join()


@pytest.mark.parametrize(
    ("lost", "words"), [("scheduler", "ne répond plus"), ("workers", "plus aucun travailleur")]
)
def test_a_cluster_that_is_lost_on_the_way_is_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    build: Callable,
    lost: str,
    words: str,
) -> None:
    lay_folder(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "PATIENCE", 1)
    with started(2) as (address, (scheduler, *workers)):

        def lose() -> None:
            while not list(tmp_path.rglob("*.pdf")):
                time.sleep(0.1)
            for process in workers if lost == "workers" else [scheduler]:
                process.kill()

        loser = threading.Thread(target=lose)
        loser.start()
        code, said = build("--scheduler", address)
        loser.join()
    assert code == 1
    assert words in said
    assert "Traceback" not in said
    assert (tmp_path / "out" / WORK / "registre.csv").is_file()
