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
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure as MplFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text as MplText
from matplotlib.transforms import Affine2D

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


class Drawing:
    """A figure on which places are millimetres from the upper left corner.

    It has no axes: they would take half of a chart's time, for scales that none of ours shows.
    """

    def __init__(self, height: float, width: float) -> None:
        self.width = width
        self.figure = MplFigure(figsize=(width * MM, height * MM))
        FigureCanvasAgg(self.figure)  # measures texts; the figure keeps it
        down = Affine2D().scale(MM, -MM).translate(0, height * MM)
        self._place = down + self.figure.dpi_scale_trans

    def text(self, x: float, y: float, words: str, **look: Any) -> MplText:
        """Words beside a point: of their box, the middle of the left edge."""
        text = MplText(x, y, words, va="center", transform=self._place, **look)
        self.figure.add_artist(text)
        return text

    def bar(self, x: float, y: float, length: float, height: float, **look: Any) -> None:
        """A rectangle, from its upper left corner; without an edge unless `lw` is given."""
        look.setdefault("lw", 0)
        bar = Rectangle((x, y), length, height, transform=self._place, **look)
        self.figure.add_artist(bar)

    def upright(self, x: float, top: float, foot: float, **look: Any) -> None:
        """A vertical line."""
        self.figure.add_artist(Line2D([x, x], [top, foot], transform=self._place, **look))

    def width_of(self, *texts: MplText) -> float:
        """The drawn width of the widest."""
        widest = max(float(text.get_window_extent().width) for text in texts)
        # The page sets the same font without hinting, a little wider.
        return widest / self.figure.dpi / MM * 1.03

    def label_column(self, labels: Sequence[str], top: float = 0, step: float = ROW_MM) -> float:
        """Row labels at the left; gives the x where marks may begin."""
        longest = int(self.width * LABEL_SHARE / MM_PER_LETTER)
        middles = (top + (row + 0.5) * step for row in range(len(labels)))
        drawn = [
            self.text(0, y, _fit(label, longest)) for y, label in zip(middles, labels, strict=True)
        ]
        return self.width_of(*drawn) + _LABEL_GAP_MM


def _fit(text: str, longest: int) -> str:
    label = clean(text)
    return label if len(label) <= longest else label[: longest - 1].rstrip() + "…"


def plot_bars(colours: Colours, shares: Sequence[Share], width: float) -> MplFigure:
    """Horizontal bars of counts, in the order given, each with « k sur n »; width in mm."""
    drawing = Drawing(len(shares) * ROW_MM + 1, width)
    left = drawing.label_column([share.label for share in shares])
    words = [
        drawing.text(
            0,
            (row + 0.5) * ROW_MM,
            share_words(share.count, share.base),
            fontweight=600 if share.count else 400,
        )
        for row, share in enumerate(shares)
    ]
    room = width - left - drawing.width_of(*words) - 2
    longest = max(1, *(share.base for share in shares))
    for row, (share, word) in enumerate(zip(shares, words, strict=True)):
        y, height = row * ROW_MM + ROW_MM * 0.18, ROW_MM * 0.64
        drawing.bar(left, y, room, height, color=colours["sand"])
        drawing.bar(left, y, room * share.count / longest, height, color=colours["teal"])
        word.set_x(left + room + 2)
    return drawing.figure


def plot_stack(colours: Colours, shares: Sequence[Share]) -> MplFigure:
    """One bar for all actions, its parts named and counted above and inside."""
    height, top = 9.0, 5.5
    width = size("text-width")
    drawing = Drawing(top + height + 1, width)
    base = max(sum(share.count for share in shares), 1)
    grounds = (("teal", "#ffffff"), ("mist", colours["ink"]), ("sand-dark", colours["ink"]))
    left = 0.0
    for share, (ground, ink) in zip(_at_most(shares, len(grounds)), grounds, strict=False):
        length = width * share.count / base
        if not share.count:
            continue
        drawing.bar(left, top, length, height, color=colours[ground])
        drawing.upright(left, 1.0, top + height, color=colours["ink"], lw=0.6)
        label = drawing.text(left + 1.4, 2.2, _fit(share.label, 30), fontweight=600)
        if left + 1.4 + drawing.width_of(label) > width:
            label.set(x=left - 1.4, ha="right")
        drawing.text(
            left + 1.6,
            top + height / 2,
            number(share.count),
            color=ink,
            fontweight=600,
            fontsize=size("chart") + 3,
        )
        left += length
    return drawing.figure


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
    drawing = Drawing(len(shares) * ROW_MM + 1, size("text-width"))
    left = drawing.label_column([share.label for share in shares])
    base = max(share.base for share in shares)
    words = [
        drawing.text(0, (row + 0.5) * ROW_MM, out_of(share.count, share.base), fontweight=600)
        for row, share in enumerate(shares)
    ]
    room = drawing.width - left - drawing.width_of(*words) - 3
    step = min(room / base, ROW_MM * 0.86)
    side = step * 0.76
    for row, share in enumerate(shares):
        y = row * ROW_MM + (ROW_MM - side) / 2
        for unit in range(share.base):
            full = unit < share.count
            drawing.bar(
                left + unit * step,
                y,
                side,
                side,
                facecolor=colours["teal"] if full else "none",
                edgecolor=colours["teal"] if full else colours["mute"],
                lw=0.6,
            )
        words[row].set_x(left + base * step + 2)
    return drawing.figure


def plot_grid(
    colours: Colours, rows: Sequence[Share], columns: Sequence[str], counts: dict[str, list[int]]
) -> MplFigure:
    """A heat table: a row a value, a column a test, in each cell its number of actions."""
    head = 9.0
    drawing = Drawing(head + len(rows) * ROW_MM + 1, size("text-width"))
    left = drawing.label_column([f"{row.label} ({number(row.count)})" for row in rows], head)
    cell = (drawing.width - left) / len(columns)
    shades = LinearSegmentedColormap.from_list(
        "rk", [colours["sand"], colours["mist"], colours["teal"]]
    )
    most = max((max(values) for values in counts.values()), default=1) or 1
    for place, name in enumerate(columns):
        drawing.text(left + (place + 0.5) * cell, head / 2, name, ha="center", fontweight=600)
    for row, share in enumerate(rows):
        for place, count in enumerate(counts[share.label]):
            x, y = left + place * cell, head + row * ROW_MM
            # Two bands, so that dark figures stand on light cells and white ones on dark.
            dark = count / most >= DARK_FROM
            tone = 0.8 + 0.2 * count / most if dark else 0.8 * count / most
            drawing.bar(
                x + 0.3,
                y + 0.3,
                cell - 0.6,
                ROW_MM - 0.6,
                facecolor=shades(tone) if count else "#ffffff",
                edgecolor=colours["line"],
                lw=0.4,
            )
            drawing.text(
                x + cell / 2,
                y + ROW_MM / 2,
                number(count),
                ha="center",
                color="#ffffff" if dark else colours["ink"],
                fontweight=600,
            )
    return drawing.figure


def plot_pairs(
    colours: Colours, rows: Sequence[tuple[str, int, int]], years: tuple[str, str]
) -> MplFigure:
    """Two bars a row, the earlier year above the later one, each ending in its figure."""
    step, bar = ROW_MM * 1.7, ROW_MM * 0.62
    drawing = Drawing(len(rows) * step + 1, size("text-width"))
    left = drawing.label_column([name for name, _, _ in rows], step=step)
    words = [
        [
            drawing.text(0, 0, f"{number(value)}  ({year})")
            for value, year in zip(counts, years, strict=True)
        ]
        for _, *counts in rows
    ]
    room = drawing.width - left - drawing.width_of(*(w for pair in words for w in pair)) - 3
    most = max(max(counts) for _, *counts in rows)
    for row, (_, *counts) in enumerate(rows):
        for place, value in enumerate(counts):
            y = row * step + step * 0.1 + place * (bar + 0.3)
            length = room * value / most
            drawing.bar(left, y, length, bar, color=colours["teal" if place else "mist"])
            words[row][place].set(
                x=left + length + 1.5, y=y + bar / 2, fontweight=600 if place else 400
            )
    return drawing.figure
