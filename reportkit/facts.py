"""The facts of a run as they may be told: a federation's own words in, what is withheld out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportkit.config import Accepted, Config
from reportkit.corrections import redact, withheld_words
from reportkit.dataset import Dataset
from reportkit.findings.privacy import find_small_groups, small_sensitive_groups
from reportkit.measures.fact import Fact
from reportkit.measures.families import default_lexicon, read_lexicon
from reportkit.measures.measure import measure_sheet
from reportkit.measures.sentences import Sentence
from reportkit.sheet import Sheet, sheets

_MASK = "\ufdd0"  # no character: no text holds it
_SIGN = re.compile(r"[^\n]")
_ALL = re.compile(r".+", re.DOTALL)


@dataclass(frozen=True)
class Told:
    """Facts in the order of the dataset, and how many more are held back."""

    facts: tuple[Fact, ...]
    held_back: int


def tell_facts(dataset: Dataset, config: Config) -> Told:
    """Draw the facts and hold back those whose words must not be shown.

    These are words that a correction withholds, in whole or in part, and sentences that tell
    something sensitive of a small group, until a person accepts that finding (domain rule 6). A
    number beside such a sentence, without what is sensitive in it, is told.

    Raises:
        ConfigError: `[familles]` in reportkit.toml is no lexicon.
    """
    lexicon = read_lexicon(config.familles) if config.familles else default_lexicon()
    passages = dict(zip(dataset.actions["action_id"], dataset.actions["withheld"], strict=True))
    told: list[Fact] = []
    held_back = 0
    for sheet in sheets(dataset.actions):
        withheld = passages[sheet.action_id]
        hidden = _Hidden(sheet, withheld, config.accepted)
        drawn = measure_sheet(sheet, lexicon, hidden.holds)
        title = redact(sheet.title, filter(None, withheld))
        shown = [replace(fact, title=title) for fact in drawn if not hidden.tells(fact)]
        told += shown
        held_back += len(drawn) - len(shown)
    return Told(tuple(told), held_back)


class _Hidden:
    """What an action must not show.

    `masked` is its sheet with withheld words masked sign for sign; `groups` the columns and lines
    of sentences on small groups that nobody has accepted.
    """

    def __init__(self, sheet: Sheet, withheld: Sequence[str], accepted: Sequence[Accepted]) -> None:
        texts = {column: _masked(text, withheld) for column, text in sheet.texts.items()}
        self.masked = replace(sheet, texts=texts)
        self.groups = {
            (column, finding.line)
            for column in sheet.texts
            for finding in find_small_groups(sheet, column)
            if not any(entry.covers(finding) for entry in accepted)
        }

    def holds(self, sentence: Sentence) -> bool:
        """Whether words of a sentence must not be shown."""
        end = sentence.start + len(sentence.text)
        masked = _MASK in self.masked.texts[sentence.column][sentence.start : end]
        return masked or self._reveals((sentence.column, sentence.line), sentence.plain)

    def tells(self, fact: Fact) -> bool:
        """Whether the words of a fact must not be shown."""
        masked = fact.quote not in self.masked.words_at(fact.field, fact.line)
        return masked or self._reveals((fact.field, fact.line), fact.quote)

    def _reveals(self, place: tuple[str, int], words: str) -> bool:
        return place in self.groups and bool(small_sensitive_groups(words))


def _masked(text: str, withheld: Sequence[str]) -> str:
    for passage in withheld:
        pattern = withheld_words(passage) if passage else _ALL
        text = pattern.sub(lambda words: _SIGN.sub(_MASK, words.group()), text)
    return text
