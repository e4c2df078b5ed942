"""Long sentences that stand in two actions which are no duplicates of each other."""

from __future__ import annotations

from collections.abc import Iterator

from reportkit.schema import Finding, Severity
from reportkit.sheet import Sheet

LONG_SENTENCE = 60  # signs: what two people do not write alike by chance


class Copies:
    """Remembers the long sentences met so far, each with the first action that holds it."""

    def __init__(self) -> None:
        self._first: dict[str, Sheet] = {}

    def find(self, sheet: Sheet, pieces: list[str]) -> Iterator[Finding]:
        """`phrase-copiee`: sentences of 60 signs or more that an earlier action holds.

        One finding for each earlier action, on the first sentence they share, with their number.
        Exact repeats of an action are told elsewhere and neither give nor take.
        """
        if sheet.repeats:
            return
        shared: dict[str, list[str]] = {}
        origins: dict[str, Sheet] = {}
        for piece in pieces:
            if len(piece) < LONG_SENTENCE:
                continue
            origin = self._first.setdefault(piece, sheet)
            if origin is not sheet:
                origins[origin.action_id] = origin
                shared.setdefault(origin.action_id, []).append(piece)
        for action_id, sentences in shared.items():
            origin = origins[action_id]
            count = len(set(sentences))
            yield sheet.notice(
                ("phrase-copiee", Severity.INFO),
                _place(sheet, sentences[0]),
                f"{'une phrase se lit' if count == 1 else f'{count} phrases se lisent'} aussi dans "
                f"l'action « {origin.title} » ({origin.organisation or 'structure non précisée'}, "
                f"{origin.source_file}:{origin.first_line}).",
                "Normal si l'action continue ; sinon, vérifiez que le texte est bien le sien.",
            )


def _place(sheet: Sheet, words: str) -> tuple[str, int, int]:
    for column, text in sheet.plain.items():
        start = text.find(words)
        if start >= 0:
            return column, start, start + len(words)
    raise AssertionError(words)  # a piece is cut from one of these texts
