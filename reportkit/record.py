"""A row of the tidy table on its way through stage 2, and findings about it."""

from __future__ import annotations

from typing import Any

from reportkit.schema import Finding, Severity

Record = dict[str, Any]
"""Columns of the tidy table and of dataset.INTERNAL; None where a field is empty."""


def about(
    record: Record, code: str, message: str, advice: str, at: tuple[str, str] | None = None
) -> Finding:
    """A finding on an action, or on the line of one value of a column of it."""
    column, value = at or ("", record["title"])
    return Finding(
        code,
        Severity.CHECK,
        record["read_file"],
        _line_of(record, column, value),
        value,
        message,
        advice,
        record["action_id"],
        column,
    )


def _line_of(record: Record, column: str, value: str) -> int:
    lines = record["lines"].get("organisation" if column == "department" else column)
    if not lines:
        return int(record["read_first"])
    held = record[column]
    place = held.index(value) if isinstance(held, list) else 0
    return int(lines[min(place, len(lines) - 1)])
