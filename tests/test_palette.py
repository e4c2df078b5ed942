"""Two colours become a palette that can be read and printed in grey, or are refused with help."""

from __future__ import annotations

import tomllib

import pytest
from conftest import ROOT
from hypothesis import example, given
from hypothesis import strategies as st

from reportkit.palette import APART, CHECKED, READABLE, contrast, derive, refusals, unreadable

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
LOOK = tomllib.loads((ROOT / "templates" / "tokens.toml").read_text("utf-8"))["colours"]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@given(COLOURS, COLOURS)
@example("#ffffff", "#ffffff")
@example("#000000", "#000000")
@example("#ffff00", "#00ff00")
def test_any_two_colours_pass_or_are_refused_with_shades_that_do(primary: str, accent: str) -> None:
    refused = {refusal.key: refusal for refusal in refusals(primary, accent)}
    taken = derive(
        refused["primary"].shade if "primary" in refused else primary,
        refused["accent"].shade if "accent" in refused else accent,
    )
    assert not list(unreadable(taken))
    for refusal in refused.values():
        assert refusal.found < refusal.needed
        assert contrast(refusal.shade, "#ffffff") > contrast(refusal.given, "#ffffff")


@given(COLOURS, COLOURS)
def test_what_is_told_of_a_palette_holds_with_the_tokens_that_stay(primary: str, accent: str):
    """Text and notes on the tinted grounds, figures on the second series."""
    colours = LOOK | derive(primary, accent)
    for text, ground in (("ink", "sand"), ("mute", "sand"), ("ink", "sand-dark"), ("ink", "mist")):
        assert contrast(colours[text], colours[ground]) >= READABLE, (text, ground)


def test_the_look_that_comes_with_reportkit_passes() -> None:
    assert not list(unreadable(LOOK))
    assert {token for *pair, _ in CHECKED for token in pair if token} <= set(LOOK)
    assert set(derive("#000000", "#000000")) <= set(LOOK)


def test_a_light_blue_is_refused_with_a_darker_blue() -> None:
    (refusal,) = refusals("#9ad0f5", "#8c1c13")
    assert (refusal.key, refusal.needed) == ("primary", READABLE)
    assert refusal.found == pytest.approx(contrast("#9ad0f5", refusal.ground))
    red, green, blue = (int(refusal.shade[n : n + 2], 16) for n in (1, 3, 5))
    assert red < green < blue


def test_the_shade_proposed_is_the_nearest_that_passes() -> None:
    (refusal,) = refusals("#9ad0f5", "#8c1c13")
    assert contrast(refusal.shade, refusal.ground) == pytest.approx(READABLE, abs=0.08)


@given(COLOURS, COLOURS)
def test_two_series_differ_in_grey(primary: str, accent: str) -> None:
    if not refusals(primary, accent):
        colours = derive(primary, accent)
        assert contrast(colours["teal"], colours["mist"]) >= APART
