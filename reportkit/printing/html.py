"""Reads an executed notebook: our blocks, and what an analyst added, made safe to print."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup
from nbformat import NotebookNode
from pydantic import ValidationError

from reportkit import __version__
from reportkit.errors import PrintError
from reportkit.printable import clean
from reportkit.printing.fonts import spell_out
from reportkit.printing.safe import Picture, read_added, safe_markdown, safe_text
from reportkit.report.markup import render_block
from reportkit.report.model import MIME, Attachment, Block, Cover, Heading, parse_block
from reportkit.report.tokens import colours, css_variables, templates
from reportkit.report.tree import Outline

CONTENTS_ROWS = 30
"""Lines that a page of contents holds."""

SCHEME = "rk"
"""The only scheme that the printer fetches from: files held in memory."""

DRAFT_PAGE = (
    "@page{background:url(rk:draft.svg) 50% 50%/150mm 150mm no-repeat}@page cover{background:none}"
)


@dataclass
class Document:
    """What the page template prints; `images` holds the pictures by name, `web` is for browsers."""

    title: str
    description: str
    author: str
    cover: Markup
    contents: tuple[Heading, ...]
    pieces: tuple[Markup, ...]
    style: Markup
    colours: dict[str, str]
    generator: str = f"reportkit {__version__}"
    images: dict[str, Picture] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    day: str | None = None
    note: bool = False
    source: str = ""
    web: bool = False


def read_document(notebook: NotebookNode, *, contents: bool) -> Document:
    """Collect the printed pieces of an executed notebook, in order.

    Args:
        notebook: as executed; cells to be left out are already removed.
        contents: whether to list the chapters.

    Raises:
        PrintError: no cover (the notebook shows no report), or a block of another version.
    """
    cover: Cover | None = None
    headings: list[Heading] = []
    pieces: list[Markup] = []
    images: dict[str, Picture] = {}
    attached: list[Attachment] = []
    outline = Outline(above=1)
    seen: set[str] = set()

    def address(picture: Picture) -> str:
        name = f"image-{len(images) + 1}"
        images[name] = picture
        return f"{SCHEME}:{name}"

    for item in _items(notebook, outline):
        if isinstance(item, Markup):
            pieces.append(item)
        elif isinstance(item, Picture):
            figure = (
                '<figure><img class="added" src="{}" alt="Figure ajoutée au notebook"></figure>'
            )
            pieces.append(Markup(figure).format(address(item)))  # noqa: S704 (no value in it)
        elif item.kind == "cover":
            cover = cover or item
        elif item.kind == "attachments":
            attached += item.items
        else:
            image = None
            if item.kind == "heading":
                headings.append(item)
            elif item.kind == "figure":
                image = address(Picture("image/svg+xml", item.svg.encode()))
            piece = render_block(item, image)
            outline.follow(piece)
            pieces.append(_named_once(piece, seen))
    if cover is None:
        raise PrintError(
            "le notebook n'affiche pas de rapport : report.cover() n'y montre pas de couverture. "
            "L'exécuter en entier, puis l'imprimer."
        )
    logo = cover.identity.logo
    return Document(
        title=clean(f"{cover.title} – {cover.kicker}"),
        description=clean(cover.description),
        author=clean(cover.author),
        cover=render_block(
            cover, address(Picture(logo.mime, base64.b64decode(logo.data))) if logo else None
        ),
        colours=colours(cover.identity.colours),
        note=cover.layout == "band",
        source=clean(cover.source_line),
        contents=_listed(headings) if contents and cover.layout == "page" else (),
        pieces=tuple(pieces),
        style=Markup(page_style(cover)),  # noqa: S704 (our own CSS, values escaped)
        images=images,
        day=cover.day,
        attachments=tuple({item.name: item for item in attached}.values()),
    )


def _listed(headings: Sequence[Heading]) -> tuple[Heading, ...]:
    """Chapters and their parts as long as they fit on a page, else chapters alone."""
    if len(headings) <= CONTENTS_ROWS:
        return tuple(headings)
    return tuple(heading for heading in headings if heading.level == 1)


def page_style(cover: Cover) -> str:
    """The style sheet, with the tokens and the running heads of this report."""
    sheet = (templates() / "report.css").read_text("utf-8")
    heads = (
        f"@page{{@top-left{{content:{css_string(cover.running_head)}}}"
        f"@bottom-left{{content:{css_string(cover.source_line)}}}}}"
    )
    marks = [
        mark
        for mark, shown in (("Brouillon", cover.draft), ("Données fictives", cover.fictional))
        if shown
    ]
    if marks:
        heads += f"@page{{@top-center{{content:{css_string(' · '.join(marks))}}}}}"
    if cover.draft:
        heads += DRAFT_PAGE
    return css_variables(colours(cover.identity.colours)) + sheet + heads


def css_string(text: str) -> str:
    """A CSS string that can neither end itself nor its style element."""
    plain = spell_out(clean(text), Counter())
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):06x} " for c in plain) + '"'


def _items(notebook: NotebookNode, outline: Outline) -> Iterable[Block | Markup | Picture]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield safe_markdown(cell.source, outline)
        elif cell.cell_type == "code":
            for output in cell.get("outputs", []):
                item = _output(output, outline)
                if item is not None:
                    yield item


def _output(output: NotebookNode, outline: Outline) -> Block | Markup | Picture | None:
    if output.output_type == "stream" and output.name == "stdout":
        return safe_text(output.text.rstrip())
    if output.output_type not in ("display_data", "execute_result"):
        return None
    if MIME not in output.data:
        return read_added(output.data, outline)
    try:
        return parse_block(output.data[MIME])
    except ValidationError as error:
        raise PrintError(
            f"un bloc du notebook n'est pas de cette version de reportkit : {error}"
        ) from error


def _named_once(piece: Markup, seen: set[str]) -> Markup:
    """A piece without the ids that stand before it: a notebook may show a section twice."""

    def keep(found: re.Match[str]) -> str:
        new = found[1] not in seen
        seen.add(found[1])
        return found[0] if new else ""

    return Markup(re.sub(r' id="([^"]*)"', keep, piece))  # noqa: S704 (attributes taken away)
