"""Decoding: every encoding that a saved page comes in gives the same lines."""

from __future__ import annotations

import codecs

import pytest

from reportkit.readers.encoding import decode

LINES = ("Été à l’œuvre", "", "fin")
TEXT = "\n".join(LINES) + "\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 little", "utf-16 big"],
)
def test_unicode_encodings(data: bytes) -> None:
    decoded = decode(data, "x")
    assert decoded.lines == LINES
    assert decoded.terminated
    assert decoded.assumed is None


def test_windows_1252_is_read_and_said() -> None:
    decoded = decode(TEXT.encode("cp1252"), "x")
    assert decoded.lines == LINES
    assert decoded.assumed == "Windows-1252"


def test_undefined_windows_bytes_are_still_read() -> None:
    assert decode(b"\xe9t\xe9 \x81 ici", "x").lines == ("été \x81 ici",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_last_character_cut_in_two_is_dropped_and_counted(encoding: str) -> None:
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    decoded = decode(mark + "Résumé".encode(encoding)[:-1], "x")
    assert decoded.lines == ("Résum",)
    assert decoded.dropped == 1
    assert not decoded.terminated


def test_unterminated_last_line_is_known() -> None:
    assert not decode(b"a\nb", "x").terminated
    assert decode(b"a\nb\r", "x").terminated
