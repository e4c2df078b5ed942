"""What an analyst's own cells show, made safe to print; what cannot be printed is said."""

from __future__ import annotations

import base64
import io
import warnings
from dataclasses import dataclass

import nh3
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from PIL import Image, UnidentifiedImageError

from reportkit.printable import clean
from reportkit.report.french import say
from reportkit.report.limits import PICTURE_BYTES, PICTURE_PIXELS
from reportkit.report.tree import ATTRIBUTES, BLOCKS, SCHEMES, TAGS, Outline, break_words, tidy

_NOT_TEXT = ("application/", "audio/", "image/", "video/")
_WORDS_FOLLOW = ("application/json",)


@dataclass(frozen=True)
class Picture:
    """A picture held in memory."""

    mime: str
    data: bytes

    @property
    def uri(self) -> str:
        """The picture as an address that needs no file."""
        return f"data:{self.mime};base64,{base64.b64encode(self.data).decode()}"


def safe_text(text: str) -> Markup:
    """Plain text as it was laid out."""
    return Markup("<pre>{}</pre>").format(break_words(clean(text)))


def safe_html(html: str, outline: Outline) -> Markup:
    """Structure and text of HTML; styles, scripts and addresses of ours go."""
    kept = nh3.clean(
        clean(html),
        tags=TAGS | BLOCKS,
        attributes=ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    return tidy(kept, outline, caption="Tableau ajouté au notebook", elsewhere="dans le notebook")


def safe_markdown(source: str, outline: Outline) -> Markup:
    """Markdown as JupyterLab shows it, made safe; text as it stands where it is nested too deep."""
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    try:
        html = str(MarkdownWithMath(renderer=renderer).render(clean(source)))
    except RecursionError:
        return safe_text(source)
    return safe_html(html, outline)


def read_added(data: NotebookNode, outline: Outline) -> Markup | Picture | None:
    """The richest form of an output that can be printed; else a sentence, or its plain text."""
    for mime, render in (("text/html", safe_html), ("text/markdown", safe_markdown)):
        if mime in data:
            piece = render("".join(data[mime]), outline)
            if piece.striptags().strip():
                return piece
    if "image/png" in data:
        return _read_png("".join(data["image/png"]))
    refused = [mime for mime in data if mime.startswith(_NOT_TEXT) and mime not in _WORDS_FOLLOW]
    if refused or ("text/html" in data and "".join(data["text/html"]).strip()):
        return _unprinted(
            "Une sortie du notebook (type {what}) n'est pas imprimée : seuls le texte, les "
            "tableaux et les images PNG le sont.",
            what=clean(refused[0] if refused else "text/html"),
        )
    return safe_text("".join(data["text/plain"])) if "text/plain" in data else None


def _read_png(encoded: str) -> Picture | Markup:
    try:
        data = base64.b64decode(encoded)
    except ValueError:
        data = b""
    if len(data) > PICTURE_BYTES:
        return _unprinted("Une image du notebook, trop lourde, n'est pas imprimée.")
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            if image.width * image.height > PICTURE_PIXELS:
                return _unprinted("Une image du notebook, trop grande, n'est pas imprimée.")
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, UnidentifiedImageError):
        return _unprinted("Une image du notebook, illisible, n'est pas imprimée.")
    return Picture("image/png", data)


def _unprinted(template: str, **values: str) -> Markup:
    return Markup('<p class="note">{}</p>').format(say(template, **values))
