"""A logo: pictures drawn anew, drawings of plain shapes only, all else refused in French."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image, PngImagePlugin

from reportkit.logo import LogoError, parse_logo, read_logo

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: str = '<path d="M0 0h30v10z"/>', attributes: str = 'viewBox="0 0 30 10"') -> bytes:
    return f"<svg {SVG} {attributes}>{inside}</svg>".encode()


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (60, 30), **options) -> bytes:
    held = io.BytesIO()
    Image.new(mode, size).save(held, kind, **options)
    return held.getvalue()


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "L")])
def test_a_picture_becomes_a_png_of_its_shape(kind: str, mode: str) -> None:
    logo = parse_logo(picture(kind, mode))
    assert logo.mime == "image/png"
    assert Image.open(io.BytesIO(logo.data)).size == (60, 30)
    assert logo == parse_logo(picture(kind, mode))


def test_a_large_picture_is_made_as_small_as_print_needs() -> None:
    logo = parse_logo(picture("PNG", size=(3000, 1500)))
    assert Image.open(io.BytesIO(logo.data)).size == (1200, 600)


def test_what_a_picture_tells_beside_its_pixels_is_left_out() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "dessiné rue des Lilas")
    exif = Image.Exif()
    exif[0x010E] = "dessiné rue des Lilas"
    for data in (picture("PNG", pnginfo=told), picture("JPEG", exif=exif)):
        assert b"rue des Lilas" in data
        assert b"rue des Lilas" not in parse_logo(data).data


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "ni un PNG, ni un JPEG, ni un SVG"),
        (b"%PDF-1.7", "ni un PNG"),
        (picture("GIF"), "ni un PNG"),
        (picture("PNG")[:60], "abîmé"),
        (picture("JPEG")[:-40], "abîmé"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "abîmé"),
        (picture("JPEG", "CMYK"), "RVB"),
        (picture("PNG", "1", (4001, 2)), r"4001 × 2 points.*4000"),
        (picture("PNG") + b"\0" * 2_000_000, "plus de 2 Mo"),
    ],
)
def test_other_pictures_are_refused(data: bytes, said: str) -> None:
    with pytest.raises(LogoError, match=said):
        parse_logo(data)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "« script »"),
        ("<foreignObject><p/></foreignObject>", "« foreignObject »"),
        ('<image href="https://exemple.fr/a.png"/>', "« image »"),
        ('<a href="https://exemple.fr"><path d="M0 0"/></a>', "« a »"),
        ('<animate attributeName="x"/>', "« animate »"),
        ("<text>Fédération</text>", "convertissez-le en tracés"),
        ('<use href="https://exemple.fr/a.svg#b"/>', "renvoie à une adresse"),
        ('<use xlink:href="file:///etc/hosts"/>', "renvoie à une adresse"),
        ('<path onclick="x()" d="M0 0"/>', "« onclick »"),
        ('<path OnLoad="x()" d="M0 0"/>', "« OnLoad »"),
        ('<path style="fill:url(https://exemple.fr/a)" d="M0 0"/>', "va chercher un fichier"),
        ('<path fill="URL ( //exemple.fr )" d="M0 0"/>', "va chercher un fichier"),
        ('<path style="fill:u\\72l(//exemple.fr)" d="M0 0"/>', "va chercher un fichier"),
        ("<style>@import 'https://exemple.fr/a.css';</style>", "va chercher un fichier"),
        ("<style>.a{fill:url(//exemple.fr)}</style>", "va chercher un fichier"),
        ("<style>.a{clip-path:url(#c)}</style>", "attributs de présentation"),
        ('<g id="a"><use href="#a"/></g>', "renvoie à lui-même"),
        ('<clipPath id="c"><path clip-path="url(#c)" d="M0 0"/></clipPath>', "lui-même"),
        ('<linearGradient id="a"><stop offset="0"/></linearGradient>', "un dégradé"),
        ('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>', "lui-même"),
        ("<g>" * 9 + "<path d='M0 0'/>" * 5000 + "</g>" * 9, "plus de 5000 formes"),
        ("<g>" * 300 + "</g>" * 300, "abîmé"),
        ("<path d='M0 0'", "abîmé"),
    ],
)
def test_a_drawing_that_is_more_than_shapes_is_refused(inside: str, said: str) -> None:
    with pytest.raises(LogoError, match=said):
        parse_logo(svg(inside))


def test_few_lines_cannot_draw_without_end() -> None:
    doubled = "".join(
        f'<g id="g{n}"><use href="#g{n + 1}"/><use href="#g{n + 1}"/></g>' for n in range(30)
    )
    with pytest.raises(LogoError, match="plus de 5000 formes"):
        parse_logo(svg(doubled + '<g id="g30"><path d="M0 0h1"/></g>'))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(encoding: str) -> None:
    entity = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hosts">]>'
    data = f'<?xml version="1.0" encoding="{encoding}"?>{entity}' + svg("<g>&a;</g>").decode()
    with pytest.raises(LogoError, match=r"DOCTYPE|ni un PNG"):
        parse_logo(data.encode(encoding))


def test_what_a_drawing_program_notes_for_itself_is_left_out() -> None:
    notes = (
        "<!-- Généré rue des Lilas --><?xml-stylesheet href='https://exemple.fr'?>"
        "<title>Lilas</title><metadata><r:RDF xmlns:r='urn:r'>Lilas</r:RDF></metadata>"
        "<i:view xmlns:i='urn:i' i:name='Lilas'/><path i:x='Lilas' xmlns:i='urn:i' d='M0 0h9v9z'/>"
    )
    kept = parse_logo(svg(notes)).data
    assert b"Lilas" not in kept
    assert b"exemple.fr" not in kept
    assert b'd="M0 0h9v9z"' in kept


def test_the_shapes_of_a_usual_export_are_kept() -> None:
    usual = (
        '<defs><style>.a{fill:#123456}</style><path id="p" d="M0 0h9v9z"/><clipPath id="c">'
        '<rect width="9"/></clipPath></defs><g clip-path="url(#c)"><circle class="a" r="3"/>'
        '<use xlink:href="#p" transform="rotate(90)"/></g>'
    )
    kept = parse_logo(svg(usual)).data.decode()
    for trace in (
        ".a{fill:#123456}",
        'clip-path="url(#c)"',
        'class="a"',
        'href="#p"',
        "rotate(90)",
    ):
        assert trace in kept


@pytest.mark.parametrize(
    ("attributes", "shape"),
    [
        ('viewBox="0 0 30 10" width="100%" height="5cm"', ("400", "133.333")),
        ('viewBox="-5,-5,10,20"', ("200", "400")),
        ('width="30px" height="10"', ("400", "133.333")),
    ],
)
def test_a_drawing_keeps_its_proportions(attributes: str, shape: tuple[str, str]) -> None:
    root = etree.fromstring(parse_logo(svg(attributes=attributes)).data)
    assert (root.get("width"), root.get("height")) == shape
    assert root.get("viewBox")


@pytest.mark.parametrize("attributes", ["", 'width="10cm" height="5cm"', 'viewBox="0 0 0 9"'])
def test_a_drawing_without_a_size_is_refused(attributes: str) -> None:
    with pytest.raises(LogoError, match="viewBox"):
        parse_logo(svg(attributes=attributes))


NAMES = st.sampled_from(["g", "path", "use", "style", "script", "image", "a", "svg", "x:y"])
VALUES = st.sampled_from(["#a", "url(#a)", "url(x)", "data:,x", "javascript:x", "1", "\\75rl(x)"])
KEYS = st.sampled_from(["id", "href", "xlink:href", "style", "fill", "onload", "clip-path", "src"])


@given(st.lists(st.tuples(NAMES, KEYS, VALUES), max_size=5), st.booleans())
def test_nothing_that_fetches_or_runs_passes(parts: list[tuple[str, str, str]], nested: bool):
    opened = "".join(f'<{name} {key}="{value}">' for name, key, value in parts)
    closed = "".join(f"</{name}>" for name, _, _ in reversed(parts))
    inside = opened + closed if nested else "".join(f'<{n} {k}="{v}"/>' for n, k, v in parts)
    try:
        kept = parse_logo(svg(inside)).data.decode()
    except LogoError:
        return
    assert not re.search(r"script|onload|<image|<a |src=|url\((?!#)|\\", kept)
    assert set(re.findall(r'href="(.)', kept)) <= {"#"}


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_or_refused(data: bytes) -> None:
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"<svg ", svg()[:90]):
        with suppress(LogoError):
            assert parse_logo(start + data).data


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.png", tmp_path):
        with pytest.raises(LogoError, match=re.escape(str(path))):
            read_logo(path)
