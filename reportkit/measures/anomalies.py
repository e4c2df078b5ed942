"""Dates of an action that contradict each other: an end before its start, a period told twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from reportkit.measures.fact import BORDERLINE, SURE, Fact, Said
from reportkit.measures.moments import FIRST, LAST, Moment
from reportkit.measures.numbers import Number, find_numbers
from reportkit.measures.sentences import Sentence
from reportkit.measures.years import HELD, Cited

START: Final = "start"
END: Final = "end"
MEASURE: Final = "date_anomaly"
_SCHOOL_YEAR = re.compile(r"\b(?:une|l'|cette|sur l'|1)\s*année scolaire")
_MONTHS = re.compile(r"\s*mois\b")
_DURATION = re.compile(r"\b(?:pendant|durant|sur|durée(?: de)?|duré)\s*:?\s*$")
_OF_PERIOD = re.compile(r"\s*mois\s*[,:(]?\s*(?:soit\s+)?(?:de|du|d'|entre)?\s*(?:le\s+)?")
_OF_DURATION = re.compile(r"\s*[,:(=]?\s*(?:soit\s+)?")
_LONGEST_SCHOOL_YEAR = 13
_NEXT_SEASON = 366


@dataclass(frozen=True)
class Period:
    """A start and an end that one sentence tells."""

    sentence: Sentence
    start: Moment
    end: Moment

    @property
    def reversed(self) -> bool:
        """Whether the end comes before the start, however its dates are read."""
        return self.end.last < self.start.first

    @property
    def months(self) -> int:
        """Months from the first to the last, both counted."""
        first, last = self.start.first, self.end.last
        return 12 * (last.year - first.year) + last.month - first.month + 1

    @property
    def place(self) -> tuple[int, int]:
        """Where the two dates stand, from the first to the last."""
        return min(self.start.start, self.end.start), max(self.start.end, self.end.end)

    def fact(self, kind: str, certainty: str = SURE) -> Fact:
        """The anomaly, quoted with the words before the first date."""
        start, end = self.place
        start = max(self.sentence.low.rfind(sign, 0, start) + 1 for sign in ",;:(")
        return self.sentence.fact(MEASURE, Said(type=kind, certainty=certainty), (start, end))


def periods_of(kinds: Sequence[tuple[Cited, str]]) -> list[Period]:
    """The periods that one sentence tells: « du … au … », « a débuté le … s'est achevée le … »."""
    found = []
    for (first, opens), (second, closes) in pairwise(kinds):
        if first.sentence is not second.sentence or (opens, closes) != (START, END):
            continue
        roles = first.moment.role, second.moment.role
        if roles in ((FIRST, LAST), ("", "")):
            found.append(Period(first.sentence, first.moment, second.moment))
    return found


def find_anomalies(
    kinds: Sequence[tuple[Cited, str]],
) -> tuple[list[Fact], list[tuple[Moment, str | None]]]:
    """The anomalies of one action, and the moments they discredit.

    A discredited moment comes with None where its year is shown wrong, with BORDERLINE where
    either end may be.
    """
    periods = periods_of(kinds)
    wrong: dict[tuple[str, str], Period] = {}
    for period in periods:
        if period.reversed:
            wrong.setdefault((period.start.iso, period.end.iso), period)
    facts = [period.fact("end_before_start") for period in wrong.values()]
    twisted = [period for period in periods if period.reversed]
    against = [period for period in periods if _contradicted(period, periods)]
    facts += [period.fact("contradicts_other_dates") for period in against]
    doubtful = _discredited(kinds, twisted, against)
    if not facts:
        for start, end in _apart(kinds):
            said = Said(type="end_before_start", certainty=BORDERLINE)
            facts.append(end.sentence.fact(MEASURE, said))
            doubtful += _doubted_apart(kinds, start, end)
        facts += _too_late(kinds, periods)
        facts += [fact for period in periods for fact in _too_long(period)]
    return facts, doubtful


def _contradicted(period: Period, periods: Sequence[Period]) -> bool:
    """Whether an earlier, or a reversed, period has the same days but one year for another."""
    if period.reversed:
        return False
    here = periods.index(period)
    return any(
        (other.reversed or i < here)
        and other.start.iso[4:] == period.start.iso[4:]
        and other.end.iso[4:] == period.end.iso[4:]
        and len(period.start.iso) > len("2021") < len(period.end.iso)
        and (other.start.year == period.start.year) != (other.end.year == period.end.year)
        for i, other in enumerate(periods)
    )


def _discredited(
    kinds: Sequence[tuple[Cited, str]], twisted: Sequence[Period], against: Sequence[Period]
) -> list[tuple[Moment, str | None]]:
    if not twisted:
        return []
    doubtful = [m for period in (*twisted, *against) for m in (period.start, period.end)]
    others = {
        cited.moment.year
        for cited, _ in kinds
        if cited.reading == HELD and not any(cited.moment is m for m in doubtful)
    }
    found: list[tuple[Moment, str | None]] = []
    for period in twisted:
        starts, ends = period.start.year in others, period.end.year in others
        for moment, kept, other in ((period.start, starts, ends), (period.end, ends, starts)):
            if not kept:
                found.append((moment, None if other else BORDERLINE))
    backed = any(verdict is None for _, verdict in found)
    for period in against:
        for moment in (period.start, period.end):
            if moment.year not in others:
                found.append((moment, None if backed else BORDERLINE))
    return found


def _apart(kinds: Sequence[tuple[Cited, str]]) -> Iterator[tuple[Cited, Cited]]:
    """An end before the start told in another sentence, where the action tells one of each."""
    starts = [cited for cited, kind in kinds if kind == START and not cited.moment.role]
    ends = [cited for cited, kind in kinds if kind == END and not cited.moment.role]
    if len({c.moment.iso for c in starts}) != 1 or len({c.moment.iso for c in ends}) != 1:
        return
    start, end = starts[0], ends[0]
    if start.sentence is end.sentence or start.reading != HELD or end.reading != HELD:
        return
    if end.moment.last < start.moment.first:
        yield start, end


def _doubted_apart(
    kinds: Sequence[tuple[Cited, str]], start: Cited, end: Cited
) -> Iterator[tuple[Moment, str | None]]:
    """The wrong one of a start and an end, where the other years held stand by one alone."""
    pair = (start.moment, end.moment)
    dates = {moment.iso for moment in pair}
    others = {
        cited.moment.year
        for cited, _ in kinds
        if cited.reading == HELD and cited.moment.iso not in dates
    }
    follow = bool(others) and min(others) >= start.moment.year > end.moment.year
    precede = bool(others) and max(others) <= end.moment.year < start.moment.year
    for cited, _ in kinds:
        if cited.moment.iso == end.moment.iso and not precede:
            yield cited.moment, None if follow else BORDERLINE
        elif cited.moment.iso == start.moment.iso and not follow:
            yield cited.moment, None if precede else BORDERLINE


def _too_late(kinds: Sequence[tuple[Cited, str]], periods: Sequence[Period]) -> Iterator[Fact]:
    """A « rentrée » told as this season's that comes after the season's end."""
    spans = {(p.start.iso, p.end.iso) for p in periods}
    if len(spans) != 1:
        return
    last = periods[0].end.last
    for cited, _ in kinds:
        moment = cited.moment
        late = 0 < (moment.first - last).days < _NEXT_SEASON
        if late and moment.school and cited.reading == HELD:
            said = Said(type="contradicts_other_dates", certainty=BORDERLINE)
            start = cited.sentence.low.rfind(",", 0, moment.start) + 1
            yield cited.sentence.fact(MEASURE, said, (start, moment.end))


def _too_long(period: Period) -> Iterator[Fact]:
    """A stated duration that the dates beside it contradict."""
    low = period.sentence.low
    if min(len(period.start.iso), len(period.end.iso)) == len("2021"):
        return
    if _SCHOOL_YEAR.search(low) and period.months > _LONGEST_SCHOOL_YEAR:
        yield period.fact("contradicts_other_dates")
        return
    for number in find_numbers(low) if "mois" in low else ():
        stated = number.value
        if stated is None or number.article or not _MONTHS.match(low, number.end):
            continue
        off = abs(period.months - stated)
        if _beside(period, number) and off > max(2, stated / 3):
            yield period.fact("contradicts_other_dates")
        elif off > max(2, stated / 2) and _DURATION.search(low[: number.start]):
            yield period.fact("contradicts_other_dates", BORDERLINE)


def _beside(period: Period, number: Number) -> bool:
    """Whether a count of months tells a period's own length: « 9 mois, de mars à mai 2021 »."""
    if number.about or number.bounds != (None, None):
        return False
    low, (start, end) = period.sentence.low, period.place
    if number.end < start:
        return _OF_PERIOD.fullmatch(low, number.end, start) is not None
    return number.start > end and _OF_DURATION.fullmatch(low, end, number.start) is not None
