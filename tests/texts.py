"""Actions of a few texts for the tests of measures."""

from __future__ import annotations

from reportkit.measures.sentences import Sentence, sentences_of
from reportkit.sheet import Sheet


def sentences(**texts: str) -> dict[str, list[Sentence]]:
    """The sentences of an action whose fields hold these texts, from line 10 of a file on."""
    lines, labels, line = {}, {}, 10
    for column, text in texts.items():
        labels[column] = line
        lines[column] = list(range(line + 1, line + 2 + text.count("\n")))
        line = lines[column][-1] + 1
    sheet = Sheet("a1", "Action", "a.txt", 1, False, False, texts, {}, lines, labels)
    return sentences_of(sheet)
