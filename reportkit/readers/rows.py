"""The visible lines of a saved HTML page, each with its place in the markup and in the file."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import lxml.html
from lxml import etree

from reportkit.errors import InputError
from reportkit.readers.spelling import LABELS, LOOSE, loosely
from reportkit.vocabulary import normalise

Element = Any  # lxml has no types

_LONGEST = 160  # characters of a label with its dash, its colon and some spaces
_WHITE = " \t\n\f"
_RUN = re.compile(r"[ \t\n\f]*[\t\n\f][ \t\n\f]*")
_LINE_CAP = 65535  # libxml2 counts no further: from there on the text's own line ends count


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_BLOCKS = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html "
    "legend li main menu nav noframes ol optgroup option p pre search section summary table "
    "tbody td textarea tfoot th thead tr ul"
)
_NO_CONTENT = _names(
    "script style noscript template head title meta link base svg math iframe object embed "
    "applet audio video canvas select datalist button input"
)
_FURNITURE = frozenset({"nav", "footer", "aside"})
_FURNITURE_ROLES = frozenset({"navigation", "contentinfo", "complementary", "search"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

# Controls that libxml2 replaces or stops at wait in a private area while it reads.
_PRIVATE = 0x10F700
_LINE_FEED = chr(_PRIVATE + 0x0A)
_GUARD = {code: chr(_PRIVATE + code) for code in range(0x20) if code not in (0x09, 0x0A)}
_GUARD |= {0xFFFE: chr(_PRIVATE + 0x20), 0xFFFF: chr(_PRIVATE + 0x21)}
_UNGUARD = {ord(private): chr(code) for code, private in _GUARD.items()}
_UNGUARD[ord(_LINE_FEED)] = "\n"
_GUARDED = re.compile("[\U0010f700-\U0010f73f]")
_LINE_REFERENCE = re.compile(r"&(?:#0*10|#[xX]0*[aA]|NewLine);")
_RETURN_REFERENCE = re.compile(r"&#(?:0*13|[xX]0*[dD]);")
_CUT_TAG = re.compile(r"</?$")  # where a copy stops; libxml2 would show it as text
_END_OF_PAGE = re.compile(r"</(?:html|body)(\s*)>", re.IGNORECASE)


@dataclass(eq=False)
class Row:
    """A visible line, or an empty one between two.

    Args:
        text: what the eye reads, in NFC, without the spaces at its edges.
        raw: the same with these spaces.
        number: 1-based line of the file where its first visible character stands.
        at: the innermost element that holds the whole line.
        item: the list item that the line opens.
        furniture: whether it stands in a menu, a footer or the like.
        head: the row in front of it on the same line, split off for it reads like a label.
        added: whether the file does not hold it.
        unseen: whether it only says that the page hides a text here.
        index: whether it is a row of an index.
    """

    text: str
    raw: str
    number: int
    at: Element
    item: Element = None
    furniture: bool = False
    head: Row | None = None
    added: bool = False
    unseen: bool = False
    index: bool = False


@lru_cache(maxsize=1 << 14)  # a line is asked several times, and many repeat from page to page
def label_key(text: str) -> str | None:
    """The label, normalised, if the words are one, behind a dash or before a colon or not."""
    words = _label_words(text)
    return words if words in LABELS else LOOSE.get(loosely(words)) if words else None


def is_to_the_letter(text: str) -> bool:
    """Whether words that are a label are spelt as the form spells it."""
    return _label_words(text) in LABELS


def _label_words(text: str) -> str:
    if len(text) > _LONGEST:
        return ""
    words = text.strip()
    words = normalise(words[1:] if words.startswith("-") else words)
    return words if words in LABELS else words.rstrip(": ")


def read_rows(
    source: str, text: str, *, preformatted: bool = False, unfolded: bool = False
) -> list[Row]:
    """Lay a page out in lines as a browser would, or with the line ends of the file as well.

    `unfolded` shows what the page hides right behind a label.

    Raises:
        InputError: nothing to see in it, or markup too deep for the parser.
    """
    guarded = _GUARDED.search(text) is None
    text = text.translate(_GUARD if guarded else dict.fromkeys(_GUARD))
    text = _LINE_REFERENCE.sub(_LINE_FEED if guarded else " ", _RETURN_REFERENCE.sub("", text))
    # Pages one behind another are one document: libxml2 drops what follows the first.
    text = _CUT_TAG.sub("", _END_OF_PAGE.sub(r"\1", text))
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = lxml.html.document_fromstring(text.encode(errors="replace"), parser=parser)
    except etree.ParserError:
        raise _nothing_visible(source) from None
    for error in parser.error_log:
        if error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise InputError(
                source,
                min(error.line, text.count("\n") + 1),
                "un balisage imbriqué trop profondément pour être lu",
                "la page telle que le site l'envoie, ou le texte de la page",
            )
    layout = _Layout(text.count("\n") + 1, _holders(root), _UNGUARD if guarded else {})
    layout.preformatted, layout.unfolded = int(preformatted), unfolded
    layout.run(root)
    if not any(row.text for row in layout.rows):
        raise _nothing_visible(source)
    return layout.rows


def _nothing_visible(source: str) -> InputError:
    return InputError(
        source,
        1,
        "une page HTML sans texte visible",
        "une page SENACS enregistrée une fois affichée, ou le texte de la page",
    )


def _holders(root: Element) -> set[Element]:
    """The elements that hold a label of the form somewhere inside: never furniture."""
    holders: set[Element] = set()
    for element in root.iter():
        if isinstance(element.tag, str) and element.text and label_key(element.text):
            _climb(element, holders)
        if element.tail and label_key(element.tail):
            _climb(element.getparent(), holders)
    return holders


def _climb(element: Element, holders: set[Element]) -> None:
    while element is not None and element not in holders:
        holders.add(element)
        element = element.getparent()


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return bool(style) and re.search(r"display\s*:\s*none", style, re.IGNORECASE) is not None


def _is_furniture(element: Element) -> bool:
    if element.tag in _FURNITURE or element.get("role") in _FURNITURE_ROLES:
        return True
    if (
        element.tag != "header"
        or next(element.iterancestors("article", "section"), None) is not None
    ):
        return False
    return _holds_only_links(element)


def _holds_only_links(header: Element) -> bool:
    if next(header.iter(*_HEADINGS), None) is not None:
        return False
    return not any(text.strip() for text in header.xpath(".//text()[not(ancestor::a)]"))


class _Layout:
    """Walks the tree once and breaks its text into rows.

    The file's line is the line of the latest start tag (its end, as libxml2 counts) plus the
    line ends of the text behind it.
    """

    def __init__(self, line_count: int, holders: set[Element], unguard: dict[int, str]) -> None:
        self.line_count, self.holders, self.unguard = line_count, holders, unguard
        self.rows: list[Row] = []
        self.stack: list[Element] = []
        self.position = 1
        self.skipped: Element = None
        self.unseen = False  # what is skipped is text that the page hides, not code
        self.furniture: Element = None
        self.preformatted = 0
        self.unfolded = False
        self.paragraphs: list[int] = []
        self.item: Element = None
        self.head: Row | None = None
        self._clear()

    def _clear(self) -> None:
        self.buffer: list[str] = []
        self.size = 0
        self.number: int | None = None  # line of the first visible character
        self.start = self.depth = self.low = 0
        self.at: Element = None

    def run(self, root: Element) -> None:
        """Fill `rows`."""
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if event == "start":
                self._sync(element)
                self.stack.append(element)
                if self.skipped is None:
                    self._enter(element)
                self._text(element.text)
                continue
            if event == "end":
                self.stack.pop()
                self.low = min(self.low, len(self.stack) - 1)
                if self.skipped is None:
                    self._leave(element)
                elif self.skipped is element:
                    self.skipped, self.unseen = None, False
            else:
                self._advance((element.text or "").count("\n"))
                self._sync(element)
            if self.stack:
                self._text(element.tail)
        self._flush()

    def _advance(self, lines: int) -> None:
        self.position = min(self.position + lines, self.line_count)

    def _sync(self, element: Element) -> None:
        line = element.sourceline or 0
        if line < _LINE_CAP:
            self.position = min(max(self.position, line), self.line_count)

    def _enter(self, element: Element) -> None:
        tag = element.tag
        hidden = element not in self.holders and _is_hidden(element)
        if tag in _NO_CONTENT or (hidden and not self._unfolds()):
            self.skipped, self.unseen = element, tag not in _NO_CONTENT
            return
        if tag in _BLOCKS:
            self._flush()
        if self.furniture is None and element not in self.holders and _is_furniture(element):
            self._flush()
            self.furniture = element
        if tag == "br":
            self._end_line()
        elif tag == "p":
            self.paragraphs.append(len(self.rows))
        elif tag == "li":
            self.item = element
        if _is_preformatted(element):
            self.preformatted += 1
            if self.number is None and self.head is None:
                self.buffer.clear()  # white space that a browser folds away

    def _unfolds(self) -> bool:
        """Whether what comes, which the page hides, is shown: the value of a label."""
        if not self.unfolded:
            return False
        self._flush()
        shown = next((row for row in reversed(self.rows) if row.text), None)
        return shown is not None and label_key(shown.text) is not None

    def _leave(self, element: Element) -> None:
        tag = element.tag
        if tag in _BLOCKS or element is self.furniture:
            self._flush()
        else:
            self._split_head()
        if tag == "p" and self.paragraphs.pop() == len(self.rows):
            self._blank()
        if element is self.item:
            self.item = None
        if element is self.furniture:
            self.furniture = None
        if _is_preformatted(element):
            self.preformatted -= 1

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self.skipped is not None:
            if self.unseen and text.strip():
                self.rows.append(Row("", "", self.position, self.skipped, unseen=True))
                self.unseen = False
            self._advance(text.count("\n"))
        elif self.preformatted:
            for part in re.split(f"([\n{_LINE_FEED}])", text):
                if part == "\n" or (part == _LINE_FEED and self.unguard):
                    self._end_line()
                    self._advance(part == "\n")
                else:
                    self._put(part)
        else:
            self._put(text)
            self._advance(text.count("\n"))

    def _put(self, part: str) -> None:
        """Text for the current line; `position` is still the line it begins on."""
        visible = part.lstrip(_WHITE)
        if visible and self.number is None:
            before = part[: len(part) - len(visible)].count("\n")
            self.number = min(self.position + before, self.line_count)
            self.start = self.depth = self.low = len(self.stack) - 1
            self.at = self.stack[-1]
        elif visible and self.low < self.depth:
            self.depth = self.low
            self.at = self.stack[self.low]
        self.buffer.append(part if self.preformatted else _RUN.sub(" ", part))
        self.size += len(part)

    def _split_head(self) -> None:
        """At the end of an inline element that opens the line and reads like a label."""
        if self.number is None or self.size > _LONGEST or self.start < len(self.stack):
            return
        if label_key("".join(self.buffer)):
            self._flush()
            self.head = self.rows[-1]

    def _flush(self) -> None:
        raw = "".join(self.buffer).translate(self.unguard)
        head, self.head = self.head, None
        if self.number is None:
            self._clear()
            return
        raw = unicodedata.normalize("NFC", raw)
        text = raw.rstrip(_WHITE) if self.preformatted else raw.strip(_WHITE)
        text = text if text.strip() else ""  # a no-break space alone is an empty line
        furniture = self.furniture is not None
        row = Row(text, raw, self.number, self.at, self.item, furniture, head)
        self.rows.append(row)
        self.item = None
        self._clear()

    def _end_line(self) -> None:
        if self.number is None and self.head is None:
            self._blank()
        self._flush()

    def _blank(self) -> None:
        self.rows.append(Row("", "", self.position, None, furniture=self.furniture is not None))


def _is_preformatted(element: Element) -> bool:
    if element.tag in ("pre", "textarea"):
        return True
    return re.search(r"white-space\s*:\s*(pre|break)", element.get("style") or "") is not None
