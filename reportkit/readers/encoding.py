"""Bytes of a saved page -> its lines, whatever the editor that saved them."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from reportkit.errors import InputError

LINE_END = re.compile(r"\r\n|\r|\n")  # U+2028, U+0085 and form feeds are text
EXPECTED = "le texte d'une page d'actions SENACS"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF", "un fichier PDF"),
    (b"PK\x03\x04", "une archive ou un classeur (ZIP, XLSX, DOCX, ODT…)"),
    (b"\xd0\xcf\x11\xe0", "un ancien document Word ou Excel"),
    (b"{\\rtf", "un document RTF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
)
_MARKUP = re.compile(rb"\s*(<!doctype\s+html|<html|<\?xml)", re.IGNORECASE)


@dataclass(frozen=True)
class Decoded:
    """The lines of a file; `terminated` when its last line has a line end.

    `assumed` names an encoding that was supposed, for the lines (0-based) `assumed_lines`,
    all when none is named; `damaged_lines` hold U+FFFD for a byte that is no text; `dropped`
    counts the bytes of a last character that the copy cut in two.
    """

    lines: tuple[str, ...]
    terminated: bool
    assumed: str | None = None
    assumed_lines: tuple[int, ...] = ()
    damaged_lines: tuple[int, ...] = ()
    dropped: int = 0


def decode(data: bytes, source: str) -> Decoded:
    """Read UTF-8, UTF-16 or Windows-1252; in doubt line by line.

    Raises:
        InputError: the file is empty or is no text.
    """
    _refuse_other_files(data, source)
    for mark, encoding in _BOMS[1:]:
        if data.startswith(mark):
            return _split(data[len(mark) :].decode(encoding, errors="replace"), data, encoding)
    if b"\x00" in data:
        encoding = _utf16_without_mark(data, source)
        text = data.decode(encoding, errors="replace")
        return replace(_split(text, data, encoding), assumed="UTF-16 sans marque")
    try:
        return _split(data.decode("utf-8"), data, "utf-8")
    except UnicodeDecodeError:
        return _decode_by_line(data)


def _refuse_other_files(data: bytes, source: str) -> None:
    if not data.strip() or data in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise InputError(source, 1, "fichier vide", EXPECTED)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(source, 1, f"{what}, reconnu à ses premiers octets", EXPECTED)
    if _MARKUP.match(data):
        raise InputError(
            source,
            1,
            "une page HTML enregistrée",
            EXPECTED + " (ouvrez la page, sélectionnez tout, copiez dans un fichier .txt)",
        )


def _utf16_without_mark(data: bytes, source: str) -> str:
    """UTF-16 without its mark has a null byte in nearly every pair; else it is no text."""
    pairs = max(len(data) // 2, 1)
    most = 0.7
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if data[first::2].count(0) > most * pairs and 0 not in data[1 - first :: 2]:
            return encoding
    line = data.count(b"\n", 0, data.index(b"\x00")) + 1
    found = "un octet nul, le fichier n'est pas du texte"
    raise InputError(source, line, found, EXPECTED + ", enregistré en UTF-8")


def _decode_by_line(data: bytes) -> Decoded:
    """Lines that are no UTF-8 are Windows-1252, or UTF-8 with a damaged byte."""
    lines: list[str] = []
    assumed: list[int] = []
    damaged: list[int] = []
    raw_lines = re.split(rb"\r\n|\r|\n", data.removeprefix(codecs.BOM_UTF8))
    text, dropped = _without_cut_character(raw_lines[-1])
    raw_lines[-1] = text
    for number, raw in enumerate(raw_lines):
        try:
            lines.append(raw.decode("utf-8"))
        except UnicodeDecodeError:
            tolerant = raw.decode("utf-8", errors="replace")
            if any(ord(c) > 127 and c != "\ufffd" for c in tolerant):  # noqa: PLR2004
                damaged.append(number)
                lines.append(tolerant)
            else:
                assumed.append(number)
                lines.append(_windows(raw))
    terminated = lines[-1] == "" and not dropped
    kept = lines[:-1] if terminated else lines
    return Decoded(
        _unmarked(kept),
        terminated,
        "Windows-1252" if assumed else None,
        tuple(assumed),
        tuple(damaged),
        dropped,
    )


def _without_cut_character(line: bytes) -> tuple[bytes, int]:
    """The last line without the first bytes of a character that the copy cut in two."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(line)
    except UnicodeDecodeError:
        return line, 0
    pending = len(decoder.getstate()[0])
    return (line[:-pending], pending) if 0 < pending < len(line) else (line, 0)


def _windows(raw: bytes) -> str:
    # Windows-1252 leaves five bytes undefined; Latin-1 reads these as controls.
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _split(text: str, data: bytes, encoding: str) -> Decoded:
    """Lines of a text decoded in one piece; a half pair at the end was cut by the copy."""
    dropped = 0
    if encoding.startswith("utf-16") and len(data) % 2:
        text, dropped = text.removesuffix("\ufffd"), 1
    lines = LINE_END.split(text)
    terminated = lines[-1] == "" and not dropped
    if terminated:
        lines.pop()
    damaged = tuple(n for n, line in enumerate(lines) if "\ufffd" in line)
    kept_damage = damaged if encoding.startswith("utf-16") else ()
    return Decoded(_unmarked(lines), terminated, damaged_lines=kept_damage, dropped=dropped)


def _unmarked(lines: list[str]) -> tuple[str, ...]:
    """Files put one behind another leave their byte order marks at the head of lines."""
    return tuple(line.removeprefix("\ufeff").removeprefix("\ufeff") for line in lines)
