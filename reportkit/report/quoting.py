"""Cuts the source's words to a length, verbatim, at the end of a sentence, cuts marked […]."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from reportkit.corrections import CUT
from reportkit.measures.fact import Fact
from reportkit.report.french import name_line, one_line
from reportkit.report.model import Excerpt
from reportkit.report.scope import Scope, printed_name, source_of
from reportkit.schema import LABELS
from reportkit.sheet import sentence_at
from reportkit.vocabulary import fold, normalise

SENTENCE_END = re.compile(r"[.!?…]+[»”\")]?(?=\s+\S)")
SMALL_REST = 120  # a rest as short as this is not worth a cut
PLACEHOLDERS = (
    "",
    "ras",
    "r a s",
    "neant",
    "a completer",
    "a venir",
    "aucun",
    "aucune",
    "variable",
)
SHORT = {"limits": "Limites", "perspectives": "Perspectives"}
LONGEST_SENTENCE = 320  # signs
_REPEAT_LENGTH = 40  # a line as long as this that comes again is a pasted repeat


def cut_text(text: str, limit: int) -> tuple[str, ...]:
    """The first lines of `text` within about `limit` characters.

    Lines that repeat an earlier one and lines beyond the limit give way to « […] »; a line is
    cut at the end of a sentence, or between words where its first sentence alone is too long.
    """
    kept: list[str] = []
    room = limit if len(text) > limit + SMALL_REST else len(text)
    seen: set[str] = set()
    for line in (one_line(raw) for raw in text.split("\n")):
        if not line:
            continue
        if line in seen and len(line) >= _REPEAT_LENGTH:
            if kept[-1] != CUT:
                kept.append(CUT)
            continue
        seen.add(line)
        if len(line) <= room:
            kept.append(line)
            room -= len(line)
            continue
        part = _cut_line(line, room, first=not kept)
        if part == line:
            kept.append(line)
            room = 0
            continue
        if part:
            kept.append(f"{part} {CUT}")
        elif kept[-1] != CUT:
            kept.append(CUT)
        break
    while len(kept) > 2 and kept[-1] == CUT and _opens(kept[-2]):  # noqa: PLR2004 (a line and its cut)
        del kept[-2]
    return tuple(kept)


def says_something(text: str | None) -> bool:
    """Whether a field holds more than « RAS », « à compléter » or a dash."""
    return text is not None and re.sub(r"[^a-z0-9]+", " ", fold(text)).strip() not in PLACEHOLDERS


def _opens(line: str) -> bool:
    """A line that announces what the cut takes away: « Trois buts : », a bare dash."""
    return line.endswith(":") or line in ("-", "–", "•")


def _cut_line(line: str, room: int, *, first: bool) -> str:
    ends = [match.end() for match in SENTENCE_END.finditer(line)]
    fitting = [end for end in ends if end <= room]
    if fitting:
        return line[: fitting[-1]]
    if not first:
        return ""
    # No sentence ends within the room: the whole first sentence if it is not far longer.
    stretch = 1.4
    if ends and ends[0] <= room * stretch:
        return line[: ends[0]]
    if not ends and len(line) <= room * stretch:
        return line
    return line[:room].rsplit(" ", 1)[0]


def excerpt(
    row: pd.Series, column: str, limit: int, *, name_centre: bool, codes: str = ""
) -> Excerpt:
    """The beginning of a field of one action, with its place and what it was coded as."""
    lines = cut_text(row[column], limit)
    return _excerpt(row, column, lines, name_centre=name_centre, codes=codes)


def sentence_excerpt(row: pd.Series, fact: Fact, *, name_centre: bool, codes: str = "") -> Excerpt:
    """The sentence that holds the words of a fact, « […] » where the text goes on around it.

    A sentence of more than LONGEST_SENTENCE signs gives way to the words themselves.
    """
    text = row[fact.field] or ""
    start, end = sentence_at(text, max(text.find(fact.quote), 0))
    whole = text[start:end].strip().lstrip("-–—•* ")  # the sign of a list is no word
    quote = one_line(
        whole if fact.quote in whole and len(whole) <= LONGEST_SENTENCE else fact.quote
    )
    around = one_line(text)
    before = "" if around.startswith(quote) else f"{CUT} "
    behind = "" if around.endswith(quote) else f" {CUT}"
    lines = (f"{before}{quote}{behind}",)
    return _excerpt(row, fact.field, lines, name_centre=name_centre, codes=codes)


def _excerpt(
    row: pd.Series, column: str, lines: tuple[str, ...], *, name_centre: bool, codes: str
) -> Excerpt:
    return Excerpt(
        lines=lines,
        title=name_line(row["title"]),
        number=int(row["number"]),
        organisation=name_line(name)
        if name_centre and (name := printed_name(row)) is not None
        else None,
        field=SHORT.get(column, LABELS[column]),
        codes=codes,
        source=source_of(row),
    )


def choose_rows(scope: Scope, column: str, most: int) -> list[pd.Series]:
    """The actions to quote for a field, in the order of the report, at most `most`.

    For a department one a structure, that with most fields filled; where there are more than
    `most`, those with most fields filled, so that no place in the alphabet is preferred.
    """
    texts: dict[str, pd.Series] = {}
    for _, row in scope.actions.iterrows():
        if says_something(row[column]):
            texts.setdefault(normalise(row[column]), row)  # words that come again are quoted once
    rows = list(texts.values())
    if scope.several:
        best: dict[str, pd.Series] = {}
        for row in rows:
            key = row["organisation_norm"] or ""
            if key not in best or fullness(row) > fullness(best[key]):
                best[key] = row
        rows = list(best.values())
    ranked = sorted(rows, key=lambda row: (-fullness(row), row["number"]))[:most]
    return sorted(ranked, key=lambda row: int(row["number"]))


def fullness(row: pd.Series) -> int:
    """How many of the texts of a sheet are filled."""
    return sum(1 for column in _QUALITY if row[column])


_QUALITY: Sequence[str] = (
    "summary",
    "experience",
    "description",
    "funding",
    "people",
    "outcomes_territory",
    "outcomes_centre",
    "outcomes_residents",
    "limits",
    "perspectives",
)
