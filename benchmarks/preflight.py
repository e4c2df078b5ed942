"""Plans the reports of an invented national corpus on one core: seconds by stage, and growth.

python benchmarks/preflight.py [ACTIONS ...]   (by default 1750 and 3500, in one run)
"""

from __future__ import annotations

import time
from pathlib import Path

from growth import Row, run, table


def seconds(path: Path) -> Row:
    """Seconds of reading, of drawing facts, and of all else that a preflight does."""
    from reportkit.batch import preflight  # noqa: PLC0415 (imports are not what is measured)
    from reportkit.batch.plan import Choice  # noqa: PLC0415
    from reportkit.dataset import load_dataset  # noqa: PLC0415

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


if __name__ == "__main__":
    run(seconds, table, "preflight", default=(1_750, 3_500))
