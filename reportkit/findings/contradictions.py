"""What an action's own figures contradict: dates that cannot both be, totals unlike their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportkit.dataset import Dataset
from reportkit.measures.amounts import find_amounts
from reportkit.measures.dates import find_dates
from reportkit.measures.fact import SURE, Fact
from reportkit.measures.sentences import Sentence, sentences_of
from reportkit.schema import Finding, Severity
from reportkit.sheet import Sheet, sheets

# Two dates at least, or a total: nothing else can contradict itself, and most texts hold neither.
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\d\s?[/.-]\s?\d")
_TOTALLED = re.compile(r"total|budget|co[uû]t", re.IGNORECASE)
_FEWEST_DATES = 2

_MESSAGES = {
    "end_before_start": "une fin est dite avant le début.",
    "contradicts_other_dates": "ces dates contredisent une durée ou d'autres dates de l'action.",
    "differs_from_parts": "ce total diffère de la somme de ses parties.",
}


def contradiction_findings(dataset: Dataset) -> list[Finding]:
    """`dates-contradictoires` and `total-different`, in the order of actions and lines.

    A contradiction that a careful reader may judge otherwise is an information.
    """
    found: list[Finding] = []
    for sheet in sheets(dataset.actions):
        facts = sorted(_contradictions(sheet), key=lambda fact: fact.line)
        found += [_finding(sheet, fact) for fact in facts]
    return found


def _contradictions(sheet: Sheet) -> Iterator[Fact]:
    dated = sum(len(_DATED.findall(text)) for text in sheet.plain.values()) >= _FEWEST_DATES
    totalled = any(map(_TOTALLED.search, sheet.plain.values()))
    if not dated and not totalled:
        return
    sentences: dict[str, list[Sentence]] = sentences_of(sheet)
    if dated:
        yield from (fact for fact in find_dates(sentences) if fact.measure == "date_anomaly")
    if totalled:
        yield from (fact for fact in find_amounts(sentences) if fact.measure == "total_anomaly")


def _finding(sheet: Sheet, fact: Fact) -> Finding:
    of_dates = fact.measure == "date_anomaly"
    message = _MESSAGES[fact.type or ""]
    if not of_dates and fact.low is not None:
        parts = f"{fact.low:,.2f}".replace(",", " ").replace(".", ",")
        message = f"{message.removesuffix('.')}, {parts} €."
    return Finding(
        "dates-contradictoires" if of_dates else "total-different",
        Severity.CHECK if fact.certainty == SURE else Severity.INFO,
        sheet.source_file,
        fact.line,
        fact.quote,
        message,
        "Corrigez la fiche, ou dites dans corrections.csv laquelle est juste."
        if of_dates
        else "Vérifiez le total et ses parties ; reportkit garde le total déclaré.",
        sheet.action_id,
    )
