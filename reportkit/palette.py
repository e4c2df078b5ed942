"""A federation's two colours as the look's tokens, and whether what they carry can be read.

Shades are reckoned in OKLCH (Ottosson, 2020), where equal steps look equal and a darker shade keeps
its hue; contrast is that of WCAG 2.2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HEX = re.compile(r"#[0-9a-f]{6}")
WHITE = "#ffffff"
READABLE = 4.5
"""The least contrast of text with its ground (WCAG 2.2, criterion 1.4.3)."""
APART = 1.5
"""The least contrast of two series of a chart, which a grey print must still tell apart."""

CHECKED = (
    *(
        (text, ground, READABLE)
        for text in ("teal", "teal-dark", "clay")
        for ground in ("", "sand")
    ),
    ("", "teal", READABLE),
    ("", "clay", READABLE),
    ("light", "teal", READABLE),
    ("teal", "mist", APART),
    ("mist", "sand-dark", APART),
)
"""Tokens that stand on one another, "" for white, and the least contrast that they need."""

_STEP = 0.002
_YELLOW, _LEAN = math.radians(95), math.radians(25)
_TOE = 0.0031308  # of a share of light: below it, sRGB is linear
_TOLERANCE = 0.0005  # of a share of light, less than a step of #rrggbb

Shares = tuple[float, float, float]
"""Red, green and blue as sRGB encodes them, 0 to 1."""

Lch = tuple[float, float, float]
"""Lightness 0 to 1, chroma 0 to about 0.4, hue in radians."""


def contrast(one: str, other: str) -> float:
    """The WCAG contrast of two colours given as #rrggbb, from 1 to 21."""
    return contrast_of_shares(_shares(one), _shares(other))


def contrast_of_shares(one: Shares, other: Shares) -> float:
    """The like of two colours given as shares of red, green and blue, 0 to 1."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def derive(primary: str, accent: str) -> dict[str, str]:
    """The tokens that stand for two colours given as #rrggbb; all others stay as they are."""
    lightness, chroma, hue = _to_lch(primary)
    _, accent_chroma, accent_hue = _to_lch(accent)

    # As in paint, light tints lean towards yellow: those of a red would else be pink.
    way = math.remainder(_YELLOW - accent_hue, math.tau)
    tint_hue = accent_hue + math.copysign(min(abs(way), _LEAN), way)

    def tint(lightness: float, most: float) -> str:
        return _to_hex((lightness, min(accent_chroma, most), tint_hue))

    return {
        "teal": primary,
        "teal-dark": _to_hex((lightness * 0.81, chroma * 0.85, hue)),
        "mist": _to_hex((0.75, min(chroma, 0.06), hue)),
        "clay": accent,
        "ochre": tint(0.81, 0.11),
        "sand": tint(0.957, 0.014),
        "sand-dark": tint(0.905, 0.03),
        "light": tint(0.945, 0.05),
    }


@dataclass(frozen=True)
class Refusal:
    """A colour that cannot be taken, the worst ground it meets and what would pass.

    `found` and `needed` are contrasts; `shade` is the nearest darker one of its hue that passes.
    """

    key: str
    given: str
    ground: str
    found: float
    needed: float
    shade: str


def unreadable(colours: dict[str, str]) -> Iterator[tuple[tuple[str, str], float, float]]:
    """What fails among CHECKED: the two tokens, the contrast found and the least one needed."""
    for one, other, needed in CHECKED:
        found = contrast(colours.get(one, WHITE), colours.get(other, WHITE))
        if found < needed:
            yield (one, other), found, needed


def refusals(primary: str, accent: str) -> list[Refusal]:
    """The colours that cannot be taken; with the shades proposed, both can."""
    of_accent = _refuse("accent", "clay", accent, lambda shade: derive(primary, shade))
    held = of_accent.shade if of_accent else accent
    of_primary = _refuse("primary", "teal", primary, lambda shade: derive(shade, held))
    return [refusal for refusal in (of_primary, of_accent) if refusal]


def _refuse(
    key: str, token: str, given: str, palette: Callable[[str], dict[str, str]]
) -> Refusal | None:
    """Whether the token fails in the palette that a colour gives, and the shade that does not."""

    def failing(colour: str) -> list[tuple[float, float, str]]:
        colours = palette(colour)
        return [
            (found, needed, colours.get(pair[pair[0] == token], WHITE))
            for pair, found, needed in unreadable(colours)
            if token in pair
        ]

    wrong = failing(given)
    if not wrong:
        return None
    lightness, chroma, hue = _to_lch(given)
    shade = given
    while failing(shade) and lightness > 0:
        lightness -= _STEP
        shade = _to_hex((lightness, chroma, hue))
    found, needed, ground = min(wrong, key=lambda told: told[0] / told[1])
    return Refusal(key, given, ground, found, needed, shade)


def _luminance(colour: Shares) -> float:
    red, green, blue = _to_linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _shares(colour: str) -> Shares:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _to_linear(colour: Shares) -> Shares:
    red, green, blue = (
        share / 12.92 if share <= 12.92 * _TOE else ((share + 0.055) / 1.055) ** 2.4
        for share in colour
    )
    return red, green, blue


def _to_lch(colour: str) -> Lch:
    red, green, blue = _to_linear(_shares(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _to_hex(colour: Lch) -> str:
    """The colour as #rrggbb, less vivid where a screen cannot show it as vivid."""
    lightness, chroma, hue = colour
    while True:
        linear = _from_lch((max(lightness, 0.0), chroma, hue))
        if chroma <= 0 or all(-_TOLERANCE <= share <= 1 + _TOLERANCE for share in linear):
            break
        chroma = max(chroma - _STEP, 0.0)
    shares = (min(max(share, 0.0), 1.0) for share in linear)
    encoded = (12.92 * s if s <= _TOE else 1.055 * s ** (1 / 2.4) - 0.055 for s in shares)
    return "#" + "".join(f"{round(255 * share):02x}" for share in encoded)


def _from_lch(colour: Lch) -> Shares:
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
