"""Reads an executed notebook: our blocks, and what an analyst added, made safe to print."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import nh3
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pydantic import ValidationError

from reportkit import __version__
from reportkit.errors import PrintError
from reportkit.printable import clean
from reportkit.printing.fonts import spell_out
from reportkit.report.markup import render_block
from reportkit.report.model import MIME, Attachment, Block, Cover, Heading, parse_block
from reportkit.report.tokens import colours, css_variables, templates

SCHEME = "rk"
"""The only scheme that the printer fetches from: files held in memory."""

DRAFT_PAGE = (
    "@page{background:url(rk:draft.svg) 50% 50%/150mm 150mm no-repeat}@page cover{background:none}"
)

_TAGS = {
    *("p", "br", "strong", "em", "b", "i", "sup", "sub", "code", "pre", "blockquote", "hr"),
    *("ul", "ol", "li", "h2", "h3", "h4", "a"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href"}, "th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}}


@dataclass(frozen=True)
class Picture:
    """A picture held in memory."""

    mime: str
    data: bytes

    @property
    def uri(self) -> str:
        """The picture as an address that needs no file."""
        return f"data:{self.mime};base64,{base64.b64encode(self.data).decode()}"


@dataclass
class Document:
    """What the page template prints; `images` holds the pictures by name."""

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


def read_document(notebook: NotebookNode, *, contents: bool, embed: bool) -> Document:
    """Collect the printed pieces of an executed notebook, in order.

    Args:
        notebook: as executed; cells to be left out are already removed.
        contents: whether to list the chapters.
        embed: pictures inside the HTML, rather than by name in `images`.

    Raises:
        PrintError: no cover (the notebook shows no report), or a block of another version.
    """
    cover: Cover | None = None
    headings: list[Heading] = []
    pieces: list[Markup] = []
    images: dict[str, Picture] = {}
    attached: list[Attachment] = []

    def address(picture: Picture) -> str:
        if embed:
            return picture.uri
        name = f"image-{len(images) + 1}"
        images[name] = picture
        return f"{SCHEME}:{name}"

    for item in _items(notebook):
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
            if item.kind == "heading" and item.level == 1:
                headings.append(item)
            elif item.kind == "figure":
                image = address(Picture("image/svg+xml", item.svg.encode()))
            pieces.append(render_block(item, image))
    if cover is None:
        raise PrintError(
            "le notebook n'affiche pas de couverture : cellule report.cover() absente."
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
        contents=tuple(headings) if contents and cover.layout == "page" else (),
        pieces=tuple(pieces),
        style=Markup(page_style(cover)),  # noqa: S704 (our own CSS, values escaped)
        images=images,
        day=cover.day,
        attachments=tuple({item.name: item for item in attached}.values()),
    )


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


def _items(notebook: NotebookNode) -> Iterable[Block | Markup | Picture]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield _safe(_markdown(cell.source))
        elif cell.cell_type == "code":
            for output in cell.get("outputs", []):
                item = _output(output)
                if item is not None:
                    yield item


def _output(output: NotebookNode) -> Block | Markup | Picture | None:
    if output.output_type == "stream" and output.name == "stdout":
        return Markup("<pre>{}</pre>").format(clean(output.text.rstrip()))
    if output.output_type not in ("display_data", "execute_result"):
        return None
    data = output.data
    if MIME in data:
        try:
            return parse_block(data[MIME])
        except ValidationError as error:
            raise PrintError(
                f"un bloc du notebook n'est pas de cette version de reportkit : {error}"
            ) from error
    return _added(data)


def _added(data: NotebookNode) -> Markup | Picture | None:
    """What an analyst's own cell shows, the richest form that can be printed."""
    if "text/html" in data:
        return _safe("".join(data["text/html"]))
    if "image/png" in data:
        return Picture("image/png", base64.b64decode("".join(data["image/png"])))
    if "text/plain" in data:
        return Markup("<pre>{}</pre>").format(clean("".join(data["text/plain"])))
    return None


def _markdown(source: str) -> str:
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=renderer).render(source))


def _safe(html: str) -> Markup:
    """HTML of an analyst's cell: structure and text only."""
    kept = nh3.clean(
        clean(html),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return Markup(kept)  # noqa: S704 (just sanitised)
