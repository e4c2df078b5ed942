"""What stands in a cell of a table: text, lists, years, and how each is written and read back."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from reportkit.readers.encoding import LINE_END

LIST_SEPARATOR = "; "
RUNS_AS_FORMULA = re.compile(r"'*[=+\-@\t\r]")

_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_IN_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
# An underscore that would read as the beginning of an escape, once what follows is escaped.
_TO_ESCAPE = re.compile(f"(?P<control>{_NOT_IN_XML})|_(?=x[0-9A-Fa-f]{{4}}(?:_|{_NOT_IN_XML}))")
# openpyxl has undone `_x005F_` in the strings that cells share, not in a cell's own: what is
# left may be a literal `_x0041_`, so that only what XML cannot hold is taken for an escape.
_ESCAPED = re.compile(
    "_x005[Ff]_(?=x[0-9A-Fa-f]{4}_)"
    "|_x(?P<code>00[01][0-9A-Fa-f]|[Ff]{3}[EeFf]|[Dd][89A-Fa-f][0-9A-Fa-f]{2})_"
)
_YEAR = re.compile(r"((?:19|20)\d\d)(?:[.,]0+)?")
_COUNT = re.compile(r"(\d{1,9})(?:[.,]0+)?")
_LONGEST_EXACT = 1e15  # beyond it a float no longer tells neighbouring whole numbers apart


def as_text(value: Any) -> str:
    """A cell's value as text with line feeds, in NFC, else as written; "" for an empty cell.

    Numbers lose a fraction that is nought; days are written year first; lists line by line.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(as_text(item) for item in value)
    text = LINE_END.sub("\n", value if isinstance(value, str) else _word(value))
    text = _LONE_SURROGATE.sub("\ufffd", text)
    return "\n".join(
        unicodedata.normalize("NFC", line.lstrip("\ufeff")) for line in text.split("\n")
    )


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float) and value.is_integer() and abs(value) < _LONGEST_EXACT:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def holds_lone_surrogate(value: Any) -> bool:
    """Whether a text holds half a character, which no file can hold."""
    items = value if isinstance(value, list | tuple) else [value]
    return any(isinstance(item, str) and _LONE_SURROGATE.search(item) for item in items)


def trimmed(text: str) -> str:
    """Text without blank first and last lines, as the text reader leaves it."""
    lines = text.split("\n")
    solid = [place for place, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[solid[0] : solid[-1] + 1]) if solid else ""


def split_items(value: Any) -> tuple[str, ...]:
    """The values of a list: a list's own, else those between line breaks, else between « ; »."""
    text = as_text(value)
    lines = "\n" in text or isinstance(value, list | tuple)
    items = (item.strip() for item in text.split("\n" if lines else ";"))
    return tuple(item for item in items if item)


def join_items(items: Sequence[str]) -> str:
    """The inverse of `split_items`; line breaks part items that hold a « ; » themselves."""
    if not any(";" in item for item in items):
        return LIST_SEPARATOR.join(items)
    return "\n".join(items) + ("\n" if len(items) == 1 else "")


def parse_year(text: str) -> int | None:
    """A year of four digits, None for anything else."""
    match = _YEAR.fullmatch(text.strip().strip("«»\"' \u00a0\u202f"))
    return int(match[1]) if match else None


def parse_count(text: str) -> int | None:
    """A whole number of nine digits at most, None for anything else."""
    match = _COUNT.fullmatch(text.strip())
    return int(match[1]) if match else None


def guard_formula(text: str) -> str:
    """Text that a spreadsheet will not run: an apostrophe before what it would."""
    return f"'{text}" if RUNS_AS_FORMULA.match(text) else text


def unguard_formula(text: str) -> str:
    """The inverse of `guard_formula`."""
    return text[1:] if _GUARDED.match(text) else text


def escape_for_workbook(text: str) -> str:
    """Text as Excel writes it in XML: `_x0001_` for what XML cannot hold.

    Source: ECMA-376 part 1, 22.9.2.19 (ST_Xstring).
    """
    return _TO_ESCAPE.sub(
        lambda match: f"_x{ord(match['control']):04X}_" if match["control"] else "_x005F_", text
    )


def unescape_from_workbook(text: str) -> str:
    """The inverse of `escape_for_workbook`; halves of characters are left escaped."""
    return _ESCAPED.sub(_unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    if match["code"] is None:
        return "_"
    char = chr(int(match["code"], 16))
    return match[0] if _LONE_SURROGATE.match(char) else char
