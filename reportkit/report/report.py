"""The seam between notebook and tool: `open_report`, and one method a section."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_args

from IPython.display import display
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reportkit.dataset import load_dataset
from reportkit.disclosure import withhold_small_groups
from reportkit.errors import ParameterError
from reportkit.report.markup import mime_bundle
from reportkit.report.model import Block
from reportkit.report.scope import ReportKind, Scope, build_scope
from reportkit.report.sections import (
    actions,
    audiences,
    cover,
    limits,
    method,
    outcomes,
    perspectives,
    sheets,
    structure,
    summary,
)
from reportkit.schema import FIRST_YEAR, LAST_YEAR

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class Parameters(BaseModel):
    """The parameters of every report notebook; command-line flags bear the same names."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    exports: list[str] | str | None = None
    annee: Year | None = None
    departement: str | None = None
    centre: str | None = None
    annee_attribuee: Year | None = None
    fix_encoding: bool = False


def check_parameters(values: dict[str, Any]) -> Parameters:
    """Validate names and types before anything runs.

    Raises:
        ParameterError: an unknown name (the nearest is given) or a wrong type.
    """
    try:
        return Parameters.model_validate(values)
    except ValidationError as error:
        problems = "\n".join(f"  {_explain(problem)}" for problem in error.errors())
        raise ParameterError(f"paramètres refusés :\n{problems}") from error


def _explain(problem: Any) -> str:
    name = str(problem["loc"][0])
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, Parameters.model_fields, n=1)
        hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else ""
        return f"« {name} » est inconnu{hint} (connus : {', '.join(Parameters.model_fields)})"
    years = f"une année entière, de {FIRST_YEAR} à {LAST_YEAR}"
    wanted = {"annee": years, "annee_attribuee": years, "fix_encoding": "True ou False"}
    expected = wanted.get(name, "un texte" if name != "exports" else "une liste de chemins")
    return f"« {name} » : attendu {expected} ; reçu {problem['input']!r}"


@dataclass(frozen=True)
class Section:
    """The blocks of a section; a notebook that ends a cell with it shows them all.

    `section[2:]` is the section without its first two blocks.
    """

    blocks: tuple[Block, ...]

    def __len__(self) -> int:
        return len(self.blocks)

    def __iter__(self) -> Iterator[Block]:
        return iter(self.blocks)

    def __getitem__(self, place: int | slice) -> Section:
        chosen = self.blocks[place]
        return Section(chosen if isinstance(chosen, tuple) else (chosen,))

    def _ipython_display_(self) -> None:
        for block in self.blocks:
            display(mime_bundle(block), raw=True)


@dataclass(frozen=True)
class Report:
    """One report: its scope, and its sections in the order of the printed document."""

    scope: Scope

    def _section(self, compose: Callable[[Scope], list[Block]]) -> Section:
        return Section(tuple(compose(self.scope)))

    def cover(self) -> Section:
        """Couverture."""
        return self._section(cover.compose)

    def summary(self) -> Section:
        """En bref."""
        return self._section(summary.compose)

    def structure(self) -> Section:
        """La structure et le périmètre, or Les structures contributrices."""
        return self._section(structure.compose)

    def actions(self) -> Section:
        """Les actions."""
        return self._section(actions.compose)

    def audiences(self) -> Section:
        """Publics, territoires et partenaires."""
        return self._section(audiences.compose)

    def outcomes(self) -> Section:
        """Résultats déclarés."""
        return self._section(outcomes.compose)

    def limits(self) -> Section:
        """Limites signalées."""
        return self._section(limits.compose)

    def perspectives(self) -> Section:
        """Perspectives annoncées."""
        return self._section(perspectives.compose)

    def sheets(self) -> Section:
        """Fiches-actions."""
        return self._section(sheets.compose)

    def method(self) -> Section:
        """Sources, méthode et précautions de lecture."""
        return self._section(method.compose)


def open_report(  # noqa: PLR0913 (the parameters of the notebooks)
    kind: ReportKind,
    *,
    exports: Sequence[str | Path] | str | None = None,
    annee: int | None = None,
    departement: str | None = None,
    centre: str | None = None,
    annee_attribuee: int | None = None,
    fix_encoding: bool = False,
) -> Report:
    """Open the report of one centre or department for one year.

    Args:
        kind: « centre » or « departement ».
        exports: files or folders; None for what the working folder names.
        annee: the année SENACS (or the assigned year); None for actions without a year.
        departement: its name; may be left out where the exports hold only one.
        centre: the structure's name, for a centre's report.
        annee_attribuee: the year that you assign to actions which the index does not date.
        fix_encoding: mend text that was once read in the wrong encoding (« Ã© »).

    Raises:
        InputError, ConfigError: the exports or reportkit.toml cannot be read.
        ParameterError: a parameter of the wrong type, or a name or year not in the exports.
    """
    if kind not in get_args(ReportKind):
        raise ParameterError(
            f"sorte de rapport inconnue : « {kind} » ({', '.join(get_args(ReportKind))})."
        )
    paths = [exports] if isinstance(exports, str) else [str(e) for e in exports or ()]
    given = check_parameters(
        {
            "exports": paths or None,
            "annee": annee,
            "departement": departement,
            "centre": centre,
            "annee_attribuee": annee_attribuee,
            "fix_encoding": fix_encoding,
        }
    )
    dataset = load_dataset(paths or None, given.annee_attribuee, fix_encoding=given.fix_encoding)
    withheld = withhold_small_groups(dataset)
    return Report(build_scope(withheld, kind, given.annee, given.departement, given.centre))
