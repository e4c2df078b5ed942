"""French numbers, dates, plurals, spaces and quotes: the one switch for what we print.

Rules: domain typography of French printing (Imprimerie nationale); U+202F between thousands
and before ; ! ?; U+00A0 before : % € and inside « »; singular for 0 and 1. Babel beneath.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby

from babel.dates import format_date
from babel.numbers import format_decimal

from reportkit.corrections import CUT

NBSP = "\u00a0"
NNBSP = "\u202f"
PERCENT_BASE = 20
"""Smallest base on which a percentage is printed."""

_WORDS = {0: ("aucun", "aucune"), 1: ("un", "une"), 2: ("deux", "deux")}


def typography(text: str) -> str:
    """Our own wording with French apostrophes and spaces (never applied to quoted text)."""
    text = text.replace("'", "’").replace("...", "…")
    text = re.sub(r"«\s*", "«" + NBSP, text)
    text = re.sub(r"\s*»", NBSP + "»", text)
    text = re.sub(r"n° ", f"n°{NBSP}", text)
    text = re.sub(r"\s+([:%€])(?=\W|$)", NBSP + r"\1", text)
    return re.sub(r"\s+([;!?])(?=\W|$)", NNBSP + r"\1", text)


def tight(text: str) -> str:
    """A verbatim line whose figures and quotes stay together: only its spaces change."""
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))|(?<=\d) (?=[€%])|(?<=«) | (?=»)", NBSP, text)
    return re.sub(r" (?=[;:!?])", NBSP, text)


def say(template: str, **values: object) -> str:
    """Format a sentence of ours: typography for the template, nothing touched in the values.

    Without values nothing is filled in, so that a value of the source may stand alone.
    """
    text = typography(template)
    return text.format(**values) if values else text


def capital(text: str) -> str:
    """First letter in capitals, accents kept."""
    return text[:1].upper() + text[1:]


def number(value: float) -> str:
    """1234.5 -> « 1 234,5 » with U+202F between thousands."""
    return str(format_decimal(value, locale="fr_FR")).replace(NBSP, NNBSP)


def euros(value: float) -> str:
    """1234.5 -> « 1 234,50 € », 500 -> « 500 € »: cents or none."""
    value = round(value, 2)
    pattern = "#,##0" if float(value).is_integer() else "#,##0.00"
    return f"{format_decimal(value, pattern, locale='fr_FR').replace(NBSP, NNBSP)}{NBSP}€"


def euros_between(low: float, high: float) -> str:
    """« de 500 à 800 € », « 500 € » where both are one."""
    first, last = euros(low), euros(high)
    return first if first == last else f"de {first.removesuffix(f'{NBSP}€')} à {last}"


def date(day: dt.date) -> str:
    """« 1er mars 2024 », « 15 janvier 2025 »."""
    day_number = "1er" if day.day == 1 else str(day.day)
    return f"{day_number}{NBSP}{format_date(day, 'MMMM y', locale='fr_FR')}"


def plural(count: int, singular: str, several: str | None = None) -> str:
    """The noun that goes with a count; without `several`, an s."""
    return singular if count < 2 else (several or singular + "s")  # noqa: PLR2004


def counted(count: int, singular: str, several: str | None = None) -> str:
    """« 1 action », « 12 actions »: figure and noun, unbroken."""
    return f"{number(count)}{NBSP}{plural(count, singular, several)}"


def spelled(count: int, singular: str, several: str | None = None, *, feminine: bool) -> str:
    """« aucune action », « une action », « deux actions », then figures."""
    if count in _WORDS:
        return f"{_WORDS[count][feminine]} {plural(count, singular, several)}"
    return counted(count, singular, several)


def listing(items: Sequence[str]) -> str:
    """« A », « A et B », « A, B et C »."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} et {items[-1]}"


def series(items: Iterable[str]) -> str:
    """« A ; B ; C », for items that hold commas of their own."""
    return f"{NNBSP}; ".join(items)


def numbers_words(numbers: Iterable[int]) -> str:
    """« 1 », « 1 et 2 », « 1 à 4, 7 et 9 »: sorted, each once, runs from three numbers up.

    Nothing for no number.
    """
    runs = [
        [value for _, value in run]
        for _, run in groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0])
    ]
    words: list[str] = []
    for run in runs:
        named = [number(value) for value in run]
        shortest = 3
        words += [f"{named[0]}{NBSP}à{NBSP}{named[-1]}"] if len(run) >= shortest else named
    return listing(words) if words else ""


def quoted(text: str) -> str:
    """The words between French quotes, as they are; a text in quotes of its own keeps them."""
    if text.startswith("«") and text.endswith("»"):
        return text
    return f"«{NBSP}{text}{NBSP}»"


def out_of(part: int, base: int) -> str:
    """« 7 sur 12 », unbroken."""
    return f"{number(part)}{NBSP}sur{NBSP}{number(base)}"


def share(part: int, base: int) -> str:
    """« 58 % (14 sur 24) » on a base of 20 or more, else « 7 sur 12 »."""
    if base < PERCENT_BASE:
        return out_of(part, base)
    return f"{number(round(100 * part / base))}{NBSP}% ({out_of(part, base)})"


def sort_key(text: str) -> str:
    """Alphabetical order as a French reader expects it, accents and case set aside."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if c.isalnum() or c == " ")


LONGEST_NAME = 200
"""Signs of a title or name on a page; actions.csv holds it whole."""


def one_line(text: str) -> str:
    """A text on one line, its words untouched."""
    return " ".join(text.split())


def name_line(text: str, longest: int = LONGEST_NAME) -> str:
    """A title, name or value on one line; beyond `longest` signs it is cut, marked […]."""
    line = one_line(text)
    if len(line) <= longest:
        return line
    return f"{line[:longest].rsplit(' ', 1)[0]} {CUT}"
