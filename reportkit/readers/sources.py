"""Which files a run reads, the names they bear in tables, and the settings that go with them."""

from __future__ import annotations

import datetime as dt
import glob
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from reportkit.config import FILE_NAME, Config, find_config, load_config, working_folder
from reportkit.errors import ConfigError, InputError
from reportkit.readers.archive import LARGEST_MEMBER
from reportkit.readers.content import Content
from reportkit.readers.encoding import EXPECTED
from reportkit.readers.export import Export, set_aside, unread
from reportkit.readers.formats import read_content
from reportkit.resources import installed

SAMPLE_FOLDER = "exemple"
STDIN = "-"
STDIN_NAME = "entree-standard"
CORRECTIONS = "corrections.csv"
PROPOSED_CORRECTIONS = "corrections-proposees.csv"
COMPLEMENTS = "complements.csv"
PROPOSED_COMPLEMENTS = "complements-proposes.csv"
_NO_EXPORTS = {
    *(
        FILE_NAME,
        CORRECTIONS,
        PROPOSED_CORRECTIONS,
        COMPLEMENTS,
        PROPOSED_COMPLEMENTS,
        "constats.csv",
        "LISEZMOI.txt",
    ),
}


@dataclass(frozen=True)
class Source:
    """A file to read; `name` is relative to the folder that was given, for display.

    `asked`: named by the user or by reportkit.toml, not merely found in a folder. The path `-`
    stands for standard input.
    """

    path: Path
    name: str
    date: dt.date | None = None
    asked: bool = True

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file.

        Raises:
            InputError: missing, unreadable or far too large.
        """
        if self.path == Path(STDIN):
            if sys.stdin is None:
                raise InputError(STDIN_NAME, None, "l'entrée standard est fermée", EXPECTED)
            return sys.stdin.buffer.read()
        try:
            if self.path.stat().st_size > LARGEST_MEMBER:
                raise InputError(str(self.path), None, "fichier démesuré", EXPECTED)
            return self.path.read_bytes()
        except OSError as error:
            found, expected = f"lecture impossible ({error.strerror})", "un fichier lisible"
            if self.path.is_symlink() and not self.path.exists():
                found, expected = "un lien qui ne mène à aucun fichier", "le fichier lui-même"
            elif isinstance(error, PermissionError):
                found, expected = "lecture interdite", "un fichier que vous avez le droit de lire"
            raise InputError(str(self.path), None, found, expected) from error


@dataclass(frozen=True)
class Sources:
    """The files of one run, and what a person set down beside them."""

    files: tuple[Source, ...]
    config: Config
    paths: tuple[Path, ...]
    toml: Path | None = None

    @property
    def home(self) -> Path:
        """The folder of reportkit.toml, else the working folder of the first export."""
        if self.toml is not None:
            return self.toml.parent
        first = self.paths[0]
        return working_folder(first if first.is_dir() else first.parent.resolve())

    @property
    def corrections(self) -> Path | None:
        """The file of corrections, where there is one."""
        return self._beside(self.config.corrections, CORRECTIONS)

    @property
    def complements(self) -> Path | None:
        """The file of figures that SENACS does not hold, where there is one."""
        return self._beside(self.config.complements, COMPLEMENTS)

    def _beside(self, named: str | None, usual: str) -> Path | None:
        path = self.home / (named or usual)
        return path if path.is_file() or named else None

    def read(self, *, fix_encoding: bool = False) -> list[tuple[Export, dt.date | None]]:
        """Read all files, each export with the day it was made where that is known.

        A file that cannot be read while others can becomes an Export without lines that holds
        a finding.

        Raises:
            InputError: no file could be read.
        """
        read: list[tuple[Export, dt.date | None]] = []
        failed: list[InputError] = []
        for source in self.files:
            prefix = f"{source.name}/" if len(self.files) > 1 or not source.asked else ""
            try:
                content = Content(source.data, source.name, fix_encoding, prefix=prefix)
                exports = read_content(content)
            except InputError as refusal:
                error = _hinting(refusal, source, fix_encoding=fix_encoding)
                failed.append(error)
                tell = unread if source.asked else set_aside
                exports = [tell(source.name, "fichier-illisible", error)]
            read += [(export, source.date) for export in exports]
        if len(failed) == len(self.files):
            raise failed[0]
        return read


def _hinting(error: InputError, source: Source, *, fix_encoding: bool) -> InputError:
    """The refusal of a file, with what to do where mended accents would make it an export."""
    if fix_encoding:
        return error
    try:
        read_content(Content(source.data, source.name, fix_encoding=True))
    except InputError:
        return error
    return InputError(
        error.source,
        error.line,
        f"{error.found}, avec des accents abîmés",
        "une page aux accents intacts ; recopiez-la, ou relancez avec --fix-encoding",
    )


def find_sources(exports: Sequence[str | Path] | None = None) -> Sources:
    """Resolve files, folders, patterns (`data/*.html`) and `-` (standard input).

    The configuration is the nearest reportkit.toml in or above the first export; without
    exports, in or above the current folder. A folder stands for the exports that its own
    reportkit.toml names, else for every file in it, but for hidden ones and for subfolders that
    have a reportkit.toml of their own (so data/ never means data/exemple). Without exports:
    what the working folder's reportkit.toml names, else data/.

    Raises:
        InputError: nothing there, or nothing to read in it.
        ConfigError: a wrong reportkit.toml, or exports under two different ones.
    """
    given = exports or [_default_exports()]
    if "" in given:
        raise InputError('""', None, "un chemin vide", "un export SENACS ou un dossier")
    paths = tuple(path for export in given for path in _expanded(Path(export)))
    toml = _common_config(paths)
    config = load_config(toml)
    dates = _dates(config, toml)
    files: dict[Path, Source] = {}
    for path in paths:
        base = path if path.is_dir() else path.parent
        for file, asked in _files_of(path, toml, config):
            name = STDIN_NAME if file == Path(STDIN) else _relative(file, base)
            files.setdefault(_real(file), Source(file, name, dates.get(file), asked))
    if not config.fictional:
        _refuse_fictional(source.path for source in files.values())
    return Sources(_distinct_names(files.values()), config, paths, toml)


def _expanded(export: Path) -> list[Path]:
    """An export as given, or the files that its pattern stands for."""
    if export == Path(STDIN):
        return [export]
    try:
        path = export.expanduser()
    except RuntimeError as error:
        raise InputError(
            str(export), None, "aucun compte de ce nom n'a de dossier ici", "un export SENACS"
        ) from error
    if path.exists():
        return [path.resolve()]
    if not glob.has_magic(str(path)):
        raise InputError(str(export), None, "introuvable", "un export SENACS ou un dossier")
    found = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207 (absolute patterns too)
    files = [_real(Path(name)) for name in found if Path(name).name not in _NO_EXPORTS]
    if not files:
        raise InputError(
            str(export), None, "aucun fichier ne correspond à ce motif", "un export SENACS"
        )
    return files


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
    if not _files_in(data):
        raise InputError(
            str(data),
            None,
            "aucun export",
            "des exports SENACS dans data/, ou leurs chemins sur la ligne de commande ; "
            "pour essayer avec des données fictives : reportkit build --exemple",
        )
    return data


def _real(path: Path) -> Path:
    """Where a path leads; a link that leads nowhere stays itself, in its real folder."""
    own = Path(os.path.realpath(path.parent)) / path.name
    return own.resolve() if own.exists() else own


def _files_in(folder: Path, above: tuple[str, ...] = ()) -> list[Path]:
    """The files of a folder that may be exports, in the order of their names.

    `above` holds the folders that lead here: a link back to one of them is not followed.
    """
    place = os.path.realpath(folder)
    if not folder.is_dir() or place in above:
        return []
    found: list[Path] = []
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return [folder]  # to be named as what it is: not readable
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _NO_EXPORTS:
            continue
        if entry.is_dir() and not (entry / FILE_NAME).is_file():
            found += _files_in(entry, (*above, place))
        elif entry.is_file() or (entry.is_symlink() and not entry.exists()):
            found.append(entry)
    return found


def _files_of(path: Path, toml: Path | None, config: Config) -> list[tuple[Path, bool]]:
    """The files that a given path stands for, each with whether it was named itself."""
    if path.is_file() or path.is_symlink() or path == Path(STDIN):
        return [(path, True)]
    if toml is not None and toml.parent == path and config.exports:
        files: list[tuple[Path, bool]] = []
        for entry in config.exports:
            named = (path / entry.file).resolve()
            if not named.exists():
                raise InputError(str(named), None, f"introuvable, nommé dans {toml}", "un export")
            inside = [(file, False) for file in _files_in(named)]
            files += inside if named.is_dir() else [(named, True)]
        return files
    if not path.is_dir():
        raise InputError(str(path), None, "ni un fichier ni un dossier", "un export SENACS")
    found = _files_in(path)
    if not found:
        raise InputError(str(path), None, "aucun fichier dans ce dossier", "un export SENACS")
    return [(file, False) for file in found]


def _common_config(paths: Sequence[Path]) -> Path | None:
    found = {find_config(path if path.is_dir() else path.parent.resolve()) for path in paths}
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
            for file in _files_in(named) if named.is_dir() else [named]:
                dates[file] = entry.date
    return dates


def _relative(file: Path, base: Path) -> str:
    return _shown(file.relative_to(base) if file.is_relative_to(base) else Path(file.name))


def _shown(path: Path) -> str:
    """A path in tables, « \ufffd » for what of it is no UTF-8."""
    return os.fsencode(path.as_posix()).decode("utf-8", errors="replace")


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
        else replace(source, name=_shown(source.path.relative_to(above)))
        for source in found
    )
