"""Measures a script of this folder on corpora of several sizes, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus import write_corpus

Row = dict[str, float]


def run(measure: Callable[[Path], Row], tell: Callable[[list[Row]], None], stage: str, *,
        default: Sequence[int]) -> None:  # fmt: skip
    """Measure for each count on the command line, tell the rows, and how the time of `stage` grows.

    `measure` gives "actions" and the seconds of each stage; it runs on one processor.
    """
    if sys.argv[1:2] == ["--measure"]:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        print(json.dumps(measure(Path(sys.argv[2]))))
        return
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for count in [int(word) for word in sys.argv[1:]] or default:
            path = Path(folder) / f"{count}.txt"
            write_corpus(path, count)
            command = [sys.executable, sys.argv[0], "--measure", str(path)]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
            rows.append(json.loads(told))
    tell(rows)
    if len(rows) > 1:
        first, last = rows[0], rows[-1]
        growth = (last[stage] / first[stage]) / (last["actions"] / first["actions"])
        print(f"time an action, last corpus to first: {growth:.2f} (1 is linear)")


def table(rows: list[Row]) -> None:
    """All that was measured, a column each."""
    names = list(rows[0])
    print("  ".join(f"{name:>13}" for name in names))
    for row in rows:
        print("  ".join(f"{row[name]:>13.2f}".replace(".00", "   ") for name in names))
