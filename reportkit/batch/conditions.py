"""The conditions of a build, each checked on its own; what is wrong is a notice."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import nbformat
import papermill

from reportkit.batch.notices import BLOCKED, EVERYTHING, INFORMATION, NOTHING, REVIEW, Notice
from reportkit.batch.plan import Choice, Job, literal, notebook_of, parameters_of
from reportkit.comments import Comments, comment_path, read_comments
from reportkit.config import Funder
from reportkit.dataset import Dataset
from reportkit.report.french import one_line
from reportkit.report.lookup import funder_hint, nearest, no_funder
from reportkit.report.perimeter import Perimeter, ReportKind, declaring
from reportkit.report.scope import Scope, says_nothing
from reportkit.vocabulary import (
    canonical,
    department_key,
    departments,
    find_department,
    fold,
    known_values,
)

LIKELY = 0.85
"""How alike (difflib) a name must be to the one asked for, alone, to be taken as the one meant."""


def check_choice(dataset: Dataset, choice: Choice) -> Iterator[Notice]:
    """Names and years that the data do not hold."""
    actions = dataset.actions
    centres = [name for name in actions["organisation_norm"].unique() if isinstance(name, str)]
    places = [name for name in actions["department_norm"].unique() if isinstance(name, str)]
    for name in choice.centres:
        if fold(name) not in {fold(known) for known in centres}:
            yield _unknown("centre", name, nearest(name, centres))
    for name in choice.departments:
        if department_key(name) not in {department_key(known) for known in places}:
            yield _unknown("département", name, nearest(name, places))
    years = sorted({int(year) for year in actions["report_year"].dropna()})
    for year in choice.years:
        if year not in years:
            known = ", ".join(map(str, years)) or "aucune (exports sans index)"
            message = f"aucune action pour l'année {year}."
            advice = f"Années connues : {known}."
            yield Notice("choix-inconnu", BLOCKED, EVERYTHING, message, advice)
    for key in choice.funders:
        if key not in dataset.config.funders:
            advice = funder_hint(key, dataset.config.funders)
            yield Notice("financeur-inconnu", BLOCKED, EVERYTHING, no_funder(key), advice)


def _unknown(kind: str, name: str, near: list[str]) -> Notice:
    advice = "« reportkit list » donne les noms connus."
    if near:
        advice = f"Noms proches : {', '.join(f'« {one_line(found)} »' for found in near)}."
    likely = difflib.get_close_matches(fold(name), map(fold, near), n=2, cutoff=LIKELY)
    if len(likely) == 1:
        meant = next(found for found in near if fold(found) == likely[0])
        advice = f"Vouliez-vous dire « {one_line(meant)} » ?"
    message = f"{kind} « {name} » absent des exports."
    return Notice("choix-inconnu", BLOCKED, EVERYTHING, message, advice)


def check_funders(dataset: Dataset, choice: Choice) -> Iterator[Notice]:
    """Partners that no list and no action knows, and funders that no action declares."""
    funders = dataset.config.funders
    asked = not choice.kinds or "financeur" in choice.kinds
    for key, funder in funders.items() if asked else ():
        if choice.funders and key not in choice.funders:
            continue
        unknown = list(_unknown_partners(dataset, key, funder))
        yield from unknown
        if not unknown and not declaring(dataset.counted, funder).any():
            values = " ou ".join(f"« {value} »" for value in funder.select)
            message = f"aucune action retenue ne déclare {values} parmi ses partenaires."
            advice = "Aucune note n'est faite pour ce financeur."
            yield Notice("financeur-sans-action", REVIEW, f"note {key}", message, advice)


def _unknown_partners(dataset: Dataset, key: str, funder: Funder) -> Iterator[Notice]:
    seen = {value for held in dataset.actions["partners"] for value in held}
    known = {fold(value): value for value in (*known_values("partners"), *seen)}
    for value in funder.select:
        if fold(value) in known or canonical("partners", value):
            continue
        near = difflib.get_close_matches(fold(value), known, n=1)
        hint = f"Vouliez-vous dire « {known[near[0]]} » ? " if near else ""
        message = (
            f"[funders.{key}] : aucune fiche ni la liste de SENACS ne donne le partenaire "
            f"« {value} »."
        )
        advice = f"{hint}Corrigez select dans reportkit.toml."
        yield Notice("financeur-valeur-inconnue", BLOCKED, EVERYTHING, message, advice)


def check_notebooks(kinds: Iterable[ReportKind]) -> Iterator[Notice]:
    """Notebooks of the working folder that cannot be run with our parameters."""
    for kind in sorted(kinds):
        path = notebook_of(kind)
        shown = f"notebooks/{path.name}"
        mend = "Effacez-le pour revenir à celui de reportkit, ou"
        try:
            nbformat.read(path, as_version=4)
            declared = papermill.inspect_notebook(literal(path))
        except Exception:  # noqa: BLE001 (nbformat raises whatever the damage provokes)
            message, advice = f"{shown} n'est pas un notebook lisible.", f"{mend} réparez-le."
            yield Notice("notebook-illisible", BLOCKED, kind, message, advice)
            continue
        if not declared:
            message = f"{shown} : aucune cellule étiquetée « parameters »."
            advice = f"{mend} étiquetez la cellule des paramètres."
            yield Notice("notebook-sans-parametres", BLOCKED, kind, message, advice)
            continue
        for name in parameters_of(kind):
            if name not in declared:
                message = f"{shown} ne déclare pas le paramètre « {name} »."
                advice = f"Ajoutez « {name} = None » à la cellule « parameters »."
                yield Notice("parametre-non-declare", BLOCKED, kind, message, advice)


def check_departments(dataset: Dataset, reports: Iterable[Perimeter]) -> Iterator[Notice]:
    """Actions of no department, which stand in no report, and departments that are none."""
    counted = dataset.counted
    for title in counted.loc[counted["department_norm"].isna(), "title"]:
        message = f"« {one_line(title)} » n'a pas de département : elle n'entre dans aucun rapport."
        advice = "Donnez-le dans corrections.csv (colonne department)."
        yield Notice("departement-absent", REVIEW, NOTHING, message, advice)
    for about in reports:
        name = about.department
        if about.kind == "departement" and name is not None and find_department(name) is None:
            names = [known.name for known in departments().values()]
            near = difflib.get_close_matches(fold(name), [fold(n) for n in names], n=1)
            found = next((n for n in names if near and fold(n) == near[0]), None)
            hint = f"Vouliez-vous dire « {found} » ? " if found else ""
            yield Notice(
                "departement-inconnu",
                REVIEW,
                about.path.stem,
                f"« {name} » n'est pas un département.",
                f"{hint}Corrigez-le dans corrections.csv (colonne department).",
            )


def check_complements(dataset: Dataset) -> Iterator[Notice]:
    """What complements.csv holds that was not taken."""
    for finding in dataset.findings:
        if finding.code.startswith("complement-"):
            message = f"{finding.source_file}, ligne {finding.line} : {finding.message}"
            yield Notice(finding.code, REVIEW, EVERYTHING, message, finding.advice)


def check_output(job: Job, out: Path) -> Iterator[Notice]:
    """A place where the PDF cannot be written."""
    target = out / job.target
    name = job.path.stem
    if target.is_dir():
        message = f"{job.target} est un dossier : le PDF ne peut pas y être écrit."
        advice = "Déplacez ce dossier, ou choisissez un autre --out."
        yield Notice("sortie-impossible", BLOCKED, name, message, advice)
        return
    folder = next(parent for parent in target.parents if parent.exists())
    if not folder.is_dir():
        message = f"{folder} est un fichier, et non un dossier."
        advice = "Déplacez ce fichier, ou choisissez un autre --out."
        yield Notice("sortie-impossible", BLOCKED, name, message, advice)
    elif not os.access(folder, os.W_OK | os.X_OK):
        message = f"{folder} n'est pas un dossier où vous pouvez écrire."
        advice = "Demandez ce droit, ou choisissez un autre --out."
        yield Notice("sortie-impossible", BLOCKED, name, message, advice)


def check_scope(job: Job, scope: Scope) -> Iterator[Notice]:
    """What whoever sends the report should know of its actions."""
    name, actions = job.path.stem, scope.actions
    for file in scope.files:
        if file.cut:
            message = f"{file.name} s'arrête avant la fin : des actions ou des champs manquent."
            advice = "Copiez de nouveau les fiches depuis SENACS."
            yield Notice("export-coupe", REVIEW, name, message, advice)
    unnamed = int(actions["organisation_norm"].isna().sum())
    if scope.several and unnamed:
        counted = (
            "une action est sans structure : elle compte dans la synthèse départementale, et n'a"
            if unnamed == 1
            else f"{unnamed} actions sont sans structure : elles comptent dans la synthèse "
            "départementale, et n'ont"
        )
        message = f"{counted} pas de rapport de centre."
        advice = (
            "Donnez la structure dans corrections.csv (colonne organisation) si vous la connaissez."
        )
        yield Notice("structure-non-precisee", INFORMATION, name, message, advice)
    if says_nothing(scope):
        message = "aucun texte n'est renseigné dans les fiches : le rapport sera court."
        advice = "Demandez à la structure de compléter ses fiches sur SENACS."
        yield Notice("fiches-vides", INFORMATION, name, message, advice)
    if scope.unquoted:
        message = (
            "une phrase n'est pas citée : elle dit quelque chose"
            if scope.unquoted == 1
            else f"{scope.unquoted} phrases ne sont pas citées : elles disent quelque chose"
        )
        yield Notice(
            "phrases-retenues",
            INFORMATION,
            name,
            f"{message} de sensible d'un petit groupe.",
            "« reportkit check --corrections » prépare la ligne qui la libère, après relecture."
            if scope.unquoted == 1
            else "« reportkit check --corrections » prépare les lignes qui les libèrent, après "
            "relecture.",
        )


def comments_of(dataset: Dataset, report: PurePosixPath) -> Comments | None:
    """The team's words for a report, None where there is no file.

    Raises:
        CommentError: the file cannot be read.
    """
    if dataset.home is None:
        return None
    path = comment_path(dataset.home, report)
    return read_comments(path, dataset.home) if path.is_file() else None
