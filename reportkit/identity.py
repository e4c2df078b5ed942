"""Ids drawn from what was read, exact repeats, and columns of a table that are computed."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from reportkit.record import Record, about
from reportkit.schema import COLUMNS, NORMALISED, Finding
from reportkit.vocabulary import squeeze

_GIVEN_ID = re.compile(r"[0-9a-f]{12}(-[1-9]\d*)?")


def identify(records: Iterable[Record]) -> list[Finding]:
    """Give each record its `action_id` and, to exact repeats, `duplicate_of`.

    The id is drawn from what was read, neither from the file's name nor from the place, so
    that reading again or in another order changes nothing. Repeats get a number behind it. A
    table that we wrote brings ids back; they hold as long as no other action bears them.
    """
    findings: list[Finding] = []
    first_of: dict[tuple[str, Any], str] = {}
    times: Counter[str] = Counter()
    taken: set[str] = set()
    for record in records:
        words = _digest({c: record[c] for c in _CONTENT})
        base = _digest({"content": words, "year": record["senacs_year"]})
        stated = record["given"].get("action_id", "")
        if _GIVEN_ID.fullmatch(stated) and stated not in taken:
            record["action_id"] = stated
        else:
            record["action_id"] = _free_id(base, times, taken)
        taken.add(record["action_id"])
        # An attributed year and the index's may name the same year of the same action.
        same = (words, record["senacs_year"] or record["attributed_year"])
        record["duplicate_of"] = first_of.get(same)
        first_of.setdefault(same, record["action_id"])
        if record["duplicate_of"]:
            findings.append(
                about(
                    record,
                    "doublon-exact",
                    f"l'action « {record['title']} » répète mot pour mot une action déjà lue "
                    f"({record['duplicate_of']}).",
                    "Elle n'est comptée qu'une fois.",
                )
            )
    return findings


def _free_id(base: str, times: Counter[str], taken: set[str]) -> str:
    while True:
        times[base] += 1
        found = base if times[base] == 1 else f"{base}-{times[base]}"
        if found not in taken:
            return found


def note_recomputed(record: Record) -> list[Finding]:
    """A finding on each value of a table that we compute ourselves, and otherwise."""
    columns = ("duplicate_of", *(f"{column}_norm" for column in NORMALISED))
    if record["duplicate_of"] is None:  # a repeat is told already, with the id it gets
        columns = ("action_id", *columns)
    return [
        about(
            record,
            "valeur-recalculee",
            f"la colonne « {column} » du tableau porte « {_shown(record['given'][column])} » ; "
            f"reportkit calcule « {_shown(record[column])} ».",
            "Cette colonne est calculée : corrigez le champ dont elle vient.",
        )
        for column in columns
        if column in record["given"] and record["given"][column] != record[column]
    ]


def _shown(value: Any) -> str:
    text = "; ".join(value) if isinstance(value, list) else str(value or "")
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


_LONGEST_SHOWN = 80
_CONTENT = tuple(
    column
    for column in COLUMNS
    if column not in ("action_id", "senacs_year", "source_file", "first_line", "last_line")
)


def _digest(content: Record) -> str:
    text = squeeze(json.dumps(content, ensure_ascii=False, sort_keys=True))
    # A letter in front: a spreadsheet takes « 12345e678901 » for a number.
    return "a" + hashlib.sha256(text.encode()).hexdigest()[:11]
