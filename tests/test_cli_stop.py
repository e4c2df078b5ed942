"""A build that is asked to stop: what is under way is finished, or ended, and told either way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from folders import PORT, lay_folder
from nbformat.v4 import new_code_cell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


@pytest.fixture(autouse=True)
def _ctrl_c_is_heard() -> Iterator[None]:
    """Also where the tests run in the background of a shell, whose jobs ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@contextmanager
def building(home: Path, seconds: float) -> Iterator[subprocess.Popen[str]]:
    """A build of one report, in the middle of a notebook that sleeps."""
    lay_folder(home)
    notebook = nbformat.read(ROOT / "notebooks" / "centre.ipynb", as_version=4)
    source = f"import pathlib, time; pathlib.Path('begun').touch(); time.sleep({seconds})"
    notebook.cells.append(new_code_cell(source, id="sleep"))
    (home / "notebooks").mkdir(exist_ok=True)
    nbformat.write(notebook, home / "notebooks" / "centre.ipynb")
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "reportkit", "build", "--type", "centre", "--centre", PORT),
            *("--progress", "json"),
        ],
        cwd=home,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as build:
        while not (home / "notebooks" / "begun").exists() and build.poll() is None:
            time.sleep(0.05)
        try:
            yield build
        finally:
            build.kill()


def ended(build: subprocess.Popen[str]) -> tuple[list[dict], str]:
    """What it told machines and people, once it has ended as one that was interrupted."""
    told, said = build.communicate(timeout=60)
    assert build.returncode == 130
    assert "Traceback" not in said
    assert "Exception" not in said
    return [json.loads(line) for line in told.splitlines()], said


def test_what_is_under_way_is_finished_at_the_first_ctrl_c(tmp_path: Path) -> None:
    with building(tmp_path, seconds=2) as build:
        os.killpg(build.pid, signal.SIGINT)
        events, said = ended(build)
    assert "Interruption demandée : 1 en cours" in said
    assert [event["event"] for event in events] == ["debut", "rapport", "fin"]
    assert len(list((tmp_path / "out").rglob("2024_*.pdf"))) == 1


def test_a_second_ctrl_c_ends_it_at_once(tmp_path: Path) -> None:
    with building(tmp_path, seconds=100) as build:
        os.killpg(build.pid, signal.SIGINT)
        time.sleep(1)
        asked = time.monotonic()
        for _ in range(3):
            os.killpg(build.pid, signal.SIGINT)
            time.sleep(0.1)
        events, _ = ended(build)
    assert time.monotonic() - asked < 20
    assert [event["event"] for event in events] == ["debut", "fin"]
    assert events[-1]["code"] == 130


def test_sigterm_does_as_ctrl_c_and_sent_twice_at_once_is_one(tmp_path: Path) -> None:
    with building(tmp_path, seconds=2) as build:
        for _ in range(2):
            os.killpg(build.pid, signal.SIGTERM)  # to all its processes, as a service manager
        events, _ = ended(build)
    assert [event["event"] for event in events] == ["debut", "rapport", "fin"]
    assert events[1]["etat"] in ("fait", "a relire")
