"""The charts: matplotlib figures in the report's type and colours, with direct labels.

No legends to decode: each mark bears its name and its figure. Series differ in lightness, so
that a grey print or a colour-blind eye reads them too. Text stays text in the SVG.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MplFigure
from matplotlib.text import Text as MplText

from reportkit.printable import clean
from reportkit.report.french import number, out_of
from reportkit.report.french import share as share_words
from reportkit.report.indicators import Share
from reportkit.report.tokens import size, templates, tokens

MM = 1 / 25.4
ROW_MM = 5.4
DARK_FROM = 0.75
LABEL_SHARE, MM_PER_LETTER = 0.5, 1.55  # what labels may take of the width; a middling letter
_LABEL_GAP_MM = 3.0

Colours = Mapping[str, str]
"""The report's colours by name (`Scope.colours`), as #rrggbb."""


def full_width() -> float:
    """Millimetres of a chart as wide as the text."""
    return size("text-width")


def half_width() -> float:
    """Millimetres of a chart that shares the line with another."""
    return (size("text-width") - size("gutter")) / 2


@cache
def _fonts() -> None:
    for path in sorted((templates() / "fonts").glob("SourceSans3-*.ttf")):
        font_manager.fontManager.addfont(str(path))


def _style(colours: Colours) -> Any:
    _fonts()
    return {
        "font.family": tokens()["fonts"]["sans"],
        "font.size": size("chart"),
        "text.color": colours["ink"],
        "svg.fonttype": "none",
        "svg.hashsalt": "reportkit",
        "text.parse_math": False,  # a dollar in a value is a dollar
    }


def to_svg(colours: Colours, plot: Callable[..., MplFigure], *args: Any) -> str:
    """Draw a figure in the report's style and give it as SVG, the same bytes every time."""
    with mpl.rc_context(_style(colours)), warnings.catch_warnings():
        # The printer says which characters the fonts lack; measuring them need not.
        warnings.filterwarnings("ignore", "Glyph")
        figure = plot(colours, *args)
        held = io.StringIO()
        figure.savefig(
            held, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    text = held.getvalue()
    return text[text.index("<svg") :]


def _width_mm(figure: MplFigure, text: MplText) -> float:
    """The drawn width of a text, in millimetres."""
    box = text.get_window_extent(renderer=FigureCanvasAgg(figure).get_renderer())
    # The page sets the same font without hinting, a little wider.
    return float(box.width) / figure.dpi / MM * 1.03


def _canvas(height_mm: float, width: float) -> tuple[MplFigure, Any]:
    """A figure whose one axes counts millimetres from the upper left corner."""
    figure = MplFigure(figsize=(width * MM, height_mm * MM))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height_mm, 0)
    axes.axis("off")
    return figure, axes


def _label_column(figure: MplFigure, axes: Any, labels: Sequence[str], top: float) -> float:
    """Row labels at the left; gives the x, in millimetres, where marks may begin."""
    width = figure.get_figwidth() / MM
    longest_label = int(width * LABEL_SHARE / MM_PER_LETTER)
    longest = 0.0
    for row, label in enumerate(labels):
        text = axes.text(0, top + (row + 0.5) * ROW_MM, _fit(label, longest_label), va="center")
        longest = max(longest, _width_mm(figure, text))
    return longest + _LABEL_GAP_MM


def _fit(text: str, longest: int) -> str:
    label = clean(text)
    return label if len(label) <= longest else label[: longest - 1].rstrip() + "…"


def plot_bars(colours: Colours, shares: Sequence[Share], width: float) -> MplFigure:
    """Horizontal bars of counts, in the order given, each with « k sur n »; width in mm."""
    figure, axes = _canvas(len(shares) * ROW_MM + 1, width)
    left = _label_column(figure, axes, [share.label for share in shares], 0)
    words = [
        axes.text(
            0,
            (row + 0.5) * ROW_MM,
            share_words(share.count, share.base),
            va="center",
            fontweight=600 if share.count else 400,
        )
        for row, share in enumerate(shares)
    ]
    room = width - left - max(_width_mm(figure, w) for w in words) - 2
    longest = max(1, *(share.base for share in shares))
    for row, (share, word) in enumerate(zip(shares, words, strict=True)):
        y = row * ROW_MM + ROW_MM * 0.18
        height = ROW_MM * 0.64
        axes.barh(y, room, height, left, align="edge", color=colours["sand"], lw=0)
        length = room * share.count / longest
        axes.barh(y, length, height, left, align="edge", color=colours["teal"], lw=0)
        word.set_x(left + room + 2)
    return figure


def plot_stack(colours: Colours, shares: Sequence[Share]) -> MplFigure:
    """One bar for all actions, its parts named and counted above and inside."""
    height, top = 9.0, 5.5
    width = size("text-width")
    figure, axes = _canvas(top + height + 1, width)
    base = max(sum(share.count for share in shares), 1)
    grounds = (("teal", "#ffffff"), ("mist", colours["ink"]), ("sand-dark", colours["ink"]))
    left = 0.0
    for share, (ground, ink) in zip(_at_most(shares, len(grounds)), grounds, strict=False):
        length = width * share.count / base
        if not share.count:
            continue
        axes.barh(top, length, height, left, align="edge", color=colours[ground], lw=0)
        axes.plot([left, left], [1.0, top + height], color=colours["ink"], lw=0.6)
        label = axes.text(left + 1.4, 2.2, _fit(share.label, 30), va="center", fontweight=600)
        if left + 1.4 + _width_mm(figure, label) > width:
            label.set(x=left - 1.4, ha="right")
        axes.text(
            left + 1.6,
            top + height / 2,
            number(share.count),
            va="center",
            color=ink,
            fontweight=600,
            fontsize=size("chart") + 3,
        )
        left += length
    return figure


def _at_most(shares: Sequence[Share], most: int) -> list[Share]:
    """The shares, the last ones folded into one where there are more than `most`."""
    if len(shares) <= most:
        return list(shares)
    rest = shares[most - 1 :]
    ids = tuple(action_id for share in rest for action_id in share.ids)
    others = Share("Autres", sum(share.count for share in rest), rest[0].base, ids)
    return [*shares[: most - 1], others]


def plot_units(colours: Colours, shares: Sequence[Share]) -> MplFigure:
    """A square an action for each row: full where the row holds, hollow where it does not."""
    figure, axes = _canvas(len(shares) * ROW_MM + 1, size("text-width"))
    left = _label_column(figure, axes, [share.label for share in shares], 0)
    base = max(share.base for share in shares)
    words = [
        axes.text(
            0,
            (row + 0.5) * ROW_MM,
            out_of(share.count, share.base),
            va="center",
            fontweight=600,
        )
        for row, share in enumerate(shares)
    ]
    room = size("text-width") - left - max(_width_mm(figure, w) for w in words) - 3
    step = min(room / base, ROW_MM * 0.86)
    side = step * 0.76
    for row, share in enumerate(shares):
        y = row * ROW_MM + (ROW_MM - side) / 2
        for unit in range(share.base):
            full = unit < share.count
            axes.add_patch(
                mpl.patches.Rectangle(
                    (left + unit * step, y),
                    side,
                    side,
                    facecolor=colours["teal"] if full else "none",
                    edgecolor=colours["teal"] if full else colours["mute"],
                    lw=0.6,
                )
            )
        words[row].set_x(left + base * step + 2)
    return figure


def plot_grid(
    colours: Colours, rows: Sequence[Share], columns: Sequence[str], counts: dict[str, list[int]]
) -> MplFigure:
    """A heat table: a row a value, a column a test, in each cell its number of actions."""
    head = 9.0
    figure, axes = _canvas(head + len(rows) * ROW_MM + 1, size("text-width"))
    labels = [f"{share.label} ({number(share.count)})" for share in rows]
    left = _label_column(figure, axes, labels, head)
    cell = (size("text-width") - left) / len(columns)
    shades = mpl.colors.LinearSegmentedColormap.from_list(
        "rk", [colours["sand"], colours["mist"], colours["teal"]]
    )
    most = max((max(values) for values in counts.values()), default=1) or 1
    for place, name in enumerate(columns):
        axes.text(
            left + (place + 0.5) * cell, head / 2, name, ha="center", va="center", fontweight=600
        )
    for row, share in enumerate(rows):
        for place, count in enumerate(counts[share.label]):
            x, y = left + place * cell, head + row * ROW_MM
            # Two bands, so that dark figures stand on light cells and white ones on dark.
            dark = count / most >= DARK_FROM
            tone = 0.8 + 0.2 * count / most if dark else 0.8 * count / most
            ground = shades(tone) if count else "#ffffff"
            axes.barh(
                y + 0.3,
                cell - 0.6,
                ROW_MM - 0.6,
                x + 0.3,
                align="edge",
                color=ground,
                edgecolor=colours["line"],
                lw=0.4,
            )
            axes.text(
                x + cell / 2,
                y + ROW_MM / 2,
                number(count),
                ha="center",
                va="center",
                color="#ffffff" if dark else colours["ink"],
                fontweight=600,
            )
    return figure


def plot_pairs(
    colours: Colours, rows: Sequence[tuple[str, int, int]], years: tuple[str, str]
) -> MplFigure:
    """Two bars a row, the earlier year above the later one, each ending in its figure."""
    step, bar = ROW_MM * 1.7, ROW_MM * 0.62
    figure, axes = _canvas(len(rows) * step + 1, size("text-width"))
    longest_label = int(size("text-width") * LABEL_SHARE / MM_PER_LETTER)
    labels = [
        axes.text(0, (row + 0.5) * step, _fit(name, longest_label), va="center")
        for row, (name, _, _) in enumerate(rows)
    ]
    left = max(_width_mm(figure, label) for label in labels) + _LABEL_GAP_MM
    words = [
        [
            axes.text(0, 0, f"{number(value)}  ({year})", va="center")
            for value, year in zip(counts, years, strict=True)
        ]
        for _, *counts in rows
    ]
    room = size("text-width") - left - max(_width_mm(figure, w) for pair in words for w in pair) - 3
    most = max(max(counts) for _, *counts in rows)
    for row, (_, *counts) in enumerate(rows):
        for place, value in enumerate(counts):
            y = row * step + step * 0.1 + place * (bar + 0.3)
            length = room * value / most
            ground = colours["teal" if place else "mist"]
            axes.barh(y, length, bar, left, align="edge", color=ground, lw=0)
            words[row][place].set(
                x=left + length + 1.5, y=y + bar / 2, fontweight=600 if place else 400
            )
    return figure
