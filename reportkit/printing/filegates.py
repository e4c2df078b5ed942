"""Our gates for a printed PDF: what veraPDF does not look at, or says less clearly."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pikepdf
from lxml import etree
from pikepdf import Array, Dictionary, Name

from reportkit.printing.fonts import is_ours
from reportkit.printing.pdffile import Element, PdfFile, as_text, opened
from reportkit.report.tree import SCHEMES

Told = Iterator[tuple[int | None, str]]
"""Reasons of a gate: 1-based page where there is one, and a French sentence."""

BOOKMARKS_ABOVE = 3  # headings
NEARLY_EMPTY = 250  # signs
FEW_SHAPES = 5
OUTSIDE = 1.0  # points by which a figure may stand over the edge of its page
SHOWN = 200  # signs of a message that is not ours

_PICTURE_NAME = re.compile(r".*\.(?:png|jpe?g|svg|gif|webp|tiff?|bmp|pdf)", re.IGNORECASE)
_SUBSET = re.compile(r"[A-Z]{6}\+(.+)")
_DATE = re.compile(r"D:\d{8,14}.*")
# ISO 32000-1, table 198, without what only moves within the file or opens an address.
_ACTIVE = {
    *("/JavaScript", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ResetForm", "/ImportData"),
    *("/Rendition", "/Movie", "/Sound", "/Hide", "/SetOCGState", "/Trans", "/GoTo3DView"),
    *("/Named", "/Thread", "/RichMediaExecute"),
}
_RELATIONSHIPS = {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}
_MALFORMED = (
    *(pikepdf.PdfError, pikepdf.DataDecodingError, etree.LxmlError, csv.Error, SyntaxError),
    *(AttributeError, LookupError, TypeError, ValueError, RuntimeError, ArithmeticError),
)
"""What reading a file that is not built as PDF asks may raise."""


class Severity(StrEnum):
    """How grave what a gate notices is: a failure, or something for a person to look at."""

    ERROR = "erreur"
    WARNING = "avertissement"


@dataclass(frozen=True)
class Gate:
    """A check of a PDF: its code, what it makes sure of, how grave the contrary is."""

    code: str
    what: str
    severity: Severity
    check: Callable[[PdfFile], Told]


@dataclass(frozen=True)
class Reason:
    """What a gate notices: 1-based page where there is one, and a French sentence."""

    code: str
    severity: Severity
    page: int | None
    message: str


@dataclass(frozen=True)
class Inspection:
    """What all gates notice of a file; `pages` is None where it cannot be opened."""

    pages: int | None
    reasons: tuple[Reason, ...]


def inspect(path: Path) -> Inspection:
    """Send a file through every gate; a file that cannot be opened stops at the first ones."""
    try:
        with opened(path) as file:
            reasons = tuple(reason for gate in GATES for reason in _reasons(gate, file))
            return Inspection(len(file.pdf.pages), reasons)
    except pikepdf.PasswordError:
        told = Reason(UNLOCKED, Severity.ERROR, None, "Le fichier demande un mot de passe.")
    except (*_MALFORMED, OSError) as error:
        told = Reason(
            WHOLE, Severity.ERROR, None, f"Ce n'est pas un PDF entier et lisible ({_short(error)})."
        )
    return Inspection(None, (told,))


def _reasons(gate: Gate, file: PdfFile) -> Iterator[Reason]:
    try:
        for page, message in gate.check(file):
            yield Reason(gate.code, gate.severity, page, message)
    except _MALFORMED as error:
        message = (
            f"Le fichier n'est pas construit comme il le faut pour être vérifié ({_short(error)})."
        )
        yield Reason(gate.code, gate.severity, None, message)


def _short(words: object) -> str:
    return as_text(" ".join(str(words).split()))[:SHOWN]


# ---- the file


def _whole(file: PdfFile) -> Told:
    if b"%%EOF" not in file.path.read_bytes()[-1024:]:
        yield None, "La fin du fichier manque : il a été coupé."
    with opened(file.path) as apart:  # the check mends what it can of the file that it reads
        for problem in apart.pdf.check_pdf_syntax():
            told = problem.replace(f"{file.path} ", "")
            yield None, f"Le fichier est abîmé ({_short(told)})."


def _unlocked(file: PdfFile) -> Told:
    if file.pdf.is_encrypted:
        yield None, "Le fichier est chiffré."


def _declares_ua(file: PdfFile) -> Told:
    if file.xmp.get("pdfuaid:part") != "1":
        yield None, "Le fichier ne se déclare pas PDF/UA-1."


def _declares_archive(file: PdfFile) -> Told:
    declared = (file.xmp.get("pdfaid:part"), file.xmp.get("pdfaid:conformance"))
    if declared != ("3", "A"):
        yield None, "Le fichier ne se déclare pas PDF/A-3a."


def _title(file: PdfFile) -> Told:
    titles = (as_text(file.pdf.docinfo.get("/Title")), as_text(file.xmp.get("dc:title")))
    if not all(titles):
        yield None, "Le titre manque dans les propriétés du document ou dans ses métadonnées XMP."
    elif titles[0] != titles[1]:
        yield None, f"Deux titres diffèrent : « {titles[0]} » et « {titles[1]} »."


def _title_shown(file: PdfFile) -> Told:
    preferences = file.root.get("/ViewerPreferences")
    if not isinstance(preferences, Dictionary) or not preferences.get("/DisplayDocTitle"):
        yield None, "Le lecteur de PDF montrera le nom du fichier plutôt que le titre."


def _language(file: PdfFile) -> Told:
    language = as_text(file.root.get("/Lang"))
    if language.casefold().split("-")[0] != "fr":
        yield None, f"La langue du document n'est pas le français (« {language} »)."


def _bookmarks(file: PdfFile) -> Told:
    outlines = file.root.get("/Outlines")
    headings = sum(1 for _ in _headings(file))
    marked = isinstance(outlines, Dictionary) and "/First" in outlines
    if headings > BOOKMARKS_ABOVE and not marked:
        yield None, f"Le document a {headings} titres et aucun signet."


# ---- the tags


def _headings(file: PdfFile) -> Iterator[tuple[int, Element]]:
    for element in file.elements:
        level = re.fullmatch(r"H([1-6])", element.kind)
        if level:
            yield int(level[1]), element


def _heading_levels(file: PdfFile) -> Told:
    before = 0
    for level, element in _headings(file):
        if level > before + 1:
            came = f"suit un titre de niveau {before}" if before else "est le premier"
            yield element.page, f"Un titre de niveau {level} {came}."
        before = level
    if all(level != 1 for level, _ in _headings(file)):
        yield None, "Aucun titre de niveau 1."


def _reading_order(file: PdfFile) -> Told:
    furthest = 0
    for element in file.elements:
        if element.page is not None and element.page < furthest:
            yield element.page, f"La lecture revient en arrière, depuis la page {furthest}."
            return
        furthest = max(furthest, element.page or 0)


def _figure_words(file: PdfFile) -> Told:
    for figure in file.of_kind("Figure"):
        words = figure.text("/Alt")
        if not words:
            yield figure.page, "Une figure est sans description."
        elif _PICTURE_NAME.fullmatch(words):
            yield figure.page, f"La description d'une figure est un nom de fichier : « {words} »."


def _figure_boxes(file: PdfFile) -> Told:
    for figure in file.of_kind("Figure"):
        box = next(figure.attributes("/BBox"), None)
        if box is None:
            yield figure.page, "Une figure ne dit pas quelle place elle tient."
            continue
        page = file.pdf.pages[figure.page - 1] if figure.page else None
        if not _stands_on(page, [float(side) for side in box]):
            yield figure.page, "La place que dit tenir une figure n'est pas sur la page."


def _stands_on(page: pikepdf.Page | None, box: list[float]) -> bool:
    left, bottom, right, top = box
    if not (left < right and bottom < top):
        return False
    if page is None:
        return True
    edges = [float(side) for side in page.mediabox]
    over = (edges[0] - left, edges[1] - bottom, right - edges[2], top - edges[3])
    return max(over) <= OUTSIDE


def _tables(file: PdfFile) -> Told:
    cells = file.of_kind("TH")
    headed = {id(cell.within("Table")) for cell in cells}
    for table in file.of_kind("Table"):
        if id(table) not in headed:
            yield table.page, "Un tableau n'a pas de cellule d'en-tête."
    for cell in cells:
        if next(cell.attributes("/Scope"), None) not in (Name.Row, Name.Column, Name.Both):
            yield cell.page, "Un en-tête ne dit pas s'il vaut pour la ligne ou la colonne."


# ---- the fonts


def _fonts(file: PdfFile) -> Iterator[tuple[str, Any]]:
    for _, font in file.dictionaries:
        if font.get("/Type") == Name.Font:
            yield str(font.get("/BaseFont", "/sans nom")).removeprefix("/"), font


def _fonts_embedded(file: PdfFile) -> Told:
    for name, font in _fonts(file):
        if font.get("/Subtype") in (Name.Type0, Name.Type3):
            continue  # its glyphs are in another font, or drawn in the file
        descriptor = font.get("/FontDescriptor")
        files = ("/FontFile", "/FontFile2", "/FontFile3")
        if not isinstance(descriptor, Dictionary) or not any(key in descriptor for key in files):
            yield None, f"La police {name} n'est pas dans le fichier."


def _fonts_allowed(file: PdfFile) -> Told:
    for name in sorted({name for name, _ in _fonts(file)}):
        subset = _SUBSET.fullmatch(name)
        if subset is None:
            yield None, f"La police {name} n'est pas réduite aux signes employés."
        elif not is_ours(subset[1]):
            yield None, f"La police {subset[1]} n'est pas des nôtres : il leur manque un signe."


# ---- what could act


def _active(file: PdfFile) -> Told:
    for owner, held in file.dictionaries:
        page = file.page_numbers.get(owner)
        kind = str(held.get("/S", ""))
        if "/JS" in held or kind in _ACTIVE:
            yield page, f"Le fichier contient une action ({kind.removeprefix('/') or 'script'})."
        if "/AA" in held:
            yield page, "Le fichier contient une action déclenchée d'elle-même."
        if "/XFA" in held or held.get("/Fields"):
            yield page, "Le fichier contient un formulaire."
    opening = file.root.get("/OpenAction")
    plain = opening is None or isinstance(opening, Array)
    if not plain and not (isinstance(opening, Dictionary) and opening.get("/S") == Name.GoTo):
        yield None, "L'ouverture du fichier déclenche une action."


def _addresses(file: PdfFile) -> Told:
    for owner, held in file.dictionaries:
        if held.get("/S") == Name.URI:
            address, page = as_text(held.get("/URI")), file.page_numbers.get(owner)
            if urlsplit(address).scheme.casefold() not in SCHEMES:
                yield page, f"Adresse de lien refusée : « {address[:SHOWN]} »."


# ---- the embedded files


def _attached(file: PdfFile) -> Told:
    associated = file.root.get("/AF")
    times = Counter(spec.objgen for spec in associated or () if spec.is_indirect)
    listed = set()
    for item in file.embedded:
        listed.add(item.spec.objgen)
        if str(item.spec.get("/AFRelationship")) not in _RELATIONSHIPS:
            yield None, f"{item.name} : son lien avec le document n'est pas dit."
        if times[item.spec.objgen] != 1:
            yield None, f"{item.name} : {times[item.spec.objgen]} fois parmi les fichiers associés."
        dates = item.stream.get("/Params", {}) if item.stream is not None else {}
        if not _DATE.fullmatch(as_text(dates.get("/ModDate"))):
            yield None, f"{item.name} : sans contenu ou sans date."
    keys = [item.key for item in file.embedded]
    if keys != sorted(set(keys)):
        yield None, "Les fichiers joints ne sont pas rangés par nom."
    hidden = [owner for owner, held in file.dictionaries if "/EF" in held and owner not in listed]
    if hidden or set(times) - listed:
        yield None, "Un fichier est dans le PDF sans être dans la liste des fichiers joints."


def _attachments_readable(file: PdfFile) -> Told:
    for item in file.embedded:
        check = _READABLE.get(Path(item.name).suffix.casefold())
        if check is None or item.stream is None:
            continue
        try:
            problem = check(item.stream.read_bytes().decode("utf-8-sig"))
        except (*_MALFORMED, RecursionError) as error:
            problem = _short(error)
        if problem:
            yield None, f"{item.name} ne se lit pas : {problem}."


def _csv_problem(text: str) -> str:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    widths = [len(row) for row in rows]
    if not widths:
        return "il est vide"
    other = next((n for n, width in enumerate(widths, start=1) if width != widths[0]), None)
    return "" if other is None else f"la rangée {other} n'a pas autant de cellules que la première"


def _json_problem(text: str) -> str:
    return "" if isinstance(json.loads(text), dict) else "ce n'est pas un objet JSON"


_READABLE = {".csv": _csv_problem, ".json": _json_problem}


# ---- the pages


def _pages_filled(file: PdfFile) -> Told:
    for number, page in enumerate(file.pdf.pages, start=1):
        signs, shapes = file.content(page)
        if signs < NEARLY_EMPTY and shapes < FEW_SHAPES:
            yield number, f"La page est presque vide ({signs} signes)."


WHOLE, UNLOCKED = "fichier-entier", "sans-mot-de-passe"

_E, _W = Severity.ERROR, Severity.WARNING
GATES = (
    Gate(WHOLE, "le fichier s'ouvre et n'est ni coupé ni abîmé", _E, _whole),
    Gate(UNLOCKED, "le fichier n'est pas chiffré", _E, _unlocked),
    Gate("declare-ua", "le fichier se déclare PDF/UA-1", _E, _declares_ua),
    Gate("declare-archive", "le fichier se déclare PDF/A-3a", _E, _declares_archive),
    Gate("titre", "un titre, le même dans les deux jeux de propriétés", _E, _title),
    Gate("titre-affiche", "le titre s'affiche plutôt que le nom du fichier", _E, _title_shown),
    Gate("langue", "la langue est le français", _E, _language),
    Gate("signets", "des signets dès qu'il y a plus de trois titres", _E, _bookmarks),
    Gate("niveaux-de-titres", "un titre de niveau 1, aucun niveau sauté", _E, _heading_levels),
    Gate("ordre-de-lecture", "la lecture ne revient pas à une page d'avant", _E, _reading_order),
    Gate("figures-decrites", "chaque figure a une description", _E, _figure_words),
    Gate("figures-situees", "chaque figure dit sa place sur la page", _E, _figure_boxes),
    Gate("tableaux", "chaque tableau a des en-têtes de ligne ou de colonne", _E, _tables),
    Gate("polices-jointes", "toutes les polices sont dans le fichier", _E, _fonts_embedded),
    Gate("polices-connues", "les seules polices sont celles des rapports", _E, _fonts_allowed),
    Gate("contenu-actif", "ni script, ni action, ni formulaire", _E, _active),
    Gate("adresses", "les liens ne mènent qu'au web ou à une messagerie", _E, _addresses),
    Gate("fichiers-joints", "les fichiers joints sont listés, rangés et datés", _E, _attached),
    Gate("fichiers-lisibles", "les CSV et JSON joints se lisent", _E, _attachments_readable),
    Gate("page-presque-vide", "aucune page n'est presque vide", _W, _pages_filled),
)
"""Every gate, in the order in which its reasons are told."""
