"""The look's values (templates/tokens.toml), for the page style and matplotlib alike."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from reportkit.resources import installed


@cache
def tokens() -> dict[str, dict[str, str | float]]:
    """Colours, fonts and sizes by name."""
    return tomllib.loads((templates() / "tokens.toml").read_text("utf-8"))


def templates() -> Path:
    """The folder of page style, fonts and templates."""
    return installed("templates")


def colour(name: str) -> str:
    """A colour as #rrggbb."""
    return str(tokens()["colours"][name])


def size(name: str) -> float:
    """A size in points or millimetres."""
    return float(tokens()["sizes"][name])


def css_variables() -> str:
    """The colours as CSS custom properties (`--colour-ink`)."""
    rows = (f"--colour-{name}:{value};" for name, value in tokens()["colours"].items())
    return ":root{" + "".join(rows) + "}"
