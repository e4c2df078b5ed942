"""The bundled fonts: where they are, what they can print, what is printed in its place."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from reportkit.report.limits import BREAK
from reportkit.report.tokens import templates
from reportkit.resources import LOOK, TEMPLATES

FAMILIES = ("Source Sans 3", "Source Serif 4", "Source Serif 4 Display")
"""The only families that a report may hold."""

# They are drawn as nothing, alone or where they change the sign before them.
_UNSEEN = re.compile(
    "[\u034f\u061c\u180b-\u180f\u200c\u200d\u2060-\u2064\ufe00-\ufe0f\U000e0000-\U000e0fff]"
)

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\uf0b7\uf0a7\uf076\u25cf\u25cb\u25e6\u2023\u25aa\u25ab\u2043", "\u2022"),
        **dict.fromkeys("\uf0e8\uf0d8\uf0e0\u21d2\u27a2\u2794\u279c\u25ba\u27a4", "\u2192"),
        **dict.fromkeys("\uf0fc\u2714", "\u2713"),
    }
)
"""Bullets, arrows and ticks of word processors, Symbol and Wingdings among them (their private
code points): printed as the like sign that the fonts have, as they mean no more than that."""


def is_ours(base_font: str) -> bool:
    """Whether a PDF's font, `ABCDEF+Source-Sans-3-Bold`, is of one of the FAMILIES."""
    return _letters(base_font.rpartition("+")[2]).startswith(tuple(map(_letters, FAMILIES)))


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def font_files() -> list[Path]:
    """The bundled fonts, by name."""
    return sorted((templates() / "fonts").glob("*.ttf"))


def font_settings() -> Path:
    """Fontconfig's settings that know the bundled fonts and no other of the machine."""
    return templates() / "fonts" / "fonts.conf"


def page_settings() -> dict[str, str]:
    """Environment variables of a process that makes pages: the look, its last change, its fonts."""
    changed = max((path.stat().st_mtime_ns for path in templates().rglob("*")), default=0)
    return {
        TEMPLATES: str(templates()),
        LOOK: str(changed),
        "FONTCONFIG_FILE": str(font_settings()),
    }


@cache
def _covered(files: tuple[Path, ...]) -> frozenset[int]:
    maps = []
    for file in files:
        with TTFont(file, lazy=True) as font:
            maps.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*maps)


def spell_out(text: str, missing: Counter[str]) -> str:
    """Text whose every character can be printed: those that a font lacks as `[U+1F984]`.

    Args:
        text: plain text or HTML.
        missing: counts of the characters spelt out; those found here are added.
    """
    known = _covered(tuple(font_files()))
    seen = _UNSEEN.sub("", text).translate(_ALIKE)
    lacking = {c for c in set(seen) if ord(c) not in known and c != BREAK and not c.isspace()}
    if not lacking:
        return seen
    missing.update(c for c in seen if c in lacking)
    return seen.translate({ord(c): f"[U+{ord(c):04X}]" for c in lacking})


def told(missing: Counter[str]) -> str:
    """A sentence on the characters that were spelt out; empty without any."""
    if not missing:
        return ""
    first = sorted(missing, key=lambda c: (-missing[c], c))[:8]
    named = ", ".join(f"U+{ord(c):04X}" for c in first)
    rest = f" et {len(missing) - len(first)} autres" if len(missing) > len(first) else ""
    return (
        "caractères que les polices du rapport n'ont pas, imprimés par leur code Unicode : "
        f"{named}{rest}"
    )
