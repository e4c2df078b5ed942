"""The bytes of a file to read, and the lines that they make as text."""

from __future__ import annotations

import hashlib
import io
import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property

from reportkit.readers.encoding import Decoded, decode

# What zipfile lets through when headers or packed bytes make no sense.
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(ValueError, IndexError, OverflowError, RuntimeError, NotImplementedError),
)


@dataclass(frozen=True)
class Content:
    """The bytes of a file, the name it bears in tables, and how it is to be read.

    `fix_encoding` mends text that was once read in the wrong encoding. `prefix` stands before
    the names of an archive's members; `packed`: it comes out of an archive itself.
    """

    data: bytes
    source: str
    fix_encoding: bool = False
    prefix: str = ""
    packed: bool = False

    @cached_property
    def decoded(self) -> Decoded:
        """Its lines, were it text.

        Raises:
            InputError: there is none.
        """
        return decode(self.data, self.source, fix_encoding=self.fix_encoding)

    @cached_property
    def members(self) -> frozenset[str] | None:
        """The names in a ZIP archive, None where the bytes are none that can be opened."""
        if not self.data.startswith(b"PK"):
            return None
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                return frozenset(archive.namelist())
        except DAMAGE:
            return None

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the bytes."""
        return hashlib.sha256(self.data).hexdigest()
