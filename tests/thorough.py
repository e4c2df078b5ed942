"""How many examples a property tries: few in each run, thousands in `make campaign`."""

from __future__ import annotations

import os

TIMES = int(os.environ.get("REPORTKIT_EXAMPLES", "1"))
"""By how much the number of examples of the properties is multiplied."""


def examples(count: int) -> int:
    """The number of examples for this run."""
    return count * TIMES
