"""The printed page: nothing fetched, fonts embedded, the same bytes, contents when long."""

from __future__ import annotations

import base64
import io
import re

import pytest
from cells import COVER, shown
from nbformat.v4 import new_notebook
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from reportkit.palette import derive
from reportkit.printing.html import page_style
from reportkit.printing.motif import draw_motif
from reportkit.printing.pdf import print_notebook
from reportkit.printing.press import CONTENTS_FROM, MemoryFetcher
from reportkit.report.model import Heading, Identity, Logo, Text
from reportkit.report.tokens import colours

FILLER = "Une phrase qui emplit la page sans rien dire de plus. " * 60


def report(chapters: int):
    cells = [shown(COVER)]
    for n in range(chapters):
        heading = Heading(level=1, text=f"Chapitre {n + 1}", anchor=f"c{n}")
        cells.append(shown(heading, Text(paragraphs=(FILLER,))))
    return print_notebook(new_notebook(cells=cells))


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_short_reports_have_no_contents_page() -> None:
    printed = report(2)
    assert "Sommaire" not in "".join(pages(printed.pdf))
    assert printed.warnings == ()


def test_long_reports_list_their_chapters_with_page_numbers() -> None:
    printed = report(2 * CONTENTS_FROM)
    text = pages(printed.pdf)
    assert "Sommaire" in text[1]
    number = next(n for n, page in enumerate(text, start=1) if n > 2 and "Chapitre 9" in page)
    row = next(line for line in text[1].splitlines() if line.startswith("Chapitre 9"))
    following = text[1].splitlines()[text[1].splitlines().index(row) + 1]
    assert str(number) in row.removeprefix("Chapitre 9") + following


def test_every_page_bears_head_source_and_number() -> None:
    printed = report(3)
    for number, text in enumerate(pages(printed.pdf)[1:], start=2):
        assert "Source" in text
        assert f"{number} / {printed.pages}" in text


def test_the_same_notebook_gives_the_same_bytes() -> None:
    assert report(2).pdf == report(2).pdf


def test_fonts_are_ours_and_embedded() -> None:
    reader = PdfReader(io.BytesIO(report(1).pdf))
    fonts = [
        font.get_object()
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    ]
    names = {str(font["/BaseFont"]) for font in fonts}
    assert names
    assert all(re.search(r"Source-(Sans-3|Serif-4)", name) for name in names)
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3", "/FontFile"} & set(descriptor.get_object())


def test_the_document_is_tagged_french_and_titled() -> None:
    reader = PdfReader(io.BytesIO(report(1).pdf))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "fr-FR"
    assert "Centre" in reader.metadata.title


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1/", "data:text/plain,x", "rk:../x", "rk:"]
)
def test_nothing_is_fetched_but_what_we_hold(url: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        MemoryFetcher({"a": ("text/plain", b"")}).fetch(url)


def test_a_motif_is_drawn_from_its_seed() -> None:
    assert draw_motif("a", colours()) == draw_motif("a", colours())
    assert draw_motif("a", colours()) != draw_motif("b", colours())


OWN = Identity(
    colours=derive("#5b2a86", "#8c1c13"),
    logo=Logo(
        mime="image/svg+xml",
        data=base64.b64encode(
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3" width="400" height="133">'
            b'<path fill="#5b2a86" d="M0 0h9v3z"/></svg>'
        ).decode(),
    ),
)


@pytest.mark.parametrize("layout", ["page", "band"])
def test_a_federations_identity_is_printed(layout: str) -> None:
    cover = COVER.model_copy(
        update={"identity": OWN, "author": "Fédération du Bocage", "layout": layout}
    )
    printed = print_notebook(new_notebook(cells=[shown(cover)]))
    assert printed.warnings == ()
    assert 'alt="Logo de Fédération du Bocage"' in printed.html
    tree = PdfReader(io.BytesIO(printed.pdf)).trailer["/Root"]["/StructTreeRoot"]
    assert "Logo de Fédération du Bocage" in alternatives(tree)
    style = page_style(cover)
    assert "--colour-teal:#5b2a86;" in style
    for old in (colours()[token] for token in OWN.colours):
        assert old not in style
        assert old not in draw_motif("a", colours(OWN.colours))


def alternatives(element) -> list[str]:
    """The words that stand for pictures in the structure tree, below an element."""
    held = element.get_object()
    if not isinstance(held, dict):
        return []
    kids = held.get("/K", [])
    below = [alternatives(kid) for kid in (kids if isinstance(kids, list) else [kids])]
    own = [str(held["/Alt"])] if "/Alt" in held else []
    return own + [words for told in below for words in told]


def test_a_cover_without_identity_bears_no_logo() -> None:
    assert "Logo de" not in report(1).html
