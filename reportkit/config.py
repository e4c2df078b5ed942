"""reportkit.toml: what a working folder says of itself and of its exports."""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reportkit.errors import ConfigError

FILE_NAME = "reportkit.toml"


class ExportEntry(BaseModel):
    """One `[[exports]]`: a file or folder of exports, and the day the copy was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    date: dt.date | None = None


class Accepted(BaseModel):
    """One `[[accepted]]`: findings that a person has looked at, and why they may stay.

    All findings of that code, or those of one action, of one file, or whose text or message
    holds the words of `text`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    action: str | None = None
    file: str | None = None
    text: str | None = None


class Config(BaseModel):
    """The keys of reportkit.toml; all may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = Field(default=None, description="who makes the reports, for the source line")
    fictional: bool = Field(default=False, description="marks every page « Données fictives »")
    exports: tuple[ExportEntry, ...] = ()
    corrections: str | None = Field(default=None, description="the file of corrections")
    aliases: dict[str, str] = Field(default={}, description="structures: as written -> canonical")
    accepted: tuple[Accepted, ...] = ()


def find_config(start: Path) -> Path | None:
    """The nearest reportkit.toml in `start` or above it."""
    for folder in (start, *start.parents):
        candidate = folder / FILE_NAME
        if candidate.is_file():
            return candidate
    return None


def working_folder(start: Path) -> Path:
    """The folder that holds reportkit.toml or data/, from `start` upwards; else `start`."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file() or (folder / "data").is_dir():
            return folder
    return start


def load_config(path: Path | None) -> Config:
    """Read and validate the file; no file means all defaults.

    Raises:
        ConfigError: invalid TOML, an unknown key (the nearest known one is named), a value
            of the wrong type.
    """
    if path is None:
        return Config()
    try:
        return Config.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} : fichier TOML illisible ({error}).") from error
    except ValidationError as error:
        lines = "\n".join(f"  {_explain(problem)}" for problem in error.errors())
        raise ConfigError(f"{path} :\n{lines}") from error


_ENTRIES: dict[str, type[BaseModel]] = {"exports": ExportEntry, "accepted": Accepted}

_EXPECTED = (
    ("string", "un texte entre guillemets"),
    ("date", "une date, comme 2025-02-10"),
    ("bool", "true ou false"),
    ("tuple", "une liste"),
    ("missing", "une valeur"),
    ("too_short", "un texte qui n'est pas vide"),
)


def _explain(problem: Any) -> str:
    *parents, key = problem["loc"]
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] != "extra_forbidden":
        expected = next((w for start, w in _EXPECTED if start in problem["type"]), None)
        return f"« {place} » : attendu {expected or problem['msg']} ; reçu {problem['input']!r}"
    model = _ENTRIES.get(str(parents[0]) if parents else "", Config)
    near = difflib.get_close_matches(str(key), model.model_fields, n=1)
    hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else ""
    known = ", ".join(model.model_fields)
    return f"clé inconnue « {place} »{hint} (clés connues : {known})"
