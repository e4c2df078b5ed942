"""How long a report of its kind and number of actions usually is."""

from __future__ import annotations

from reportkit.report.perimeter import ReportKind

USUAL: dict[ReportKind, tuple[int, int, float]] = {
    "centre": (4, 14, 1.5),
    "departement": (8, 22, 1.0),
    "financeur": (2, 8, 0.5),
}
"""At least so many pages; at most so many, and so many more for each action.

Well above the longest of the sample and of a real export, so that what is told is worth a look: a
text pasted a hundred times, a table gone wild.
"""


def tell_pages(kind: ReportKind, actions: int, pages: int) -> str:
    """A French sentence on an unusual number of pages; empty where it is usual."""
    least, most, each = USUAL[kind]
    if pages < least:
        return f"rapport court : {pages} pages, {least} au moins d'habitude"
    usual = int(most + each * actions)
    if pages > usual:
        return f"rapport long : {pages} pages pour {actions} actions, {usual} au plus d'habitude"
    return ""
