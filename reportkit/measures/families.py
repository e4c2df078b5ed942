"""Reads families.toml, the lexicon of limits, perspectives and outcomes, and finds its phrases.

The file says how a phrase is written and scored; a federation's own tables of the same form are
added to it. Phrases are found in folded texts: small letters without accents, sign for sign.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

from reportkit.errors import ConfigError

_ACCENTS = tuple(zip("éèàêçùâîôûëïœüöäáíñóúæ", "eeaecuaioueiouoaainoua", strict=True))
_GAP = r"(?:\s+[^\s,;:.!?()]+){0,3}?\s+"
_END = ""
_REMEMBERED: Final = 2000  # texts
_BEGIN = re.compile(r"\w*")  # of a phrase: letters that stand for nothing but themselves
_START = re.compile(r"[^*…?-]")
_SEVERAL = re.compile(r"[ '-]")
LISTS: Final = (
    *("signes", "signes_faibles", "signes_action"),
    *("niees", "sauf", "constat", "vides", "remedes"),
)
"""The lists of words that each of the three tables may hold beside its families."""


@lru_cache(_REMEMBERED)
def fold(lowered: str) -> str:
    """A text in small letters without its accents, sign for sign."""
    # Faster by far than str.translate, which looks up every sign.
    for accented, bare in _ACCENTS:
        lowered = lowered.replace(accented, bare)
    return lowered


@dataclass(frozen=True)
class Hit:
    """A phrase of the lexicon at a place of a text; `label` is its list or its family."""

    start: int
    end: int
    label: str
    phrase: str

    @property
    def weight(self) -> int:
        """What the phrase counts: see families.toml."""
        if self.phrase.endswith("?"):
            return 0
        return 2 if _SEVERAL.search(self.phrase) else 1

    def overlaps(self, others: Iterable[Hit]) -> bool:
        """Whether one of the others stands on part of the same words."""
        return any(self.start < other.end and other.start < self.end for other in others)


class Phrases:
    """Phrases by label, all found in one pass of one pattern, the longest first."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._phrases: dict[str, list[tuple[str, str, str, str]]] = {}
        self._known: dict[str, tuple[tuple[str, str], ...]] = {}
        tree: dict[str, Any] = {}
        for label, written in lists.items():
            for phrase in itertools.chain.from_iterable(map(_spellings, written)):
                atoms = _atoms(phrase)
                node = tree
                for atom in atoms:
                    node = node.setdefault(atom, {})
                node[_END] = {}
                begin = _BEGIN.match(fold(phrase))
                assert begin, "any text begins so"
                alone = (label, phrase, begin.group(), "".join(atoms))
                self._phrases.setdefault(atoms[0], []).append(alone)
        self._pattern = re.compile(rf"(?<!\w)(?:{_branch(tree)})") if tree else None
        # A sentence is read for its coding and again as one to quote; some stand in many actions.
        self._lately = lru_cache(_REMEMBERED)(self._find)

    def find(self, folded: str) -> tuple[Hit, ...]:
        """The phrases in a folded text, in its order; one that several labels hold counts each."""
        return self._lately(folded)

    def _find(self, folded: str) -> tuple[Hit, ...]:
        if self._pattern is None:
            return ()
        return tuple(
            Hit(*match.span(), label, phrase)
            for match in self._pattern.finditer(folded)
            for label, phrase in self._named(match.group())
        )

    def _named(self, words: str) -> tuple[tuple[str, str], ...]:
        if words not in self._known:
            longest: dict[str, str] = {}
            for label, phrase, begin, alone in self._phrases[re.escape(words[0])]:
                longer = len(phrase) > len(longest.get(label, ""))
                if longer and words.startswith(begin) and _compiled(alone).fullmatch(words):
                    longest[label] = phrase
            self._known[words] = tuple(longest.items())
        return self._known[words]


@dataclass(frozen=True)
class Words:
    """The lexicon of one measure; `empty` holds whole sentences that say nothing."""

    signs: Phrases
    excuses: Phrases
    diagnosis: Phrases
    remedies: Phrases
    families: Phrases
    empty: Phrases


@dataclass(frozen=True)
class Lexicon:
    """The words of the three coded measures."""

    limits: Words
    perspectives: Words
    outcomes: Words


@cache
def default_lexicon() -> Lexicon:
    """The lexicon of the package."""
    return read_lexicon({})


def read_lexicon(own: Mapping[str, Any]) -> Lexicon:
    """The lexicon of the package with a federation's own words and families added.

    Args:
        own: tables as in families.toml, all of them optional, as read from TOML.

    Raises:
        ConfigError: an unknown table or list, or something else than lists of words.
    """
    text = resources.files(__package__).joinpath("families.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    for name, table in own.items():
        _check(f"familles.{name}", name, list(tables))
        if not isinstance(table, Mapping):
            raise ConfigError(f"« familles.{name} » : attendu une table.")
        for key, words in table.items():
            _check(f"familles.{name}.{key}", key, [*LISTS, "familles"])
            if key == "familles":
                _add(tables[name]["familles"], words, f"familles.{name}.familles")
            else:
                _add(tables[name], {key: words}, f"familles.{name}")
    return Lexicon(*(_words(tables[name]) for name in ("limites", "perspectives", "resultats")))


def _check(place: str, key: str, known: list[str]) -> None:
    if key not in known:
        raise ConfigError(f"clé inconnue « {place} » (clés connues : {', '.join(known)})")


def _add(lists: dict[str, Any], own: Any, place: str) -> None:
    if not isinstance(own, Mapping):
        raise ConfigError(f"« {place} » : attendu une table de listes de mots.")
    for key, words in own.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise ConfigError(f"« {place}.{key} » : attendu une liste de mots.")
        for word in words:
            if not _is_phrase(word):
                raise ConfigError(
                    f"« {place}.{key} » : « {word} » est vide, commence par « * », « … » ou « - », "
                    "ou n'a rien d'un côté d'une barre (écrivez « manque/manquent de »)."
                )
        lists[key] = [*lists.get(key, ()), *words]


def _is_phrase(written: str) -> bool:
    whole = all(all(part.split("/")) for part in written.split())
    return whole and bool(written.strip()) and all(map(_START.match, _spellings(written)))


def _words(table: Mapping[str, Any]) -> Words:
    def pick(*keys: str) -> Phrases:
        return Phrases({key: table.get(key, ()) for key in keys})

    return Words(
        signs=pick("signes", "signes_faibles", "signes_action"),
        excuses=pick("niees", "sauf"),
        diagnosis=pick("constat"),
        remedies=pick("remedes"),
        families=Phrases(table["familles"]),
        empty=pick("vides"),
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when first needed: of nine thousand phrases a corpus holds some hundreds."""
    return re.compile(pattern)


def _spellings(written: str) -> Iterable[str]:
    """« manque/manquent de » as « manque de » and « manquent de »."""
    choices = [word.split("/") for word in written.lower().split()]
    return map(" ".join, itertools.product(*choices))


def _atoms(phrase: str) -> tuple[str, ...]:
    atoms: list[str] = []
    for sign in fold(phrase.replace("’", "'").rstrip("?")).replace(" … ", "…"):
        if sign == " ":
            # Behind an elided word the next one follows at once.
            atoms.append(r"\s*" if atoms and atoms[-1] == "'" else r"\s+")
        else:
            special = {"*": r"\w*", "…": _GAP, "-": r"[\s-]"}
            atoms.append(special.get(sign) or re.escape(sign))
    if atoms[-1] != "'":
        atoms.append(r"(?!\w)")
    return tuple(atoms)


def _branch(tree: Mapping[str, Any]) -> str:
    """The tree as a pattern: letters before wildcards, the end of a phrase last."""
    ordered = sorted(tree, key=lambda atom: (atom == _END, len(atom) > 2, len(atom), atom))  # noqa: PLR2004
    branches = []
    for atom in ordered:
        rest = _branch(tree[atom])
        branches.append(atom + rest)
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
