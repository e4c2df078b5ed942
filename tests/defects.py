"""Defects put into a sound PDF, one at a time: each must be caught."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name


def tags(pdf: pikepdf.Pdf, *kinds: str) -> Iterator[Any]:
    """The structure elements of some types, in no order that matters."""
    wanted = {f"/{kind}" for kind in kinds}
    yield from (held for held in objects(pdf, Name.StructElem) if str(held.S) in wanted)


def objects(pdf: pikepdf.Pdf, kind: Name) -> Iterator[Any]:
    """The dictionaries of one /Type."""
    for held in pdf.objects:
        if isinstance(held, Dictionary) and held.get("/Type") == kind:
            yield held


def edit_xmp(pdf: pikepdf.Pdf, key: str, value: str | None) -> None:
    """Change or drop an entry of the XMP metadata, and nothing else of it."""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        if value is None:
            del xmp[key]
        else:
            xmp[key] = value


def title_not_in_xmp(pdf: pikepdf.Pdf) -> None:
    edit_xmp(pdf, "dc:title", None)


def title_not_displayed(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def not_marked(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.MarkInfo


def no_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def headers_of_nothing(pdf: pikepdf.Pdf) -> None:
    for cell in tags(pdf, "TD", "TH"):
        for key in ("/Headers", "/Scope"):
            if key in cell.get("/A", {}):
                del cell.A[key]
        if "/ID" in cell:
            del cell.ID


def letters_without_meaning(pdf: pikepdf.Pdf) -> None:
    for font in objects(pdf, Name.Font):
        if "/ToUnicode" in font:
            del font.ToUnicode


def fonts_left_out(pdf: pikepdf.Pdf) -> None:
    for descriptor in objects(pdf, Name.FontDescriptor):
        for key in ("/FontFile2", "/FontFile3"):
            if key in descriptor:
                del descriptor[key]


def content_without_tag(pdf: pikepdf.Pdf) -> None:
    contents = pdf.pages[1].Contents
    contents.write(contents.read_bytes() + b"\n0 0 10 10 re f\n")


def reading_order_reversed(pdf: pikepdf.Pdf) -> None:
    for document in tags(pdf, "Document"):
        document.K = Array(list(document.K)[::-1])


def links_without_words(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            if "/Contents" in annotation:
                del annotation.Contents


def chapters_as_paragraphs(pdf: pikepdf.Pdf) -> None:
    for heading in tags(pdf, "H1"):
        heading.S = Name.P


def files_not_associated(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names.EmbeddedFiles.Names[1].AFRelationship = Name.Bogus
    del pdf.Root.AF


def another_archive_part(pdf: pikepdf.Pdf) -> None:
    edit_xmp(pdf, "pdfaid:part", "9")


def no_output_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def figures_without_place(pdf: pikepdf.Pdf) -> None:
    for figure in tags(pdf, "Figure"):
        if "/A" in figure:
            del figure.A
