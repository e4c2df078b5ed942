"""The rules that a report's HTML must meet, so that the PDF and the web page serve everyone.

tinyhtml5 reads the page, because WeasyPrint does: what is checked is the tree that is printed.
libxml2 would build another one (HTML 4, no deeper than 256).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import tinyhtml5

from reportkit.report.limits import BREAK, DEEPEST, LONGEST_WORD, ROWS, SPAN

SVG = "{http://www.w3.org/2000/svg}"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FORBIDDEN = ("script", "iframe", "object", "embed", "form", "link", "base")
_SCHEMES = ("http", "https", "mailto")
_SOURCES = ("rk:", "data:image/")
_FETCHING = ("srcset", "poster", "background", "data", "action", "formaction", "ping", "xlink:href")
_FILE_NAME = re.compile(
    r"\S+://\S*|\S*\.(?:png|jpe?g|gif|svg|webp|tiff?|bmp|pdf)\s*", re.IGNORECASE
)
_CSS_ADDRESS = re.compile(r"""@import|url\(\s*["']?(?!rk:|data:(?:image|font)/)""", re.IGNORECASE)
_SHOWN = 40


@dataclass(frozen=True)
class Problem:
    """A rule that a page does not meet; the message says where, in French."""

    code: str
    message: str


@dataclass(frozen=True)
class Page:
    """A parsed page: its elements in order, each with its depth, and their parents."""

    root: Element
    elements: tuple[tuple[Element, int], ...]
    parents: dict[Element, Element]

    def all(self, *tags: str) -> Iterator[Element]:
        """Elements of these tags, in order."""
        return (element for element, _ in self.elements if element.tag in tags)


def lint(html: str) -> list[Problem]:
    """What a page does not meet, rule by rule, each in the page's order."""
    page = _read(html)
    return [Problem(code, message) for code, rule in RULES.items() for message in rule(page)]


def _read(html: str) -> Page:
    root = tinyhtml5.parse(html, namespace_html_elements=False)
    elements: list[tuple[Element, int]] = []
    parents: dict[Element, Element] = {}
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if isinstance(element.tag, str):
            elements.append((element, depth))
            parents.update(dict.fromkeys(element, element))
            waiting += [(child, depth + 1) for child in reversed(element)]
    return Page(root, tuple(elements), parents)


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _where(element: Element) -> str:
    """« <td id="a"> « début du texte » »: enough to find an element again."""
    name = element.tag.removeprefix(SVG)
    known = "".join(
        f' {key}="{element.get(key, "")[:_SHOWN]}"' for key in ("id", "class") if element.get(key)
    )
    words = element.get("alt") or _text(element)
    near = f" (« {words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''} »)" if words else ""
    return f"<{name}{known}>{near}"


def _title(page: Page) -> Iterator[str]:
    head = page.root.find("head")
    title = None if head is None else head.find("title")
    if title is None or not _text(title):
        yield "<title> : la page n’a pas de titre."


def _language(page: Page) -> Iterator[str]:
    if not re.match(r"fr(-|$)", page.root.get("lang", ""), re.IGNORECASE):
        yield '<html> : la langue n’est pas le français (lang="fr").'


def _headings(page: Page) -> Iterator[str]:
    # Each chapter is an h1, as PDF/UA-1 (7.4.2) allows: what counts is that none is skipped.
    before = 0
    for heading in page.all(*_HEADINGS):
        level = int(heading.tag[1])
        if level > before + 1:
            yield f"{_where(heading)} : titre de niveau {level} après un niveau {before}."
        before = level
    if not before:
        yield "<body> : la page n’a aucun titre (h1)."


def _empty_headings(page: Page) -> Iterator[str]:
    for heading in page.all(*_HEADINGS):
        if not _text(heading):
            yield f"{_where(heading)} : titre vide."


def _alternatives(page: Page) -> Iterator[str]:
    for image in page.all("img"):
        alt = image.get("alt")
        source = image.get("src", "")[:_SHOWN]
        if alt is None or not alt.strip():
            # What only decorates is a background of the style sheet.
            yield f'<img src="{source}"> : image sans texte de remplacement (alt).'
        elif _FILE_NAME.fullmatch(alt.strip()):
            yield f"{_where(image)} : un nom de fichier ou une adresse tient lieu de texte (alt)."
    for drawing in page.all(f"{SVG}svg"):
        title = drawing.find(f"{SVG}title")
        if title is None or not _text(title):
            yield f"{_where(drawing)} : dessin SVG sans titre (title)."


def _tables(page: Page) -> Iterator[str]:
    for table in page.all("table"):
        heads = list(table.iter("th"))
        if not heads:
            yield f"{_where(table)} : tableau sans cellule d’en-tête (th)."
        for head in heads:
            if head.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield f"{_where(head)} : cellule d’en-tête sans portée (scope)."
            if not _text(head):
                yield f"{_where(table)} : cellule d’en-tête vide."
        caption = table.find("caption")
        if caption is None or not _text(caption):
            yield f"{_where(table)} : tableau sans titre (caption)."


def _table_size(page: Page) -> Iterator[str]:
    for table in page.all("table"):
        rows = sum(1 for _ in table.iter("tr"))
        if rows > ROWS + len(table.findall("thead/tr")):
            yield f"{_where(table)} : {rows} lignes, plus que {ROWS}."
    for cell in page.all("th", "td"):
        for name in ("colspan", "rowspan"):
            value = cell.get(name, "1")
            if not re.fullmatch(r"[1-9]\d?", value) or int(value) > SPAN:
                yield f"{_where(cell)} : {name} de « {value[:_SHOWN]} », attendu : de 1 à {SPAN}."


def _lists(page: Page) -> Iterator[str]:
    for item in page.all("li"):
        if page.parents[item].tag not in ("ul", "ol"):
            yield f"{_where(item)} : élément de liste hors d’une liste."
        if item.find("p") is not None:
            yield f"{_where(item)} : paragraphe (p) dans un élément de liste."
    for found in page.all("dl"):
        yield f"{_where(found)} : liste de définitions (dl), que le PDF ne sait pas dire."


def _links(page: Page) -> Iterator[str]:
    names = {element.get("id") for element, _ in page.elements}
    for link in page.all("a", "area"):
        address = link.get("href")
        if address is None:
            continue
        if address.startswith("#"):
            if address[1:] not in names:
                yield f"{_where(link)} : l’ancre {address[:_SHOWN]} n’existe pas."
        elif not re.match(rf"(?:{'|'.join(_SCHEMES)}):.", address, re.IGNORECASE):
            yield f"{_where(link)} : adresse refusée, {address[:_SHOWN]}."
        if not _text(link):
            yield f"{_where(link)} : lien sans texte vers {address[:_SHOWN]}."


def _names(page: Page) -> Iterator[str]:
    counts = Counter(element.get("id") for element, _ in page.elements if "id" in element.attrib)
    for name, count in counts.items():
        if count > 1:
            yield f'id="{name}" : donné à {count} éléments.'
        if not name or re.search(r"\s", name):
            yield f'id="{name}" : vide ou avec des espaces.'


def _active(page: Page) -> Iterator[str]:
    for element, _ in page.elements:
        tag = element.tag.removeprefix(SVG)
        if tag in _FORBIDDEN:
            yield f"{_where(element)} : élément interdit."
        if tag == "style" and page.parents[element].tag != "head":
            yield f"{_where(element)} : feuille de style hors de l’en-tête."
        if tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            yield '<meta http-equiv="refresh"> : renvoi interdit.'
        for name in element.attrib:
            if name.startswith("on") or name == "style":
                yield f"{_where(element)} : attribut {name} interdit."


def _sources(page: Page) -> Iterator[str]:
    for element, _ in page.elements:
        source = element.get("src")
        if source is not None and not source.startswith(_SOURCES):
            yield f"{_where(element)} : image d’ailleurs, {source[:_SHOWN]}."
        for name in _FETCHING:
            if name in element.attrib:
                yield f"{_where(element)} : attribut {name} interdit."
    for style in page.all("style"):
        if _CSS_ADDRESS.search(style.text or ""):
            yield "<style> : la feuille de style va chercher un fichier ailleurs."


def _depth(page: Page) -> Iterator[str]:
    beyond = [element for element, depth in page.elements if depth > DEEPEST]
    if beyond:
        yield f"{_where(beyond[0])} : plus de {DEEPEST} éléments l’un dans l’autre."


def _words(page: Page) -> Iterator[str]:
    body = page.root.find("body")
    for text in () if body is None else body.itertext():
        longest = max((len(word) for word in text.replace(BREAK, " ").split()), default=0)
        if longest > LONGEST_WORD:
            near = text.strip()[:_SHOWN]
            yield f"« {near}… » : mot de {longest} lettres, plus que {LONGEST_WORD}."


RULES: dict[str, Callable[[Page], Iterator[str]]] = {
    "title": _title,
    "language": _language,
    "heading-order": _headings,
    "heading-empty": _empty_headings,
    "alternative": _alternatives,
    "table-head": _tables,
    "table-size": _table_size,
    "list": _lists,
    "link": _links,
    "id": _names,
    "active": _active,
    "source": _sources,
    "depth": _depth,
    "word": _words,
}
