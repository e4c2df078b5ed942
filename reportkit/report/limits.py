"""How much of a hostile or careless text a page takes; what is beyond is cut, and said."""

from __future__ import annotations

DEEPEST = 80
"""Elements inside one another; the layout recurses, and gives up at about 140."""
ROWS = 500
"""Rows of a table; layout time grows faster than their number."""
SPAN = 50
"""Columns or rows that one cell covers; the layout lays out each of them."""
LONGEST_WORD = 400
"""Letters without a place to break; the layout's time grows with their square."""
BREAK = "\u200b"
"""What is put into longer words: a space of no width, which is neither seen nor copied as one."""
PICTURE_BYTES = 10_000_000
PICTURE_PIXELS = 25_000_000
"""Of a picture that an analyst's cell shows."""
