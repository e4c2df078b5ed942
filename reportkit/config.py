"""reportkit.toml: what a working folder says of itself and of its exports."""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from reportkit.errors import ConfigError
from reportkit.vocabulary import fold, normalise

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
    accepted: tuple[Accepted, ...] = ()
    aliases: dict[str, str] = Field(
        default_factory=dict, description="names of structures, and the one that stands for them"
    )

    @field_validator("aliases")
    @classmethod
    def _lead_to_one_name(cls, aliases: dict[str, str]) -> dict[str, str]:
        """Each name leads to one other name, which leads nowhere further."""
        leads: dict[str, tuple[str, str]] = {}
        for name, other in aliases.items():
            if not name.strip() or not other.strip():
                raise ValueError(f"« {name} » = « {other} » : un nom est vide")
            if normalise(name) == normalise(other):
                raise ValueError(f"« {name} » renvoie à lui-même")
            known, _ = leads.setdefault(fold(name), (name, normalise(other)))
            if leads[fold(name)][1] != normalise(other):
                raise ValueError(f"« {known} » et « {name} » sont le même nom, avec deux renvois")
        for name, other in aliases.items():
            if leads.get(fold(other), ("", normalise(other)))[1] != normalise(other):
                further = leads[fold(other)][1]
                raise ValueError(
                    f"« {name} » renvoie à « {other} », qui renvoie à « {further} » ; "
                    f"écrivez « {name} » = « {further} »"
                )
        return aliases


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
        return Config.model_validate(tomllib.loads(path.read_text("utf-8-sig")))
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
    ("dict", "une table, comme [aliases]"),
    ("missing", "une valeur"),
    ("too_short", "un texte qui n'est pas vide"),
)


def _explain(problem: Any) -> str:
    *parents, key = problem["loc"]
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "value_error":
        return f"« {place} » : {problem['ctx']['error']}"
    if problem["type"] != "extra_forbidden":
        expected = next((w for start, w in _EXPECTED if start in problem["type"]), None)
        return f"« {place} » : attendu {expected or problem['msg']} ; reçu {problem['input']!r}"
    model = _ENTRIES.get(str(parents[0]) if parents else "", Config)
    near = difflib.get_close_matches(str(key), model.model_fields, n=1)
    hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else ""
    known = ", ".join(model.model_fields)
    return f"clé inconnue « {place} »{hint} (clés connues : {known})"
