"""Sentences that we invented, and what a reader makes of them: measures/coded_sentences.txt."""

from __future__ import annotations

from dataclasses import dataclass

from conftest import ROOT


@dataclass(frozen=True)
class Example:
    """A sentence of a field; `families` are the right ones, none where it is no such thing."""

    measure: str
    column: str
    families: tuple[str, ...]
    text: str


def _read() -> list[Example]:
    listed = (ROOT / "tests" / "measures" / "coded_sentences.txt").read_text("utf-8")
    examples = []
    for line in listed.splitlines():
        if line.startswith("#"):
            continue
        measure, column, families, text = (part.strip() for part in line.split("|"))
        named = tuple(family.strip() for family in families.split(",") if family.strip())
        examples.append(Example(measure, column, named, text))
    return examples


EXAMPLES = _read()
