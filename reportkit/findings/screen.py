"""Tells in one pass which texts are worth a closer look: each word is judged once in a run.

A large corpus repeats its words. What can be told from a word alone (letters glued together,
a stray sign, a word of the lexicons) is told once, when the word is first met; a text whose
words are all known to be plain costs a set difference and nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from reportkit.findings.glued import case_boundaries, glued_in
from reportkit.findings.lexicon import misplaced_families

# What a word may announce; a closer look decides. Plain integers: flags of an enum cost a call
# each time they are joined.
GLUED: Final = 1
STRAY: Final = 2
MAIL: Final = 4
PHONE: Final = 8
TITLE: Final = 16
MISPLACED: Final = 32
CASED: Final = 64

_WORD = re.compile(r"[^\W\d_]+")
_PHONE = re.compile(r"[^\d+]*(?:0[1-9]|\+33|0033)")
_TITLES = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle"})
_ROOT = 3  # letters by which a word of the lexicons is looked up


class Screen:
    """Remembers the words met so far; one for each run."""

    def __init__(self) -> None:
        self._plain: set[str] = set()
        self._noted: dict[str, int] = {}
        self._misplaced = _Triggers(
            word for family in misplaced_families() for word in family.triggers
        )

    def marks(self, words: Iterable[str]) -> int:
        """What the words of a text (runs of signs between spaces) announce, all together."""
        found = 0
        for chunk in set(words).difference(self._plain):
            mark = self._noted.get(chunk)
            if mark is None:
                mark = self._judge(chunk)
                if not mark:
                    self._plain.add(chunk)
                    continue
                self._noted[chunk] = mark
            found |= mark
        return found

    def that_are(self, mark: int, words: Iterable[str]) -> set[str]:
        """Those of the words, met before, that bear a mark."""
        return {word for word in words if self._noted.get(word, 0) & mark}

    def _judge(self, chunk: str) -> int:
        core = chunk.strip('.,;:!?…«»()"')
        if core.isalpha() and core.islower() and "ée" not in core and "::" not in chunk:
            return self._announced(core)
        mark = 0
        if glued_in(chunk):
            mark |= GLUED
            if case_boundaries(chunk):
                mark |= CASED
        if "¨" in chunk or "\ufffd" in chunk or "::" in chunk:
            mark |= STRAY
        if "@" in chunk:
            mark |= MAIL
        if _PHONE.match(chunk):
            mark |= PHONE
        words = _WORD.findall(chunk.lower())
        if not _TITLES.isdisjoint(words):
            mark |= TITLE
        for word in words:
            mark |= self._announced(word)
        return mark

    def _announced(self, word: str) -> int:
        return MISPLACED if self._misplaced.begin(word) else 0


class _Triggers:
    """Words of the lexicons, looked up by their first letters; `*` ends those that go on."""

    def __init__(self, words: Iterable[str]) -> None:
        every = set(words)
        self._whole = frozenset(word for word in every if not word.endswith("*"))
        self._begun: dict[str, tuple[str, ...]] = {}
        for word in sorted(every - self._whole):
            root = word[:_ROOT].rstrip("*")
            self._begun[root] = (*self._begun.get(root, ()), word[:-1])

    def begin(self, word: str) -> bool:
        """Whether the word is one of them, or begins like one that goes on."""
        return word in self._whole or word.startswith(self._begun.get(word[:_ROOT], "\0"))
