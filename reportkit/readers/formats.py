"""Which reader reads a file: told by its content, never by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from reportkit.readers.archive import read_archive, recognise_archive
from reportkit.readers.content import Content
from reportkit.readers.delimited import read_delimited, recognise_delimited
from reportkit.readers.export import Export
from reportkit.readers.foreign import refuse_foreign
from reportkit.readers.html import read_html, recognise_html
from reportkit.readers.mhtml import read_mhtml, recognise_mhtml
from reportkit.readers.records import read_json, read_parquet, recognise_json, recognise_parquet
from reportkit.readers.text import read_text
from reportkit.readers.workbook import read_workbook, recognise_workbook


@dataclass(frozen=True)
class Reader:
    """A form of export: how to tell it, and how to read it as one export."""

    name: str
    recognises: Callable[[Content], bool]
    read: Callable[[Content], Export]


READERS: tuple[Reader, ...] = (
    Reader("classeur", recognise_workbook, read_workbook),
    Reader("parquet", recognise_parquet, read_parquet),
    Reader("mhtml", recognise_mhtml, read_mhtml),
    Reader("html", recognise_html, read_html),
    Reader("json", recognise_json, read_json),
    Reader("csv", recognise_delimited, read_delimited),
    Reader("texte", lambda _: True, read_text),  # the last resort: says what is missing
)


def read_content(content: Content) -> list[Export]:
    """Read a file with the first reader that recognises it; an archive holds several exports.

    Raises:
        InputError: empty, of a kind that nobody reads, or without any action.
    """
    refuse_foreign(content)
    if recognise_archive(content) and not recognise_workbook(content):
        return read_archive(content, lambda data, name: _read_member(content, data, name))
    reader = next(reader for reader in READERS if reader.recognises(content))
    return [reader.read(content)]


def _read_member(archive: Content, data: bytes, name: str) -> list[Export]:
    return read_content(replace(archive, data=data, source=name, packed=True))
