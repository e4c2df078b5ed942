"""The printed page: nothing fetched, fonts embedded, the same bytes, contents when long."""

from __future__ import annotations

import io
import re

import pytest
from cells import COVER, shown
from nbformat.v4 import new_notebook
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from reportkit.printing.motif import draw_motif
from reportkit.printing.pdf import print_notebook
from reportkit.printing.press import CONTENTS_FROM, MemoryFetcher
from reportkit.report.model import Heading, Text

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
    assert draw_motif("a") == draw_motif("a")
    assert draw_motif("a") != draw_motif("b")
