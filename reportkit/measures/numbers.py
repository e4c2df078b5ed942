"""Numbers in French prose: figures, words, « une dizaine », « 5 à 10 », « plus de 30 »."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from text_to_num import text2num

_WORD = (
    "zéro|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|"
    "vingts|vingt|trente|quarante|cinquante|soixante|septante|huitante|octante|nonante|cents"
    "|cent|"
    "mille|millions|million"
)
_WORDS = rf"(?:un[e]?[ -](?=mill|cent))?(?:{_WORD})(?:(?:[ -]et)?[ -](?:{_WORD}|une?|onze)\b)*"
_COLLECTIVES = {
    "huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20,
    "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
    "millier": 1000,
}  # fmt: skip
_COLLECTIVE = (
    r"(?:une?|(?P<times>deux|trois|quatre|quelques|plusieurs))\s+"
    rf"(?P<collective>{'|'.join(_COLLECTIVES)})s?"
)
_FIGURES = r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)?(?:\s1/2)?"
_ONE = r"\b(?:une?)\b"
_NUMBER = re.compile(
    rf"(?<![\w,.])(?<!\d/)(?<![^\W\d]-)(?:(?P<group>{_COLLECTIVE})|(?P<figures>{_FIGURES})"
    rf"|(?P<words>\b(?:{_WORDS})\b)|(?P<one>{_ONE}))",
    re.IGNORECASE,
)
_NO_NUMBER = re.compile(
    r"\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})\b"  # dates
    r"|\b\d{1,2}/(?:0?[1-9]|1[0-2])(?=\s|$|[,;.)])"
    r"|\b\d{1,2}\s?[hH](?:\s?\d{2})?\b"  # hours
    r"|\b0\d(?:[ .-]?\d{2}){4}\b"  # telephones
    r"|\bn\s?°\s?\d+|\b\d{1,2}\s?(?:ers?|ères?|[èe]mes?|nd(?:e|es|s)?)\b"  # ordinals
    r"|\b(?:19|20)\d\d\s?[/-]\s?(?:(?:19|20)\d\d|\d\d)\b"  # school years
)
_TO = re.compile(r"\s*(?:à|a|-|–|/|ou|et)\s*$", re.IGNORECASE)
_QUALIFIER = re.compile(
    r"(?P<least>plus\s+d[e']|au\s+moins|au\s+minimum|minimum|un\s+minimum\s+de)\s*$"
    r"|(?P<most>moins\s+d[e']|au\s+plus|au\s+maximum|maximum|jusqu'à|un\s+maximum\s+de)\s*$"
    r"|(?P<about>environ|env\.?|(?<!au)près\s+d[e']|presque|quelques|autour\s+de|à\s+peu\s+près|"
    r"en\s+moyenne|une\s+moyenne\s+de|approximativement|~|±|quelque)\s*$",
    re.IGNORECASE,
)
_QUALIFIER_BEHIND = re.compile(
    r"(?:\s+[^\W\d][\w'·-]*)?\s*\(?(?:(?P<about>environ|env\b\.?|approximativement|en\s+moyenne)"
    r"|(?P<most>max(?:imum|i)?\b\.?|au\s+(?:plus|maximum))"
    r"|(?P<least>(?:au\s+)?min(?:imum|i)?\b\.?|au\s+moins|et\s+plus))",
    re.IGNORECASE,
)
_LOOK_BACK = 24


@dataclass(frozen=True)
class Number:
    """A number at a place of a sentence: `start` takes its qualifier in, `end` its range.

    `value` is None for a range; `article` marks a bare « un » or « une »; `about` an
    approximation; `at` is where the figures or words themselves begin.
    """

    start: int
    at: int
    end: int
    value: float | None
    low: float | None = None
    high: float | None = None
    about: bool = False
    article: bool = False

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The bounds told."""
        return self.low, self.high


def find_numbers(plain: str) -> list[Number]:
    """The numbers of a sentence with straight apostrophes and ordinary spaces, in order.

    Dates, hours, telephones, ordinals and school years are none.
    """
    found: list[Number] = []
    others = [match.span() for match in _NO_NUMBER.finditer(plain)]
    for match in _NUMBER.finditer(plain):
        number = _read(match)
        if number is None or any(start <= match.start() < end for start, end in others):
            continue
        previous = found[-1] if found else None
        if previous is not None and _makes_range(plain, previous, number):
            found[-1] = Number(
                previous.start, previous.at, number.end, None, previous.value, number.value
            )
            continue
        found.append(qualified(plain, number))
    return found


def _makes_range(plain: str, first: Number, second: Number) -> bool:
    if first.value is None or second.value is None or first.article or second.article:
        return False
    between = plain[first.end : second.at]
    word = between.strip().lower()
    if not _TO.fullmatch(between) or first.value >= second.value:
        return False
    if word == "et":
        return plain[: first.at].rstrip().lower().endswith("entre")
    if word in ("/", "-", "–"):
        return first.value < second.value <= 4 * first.value and second.value < 1000  # noqa: PLR2004
    return True


def _read(match: re.Match[str]) -> Number | None:
    start, end = match.span()
    if match["group"]:
        times = {"deux": 2, "trois": 3, "quatre": 4}.get((match["times"] or "").lower(), 1)
        vague = (match["times"] or "").lower() in ("quelques", "plusieurs")
        value = float(times * _COLLECTIVES[match["collective"].lower()])
        return Number(start, start, end, None if vague else value, low=value if vague else None,
                      about=True)  # fmt: skip
    if match["figures"]:
        return Number(start, start, end, parse_figures(match["figures"]))
    if match["one"]:
        return Number(start, start, end, 1.0, article=True)
    spelt = _words(match["words"].lower())
    return None if spelt is None else Number(start, start, end, spelt)


def parse_figures(figures: str) -> float:
    """« 1 500,50 », « 1.500 », « 10 1/2 » as a number; a comma is decimal, so is a lone dot."""
    half = 0.5 if figures.endswith("1/2") else 0.0
    figures = figures.removesuffix("1/2").strip().replace(" ", "")
    if "," in figures:
        figures = figures.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3})+", figures):
        figures = figures.replace(".", "")
    return float(figures) + half


@lru_cache(maxsize=4096)
def _words(words: str) -> float | None:
    try:
        return float(text2num(words, "fr"))
    except ValueError:
        return None


def qualified(plain: str, number: Number) -> Number:
    """The number with the words beside it that bound it or call it approximate."""
    before = plain[max(0, number.start - _LOOK_BACK) : number.start]
    found = _QUALIFIER.search(before)
    if found:
        number = replace(number, start=number.start - len(before) + found.start())
    else:
        found = _QUALIFIER_BEHIND.match(plain, number.end)
    if found is None:
        return number
    groups = found.groupdict()
    if groups.get("least"):
        return replace(number, low=number.value)
    if groups.get("most"):
        return replace(number, high=number.value)
    return replace(number, about=True)
