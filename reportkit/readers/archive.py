"""Reads the exports of a ZIP archive; what is unsafe in it is refused by name."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from reportkit.errors import InputError
from reportkit.printable import clean
from reportkit.readers.content import DAMAGE, Content
from reportkit.readers.encoding import EXPECTED
from reportkit.readers.export import Export, set_aside, unread

_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")  # the second: an archive without members
LARGEST_MEMBER = 300_000_000  # bytes, unpacked; the national corpus has 17 million
LARGEST_ARCHIVE = 1_000_000_000
MOST_MEMBERS = 5_000
STEEPEST = 200  # times its packed size: text packs 3 to 10 times, a bomb a thousand times
SMALL = 10_000_000  # below this many bytes no ratio is dangerous
_SYSTEM = re.compile(
    r"(^|/)(__MACOSX(/|$)|\.|(Thumbs\.db|desktop\.ini|LISEZMOI\.txt|README(\.\w+)?|reportkit\.toml"
    r"|corrections(-proposees)?\.csv|complements(-proposes)?\.csv)$)",
    re.IGNORECASE,
)
"""What systems leave in archives, and what a working folder holds beside its exports."""


def recognise_archive(content: Content) -> bool:
    """Whether these are the bytes of a ZIP archive."""
    return content.data.startswith(_MAGIC)


def read_archive(content: Content, read: Callable[[bytes, str], list[Export]]) -> list[Export]:
    """The exports of all members in the order of their names, `read` giving those of one.

    A member bears `content.prefix` and its path in the archive. One that is unsafe or
    unreadable becomes a finding.

    Raises:
        InputError: no archive, or no member that can be read (each is named, with its reason).
    """
    source = content.source
    if content.packed:
        raise InputError(source, None, "une archive dans une archive", EXPECTED)
    try:
        # Windows packs names in the code page of MS-DOS, unless it marks them as UTF-8.
        archive = zipfile.ZipFile(io.BytesIO(content.data), metadata_encoding="cp850")
    except DAMAGE as error:
        raise InputError(source, None, f"archive illisible ({error})", EXPECTED) from error
    exports: list[Export] = []
    refused: list[Export] = []
    for info, reason in _members(archive):
        name = content.prefix + clean(info.filename).replace("\\", "/")
        try:
            if reason:
                raise InputError(name, None, reason, "un fichier d'exports sans danger")
            data = _unpacked(archive, info, name)
        except InputError as error:
            refused.append(unread(name, "membre-refuse", error))
            continue
        try:
            exports += read(data, name)
        except InputError as error:
            refused.append(set_aside(name, "membre-refuse", error))
    if not exports:
        reasons = "; ".join(export.findings[0].message for export in refused)
        found = f"aucun export lisible dans l'archive ({reasons or 'elle est vide'})"
        raise InputError(source, None, found, EXPECTED)
    return exports + refused


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str | None]]:
    """Files to read, each with the reason to refuse it if there is one."""
    total = 0
    files = [info for info in archive.infolist() if not info.is_dir()]
    files = [info for info in files if not _SYSTEM.search(_without_parents(info.filename))]
    for count, info in enumerate(sorted(files, key=lambda info: info.filename), start=1):
        total += info.file_size
        yield info, _danger(info, total, count)


def _without_parents(name: str) -> str:
    return re.sub(r"(^|[/\\])\.\.?(?=[/\\])", "", name)


def _danger(info: zipfile.ZipInfo, total: int, count: int) -> str | None:
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    if ".." in parts or parts[:1] == ("/",) or re.match(r"[A-Za-z]:", info.filename):
        return "chemin qui sort de l'archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "lien symbolique"
    if info.flag_bits & 0x1:
        return "membre chiffré (protégé par un mot de passe)"
    steep = info.file_size > STEEPEST * max(info.compress_size, 1)
    if info.file_size > LARGEST_MEMBER or (steep and info.file_size > SMALL):
        return f"décompression démesurée ({info.file_size} octets)"
    if total > LARGEST_ARCHIVE:
        return f"l'archive dépasse {LARGEST_ARCHIVE} octets décompressés"
    return f"l'archive tient plus de {MOST_MEMBERS} fichiers" if count > MOST_MEMBERS else None


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    """The bytes of a member; never more than its header says, which may lie."""
    try:
        with archive.open(info) as member:
            data = member.read(info.file_size + 1)
    except DAMAGE as error:
        raise InputError(name, None, f"membre abîmé ({error})", EXPECTED) from error
    if len(data) > info.file_size:
        raise InputError(name, None, "plus long que ce que l'archive annonce", EXPECTED)
    return data
