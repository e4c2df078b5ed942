"""Words that a correction keeps from being printed, taken out of all that a report holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from reportkit.corrections import CUT, Correction, redact
from reportkit.report.french import say
from reportkit.schema import FREE_TEXTS, Finding

_QUOTES = re.compile("«.*»", re.DOTALL)  # from the first to the last: titles hold quotes too


def redact_actions(actions: pd.DataFrame, numbers: Mapping[str, int]) -> pd.DataFrame:
    """The actions without the words to withhold, in texts and titles.

    `numbers` gives, by `action_id`, the number that names an action in the report.
    """
    if not any(actions["withheld"]):
        return actions
    kept = actions.copy()
    for column in FREE_TEXTS:
        texts = [
            text if text is None else redact(text, withheld)
            for text, withheld in zip(actions[column], actions["withheld"], strict=True)
        ]
        kept[column] = pd.Series(texts, index=kept.index, dtype=object)  # None stays None
    kept["title"] = [
        _title(row["title"], row["withheld"], numbers.get(row["action_id"], row["action_id"]))
        for _, row in actions.iterrows()
    ]
    return kept


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
    withholds words, what it quotes of the line goes altogether. The value of a column stays.
    """
    if not any(actions["withheld"]):
        return tuple(findings)
    rows = [row for _, row in actions.iterrows() if row["withheld"]]
    everywhere = [passage for row in rows for passage in _named(row["withheld"])]
    places = [(row["read_file"], row["read_first"], row["read_last"]) for row in rows]
    kept = []
    for finding in findings:
        message = finding.message
        inside = any(
            finding.source_file == file and first <= finding.line <= last
            for file, first, last in places
        )
        if inside and not finding.column:
            message = _QUOTES.sub(f"« {CUT} »", message)
        kept.append(replace(finding, message=redact(message, everywhere)))
    return tuple(kept)


def redact_corrections(
    corrections: Iterable[Correction], actions: pd.DataFrame
) -> tuple[Correction, ...]:
    """The corrections without words to withhold, in the reasons that people gave too."""
    withheld = zip(actions["action_id"], actions["withheld"], strict=True)
    passages = {action_id: _named(held) for action_id, held in withheld}
    kept = []
    for c in corrections:
        if c.action_id in passages:
            old, new, reason = (redact(t, passages[c.action_id]) for t in (c.old, c.new, c.reason))
            kept.append(replace(c, old=old, new=new, reason=reason))
    return tuple(kept)


def _named(withheld: Iterable[str]) -> Sequence[str]:
    return [passage for passage in withheld if passage]
