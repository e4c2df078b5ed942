"""Lays out files of a team's comments for chosen reports, and brings their figures up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reportkit.batch.conditions import check_choice
from reportkit.batch.plan import Choice, build_plan
from reportkit.commenthead import nearest, refreshed
from reportkit.comments import (
    FOLDER,
    PARTS,
    Moved,
    comment_path,
    lay_out,
    moved_figures,
    parse_comments,
    read_text,
)
from reportkit.dataset import Dataset
from reportkit.errors import ParameterError
from reportkit.files import write_bytes
from reportkit.pipeline import Inputs
from reportkit.report.figures import key_figures
from reportkit.report.perimeter import Perimeter, ReportKind, perimeters, report_paths
from reportkit.report.scope import Scope, Slicer
from reportkit.report.sections.cover import name_of

_ALL = tuple(PARTS)
PRINTED: dict[ReportKind, tuple[str, ...]] = {
    "centre": _ALL,
    "departement": _ALL,
    "financeur": tuple(key for key in _ALL if key != "editorial"),
}
"""The parts that each kind of report prints."""


@dataclass(frozen=True)
class Laid:
    """Files laid out, and those that were there and stay as they are."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]


@dataclass(frozen=True)
class Review:
    """A file read again: the figures that moved, what it lacks before its words are printed."""

    path: Path
    moved: tuple[Moved, ...]
    lacking: tuple[str, ...]
    text: str


def lay_out_files(inputs: Inputs, choice: Choice, *, write: bool = True) -> Laid:
    """A file for each chosen report that has none; without `write` only their names.

    Raises:
        InputError, ConfigError: as `Inputs.read`.
        ParameterError: a name that the data do not hold, or the sample, whose folder is ours.
    """
    if inputs.sample and write:
        raise ParameterError(
            "l'exemple n'est pas à vous : ajoutez --dry-run, ou copiez-le dans votre dossier."
        )
    dataset = inputs.read()
    for notice in check_choice(dataset, choice):
        raise ParameterError(f"{notice.message} {notice.advice}")
    home, slicer = _home(dataset), _slicer(dataset)
    written, kept = [], []
    for job in build_plan(dataset, choice, {}):
        path = comment_path(home, job.path)
        if path.exists() or path.is_symlink():
            kept.append(path)
            continue
        scope = slicer.cut(job.perimeter)
        text = lay_out(name_of(scope), key_figures(scope), PRINTED[scope.kind])
        if write:
            write_bytes(path, text.encode())
        written.append(path)
    return Laid(tuple(written), tuple(kept))


def review_files(inputs: Inputs, files: Sequence[Path]) -> list[Review]:
    """Write today's figures into files that a person has read again; their words stay.

    Nothing is written where one of them cannot be.

    Raises:
        InputError, ConfigError: as `Inputs.read`.
        ParameterError: no report bears the name of a file.
        CommentError: a file cannot be read.
    """
    dataset = inputs.read()
    home, slicer = _home(dataset), _slicer(dataset)
    known = {
        comment_path(home, path).resolve(): about
        for about, path in report_paths(perimeters(dataset)).items()
    }
    reviews = []
    for file in files:
        about = known.get(file.resolve())
        if about is None:
            raise ParameterError(_no_report(file, home, known))
        reviews.append(_review(file, home, slicer.cut(about)))
    for review in reviews:
        if review.moved:
            write_bytes(review.path.resolve(), review.text.encode())
    return reviews


def _review(file: Path, home: Path, scope: Scope) -> Review:
    text = read_text(file, home)
    comments = parse_comments(text, str(file))
    figures = key_figures(scope)
    moved = tuple(moved_figures(comments, figures))
    return Review(file, moved, comments.lacking, refreshed(text, figures, str(file)))


def _no_report(file: Path, home: Path, known: dict[Path, Perimeter]) -> str:
    hint = f"« reportkit comments new » prépare ceux de {home / FOLDER}."
    names = {path.stem: path for path in known}
    likely = nearest(file.stem, list(names)) if file.stem not in names else ""
    if likely.startswith("Vouliez"):
        hint = likely
    elif file.stem in names:
        hint = f"Il est attendu ici : {names[file.stem]}."
    return f"{file} : aucun rapport ne porte ce nom. {hint}"


def _home(dataset: Dataset) -> Path:
    assert dataset.home is not None, "what was read from disk has a home folder"
    return dataset.home


def _slicer(dataset: Dataset) -> Slicer:
    """Key figures need no facts, and must not stumble over the words that they stand beside."""
    return Slicer(replace(dataset, home=None), ())
