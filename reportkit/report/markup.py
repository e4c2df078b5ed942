"""Blocks as semantic HTML: the same for the notebook's eye and for the printer.

Every value passes through an autoescaping template: text of an export stays text.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from reportkit.printable import clean
from reportkit.report.french import capital, quoted, tight
from reportkit.report.limits import ROWS
from reportkit.report.markdown import render_markdown
from reportkit.report.model import MIME, Block, SheetPart
from reportkit.report.tokens import templates
from reportkit.report.tree import break_words, left_out

LONGEST_WORD = 28

LINE, TALLEST = 56, 44
"""A sheet's text in two columns: letters in a line, and lines beyond which it takes one."""


@cache
def environment() -> jinja2.Environment:
    """The autoescaping environment of the block templates."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates() / "blocks"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if isinstance(value, Markup) else break_words(clean(value)),
    )
    env.filters["balanced"] = balanced
    env.tests["unbreakable"] = unbreakable
    env.filters["quoted"] = quoted
    env.filters["tight"] = tight
    env.filters["capital"] = capital
    env.filters["markdown"] = render_markdown
    env.filters["left_out"] = left_out
    env.globals["ROWS"] = ROWS
    return env


def unbreakable(text: str) -> bool:
    """Whether a word is so long that it must be broken to stay in its column."""
    return any(len(word) > LONGEST_WORD for word in text.split())


def balanced(parts: Sequence[SheetPart]) -> list[Sequence[SheetPart]]:
    """Parts of a sheet as two columns of about one height, or as one where they are long.

    The style sheet's own columns would do the same, at five times the time of a whole report:
    WeasyPrint lays them out again and again to find their height.
    """
    heights = [1.6 + sum(1 + len(line) // LINE for line in part.lines) for part in parts]
    splits = range(1, len(parts)) if sum(heights) <= 2 * TALLEST else ()
    if not splits:
        return [parts]
    half = min(splits, key=lambda n: (max(sum(heights[:n]), sum(heights[n:])), n))
    return [parts[:half], parts[half:]]


def data_uri(svg: str) -> str:
    """An SVG as an address that needs no file (for the notebook's preview)."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def render_block(block: Block, image: str | None = None) -> Markup:
    """One block as HTML; `image` is the address of its picture, else a data URI."""
    template = environment().get_template(f"{block.kind}.html.j2")
    shown = template.render(block=block, image=image or _picture(block))
    return Markup(shown)  # noqa: S704 (the template escapes)


def _picture(block: Block) -> str | None:
    if block.kind == "figure":
        return data_uri(block.svg)
    return block.identity.logo.uri if block.kind == "cover" and block.identity.logo else None


def mime_bundle(block: Block) -> dict[str, Any]:
    """What a notebook shows of a block: its model for the printer, HTML for the eye."""
    return {
        MIME: block.model_dump(mode="json"),
        "text/html": f'<div class="reportkit">{render_block(block)}</div>',
        "text/plain": f"<{block.kind}>",
    }
