"""The text of a printed report: its cells and lines in order, and its charts, page by page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pypdf import PdfReader

HEAD, FOOT = 80, 1055
BODY_SCALE = 0.75


@dataclass(frozen=True)
class Run:
    """A piece of text as it is drawn: a line of a paragraph, of a cell, or of a chart.

    `x`, `y`: where it starts, in the units of its own drawing; `drawn`: in a chart.
    """

    page: int
    text: str
    x: float
    y: float
    drawn: bool


def read_runs(path: Path) -> list[Run]:
    """Every run of a PDF, without the lines that stand at the head and foot of each page."""
    found: list[Run] = []
    for number, page in enumerate(PdfReader(path).pages, start=1):

        def visit(
            text: str, cm: list, tm: list, _font: object, _size: float, number: int = number
        ) -> None:
            words = " ".join(text.split())
            drawn = abs(cm[0] - BODY_SCALE) > 0.01
            if words and (drawn or HEAD < tm[5] < FOOT):
                found.append(Run(number, words, round(tm[4], 1), round(tm[5], 1), drawn))

        page.extract_text(visitor_text=visit)
    return found


def key(text: str) -> str:
    """Text without what a line break or a chart's font may change."""
    return re.sub(r"[\s\-\u00ad]", "", text).replace("’", "'").casefold()


@dataclass
class Document:
    """The runs of a report as one prose, in which a line's end leaves no trace.

    `spans` holds the places of the prose that some figure explains.
    """

    runs: Sequence[Run]
    body: list[Run] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    prose: str = ""
    spans: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.body = [run for run in self.runs if not run.drawn]
        pieces: list[str] = []
        size = 0
        for run, following in zip(self.body, [*self.body[1:], None], strict=True):
            self.starts.append(size)
            broken = re.search(r"\w-$", run.text) and following and following.text[0].islower()
            piece = run.text[:-1] if broken else run.text + " "
            pieces.append(piece)
            size += len(piece)
        self.prose = "".join(pieces)

    def page(self, offset: int) -> int:
        """The page on which a place of the prose stands."""
        return self.body[max(bisect_right(self.starts, offset) - 1, 0)].page

    def explain(self, start: int, end: int) -> None:
        """Note that some figure accounts for this span of the prose."""
        self.spans.append((start, end))

    def explained(self, start: int, end: int) -> bool:
        """Whether one noted span holds all of this one."""
        return any(a <= start and end <= b for a, b in self.spans)

    def sections(self, opening: str, closing: str) -> Iterator[tuple[int, int]]:
        """Indices of the runs between each run that opens and the next that closes."""
        texts = [run.text for run in self.body]
        for place, text in enumerate(texts):
            if re.fullmatch(opening, text):
                for end in range(place + 1, len(texts)):
                    if re.match(closing, texts[end]):
                        yield place + 1, end
                        break

    def charts(self, page: int) -> list[list[Run]]:
        """The charts of a page: each begins with words behind figures."""
        groups: list[list[Run]] = []
        was_figure = True
        for run in (run for run in self.runs if run.drawn and run.page == page):
            is_figure = bool(re.search(r"^\d+$|sur \d+\)?$", run.text))
            if was_figure and not is_figure and not self._goes_on(groups, run):
                groups.append([])
            groups[-1].append(run)
            was_figure = is_figure
        return groups

    @staticmethod
    def _goes_on(groups: list[list[Run]], run: Run) -> bool:
        """The second status of a bar follows the figure of the first."""
        return (
            bool(groups)
            and [r.text for r in groups[-1]][::2] == ["En cours"]
            and (run.text == "Terminée")
        )
