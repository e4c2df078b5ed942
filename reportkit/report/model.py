"""The blocks that a report is made of, as notebooks display them and the printer reads them.

Each block is one output of one private MIME type. It carries its sources, so that every
figure leads back to the actions and lines it came from.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

MIME = "application/vnd.reportkit+json"

_Token = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
_Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Frozen):
    """Where an action stands: its number in the report, file and 1-based lines of the export."""

    action_id: str
    number: int
    source_file: str
    first_line: int
    last_line: int


class _Block(_Frozen):
    sources: tuple[Source, ...] = ()


class Logo(_Frozen):
    """A picture: its MIME type and its bytes in base 64."""

    mime: Literal["image/png", "image/svg+xml"]
    data: str

    @property
    def uri(self) -> str:
        """The picture as an address that needs no file."""
        return f"data:{self.mime};base64,{self.data}"


class Identity(_Frozen):
    """Who publishes the report, as it is seen: own colours by token, as #rrggbb, and a logo."""

    colours: dict[_Token, _Colour] = {}
    logo: Logo | None = None


class Cover(_Block):
    """The first page and what the running heads repeat.

    `day` is the day of the last export, as ISO 8601 writes it, where it is told.
    """

    kind: Literal["cover"] = "cover"
    layout: Literal["page", "band"] = "page"
    draft: bool = False
    day: str | None = None
    kicker: str
    title: str
    subtitle: str
    notes: tuple[str, ...] = ()
    running_head: str
    source_line: str
    description: str
    author: str = "reportkit"
    identity: Identity = Identity()
    fictional: bool = False


class Heading(_Block):
    """A title; level 1 opens a chapter of the contents, level 2 a part of it."""

    kind: Literal["heading"] = "heading"
    level: Literal[1, 2]
    text: str
    anchor: str


class Text(_Block):
    """Paragraphs of ours; `lead` opens a chapter, `empty` says that the source says nothing."""

    kind: Literal["text"] = "text"
    paragraphs: tuple[str, ...]
    role: Literal["lead", "body", "note", "empty"] = "body"


class Points(_Block):
    """A numbered list of remarks."""

    kind: Literal["points"] = "points"
    items: tuple[tuple[str, str], ...]


class Tile(_Frozen):
    """A key figure: its value, what it counts, and its base."""

    value: str
    label: str
    detail: str


class Tiles(_Block):
    """Key figures side by side."""

    kind: Literal["tiles"] = "tiles"
    items: tuple[Tile, ...]


class Column(_Frozen):
    """A column of a table; figures are set to the right, `short` values stay on one line."""

    label: str
    numeric: bool = False
    short: bool = False


class Table(_Block):
    """A table whose first column heads its rows; with `total` the last row sums the others.

    `traced` names its actions in words; `actions` gives, row by row, the numbers of those that a
    row counts, for the attached data.
    """

    kind: Literal["table"] = "table"
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    scope: str = ""
    reading: str = ""
    traced: str = ""
    actions: tuple[str, ...] = ()
    total: bool = False


class Figure(_Block):
    """A chart as SVG, with the words and the figures that replace it for the ear.

    `traced` and `actions` are those of a Table.
    """

    kind: Literal["figure"] = "figure"
    title: str
    subtitle: str
    svg: str
    alt: str
    scope: str
    reading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    traced: str = ""
    actions: tuple[str, ...] = ()
    half: bool = False


class Excerpt(_Frozen):
    """Words of the source, verbatim but for cuts marked […], and the action they come from.

    `codes` names what the words were coded as, « moyens financiers ».
    """

    lines: tuple[str, ...]
    title: str
    number: int
    organisation: str | None
    field: str
    codes: str = ""
    source: Source


class Excerpts(_Block):
    """Quotations, one after another."""

    kind: Literal["excerpts"] = "excerpts"
    items: tuple[Excerpt, ...]
    feature: bool = False


class SheetPart(_Frozen):
    """A field of an action sheet, its words as written."""

    label: str
    lines: tuple[str, ...]


class Sheet(_Block):
    """One action on half a page."""

    kind: Literal["sheet"] = "sheet"
    number: int
    title: str
    status: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[SheetPart, ...]
    note: str = ""


class Remark(_Block):
    """What the team wrote in commentaires/, in Markdown, with its signature."""

    kind: Literal["remark"] = "remark"
    title: str = ""
    markdown: str
    signature: str


class Attachment(_Frozen):
    """A file that goes with the report; `content` is its text."""

    name: str
    mime: str
    description: str
    content: str


class Attachments(_Block):
    """The files that go with the report."""

    kind: Literal["attachments"] = "attachments"
    items: tuple[Attachment, ...]


Block = Annotated[
    Cover
    | Heading
    | Text
    | Points
    | Tiles
    | Table
    | Figure
    | Excerpts
    | Sheet
    | Remark
    | Attachments,
    Field(discriminator="kind"),
]

_ADAPTER: TypeAdapter[Block] = TypeAdapter(Block)


def parse_block(data: Any) -> Block:
    """The block of a MIME output's data.

    Raises:
        pydantic.ValidationError: not a block of this version.
    """
    return _ADAPTER.validate_python(data)
