"""Which reader reads a file: told by its content, never by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from reportkit.errors import InputError
from reportkit.readers.encoding import EXPECTED, Decoded, decode
from reportkit.readers.export import Export
from reportkit.readers.html import read_html, recognises_html
from reportkit.readers.text import read_text

_MAGIC = (
    (b"%PDF", "un fichier PDF"),
    (b"\xd0\xcf\x11\xe0", "un ancien document Word ou Excel, ou un classeur protégé"),
    (b"{\\rtf", "un document RTF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"GIF8", "une image"),
    (b"\x1f\x8b", "une archive gzip"),
    (b"7z\xbc\xaf", "une archive 7z"),
    (b"Rar!", "une archive RAR"),
)


@dataclass(frozen=True)
class Content:
    """The bytes of a file, the name it bears in tables, and how its text is to be decoded."""

    data: bytes
    source: str
    fix_encoding: bool = False

    @cached_property
    def decoded(self) -> Decoded:
        """Its lines, were it text."""
        return decode(self.data, self.source, fix_encoding=self.fix_encoding)


@dataclass(frozen=True)
class Reader:
    """A form of export: how to tell it, and how to read it."""

    name: str
    recognises: Callable[[Content], bool]
    read: Callable[[Content], list[Export]]


def read_content(content: Content) -> list[Export]:
    """Read a file with the first reader that recognises it.

    An archive or a workbook may hold several exports.

    Raises:
        InputError: empty, of a kind that nobody reads, or without any action.
    """
    for magic, what in _MAGIC:
        if content.data.startswith(magic):
            found = f"{what}, reconnu à ses premiers octets"
            raise InputError(content.source, 1, found, EXPECTED)
    reader = next(reader for reader in READERS if reader.recognises(content))
    return reader.read(content)


def _read_text(content: Content) -> list[Export]:
    return [read_text(content.data, content.decoded, content.source)]


READERS: tuple[Reader, ...] = (
    Reader("page HTML", recognises_html, read_html),
    Reader("texte", lambda _: True, _read_text),  # the last resort: says what is missing
)
