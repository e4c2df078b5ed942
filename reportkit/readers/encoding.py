"""Bytes of a saved page -> its lines, whatever the editor that saved them."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

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

    `assumed` names the encoding where it was supposed, `dropped` counts the bytes of a last
    character that the copy cut in two.
    """

    lines: tuple[str, ...]
    terminated: bool
    assumed: str | None = None
    dropped: int = 0


def decode(data: bytes, source: str) -> Decoded:
    """Read UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises:
        InputError: the file is empty or is no text.
    """
    if not data.strip():
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
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _split(*_decode_cut(data[len(mark) :], encoding))
    try:
        return _split(*_decode_cut(data, "utf-8"))
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            line = data.count(b"\n", 0, data.index(b"\x00")) + 1
            found = "un octet nul, le fichier n'est pas du texte"
            raise InputError(source, line, found, EXPECTED) from error
    # Windows-1252 leaves five bytes undefined; Latin-1 reads these as controls.
    text = data.decode("cp1252", errors="replace")
    if "\ufffd" in text:
        text = data.decode("latin-1")
    return _split(text, 0, assumed="Windows-1252")


def _decode_cut(data: bytes, encoding: str) -> tuple[str, int]:
    """Decode, giving up at most one character that the end of the file cuts in two."""
    try:
        return data.decode(encoding), 0
    except UnicodeDecodeError as error:
        longest = 4
        cut = error.end == len(data) and error.start > 0 and len(data) - error.start < longest
        if not cut:
            raise
        return data[: error.start].decode(encoding), len(data) - error.start


def _split(text: str, dropped: int, assumed: str | None = None) -> Decoded:
    lines = LINE_END.split(text)
    terminated = lines[-1] == "" and not dropped
    if terminated:
        lines.pop()
    return Decoded(tuple(lines), terminated, assumed, dropped)
