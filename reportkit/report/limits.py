"""How much of a hostile or careless text a page takes; what is beyond is cut, and said."""

from __future__ import annotations

DEEPEST = 80
"""Elements inside one another; the layout recurses, and gives up at about 140."""
ROWS = 500
"""Rows of a table; layout time grows faster than their number."""
SPAN = 50
"""Columns or rows that one cell covers; the layout lays out each of them."""
LONGEST_WORD = 2000
"""Letters without a space; breaking them into lines takes a time that grows with their square."""
PICTURE_BYTES = 10_000_000
PICTURE_PIXELS = 25_000_000
"""Of a picture that an analyst's cell shows."""
