"""Plans the reports of an invented national corpus on one core: seconds by stage, and growth.

python benchmarks/preflight.py [ACTIONS ...]   (by default 1750 and 3500, in one run)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import write_corpus


def seconds(path: Path) -> dict[str, float]:
    """Seconds of reading, of drawing facts, and of all else that a preflight does."""
    from reportkit.batch import preflight  # noqa: PLC0415 (imports are not what is measured)
    from reportkit.batch.plan import Choice  # noqa: PLC0415
    from reportkit.dataset import load_dataset  # noqa: PLC0415

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    start = time.perf_counter()
    dataset = load_dataset([path])
    read = time.perf_counter()
    told = preflight.tell_facts(dataset, dataset.config)
    drawn = time.perf_counter()
    preflight.tell_facts = lambda *_: told
    checked = preflight.check_plan(dataset, Choice(), {}, path.parent / "out")
    return {
        "actions": len(dataset.actions),
        "reports": len(checked.jobs),
        "reading": read - start,
        "facts": drawn - read,
        "preflight": time.perf_counter() - drawn,
    }


def main(counts: list[int]) -> None:
    """One fresh process a corpus, a table of all, and how the time grows."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            path = Path(folder) / f"{count}.txt"
            write_corpus(path, count)
            command = [sys.executable, __file__, "--measure", str(path)]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
            rows.append(json.loads(told))
    names = list(rows[0])
    print("  ".join(f"{name:>13}" for name in names))
    for row in rows:
        print("  ".join(f"{row[name]:>13.2f}".replace(".00", "   ") for name in names))
    if len(rows) > 1:
        first, last = rows[0], rows[-1]
        growth = (last["preflight"] / first["preflight"]) / (last["actions"] / first["actions"])
        print(f"time an action, last corpus to first: {growth:.2f} (1 is linear)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(seconds(Path(sys.argv[2]))))
    else:
        main([int(word) for word in sys.argv[1:]] or [1_750, 3_500])
