"""A fact: what a text says, as a value, with the words that say it and the line they stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

SURE: Final = "sure"
BORDERLINE: Final = "borderline"


@dataclass(frozen=True)
class Fact:
    """One thing that one action says.

    Args:
        action_id: the action's id, stable when the export is read again.
        source_file: the export that was read.
        action: 1-based position of the action in the export.
        title: the action's title, as written.
        measure: what is measured: one of MEASURES.
        value: a number (euros, people, sessions, a year) or an ISO date, as precise as told
            (`2021`, `2021-03`, `2021-03-12`); None where only bounds or words are told.
        low, high: bounds, where a range or « plus de » is told.
        unit: what is counted: `EUR`, « personnes », « familles », « séances »…
        type: the kind within the measure: of an amount, the role of people, the family of a
            limit, perspective or outcome (the main one)…
        certainty: SURE or BORDERLINE (a careful reader may leave it out).
        quote: verbatim part of the line, the words that carry the fact.
        field: column of the field it was found in.
        line: 1-based line of the file on which the quote stands.
        second_type: the second family of a coded sentence, where there is one.
        rule: the rule of the lexicon or of the measure that fired, for the reader to check.
    """

    action_id: str
    source_file: str
    action: int
    title: str
    measure: str
    value: float | str | None
    low: float | None
    high: float | None
    unit: str | None
    type: str | None
    certainty: str
    quote: str
    field: str
    line: int
    second_type: str | None = None
    rule: str | None = None

    def record(self) -> dict[str, Any]:
        """The fact as a row, whole numbers as such."""
        record: dict[str, Any] = {column: getattr(self, column) for column in COLUMNS}
        for column in ("value", "low", "high"):
            value = record[column]
            if isinstance(value, float) and value.is_integer():
                record[column] = int(value)
        return record


@dataclass(frozen=True)
class Said:
    """What some words say, apart from where they stand; the arguments are those of Fact."""

    value: float | str | None = None
    bounds: tuple[float | None, float | None] = (None, None)
    unit: str | None = None
    type: str | None = None
    certainty: str = SURE
    second_type: str | None = None
    rule: str | None = None


COLUMNS: Final = tuple(Fact.__dataclass_fields__)
