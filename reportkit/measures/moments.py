"""Dates in French prose: days, months, seasons, school years and years, and periods between.

« du 5 au 12 juillet 2021 », « de septembre 2019 à juin », « 12/03/21 », « rentrée 2019 »,
« 1er trimestre 2022 », « 2018-2019 ». Only what carries a year, or stands beside it, is read.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

FIRST: Final = "first"
LAST: Final = "last"

_MONTHS = {
    1: r"janv(?:iers?|\.)?", 2: r"f[ée]v(?:riers?|r?\.)?", 3: "mars", 4: r"avr(?:ils?|\.)",
    5: "mai", 6: "juin", 7: r"juil(?:lets?|\.)?", 8: "ao[uû]ts?", 9: r"sept(?:embres?|\.)?",
    10: r"oct(?:obres?|\.)?", 11: r"nov(?:embres?|\.)?", 12: r"d[ée]c(?:embres?|\.)?",
}  # fmt: skip
_MONTH = "(?:" + "|".join(_MONTHS.values()) + r")(?![^\W\d_])"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:\s?er)?(?!\d)"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_SEASONS = {
    r"rentrée(?: scolaire)?(?: de septembre)?|rentree(?: scolaire)?": (9, 9),
    "printemps": (3, 6), "[ée]t[ée]": (6, 9), "automne": (9, 12), "hiver": (1, 12),
    "no[ëe]l": (12, 12), "toussaint": (10, 11), "p[âa]ques": (3, 5),
    "d[ée]but": (1, 5), "mi-?": (5, 8), "fin": (8, 12), "courant": (1, 12),
    r"(?:1 ?er|premier)\s+semestre|s1": (1, 6),
    r"(?:2 ?(?:[èe]me|nde?|[èe])|second|deuxième|dernier)\s+semestre|s2": (7, 12),
    r"(?:1 ?er|premier)\s+trimestre|t1": (1, 3),
    r"(?:2 ?(?:[èe]me|nde?|[èe])|second|deuxième)\s+trimestre|t2": (4, 6),
    r"(?:3 ?[èe](?:me)?|troisième)\s+trimestre|t3": (7, 9),
    r"(?:4 ?[èe](?:me)?|quatrième|dernier)\s+trimestre|t4": (10, 12),
}  # fmt: skip
# A number that a noun in the plural follows counts; these small words are no such noun.
_SMALL = (
    "dans|puis|nous|vous|ils|elles|des|les|mais|sous|après|lors|depuis|plus|très|pas|ces|ses|nos|"
    "leurs|vers|dès|sans|plusieurs|trois|alors|toujours|jours|mars|moins|cours|tous|toutes"
    "|certains"
)
_DATED = re.compile(
    rf"(?<![\d/.-])(?P<nd>0?[1-9]|[12]\d|3[01])\s?(?P<sep>[/.-])\s?(?P<nm>0?[1-9]"
    rf"|1[0-2])\s?(?P=sep)"
    rf"\s?(?P<ny>{_YEAR}|(?<=[/.\s])[0-4]\d)(?!\d|[/.-]\d)"
    rf"|(?<![\d/.-])(?P<iy>{_YEAR})-(?P<im>0[1-9]|1[0-2])-(?P<id>0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?<![\d/.-])(?P<my_m>0?[1-9]|1[0-2])\s?/\s?(?P<my_y>{_YEAR})(?![\d/])"
    rf"|(?:(?<![\d,/.])(?P<day>{_DAY})\s*)?(?<![^\W\d_])(?P<month>{_MONTH})"
    rf"(?:\s*-?\s*|\s+de\s+(?:l'année\s+)?)(?P<year>{_YEAR})(?!\d)"
    rf"|(?<![\w-])(?P<season>{'|'.join(_SEASONS)})\s*(?:de\s+l'année\s+|de\s+|d'|l'année\s+)?"
    rf"(?P<syear>{_YEAR})(?![\d/-])"
    rf"|(?<![\w/.-])(?P<y1>{_YEAR})\s?[-/–]\s?(?P<y2>{_YEAR}|\d\d)(?![\d/])"
    rf"|(?:(?<![\w,./°-])|(?<=\ben)|(?<=\d{{4}}/)|(?<=\d{{4}}-))(?P<bare>{_YEAR})(?![\w%€²]"
    rf"|[.,/]\d)"
)
_CUE = re.compile(
    r"(?:\b(?:en|année|années|ans?|depuis|saison|exercice|dès|courant|édition|jusqu'en|dépenses?|"
    r"bilan|budget)|[(/:])\s*$"
)
_COUNTED = re.compile(
    rf"\s*(?:€|%|euros?\b|k€|m²|km\b|kg\b|h\b|ha\b|(?!(?:{_SMALL})\b)[^\W\d_]{{3,}}s\b)"
)
_QUANTITY = re.compile(
    r"(?:plus d[e']|près d[e']|moins d[e']|environ|presque|total d[e']|soit|quelque|jusqu'à"
    r"|[€+=])\s*$"
)
_REFERENCE = re.compile(r"(?:\bn\s?[°º]s?|\bnuméros?|\bréf\.?|\bréférences?)\s*:?\s*$")
_JOINT = r"(?P<joint>au|à|a|-|–|/|et|ou|,|jusqu'(?:au|en|à))"
_ARTICLE = r"(?:(?:le|du|mois de|fin|début|mi-?|courant|soit)\s*)?"
_BEFORE = re.compile(
    rf"(?<![\d,/.])(?:(?P<d>{_DAY})\s*)?(?<![^\W\d_])(?P<m>{_MONTH})?\s*{_JOINT}\s*{_ARTICLE}$"
)
_BEFORE_FIGURES = re.compile(
    rf"(?<![\d/.])(?P<d>0?[1-9]|[12]\d|3[01])[/.](?P<m>0?[1-9]|1[0-2])\s*{_JOINT}\s*{_ARTICLE}$"
)
_BEHIND = re.compile(
    rf"\s*{_JOINT}\s*{_ARTICLE}(?:(?P<d>{_DAY})\s*)?(?<![^\W\d_])(?P<m>{_MONTH})"
    rf"(?!\s*-?\s*(?:de\s+)?\d{{4}})"
)
_BETWEEN = re.compile(rf"\s*{_JOINT}\s*(?:(?:l'année|l'été|la)\s*)?{_ARTICLE}")
_DAYS_BEFORE = re.compile(r"\b(?:les?|du|au|entre le|entre|et|,)\s*$")
_AMID = re.compile(r"\bentre\s+(?:le\s+|fin\s+|début\s+|mi-?)?$")
_NO_RANGE = frozenset((",", "et", "ou", "/"))
_LOOK_BACK = 48


@dataclass(frozen=True)
class Moment:
    """A date at a place of a sentence; `first` and `last` are the days it may mean at most.

    `iso` is as precise as told: day, month or year. `role` says that it opens or ends a period
    « du … au … », whose other end is the moment beside it. `told` says that its own year is
    written, not taken over from the other end; `school` that it is a « rentrée ».
    """

    start: int
    end: int
    first: dt.date
    last: dt.date
    iso: str
    role: str = ""
    told: bool = True
    school: bool = False

    @property
    def year(self) -> int:
        """The year it carries."""
        return int(self.iso[:4])


class _Day(NamedTuple):
    year: int
    month: int
    day: int | None = None


def find_moments(low: str) -> list[Moment]:
    """The dates of a sentence in small letters, in order; numbers that look like years are none."""
    found: list[Moment] = []
    for match in _DATED.finditer(low):
        read = _read(match, low)
        if not read:
            continue
        if len(read) == 1:
            read = [*_mates_before(low, read[0], found), *read]
            read = _with_mate_behind(low, read)
        if found and len(read) == 1:
            found[-1], read[0] = _joined(low, found[-1], read[0])
        found += read
    return found


def _read(match: re.Match[str], low: str) -> list[Moment]:
    start, end = match.span()
    day = _written_day(match)
    if day is not None:
        return _one(start, end, day)
    if match["season"]:
        return [_season(start, end, match["season"], int(match["syear"]))]
    before = low[max(0, start - _LOOK_BACK) : start]
    if _REFERENCE.search(before):
        return []
    if match["y1"]:
        return _school_year(match)
    counted = _COUNTED.match(low, end) or _QUANTITY.search(before)
    if counted and not _CUE.search(before):
        return []
    return [_whole_year(start, end, int(match["bare"]))]


def _written_day(match: re.Match[str]) -> _Day | None:
    """The day or the month that the figures or words give, if they give one."""
    if match["nd"]:
        year = int(match["ny"])
        century = 0 if len(match["ny"]) > len("21") else 2000
        return _Day(century + year, int(match["nm"]), int(match["nd"]))
    if match["iy"]:
        return _Day(int(match["iy"]), int(match["im"]), int(match["id"]))
    if match["my_m"]:
        return _Day(int(match["my_y"]), int(match["my_m"]))
    if match["month"]:
        return _Day(int(match["year"]), _month(match["month"]), _day(match["day"]))
    return None


def _one(start: int, end: int, day: _Day, told: bool = True) -> list[Moment]:
    days = calendar.monthrange(day.year, day.month)[1]
    if day.day is None:
        first, last = dt.date(day.year, day.month, 1), dt.date(day.year, day.month, days)
        return [Moment(start, end, first, last, f"{first:%Y-%m}", told=told)]
    if day.day > days:
        return []
    first = dt.date(day.year, day.month, day.day)
    return [Moment(start, end, first, first, first.isoformat(), told=told)]


def _season(start: int, end: int, name: str, year: int) -> Moment:
    opens, closes = next(m for words, m in _SEASONS.items() if re.fullmatch(words, name))
    first = dt.date(year, opens, 1)
    last = dt.date(year, closes, calendar.monthrange(year, closes)[1])
    school = name.startswith("rentr")
    return Moment(start, end, first, last, f"{year}-09" if school else str(year), school=school)


def _whole_year(start: int, end: int, year: int, role: str = "") -> Moment:
    return Moment(start, end, dt.date(year, 1, 1), dt.date(year, 12, 31), str(year), role)


def _school_year(match: re.Match[str]) -> list[Moment]:
    """« 2018-2019 », « 2018/19 »: both years, the second at most six on."""
    first, written = int(match["y1"]), match["y2"]
    second = int(written) if len(written) == 4 else first - first % 100 + int(written)  # noqa: PLR2004
    if not first < second <= first + 6 or (len(written) == 2 and second != first + 1):  # noqa: PLR2004
        return [_whole_year(match.start(), match.end("y1"), first)]
    start, end = match.span()
    return [_whole_year(start, end, first, FIRST), _whole_year(start, end, second, LAST)]


def _month(written: str) -> int:
    return next(number for number, form in _MONTHS.items() if re.fullmatch(form, written))


def _day(written: str | None) -> int | None:
    return int(written.removesuffix("er").strip()) if written else None


def _mates_before(low: str, moment: Moment, found: list[Moment]) -> list[Moment]:
    """What stands before a date and takes its year, or its month, from it."""
    month = moment.first.month
    if len(moment.iso) == len("2021"):
        return []
    floor = max(moment.start - _LOOK_BACK, found[-1].end if found else 0)
    mates: list[Moment] = []
    at, year = moment.start, moment.year
    while True:
        before = low[floor:at]
        match = _BEFORE_FIGURES.search(before) or _BEFORE.search(before)
        if match is None or not (match["d"] or match["m"]):
            return mates
        start = floor + match.start("d" if match["d"] else "m")
        if match["m"] is None and not _is_day(low[max(0, start - 12) : start], moment):
            return mates
        its = month if match["m"] is None else _month_of(match["m"])
        year -= its > month
        month = its
        end = floor + match.end("m" if match["m"] else "d")
        mate = _one(start, end, _Day(year, month, _day(match["d"])), told=False)
        if not mate:
            return mates
        if not mates and _is_range(low[:start], match["joint"]):
            return [replace(mate[0], role=FIRST)]
        mates = [*mate, *mates]
        at = start


def _is_day(before: str, moment: Moment) -> bool:
    return len(moment.iso) == len("2021-03-12") and _DAYS_BEFORE.search(before) is not None


def _month_of(written: str) -> int:
    return int(written) if written.isdigit() else _month(written)


def _is_range(before: str, joint: str) -> bool:
    if joint == "et":
        return _AMID.search(before[-_LOOK_BACK:]) is not None
    return joint not in _NO_RANGE


def _with_mate_behind(low: str, read: list[Moment]) -> list[Moment]:
    """Mark the date that ends a period, or read the end that takes its year from the start."""
    *before, moment = read
    if before:
        role = LAST if before[-1].role == FIRST else ""
        return [*before, replace(moment, role=role)]
    match = _BEHIND.match(low, moment.end)
    if match is None or len(moment.iso) == len("2021"):
        return read
    if not _is_range(low[: moment.start], match["joint"]):
        return read
    month = _month(match["m"])
    year = moment.year + (month < moment.first.month)
    start = match.start("d" if match["d"] else "m")
    mate = _one(start, match.end("m"), _Day(year, month, _day(match["d"])), told=False)
    return [replace(moment, role=FIRST), replace(mate[0], role=LAST)] if mate else read


def _joined(low: str, first: Moment, second: Moment) -> tuple[Moment, Moment]:
    """Two dates with their own years as the ends of a period, where the words between say so."""
    if first.role or second.role or second.start < first.end:
        return first, second
    match = _BETWEEN.fullmatch(low, first.end, second.start)
    if match is None or not _is_range(low[: first.start], match["joint"]):
        return first, second
    return replace(first, role=FIRST), replace(second, role=LAST)
