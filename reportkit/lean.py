"""What our own programs, which live a short while, do without."""

from __future__ import annotations

import gc
import sys

_GRAMMAR = "rfc3987_syntax"


def leave_out_grammar() -> None:
    """Let jsonschema, which nbformat imports, do without the grammar of IRIs.

    It makes a parser of it when it is imported, for a second of processor, where JupyterLab
    brought it along; without it, it does not check the format of IRIs, which notebooks do not
    hold. None stands for a module that is not to be found (docs.python.org, `sys.modules`).
    """
    sys.modules.setdefault(_GRAMMAR, None)  # type: ignore[arg-type]


def collect_seldom() -> None:
    """Look for garbage in cycles seldom: loading libraries makes none, a report little."""
    gc.set_threshold(200_000, 50, 50)
