"""One edition of a report: its content id, whether it is a draft, and what it replaces."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from reportkit import __version__
from reportkit.report.scope import Scope
from reportkit.schema import TABLE_COLUMNS

DIGITS = 12


@dataclass(frozen=True)
class Edition:
    """`replaces`: the content id of the last edition sent before this one, where one is known."""

    draft: bool = False
    replaces: str | None = None


def content_id(scope: Scope) -> str:
    """12 hexadecimal digits of a SHA-256 of all that the report tells.

    The same export, corrections, complements, team's words, settings and version give the same
    id anywhere. Logo and colours tell nothing, and change nothing of it.
    """
    held = {
        "version": __version__,
        "perimeter": asdict(scope.perimeter),
        "name": scope.config.name,
        "funder": scope.funder.model_dump() if scope.funder else None,
        "files": [(f.name, f.sha256, str(f.date)) for f in scope.files],
        "actions": [
            list(map(str, row))
            for row in zip(*(scope.actions[c] for c in TABLE_COLUMNS), strict=True)
        ],
        "aside": [sorted(frame["action_id"]) for frame in _aside(scope)],
        "facts": [fact.record() for fact in scope.facts],
        "corrections": [asdict(correction) for correction in scope.corrections],
        "complements": {i: asdict(told) for i, told in scope.complements.items()},
        "comments": asdict(scope.comments) if scope.comments else None,
        "unquoted": scope.unquoted,
        "findings": [asdict(finding) for finding in scope.findings],
    }
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _aside(scope: Scope) -> tuple[Any, ...]:
    return scope.duplicates, scope.superseded, scope.older, scope.previous
