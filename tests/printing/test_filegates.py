"""Each gate stops what it is there for, says where, and judges any file at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import defects
import pikepdf
import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from reportkit.printing.filegates import GATES, Reason, inspect

Change = Callable[[pikepdf.Pdf], None]


def first(pdf: pikepdf.Pdf, kind: str):
    return next(defects.tags(pdf, kind))


def link(pdf: pikepdf.Pdf):
    return next(a for page in pdf.pages for a in page.get("/Annots", []) if "/A" in a)


def files(pdf: pikepdf.Pdf) -> Array:
    """The list of embedded files: a name, its specification, the next name and so on."""
    return pdf.Root.Names.EmbeddedFiles.Names


def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def english(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = String("en-GB")


def two_titles(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo.Title = String("Un autre titre")


def not_declared(pdf: pikepdf.Pdf) -> None:
    defects.edit_xmp(pdf, "pdfuaid:part", None)


def no_bookmarks(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Outlines


def level_skipped(pdf: pikepdf.Pdf) -> None:
    first(pdf, "H2").S = Name.H5


def figure_without_words(pdf: pikepdf.Pdf) -> None:
    del first(pdf, "Figure").Alt


def figure_named_by_its_file(pdf: pikepdf.Pdf) -> None:
    first(pdf, "Figure").Alt = String("Photo de groupe.JPG")


def figure_off_the_page(pdf: pikepdf.Pdf) -> None:
    first(pdf, "Figure").A.BBox = Array([10, 20, 9000, 40])


def table_without_headers(pdf: pikepdf.Pdf) -> None:
    for cell in defects.tags(pdf, "TH"):
        cell.S = Name.TD


def foreign_font(pdf: pikepdf.Pdf) -> None:
    next(defects.objects(pdf, Name.Font)).BaseFont = Name("/ABCDEF+DejaVu-Sans")


def whole_font(pdf: pikepdf.Pdf) -> None:
    next(defects.objects(pdf, Name.Font)).BaseFont = Name("/Source-Sans-3")


def script_on_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def print_on_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.Named, N=Name.Print)


def launch_from_a_link(pdf: pikepdf.Pdf) -> None:
    link(pdf).A = Dictionary(S=Name.Launch, F=String("calc.exe"))


def action_on_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.AA = Dictionary(O=Dictionary(S=Name.GoTo))


def form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=[pdf.make_indirect(Dictionary(T=String("nom")))])


def script_link(pdf: pikepdf.Pdf) -> None:
    link(pdf).A.URI = String("javascript:alert(1)")


def file_link(pdf: pikepdf.Pdf) -> None:
    link(pdf).A.URI = String("FILE:///etc/passwd")


def relative_link(pdf: pikepdf.Pdf) -> None:
    link(pdf).A.URI = String("../secret.txt")


def files_unsorted(pdf: pikepdf.Pdf) -> None:
    pairs = list(files(pdf))
    pdf.Root.Names.EmbeddedFiles.Names = Array(pairs[2:] + pairs[:2])


def file_undated(pdf: pikepdf.Pdf) -> None:
    del files(pdf)[1].EF.F.Params.ModDate


def file_associated_twice(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AF.append(pdf.Root.AF[0])


def file_hidden(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"secret")
    pdf.Root.Hidden = pdf.make_indirect(Dictionary(F=String("x"), EF=Dictionary(F=stream)))


def table_torn(pdf: pikepdf.Pdf) -> None:
    files(pdf)[1].EF.F.write(b"a;b\r\n1;2;3\r\n")


def table_open_quote(pdf: pikepdf.Pdf) -> None:
    files(pdf)[1].EF.F.write(b'a;b\r\n"1;2\r\n')


def table_empty(pdf: pikepdf.Pdf) -> None:
    files(pdf)[1].EF.F.write(b"")


def json_torn(pdf: pikepdf.Pdf) -> None:
    files(pdf)[7].EF.F.write(b'{"type": ')


def blank_page(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page()


CHANGES: tuple[tuple[Change, str], ...] = (
    (not_declared, "declare-ua"),
    (defects.another_archive_part, "declare-archive"),
    (defects.title_not_in_xmp, "titre"),
    (two_titles, "titre"),
    (defects.title_not_displayed, "titre-affiche"),
    (no_language, "langue"),
    (english, "langue"),
    (no_bookmarks, "signets"),
    (level_skipped, "niveaux-de-titres"),
    (defects.chapters_as_paragraphs, "niveaux-de-titres"),
    (defects.reading_order_reversed, "ordre-de-lecture"),
    (figure_without_words, "figures-decrites"),
    (figure_named_by_its_file, "figures-decrites"),
    (figure_off_the_page, "figures-situees"),
    (table_without_headers, "tableaux"),
    (defects.headers_of_nothing, "tableaux"),
    (defects.fonts_left_out, "polices-jointes"),
    (foreign_font, "polices-connues"),
    (whole_font, "polices-connues"),
    (script_on_opening, "contenu-actif"),
    (print_on_opening, "contenu-actif"),
    (launch_from_a_link, "contenu-actif"),
    (action_on_a_page, "contenu-actif"),
    (form, "contenu-actif"),
    (script_link, "adresses"),
    (file_link, "adresses"),
    (relative_link, "adresses"),
    (files_unsorted, "fichiers-joints"),
    (file_undated, "fichiers-joints"),
    (file_associated_twice, "fichiers-joints"),
    (file_hidden, "fichiers-joints"),
    (table_torn, "fichiers-lisibles"),
    (table_open_quote, "fichiers-lisibles"),
    (table_empty, "fichiers-lisibles"),
    (json_torn, "fichiers-lisibles"),
    (blank_page, "page-presque-vide"),
)
ON_DISK = {"fichier-entier", "sans-mot-de-passe"}


def changed(source: Path, target: Path, change: Change) -> tuple[Reason, ...]:
    with pikepdf.open(source) as pdf:
        change(pdf)
        pdf.save(target, fix_metadata_version=False)
    return inspect(target).reasons


@pytest.mark.parametrize(
    ("change", "code"), CHANGES, ids=[change.__name__ for change, _ in CHANGES]
)
def test_a_change_is_stopped_by_its_gate_alone(
    conforming_pdf: Path, tmp_path: Path, change: Change, code: str
) -> None:
    reasons = changed(conforming_pdf, tmp_path / "a.pdf", change)
    # qpdf takes a list out of order for damage, rightly.
    assert {reason.code for reason in reasons} - {"fichier-entier"} == {code}


def test_every_gate_is_tried() -> None:
    assert {gate.code for gate in GATES} == {code for _, code in CHANGES} | ON_DISK


def test_reasons_name_the_page(conforming_pdf: Path, tmp_path: Path) -> None:
    (reason,) = changed(conforming_pdf, tmp_path / "a.pdf", action_on_a_page)
    assert reason.page == 3
    (reason,) = changed(conforming_pdf, tmp_path / "a.pdf", blank_page)
    assert reason.page == inspect(conforming_pdf).pages + 1


@pytest.mark.parametrize("user", ["", "secret"])
def test_a_locked_file_is_stopped(conforming_pdf: Path, tmp_path: Path, user: str) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.open(conforming_pdf) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="maître", user=user))
    assert "sans-mot-de-passe" in {reason.code for reason in inspect(path).reasons}


@pytest.mark.parametrize("kept", [0, 9, 5000, -600, -4])
def test_a_cut_file_is_stopped(conforming_pdf: Path, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(conforming_pdf.read_bytes()[:kept])
    assert {reason.code for reason in inspect(path).reasons} == {"fichier-entier"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_file_never_raises(
    conforming_pdf: Path, tmp_path: Path, data: st.DataObject
) -> None:
    pdf = bytearray(conforming_pdf.read_bytes())
    start = data.draw(st.integers(0, len(pdf) - 1))
    pdf[start : start + data.draw(st.integers(0, 200))] = data.draw(st.binary(max_size=50))
    (tmp_path / "a.pdf").write_bytes(bytes(pdf))
    inspect(tmp_path / "a.pdf")


ENTRIES = ("Lang", "AF", "Names", "Metadata", "StructTreeRoot", "ViewerPreferences", "OpenAction")
ODD: tuple[Callable[[], object], ...] = (
    lambda: String("x"),
    lambda: Name.X,
    lambda: Array([1, Array([]), Dictionary()]),
    lambda: Dictionary(K=1, S=Name.S),
    lambda: 7,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(ENTRIES), st.sampled_from(ODD))
def test_entries_of_another_type_never_raise(
    conforming_pdf: Path, tmp_path: Path, entry: str, value: Callable[[], object]
) -> None:
    changed(conforming_pdf, tmp_path / "a.pdf", lambda pdf: setattr(pdf.Root, entry, value()))


def test_the_guide_names_every_gate() -> None:
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    _, _, chapter = guide.partition("\n## Vérifier les PDF\n")
    chapter, _, _ = chapter.partition("\n## ")
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \| ([^|]+) \|", chapter, re.MULTILINE)
    plain = [(code, what.replace("’", "'"), severity) for code, what, severity in rows]
    assert plain == [(gate.code, gate.what, gate.severity) for gate in GATES]
