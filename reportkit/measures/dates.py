"""Dates, the years in which an action ran, years announced, and dates that contradict each other.

All are for display and for checking: a year found in a text is never the action's année SENACS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from reportkit.measures.anomalies import END, START, find_anomalies
from reportkit.measures.fact import BORDERLINE, SURE, Fact, Said
from reportkit.measures.moments import FIRST, LAST, Moment, find_moments
from reportkit.measures.sentences import Sentence
from reportkit.measures.years import (
    HELD,
    NOTHING,
    OTHER,
    PLANNED,
    Cited,
    confined_years,
    judge,
    rerun_certainty,
)

CITED: Final = "cited"
EXPLICIT: Final = "explicit"
INFERRED: Final = "inferred"

_WORTH_READING = re.compile(r"(?:19|20)\d\d|\d[/.]\s?\d{1,2}\s?[/.]\s?\d\d|confinement")
_OCCASION = (
    r"(?:séance|atelier|rencontre|réunion|sortie|permanence|représentation|édition|session|date"
    r"|distribution|soirée|émission|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)"
)
_STARTS = re.compile(
    r"(?:\b(?:(?:re)?démarr|début|debut|commenc|lanc|mise? en (?:place|œuvre|oeuvre|route)|initi"
    r"|créé|création"
    r"|ouvert|ouvr|inaugur|né[e ]|naît|mis en (?:place|œuvre|oeuvre|route))[^.;]{0,45}?"
    r"(?:\b(?:le|en|au|à|depuis|dès|du|de|d'|pour|courant|mois|fin|début|dans)\s+|:\s*|\s-?|\())$"
    rf"|\b(?:1er|1ère|premi(?:er|ère))\s+{_OCCASION}\b[^.;,]{{0,30}}$"
    r"|\b(?:depuis|à partir d[eu']|dès|à compter d[eu'])\s*"
    r"(?:\w+\s+)?(?:l'|le\s+|la\s+|mois d[e']\s*|fin\s+|début\s+)?(?:année\s+)?$"
)
_ENDS = re.compile(
    r"\b(?:achev|termin|cl[ôo]tur|finalis|fini(?!s?t)|prend fin|pris fin|prendra fin|prenait fin"
    r"|arrêt|fin d[eu']"
    r"|clos|fin\s*:|fin le|échéance)[^.;]{0,45}$"
    rf"|\b(?:le |la )?derni(?:er|ère)\s+{_OCCASION}\b[^.;]{{0,45}}$"
    r"|\b(?:le|la)\s+derni(?:er|ère)\s+(?:a eu lieu\s+)?(?:le|en|au)\s+$"
    r"|\bjusqu'(?:au|en|à)\s*(?:la\s+|l'\s*|fin\s+|début\s+|mi-?\s*)?$"
)
_ENDS_BEHIND = re.compile(
    r"\s*,?\s*(?:qui\s+)?(?:a|ont|est venue?)\s+(?:\w+\s+)?(?:clôtur|clotur|achev|termin|mis fin)"
)
_CUT = re.compile(r"[,;:]\s?|\((?![^()]*\))\s?|\.\s|\s[-–]\s")
_LONG = 80
_SHORT = 14


def find_dates(sentences: Mapping[str, Sequence[Sentence]]) -> list[Fact]:
    """Facts `date`, `year`, `planned_year` and `date_anomaly` of one action.

    A `date` is what stands in the text; a `year` one fact a year and line, explicit or inferred
    from a confinement or from an announced rerun; what an end before its start shows wrong is
    none.
    """
    worth = [s for field in sentences.values() for s in field if _WORTH_READING.search(s.low)]
    if not worth:
        return []
    cited = [c for s in worth for c in _cited(s)]
    kinds = [(c, _kind(c, i, cited)) for i, c in enumerate(cited)]
    anomalies, doubtful = find_anomalies(kinds)
    facts = [_date(c, kind) for c, kind in kinds]
    held = list(_without(cited, doubtful))
    if any(fact.certainty == BORDERLINE and fact.type != "end_before_start" for fact in anomalies):
        late = {(f.field, f.line) for f in anomalies}
        held = [c for c in held if not (c.moment.school and (c.sentence.column, c.line) in late)]
    facts += _years(held)
    facts += _inferred(worth, held)
    return facts + anomalies


def _cited(sentence: Sentence) -> Iterator[Cited]:
    moments = find_moments(sentence.low)
    reading = ""
    for index in range(len(moments)):
        cited = judge(sentence, moments, index, reading)
        reading = cited.reading
        if cited.reading != NOTHING:
            yield cited


def _kind(cited: Cited, index: int, all_cited: Sequence[Cited]) -> str:
    """Whether a moment starts or ends something, by the words about it."""
    moment, low = cited.moment, cited.sentence.low
    if cited.reading == OTHER:
        return CITED
    if moment.role:
        return START if moment.role == FIRST else END
    previous = all_cited[index - 1] if index else None
    same = previous is not None and previous.sentence is cited.sentence
    reach = previous.moment.end if same and previous else 0
    before = low[max(reach, moment.start - _LONG) : moment.start]
    ends = _ENDS.search(before)
    starts = _STARTS.search(before)
    if ends and (starts is None or ends.start() > starts.start()):
        return END
    if starts:
        return START
    return END if _ENDS_BEHIND.match(low, moment.end) else CITED


def _date(cited: Cited, kind: str) -> Fact:
    said = Said(cited.moment.iso, type=kind, rule=cited.reading)
    return cited.sentence.fact("date", said, clause(cited.sentence.low, cited.moment))


def _without(
    cited: Iterable[Cited], doubtful: Sequence[tuple[Moment, str | None]]
) -> Iterator[Cited]:
    for one in cited:
        verdicts = [verdict for moment, verdict in doubtful if moment is one.moment]
        if not verdicts:
            yield one
        elif verdicts[0] is not None:
            yield replace(one, certainty=verdicts[0])


def _years(cited: Iterable[Cited]) -> Iterator[Fact]:
    """One fact a year and line, the surest."""
    best: dict[tuple[str, int, str, int], Cited] = {}
    for one in cited:
        if one.reading not in (HELD, PLANNED):
            continue
        key = (one.sentence.column, one.line, one.reading, one.moment.year)
        if key not in best or (best[key].certainty, one.certainty) == (BORDERLINE, SURE):
            best[key] = one
    for one in best.values():
        measure = "year" if one.reading == HELD else "planned_year"
        said = Said(one.moment.year, type=EXPLICIT, certainty=one.certainty, rule="year written")
        yield one.sentence.fact(measure, said, clause(one.sentence.low, one.moment))
    yield from _between(best.values())


def _between(cited: Iterable[Cited]) -> Iterator[Fact]:
    """Years within « de 2017 à 2019 » that are not written."""
    ends = [one for one in cited if one.reading == HELD]
    for first in ends:
        for last in ends:
            pair = first.moment.role == FIRST and last.moment.role == LAST
            if pair and first.sentence is last.sentence:
                for year in range(first.moment.year + 1, last.moment.year):
                    said = Said(year, type=INFERRED, certainty=BORDERLINE, rule="within a period")
                    yield first.sentence.fact("year", said, (first.moment.start, last.moment.end))


def _inferred(sentences: Sequence[Sentence], cited: Sequence[Cited]) -> Iterator[Fact]:
    known = {c.moment.year for c in cited if c.reading == HELD and c.certainty == SURE}
    yield from _confined(sentences, known)
    for one in cited:
        before = one.moment.year - 1
        if one.reading != PLANNED or before in known or max(known, default=0) > before:
            continue
        certainty = rerun_certainty(one.sentence, one.moment)
        if certainty:
            said = Said(before, type=INFERRED, certainty=certainty, rule="rerun announced")
            yield one.sentence.fact("year", said, clause(one.sentence.low, one.moment))


def _confined(sentences: Sequence[Sentence], known: set[int]) -> Iterator[Fact]:
    """Years of confinements: a numbered one always; « le confinement » where no other tells it."""
    told: set[tuple[str, int, int]] = set()
    generic: dict[int, str] = {}
    found = [
        (s, *one) for s in sentences if "confinement" in s.low for one in confined_years(s.low)
    ]
    numbered_years = {year for _, year, _, numbered in found if numbered}
    for sentence, year, place, numbered in found:
        key = (sentence.column, sentence.line, year)
        if key in told:
            continue
        if not numbered:
            if year in known or year in numbered_years:
                continue
            if generic.setdefault(year, sentence.text) != sentence.text:
                continue
        told.add(key)
        certainty = SURE if numbered or not known else BORDERLINE
        said = Said(year, type=INFERRED, certainty=certainty, rule="confinement")
        yield sentence.fact("year", said, place)


def clause(low: str, moment: Moment) -> tuple[int, int]:
    """The words that carry a date: its clause, as far as they are short."""
    start = 0
    cuts = [cut.end() for cut in _CUT.finditer(low, 0, moment.start)]
    while cuts and moment.start - cuts[-1] < _SHORT:
        cuts.pop()
    if cuts:
        start = cuts[-1]
    if moment.start - start > _LONG:
        start = low.index(" ", moment.start - _LONG) + 1
        start = min(start, moment.start)
    end = moment.end
    if moment.start - start < _SHORT:
        cut = _CUT.search(low, end + 2) if end + 2 < len(low) else None
        end = min(cut.start() if cut else len(low), end + _LONG)
        if end < len(low) and not low[end].isspace() and low[end].isalnum():
            end = max(moment.end, low.rfind(" ", moment.end, end))
    return start, end
