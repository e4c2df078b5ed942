"""Draws all facts from an invented national corpus on one core: seconds by measure, and growth.

python benchmarks/facts.py [ACTIONS ...]   (by default 1000 and 3500, in one run)
"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from growth import Row, run, table


def seconds(path: Path) -> Row:
    """Seconds of the sentences, of each measure, and of the whole as `reportkit facts` does it."""
    from reportkit.dataset import load_dataset  # noqa: PLC0415 (imports are not what is measured)
    from reportkit.measures.coding import find_coded  # noqa: PLC0415
    from reportkit.measures.keysentences import find_key_sentences  # noqa: PLC0415
    from reportkit.measures.measure import MEASURES, measure  # noqa: PLC0415
    from reportkit.measures.sentences import sentences_of  # noqa: PLC0415
    from reportkit.sheet import sheets  # noqa: PLC0415

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


if __name__ == "__main__":
    run(seconds, table, "whole", default=(1_000, 3_500))
