"""Markdown as teams write it: CommonMark and tables, where no word is lost on the way.

Three departures keep words that CommonMark would drop: of HTML, comments alone are known; a table
with a row too long for its head stays text, as do the definitions of links (`[a]: b`).
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block, table
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_inline import StateInline, html_inline

DEEPEST = 60
"""Levels of nesting beyond which the parser leaves text out."""
COMMENT = re.compile(r"<!--(?:-?>|.*?-->)", re.DOTALL)
OPENING = "<!--"


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    at = state.bMarks[start] + state.tShift[start]
    return state.src.startswith(OPENING, at) and html_block(state, start, end, silent)


def _comment_inline(state: StateInline, silent: bool) -> bool:
    return state.src.startswith(OPENING, state.pos) and html_inline(state, silent)


def _whole_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    held = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    if silent:
        return True
    columns = sum(token.type == "th_open" for token in state.tokens[held:])
    rows = (state.getLines(line, line + 1, 0, False) for line in range(start + 2, state.line))
    if all(_cells(row) <= columns for row in rows):
        return True
    del state.tokens[held:]
    state.line = start
    return False


def _cells(row: str) -> int:
    cells = escapedSplit(row.strip())
    return len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST})
    parser.block.ruler.at(
        "html_block", _comment_block, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    parser.block.ruler.at("table", _whole_table, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.at("html_inline", _comment_inline)
    return parser.enable("table").disable("reference")


MARKDOWN = _parser()
