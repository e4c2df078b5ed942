"""A team's Markdown as safe HTML: every word stays, nothing can run, fetch or hide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import nh3
from markdown_it.token import Token
from markupsafe import Markup

from reportkit.commonmark import COMMENT, DEEPEST, MARKDOWN, OPENING
from reportkit.printable import clean
from reportkit.report.french import tight

HIGHEST, DEEPEST_HEADING = 3, 6
TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "h3", "h4", "h5", "h6",
    "pre", "code", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"scope"}}
_SCHEMES = {"http", "https", "mailto"}


def render_markdown(text: str) -> Markup:
    """HTML of TAGS alone, for a place under a heading of level 2.

    The team's headings begin at h3 and skip no level. HTML is printed as the text it is, comments
    are not printed, and of a picture its alternative text is. A link that leads elsewhere than to
    http, https or mailto keeps its text.
    """
    tokens = MARKDOWN.parse(clean(text))
    if max((token.level for token in tokens), default=0) >= DEEPEST - 1:
        return Markup("<p>{}</p>").format(tight(clean(COMMENT.sub("", text))))
    ready = list(_headings(_blocks(tokens)))
    html = MARKDOWN.renderer.render(ready, MARKDOWN.options, {})
    return Markup(  # noqa: S704 (just sanitised)
        nh3.clean(html, tags=TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    )


def _blocks(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "html_block":
            # What stands beside a comment on its line, or behind one that never ends, is text.
            rest = COMMENT.sub("", token.content).replace(OPENING, f"\\{OPENING}")
            yield from _blocks(MARKDOWN.parse(rest))
            continue
        if token.type == "inline":
            token.children = list(_inline(token.children or ()))
        elif token.type in ("fence", "code_block"):
            told = f"{token.info.strip()}\n" if token.info.strip() else ""
            token.content, token.info = clean(told + token.content), ""
        elif token.type == "th_open":
            token.attrs["scope"] = "col"
        yield token


def _inline(tokens: Iterable[Token]) -> Iterator[Token]:
    allowed = False
    for token in tokens:
        if token.type == "image":
            yield from _inline(token.children or ())
        elif token.type == "link_open":
            allowed = str(token.attrs.get("href", "")).lower().partition(":")[0] in _SCHEMES
            if allowed:
                yield token
        elif token.type == "link_close":
            if allowed:
                yield token
        elif token.type != "html_inline":
            if token.type == "text":
                token.content = tight(clean(token.content))
            elif token.type == "code_inline":
                token.content = clean(token.content)
            yield token


def _headings(tokens: Iterable[Token]) -> Iterator[Token]:
    """Headings one level below the nearest higher one before them, the highest being h3."""
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            while above and above[-1] >= token.tag:
                above.pop()
            above.append(token.tag)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(HIGHEST + len(above) - 1, DEEPEST_HEADING)}"
        yield token
