"""The facts of a run as they may be told: a federation's own words in, what is withheld out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportkit.config import Config
from reportkit.dataset import Dataset
from reportkit.findings.privacy import find_small_groups, small_sensitive_groups
from reportkit.measures.fact import Fact
from reportkit.measures.families import read_lexicon
from reportkit.measures.measure import measure
from reportkit.measures.sentences import Sentence
from reportkit.sheet import Sheet, sheets
from reportkit.vocabulary import normalise


@dataclass(frozen=True)
class Told:
    """Facts in the order of the dataset, and how many more are held back."""

    facts: tuple[Fact, ...]
    held_back: int


def tell_facts(dataset: Dataset, config: Config) -> Told:
    """Draw the facts and hold back those whose words must not be shown.

    These are words that a correction withholds, and sentences that tell something sensitive of
    a small group, until a person accepts that finding (domain rule 6). A number beside such a
    sentence, without what is sensitive in it, is told.

    Raises:
        ConfigError: `[familles]` in reportkit.toml is no lexicon.
    """
    lexicon = read_lexicon(config.familles)
    groups = {
        (sheet.action_id, column, line)
        for sheet in sheets(dataset.actions)
        for column, line in _open_groups(sheet, config)
    }
    passages = dict(zip(dataset.actions["action_id"], dataset.actions["withheld"], strict=True))

    def hides(action_id: str, place: tuple[str, int], words: str) -> bool:
        if any(passage in normalise(words) for passage in passages[action_id]):
            return True
        return (action_id, *place) in groups and bool(small_sensitive_groups(words))

    def withheld(sentence: Sentence) -> bool:
        place = (sentence.column, sentence.line)
        return hides(sentence.sheet.action_id, place, sentence.plain)

    drawn = measure(dataset, lexicon, withheld)
    facts = tuple(
        fact for fact in drawn if not hides(fact.action_id, (fact.field, fact.line), fact.quote)
    )
    return Told(facts, len(drawn) - len(facts))


def _open_groups(sheet: Sheet, config: Config) -> Iterator[tuple[str, int]]:
    """Columns and lines of the sentences on small groups that nobody has accepted."""
    for column in sheet.texts:
        for finding in find_small_groups(sheet, column):
            if not any(entry.covers(finding) for entry in config.accepted):
                yield column, finding.line
