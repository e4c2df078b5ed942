"""Texts of one action as the measures read them, and what they find there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from reportkit.measures.fact import Fact
from reportkit.measures.sentences import Sentence, sentences_of
from reportkit.sheet import Sheet

Find = Callable[[Mapping[str, Sequence[Sentence]]], list[Fact]]


def sentences(**fields: str) -> dict[str, list[Sentence]]:
    """The sentences of an invented action, by column; lines count through all fields."""
    lines, at = {}, 1
    for column, text in fields.items():
        count = text.count("\n") + 1
        lines[column] = tuple(range(at, at + count))
        at += count
    sheet = Sheet("a1", "Titre", "e.txt", 1, False, False, fields, {}, lines, {})
    return sentences_of(sheet)


def facts(find: Find, text: str = "", **fields: str) -> list[Fact]:
    """What a measure finds in a general description and other fields."""
    if text:
        fields = {"description": text, **fields}
    found = find(sentences(**fields))
    for fact in found:
        assert any(fact.quote in line for line in fields[fact.field].split("\n"))
    return found
