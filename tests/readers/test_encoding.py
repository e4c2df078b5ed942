"""Decoding: every encoding that a saved page comes in gives the same lines."""

from __future__ import annotations

import codecs
import unicodedata

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
    assert decoded.notes == ()


def test_windows_1252_is_read_and_said() -> None:
    decoded = decode(TEXT.encode("cp1252"), "x")
    assert decoded.lines == LINES
    assert [note.code for note in decoded.notes] == ["encodage-suppose"]
    assert "Windows-1252" in decoded.notes[0].message


def test_undefined_windows_bytes_are_still_read() -> None:
    assert decode(b"\xe9t\xe9 \x81 ici", "x").lines == ("été \x81 ici",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_last_character_cut_in_two_is_dropped_and_counted(encoding: str) -> None:
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    decoded = decode(mark + "Résumé".encode(encoding)[:-1], "x")
    assert decoded.lines == ("Résum",)
    assert [note.code for note in decoded.notes] == ["caractere-coupe"]
    assert not decoded.terminated


def test_unterminated_last_line_is_known() -> None:
    assert not decode(b"a\nb", "x").terminated
    assert decode(b"a\nb\r", "x").terminated


def test_one_bad_byte_costs_one_line() -> None:
    decoded = decode(b"\xc3\x89t\xc3\xa9\n\xc3\xa0 l\xff\nfin", "x")
    assert decoded.lines == ("Été", "à l\ufffd", "fin")
    assert [(note.code, note.line) for note in decoded.notes] == [("octet-illisible", 1)]


def test_pages_of_two_encodings_in_one_file() -> None:
    decoded = decode("Été\n".encode() + "Été\n".encode("cp1252"), "x")
    assert decoded.lines == ("Été", "Été")
    assert [(note.code, note.line) for note in decoded.notes] == [("encodage-suppose", 1)]


def test_marks_of_files_put_one_behind_another_are_no_text() -> None:
    page = codecs.BOM_UTF8 + b"a\n"
    assert decode(page + page, "x").lines == ("a", "a")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark(encoding: str) -> None:
    decoded = decode(TEXT.encode(encoding), "x")
    assert decoded.lines == LINES
    assert [note.code for note in decoded.notes] == ["encodage-suppose"]


def test_a_bad_pair_in_utf16_is_told() -> None:
    data = codecs.BOM_UTF16_LE + "ab\n".encode("utf-16-le") + b"\x00\xd8" + "c".encode("utf-16-le")
    assert [note.line for note in decode(data, "x").notes] == [1]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp1252"])
def test_encodings_of_older_computers_are_told_apart(encoding: str) -> None:
    text = "Les élèves fêtent Noël à l'école, où ça plaît : goûter, théâtre et forêt.\n" * 3
    assert "\n".join(decode(text.encode(encoding), "x").lines) + "\n" == text


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf32_with_its_mark(encoding: str) -> None:
    marks = {"utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE}
    assert decode(marks.get(encoding, b"") + TEXT.encode(encoding), "x").lines == LINES


def test_decomposed_accents_read_as_composed() -> None:
    assert decode(unicodedata.normalize("NFD", TEXT).encode(), "x").lines == LINES


def test_control_characters_are_kept_and_told() -> None:
    decoded = decode(b"un\ndeux\x00\x07\ntrois\n", "x")
    assert decoded.lines == ("un", "deux\x00\x07", "trois")
    assert [(n.code, n.line) for n in decoded.notes] == [("caractere-de-controle", 1)]
    assert "U+0000, U+0007" in decoded.notes[0].message


def test_accents_damaged_by_a_wrong_reading_are_told_and_mended_only_when_asked() -> None:
    line = "L’été ça plaît".encode().decode("cp1252")
    told = decode(f"Propre, à côté\n{line}\n".encode(), "x")
    assert told.lines[1] == line
    assert [(n.code, n.line) for n in told.notes] == [("accents-abimes", 1)]
    assert "--fix-encoding" in told.notes[0].advice
    mended = decode(f"Propre, à côté\n{line}\n".encode(), "x", fix_encoding=True)
    assert mended.lines == ("Propre, à côté", "L’été ça plaît")
    assert [(n.code, n.line) for n in mended.notes] == [("accents-abimes", 1)]


@pytest.mark.parametrize("line", ["Château", "À la Ã", "« Ça »", "Îlot — forêt… œuvre", "Åse"])
def test_good_french_is_not_taken_for_damaged(line: str) -> None:
    assert decode(f"{line}\n".encode(), "x").notes == ()
