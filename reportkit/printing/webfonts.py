"""Our fonts cut down to the characters of a page, for pages that must do without files."""

from __future__ import annotations

import io
from functools import cache

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from reportkit.report.tokens import templates

_USUAL = "".join(
    map(
        chr,
        [
            *range(0x20, 0x7F),
            *range(0xA0, 0x100),
            *range(0x2010, 0x2030),
            *map(ord, "ŒœŸ\u202f‹›€−"),
        ],
    )
)
"""What French texts hold: each face is cut to it once in a process, then for each page anew."""


def subset_font(name: str, characters: str) -> bytes:
    """A face of templates/fonts as WOFF2 with these characters alone; the same bytes each time.

    Raises:
        FileNotFoundError: no such face.
    """
    wanted = "".join(sorted(set(characters)))
    beyond = "".join(character for character in wanted if character not in _USUAL)
    return _cut(name, wanted, beyond)


@cache
def _cut(name: str, wanted: str, beyond: str) -> bytes:
    return _subset(_usual(name, beyond), wanted, "woff2")


@cache
def _usual(name: str, beyond: str) -> bytes:
    return _subset((templates() / "fonts" / name).read_bytes(), _USUAL + beyond, None)


def _subset(font: bytes, characters: str, flavor: str | None) -> bytes:
    options = Options()
    options.flavor = flavor
    options.layout_features = [*options.layout_features, "lnum", "tnum"]
    options.hinting = False
    options.name_IDs = ["*"]  # the licence asks that its notice stay
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters])
    with TTFont(io.BytesIO(font), lazy=True, recalcTimestamp=False) as face:
        subsetter.subset(face)
        face.flavor = flavor
        out = io.BytesIO()
        face.save(out)
    return out.getvalue()
