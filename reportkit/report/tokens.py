"""The look's values (templates/tokens.toml), for the page style and matplotlib alike."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from reportkit.config import working_folder
from reportkit.resources import TEMPLATES, installed


@cache
def tokens() -> dict[str, dict[str, str | float]]:
    """Colours, fonts and sizes by name."""
    return tomllib.loads((templates() / "tokens.toml").read_text("utf-8"))


def templates() -> Path:
    """The folder of page style, fonts and templates.

    That which TEMPLATES names, else the working folder's own (`reportkit init --eject` copies
    them there), else those that come with reportkit.
    """
    named = os.environ.get(TEMPLATES)
    if named:
        return Path(named)
    own = working_folder(Path.cwd()) / "templates"
    return own if (own / "tokens.toml").is_file() else installed("templates")


def colours(own: Mapping[str, str] | None = None) -> dict[str, str]:
    """The colours by name as #rrggbb, a federation's own in place of the look's."""
    return {name: str(value) for name, value in tokens()["colours"].items()} | dict(own or {})


def size(name: str) -> float:
    """A size in points or millimetres."""
    return float(tokens()["sizes"][name])


def css_variables(palette: Mapping[str, str]) -> str:
    """The colours as CSS custom properties (`--colour-ink`)."""
    return ":root{" + "".join(f"--colour-{n}:{value};" for n, value in palette.items()) + "}"


def paint(svg: str, palette: Mapping[str, str]) -> str:
    """An SVG of the look with its colours, which it names as the page style does."""
    for name, value in palette.items():
        svg = svg.replace(f"var(--colour-{name})", value)
    return svg
