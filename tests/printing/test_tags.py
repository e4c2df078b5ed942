"""The tag tree: nothing untagged but artifacts, one tag for what goes on over pages."""

from __future__ import annotations

import inspect
import io
import logging

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject
from weasyprint import HTML
from weasyprint.pdf import tags as weasy

from reportkit.printing import tags

PAGE = """<html lang="fr"><head><title>T</title><style>
@page { size: 105mm 148mm; @top-left { content: "En-tête courant" } }
thead { display: table-header-group }
nav ol { list-style: none }
</style></head><body>%s</body></html>"""


def printed(body: str) -> PdfReader:
    laid_out = HTML(string=PAGE % body).render(pdf_variant="pdf/ua-1")
    with tags.mended_tags():
        pdf = laid_out.write_pdf(pdf_variant="pdf/ua-1", finisher=tags.finish)
    return PdfReader(io.BytesIO(pdf))


def elements(reader: PdfReader) -> list[DictionaryObject]:
    """All tags in reading order."""
    found = []

    def walk(item: object) -> None:
        item = item.get_object()
        if isinstance(item, DictionaryObject) and "/S" in item:
            found.append(item)
            kids = item.get("/K", ArrayObject()).get_object()
            for kid in kids if isinstance(kids, ArrayObject) else [kids]:
                if not isinstance(kid, int):
                    walk(kid)

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0])
    return found


def kinds(reader: PdfReader) -> list[str]:
    return [str(item["/S"]).lstrip("/") for item in elements(reader)]


def test_weasyprint_still_has_what_we_wrap() -> None:
    """When this fails WeasyPrint has moved: read its pdf/tags.py again, then `_Mender`."""
    assert list(inspect.signature(weasy._build_box_tree).parameters) == [
        *("box", "parent", "pdf", "page_number", "nums", "annotations", "tags")
    ]
    source = inspect.getsource(weasy)
    assert "yield from _build_box_tree(" in source, "it no longer calls itself by its own name"
    assert "box.mark = element" in source, "cells and heads are tied in another way"


def test_the_wrapper_is_taken_off_again() -> None:
    before = weasy._build_box_tree
    with tags.mended_tags():
        assert weasy._build_box_tree is not before
    assert weasy._build_box_tree is before


def test_running_heads_are_artifacts() -> None:
    reader = printed("<h1>Titre</h1><p>Un.</p>")
    content = reader.pages[0].get_contents().get_data()
    assert content.count(b"/Artifact") == 1
    assert kinds(reader).count("H1") == 1


def test_decoration_is_an_artifact_and_no_figure(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "weasyprint")
    dot = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    reader = printed(f'<h1>T</h1><p aria-hidden="true">***</p><img alt="" src="{dot}"><p>Un.</p>')
    assert "Figure" not in kinds(reader)
    assert kinds(reader).count("P") == 1


def test_a_figure_has_its_words_and_stands_where_it_is_seen() -> None:
    dot = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'/>"
    reader = printed(f'<h1>T</h1><img alt="Quatre sur dix" src="{dot}">')
    figure = next(item for item in elements(reader) if item["/S"] == "/Figure")
    left, bottom, right, top = figure["/A"]["/BBox"]
    assert figure["/Alt"] == "Quatre sur dix"
    assert right - left == pytest.approx(30, abs=0.1)
    height = float(reader.pages[0].mediabox.height)
    assert height / 2 < bottom < top < height, "under the title, in the upper half"


def test_a_table_over_pages_is_one_table_with_one_head() -> None:
    rows = "".join(f'<tr><th scope="row">L{n}</th><td>{n}</td></tr>' for n in range(60))
    head = '<thead><tr><th scope="col">Nom</th><th scope="col">Valeur</th></tr></thead>'
    table = f"<table><caption>Les lignes</caption>{head}<tbody>{rows}</tbody></table>"
    reader = printed(f"<h1>T</h1>{table}<p>Fin.</p>")
    assert len(reader.pages) > 2
    found = kinds(reader)
    for kind, times in {"Table": 1, "THead": 1, "TBody": 1, "TR": 61, "TD": 60, "TH": 62}.items():
        assert found.count(kind) == times, kind
    ids = {
        str(item["/A"].get("/ID", item.get("/ID"))) for item in elements(reader) if "/ID" in item
    }
    for item in elements(reader):
        if item["/S"] == "/TD":
            heads = [str(head) for head in item["/A"]["/Headers"]]
            assert len(heads) == 2
            assert set(heads) <= ids, "a cell of a later page names a head that is read"
        if item["/S"] == "/TH":
            assert item["/A"]["/Scope"] in ("/Row", "/Column")


def test_a_paragraph_over_pages_is_one_paragraph() -> None:
    reader = printed("<h1>T</h1><p>" + "Une phrase assez longue. " * 150 + "</p>")
    assert len(reader.pages) > 1
    assert kinds(reader).count("P") == 1


def test_lists_say_how_they_are_numbered_and_contents_are_contents() -> None:
    reader = printed(
        "<h1>T</h1><ul><li>un</li></ul><ol><li>un</li></ol>"
        '<nav><ol><li><a href="#a">Un</a></li></ol></nav><h2 id="a">Un</h2>'
    )
    listed = [item["/A"]["/ListNumbering"] for item in elements(reader) if item["/S"] == "/L"]
    assert listed == ["/Disc", "/Decimal"]
    assert kinds(reader).count("TOC") == kinds(reader).count("TOCI") == 1


def test_a_link_is_told_by_its_words_and_is_one_annotation() -> None:
    reader = printed(
        '<h1>T</h1><p><a href="https://example.org/">La <em>carte</em> des lieux</a></p>'
    )
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    assert [note["/Contents"] for note in notes] == ["La carte des lieux"]
    assert kinds(reader).count("Link") == 1


def test_a_foreign_word_keeps_its_language() -> None:
    reader = printed('<h1>T</h1><p>Un <span lang="en">fablab</span> ici.</p>')
    assert [item["/Lang"] for item in elements(reader) if "/Lang" in item] == ["en"]
