"""The report as a web page: one file that fetches nothing, for screens of any width."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from markupsafe import Markup

from reportkit.printing.html import SCHEME, Document
from reportkit.printing.motif import draw_motif
from reportkit.printing.safe import Picture
from reportkit.printing.webfonts import subset_font
from reportkit.report.tokens import paint, templates

SVG = "image/svg+xml"
_ADDRESS = re.compile(rf"url\({SCHEME}:([^)]+)\)")
_IMAGE = re.compile(rf'<img([^>]*) src="{SCHEME}:([^"]+)"([^>]*)>')
_FACE = re.compile(r"@font-face\s*{[^}]*}")
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
_WIDE_FIGURE = re.compile(r'(<p class="figure-title">(.*?)</p>.*?)(<img[^>]*>)', re.DOTALL)


def as_web_page(document: Document) -> Document:
    """The document with its look for screens, every file inside it.

    Charts hold their own fonts, because a picture does not see those of its page. What may be wider
    than the screen scrolls in a box of its own that the keyboard reaches.
    """
    style = str(document.style) + (templates() / "screen.css").read_text("utf-8")
    faces = _FACE.findall(style)
    charts = [p.data.decode() for p in document.images.values() if p.mime == SVG]
    shown = [document.cover, *document.pieces, *charts, document.source]
    shown += [heading.text for heading in document.contents]
    # The sheet counts as well: running heads, which a browser prints.
    characters = html.unescape("".join(re.sub("<[^>]*>", "", str(p)) for p in shown)) + style

    def inline(found: re.Match[str]) -> str:
        return f"url({_uri(found[1], document, characters)})"

    def image(found: re.Match[str]) -> str:
        picture = document.images[found[2]]
        if picture.mime == SVG:
            asked = "".join(_asked_faces(picture.data.decode(), faces))
            style = f"<style>{_ADDRESS.sub(inline, asked)}</style>".encode()
            data = re.sub(rb"<svg\b[^>]*>", lambda svg: svg[0] + style, picture.data, count=1)
            picture = Picture(SVG, data)
        return f'<img{found[1]} src="{picture.uri}"{found[3]}>'

    return replace(
        document,
        cover=_changed(_IMAGE, image, document.cover),
        pieces=tuple(_boxed(_changed(_IMAGE, image, piece)) for piece in document.pieces),
        style=Markup(_ADDRESS.sub(inline, style)),  # noqa: S704 (our own CSS, data of ours put in)
        web=True,
    )


def _uri(name: str, document: Document, characters: str) -> str:
    """A file that the style sheet names, as data.

    Raises:
        FileNotFoundError: a file that the templates do not hold.
    """
    folder, _, file = name.rpartition("/")
    if folder == "fonts":
        return _data("font/woff2", subset_font(file, characters))
    if name == "motif.svg":
        return _data(SVG, draw_motif(document.title, document.colours).encode())
    return _data(SVG, paint((templates() / name).read_text("utf-8"), document.colours).encode())


def _data(mime: str, content: bytes) -> str:
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"


def _asked_faces(svg: str, faces: list[str]) -> Iterator[str]:
    """The upright faces that the text of a chart asks for."""
    for face in faces:
        family = re.search(r'font-family:\s*"([^"]+)"', face)
        weight = re.search(r"font-weight:\s*\d+", face)
        known = family is not None and family[1] in svg and "italic" not in face
        if known and (weight is None or weight[0] in svg):
            yield face


def _boxed(piece: Markup) -> Markup:
    """Tables, and charts as wide as the text, in boxes that scroll."""

    def table(found: re.Match[str]) -> str:
        caption = _CAPTION.search(found[0])
        return _box(caption[1] if caption else "", found[0])

    piece = _changed(_TABLE, table, piece)
    if 'class="half"' in piece:
        return piece
    return _changed(_WIDE_FIGURE, lambda found: found[1] + _box(found[2], found[3]), piece)


def _box(label: str, content: str) -> str:
    words = " ".join(re.sub("<[^>]*>", "", label).split()).replace('"', "&quot;")
    return f'<div class="scroll" role="group" tabindex="0" aria-label="{words}">{content}</div>'


def _changed(
    pattern: re.Pattern[str], change: Callable[[re.Match[str]], str], piece: Markup
) -> Markup:
    return Markup(pattern.sub(change, piece))  # noqa: S704 (a piece that was safe, wrapped)
