"""From the names that a person gives to the perimeter of a report that the data hold."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import pandas as pd

from reportkit.config import Funder
from reportkit.dataset import Dataset
from reportkit.errors import ParameterError
from reportkit.report.french import quoted
from reportkit.report.perimeter import Perimeter, ReportKind, declaring
from reportkit.vocabulary import department_key, fold, normalise


def find_perimeter(
    dataset: Dataset,
    kind: ReportKind,
    annee: int | None,
    departement: str | None,
    centre: str | None,
    financeur: str | None = None,
) -> Perimeter:
    """The report that the names stand for.

    Raises:
        ParameterError: no such department, centre, year or funder in the data (the nearest names
            are given), or a department missing where a centre's name stands in two of them.
    """
    if kind == "centre" and centre is None:
        raise ParameterError("un rapport de type « centre » demande le paramètre « centre ».")
    if kind == "departement" and centre is not None:
        raise ParameterError("un rapport de type « departement » n'a pas de paramètre « centre ».")
    if (kind == "financeur") != (financeur is not None):
        needs = "demande le" if kind == "financeur" else "n'a pas de"
        raise ParameterError(f"un rapport de type « {kind} » {needs} paramètre « financeur ».")
    actions = dataset.actions
    if financeur is not None:
        actions = actions[declaring(actions, find_funder(dataset, financeur))]
        if actions.empty:
            raise ParameterError(
                f"aucune action ne déclare le financeur « {financeur} » parmi ses partenaires."
            )
    if centre is not None:
        actions = _of_centre(actions, centre)
    actions = _of_department(actions, departement)
    years = actions["report_year"]
    chosen = actions[years.isna() if annee is None else years.eq(annee).fillna(False)]
    if chosen.empty:
        raise ParameterError(_no_such_year(annee, years))
    first = chosen.iloc[0]
    name = first["organisation_norm"] if centre is not None else None
    return Perimeter(kind, annee, first["department_norm"], name, financeur)


def find_funder(dataset: Dataset, key: str) -> Funder:
    """The block `[funders.<key>]`.

    Raises:
        ParameterError: there is none; the nearest key is given.
    """
    funders = dataset.config.funders
    if key not in funders:
        raise ParameterError(f"{no_funder(key)} {funder_hint(key, funders)}")
    return funders[key]


def no_funder(key: str) -> str:
    """The message about a key that reportkit.toml does not hold."""
    return f"financeur « {key} » absent de reportkit.toml."


def funder_hint(key: str, funders: Iterable[str]) -> str:
    """What to do about it."""
    near = difflib.get_close_matches(key, list(funders), n=1)
    add = f"ajoutez un bloc [funders.{key}] avec name et select."
    return f"Vouliez-vous dire « {near[0]} » ? Sinon, {add}" if near else capital_first(add)


def capital_first(words: str) -> str:
    """The words with a capital."""
    return words[:1].upper() + words[1:]


def _of_department(actions: pd.DataFrame, departement: str | None) -> pd.DataFrame:
    known = [name for name in actions["department_norm"].unique() if name is not None]
    if departement is None:
        if len(known) > 1:
            raise ParameterError(
                "précisez le département : " + ", ".join(sorted(map(str, known))) + "."
            )
        return actions.dropna(subset=["department_norm"]) if known else actions
    wanted = department_key(departement)
    chosen = actions[
        [name is not None and department_key(name) == wanted for name in actions["department_norm"]]
    ]
    if chosen.empty:
        raise ParameterError(unknown_name("département", departement, known))
    return chosen


def _of_centre(actions: pd.DataFrame, centre: str) -> pd.DataFrame:
    names = actions["organisation_norm"]
    wanted = normalise(centre)
    chosen = actions[names == wanted]
    if chosen.empty:
        folded = fold(centre)
        alike = {name for name in names if name is not None and fold(name) == folded}
        if len(alike) != 1:
            raise ParameterError(
                unknown_name("centre", centre, [n for n in names if n is not None])
            )
        chosen = actions[names == alike.pop()]
    return chosen


def nearest(wanted: str, names: Iterable[str], count: int = 5) -> list[str]:
    """The names most like the one that was asked for."""
    by_fold = {fold(name): name for name in names}
    target = fold(wanted)
    found = [name for key, name in sorted(by_fold.items()) if target and target in key]
    close = difflib.get_close_matches(target, by_fold, n=count, cutoff=0.45)
    found += [by_fold[key] for key in close if by_fold[key] not in found]
    return found[:count]


def unknown_name(what: str, wanted: str, names: Sequence[str]) -> str:
    """The message about a name that the exports do not hold, with the names most like it."""
    close = nearest(wanted, names)
    hint = (
        "noms proches : " + ", ".join(quoted(name) for name in close)
        if close
        else "« reportkit list » donne les noms connus"
    )
    return f"{what} « {wanted} » absent des exports ; {hint}."


def _no_such_year(annee: int | None, years: pd.Series) -> str:
    known = sorted({str(year) for year in years.dropna()})
    if years.isna().any():
        known.append("année non précisée (annee = None)")
    wanted = "sans année précisée" if annee is None else f"pour l'année {annee}"
    return f"aucune action {wanted} ; les exports donnent : {', '.join(known)}."
