"""Limites signalées: as prominent as the outcomes."""

from __future__ import annotations

from reportkit.report.model import Block
from reportkit.report.scope import Scope
from reportkit.report.sections._coded import coded_chapter
from reportkit.report.sections._parts import Quoted, chapter
from reportkit.report.sections.remarks import remark

LIMITS = Quoted("limits", "Limites", "limite", most=12, length=520)


def compose(scope: Scope) -> list[Block]:
    """How many actions signal limits, of which families, and in which words."""
    return [
        chapter("Limites signalées", "limites"),
        *coded_chapter(scope, "limit", LIMITS),
        *remark(scope, "limits"),
    ]
