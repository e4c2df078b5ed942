"""What a notebook asks for, and the slice that waits for the one which asks for just this."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reportkit.errors import ParameterError
from reportkit.report.perimeter import ReportKind
from reportkit.report.scope import Scope
from reportkit.schema import FIRST_YEAR, LAST_YEAR

Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class Parameters(BaseModel):
    """The parameters of every report notebook; command-line flags bear the same names."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    exports: list[str] | str | None = None
    annee: Year | None = None
    departement: str | None = None
    centre: str | None = None
    financeur: str | None = None
    annee_attribuee: Year | None = None
    fix_encoding: bool = False
    brouillon: bool = False
    remplace: str | None = None


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
    wanted = {
        "annee": years,
        "annee_attribuee": years,
        **dict.fromkeys(("fix_encoding", "brouillon"), "True ou False"),
    }
    expected = wanted.get(name, "un texte" if name != "exports" else "une liste de chemins")
    return f"« {name} » : attendu {expected} ; reçu {problem['input']!r}"


@dataclass(frozen=True)
class Held:
    """The slice of one report, ready for the `open_report` that asks for just this one."""

    kind: ReportKind
    parameters: Parameters
    scope: Scope


_held: list[Held] = []


def hold(held: Held) -> None:
    """Keep a slice for the notebook that runs in this process next."""
    _held[:] = [held]


def held_scope(kind: ReportKind, parameters: Parameters) -> Scope | None:
    """The slice that is kept for just these, if there is one."""
    for held in _held:
        if (held.kind, held.parameters) == (kind, parameters):
            return held.scope
    return None
