"""Recounts a printed report from table and facts: python tests/recount.py PDF TABLE FACTS."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import recounted_charts
import recounted_prose
import recounted_tables
from printed import Document, Run, key, read_runs
from recounted import Row, Slice, read_csv, slice_of

RATIO = re.compile(r"(?:\d[\d ]*|une?) (?:actions? |fiches? )?sur (?:les )?\d+", re.IGNORECASE)
AROUND = 9


@dataclass(frozen=True)
class Figure:
    """One figure of a report beside its recount; `base`: of how many actions it tells."""

    name: str
    page: int
    printed: str
    recounted: str
    base: str = ""

    @property
    def differs(self) -> bool:
        """Whether the report prints something else than the recount gives."""
        return self.printed != self.recounted


def recount(runs: Sequence[Run], table: list[Row], facts: list[Row]) -> list[Figure]:
    """Every figure that the report prints, recounted; those that nothing explains at the end."""
    doc = Document(runs)
    chosen = slice_of(doc, table, facts)
    parts = (recounted_charts, recounted_tables, recounted_prose)
    found = [Figure(*figure) for part in parts for figure in part.figures(doc, chosen)]
    return [*found, *unexplained(doc, chosen)]


def unexplained(doc: Document, chosen: Slice) -> Iterator[Figure]:
    """The « k sur n » of the prose that no recount matched and that no action's text holds."""
    texts = [key(value) for row in chosen.rows for value in row.values()]
    for match in RATIO.finditer(doc.prose):
        if doc.explained(*match.span()):
            continue
        left = key(doc.prose[: match.start()][-3 * AROUND :])[-AROUND:]
        right = key(doc.prose[match.end() :][: 3 * AROUND])[:AROUND]
        words = key(match.group())
        if not any(left + words in text or words + right in text for text in texts):
            yield Figure("sans recomptage", doc.page(match.start()), match.group(), "")


def main(arguments: Sequence[str]) -> int:
    """Print every figure as TSV; 1 where one differs."""
    report, table, facts = (Path(name) for name in arguments)
    figures = recount(read_runs(report), read_csv(table), read_csv(facts))
    print("figure", "page", "printed", "recounted", "base", "", sep="\t")
    for figure in figures:
        mark = "≠" if figure.differs else ""
        print(
            figure.name, figure.page, figure.printed, figure.recounted, figure.base, mark, sep="\t"
        )
    return int(any(figure.differs for figure in figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
