"""Reads Excel workbooks: the XML parts of their archive, cell by cell."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from reportkit.errors import InputError
from reportkit.readers.cells import unescape_from_workbook
from reportkit.readers.export import Export
from reportkit.readers.table import EXPECTED, Sheet, read_sheets
from reportkit.schema import Finding, Severity

ZIP_MAGIC = b"PK\x03\x04"
LARGEST = 300_000_000  # bytes once unpacked
HIGHEST_RATIO, RATIO_FROM = 200, 10_000_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # Excel's limits
MOST_CELLS = 20_000_000  # of all sheets, with the empty ones before a filled one
_WORKBOOK = "xl/workbook.xml"
_FIRST_NAME = re.compile(
    rb"PK\x03\x04.{26}(\[Content_Types\]\.xml|_rels/|docProps/|xl/)", re.DOTALL
)
_DAMAGED = "un classeur abîmé ou tronqué"


def recognise_workbook(data: bytes) -> bool:
    """Whether these are the bytes of an Excel workbook, be it a damaged one."""
    if not data.startswith(ZIP_MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _WORKBOOK in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return _FIRST_NAME.match(data) is not None


def read_workbook(data: bytes, source: str) -> Export:
    """Read the sheets of actions of a workbook; formulas by the value that Excel saved.

    Raises:
        InputError: damaged, locked by a password, too large once unpacked, or no actions.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_bomb(archive, len(data), source)
            book = _Book(archive)
            sheets = [book.read_sheet(name, part) for name, part in book.parts()]
    except RuntimeError as error:  # zipfile's word for an entry that asks for a password
        found = "un classeur protégé par un mot de passe"
        raise InputError(source, None, found, EXPECTED) from error
    except (
        zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError, OSError,
        KeyError, IndexError, ValueError, OverflowError, NotImplementedError,
    ) as error:  # fmt: skip
        raise InputError(source, None, _DAMAGED, EXPECTED) from error
    return read_sheets(sheets, data, source, _note_formulas(book, source))


def _refuse_bomb(archive: zipfile.ZipFile, packed: int, source: str) -> None:
    size = sum(entry.file_size for entry in archive.infolist())
    if size > LARGEST or (size > RATIO_FROM and size > HIGHEST_RATIO * packed):
        found = f"un classeur démesuré une fois décompressé ({size // 1_000_000} Mo)"
        raise InputError(source, None, found, EXPECTED)


def _note_formulas(book: _Book, source: str) -> list[Finding]:
    if not book.formulas:
        return []
    never = f", {book.unsaved} sans valeur enregistrée et lues vides" if book.unsaved else ""
    return [
        Finding(
            "formules",
            Severity.CHECK if book.unsaved else Severity.INFO,
            source,
            1,
            "",
            f"cellules à formule : {book.formulas}{never}. La valeur enregistrée est lue.",
            "Ouvrez le classeur, recalculez et enregistrez s'il a changé depuis.",
        )
    ]


@dataclass(frozen=True)
class _Part:
    target: str
    kind: str


class _Book:
    """The parts of a workbook (ECMA-376 part 1, 18), whatever the namespace of the edition."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.formulas = self.unsaved = self.cells = 0
        self.related = self._related()
        root = self._root(_WORKBOOK)
        properties = root.find("{*}workbookPr")
        dated_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.epoch = MAC_EPOCH if dated_1904 else WINDOWS_EPOCH
        self.sheet_elements = root.findall("{*}sheets/{*}sheet")
        self.strings = list(self._strings())
        self.date_styles = frozenset(self._date_styles())

    def _root(self, part: str) -> Any:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(self.archive.read(part), parser)

    def _related(self) -> dict[str, _Part]:
        root = self._root("xl/_rels/workbook.xml.rels")
        return {
            element.get("Id", ""): _Part(
                posixpath.normpath(posixpath.join("/xl", element.get("Target", ""))).lstrip("/"),
                element.get("Type", "").rpartition("/")[2],
            )
            for element in root.iterfind("{*}Relationship")
        }

    def _of_kind(self, kind: str) -> str | None:
        names = self.archive.namelist()
        return next(
            (p.target for p in self.related.values() if p.kind == kind and p.target in names), None
        )

    def parts(self) -> Iterator[tuple[str, str]]:
        """Name and part of each sheet of cells, in the workbook's order."""
        for element in self.sheet_elements:
            ids = [value for key, value in element.attrib.items() if key.endswith("}id")]
            part = self.related[ids[0]]
            if part.kind == "worksheet":
                yield element.get("name", ""), part.target

    def _elements(self, part: str, tag: str) -> Iterator[Any]:
        with self.archive.open(part) as stream:
            found = etree.iterparse(
                stream, tag=f"{{*}}{tag}", resolve_entities=False, no_network=True
            )
            for _, element in found:
                yield element
                element.clear()

    def _strings(self) -> Iterator[str]:
        part = self._of_kind("sharedStrings")
        if part:
            yield from (_string(element) for element in self._elements(part, "si"))

    def _date_styles(self) -> Iterator[int]:
        part = self._of_kind("styles")
        if part is None:
            return
        root = self._root(part)
        formats = dict(BUILTIN_FORMATS)
        for element in root.iterfind("{*}numFmts/{*}numFmt"):
            formats[int(element.get("numFmtId"))] = element.get("formatCode", "")
        for style, element in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
            if is_date_format(formats.get(int(element.get("numFmtId", "0")), "General")):
                yield style

    def read_sheet(self, name: str, part: str) -> Sheet:
        """The filled rows of a sheet, under the numbers that Excel shows.

        Raises:
            ValueError: a row or a cell beyond what a sheet can hold.
        """
        rows: list[tuple[int, list[Any]]] = []
        number = 0
        for element in self._elements(part, "row"):
            before, number = number, int(element.get("r") or number + 1)
            if not before < number <= LAST_ROW:
                raise ValueError(number)
            cells: list[Any] = []
            for cell in element.iterfind("{*}c"):
                place = coordinate_to_tuple(cell.get("r"))[1] if cell.get("r") else len(cells) + 1
                if not len(cells) < place <= LAST_COLUMN:
                    raise ValueError(place)
                cells += [None] * (place - 1 - len(cells))
                cells.append(self._value(cell))
            rows.append((number, cells))
            self.cells += len(cells)
            if self.cells > MOST_CELLS:
                raise ValueError(self.cells)
        return Sheet(rows, number, name)

    def _value(self, cell: Any) -> Any:
        kind = cell.get("t", "n")
        text = cell.findtext("{*}v")
        if cell.find("{*}f") is not None:
            self.formulas += 1
            self.unsaved += not text and kind != "str"
        if kind == "inlineStr":
            inner = cell.find("{*}is")
            return None if inner is None else _string(inner)
        if text is None or text == "":
            return None
        if kind == "s":
            return self.strings[int(text)]
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "n":
            return self._number(text, int(cell.get("s", "0")))
        return unescape_from_workbook(text)

    def _number(self, text: str, style: int) -> Any:
        number = float(text)
        if style not in self.date_styles:
            return number
        try:
            return from_excel(number, self.epoch)
        except (OverflowError, ValueError):
            return number


def _string(element: Any) -> str:
    """The text of a string item: plain, or run by run; never its phonetic reading."""
    found = element.findall("{*}t") + element.findall("{*}r/{*}t")
    return "".join(unescape_from_workbook(part.text or "") for part in found)
