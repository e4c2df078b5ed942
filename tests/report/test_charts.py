"""Charts: reproducible, text kept as text, inside the page, true to their figures."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from reportkit.report import charts
from reportkit.report.indicators import Share
from reportkit.report.tokens import colours

LOOK = colours()
SHARES = [Share("Solidarité", 8, 15, ()), Share("Santé & bien-être <tous>", 3, 15, ())]
COUNTS = {"Solidarité": [5, 0], "Santé & bien-être <tous>": [1, 2]}
GRID = (SHARES, ["Sur le territoire", "Pour le centre"], COUNTS)
PLOTS = [
    (charts.plot_bars, (SHARES, 170.0)),
    (charts.plot_bars, (SHARES, 80.0)),
    (charts.plot_stack, (SHARES,)),
    (charts.plot_units, (SHARES,)),
    (charts.plot_grid, GRID),
]


def texts(svg: str) -> list[str]:
    return [
        "".join(node.itertext()).strip()
        for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314
    ]


@pytest.mark.parametrize(("plot", "arguments"), PLOTS)
def test_the_same_bytes_every_time(plot, arguments: tuple) -> None:
    assert charts.to_svg(LOOK, plot, *arguments) == charts.to_svg(LOOK, plot, *arguments)


@pytest.mark.parametrize(("plot", "arguments"), PLOTS)
def test_labels_are_text_in_the_bundled_font(plot, arguments: tuple) -> None:
    svg = charts.to_svg(LOOK, plot, *arguments)
    assert any("Santé & bien-être <tous>" in text for text in texts(svg))
    assert "Source Sans 3" in svg
    assert "DejaVu" not in svg


def test_bars_print_count_and_base() -> None:
    assert "8\u00a0sur\u00a015" in texts(charts.to_svg(LOOK, charts.plot_bars, SHARES, 170.0))


def test_bar_lengths_are_in_proportion() -> None:
    svg = charts.to_svg(
        LOOK, charts.plot_bars, [Share("a", 8, 16, ()), Share("b", 4, 16, ())], 170.0
    )
    paths = re.findall(r'd="M ([\d.]+) [\d.]+ \nL ([\d.]+) ', svg)
    widths = sorted({round(float(b) - float(a), 1) for a, b in paths}, reverse=True)
    _page, ground, half, quarter = widths
    assert half == pytest.approx(ground / 2, rel=0.02)
    assert quarter == pytest.approx(ground / 4, rel=0.02)


@pytest.mark.parametrize(("base", "width"), [(25, 170.0), (25, 80.0), (7, 80.0)])
def test_no_text_leaves_the_picture(base: int, width: float) -> None:
    """Measured with the same font: the end of every text is inside the figure."""
    labels = ("Lutte contre les discriminations", "Plusieurs communes")
    shares = [Share(label, n + 10 % base, base, ()) for n, label in enumerate(labels)]
    with mpl.rc_context(charts._style(LOOK)):
        figure = charts.plot_bars(LOOK, shares, width)
        renderer = FigureCanvasAgg(figure).get_renderer()
        edges = [text.get_window_extent(renderer) for text in figure.texts]
    assert all(edge.x0 >= -0.5 for edge in edges)
    assert all(edge.x1 <= figure.bbox.x1 + 0.5 for edge in edges)


def test_grid_prints_every_cell() -> None:
    assert {"5", "0", "1", "2"} <= set(texts(charts.to_svg(LOOK, charts.plot_grid, *GRID)))


@pytest.mark.parametrize("label", ["a$b$c", "x" * 200, "emoji 🦄", "bidi \u202e", "\x07", "{0}"])
def test_hostile_labels_are_drawn_as_text(label: str) -> None:
    svg = charts.to_svg(LOOK, charts.plot_bars, [Share(label, 1, 2, ())], 170.0)
    assert texts(svg)


def test_zero_everywhere_is_still_a_chart() -> None:
    zero = [Share("a", 0, 5, ())]
    for plot, arguments in ((charts.plot_bars, (zero, 170.0)), (charts.plot_units, (zero,))):
        assert "0\u00a0sur\u00a05" in texts(charts.to_svg(LOOK, plot, *arguments))
