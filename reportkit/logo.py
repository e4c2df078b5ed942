"""A federation's logo: PNG and JPEG drawn anew, SVG down to a small list of harmless shapes.

What a logo file may hold beside its picture (scripts, addresses, places, comments) never reaches a
report: pixels are written again, and of a drawing only known shapes and attributes are kept.
"""

from __future__ import annotations

import base64
import io
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal

from lxml import etree
from PIL import Image, ImageFile, ImageOps

LARGEST_FILE = 2_000_000  # bytes
LARGEST_SIDE = 4_000  # pixels
LARGEST_DRAWING = 500_000  # bytes
MOST_SHAPES = 5_000
_PRINTED_SIDE = 1_200  # pixels: 40 mm at 760 dots an inch
_DRAWN_SIDE = 400  # px of a drawing, which the page makes smaller
_FORMATS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_SCREEN = {"1", "L", "LA", "P", "PA", "RGB", "RGBA"}

_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_SHAPES = {
    *("svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line"),
    *("polyline", "polygon", "clipPath", "style"),
}
_MUTE = {"title", "desc", "metadata"}
_ATTRIBUTES = {
    *("id", "class", "style", "d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy"),
    *("r", "rx", "ry", "width", "height", "viewBox", "transform", "href", _HREF),
    *("fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity"),
    *("stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-dasharray"),
    *("stroke-dashoffset", "opacity", "color", "display", "visibility", "overflow"),
    *("clip-path", "clip-rule", "clipPathUnits"),
}
_INSIDE = re.compile(r"url\(\s*['\"]?#([\w.\-]+)['\"]?\s*\)")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)


class LogoError(ValueError):
    """A logo that cannot be taken; the message says why and what to do, in French."""


@dataclass(frozen=True)
class Logo:
    """A logo as it is printed: its MIME type and its bytes."""

    mime: Literal["image/png", "image/svg+xml"]
    data: bytes

    @property
    def base64(self) -> str:
        """The bytes as text."""
        return base64.b64encode(self.data).decode()


def read_logo(path: Path) -> Logo:
    """Read a PNG, JPEG or SVG file, told by its content.

    Raises:
        LogoError: no such file, too large, damaged, of another kind, or an SVG with more than
            shapes in it.
    """
    try:
        if not path.is_file():
            raise LogoError(f"{path} : ce fichier n'existe pas")
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, LogoError):
            raise
        raise LogoError(f"{path} : lecture impossible") from error
    try:
        return parse_logo(data)
    except LogoError as error:
        raise LogoError(f"{path} : {error}") from error


def parse_logo(data: bytes) -> Logo:
    """The logo that a file's bytes hold.

    Raises:
        LogoError: as `read_logo`.
    """
    if len(data) > LARGEST_FILE:
        raise LogoError(f"plus de {LARGEST_FILE // 1_000_000} Mo : enregistrez-le plus petit")
    kind = next((kind for magic, kind in _FORMATS.items() if data.startswith(magic)), None)
    if kind:
        return Logo("image/png", _pixels(data, kind))
    if b"<svg" in data or b"<!DOCTYPE svg" in data:
        return Logo("image/svg+xml", _drawing(data))
    raise LogoError(
        "ni un PNG, ni un JPEG, ni un SVG : enregistrez le logo sous l'une de ces formes"
    )


@contextmanager
def _whole_files() -> Iterator[None]:
    """Has torn files refused, which WeasyPrint lets Pillow take in all of its process."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _pixels(data: bytes, kind: str) -> bytes:
    """The picture as a new PNG, without what the file told beside it."""
    try:
        with _whole_files(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture: Image.Image = Image.open(io.BytesIO(data), formats=[kind])
            if max(picture.size) > LARGEST_SIDE:
                wide, high = picture.size
                raise LogoError(
                    f"{wide} × {high} points, il en faut {LARGEST_SIDE} au plus par côté : "
                    "enregistrez-le plus petit"
                )
            if picture.mode not in _SCREEN:
                raise LogoError("enregistrez-le en RVB, huit bits par couleur")
            picture = ImageOps.exif_transpose(picture).convert("RGBA")
    except LogoError:
        raise
    except Exception as error:  # Pillow raises whatever the damage provokes
        raise LogoError(f"ce {kind} est abîmé : enregistrez-le de nouveau") from error
    picture.thumbnail((_PRINTED_SIDE, _PRINTED_SIDE), Image.Resampling.LANCZOS)
    if picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    held = io.BytesIO()
    clean.save(held, "PNG")
    return held.getvalue()


def _drawing(data: bytes) -> bytes:
    """The SVG's shapes, written anew; its size is that of its viewBox."""
    if len(data) > LARGEST_DRAWING:
        raise LogoError(f"un SVG de plus de {LARGEST_DRAWING // 1000} ko : simplifiez-le")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise LogoError("le SVG contient « <!DOCTYPE » : enlevez cette ligne")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise LogoError("ce SVG est abîmé : enregistrez-le de nouveau") from error
    if root.getroottree().docinfo.doctype:
        raise LogoError("le SVG contient « <!DOCTYPE » : enlevez cette ligne")
    if root.tag != f"{_SVG}svg":
        raise LogoError('ce SVG ne commence pas par <svg xmlns="http://www.w3.org/2000/svg">')
    _keep_shapes(root)
    _check_references(root)
    _size(root)
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root))


def _keep_shapes(root: Any) -> None:
    for element in list(root.iter()):
        name = str(element.tag)
        if not name.startswith(_SVG) or name.removeprefix(_SVG) in _MUTE:
            _drop(element, root)  # what a drawing program notes for itself
        elif name.removeprefix(_SVG) not in _SHAPES:
            raise LogoError(_refused(name.removeprefix(_SVG)))
        else:
            _keep_attributes(element)
    if sum(1 for _ in root.iter()) > MOST_SHAPES:
        raise LogoError(f"plus de {MOST_SHAPES} formes : simplifiez le SVG")


def _drop(element: Any, root: Any) -> None:
    parent = element.getparent()
    if parent is not None and element is not root:
        parent.remove(element)


def _refused(name: str) -> str:
    if name in ("text", "tspan", "textPath"):
        return "le SVG contient du texte : convertissez-le en tracés"
    if name in ("linearGradient", "radialGradient"):  # WeasyPrint 70 paints none or part of them
        return "le SVG contient un dégradé, qui s'imprime mal : donnez un PNG, ou une couleur unie"
    return (
        f"le SVG contient « {name} », qui n'est pas une simple forme : enlevez-le, ou donnez un PNG"
    )


def _keep_attributes(element: Any) -> None:
    for name, value in list(element.attrib.items()):
        if name.lower().startswith("on"):
            raise LogoError(f"le SVG contient un programme (« {name} ») : enlevez-le")
        if name not in _ATTRIBUTES:
            del element.attrib[name]
        elif name in ("href", _HREF) and not re.fullmatch(r"#[\w.\-]+", value):
            raise LogoError(f"le SVG renvoie à une adresse (« {value[:60]} ») : enlevez-la")
        else:
            _check_style(value)
    if element.tag == f"{_SVG}style":
        _check_style(element.text or "")
        if "clip-path" in (element.text or "").lower():  # what it clips, only a browser can tell
            raise LogoError(
                "le style du SVG découpe des formes : à l'export, choisissez pour le style "
                "« attributs de présentation », ou donnez un PNG"
            )


def _check_style(value: str) -> None:
    """Refuses whatever a style could fetch or hide."""
    rest = _INSIDE.sub("", value)
    if re.search(r"(url|src|image|image-set)\s*\(|[@\\<]|expression|script:", rest, re.IGNORECASE):
        raise LogoError(
            "le SVG a un style qui va chercher un fichier : enlevez « @ » et « url(…) »"
        )


def _check_references(root: Any) -> None:
    """Refuses shapes that lead back to themselves, and few lines that draw too many shapes."""
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    needs = {
        element: [*element, *(by_id[name] for name in _names(element) if name in by_id)]
        for element in root.iter()
    }
    drawn: dict[Any, int] = {}
    try:
        for element in TopologicalSorter(needs).static_order():
            drawn[element] = 1 + sum(drawn[other] for other in needs[element])
    except CycleError as error:
        raise LogoError("le SVG renvoie à lui-même : enregistrez-le de nouveau") from error
    if drawn[root] > MOST_SHAPES:
        raise LogoError(f"plus de {MOST_SHAPES} formes : simplifiez le SVG")


def _names(element: Any) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name in ("href", _HREF):
            yield value.removeprefix("#")
        yield from _INSIDE.findall(value)


def _size(root: Any) -> None:
    """Gives the root the width and height of its viewBox, or a viewBox of its size."""
    found = [float(number) for number in _NUMBER.findall(root.get("viewBox") or "")]
    if not found:
        sides = (root.get(name, "").removesuffix("px") for name in ("width", "height"))
        found = [0.0, 0.0, *(float(side) for side in sides if _NUMBER.fullmatch(side))]
    if len(found) != len("xywh") or not all(0 < side < math.inf for side in found[2:]):
        raise LogoError("le SVG ne dit pas sa taille : il lui manque « viewBox »")
    root.set("viewBox", " ".join(f"{number:.9g}" for number in found))
    largest = max(found[2:])
    for name, side in zip(("width", "height"), found[2:], strict=True):
        root.set(name, f"{_DRAWN_SIDE * side / largest:g}")
