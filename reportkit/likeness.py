"""How much two actions say the same: their words, cheaply folded, and the columns that differ."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz.distance import Indel

from reportkit.schema import FIELDS, LABELS, LIST_COLUMNS, Kind

FREE_COLUMNS = tuple(f.column for f in FIELDS if f.kind is Kind.FREE and f.column != "files")
COMPARED = (
    "title",
    *(f.column for f in FIELDS[2:] if f.column not in ("territory_again", "files")),
)
"""Columns that tell two sheets of one structure apart, in the order of the form."""

# Typing corrections leave nearly all letters in place; a rewritten clause does not.
NEARLY = 0.97
NAMED_AT_MOST = 5

# Latin-1 holds every letter of French but œ; what stands outside it is a sign, or a combining
# accent, which vanishes so that a decomposed letter folds like the composed one.
_OUTSIDE = (("œ", "oe"), ("Œ", "oe"), ("’", " "), ("–", " "), ("—", " "), ("…", " "),
            ("\u202f", " "), ("\u2028", " "))  # fmt: skip


def _folding() -> bytes:
    letters = []
    for code in range(256):
        base = unicodedata.normalize("NFD", chr(code))[0].casefold()[0]
        letters.append(base if base.isascii() and base.isalnum() else " ")
    return "".join(letters).encode()


_FOLDING = _folding()


def folded(text: str) -> bytes:
    """A text in ASCII letters and digits without case and accents; a space for each sign."""
    for sign, plain in _OUTSIDE:
        text = text.replace(sign, plain)
    return text.encode("latin-1", "ignore").translate(_FOLDING)


def words_of(text: str) -> list[bytes]:
    """The words of a text as `folded` leaves them, in its order."""
    return folded(text).split()


def whole_text(action: Mapping[Any, Any]) -> str:
    """The title and all free texts of an action, a line each."""
    parts = [action["title"], *(action[column] for column in FREE_COLUMNS)]
    return "\n".join(part for part in parts if part)


def likeness(one: Sequence[bytes], other: Sequence[bytes]) -> float:
    """Share of words that two texts have in common in the same order, 0 to 1."""
    return 1.0 if one == other else float(Indel.normalized_similarity(one, other))


def differing_columns(one: Mapping[Any, Any], other: Mapping[Any, Any]) -> list[str]:
    """Columns of COMPARED that say something else: signs, case and slips of typing apart.

    A figure that changed counts always: « 49 séances » is not « 52 séances ».
    """
    return [column for column in COMPARED if _differs(column, one[column], other[column])]


def name_columns(columns: Sequence[str]) -> str:
    """The columns by their French labels, the first few of them, for a message."""
    if not columns:
        return "rien d'autre ne diffère"
    labels = [LABELS[column].split(",")[0].rstrip(" ?") for column in columns]
    rest = len(labels) - NAMED_AT_MOST
    listed = ", ".join(f"« {label} »" for label in labels[:NAMED_AT_MOST])
    tail = f" et {rest} {'autres champs' if rest > 1 else 'autre champ'}" if rest > 0 else ""
    return f"ce qui diffère : {listed}{tail}"


def _differs(column: str, one: Any, other: Any) -> bool:
    if one == other:
        return False
    if column in LIST_COLUMNS:
        return {tuple(words_of(value)) for value in one} != {
            tuple(words_of(value)) for value in other
        }
    before, after = words_of(one or ""), words_of(other or "")
    if before == after:
        return False
    if [word for word in before if word.isdigit()] != [word for word in after if word.isdigit()]:
        return True
    return float(Indel.normalized_similarity(b" ".join(before), b" ".join(after))) < NEARLY
