"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from reportkit.errors import DiskError

MARK = ".reportkit-"
"""How the name of a file begins that is still being written."""


FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG}
"""System errors after which nothing more can be written to a disk."""


@contextmanager
def full_told(folder: Path) -> Iterator[None]:
    """Say of a disk that takes nothing more what to do; other errors stay as they are.

    Raises:
        DiskError: in the place of an error of FULL.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise DiskError(
            f"impossible d'écrire dans {folder} ({error.strerror}). Faites de la place, puis "
            "relancez la même commande : ce qui est fait est gardé."
        ) from error


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file beside `path`, then rename it into place.

    The temporary name keeps the suffix of `path`, which some writers look at.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=MARK, suffix=f".tmp{path.suffix}", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101 (mkstemp makes it 0600)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """`write_whole` for ready bytes."""
    write_whole(path, lambda temporary: _fill(temporary, data))


def sweep(folder: Path, but: str) -> None:
    """Take away what a process that was killed had begun to write, in all of a folder.

    Only whoever alone writes there may call it; folders below that have one named `but` of their
    own are another's.
    """
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not Path(place, name, but).is_dir()]
        for name in files:
            if name.startswith(MARK) and ".tmp" in name:
                Path(place, name).unlink(missing_ok=True)


def _fill(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
