"""Draws all facts from an invented national corpus on one core: seconds by measure, and growth.

python benchmarks/facts.py [ACTIONS ...]   (by default 1000 and 3500, in one run)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from corpus import write_corpus


def seconds(path: Path) -> dict[str, float]:
    """Seconds of the sentences, of each measure, and of the whole as `reportkit facts` does it."""
    from reportkit.dataset import load_dataset  # noqa: PLC0415 (imports are not what is measured)
    from reportkit.measures.coding import find_coded  # noqa: PLC0415
    from reportkit.measures.keysentences import find_key_sentences  # noqa: PLC0415
    from reportkit.measures.measure import MEASURES, measure  # noqa: PLC0415
    from reportkit.measures.sentences import sentences_of  # noqa: PLC0415
    from reportkit.sheet import sheets  # noqa: PLC0415

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    dataset = load_dataset([path])
    start = time.perf_counter()
    facts = measure(dataset)
    told: Counter[str] = Counter(whole=time.perf_counter() - start)
    for sheet in sheets(dataset.actions):
        start = time.perf_counter()
        sentences = sentences_of(sheet)
        told["sentences"] += time.perf_counter() - start
        for look in (*MEASURES, find_coded, find_key_sentences):
            start = time.perf_counter()
            list(look(sentences))
            told[look.__name__.removeprefix("find_")] += time.perf_counter() - start
    return {"actions": len(dataset.actions), "facts": len(facts), **told}


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
        growth = (last["whole"] / first["whole"]) / (last["actions"] / first["actions"])
        print(f"time an action, last corpus to first: {growth:.2f} (1 is linear)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(seconds(Path(sys.argv[2]))))
    else:
        main([int(word) for word in sys.argv[1:]] or [1_000, 3_500])
