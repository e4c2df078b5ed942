"""Words for people: the editable lists of roles.toml as patterns, and what a matched word says."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

STAFF: Final = ("professional", "trainee", "volunteer", "partner")
NEUTRAL: Final = "neutral"
PUBLIC: Final = "participant"
PRESENCES: Final = "presences"

_ENDING = (
    r"(?:[·•∙./(-](?:e|s|es|ne|nes|le|les|rice|rices|trice|trices|euse|euses|ère|ères|ière|ières"
    r"|ve|ves)(?!\w)\)?)"
)
_INCLUSIVE = rf"[sx]?{_ENDING}*s?"
_WRITTEN_ENDING = re.compile(rf"{_ENDING}+s?(?!\w)")
_PREPOSITION = re.compile(r" (?:de|en|à|au|du|des) | d'")
_PLAIN_LETTERS = {"é": "[ée]", "è": "[èe]", "ê": "[êe]", "î": "[îi]", "ô": "[ôo]", "â": "[âa]"}


@cache
def words() -> dict[str, Any]:
    """The lists of roles.toml, as written there."""
    return tomllib.loads(resources.files(__package__).joinpath("roles.toml").read_text("utf-8"))


@cache
def noun_pattern() -> re.Pattern[str]:
    """Any noun for people in small letters, with its plural and inclusive endings."""
    return _pattern(word for listed in _nouns().values() for word in listed)


@cache
def staff_pattern() -> re.Pattern[str]:
    """Any noun for those who run an action."""
    return _pattern(word for role in STAFF for word in _nouns()[role])


@lru_cache(maxsize=4096)
def kind_of(noun: str) -> str:
    """What a word found by `noun_pattern` says: a role, NEUTRAL, PUBLIC or PRESENCES."""
    found = [(m.end(), kind) for kind, p in _kinds().items() if (m := p.match(noun))]
    return max(found, key=lambda pair: pair[0])[1]


@lru_cache(maxsize=4096)
def unit_of(noun: str) -> str:
    """The plain plural of a noun as written: « participant·e·s » gives « participants »."""
    plain = _WRITTEN_ENDING.sub("", noun)
    group = _PREPOSITION.search(plain)
    head, rest = (plain[: group.start()], plain[group.start() :]) if group else (plain, "")
    return " ".join(map(_plural, head.split(" "))) + rest


def counts_groups(unit: str) -> bool:
    """Whether a unit counts households and not heads."""
    return unit in _units("groupes")


def is_whole(unit: str) -> bool:
    """Whether a unit is a general word, that takes in whoever is told beside it."""
    return unit in _units("ensembles")


def tells_sex(units: Iterable[str]) -> bool:
    """Whether all units are words of one sex."""
    return _units("sexes").issuperset(units)


def helps(unit: str) -> bool:
    """Whether a unit counts adults of the public who often help to run an action."""
    return unit in _units("aidants")


def learns(unit: str) -> bool:
    """Whether a unit counts trainees of the team that, when many, are those who are taught."""
    return unit in _units("apprenants")


@cache
def _units(name: str) -> frozenset[str]:
    return frozenset(map(unit_of, words()["public"][name]))


@cache
def context(name: str) -> re.Pattern[str]:
    """A list of [contexte] as a pattern; « * » stands for any ending."""
    phrases = sorted(words()["contexte"][name], key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(_phrase, phrases))})(?!\w)")


@cache
def _nouns() -> dict[str, list[str]]:
    lists = words()
    nouns = {kind: _forms(lists["equipe"][kind]) for kind in (*STAFF, NEUTRAL)}
    nouns[PUBLIC] = _forms(lists["public"]["mots"])
    nouns[PRESENCES] = _forms(lists["public"]["presences"])
    return nouns


@cache
def _kinds() -> dict[str, re.Pattern[str]]:
    return {kind: _pattern(listed) for kind, listed in _nouns().items()}


def _forms(listed: Iterable[str]) -> list[str]:
    return [form for entry in listed for form in entry.split("/")]


def _pattern(nouns: Iterable[str]) -> re.Pattern[str]:
    by_letter: dict[str, list[str]] = {}
    for noun in sorted(set(nouns), key=lambda noun: (-len(noun), noun)):
        by_letter.setdefault(_letter(noun), []).append(noun)
    branches = (f"(?=[{_accented(letter)}])(?:{'|'.join(map(_noun, listed))})"
                for letter, listed in by_letter.items())  # fmt: skip
    return re.compile(rf"(?<!\w)(?:{'|'.join(branches)})(?!\w)")


def _noun(noun: str) -> str:
    parts = re.split(r"([ -])", noun)
    return "".join(r"[\s-]" if part in " -" else _letters(part) + _INCLUSIVE for part in parts)


def _phrase(phrase: str) -> str:
    return _letters(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")


def _letters(text: str) -> str:
    return "".join(_PLAIN_LETTERS.get(letter, letter) for letter in re.escape(text))


def _letter(noun: str) -> str:
    return unicodedata.normalize("NFD", noun[0])[0]


def _accented(letter: str) -> str:
    return {"e": "eéèê", "a": "aâà", "i": "iî", "o": "oô"}.get(letter, letter)


def _plural(word: str) -> str:
    if word.endswith(("ial", "pal")):
        return f"{word[:-1]}ux"
    return word if word.endswith(("s", "x")) else f"{word}s"
