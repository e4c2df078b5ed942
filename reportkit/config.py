"""reportkit.toml: what a working folder says of itself and of its exports."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from reportkit.errors import ConfigError
from reportkit.logo import Logo, read_logo
from reportkit.palette import HEX, WHITE, Refusal, derive, refusals
from reportkit.printable import clean
from reportkit.schema import Finding
from reportkit.vocabulary import fold, normalise

FILE_NAME = "reportkit.toml"


# What the parser of Python says of a text that is no TOML, and what to do.
_TOML_WORDS = (
    (
        r"Illegal character '\\n'|Unterminated string|Expected [\"']+$",
        "il manque le guillemet fermant",
    ),
    (r"Unescaped|Invalid hex value|Escaped character", "« \\ » dans un texte : écrivez « / »"),
    (r"Expected '=' after a key", "il manque « = » après la clé, ou les guillemets autour d'elle"),
    (r"Cannot overwrite|Duplicate|Cannot mutate", "cette clé est déjà donnée plus haut"),
    (r"Cannot declare|Cannot redefine", "ce bloc est déjà donné plus haut"),
    (r"Expected ']+'", "il manque « ] » à la fin du nom du bloc"),
    (r"Unclosed array", "il manque le « ] » de la liste"),
    (r"Unclosed inline table", "il manque « } »"),
    (r"Invalid date", "cette date n'existe pas"),
    (
        r"Invalid value",
        "la valeur manque ou n'en est pas une : un texte va entre guillemets droits, une date "
        "s'écrit 2025-02-10, oui et non s'écrivent true et false",
    ),
    (
        r"Expected newline",
        "la valeur devrait s'arrêter là : une date s'écrit 2025-02-10, un texte va entre "
        "guillemets droits, une ligne tient une seule clé",
    ),
    (
        r"Invalid statement|Invalid initial character",
        "ni une clé, ni un bloc entre crochets, ni un commentaire (#) ; une clé accentuée va entre "
        "guillemets droits",
    ),
    (r"Illegal character|Found invalid character", "un caractère invisible ou interdit"),
)


def _name_a_file(name: str | None) -> str | None:
    if name is not None and "\0" in name:
        raise ValueError("un nom de fichier ne tient pas de caractère nul (\\u0000)")
    return name


class ExportEntry(BaseModel):
    """One `[[exports]]`: a file or folder of exports, and the day the copy was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str = Field(min_length=1)
    date: dt.date | None = None

    _no_nul = field_validator("file")(_name_a_file)


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

    def covers(self, finding: Finding) -> bool:
        """Whether a finding is one of those accepted."""
        return (
            self.code == finding.code
            and self.action in (None, finding.action_id)
            and self.file in (None, finding.source_file)
            and (self.text is None or self.text in finding.text or self.text in finding.message)
        )


class Funder(BaseModel):
    """One `[funders.<key>]`: who reads a note, and the partners that stand for it on SENACS.

    `select` holds values of « Avec qui cette action a-t-elle été menée ? »; with `departments`
    the notes are made for these only.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    select: tuple[str, ...] = Field(min_length=1)
    departments: tuple[str, ...] = ()


class Identity(BaseModel):
    """`[identity]`: the logo and two colours of who makes the reports.

    `logo` names a file, from the folder of reportkit.toml; it is read when the settings are.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    logo: Logo | None = None
    primary: str | None = Field(default=None, description="titles, charts, heads: #rrggbb")
    accent: str | None = Field(default=None, description="what stands out, tinted grounds")

    @field_validator("logo", mode="before")
    @classmethod
    def _read(cls, given: Any, info: ValidationInfo) -> Any:
        if isinstance(given, Logo):
            return given
        if not isinstance(given, str):
            raise ValueError("attendu un nom de fichier entre guillemets")
        folder = (info.context or {}).get("folder", Path())
        return read_logo(folder / _name_a_file(given))

    @field_validator("primary", "accent")
    @classmethod
    def _is_colour(cls, colour: str | None) -> str | None:
        if colour is not None and not HEX.fullmatch(colour.lower()):
            raise ValueError(
                f"« {colour} » n'est pas une couleur : « # » et six chiffres ou lettres de a à f, "
                'comme "#0b5563"'
            )
        return colour and colour.lower()

    @model_validator(mode="after")
    def _can_be_read(self) -> Identity:
        if (self.primary is None) != (self.accent is None):
            given, lacks = sorted(("primary", "accent"), key=lambda key: not getattr(self, key))
            raise ValueError(f"« {given} » va avec « {lacks} » : donnez les deux couleurs")
        if self.primary and self.accent and (wrong := refusals(self.primary, self.accent)):
            raise ValueError("\n    ".join(map(_refused, wrong)))
        return self

    def colours(self) -> dict[str, str]:
        """The look's tokens that the two colours give; none without them."""
        return derive(self.primary, self.accent) if self.primary and self.accent else {}


def _refused(colour: Refusal) -> str:
    ground = "du blanc" if colour.ground == WHITE else f"de {colour.ground}"
    return (
        f'{colour.key} = "{colour.given}" ne se lit pas assez bien à côté {ground} : contraste '
        f"{_decimal(colour.found)}, il faut {_decimal(colour.needed)}. La nuance plus foncée la "
        f'plus proche qui convient : {colour.key} = "{colour.shade}"'
    )


def _decimal(ratio: float) -> str:
    """Cut and not rounded: 4,49 is not enough where 4,5 is asked."""
    return f"{math.floor(ratio * 100) / 100:g}".replace(".", ",")


class Config(BaseModel):
    """The keys of reportkit.toml; all may be left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = Field(default=None, description="who makes the reports, for the source line")
    identity: Identity = Field(default=Identity(), description="logo and colours")
    fictional: bool = Field(default=False, description="marks every page « Données fictives »")
    exports: tuple[ExportEntry, ...] = ()
    corrections: str | None = Field(
        default=None, min_length=1, description="the file of corrections"
    )
    complements: str | None = Field(
        default=None, min_length=1, description="the file of figures that SENACS does not hold"
    )
    accepted: tuple[Accepted, ...] = ()
    aliases: dict[str, str] = Field(
        default_factory=dict, description="names of structures, and the one that stands for them"
    )

    familles: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="own words and families of the lexicon"
    )

    funders: dict[str, Funder] = Field(
        default_factory=dict, description="who is sent a note, and the partners that stand for it"
    )

    _no_nul = field_validator("corrections", "complements")(_name_a_file)

    @model_validator(mode="after")
    def _name_the_logo(self) -> Config:
        if self.identity.logo and not self.name:
            raise ValueError("« identity.logo » demande « name » : de qui est ce logo ?")
        return self

    @field_validator("funders")
    @classmethod
    def _name_files(cls, funders: dict[str, Funder]) -> dict[str, Funder]:
        """A key stands in file names."""
        for key in funders:
            if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
                raise ValueError(
                    f"« {key} » : la clé d'un financeur s'écrit en minuscules sans accent, "
                    "chiffres et traits d'union, comme « caf » ou « conseil-departemental »"
                )
        return funders

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
        ConfigError: unreadable or invalid TOML (with line and column), an unknown key (the
            nearest known one is named), a value of the wrong type.
    """
    if path is None:
        return Config()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} : lecture impossible ({error.strerror}).") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"{path}, ligne {line} : des accents ne sont pas en UTF-8. Enregistrez le fichier "
            "en UTF-8."
        ) from error
    try:
        return Config.model_validate(tomllib.loads(text), context={"folder": path.parent})
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}, {_explain_toml(str(error), text)}") from error
    except ValidationError as error:
        problems = [_explain(problem, error.errors()) for problem in error.errors()]
        lines = "\n".join(f"  {said}" for said in dict.fromkeys(problems) if said)
        raise ConfigError(f"{path} :\n{lines}") from error


def _explain_toml(said: str, text: str) -> str:
    """The parser's complaint in French, with its place and the line's text."""
    lines = text.rstrip().splitlines() or [""]
    match = re.fullmatch(
        r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", said, re.DOTALL
    )
    words, line, column = match.groups() if match else (said, None, None)
    number = min(int(line), len(lines)) if line else len(lines)
    shown = clean(lines[number - 1]).strip()
    place = int(column) if column else len(lines[-1]) + 1
    wrong = next((french for known, french in _TOML_WORDS if re.match(known, words)), None)
    wrong = wrong or f"ce n'est pas du TOML (« {words} »)"
    return f"ligne {number}, colonne {place} : {wrong}.\n  {shown[:_LONGEST_LINE]}"


def block_line(toml: Path, key: str, number: int) -> int:
    """1-based line of the `number`th block `[[key]]`, or of the list that holds them all."""
    head = re.compile(rf"\s*(\[\[\s*{key}\s*\]\]|{key}\s*=)")
    lines = toml.read_text("utf-8-sig").splitlines()
    found = [place for place, line in enumerate(lines, start=1) if head.match(line)]
    return found[min(number, len(found)) - 1] if found else 1


_ENTRIES: dict[str, type[BaseModel]] = {
    "exports": ExportEntry,
    "accepted": Accepted,
    "funders": Funder,
    "identity": Identity,
}

_FORMS = {
    "exports": '[[exports]]\n    file = "{}"',
    "accepted": '[[accepted]]\n    code = "valeur-inconnue"\n    reason = "vu avec le centre"',
}
_LONGEST_LINE = 120  # signs

_EXPECTED = (
    ("too_short", "un texte qui n'est pas vide"),
    ("string", "un texte entre guillemets"),
    ("date", "une date, comme 2025-02-10"),
    ("bool", "true ou false"),
    ("tuple", "une liste"),
    ("dict", "une table, comme [aliases]"),
    ("model", "un bloc entre crochets, avec une clé par ligne"),
)


def _explain(problem: Any, problems: Sequence[Any]) -> str:
    """One problem in French; nothing for a key that lacks because it is misspelt."""
    kind, given = problem["type"], problem["input"]
    if not problem["loc"]:
        return str(problem["ctx"]["error"])
    *parents, key = problem["loc"]
    place = ".".join(str(part) for part in problem["loc"])
    block = str(problem["loc"][0])
    if kind == "value_error":
        return f"« {place} » : {problem['ctx']['error']}"
    if kind in ("model_type", "tuple_type") and block in _FORMS:
        form = _FORMS[block].format(given if isinstance(given, str) else "data/fiches.txt")
        return f"« {block} » : attendu un bloc pour chacun, à la fin du fichier :\n    {form}"
    if kind == "missing":
        beside = (p for p in problems if p["type"] == "extra_forbidden")
        misspelt = any(
            tuple(parents) == p["loc"][:-1]
            and difflib.get_close_matches(str(p["loc"][-1]), [str(key)], n=1)
            for p in beside
        )
        return "" if misspelt else f"il manque la clé « {place} »"
    if kind != "extra_forbidden":
        expected = next((w for start, w in _EXPECTED if start in kind), None)
        return f"« {place} » : attendu {expected or problem['msg']} ; reçu {_as_toml(given)}"
    model = _ENTRIES.get(str(parents[0]) if parents else "", Config)
    near = difflib.get_close_matches(str(key), model.model_fields, n=1)
    hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else ""
    known = ", ".join(model.model_fields)
    return f"clé inconnue « {place} »{hint} (clés connues : {known})"


def _as_toml(value: Any) -> str:
    """A value as reportkit.toml writes it, in short."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return "une liste"
    return "une table" if isinstance(value, dict) else str(value)
