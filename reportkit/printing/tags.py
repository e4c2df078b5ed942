"""Mends WeasyPrint's tag tree, so that one file meets PDF/UA-1 and PDF/A-3a.

WeasyPrint tags a page as it draws it, and leaves some of it short of ISO 14289-1. Two places
are mended: `_build_box_tree`, a private function that alone knows box and tag together, and the
finished objects, through the public `finisher`. tests/printing/test_tags.py fails when either
moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import tags as weasy

Struct = Any
"""A pydyf.Dictionary of the type StructElem."""

ROLES = {
    "header": "Div",
    "footer": "Div",
    "figure": "Div",
    "nav": "Sect",
    "aside": "Sect",
    "pre": "P",
    "code": "Code",
}
"""Elements that WeasyPrint leaves without a meaning (NonStruct), and the type that they have."""

CONTENTS_ROLES = {"/L": "/TOC", "/LI": "/TOCI", "/LBody": "/NonStruct"}
"""A list within `nav` is a table of contents (ISO 32000-1, 14.8.4.2)."""

POINTS = 0.75
"""Points in a CSS pixel."""


@contextmanager
def mended_tags() -> Iterator[None]:
    """Tags are mended as long as this lasts; `finish` must be the writer's finisher."""
    mender = _Mender(weasy._build_box_tree)
    weasy._build_box_tree = mender.build
    try:
        yield
    finally:
        weasy._build_box_tree = mender.original


class _Mender:
    """Wraps WeasyPrint's builder for one document.

    WeasyPrint tags each page apart: a paragraph, list or table that goes on over the page would
    be read as two, and a repeated table head once a page. Here what goes on is joined to what
    was begun, and a repeated head is left to the eye.
    """

    def __init__(self, original: Any) -> None:
        self.original = original
        self.begun: dict[tuple[Any, str], Struct] = {}
        self.cells: list[Struct] = []
        self.repeated: list[tuple[Any, Struct]] = []
        self.repeating = False

    def build(self, box: Any, parent: Struct, pdf: Any, page: int, *rest: Any) -> Iterator[Struct]:
        """The tags of a box, as WeasyPrint's function of that name yields them."""
        box = getattr(box, "_box", box)
        element, tag = box.element, (box.element_tag if box.element is not None else "")
        _drop_inner_link(box, parent, pdf, page)
        if tag in ("thead", "tfoot") and (element, _GROUPS[tag]) in self.begun:
            self.repeating = True
            for _ in self.original(box, parent, pdf, page, *rest):
                pass  # nobody holds it now: `finish` makes an artifact of it
            self.repeating = False
            return
        for struct in self.original(box, parent, pdf, page, *rest):
            if box.link_annotation is not None:
                box.link_annotation["Contents"] = pydyf.String(_spoken(element) or "Lien")
            if not _is_own(box, tag):
                yield struct
            elif not _decorative(element, tag):
                _describe(struct, box, element, tag)
                if not self._joined(struct, element, pdf):
                    yield struct

    def _joined(self, struct: Struct, element: Any, pdf: Any) -> bool:
        """Whether the tag goes on with one of an earlier page, which then takes its kids."""
        kind = struct["S"]
        if kind == "/TD":
            self.cells.append(struct)
        if self.repeating:
            if kind == "/TH":
                self.repeated.append((element, struct))
            return False
        first: Struct = self.begun.setdefault((element, kind), struct)
        if kind == "/Table":
            self._lead_to_first_heads()
        if first is struct or kind in _WHOLE:
            return False
        for kid in struct["K"]:
            pdf.objects[_number(kid)]["P"] = first.reference
        first["K"].extend(struct["K"])
        return True

    def _lead_to_first_heads(self) -> None:
        """Let the cells of a table's later page name the heads of its first."""
        heads = {
            struct["ID"].string: self.begun[element, "/TH"]["ID"]
            for element, struct in self.repeated
        }
        for cell in self.cells:
            if "Headers" in cell["A"]:
                named = [heads.get(head.string, head) for head in cell["A"]["Headers"]]
                cell["A"]["Headers"] = pydyf.Array(named)
        self.cells.clear()
        self.repeated.clear()


_GROUPS = {"thead": "/THead", "tfoot": "/TFoot"}

_WHOLE = ("/Link", "/Figure")
"""Tags that hold marks themselves: they belong to one page."""


def _is_own(box: Any, tag: str) -> bool:
    """Whether a box stands for its element itself, not for a part that the layout made up."""
    if not tag or "::" in tag or tag in ("html", "body"):
        return False
    if isinstance(box, (boxes.PageBox, boxes.MarginBox)):
        return False
    return box.is_table_wrapper or not isinstance(box.style, AnonymousStyle)


def _decorative(element: Any, tag: str) -> bool:
    """Whether an element says nothing to the ear."""
    return element.get("aria-hidden") == "true" or (tag == "img" and element.get("alt") == "")


def _describe(struct: Struct, box: Any, element: Any, tag: str) -> None:
    """Give a tag the type, language and attributes that its element asks for."""
    if language := element.get("lang"):
        struct["Lang"] = pydyf.String(language)
    if struct["S"] == "/NonStruct" and tag in ROLES:
        struct["S"] = f"/{ROLES[tag]}"
    if tag == "nav":
        struct.lists_contents = True
    if struct["S"] == "/L" and tag in ("ul", "ol"):
        # 14.8.5.5: without it a reader cannot tell whether items are numbered.
        plain = "None" if box.style["list_style_type"] == "none" else "Disc"
        numbering = "Decimal" if tag == "ol" else plain
        struct["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{numbering}"})
    if struct["S"] == "/TH":
        row = element.get("scope") in ("row", "rowgroup")
        struct["A"]["Scope"] = "/Row" if row else "/Column"


def _drop_inner_link(box: Any, parent: Struct, pdf: Any, page: int) -> None:
    """Take away the second annotation that WeasyPrint makes for what lies within a link.

    It belongs to no Link tag (ISO 14289-1, 7.18.5). A picture's annotation covers more than
    the line it stands in, so that the link takes its area over.
    """
    annotation = box.link_annotation
    if annotation is None or box.element is None or box.element_tag.split(":")[0] == "a":
        return
    leaf = pdf.objects[_number(pdf.page_references[page])]
    leaf["Annots"] = pydyf.Array(r for r in leaf["Annots"] if r != annotation.reference)
    if box.element_tag == "img" and parent["S"] == "/Link":
        kept = pdf.objects[_number(pdf.objects[_number(parent["K"][0])]["Obj"])]
        kept["Rect"] = annotation["Rect"]
    annotation.free = "f"
    box.link_annotation = None


def _spoken(element: Any) -> str:
    """What a link is called: its label, else its words and the alt of its pictures."""
    if element is None:
        return ""
    label = element.get("aria-label") or element.get("title")
    if label:
        return str(label)
    words: list[str] = []
    for inner in element.iter():
        words.append(inner.get("alt", "") if inner.tag == "img" else inner.text or "")
        if inner is not element:
            words.append(inner.tail or "")
    return " ".join(" ".join(words).split())


def finish(document: Any, pdf: Any) -> None:
    """Mend the finished objects; the `finisher` of `write_pdf`."""
    structs: dict[int, Struct] = {
        item.number: item  # type: ignore[attr-defined]
        for item in pdf.objects
        if isinstance(item, dict) and item.get("Type") == "/StructElem"
    }
    root = next(
        item
        for item in pdf.objects
        if isinstance(item, dict) and item.get("Type") == "/StructTreeRoot"
    )
    live = _reached(root, structs)
    for number in live:
        if getattr(structs[number], "lists_contents", False):
            _retype_contents(structs, number)
    _make_artifacts(pdf, root, live)
    heights = {
        reference: page.height
        for reference, page in zip(pdf.page_references, document.pages, strict=True)
    }
    for number, struct in structs.items():
        if number not in live:
            struct.free = "f"
        elif struct["S"] == "/Figure":
            _turn_upright(struct, heights[struct["Pg"]])


def _reached(root: Struct, structs: dict[int, Struct]) -> set[int]:
    """Numbers of the tags that hang from the root."""
    reached: set[int] = set()
    waiting = [_number(reference) for reference in root["K"]]
    while waiting:
        number = waiting.pop()
        if number not in reached:
            reached.add(number)
            waiting += _kids(structs, number)
    return reached


def _kids(structs: dict[int, Struct], number: int) -> list[int]:
    """Numbers of the tags that a tag holds; its marks and annotations are none."""
    kids = structs[number].get("K", ())
    return [_number(kid) for kid in kids if isinstance(kid, bytes) and _number(kid) in structs]


def _retype_contents(structs: dict[int, Struct], nav: int) -> None:
    waiting = _kids(structs, nav)
    while waiting:
        number = waiting.pop()
        struct = structs[number]
        struct["S"] = CONTENTS_ROLES.get(struct["S"], struct["S"])
        if struct["S"] == "/TOC":
            struct.pop("A", None)
        waiting += _kids(structs, number)


def _make_artifacts(pdf: Any, root: Struct, live: set[int]) -> None:
    """Mark as artifacts what no tag holds: running heads and feet, decoration.

    WeasyPrint gives them a mark that leads nowhere, which ISO 14289-1, 7.1 forbids.
    """
    pairs = pdf.objects[_number(root["ParentTree"])]["Nums"]
    marks = dict(zip(pairs[::2], pairs[1::2], strict=True))
    for index, reference in enumerate(pdf.page_references):
        owners = marks[index]
        orphans = {mark for mark, owner in enumerate(owners) if _number(owner) not in live}
        content = pdf.objects[_number(pdf.objects[_number(reference)]["Contents"])].stream
        for place, operator in enumerate(content):
            if operator != b"BDC":
                continue
            properties = content[place - 1]
            if isinstance(properties, dict) and properties.get("MCID") in orphans:
                content[place - 2] = "/Artifact"
                content[place - 1] = pydyf.Dictionary({"Type": "/Pagination"})
        for mark in orphans:
            owners[mark] = "null"


def _turn_upright(figure: Struct, height: float) -> None:
    """Give a figure's box in points from the page's foot; WeasyPrint counts pixels from its head.

    `height` is the page's, in pixels.
    """
    left, top, right, bottom = figure["A"]["BBox"]
    corners = (left, height - bottom, right, height - top)
    figure["A"]["BBox"] = pydyf.Array(round(value * POINTS, 2) for value in corners)
    figure["A"]["Placement"] = "/Block"


def _number(reference: Any) -> int:
    """The object's number in `b"12 0 R"`."""
    return int(reference.split()[0])
