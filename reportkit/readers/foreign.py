"""Formats that are not read: told by their content, refused by name with what to do instead."""

from __future__ import annotations

import io
import re
import zipfile

from reportkit.errors import InputError
from reportkit.readers.content import DAMAGE, Content

_PAGE = (
    "la page enregistrée en .html (« Page web, HTML uniquement »), ou son texte copié dans un "
    "fichier .txt"
)
_WORKBOOK = "le même classeur enregistré en .xlsx ou .csv (« Enregistrer sous »)"
_DOCUMENT = "le même texte enregistré en .txt (« Enregistrer sous », texte brut)"
_UNPACKED = "les fichiers de cette archive, dans un dossier ou dans un fichier .zip"
_UNLOCKED = "le même fichier enregistré sans mot de passe, un classeur en .xlsx ou .csv"

_MAGIC = (
    (rb"%PDF", "un fichier PDF", _PAGE),
    (rb"\{\\rtf", "un document RTF", _DOCUMENT),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|II\*\0|MM\0\*|BM....\0\0\0\0", "une image", _PAGE),
    (rb"....ftyp(heic|heix|mif1|avif)", "une image", _PAGE),
    (rb"....ftyp", "une vidéo", _PAGE),
    (
        rb"\x1f\x8b|7z\xbc\xaf|Rar!|BZh\d|\xfd7zXZ|.{257}ustar",
        "une archive autre que ZIP",
        _UNPACKED,
    ),
    (rb"bplist00", "une archive web de Safari (.webarchive)", _PAGE),
    (rb"SQLite format 3\0", "une base de données", _WORKBOOK),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = (
    ("EncryptedPackage", "un classeur ou un document protégé par un mot de passe", _UNLOCKED),
    ("Workbook", "un ancien classeur Excel (.xls)", _WORKBOOK),
    ("Book", "un ancien classeur Excel (.xls)", _WORKBOOK),
    ("WordDocument", "un ancien document Word (.doc)", _DOCUMENT),
)
_MEMBERS = (
    (r"word/document\.xml", "un document Word (.docx)", _DOCUMENT),
    (r"xl/workbook\.bin", "un classeur Excel binaire (.xlsb)", _WORKBOOK),
    (r"ppt/presentation\.xml", "une présentation PowerPoint (.pptx)", _DOCUMENT),
    (r"Index/Document\.iwa", "un document Numbers ou Pages", _WORKBOOK),
)
_MIMETYPES = (
    (
        b"application/vnd.oasis.opendocument.spreadsheet",
        "un classeur OpenDocument (.ods)",
        _WORKBOOK,
    ),
    (b"application/vnd.oasis.opendocument.", "un document OpenDocument (.odt)", _DOCUMENT),
    (b"application/epub+zip", "un livre EPUB", _PAGE),
)
_XML = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "un classeur Excel en XML", _WORKBOOK),
    (
        b"application/vnd.oasis.opendocument.spreadsheet",
        "un classeur OpenDocument (.fods)",
        _WORKBOOK,
    ),
    (b"application/vnd.oasis.opendocument.", "un document OpenDocument (.fodt)", _DOCUMENT),
    (b"http://www.w3.org/2000/svg", "une image", _PAGE),
)
_HEAD = 4000  # bytes in which an XML file says what it is


def refuse_foreign(content: Content) -> None:
    """Raise InputError for a file whose format nobody reads here, with what to do instead."""
    found = _tell(content)
    if found:
        what, instead = found
        raise InputError(content.source, 1, f"{what}, reconnu à son contenu", instead)


def _tell(content: Content) -> tuple[str, str] | None:
    data = content.data
    for pattern, what, instead in _MAGIC:
        if re.match(pattern, data, re.DOTALL):
            return what, instead
    if data.startswith(_OLE):
        named = (found[1:] for found in _STREAMS if found[0].encode("utf-16-le") in data)
        return next(named, ("un ancien document de bureautique", _DOCUMENT))
    if data.startswith(b"PK"):
        return _tell_packed(content)
    if re.match(rb"(\xef\xbb\xbf)?\s*<\?xml", data):
        return next((found[1:] for found in _XML if found[0] in data[:_HEAD]), None)
    return None


def _tell_packed(content: Content) -> tuple[str, str] | None:
    for pattern, what, instead in _MEMBERS:
        if any(re.fullmatch(pattern, name) for name in content.members or ()):
            return what, instead
    if "mimetype" not in (content.members or ()):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content.data)) as packed, packed.open("mimetype") as member:
            kind = member.read(_HEAD)
    except DAMAGE:
        return None
    return next((found[1:] for found in _MIMETYPES if found[0] in kind), None)
