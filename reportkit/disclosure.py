"""Sentences that tell something sensitive of a small group, withheld until a person releases them.

One mechanism for all that shows words of an action, excerpts, sheets and facts alike: such a
sentence is one more passage of the column `withheld` (domain rule 6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from reportkit.corrections import QUOTED, texts_of
from reportkit.dataset import Dataset
from reportkit.findings.privacy import small_sensitive_groups
from reportkit.schema import Finding, Severity
from reportkit.vocabulary import squeeze

_PLACE = ("action_id", "read_file", "read_first", "lines", "labels", "released")


@dataclass(frozen=True)
class _Told:
    """A sentence on a small group that nobody has released, and the line it begins on.

    `row` is the place of its action in the table, `text` the sentence as `normalise` gives it.
    """

    row: int
    action_id: str
    source_file: str
    column: str
    line: int
    text: str


def withhold_small_groups(dataset: Dataset) -> Dataset:
    """The dataset whose `withheld` holds every sentence on a small group not released as well.

    Those sentences alone, each once, stand in a new column `small_groups`: a report says how many
    they are. They are looked for in all that can be printed, titles and values of lists included.
    A dataset that has been through here is given back as it is.
    """
    actions = dataset.actions
    if "small_groups" in actions:
        return dataset
    groups: list[list[str]] = [[] for _ in range(len(actions))]
    for told in _told(actions):
        if told.text not in groups[told.row]:
            groups[told.row].append(told.text)
    withheld = [
        [*passages, *(text for text in found if text not in passages)]
        for passages, found in zip(actions["withheld"], groups, strict=True)
    ]
    columns = {"withheld": withheld, "small_groups": groups}
    held = {name: pd.Series(v, index=actions.index, dtype=object) for name, v in columns.items()}
    return replace(dataset, actions=actions.assign(**held))


def small_group_findings(dataset: Dataset) -> list[Finding]:
    """`petit-groupe-sensible`: each sentence that is withheld until a person releases it.

    Its text is the whole sentence, however long: what a correction would release.
    """
    return [
        Finding(
            "petit-groupe-sensible",
            Severity.CHECK,
            told.source_file,
            told.line,
            told.text,
            "cette phrase dit quelque chose de sensible d'un groupe de dix personnes ou moins ; "
            "elle n'est pas citée.",
            "Si elle ne permet de reconnaître personne, une ligne « citer » de corrections.csv la "
            "fait citer.",
            told.action_id,
            told.column,
        )
        for told in _told(dataset.actions)
    ]


def small_groups_in(text: str, released: Sequence[str]) -> list[str]:
    """The sentences of a text on small groups that no passage of `released` holds, normalised."""
    return [words for _, words in _sentences(text, released)]


def _told(actions: pd.DataFrame) -> Iterator[_Told]:
    """Every such sentence of every action, in the order of the table and of the form."""
    places = zip(*(actions[column].tolist() for column in _PLACE), strict=True)
    values = zip(*(actions[column].tolist() for column in QUOTED), strict=True)
    for row, (place, held) in enumerate(zip(places, values, strict=True)):
        action_id, source_file, first, lines, labels, released = place
        for column, value in zip(QUOTED, held, strict=True):
            for rank, text in enumerate(texts_of(value)):
                for start, words in _sentences(text, released):
                    nth = rank if isinstance(value, list) else text.count("\n", 0, start)
                    numbers = lines.get(column) or (labels.get(column, first),)
                    line = int(numbers[min(nth, len(numbers) - 1)])
                    yield _Told(row, action_id, source_file, column, line, words)


def _sentences(text: str, released: Sequence[str]) -> Iterator[tuple[int, str]]:
    for start, end in small_sensitive_groups(text):
        words = squeeze(text[start:end])
        whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
        if not any(whole.search(passage) for passage in released):
            yield start, words
