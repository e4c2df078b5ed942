"""One structure written in several ways, and the alias that would bring its names together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rapidfuzz import fuzz

from reportkit.dataset import Dataset
from reportkit.schema import Finding, Severity
from reportkit.vocabulary import fold

ALIKE = "structure-proche"

# What kind of structure it is, however abbreviated: it tells two of them apart in no exports.
_KINDS = re.compile(
    r"\b(?:association pour le |association (?:de |du |des |d )?)?"
    r"(?:centres? (?:socia(?:l|ux)(?: (?:et |& )?(?:socio ?)?culturel)?|socio ?culturel)"
    r"|csc|c s c|cs|c s|evs|e v s|espaces? de (?:la )?vie sociale|maison pour tous|mpt|m p t"
    r"|association)\b"
)
_ACRONYM = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b\.?|\b(?:[a-z] ){2,}[a-z]\b")
_POSTCODE = re.compile(r"\b\d{5}\b")
_LITTLE = re.compile(r"\b(?:a|au|aux|d|de|des|du|en|et|l|la|le|les|ou|s|sur)\b")
_SAINTS = {"st": "saint", "ste": "sainte"}
# Alone they name no structure: « Maison de quartier » is within many names.
_COMMON = {"maison", "quartier", "foyer", "rural", "amicale", "laique", "familles", "mjc"}
# A word that stands in one name alone and makes another centre of it.
_APART = re.compile(
    r"nord|sud|est|ouest|centre|hauts?|haute|bas|basse|rive|gauche|droite|antenne|annexe|site"
    r"|quartiers?|secteur|vieux|vieille|nouveau|nouvelle|grande?|petite?|un|deux|trois|quatre"
    r"|i{1,3}|i?v|.*\d.*"
)

SAME_WORDS = 95  # score of names whose words are the same, apart from the kind of structure
ONE_LONGER = 60  # a name within another: at least so much, more the more words they share
LIKE_LETTERS = 90  # rapidfuzz ratio of two words from which one is a slip of typing
LONG_WORD = 6  # in a shorter word one letter makes another name: Nord, Lord
MOST_SHARING = 40  # a word that more names of a department hold links nothing
_BEGINNING = 4  # a slip of typing rarely comes in the first letters


@dataclass(frozen=True)
class AlikeNames:
    """Two names of a department that may be one structure; `score` is a percentage.

    `name` is the one that an alias would replace with `other`: the rarer one, else the one in
    capitals.
    """

    department: str
    name: str
    other: str
    score: int
    reason: str


@dataclass(frozen=True)
class _Name:
    written: str
    actions: int
    folded: str
    words: frozenset[str]


def find_alike_names(dataset: Dataset) -> list[AlikeNames]:
    """Names to be looked at by a person, by department and name.

    Names that an alias already brings together are one name here. A name that stands within
    two others which differ (« AMI », « AMI Narbonne », « AMI Lézignan ») is proposed for none.
    """
    found: list[AlikeNames] = []
    counted: dict[tuple[str, str], int] = defaultdict(int)
    actions = dataset.counted
    for pair in zip(actions["department_norm"], actions["organisation_norm"], strict=True):
        if None not in pair:
            counted[pair] += 1
    by_department: dict[str, list[_Name]] = defaultdict(list)
    for (department, written), number in sorted(counted.items()):
        by_department[department].append(_read_name(written, number))
    for department, names in by_department.items():
        found += _alike_in(department, names)
    return sorted(found, key=lambda pair: (pair.department, pair.name, pair.other))


def alike_name_findings(dataset: Dataset) -> list[Finding]:
    """`structure-proche`: each pair, with the line for reportkit.toml that would join them."""
    first: dict[tuple[Any, Any], Mapping[Any, Any]] = {}
    columns = ["department_norm", "organisation_norm", "organisation", "read_file", "read_first",
               "action_id"]  # fmt: skip
    for row in dataset.counted[columns].to_dict("records"):
        first.setdefault((row["department_norm"], row["organisation_norm"]), row)
    return [_finding(pair, first[pair.department, pair.name]) for pair in find_alike_names(dataset)]


def _read_name(written: str, actions: int) -> _Name:
    folded = fold(written)
    text = _ACRONYM.sub(lambda found: re.sub(r"\W", "", found[0]) + " ", folded)
    text = re.sub(r"[^a-z0-9]+", " ", _POSTCODE.sub(" ", text)).strip()
    words = _LITTLE.sub(" ", _KINDS.sub(" ", text)).split()
    return _Name(written, actions, folded, frozenset(_SAINTS.get(w, w) for w in words))


def _alike_in(department: str, names: Sequence[_Name]) -> Iterator[AlikeNames]:
    within: dict[_Name, list[tuple[_Name, AlikeNames]]] = defaultdict(list)
    for one, other in _candidates(names):
        score, reason = _compare(one, other)
        if not score:
            continue
        name, canonical = sorted((one, other), key=_standing)
        pair = AlikeNames(department, name.written, canonical.written, score, reason)
        if one.words < other.words or other.words < one.words:
            shorter, longer = sorted((one, other), key=lambda n: len(n.words))
            within[shorter].append((longer, pair))
        else:
            yield pair
    for longer_ones in within.values():
        if len({longer.words for longer, _ in longer_ones}) == 1:
            yield from (pair for _, pair in longer_ones)


def _standing(name: _Name) -> tuple[Any, ...]:
    """Least first: the name to be replaced is the rarer, in one case only, the less accented."""
    own_case = not (name.written.isupper() or name.written.islower())
    accents = sum(not letter.isascii() for letter in name.written)
    return (name.actions, own_case, accents, name.written)


def _candidates(names: Sequence[_Name]) -> list[tuple[_Name, _Name]]:
    """Pairs that share a word, or the beginning of one: work linear in the number of names."""
    holding: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        for key in {word[:_BEGINNING] for word in name.words} or {name.folded}:
            holding[key].append(number)
    pairs = {
        pair
        for numbers in holding.values()
        if len(numbers) <= MOST_SHARING
        for pair in combinations(numbers, 2)
    }
    return [(names[one], names[other]) for one, other in sorted(pairs)]


def _compare(one: _Name, other: _Name) -> tuple[int, str]:
    """Score in per cent and reason, (0, "") where they are two structures."""
    if one.folded == other.folded:
        return 100, "seuls les majuscules, les accents ou les apostrophes diffèrent"
    if one.words == other.words:
        same = (
            "mêmes mots, à l'ordre, à la ponctuation ou au type de structure près "
            "(« CS », « centre social », « EVS »…)"
        )
        return (SAME_WORDS, same) if one.words else (0, "")
    alone, elsewhere = sorted(one.words - other.words), sorted(other.words - one.words)
    shared = one.words & other.words
    if any(map(_APART.fullmatch, alone + elsewhere)):
        return 0, ""
    if alone and elsewhere:
        return _slip(alone, elsewhere, len(one.words))
    if shared <= _COMMON:
        return 0, ""
    added = alone + elsewhere
    share = len(shared) / (len(shared) + len(added))
    score = ONE_LONGER + round((SAME_WORDS - ONE_LONGER) * share)
    return score, f"l'un des noms porte en plus « {' '.join(added)} »"


def _slip(one: list[str], other: list[str], words: int) -> tuple[int, str]:
    """One word that differs by a slip of typing: a letter more, less or changed."""
    if len(one) != 1 or len(other) != 1 or min(len(one[0]), len(other[0])) < LONG_WORD:
        return 0, ""
    ratio = fuzz.ratio(one[0], other[0])
    if ratio < LIKE_LETTERS:
        return 0, ""
    score = round((ratio + SAME_WORDS * (words - 1)) / words)
    return min(score, SAME_WORDS), f"« {one[0]} » et « {other[0]} » se ressemblent"


def _finding(pair: AlikeNames, row: Mapping[Any, Any]) -> Finding:
    return Finding(
        ALIKE,
        Severity.CHECK,
        row["read_file"],
        int(row["read_first"]),
        row["organisation"],
        f"« {pair.name} » est peut-être la même structure que « {pair.other} » "
        f"({pair.department}, {pair.score} %) : {pair.reason}.",
        "Si c'est bien la même, ajoutez dans reportkit.toml, sous [aliases] : "
        f"{_toml(pair.name)} = {_toml(pair.other)}",
        row["action_id"],
    )


def _toml(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
