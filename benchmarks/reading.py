"""Reads, tidies and checks an invented national corpus on one core: seconds and memory.

python benchmarks/reading.py [ACTIONS ...]   (by default 3500 and 20000, in one run)
"""

from __future__ import annotations

import resource
import time
from pathlib import Path

from growth import Row, run

STAGES = ("read", "tidy", "check")


def measure(path: Path) -> Row:
    """Seconds of each stage, and the peak memory of this process in megabytes."""
    from reportkit.check import check  # noqa: PLC0415 (imports are not what is measured)
    from reportkit.dataset import build_dataset  # noqa: PLC0415
    from reportkit.readers.sources import find_sources  # noqa: PLC0415

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
        "size": path.stat().st_size / 1e6,
        **seconds,
        "total": marks[-1] - marks[0],
        "findings": len(checked.findings),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def tell(rows: list[Row]) -> None:
    """A corpus a line: its size, the seconds of each stage, the findings, the memory."""
    print(f"{'actions':>8} {'MB':>6} {'read s':>7} {'tidy s':>7} {'check s':>8} {'total s':>8} "
          f"{'findings':>9} {'peak MB':>8}")  # fmt: skip
    for row in rows:
        print(f"{row['actions']:>8} {row['size']:>6.1f} {row['read']:>7.2f} {row['tidy']:>7.2f} "
              f"{row['check']:>8.2f} {row['total']:>8.2f} {row['findings']:>9} "
              f"{row['memory']:>8.0f}")  # fmt: skip


if __name__ == "__main__":
    run(measure, tell, "total", default=(3_500, 20_000))
