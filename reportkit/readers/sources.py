"""Which files a run reads, the names they bear in tables, and the settings that go with them."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportkit.config import FILE_NAME, Config, find_config, load_config
from reportkit.errors import ConfigError, InputError
from reportkit.readers.export import Export
from reportkit.readers.formats import Content, read_content
from reportkit.resources import installed

SUFFIXES = {".txt", ".text"}
SAMPLE_FOLDER = "exemple"


@dataclass(frozen=True)
class Source:
    """A file to read; `name` is relative to the folder that was given, for display."""

    path: Path
    name: str
    date: dt.date | None = None

    def read(self) -> list[Export]:
        """Read the exports that it holds.

        Raises:
            InputError: missing, unreadable, or not an export.
        """
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise InputError(
                str(self.path), None, f"lecture impossible ({error.strerror})", "un fichier lisible"
            ) from error
        return read_content(Content(data, self.name))


@dataclass(frozen=True)
class Sources:
    """The files of one run and the configuration that holds for them."""

    files: tuple[Source, ...]
    config: Config
    paths: tuple[Path, ...]


def find_sources(exports: Sequence[str | Path] | None = None) -> Sources:
    """Resolve files and folders, or, without any, what the working folder names.

    The configuration is the nearest reportkit.toml in or above the first export; without
    exports, in or above the current folder. A folder stands for the exports that its own
    reportkit.toml names, else for every text file in it, but for subfolders that have a
    reportkit.toml of their own (so data/ never means data/exemple). Without exports: what
    the working folder's reportkit.toml names, else data/.

    Raises:
        InputError: nothing there, or nothing to read in it.
        ConfigError: a wrong reportkit.toml, or exports under two different ones.
    """
    exports = exports or [_default_exports()]
    paths = tuple(Path(export).expanduser().resolve() for export in exports)
    for path, given in zip(paths, exports, strict=True):
        if not path.exists():
            raise InputError(str(given), None, "introuvable", "un export SENACS ou un dossier")
    toml = _common_config(paths)
    config = load_config(toml)
    dates = _dates(config, toml)
    files: dict[Path, Source] = {}
    for path in paths:
        base = path if path.is_dir() else path.parent
        for file in _files_of(path, toml, config):
            files.setdefault(file, Source(file, _relative(file, base), dates.get(file)))
    if not config.fictional:
        _refuse_fictional(files)
    return Sources(_distinct_names(files.values()), config, paths)


def working_folder(start: Path) -> Path:
    """The folder that holds reportkit.toml or data/, from `start` upwards; else `start`."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file() or (folder / "data").is_dir():
            return folder
    return start


def sample_folder() -> Path:
    """The invented sample that comes with reportkit.

    Raises:
        InputError: it is not there.
    """
    folder = installed(f"data/{SAMPLE_FOLDER}")
    if not folder.is_dir():
        raise InputError(str(folder), None, "exemple introuvable", "le dossier data/exemple")
    return folder


def _default_exports() -> Path:
    """What a run reads when no export is given.

    Raises:
        InputError: there is nothing to read.
    """
    folder = working_folder(Path.cwd())
    toml = folder / FILE_NAME
    if toml.is_file() and load_config(toml).exports:
        return folder
    data = folder / "data"
    if not _text_files(data):
        raise InputError(
            str(data),
            None,
            "aucun export",
            "des exports SENACS (.txt) dans data/, ou leurs chemins sur la ligne de commande ; "
            "pour essayer avec des données fictives : reportkit build --exemple",
        )
    return data


def _text_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found: list[Path] = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not (entry / FILE_NAME).is_file():
            found += _text_files(entry)
        elif entry.is_file() and entry.suffix.lower() in SUFFIXES:
            found.append(entry)
    return found


def _files_of(path: Path, toml: Path | None, config: Config) -> list[Path]:
    if path.is_file():
        return [path]
    if toml is not None and toml.parent == path and config.exports:
        files: list[Path] = []
        for entry in config.exports:
            named = (path / entry.file).resolve()
            if not named.exists():
                raise InputError(str(named), None, f"introuvable, nommé dans {toml}", "un export")
            files += _text_files(named) if named.is_dir() else [named]
        return files
    if not path.is_dir():
        raise InputError(str(path), None, "ni un fichier ni un dossier", "un export SENACS")
    found = _text_files(path)
    if not found:
        raise InputError(str(path), None, "aucun fichier .txt dans ce dossier", "un export SENACS")
    return found


def _common_config(paths: Sequence[Path]) -> Path | None:
    found = {find_config(path if path.is_dir() else path.parent) for path in paths}
    if len(found) > 1 and any(load_config(path).fictional for path in found):
        raise ConfigError(
            "les données fictives de l'exemple ne se mélangent pas à de vrais exports : "
            "lancez deux fois la commande, avec deux dossiers --out."
        )
    known = sorted(path for path in found if path is not None)
    if len(known) > 1:
        listing = ", ".join(str(path) for path in known)
        raise ConfigError(f"ces exports relèvent de plusieurs réglages : {listing}.")
    return known[0] if known else None


def _refuse_fictional(files: Iterable[Path]) -> None:
    for folder in sorted({file.parent for file in files}):
        if load_config(find_config(folder)).fictional:
            raise ConfigError(
                f"{folder} tient des données fictives : elles ne se nomment pas dans un autre "
                "reportkit.toml. Pour l'exemple : reportkit build --exemple"
            )


def _dates(config: Config, toml: Path | None) -> dict[Path, dt.date | None]:
    dates: dict[Path, dt.date | None] = {}
    for entry in config.exports:
        if toml is not None:
            named = (toml.parent / entry.file).resolve()
            for file in _text_files(named) if named.is_dir() else [named]:
                dates[file] = entry.date
    return dates


def _relative(file: Path, base: Path) -> str:
    return file.relative_to(base).as_posix() if file.is_relative_to(base) else file.name


def _distinct_names(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Equal names get the folders that tell them apart."""
    found = tuple(sources)
    times = Counter(source.name for source in found)
    shared = [source.path for source in found if times[source.name] > 1]
    if not shared:
        return found
    above = Path(os.path.commonpath([path.parent for path in shared]))
    return tuple(
        source
        if times[source.name] == 1
        else Source(source.path, source.path.relative_to(above).as_posix(), source.date)
        for source in found
    )
