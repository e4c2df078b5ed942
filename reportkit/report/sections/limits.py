"""Limites signalées: as prominent as the outcomes."""

from __future__ import annotations

from reportkit.report.model import Block
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import Quoted, chapter, quotations

LIMITS = Quoted("limits", "Limites", "limite", most=12, length=520)


def compose(scope: Scope) -> list[Block]:
    """How many actions signal limits, and in which words."""
    return [
        chapter("Limites signalées", "limites"),
        *quotations(scope, LIMITS),
    ]
