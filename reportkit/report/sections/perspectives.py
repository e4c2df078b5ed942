"""Perspectives annoncées: what the structures plan; planned is not held."""

from __future__ import annotations

from reportkit.report.french import say
from reportkit.report.model import Block, Text
from reportkit.report.scope import Scope
from reportkit.report.sections._coded import coded_chapter
from reportkit.report.sections._parts import Quoted, chapter
from reportkit.report.sections.remarks import remark

PERSPECTIVES = Quoted("perspectives", "Perspectives", "perspective", most=12, length=520)
PLANNED = "Ces suites sont envisagées ; leur réalisation n'est pas renseignée dans SENACS."


def compose(scope: Scope) -> list[Block]:
    """How many actions announce a sequel, of which families, and in which words."""
    blocks: list[Block] = [chapter("Perspectives annoncées", "perspectives")]
    if scope.actions["perspectives"].notna().any():
        blocks.append(Text(paragraphs=(say(PLANNED),), role="note"))
    return [
        *blocks,
        *coded_chapter(scope, "perspective", PERSPECTIVES),
        *remark(scope, "perspectives"),
    ]
