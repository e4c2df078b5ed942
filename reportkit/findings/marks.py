"""What ties a text to one action rather than to a theme: its figures, and the names it cites."""

from __future__ import annotations

import re
from collections.abc import Callable

Marks = dict[str, float]
"""A mark as it is compared, with its weight."""

# A figure, its thousands apart or not; behind it what makes it a time or a date. The pattern
# begins with one digit so that the search leaps from digit to digit.
_FIGURE = re.compile(
    r"(?P<number>\d(?:\d{0,2}(?:[ .\u00a0\u202f]\d{3})+(?!\d)|\d*))"
    r"(?P<calendar> ?[hH](?: ?\d{2})?\b|/\d+)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD_BEFORE = re.compile(r"([^\W\d_]{4,})[ \u00a0]$")
_LOOK_BACK = 24
_NOT_A_PLACE = re.compile(
    r"dont|avec|pour|entre|environ|plus|moins|autour|près|jusqu|pendant|durant|chez|sont|vers"
    r"|puis|soit|avons|moyenne|total"
)
# A capital in the middle of a sentence: « à Lanrivec », « l'Escale »; acronyms are of all.
_NAME = re.compile(r"(?:(?<=[a-zà-ÿ,;] )|(?<=[a-zà-ÿ]['’]))[A-ZÀ-Þ][a-zà-ÿ]{2,}")

_DIGIT, _FEW_DIGITS, _MANY_DIGITS, _PLACE, _NAMED = 0.5, 1.0, 2.0, 2.0, 2.0
ORDINARY = _FEW_DIGITS
"""Weight of a headcount or a number of meetings, which two structures share by chance."""
_MANY = 4  # digits from which a figure is hardly shared by chance
_SIGNIFICANT = 3  # « 11 640,80 € » is told elsewhere as « environ 11 600 »
_NO_CHANCE = 4.0  # what a text must hold before sharing it all says much


def figures_of(text: str) -> Marks:
    """Its figures, thousands joined and rounded to three digits, and words that bear one."""
    marks: Marks = {}
    for found in _FIGURE.finditer(text):
        number = found["number"]
        if found["calendar"] or _YEAR.fullmatch(number):
            continue  # a whole programme shares its hours and its year
        digits = re.sub(r"\D", "", number)
        if len(digits) > _SIGNIFICANT:
            digits = digits[:_SIGNIFICANT] + "0" * (len(digits) - _SIGNIFICANT)
        marks[digits] = (
            _MANY_DIGITS if len(digits) >= _MANY else _FEW_DIGITS if len(digits) > 1 else _DIGIT
        )
        before = _WORD_BEFORE.search(text, max(0, found.start() - _LOOK_BACK), found.start())
        if before and not _NOT_A_PLACE.fullmatch(before[1].lower()):
            marks[f"{before[1].lower()} {digits}"] = _PLACE
    return marks


def names_of(text: str, rarities: Callable[[list[str]], list[float]]) -> Marks:
    """Capitalised words in the middle of sentences, weighed by how few actions hold them."""
    names = list(dict.fromkeys(_NAME.findall(text)))
    weights = rarities(names) if names else []
    return {
        name: _NAMED * rarity for name, rarity in zip(names, weights, strict=True) if rarity > 0
    }


def shared_marks(one: Marks, other: Marks) -> tuple[float, list[str]]:
    """Which marks both hold, the heaviest first, and their share of the poorer one, 0 to 1.

    A text with a single figure that the other holds too proves little: the share is taken of
    at least _NO_CHANCE more than what the text holds.
    """
    both = sorted(one.keys() & other.keys(), key=lambda mark: (-one[mark], mark))
    poorer = min(sum(one.values()), sum(other.values()))
    return sum(one[mark] for mark in both) / (poorer + _NO_CHANCE), both
