"""Reads the editable word lists of the package into patterns: misplaced content, sensitive words.

A phrase is written in small letters with straight apostrophes; `*` behind a word stands for any
ending, a hyphen for a hyphen or a space, and case, no-break spaces and curved apostrophes do not
matter. A trigger is a word without which the phrase cannot stand in a text: its longest, common
words last.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from reportkit.vocabulary import APOSTROPHES_WRITTEN

_COMMON = frozenset({"avons", "ont", "pas", "sans", "séjour", "trop", "voyage"})
_STARRED = re.compile(r"[^\W\d_]+\*?")


@dataclass(frozen=True)
class Family:
    """Phrases that are out of place in some fields, and what to say of them.

    A sentence that holds an excuse is left alone, as is a phrase with one of `excuses_before`
    before it in its sentence.
    """

    name: str
    columns: frozenset[str]
    phrases: re.Pattern[str]
    excuses: re.Pattern[str] | None
    excuses_before: re.Pattern[str] | None
    message: str
    advice: str
    triggers: frozenset[str]


@dataclass(frozen=True)
class Sensitive:
    """Words that say something sensitive of a person; `persons` those who can be a group."""

    attributes: re.Pattern[str]
    excuses: re.Pattern[str]
    persons: str


@cache
def misplaced_families() -> tuple[Family, ...]:
    """The families of misplaced.toml, in its order."""
    return tuple(
        Family(
            table["nom"],
            frozenset(table["champs"]),
            phrases_pattern(table["phrases"]),
            phrases_pattern(table["sauf"]) if table.get("sauf") else None,
            phrases_pattern(table["sauf_avant"]) if table.get("sauf_avant") else None,
            table["message"],
            table["conseil"],
            frozenset(map(_trigger, table["phrases"])),
        )
        for table in _read("misplaced.toml")["famille"]
    )


@cache
def sensitive_words() -> Sensitive:
    """The lists of sensitive.toml."""
    lists = _read("sensitive.toml")
    attributes = [phrase for group in lists["attributs"].values() for phrase in group]
    return Sensitive(
        phrases_pattern(attributes),
        phrases_pattern(lists["sauf"]),
        _alternatives(lists["personnes"]),
    )


def phrases_pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    """A pattern that finds any of the phrases between word boundaries of a lowered text."""
    return re.compile(rf"(?<!\w)(?:{_alternatives(phrases)})(?!\w)")


def lowered(text: str) -> str:
    """A text in small letters, sign for sign; as it is where that would change its length."""
    small = text.lower()
    return small if len(small) == len(text) else text


def _alternatives(phrases: Sequence[str]) -> str:
    """The phrases by their first letter, so that a word is held against few of them."""
    by_letter: dict[str, list[str]] = {}
    for phrase in sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase)):
        by_letter.setdefault(phrase[0], []).append(_phrase_pattern(phrase)[1:])
    return "|".join(f"{letter}(?:{'|'.join(ends)})" for letter, ends in by_letter.items())


def _phrase_pattern(phrase: str) -> str:
    pattern = re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    # Behind an elided word the next one follows at once.
    pattern = pattern.replace(r"\-", r"[\s-]").replace(r"'\s+", r"'\s*")
    return pattern.replace("'", f"[{APOSTROPHES_WRITTEN}]")


def _trigger(phrase: str) -> str:
    words: list[str] = _STARRED.findall(phrase)
    return max(reversed(words), key=lambda word: (word not in _COMMON, len(word)))


def _read(name: str) -> dict[str, Any]:
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return tomllib.loads(text)
