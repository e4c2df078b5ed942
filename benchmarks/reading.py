"""Reads, tidies and checks an invented national corpus on one core: seconds and memory.

python benchmarks/reading.py [ACTIONS ...]   (by default 3500 and 20000, in one run)
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import write_corpus

STAGES = ("read", "tidy", "check")


def measure(path: Path) -> dict[str, float]:
    """Seconds of each stage, and the peak memory of this process in megabytes."""
    from reportkit.check import check  # noqa: PLC0415 (imports are not what is measured)
    from reportkit.dataset import build_dataset  # noqa: PLC0415
    from reportkit.readers.sources import find_sources  # noqa: PLC0415

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    marks = [time.perf_counter()]
    read = find_sources([path]).read()
    marks.append(time.perf_counter())
    dataset = build_dataset(read)
    marks.append(time.perf_counter())
    checked = check(dataset)
    marks.append(time.perf_counter())
    seconds = {stage: marks[n + 1] - marks[n] for n, stage in enumerate(STAGES)}
    return {
        "actions": len(dataset.actions),
        **seconds,
        "total": marks[-1] - marks[0],
        "findings": len(checked.findings),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main(counts: list[int]) -> None:
    """One fresh process a corpus, a table of all, and how the time grows."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            path = Path(folder) / f"{count}.txt"
            size = write_corpus(path, count)
            command = [sys.executable, __file__, "--measure", str(path)]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
            rows.append(json.loads(told) | {"size": size / 1e6})
    print(f"{'actions':>8} {'MB':>6} {'read s':>7} {'tidy s':>7} {'check s':>8} {'total s':>8} "
          f"{'findings':>9} {'peak MB':>8}")  # fmt: skip
    for row in rows:
        print(f"{row['actions']:>8} {row['size']:>6.1f} {row['read']:>7.2f} {row['tidy']:>7.2f} "
              f"{row['check']:>8.2f} {row['total']:>8.2f} {row['findings']:>9} "
              f"{row['memory']:>8.0f}")  # fmt: skip
    if len(rows) > 1:
        first, last = rows[0], rows[-1]
        growth = (last["total"] / first["total"]) / (last["actions"] / first["actions"])
        print(f"time an action, last corpus to first: {growth:.2f} (1 is linear)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(Path(sys.argv[2]))))
    else:
        main([int(word) for word in sys.argv[1:]] or [3_500, 20_000])
