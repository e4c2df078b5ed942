"""The facts of a run as they may be told: a federation's own words in, what is withheld out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from reportkit.config import Config
from reportkit.corrections import redact, withheld_spans
from reportkit.dataset import Dataset
from reportkit.disclosure import withhold_small_groups
from reportkit.measures.fact import Fact
from reportkit.measures.families import read_lexicon
from reportkit.measures.measure import measure_sheet
from reportkit.measures.sentences import Sentence
from reportkit.sheet import Sheet, sheets

_MASK = "\ufdd0"  # no character: no text holds it
_SIGN = re.compile(r"[^\n]")


@dataclass(frozen=True)
class Told:
    """Facts in the order of the dataset, and how many more are held back."""

    facts: tuple[Fact, ...]
    held_back: int


def tell_facts(dataset: Dataset, config: Config) -> Told:
    """Draw the facts and hold back those whose words are withheld, in whole or in part.

    That is by a correction, or because they stand in a sentence on a small group with something
    sensitive that nobody has released (`withhold_small_groups`).

    Raises:
        ConfigError: `[familles]` in reportkit.toml is no lexicon.
    """
    lexicon = read_lexicon(config.familles) if config.familles else None
    actions = withhold_small_groups(dataset).actions
    told: list[Fact] = []
    held_back = 0
    for sheet, withheld in zip(sheets(actions), actions["withheld"], strict=True):
        masked = _masked(sheet, withheld)
        drawn = measure_sheet(sheet, lexicon, partial(_hides, masked))
        title = redact(sheet.title, filter(None, withheld))
        shown = [
            replace(fact, title=title)
            for fact in drawn
            if fact.quote in masked.words_at(fact.field, fact.line)
        ]
        told += shown
        held_back += len(drawn) - len(shown)
    return Told(tuple(told), held_back)


def _hides(masked: Sheet, sentence: Sentence) -> bool:
    end = sentence.start + len(sentence.text)
    return _MASK in masked.texts[sentence.column][sentence.start : end]


def _masked(sheet: Sheet, withheld: Sequence[str]) -> Sheet:
    """The sheet with withheld words masked sign for sign."""
    texts = {}
    for column, text in sheet.texts.items():
        masked = text
        for start, end in withheld_spans(text, withheld):
            masked = masked[:start] + _SIGN.sub(_MASK, text[start:end]) + masked[end:]
        texts[column] = masked
    return replace(sheet, texts=texts)
