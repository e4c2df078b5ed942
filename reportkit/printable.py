"""What of a text can be printed: on a page, in a chart, in a spreadsheet, on a terminal."""

from __future__ import annotations

import re
import unicodedata

# Controls, bidirectional overrides, halves of a character and noncharacters print as nothing or
# as something else.
_UNPRINTABLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e"
    "\u2066-\u2069\ud800-\udfff\ufeff\ufdd0-\ufdef\ufffe\uffff]"
)


def clean(text: object) -> str:
    """Text as it can be printed: NFC, without control and direction characters."""
    plain = unicodedata.normalize("NFC", str(text))
    return _UNPRINTABLE.sub("", re.sub("[\u2028\u2029\u0085]", " ", plain))


def cell(value: object) -> str:
    """Text for a CSV that a spreadsheet will open: never a formula."""
    text = clean("" if value is None else value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
