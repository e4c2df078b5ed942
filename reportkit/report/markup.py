"""Blocks as semantic HTML: the same for the notebook's eye and for the printer.

Every value passes through an autoescaping template: text of an export stays text.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from reportkit.report.model import MIME, Block
from reportkit.report.tokens import templates

# Controls, bidirectional overrides and noncharacters print as nothing or as something else.
_UNPRINTABLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e"
    "\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff]"
)


def clean(text: object) -> str:
    """Text as it can be printed: NFC, without control and direction characters."""
    plain = unicodedata.normalize("NFC", str(text))
    return _UNPRINTABLE.sub("", re.sub("[\u2028\u2029\u0085]", " ", plain))


@cache
def environment() -> jinja2.Environment:
    """The autoescaping environment of the block templates."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates() / "blocks"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if isinstance(value, Markup) else clean(value),
    )
    env.filters["data_uri"] = data_uri
    return env


def data_uri(svg: str) -> str:
    """An SVG as an address that needs no file (for the notebook's preview)."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def render_block(block: Block, image: str | None = None) -> Markup:
    """One block as HTML; `image` is the address of a figure's picture, else a data URI."""
    template = environment().get_template(f"{block.kind}.html.j2")
    if block.kind == "figure":
        return Markup(template.render(block=block, image=image or data_uri(block.svg)))  # noqa: S704
    return Markup(template.render(block=block))  # noqa: S704 (the template escapes)


def mime_bundle(block: Block) -> dict[str, Any]:
    """What a notebook shows of a block: its model for the printer, HTML for the eye."""
    return {
        MIME: block.model_dump(mode="json"),
        "text/html": f'<div class="reportkit">{render_block(block)}</div>',
        "text/plain": f"<{block.kind}>",
    }
