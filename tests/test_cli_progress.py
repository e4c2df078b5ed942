"""What a machine reads of a build: JSON alone, whatever else prints and whoever stops reading."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from conftest import ROOT

BUILD = """
import os, time
from reportkit.cli.progress import ProgressForm, followed
with followed(ProgressForm.json) as follower:
    follower.begin(2, 0, 0)
    os.system("echo bonjour")  # as a kernel's programs do
    time.sleep(float(os.environ.get("PAUSE", "0")))
    follower.finish(0)
print("ensuite")
"""


def start(pause: float = 0) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PAUSE": str(pause)}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", BUILD], text=True, env=environment, **streams)


def test_standard_output_carries_events_alone() -> None:
    with start() as build:
        told, said = build.communicate(timeout=60)
    *events, after = told.splitlines()
    assert [json.loads(event)["event"] for event in events] == ["debut", "fin"]
    assert after == "ensuite"
    assert said == "bonjour\n"


def test_a_run_goes_on_when_nobody_reads_it_any_more() -> None:
    with start(pause=1) as build:
        assert build.stdout is not None
        assert build.stderr is not None
        assert json.loads(build.stdout.readline())["event"] == "debut"
        build.stdout.close()
        said = build.stderr.read()
    assert "le passage continue sans elle" in said
    assert "Traceback" not in said
    assert build.returncode == 0
