"""Words that are withheld from print, taken out of all that a report holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from reportkit.corrections import (
    CUT,
    QUOTED,
    Correction,
    redact,
    texts_of,
    withheld_spans,
)
from reportkit.disclosure import small_groups_in
from reportkit.report.french import say
from reportkit.schema import FREE_TEXTS, NORMALISED, Finding
from reportkit.vocabulary import squeeze

_QUOTES = re.compile("«.*»", re.DOTALL)  # from the first to the last: titles hold quotes too
_TEXTS = (*FREE_TEXTS, "files")
_VALUES = tuple(column for column in QUOTED if column not in ("title", *_TEXTS))


def redact_actions(actions: pd.DataFrame, numbers: Mapping[str, int]) -> pd.DataFrame:
    """The actions without the words to withhold, in all that a report prints of them.

    In titles and texts « […] » stands for the words; a value of a list, or a single one, that
    holds them becomes « […] », and so does the one beside it in the `_norm` column. `numbers`
    gives, by `action_id`, the number that names an action in the report.
    """
    if not any(actions["withheld"]):
        return actions
    kept = actions.copy()
    passages = actions["withheld"].tolist()
    told: dict[str, list[Any]] = {
        column: [
            text if text is None else redact(text, withheld)
            for text, withheld in zip(actions[column], passages, strict=True)
        ]
        for column in _TEXTS
    }
    for column in _VALUES:
        names = [column, f"{column}_norm"] if column in NORMALISED else [column]
        told |= _redact_values(actions[names], passages)
    for column, values in told.items():
        kept[column] = pd.Series(values, index=kept.index, dtype=object)  # None stays None
    kept["title"] = [
        _title(row["title"], row["withheld"], numbers.get(row["action_id"], row["action_id"]))
        for _, row in actions.iterrows()
    ]
    return kept


def _redact_values(
    columns: pd.DataFrame, passages: Sequence[Sequence[str]]
) -> dict[str, list[Any]]:
    """Columns whose values stand beside each other, as written and in canonical spelling."""
    told: dict[str, list[Any]] = {str(name): columns[name].tolist() for name in columns}
    for row, withheld in enumerate(passages):
        beside = [texts_of(values[row]) for values in told.values()]
        hidden = [
            any(withheld_spans(text, _named(withheld)) for text in texts)
            for texts in zip(*beside, strict=True)
        ]
        if any(hidden):
            for values, texts in zip(told.values(), beside, strict=True):
                shown = [CUT if hide else text for hide, text in zip(hidden, texts, strict=True)]
                values[row] = shown if isinstance(values[row], list) else shown[0]
    return told


def _title(title: str, withheld: Iterable[str], name: int | str) -> str:
    """The title without the passages; where no word is left, the action's number or id.

    To withhold all of an action's texts leaves its title: a report must name what it counts.
    """
    passages = _named(withheld)
    left = redact(title, passages)
    if left == title or re.search(r"\w", left.replace(CUT, "")):
        return left
    if isinstance(name, int):
        return say("Action n° {number} (titre non cité)", number=str(name))
    return say("Action {action_id} (titre non cité)", action_id=name)


def redact_findings(findings: Iterable[Finding], actions: pd.DataFrame) -> tuple[Finding, ...]:
    """The findings without words to withhold.

    A message quotes a line in full or in part, as it stood before any mending: in an action that
    withholds words, what it quotes of the line goes altogether. The value of a column stays,
    unless it holds such words or a part of them. Sentences on small groups that a message quotes
    of what is in no action any more go too.
    """
    withholding = actions[[bool(passages) for passages in actions["withheld"]]]
    rows = [row for _, row in withholding.iterrows()]
    everywhere = [passage for row in rows for passage in _named(row["withheld"])]
    places = [(row["read_file"], row["read_first"], row["read_last"], row) for row in rows]
    released = [passage for passages in actions["released"] for passage in passages]
    kept = []
    for finding in findings:
        passages = [
            passage
            for file, first, last, row in places
            if finding.source_file == file and first <= finding.line <= last
            for passage in row["withheld"]
        ]
        quoted = _QUOTES.search(finding.message)
        if passages and (not finding.column or _is_part(finding.text, passages)):
            text, hide = CUT, True
        else:
            text = _redact(finding.text, everywhere, released)
            hide = quoted is not None and bool(small_groups_in(quoted.group()[1:-1], released))
        message = _QUOTES.sub(f"« {CUT} »", finding.message) if hide else finding.message
        advice = redact(finding.advice, everywhere)
        kept.append(replace(finding, text=text, message=redact(message, everywhere), advice=advice))
    return tuple(kept)


def _is_part(value: str, passages: Iterable[str]) -> bool:
    words = squeeze(value)
    return any(words in passage or withheld_spans(value, [passage]) for passage in passages)


def redact_corrections(
    corrections: Iterable[Correction], actions: pd.DataFrame
) -> tuple[Correction, ...]:
    """The corrections without words to withhold, in the reasons that people gave too.

    A value that was corrected stands in no action any more: what it tells of a small group goes.
    """
    rows = {row["action_id"]: row for _, row in actions.iterrows()}
    kept = []
    for c in corrections:
        if c.action_id in rows:
            row = rows[c.action_id]
            passages = _named(row["withheld"])
            texts = (_redact(text, passages, row["released"]) for text in (c.old, c.new, c.reason))
            old, new, reason = texts
            kept.append(replace(c, old=old, new=new, reason=reason))
    return tuple(kept)


def _redact(text: str, passages: Sequence[str], released: Sequence[str]) -> str:
    return redact(text, [*passages, *small_groups_in(text, released)])


def _named(withheld: Iterable[str]) -> Sequence[str]:
    return [passage for passage in withheld if passage]
