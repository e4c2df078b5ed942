"""Sanitised HTML made fit for a tagged page: capped, with headings, lists and tables in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from lxml import etree
from lxml.html import Element, HtmlElement
from markupsafe import Markup

from reportkit.report.french import counted, say
from reportkit.report.limits import BREAK, DEEPEST, LONGEST_WORD, ROWS, SPAN

SCHEMES = ("http", "https", "mailto")
BLOCKS = {
    *("address", "article", "aside", "center", "dd", "details", "div", "dl", "dt", "fieldset"),
    *("figcaption", "figure", "footer", "form", "header", "hgroup", "main", "nav"),
    *("section", "summary"),
}
"""Elements that stand on lines of their own and of which nothing else is kept."""
INLINE = {"a", "b", "strong", "em", "i", "sup", "sub", "code"}
TAGS = {
    *INLINE, "br", "hr", "img", "p", "pre", "blockquote", "ul", "ol", "li", "div",
    "h1", "h2", "h3", "h4", "h5", "h6",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "img": {"alt"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}

_VOID = {"br", "hr"}
_AROUND = 10
"""Elements that the page itself may put around a piece."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SCOPES = ("col", "row", "colgroup", "rowgroup")
_START = re.compile(r"-?\d{1,6}")


class Outline:
    """Gives headings their level: one under another, none skipped on the way down.

    Args:
        above: level of the heading that all others stand under.
    """

    def __init__(self, above: int) -> None:
        self.above = above
        self.written: list[int] = []

    def place(self, written: int) -> int:
        """The level to print of a heading written at some level."""
        while self.written and self.written[-1] >= written:
            self.written.pop()
        self.written.append(written)
        return min(self.above + len(self.written), len(_HEADINGS))

    def follow(self, html: str) -> None:
        """Go on from the last heading of a piece that is printed as it is."""
        levels = re.findall(r"<h([1-6])\b", html)
        if levels:
            self.written = list(range(self.above + 1, int(levels[-1]) + 1))


def tidy(html: str, outline: Outline, *, caption: str, elsewhere: str) -> Markup:
    """Well-formed HTML of TAGS and BLOCKS alone, as nh3 writes it, made fit to print.

    Every word stays but rows beyond ROWS, which a sentence counts. A picture gives its alternative
    text, a link that leads nowhere outside keeps its words.

    Args:
        html: sanitised.
        outline: places the headings; it remembers them for what follows.
        caption: of tables that have none.
        elsewhere: where to find the rows left out, « dans le notebook ».
    """
    builder = _Builder()
    builder.feed(html)
    builder.close()
    root = builder.root
    for link in list(root.iter("a")):
        _mend_link(link)
    for items in list(root.iter("ul", "ol")):
        _mend_list(items)
    for item in list(root.iter("li")):
        _mend_item(item)
    for heading in list(root.iter(*_HEADINGS)):
        _mend_heading(heading, outline)
    for table in list(root.iter("table")):
        _mend_table(table, caption, elsewhere)
    written = etree.tostring(root, encoding="unicode", method="html")
    return Markup(written.removeprefix("<div>").removesuffix("</div>"))  # noqa: S704 (sanitised)


def has_text(element: HtmlElement) -> bool:
    """Whether there is anything to read in an element."""
    return any(text.strip() for text in element.itertext())


def break_words(text: str) -> str:
    """Text whose words may break after each LONGEST_WORD letters."""
    return "".join(_pieces(text, 0))


def left_out(rows: int, elsewhere: str) -> str:
    """« 12 lignes de plus dans le notebook. »."""
    return say("{n} de plus {place}.", n=counted(rows, "ligne"), place=elsewhere)


def _pieces(text: str, run: int) -> Iterator[str]:
    """The parts of a text, `run` letters without a space being before it."""
    for part in re.findall(r"\s+|\S+", text):
        if part.isspace():
            run = 0
            yield part
            continue
        while run + len(part) > LONGEST_WORD:
            room = LONGEST_WORD - run
            yield part[:room] + BREAK
            part, run = part[room:], 0  # noqa: PLW2901 (what is left of it)
        run += len(part)
        yield part


class _Builder(HTMLParser):
    """Builds the tree of well-formed HTML; beyond what a page takes, text alone is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: HtmlElement = Element("div")
        self.stack = [self.root]
        self.flattened: list[str] = []
        self.run = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = "div" if tag in BLOCKS else tag
        if tag not in INLINE:
            self.run = 0
        if tag == "img":
            self._show_alternative(dict(attrs).get("alt") or "")
        elif self.flattened or not self._fits(tag):
            if tag not in _VOID:
                self.flattened.append(tag)
            self._part(tag)
        else:
            element = Element(tag, {k: v or "" for k, v in attrs if k in ATTRIBUTES.get(tag, ())})
            if "start" in element.attrib and not _START.fullmatch(element.get("start")):
                del element.attrib["start"]
            self.stack[-1].append(element)
            if tag not in _VOID:
                self.stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.run = 0
        if self.flattened:
            self._part(self.flattened.pop())
        elif tag not in _VOID:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        text = "".join(_pieces(data, self.run))
        end = re.search(rf"[^\s{BREAK}]*\Z", text)
        size = len(end.group()) if end else 0
        self.run = self.run + size if size == len(text) else size
        self._add(text)

    def _add(self, text: str) -> None:
        parent = self.stack[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + text
        else:
            parent.text = (parent.text or "") + text

    def _part(self, tag: str) -> None:
        """Keep the words of blocks that are flattened apart."""
        if tag not in INLINE:
            self._add(" ")

    def _show_alternative(self, words: str) -> None:
        shown = f"image non imprimée : {words}" if words.strip() else "image non imprimée"
        self.handle_data(say(" [{words}] ", words=say(shown)))

    def _fits(self, tag: str) -> bool:
        room = DEEPEST - _AROUND - len(self.stack)
        if tag == "table":
            # A table in a table cannot be read aloud, and is laid out once more at each level.
            inside = any(element.tag == "table" for element in self.stack)
            return not inside and room > len(("table", "tbody", "tr", "td"))
        return room > (1 if tag in ("ul", "ol") else 0)


def _mend_link(link: HtmlElement) -> None:
    """Text alone under an address outside: each element within would be a link of its own."""
    scheme, colon, rest = str(link.get("href", "")).strip().partition(":")
    if colon and rest and scheme.lower() in SCHEMES and has_text(link):
        words = link.text_content()
        for child in list(link):
            link.remove(child)
        link.text = words
    else:
        link.drop_tag()


def _mend_list(items: HtmlElement) -> None:
    """Items alone in a list; a list without words goes."""
    if not has_text(items):
        items.drop_tree()
        return
    first = Element("li")
    first.tail, items.text = items.text, None
    items.insert(0, first)
    for child in list(items):
        words, child.tail = child.tail or "", None
        if child.tag != "li":
            item = Element("li")
            child.addprevious(item)
            item.append(child)
        if words.strip():
            item = Element("li")
            item.text = words
            items.insert(items.index(child if child.tag == "li" else child.getparent()) + 1, item)
    items.remove(first)


def _mend_item(item: HtmlElement) -> None:
    """Words stand in the item itself, and an item in a list."""
    if item.getparent().tag not in ("ul", "ol"):
        item.tag = "div"
        return
    paragraphs = [child for child in item if child.tag == "p"]
    for paragraph in paragraphs[1:]:
        paragraph.addprevious(Element("br"))
    for paragraph in paragraphs:
        paragraph.drop_tag()


def _mend_heading(heading: HtmlElement, outline: Outline) -> None:
    inline = all(part.tag in INLINE or part.tag in _VOID for part in heading.iterdescendants())
    if not has_text(heading):
        heading.drop_tag()
    elif inline:
        heading.tag = f"h{outline.place(int(heading.tag[1]))}"
    else:
        heading.tag = "div"


def _mend_table(table: HtmlElement, caption: str, elsewhere: str) -> None:
    rows = list(table.iter("tr"))
    for row in rows[ROWS:]:
        row.getparent().remove(row)
    if len(rows) > ROWS:
        note = Element("p", {"class": "reading"})
        note.text = left_out(len(rows) - ROWS, elsewhere)
        note.tail, table.tail = table.tail, None
        table.addnext(note)
    rows = [row for row in rows[:ROWS] if any(has_text(cell) for cell in _cells(row))]
    if not rows:
        table.drop_tree() if not has_text(table) else _flatten(table)
        return
    for cell in table.iter("th", "td"):
        _clamp_spans(cell)
        if cell.tag == "th" and not has_text(cell):
            cell.tag = "td"
            cell.attrib.pop("scope", None)
    _head(table, rows)
    _caption(table, caption)


def _flatten(table: HtmlElement) -> None:
    for part in list(table.iterdescendants("caption", "thead", "tbody", "tfoot", "tr", "th", "td")):
        part.drop_tag()
    table.tag = "div"


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in ("th", "td")]


def _clamp_spans(cell: HtmlElement) -> None:
    for name in ("colspan", "rowspan"):
        value = cell.get(name)
        if value is not None:
            digits = value.strip()
            known = digits.isascii() and digits.isdigit()
            # Long digit strings are refused by int(): four say enough to be cut.
            cell.set(name, str(min(max(int(digits[:4] or 1), 1), SPAN)) if known else "1")


def _head(table: HtmlElement, rows: list[HtmlElement]) -> None:
    """Cells that head a row or a column, each with its scope; the first row where none does."""
    if next(table.iter("th"), None) is None:
        written = [cell for cell in _cells(rows[0]) if has_text(cell)]
        for cell in written if len(rows) > 1 else written[:1]:
            cell.tag = "th"
            cell.set("scope", "col" if len(rows) > 1 else "row")
    for row in table.iter("tr"):
        first = row is rows[0] and not any(c.tag == "td" and has_text(c) for c in _cells(row))
        across = first or row.getparent().tag == "thead"
        for cell in _cells(row):
            if cell.tag == "th" and cell.get("scope") not in _SCOPES:
                cell.set("scope", "col" if across else "row")


def _caption(table: HtmlElement, words: str) -> None:
    found = list(table.iter("caption"))
    told = [caption.text_content().strip() for caption in found if has_text(caption)]
    for caption in found:
        caption.drop_tree()
    caption = Element("caption")
    caption.text = " ".join(told) or say(words)
    table.insert(0, caption)
