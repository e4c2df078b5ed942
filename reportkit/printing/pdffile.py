"""A PDF read for its gates: its tags in order, its dictionaries, its embedded files, its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from reportkit.printable import clean

ObjectId = tuple[int, int]

_PAINTING = {"Do", "EI", "sh", *("f", "F", "f*", "S", "s", "B", "B*", "b", "b*")}
_SHOWING = {"Tj", "TJ", "'", '"'}
_BYTES_A_SIGN = 2  # as WeasyPrint writes text


@dataclass(frozen=True, eq=False)
class Element:
    """A tag: its standard type (« H1 »), its dictionary, its 1-based page, the tag around it."""

    kind: str
    node: Any
    page: int | None
    parent: Element | None

    def attributes(self, key: str) -> Iterator[Any]:
        """The values of an attribute, whatever its owner."""
        held = self.node.get("/A")
        for attributes in held if isinstance(held, Array) else [held]:
            if isinstance(attributes, Dictionary) and key in attributes:
                yield attributes[key]

    def text(self, key: str) -> str:
        """An entry that is text, empty where there is none."""
        return as_text(self.node.get(key))

    def within(self, kind: str) -> Element | None:
        """The nearest tag of a kind around this one."""
        around = self.parent
        while around is not None and around.kind != kind:
            around = around.parent
        return around


@dataclass(frozen=True)
class Embedded:
    """An embedded file: its name in the list of files, its specification, where that stands."""

    key: bytes
    name: str
    spec: Any

    @property
    def stream(self) -> Any:
        """Its content, None where there is none."""
        held = self.spec.get("/EF")
        stream = held.get("/F") if isinstance(held, Dictionary) else None
        return stream if isinstance(stream, Stream) else None


class PdfFile:
    """An opened PDF; what the gates ask is read once."""

    def __init__(self, path: Path, pdf: pikepdf.Pdf) -> None:
        self.path, self.pdf = path, pdf
        self.root = pdf.Root

    @cached_property
    def page_numbers(self) -> dict[ObjectId, int]:
        """Object of a page, or of a link on it -> 1-based number of the page."""
        numbers: dict[ObjectId, int] = {}
        for number, page in enumerate(self.pdf.pages, start=1):
            numbers[page.obj.objgen] = number
            for annotation in page.get("/Annots", []):
                if annotation.is_indirect:
                    numbers[annotation.objgen] = number
        return numbers

    @cached_property
    def xmp(self) -> Any:
        """The XMP metadata, by names such as « dc:title »."""
        return self.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """All tags, in the order of reading."""
        tree = self.root.get("/StructTreeRoot")
        if not isinstance(tree, Dictionary):
            return ()
        roles = tree.get("/RoleMap")
        found: list[Element] = []
        seen: set[ObjectId] = set()
        todo: list[tuple[Any, Element | None]] = [(kid, None) for kid in reversed(_kids(tree))]
        while todo:
            node, parent = todo.pop()
            if not isinstance(node, Dictionary) or "/S" not in node:
                continue  # content, not a tag
            if node.is_indirect:
                if node.objgen in seen:
                    continue
                seen.add(node.objgen)
            page = node.get("/Pg")
            number = parent.page if parent else None
            if isinstance(page, Dictionary):
                number = self.page_numbers.get(page.objgen, number)
            element = Element(_standard(node.S, roles), node, number, parent)
            found.append(element)
            todo += [(kid, element) for kid in reversed(_kids(node))]
        return tuple(found)

    def of_kind(self, kind: str) -> list[Element]:
        """The tags of one type."""
        return [element for element in self.elements if element.kind == kind]

    @cached_property
    def dictionaries(self) -> tuple[tuple[ObjectId, Any], ...]:
        """Every dictionary of the file, whoever refers to it, with the object that holds it."""
        found = []
        for owner in self.pdf.objects:
            todo: list[Any] = [owner]
            while todo:
                value = todo.pop()
                if isinstance(value, (Dictionary, Stream)):
                    found.append((owner.objgen, value))
                    inner = [child for _, child in value.items()]
                elif isinstance(value, Array):
                    inner = list(value)
                else:
                    continue
                todo += [v for v in inner if isinstance(v, pikepdf.Object) and not v.is_indirect]
        return tuple(found)

    @cached_property
    def embedded(self) -> tuple[Embedded, ...]:
        """The embedded files that a reader lists, in the order of that list."""
        names = self.root.get("/Names")
        tree = names.get("/EmbeddedFiles") if isinstance(names, Dictionary) else None
        found: list[Embedded] = []
        seen: set[ObjectId] = set()
        todo = [tree]
        while todo:
            node = todo.pop()
            if not isinstance(node, Dictionary) or node.objgen in seen:
                continue
            if node.is_indirect:
                seen.add(node.objgen)
            pairs = list(node.get("/Names", []))
            for key, spec in zip(pairs[::2], pairs[1::2], strict=True):
                name = as_text(spec.get("/UF", spec.get("/F"))) or as_text(key)
                found.append(Embedded(bytes(key), name, spec))
            todo += reversed(list(node.get("/Kids", [])))
        return tuple(found)

    def content(self, page: pikepdf.Page) -> tuple[int, int]:
        """What a page holds besides running heads and decoration: signs shown, shapes painted."""
        counts: Counter[str] = Counter()
        decoration: list[bool] = []
        for instruction in pikepdf.parse_content_stream(page):
            operator = str(instruction.operator)
            if operator in ("BMC", "BDC"):
                decoration.append(instruction.operands[0] == Name.Artifact)
            elif operator == "EMC" and decoration:
                decoration.pop()
            elif any(decoration):
                continue
            elif operator in _SHOWING:
                counts["signs"] += _signs(instruction.operands)
            elif operator in _PAINTING:
                counts["shapes"] += 1
        return counts["signs"], counts["shapes"]


@contextmanager
def opened(path: Path) -> Iterator[PdfFile]:
    """Open a PDF as it stands: nothing damaged is mended.

    Raises:
        pikepdf.PdfError: it is no PDF, or damaged; `pikepdf.PasswordError` if it is locked.
    """
    with pikepdf.open(path, attempt_recovery=False) as pdf:
        yield PdfFile(path, pdf)


def as_text(value: Any) -> str:
    """Text of a PDF, fit to be shown; empty for whatever is not text."""
    return clean(str(value)).strip() if isinstance(value, (pikepdf.String, str)) else ""


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K")
    if isinstance(kids, Array):
        return list(kids)
    return [] if kids is None else [kids]


def _standard(kind: Any, roles: Any) -> str:
    """The standard type that the file's role map gives for its own, chains followed."""
    known: set[str] = set()
    while isinstance(roles, Dictionary) and str(kind) in roles and str(kind) not in known:
        known.add(str(kind))
        kind = roles[str(kind)]
    return str(kind).removeprefix("/")


def _signs(operands: Any) -> int:
    strings = [part for operand in operands for part in _parts(operand)]
    return sum(len(bytes(s)) for s in strings if isinstance(s, pikepdf.String)) // _BYTES_A_SIGN


def _parts(operand: Any) -> list[Any]:
    return list(operand) if isinstance(operand, Array) else [operand]
