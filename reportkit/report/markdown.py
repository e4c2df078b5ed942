"""A team's Markdown as safe HTML: every word stays, nothing can run, fetch or hide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import nh3
from markdown_it.token import Token
from markupsafe import Markup

from reportkit.commonmark import COMMENT, DEEPEST, MARKDOWN, OPENING
from reportkit.printable import clean
from reportkit.report.french import tight
from reportkit.report.tree import SCHEMES, Outline, break_words, tidy

TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "h2", "h3", "h4", "h5", "h6",
    "pre", "code", "table", "caption", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"scope"}}


def render_markdown(text: str, above: int = 2) -> Markup:
    """HTML of TAGS alone, for a place under a heading of the level `above`.

    The team's headings begin one level below and skip none. HTML is printed as the text it is,
    comments are not printed, and of a picture its alternative text is. A link that leads elsewhere
    than to http, https or mailto keeps its text.
    """
    tokens = MARKDOWN.parse(clean(text))
    if max((token.level for token in tokens), default=0) >= DEEPEST - 1:
        words = break_words(tight(clean(COMMENT.sub("", text))))
        return Markup("<p>{}</p>").format(words)
    html = MARKDOWN.renderer.render(list(_blocks(tokens)), MARKDOWN.options, {})
    safe = nh3.clean(
        html, tags=TAGS | {"h1"}, attributes=_ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=None
    )
    return tidy(safe, Outline(above), caption="Tableau de l'équipe", elsewhere="dans commentaires/")


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
            allowed = str(token.attrs.get("href", "")).lower().partition(":")[0] in SCHEMES
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
