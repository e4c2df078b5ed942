"""Perspectives annoncées: what the structures plan; planned is not held."""

from __future__ import annotations

from reportkit.report.french import say
from reportkit.report.model import Block, Text
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import Quoted, chapter, quotations

PERSPECTIVES = Quoted("perspectives", "Perspectives", "perspective", most=12, length=520)


def compose(scope: Scope) -> list[Block]:
    """How many actions announce a sequel, and in which words."""
    blocks: list[Block] = [chapter("Perspectives annoncées", "perspectives")]
    quoted = quotations(scope, PERSPECTIVES)
    if scope.actions["perspectives"].notna().any():
        blocks.append(
            Text(
                paragraphs=(
                    say(
                        "Ces suites sont envisagées ; leur réalisation n'est pas renseignée "
                        "dans SENACS."
                    ),
                ),
                role="note",
            )
        )
    return [*blocks, *quoted]
