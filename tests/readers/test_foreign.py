"""Formats that nobody reads here are refused by name; a page saved as one file is read."""

from __future__ import annotations

import email.message
import email.mime.image
import email.mime.multipart
import email.mime.text
import io
import zipfile

import pytest
from forms import archive
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import definitions, page
from senacs import action, read_bytes

from reportkit.errors import InputError
from reportkit.readers.export import Export

HTML = page([action(title="Café d'été")], definitions, 2021)


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + stream.encode("utf-16-le")


def packed_document(kind: str, *, stored: bool) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packing = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        packed.writestr("mimetype", f"application/{kind}", packing)
        packed.writestr("content.xml", "<x/>")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "what", "instead"),
    [
        (ole("Workbook"), ".xls", ".xlsx ou .csv"),
        (ole("WordDocument"), ".doc", ".txt"),
        (ole("EncryptedPackage"), "mot de passe", "sans mot de passe"),
        (ole("autre"), "bureautique", ".txt"),
        (archive(**{"word/document.xml": b"<w/>"}), ".docx", ".txt"),
        (archive(**{"xl/workbook.bin": b"\0"}), ".xlsb", ".xlsx ou .csv"),
        (archive(**{"ppt/presentation.xml": b"<p/>"}), ".pptx", ".txt"),
        (b"{\\rtf1 Actions}", "RTF", ".txt"),
        (b"\x89PNG\r\n", "une image", ".html"),
        (b"\xff\xd8\xff\xe0", "une image", ".html"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "une image", ".html"),
        (b"\0\0\0\x18ftypheic", "une image", ".html"),
        (b"%PDF-1.7", "PDF", ".html"),
        (b"\x1f\x8b\x08", "archive autre que ZIP", ".zip"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
         b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML", ".xlsx"),
    ],
)  # fmt: skip
def test_a_foreign_format_is_named_with_what_to_do(data: bytes, what: str, instead: str) -> None:
    with pytest.raises(InputError) as told:
        read_bytes(data, "export.csv")
    assert what in told.value.found
    assert instead in told.value.expected


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("vnd.oasis.opendocument.spreadsheet", ".ods"),
        ("vnd.oasis.opendocument.text", ".odt"),
        ("epub+zip", "EPUB"),
    ],
)
@pytest.mark.parametrize("stored", [True, False])
def test_an_open_document_is_named(kind: str, what: str, stored: bool) -> None:
    with pytest.raises(InputError) as told:
        read_bytes(packed_document(kind, stored=stored))
    assert what in told.value.found


def mhtml(html: str, charset: str, *others: email.message.Message) -> bytes:
    message = email.mime.multipart.MIMEMultipart("related")
    message["From"] = "<Saved by Blink>"
    message["Subject"] = "SENACS"
    for other in others:
        message.attach(other)
    message.attach(email.mime.text.MIMEText(html, "html", charset))
    message.attach(email.mime.image.MIMEImage(b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "png"))
    return message.as_bytes()


def told(export: Export) -> tuple:
    export.check_accounted()
    return [(raw.title, raw.texts, raw.lists) for raw in export.actions], export.index


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16"])
def test_a_page_saved_as_one_file_reads_as_the_page(charset: str) -> None:
    assert told(read_bytes(mhtml(HTML, charset))) == told(read_bytes(HTML.encode()))


def test_frames_count_where_they_hold_actions() -> None:
    advert = email.mime.text.MIMEText("<p>Publicité</p>", "html", "utf-8")
    export = read_bytes(mhtml(HTML, "utf-8", advert))
    assert [raw.title for raw in export.actions] == ["Café d'été"]
    assert export.findings == ()


def test_quoted_printable_is_unpacked() -> None:
    quoted = email.message.EmailMessage()
    quoted.set_content(HTML, subtype="html", cte="quoted-printable")
    assert told(read_bytes(quoted.as_bytes())) == told(read_bytes(HTML.encode()))


def test_a_page_without_html_is_refused() -> None:
    message = email.mime.text.MIMEText("Bonjour", "plain", "utf-8")
    with pytest.raises(InputError, match="sans page HTML"):
        read_bytes(message.as_bytes())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damage_to_a_page_in_one_file_brings_no_traceback(data: st.DataObject) -> None:
    content = bytearray(mhtml(HTML, "windows-1252"))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_bytes(bytes(content[: data.draw(st.integers(1, len(content)))])).check_accounted()
    except InputError:
        return
