"""French typography of all that we say ourselves, in the HTML of every report of the sample."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

import pandas as pd
import pytest
from conftest import notebook_sections

from reportkit.dataset import Dataset
from reportkit.facts import tell_facts
from reportkit.report.markup import render_block
from reportkit.report.perimeter import Perimeter, perimeters
from reportkit.report.report import Report
from reportkit.report.scope import cut_scope

WRONG = {
    "straight apostrophe": r"\w'\w",
    "straight quote": r'"',
    "three stops": r"\.\.\.",
    "ordinary space before a high sign": r" [;:!?%€»]",
    "ordinary space behind «": r"« ",
    "no space before a high sign": r"[^\W\d][;!?»]",
    "ordinary space in a number": r"\d \d{3}\b",
    "number away from its total": r"\d sur \d",
    "double space": r"  ",
    "double stop": r"(?<![….])\.\.(?!\.)| \.|,\.",
}
QUOTED = ("blockquote", "sheet-part", "remark")
"""Elements and classes that hold words of the source or of the team, and no others."""


class Texts(HTMLParser):
    """The text of our own elements and of pictures' alternatives; what is quoted is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[bool] = []

    def handle_starttag(  # noqa: D102
        self, tag: str, attributes: list[tuple[str, str | None]]
    ) -> None:
        given = dict(attributes)
        if given.get("alt"):
            self.found.append(given["alt"] or "")
        if tag not in ("img", "br"):
            self.open.append(tag in QUOTED or given.get("class") in QUOTED)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002, D102
        self.open.pop()

    def handle_data(self, data: str) -> None:  # noqa: D102
        if not any(self.open) and data.strip():
            self.found.append(data.strip("\n"))


def own_texts(html: str) -> list[str]:
    parser = Texts()
    parser.feed(html)
    return parser.found


def written(actions: pd.DataFrame) -> set[str]:
    """Every value of the source that a page may print, longest first to be taken out whole."""
    found: set[str] = set()
    for column in actions.columns:
        for value in actions[column]:
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str):
                    found |= {" ".join(line.split()) for line in text.split("\n")}
                    found.add(" ".join(text.split()))
    return {text for text in found if re.search(r"['\"’ ;:!?%€«»]", text)}


def said_by_people(dataset: Dataset) -> set[str]:
    """Names of reportkit.toml and sources of complements.csv, printed as they are written."""
    funders = {funder.name for funder in dataset.config.funders.values()}
    return funders | {dataset.publisher or ""} | {c.source for c in dataset.complements.values()}


def without(text: str, sources: Iterable[str]) -> str:
    for source in sources:
        text = text.replace(source, "X")
    return text


def pieces(dataset: Dataset, about: Perimeter, facts: list) -> Iterator[str]:
    report = Report(cut_scope(dataset, about, facts))
    for section in notebook_sections(about.kind):
        for block in getattr(report, section)():
            yield from own_texts(str(render_block(block)))


@pytest.fixture(scope="module")
def facts(sample: Dataset) -> list:
    return list(tell_facts(sample, sample.config).facts)


@pytest.mark.parametrize("kind", ["centre", "departement", "financeur"])
def test_what_we_say_is_set_as_french_printers_set_it(
    sample: Dataset, facts: list, kind: str
) -> None:
    given = {" ".join(fact.quote.split()) for fact in facts} | said_by_people(sample)
    sources = sorted(written(sample.actions) | given, key=len, reverse=True)
    faults = {
        (name, text)
        for about in perimeters(sample)
        if about.kind == kind
        for piece in pieces(sample, about, facts)
        if (text := without(piece, sources))
        for name, pattern in WRONG.items()
        if re.search(pattern, text)
    }
    assert not faults


@pytest.mark.parametrize(
    "wrong",
    ["l'eau", 'dit "non"', "fin...", "quoi ?", "12 %", "« mot", "mot;", "1 200", "3 sur 4", "a  b"],
)
def test_the_scan_sees_each_fault(wrong: str) -> None:
    assert any(re.search(pattern, wrong) for pattern in WRONG.values())
