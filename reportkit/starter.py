"""`reportkit init`: a working folder with its settings, and on request the look to change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from reportkit.config import FILE_NAME
from reportkit.resources import installed

_LEFT = {"starter", "__pycache__", ".ipynb_checkpoints"}


def write_starter(folder: Path, *, eject: bool = False) -> tuple[list[Path], list[Path]]:
    """Lay out a working folder: reportkit.toml and data/; with `eject` notebooks and templates.

    Returns:
        The files that were written, and those that stood there and were left as they are.
    """
    written: list[Path] = []
    kept: list[Path] = []
    for source, target in _plan(folder, eject):
        if target.exists():
            kept.append(target)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        written.append(target)
    return written, kept


def _plan(folder: Path, eject: bool) -> Iterator[tuple[Path, Path]]:
    starter = installed("templates") / "starter"
    yield starter / FILE_NAME, folder / FILE_NAME
    yield starter / "LISEZMOI.txt", folder / "data" / "LISEZMOI.txt"
    for name in ("notebooks", "templates") if eject else ():
        source = installed(name)
        for file in sorted(source.rglob("*")):
            inside = file.relative_to(source)
            if file.is_file() and not _LEFT & set(inside.parts):
                yield file, folder / name / inside
