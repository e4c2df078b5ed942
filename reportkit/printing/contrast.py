"""Contrast of text and ground as laid out: the colours that WeasyPrint prints, cascade included.

Pictures are not looked into: neither charts, whose colours are those of the tokens, nor
backgrounds, which our sheets lay beside the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.document import Document as LaidOut

from reportkit.palette import READABLE, Shares, contrast_of_shares
from reportkit.printing.lint import Problem

SMALLEST_LARGE = 3.0
"""The ratio of WCAG 2.2, 1.4.3, for large text."""

WHITE: Shares = (1.0, 1.0, 1.0)
_LARGE, _LARGE_BOLD, _BOLD = 24, 18.66, 700
_SHOWN = 40


def contrast(document: LaidOut) -> list[Problem]:
    """Text that stands out too little, once for each pair of colours and page."""
    found: dict[tuple[int, str, str], Problem] = {}
    for number, page in enumerate(document.pages, start=1):
        for text, ink, ground, least in _texts(page._page_box, WHITE, 1.0):
            ratio = contrast_of_shares(ink, ground)
            if ratio < least:
                key = (number, _hexadecimal(ink), _hexadecimal(ground))
                message = (
                    f"page {number}, « {text[:_SHOWN]} » : contraste de {_french(ratio)} entre "
                    f"{key[1]} et {key[2]}, attendu : au moins {_french(least)}."
                )
                found.setdefault(key, Problem("contrast", message))
    return list(found.values())


def _texts(box: Any, ground: Shares, opacity: float) -> Iterator[tuple[str, Shares, Shares, float]]:
    """Each text of a box with its colour, that of its ground, and the least ratio of the two."""
    opacity *= box.style["opacity"]
    for background in (getattr(box, "background", None), getattr(box, "canvas_background", None)):
        if background is not None:
            ground = _over(background.color, ground, opacity)
    words = " ".join(str(getattr(box, "text", "")).split())
    if words and box.style["visibility"] == "visible":
        size, weight = box.style["font_size"], box.style["font_weight"]
        large = size >= _LARGE or (size >= _LARGE_BOLD and weight >= _BOLD)
        ink = _over(box.style["color"], ground, opacity)
        yield words, ink, ground, SMALLEST_LARGE if large else READABLE
    for child in getattr(box, "children", ()):
        yield from _texts(child, ground, opacity)


def _over(colour: Any, ground: Shares, opacity: float) -> Shares:
    red, green, blue = colour.to("srgb").coordinates[:3]
    share = float(colour.alpha) * opacity
    mixed = [a * share + b * (1 - share) for a, b in zip((red, green, blue), ground, strict=True)]
    return (mixed[0], mixed[1], mixed[2])


def _hexadecimal(colour: Shares) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in colour)


def _french(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
