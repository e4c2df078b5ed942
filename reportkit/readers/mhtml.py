"""Reads pages that a browser saved as one file (.mhtml): the HTML part, as any saved page."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

from reportkit.errors import InputError
from reportkit.readers.content import Content
from reportkit.readers.export import Export
from reportkit.readers.html import read_html
from reportkit.schema import FIELDS

_HEADER = re.compile(rb"(\xef\xbb\xbf)?\s*[A-Za-z][A-Za-z-]*:")
_MIME = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_HEAD = 8000  # bytes that hold the headers
_EXPECTED = "une page enregistrée en .html (« Page web, HTML uniquement ») ou en .mhtml"


def recognise_mhtml(content: Content) -> bool:
    """Whether the file begins with the headers of a MIME message (RFC 2557)."""
    head = content.data[:_HEAD]
    return _HEADER.match(head) is not None and _MIME.search(head) is not None


def read_mhtml(content: Content) -> Export:
    """Read the page; its lines are those of the HTML once it is unpacked.

    Frames count where they hold actions.

    Raises:
        InputError: no HTML in it, or as `read_html`.
    """
    try:
        pages = list(_pages(email.message_from_bytes(content.data.lstrip(b"\xef\xbb\xbf\r\n "))))
    except RecursionError as error:
        found = "un fichier .mhtml imbriqué trop profondément"
        raise InputError(content.source, None, found, _EXPECTED) from error
    if not pages:
        raise InputError(content.source, None, "un fichier .mhtml sans page HTML", _EXPECTED)
    label = FIELDS[0].label.encode()
    held = [page for page in pages if label in page] or pages[:1]
    export = read_html(replace(content, data=b"\n".join(held)))
    return replace(export, sha256=content.sha256)


def _pages(message: Message) -> Iterator[bytes]:
    for part in message.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            continue
        try:
            yield data.decode(part.get_content_charset() or "utf-8").encode()
        except (LookupError, UnicodeError):
            yield data
