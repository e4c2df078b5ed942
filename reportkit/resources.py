"""Where templates, notebooks and the sample lie: beside the package, or installed with it."""

from __future__ import annotations

import sys
from pathlib import Path

TEMPLATES = "REPORTKIT_TEMPLATES"
"""Environment variable: the folder of the look, for processes that run in other folders."""

LOOK = "REPORTKIT_LOOK"
"""Environment variable: when that folder last changed, for processes that hold what they read."""


def installed(name: str) -> Path:
    """The project's folder `name` in an editable install, else the wheel's shared copy."""
    beside = Path(__file__).resolve().parent.parent / name
    return beside if beside.exists() else Path(sys.prefix) / "share" / "reportkit" / name
