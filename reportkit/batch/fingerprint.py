"""What a report is made from, part by part: where nothing of it has changed, it need not be again.

Left out are the hash of an export and the lines that an action stands on: they move whenever any
action of the same file changes. A report that is not made again names the export it was made from.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

import reportkit
from reportkit.batch.plan import Job
from reportkit.report.scope import Scope
from reportkit.report.tokens import templates

Parts = dict[str, str]
"""The parts of PARTS, each with 16 hexadecimal digits of a SHA-256."""

PARTS = {
    "fiches": "les fiches",
    "faits": "les faits relevés dans les textes",
    "constats": "les constats de lecture",
    "corrections": "les corrections",
    "complements": "les compléments",
    "commentaires": "les mots de l'équipe",
    "exports": "la date ou le nom des exports",
    "reglages": "reportkit.toml",
    "parametres": "les paramètres",
    "notebook": "le notebook",
    "gabarits": "templates/",
    "programmes": "reportkit ou une bibliothèque de mise en page",
}
"""What may have changed, by part, as staff are told."""

LIBRARIES = (
    *("babel", "charset-normalizer", "cssselect2", "fonttools", "ftfy", "ipykernel", "jinja2"),
    *("lxml", "markdown-it-py", "matplotlib", "nbconvert", "nh3", "numpy", "openpyxl", "pandas"),
    *("pillow", "pyarrow", "pydyf", "pyphen", "pyyaml", "rapidfuzz", "text2num", "tinycss2"),
    *("tinyhtml5", "weasyprint"),
)
"""Distributions whose version may show on the page, or in what is read of an export."""

STARTER = "starter"
"""Folder of the templates that has no part in a page: what `reportkit init` lays out."""

OUR_FILES = ("*.py", "*.toml", "*.csv")
"""What the package is made of: code, lexicons, lists."""

_SYSTEM = ("libpango-1.0.so.0", "pango_version_string"), ("libharfbuzz.so.0", "hb_version_string")

_PLACES = {
    *("first_line", "last_line", "read_first", "read_last", "lines", "labels", "action", "line"),
}
"""Columns and fields that say where something stands."""

_SHARED = ("exports", "remplace")
"""Parameters that say nothing of the report: where the exports lie, and what follows from the
ledger."""


class Fingerprinter:
    """Reads once what all reports of a run are made from: notebooks, look, programs."""

    def __init__(self) -> None:
        self.look = look()
        self.notebooks: dict[Path, str] = {}

    def of(self, job: Job, scope: Scope) -> Parts:
        """What a report of the plan is made from."""
        path = job.notebook
        if path not in self.notebooks:
            self.notebooks[path] = digest(path.read_bytes())
        return _told(job, scope) | {
            "notebook": self.notebooks[path],
            "gabarits": self.look,
            "programmes": programs(),
        }


def _told(job: Job, scope: Scope) -> Parts:
    config = scope.config
    parameters = {k: v for k, v in job.given.items() if k not in _SHARED}
    funder = scope.funder.model_dump() if scope.funder else None
    held = {
        "fiches": [
            *(_rows(frame) for frame in _frames(scope)),
            *(scope.titles, scope.undated, scope.unquoted, scope.attributed),
        ],
        "faits": [_without_place(fact.record()) for fact in scope.facts],
        "constats": [_without_place(asdict(finding)) for finding in scope.findings],
        "corrections": [_without_place(asdict(correction)) for correction in scope.corrections],
        "complements": {i: _without_place(asdict(c)) for i, c in scope.complements.items()},
        "commentaires": asdict(scope.comments) if scope.comments else None,
        "exports": [(file.name, str(file.date), file.cut) for file in scope.files],
        "reglages": [config.model_dump(exclude={"funders", "accepted"}), funder],
        "parametres": [str(job.target), parameters, os.environ.get("SOURCE_DATE_EPOCH", "")],
    }
    return {name: digest(json.dumps(value, default=str)) for name, value in held.items()}


def changed(before: str, now: Mapping[str, str]) -> str:
    """What differs, in the words of PARTS, "" for nothing; `before` is what `as_text` gave."""
    try:
        known = json.loads(before or "{}")
    except ValueError:
        known = None
    if not isinstance(known, dict):
        return "ce dont il avait été tiré est illisible dans le registre"
    words = [words for name, words in PARTS.items() if known.get(name) != now.get(name)]
    return f"ont changé : {', '.join(words)}" if words else ""


def as_text(parts: Mapping[str, str]) -> str:
    """Parts as the ledger keeps them."""
    return json.dumps(parts, sort_keys=True)


@cache
def programs() -> str:
    """Our own code, Python, and what lays out the page."""
    told = [sys.version]
    told += [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    for name, function in _SYSTEM:
        try:
            version = getattr(ctypes.CDLL(name), function)
        except OSError:
            continue
        version.restype = ctypes.c_char_p
        told.append(f"{name} {version()}")
    ours = folder_digest(Path(reportkit.__file__).parent, *OUR_FILES)
    return digest("\n".join((ours, *told)))


def look() -> str:
    """The templates: all that shapes a page."""
    return folder_digest(templates(), but=STARTER)


def folder_digest(folder: Path, *patterns: str, but: str = "") -> str:
    """The names and bytes of the files of a folder, at any depth; `but` leaves a subfolder out."""
    found = {path for pattern in patterns or ("*",) for path in folder.rglob(pattern)}
    kept = (path for path in found if but not in path.relative_to(folder).parts)
    files = sorted(path for path in kept if path.is_file())
    told = [f"{file.relative_to(folder)} {digest(file.read_bytes())}" for file in files]
    return digest("\n".join(told))


def _frames(scope: Scope) -> Iterable[pd.DataFrame]:
    return scope.actions, scope.duplicates, scope.superseded, scope.older, scope.previous


def _rows(frame: pd.DataFrame) -> list[list[str]]:
    if frame.empty:
        return []
    kept = [place for place, name in enumerate(frame.columns) if name not in _PLACES]
    names = [str(frame.columns[place]) for place in kept]
    values = frame.to_numpy(dtype=object)
    return [names, *([str(row[place]) for place in kept] for row in values)]


def _without_place(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in _PLACES}


def digest(data: str | bytes) -> str:
    """16 hexadecimal digits of a SHA-256."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()[:16]
