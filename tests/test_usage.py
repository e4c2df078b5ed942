"""What work costs: the processor time of all that it started, orphans too."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from conftest import ROOT

BUSY = "import time; end = time.process_time() + 0.4\nwhile time.process_time() < end: pass"
LEFT = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BUSY!r}])"
SLEEPING = "import time; time.sleep(60)"
STAYING = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPING!r}])"
# In a process of its own: it takes over orphans for good, and waits for all its children.
MEASURE = """
import json, subprocess, sys, usage
usage.adopt_orphans()
usage.GRACE = 1.0
cost = usage.measure(lambda: subprocess.run([sys.executable, "-c", sys.argv[1]], check=True))
print(json.dumps([cost.wall, cost.cpu]))
"""


def measured(code: str) -> tuple[float, float]:
    command = [sys.executable, "-c", MEASURE, code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30,
                          cwd=ROOT / "benchmarks")  # fmt: skip
    wall, cpu = json.loads(done.stdout)
    return wall, cpu


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="prctl and /proc are Linux's")


def test_a_child_and_what_outlives_it_are_counted() -> None:
    assert measured(BUSY)[1] > 0.4
    assert measured(LEFT)[1] > 0.4


def test_what_does_not_end_by_itself_is_ended() -> None:
    _, cpu = measured(STAYING)
    assert cpu < 1
