"""ZIP archives: every export in them is read, what is unsafe is refused by name."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest
from senacs import action, page_lines, text_of

from reportkit.errors import InputError
from reportkit.readers.content import Content
from reportkit.readers.export import Export
from reportkit.readers.formats import read_content

DATA = text_of(page_lines([action()]))


def packed(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def read(data: bytes) -> list[Export]:
    return read_content(Content(data, "a.zip"))


def encrypted(data: bytes) -> bytes:
    """The same archive, its first member marked as encrypted in both of its headers."""
    marked = bytearray(data)
    marked[6] |= 1
    marked[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


def test_members_are_read_in_the_order_of_their_names() -> None:
    exports = read(packed(("b.txt", DATA), ("2024/a.txt", DATA), ("vide/", b"")))
    assert [export.source_file for export in exports] == ["2024/a.txt", "b.txt"]


def test_what_systems_leave_in_archives_is_no_member() -> None:
    exports = read(
        packed(
            ("a.txt", DATA),
            ("__MACOSX/._a.txt", b"x"),
            (".DS_Store", b"x"),
            ("LISEZMOI.txt", b"x"),
            ("complements.csv", b"x"),
        )
    )
    assert [export.source_file for export in exports] == ["a.txt"]
    assert not exports[0].findings


@pytest.mark.parametrize(
    "name", ["../evil.txt", "a/../../evil.txt", "/etc/evil.txt", "C:\\evil.txt"]
)
def test_a_path_that_leaves_the_archive_is_refused_by_name(name: str) -> None:
    good, refused = read(packed(("a.txt", DATA), (name, DATA)))
    assert good.actions
    assert not refused.actions
    (finding,) = refused.findings
    assert finding.code == "membre-refuse"
    assert "evil.txt" in finding.source_file
    assert "sort de l'archive" in finding.message
    assert refused.is_cut


def test_a_bomb_is_refused_by_name_unopened() -> None:
    good, refused = read(packed(("a.txt", DATA), ("bombe.txt", b"\n" * 20_000_000)))
    assert good.actions
    assert "démesurée" in refused.findings[0].message
    assert refused.findings[0].source_file == "bombe.txt"


def test_a_link_is_refused_by_name() -> None:
    link = zipfile.ZipInfo("lien.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    _, refused = read(packed(("a.txt", DATA), (link, b"/etc/passwd")))
    assert "lien symbolique" in refused.findings[0].message


def test_an_encrypted_member_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="mot de passe"):
        read(encrypted(packed(("secret.txt", DATA))))


def test_an_archive_in_an_archive_is_refused_by_name() -> None:
    _, refused = read(packed(("a.txt", DATA), ("b.zip", packed(("c.txt", DATA)))))
    assert refused.findings[0].source_file == "b.zip"


def test_a_damaged_member_costs_that_member() -> None:
    data = bytearray(packed(("a.txt", DATA), ("b.txt", DATA[:-40] + b"x" * 40)))
    place = data.index(b"b.txt") + 60
    data[place] ^= 0xFF
    good, refused = read(bytes(data))
    assert good.source_file == "a.txt"
    assert "abîmé" in refused.findings[0].message


@pytest.mark.parametrize(
    "data",
    [packed(), packed(("a.txt", b"rien"))[:-20], b"PK\x03\x04...."],
    ids=["empty", "cut", "no archive"],
)
def test_an_archive_without_a_readable_export_is_an_error(data: bytes) -> None:
    with pytest.raises(InputError, match="archive"):
        read(data)
