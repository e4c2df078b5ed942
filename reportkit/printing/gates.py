"""What a laid-out report must pass before it may be sent, and what a person should look at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from weasyprint.formatting_structure import boxes

from reportkit.printing.fonts import is_ours

ACCEPTED_LINES: tuple[re.Pattern[str], ...] = ()
"""Lines of WeasyPrint's log that say nothing against a report, each with its reason."""

SPARSE = 0.12
"""Share of the text area, from its head to the last line, under which a page looks empty."""

_UNPRINTED = {"style", "script", "head", "title", "template"}


def refused_lines(lines: Iterable[str]) -> list[str]:
    """What the layout complained of, but for lines accepted by name."""
    return [
        f"la mise en page a signalé : {line}"
        for line in dict.fromkeys(lines)
        if not any(accepted.search(line) for accepted in ACCEPTED_LINES)
    ]


def missing_text(laid_out: Any, root: Any) -> list[str]:
    """Text of the HTML that stands on no page.

    WeasyPrint can lose text without a word (a footnote that moves to the next page did), and
    the file still validates. Signs and spaces are left out of the comparison: hyphens come with
    the layout.

    Args:
        laid_out: the document.
        root: the root element of its HTML.
    """
    printed = _letters("".join(_printed(page._page_box) for page in laid_out.pages))
    lost = [text for text in _written(root) if _letters(text) not in printed]
    return [f"texte absent des pages : « {' '.join(text.split())[:60]} »" for text in lost]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _printed(page: Any) -> str:
    """The words of a page in the order of its boxes; running heads and feet left out."""
    words: list[str] = []
    waiting = [page]
    while waiting:
        box = waiting.pop()
        box = getattr(box, "_box", box)
        if isinstance(box, boxes.MarginBox):
            continue
        if isinstance(box, boxes.TextBox):
            words.append(box.text)
        waiting += reversed(getattr(box, "children", ()))
    return "".join(words)


def _written(root: Any) -> Iterable[str]:
    """Each text node of the HTML that has a letter or a figure."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str) or element.tag in _UNPRINTED:
            continue
        for text in (element.text, *(child.tail for child in element)):
            if text and _letters(text):
                yield text
        waiting += reversed(list(element))


def foreign_fonts(names: Iterable[str]) -> list[str]:
    """Fonts that are not among those of reportkit.

    Args:
        names: base fonts as a PDF names them, `/ABCDEF+Source-Sans-3-Bold`.
    """
    foreign = {name.rpartition("+")[2].lstrip("/") for name in names if not is_ours(name)}
    return [f"police hors de celles de reportkit : {name}" for name in sorted(foreign)]


def sparse_pages(laid_out: Any) -> list[str]:
    """Pages that look empty; the cover and the last page may."""
    told = []
    for number, page in enumerate(laid_out.pages[1:-1], start=2):
        box = page._page_box
        top, height = box.content_box_y(), box.height
        if _foot(box) - top < SPARSE * height:
            told.append(f"page {number} presque vide")
    return told


def _foot(page: Any) -> float:
    """The lowest place, in CSS pixels from the page's head, where something is printed."""
    lowest = 0.0
    waiting: list[Any] = [
        child for child in page.children if not isinstance(child, boxes.MarginBox)
    ]
    while waiting:
        box = waiting.pop()
        box = getattr(box, "_box", box)
        if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
            lowest = max(lowest, box.position_y + box.margin_height())
        waiting += getattr(box, "children", ())
    return lowest
