"""What a preflight says: a code, a state, the report concerned, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import dataclass

BLOCKED, REVIEW, INFORMATION = "bloqué", "à relire", "information"
EVERYTHING, NOTHING = "tous", "aucun"


@dataclass(frozen=True)
class Notice:
    """One remark on what is about to be built.

    `report` is the stem of a report's file, a kind of report, EVERYTHING (nothing is built while
    it is blocked) or NOTHING (no report is concerned).
    """

    code: str
    state: str
    report: str
    message: str
    advice: str
