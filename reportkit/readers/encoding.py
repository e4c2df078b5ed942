"""Bytes of a saved page -> its lines, whatever the editor that saved them."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

import ftfy
from charset_normalizer import from_bytes
from ftfy.badness import is_bad

from reportkit.errors import InputError
from reportkit.schema import Severity

LINE_END = re.compile(r"\r\n|\r|\n")  # U+2028, U+0085 and form feeds are text
EXPECTED = "un export SENACS (texte, page HTML, tableau CSV ou XLSX, archive ZIP)"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = {"cp1252": "Windows-1252", "mac_roman": "Mac OS Roman", "cp850": "MS-DOS (cp850)"}
_TOO_FEW = 8  # with fewer accented letters than this, nothing tells these encodings apart
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MOJIBAKE_LEADS = re.compile("[ÃÂâÅ\x80-\x9f]")  # what UTF-8's lead bytes become when misread


@dataclass(frozen=True)
class Note:
    """Something to say of a line (0-based) of a file that was decoded; becomes a finding."""

    code: str
    severity: Severity
    line: int
    message: str
    advice: str = ""


@dataclass(frozen=True)
class Decoded:
    """The lines of a file, in NFC; `terminated` when its last line has a line end."""

    lines: tuple[str, ...]
    terminated: bool
    notes: tuple[Note, ...] = ()

    @cached_property
    def text(self) -> str:
        """The lines, a line feed between two."""
        return "\n".join(self.lines)


@dataclass
class _Raw:
    """Lines as decoded, before controls, mojibake and accents are looked at."""

    lines: list[str]
    terminated: bool
    notes: list[Note] = field(default_factory=list)


def decode(data: bytes, source: str, *, fix_encoding: bool = False) -> Decoded:
    """Read UTF-8, UTF-16, UTF-32, Windows-1252, Mac OS Roman or cp850; in doubt line by line.

    `fix_encoding` mends text that was once read in the wrong encoding (« Ã© » for « é »);
    without it such lines are only told.

    Raises:
        InputError: the file is empty.
    """
    raw = _decode_bytes(data)
    if not any(line.strip() for line in raw.lines):
        raise InputError(source, 1, "fichier vide", EXPECTED)
    lines = [unicodedata.normalize("NFC", _unmarked(line)) for line in raw.lines]
    notes = raw.notes + _note_controls(lines)
    notes += _mend_mojibake(lines, fix=fix_encoding)
    return Decoded(tuple(lines), raw.terminated, tuple(notes))


def _decode_bytes(data: bytes) -> _Raw:
    for mark, encoding in _BOMS[1:]:
        if data.startswith(mark):
            return _decode_wide(data[len(mark) :], encoding)
    wide = _wide_without_mark(data) if b"\x00" in data else None
    if wide:
        raw = _decode_wide(data, wide)
        raw.notes.append(_supposed("UTF-16 sans marque", 0, None))
        return raw
    try:
        return _split(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _decode_by_line(data)


def _split(text: str) -> _Raw:
    lines = LINE_END.split(text)
    terminated = lines[-1] == ""
    return _Raw(lines[:-1] if terminated else lines, terminated)


def _decode_wide(data: bytes, encoding: str) -> _Raw:
    """UTF-16 and UTF-32; a part of a character at the end was cut by the copy."""
    dropped = len(data) % (4 if encoding.startswith("utf-32") else 2)
    raw = _split(data[: len(data) - dropped].decode(encoding, errors="replace"))
    raw.notes += [_damaged(n) for n, line in enumerate(raw.lines) if "\ufffd" in line]
    if dropped:
        raw.terminated = False
        raw.notes.append(_dropped(len(raw.lines) - 1, dropped))
    return raw


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark has a null byte in nearly every pair; else nulls are controls."""
    pairs = max(len(data) // 2, 1)
    most, few = 0.7, 0.1
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        high, low = data[first::2].count(0) / pairs, data[1 - first :: 2].count(0) / pairs
        if high > most and low < few:
            return encoding
    return None


def _decode_by_line(data: bytes) -> _Raw:
    """Lines that are no UTF-8 are in an older encoding, or UTF-8 with a damaged byte."""
    raw_lines = re.split(rb"\r\n|\r|\n", data.removeprefix(codecs.BOM_UTF8))
    raw_lines[-1], dropped = _without_cut_character(raw_lines[-1])
    lines: list[str] = []
    notes: list[Note] = []
    legacy: list[int] = []
    for number, raw in enumerate(raw_lines):
        try:
            lines.append(raw.decode("utf-8"))
        except UnicodeDecodeError:
            tolerant = raw.decode("utf-8", errors="replace")
            if any(ord(c) > 127 and c != "\ufffd" for c in tolerant):  # noqa: PLR2004
                notes.append(_damaged(number))
            else:
                legacy.append(number)
            lines.append(tolerant)
    if legacy:
        encoding = _legacy_encoding(b"\n".join(raw_lines[number] for number in legacy))
        for number in legacy:
            lines[number] = _decode_legacy(raw_lines[number], encoding)
        notes.insert(0, _supposed(_LEGACY[encoding], legacy[0], len(legacy)))
    terminated = lines[-1] == "" and not dropped
    if terminated:
        lines.pop()
    if dropped:
        notes.append(_dropped(len(lines) - 1, dropped))
    return _Raw(lines, terminated, notes)


def _without_cut_character(line: bytes) -> tuple[bytes, int]:
    """The last line without the first bytes of a character that the copy cut in two."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(line)
    except UnicodeDecodeError:
        return line, 0
    pending = len(decoder.getstate()[0])
    return (line[:-pending], pending) if 0 < pending < len(line) else (line, 0)


def _legacy_encoding(data: bytes) -> str:
    """Which of the encodings of older French computers makes the most likely text."""
    accented = sum(byte > 127 for byte in data)  # noqa: PLR2004
    if accented < _TOO_FEW:
        return "cp1252"
    best = from_bytes(data, cp_isolation=list(_LEGACY)).best()
    return best.encoding if best and best.encoding in _LEGACY else "cp1252"


def _decode_legacy(raw: bytes, encoding: str) -> str:
    # Windows-1252 leaves five bytes undefined; Latin-1 reads these as controls.
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _unmarked(line: str) -> str:
    """Files put one behind another leave their byte order marks at the head of lines."""
    return line.removeprefix("\ufeff").removeprefix("\ufeff")


def _note_controls(lines: list[str]) -> list[Note]:
    return [
        Note(
            "caractere-de-controle",
            Severity.CHECK,
            number,
            "la ligne porte un caractère de contrôle invisible "
            f"({', '.join(sorted({f'U+{ord(c):04X}' for c in _CONTROL.findall(line)}))}).",
            "Il est gardé dans le tableau et retiré à l'impression ; comparez avec la page.",
        )
        for number, line in enumerate(lines)
        if not line.isprintable() and _CONTROL.search(line)
    ]


def _mend_mojibake(lines: list[str], *, fix: bool) -> list[Note]:
    notes: list[Note] = []
    for number, line in enumerate(lines):
        if line.isascii() or not _MOJIBAKE_LEADS.search(line) or not is_bad(line):
            continue
        mended = unicodedata.normalize("NFC", ftfy.fix_encoding(line))
        if mended == line or LINE_END.search(mended):
            continue
        if fix:
            lines[number] = mended
            message = f"« {_sample(line)} » est réparé en « {_sample(mended)} »."
            advice = "Comparez avec la page."
        else:
            message = f"accents abîmés : « {_sample(line)} » se lirait « {_sample(mended)} »."
            advice = "Recopiez la page, ou relancez avec --fix-encoding."
        notes.append(Note("accents-abimes", Severity.CHECK, number, message, advice))
    return notes


def _sample(line: str) -> str:
    """The first damaged words of a line, or their mended form."""
    short = 60
    return line if len(line) <= short else line[: short - 1] + "…"


def _supposed(encoding: str, line: int, count: int | None) -> Note:
    lines = "" if count is None else f" ({count} ligne{'s' if count > 1 else ''})"
    return Note(
        "encodage-suppose",
        Severity.CHECK,
        line,
        f"texte lu comme {encoding}{lines}.",
        "Vérifiez les accents ; enregistrez de préférence en UTF-8.",
    )


def _damaged(line: int) -> Note:
    return Note(
        "octet-illisible",
        Severity.CHECK,
        line,
        "un octet illisible est remplacé par « \ufffd ».",
        "Comparez cette ligne avec la page d'origine.",
    )


def _dropped(line: int, count: int) -> Note:
    return Note(
        "caractere-coupe",
        Severity.CUT,
        line,
        f"le fichier s'arrête au milieu d'un caractère (octets retirés : {count}).",
        "Recopiez la page entière.",
    )
