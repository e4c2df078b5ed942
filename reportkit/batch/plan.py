"""The reports of a run: one for each centre and department of each year, and their files."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from reportkit.config import working_folder
from reportkit.dataset import Dataset
from reportkit.errors import ParameterError
from reportkit.report.french import sort_key
from reportkit.report.report import Parameters
from reportkit.report.scope import ReportKind, unknown_name
from reportkit.resources import installed
from reportkit.vocabulary import department_key, fold

LONGEST_NAME = 80
NO_YEAR = "annee-non-precisee"

REPORT_KINDS: dict[ReportKind, str] = {"centre": "centre.ipynb", "departement": "departement.ipynb"}
"""Kinds of report and the notebook that makes each."""


@dataclass(frozen=True)
class Job:
    """One report to make: its scope, its notebook's parameters, and its file under `out`."""

    kind: ReportKind
    year: int | None
    department: str
    centre: str | None
    actions: int
    parameters: Parameters
    path: PurePosixPath

    @property
    def notebook(self) -> Path:
        """The notebook to run: the working folder's own, else the one that comes with us."""
        name = REPORT_KINDS[self.kind]
        own = working_folder(Path.cwd()) / "notebooks" / name
        return own if own.is_file() else installed("notebooks") / name

    @property
    def label(self) -> str:
        """What the report is about, for people."""
        what = self.centre if self.centre is not None else f"Département {self.department}"
        return f"{what} ({self.year or 'année non précisée'})"


@dataclass(frozen=True)
class Choice:
    """What the user asked for; empty means everything."""

    kinds: tuple[ReportKind, ...] = ()
    centres: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    years: tuple[int, ...] = ()


def build_plan(dataset: Dataset, choice: Choice, given: Mapping[str, object]) -> list[Job]:
    """The reports to make, by year, department, kind and name.

    `given` holds the notebook parameters that all reports share.

    Raises:
        ParameterError: an unknown centre, department or year; the nearest names are given.
    """
    kinds = choice.kinds or tuple(REPORT_KINDS)
    _check_names(dataset, choice)
    # Names are settled over all reports, so that a choice never changes a report's file.
    everything = [job for kind in REPORT_KINDS for job in _jobs_of_kind(dataset, kind, given)]
    jobs = [job for job in _distinct(everything) if job.kind in kinds and _chosen(job, choice)]
    jobs.sort(key=lambda job: (job.year or 0, sort_key(job.department), job.kind, job.path.name))
    return jobs


def _jobs_of_kind(dataset: Dataset, kind: ReportKind, given: Mapping[str, object]) -> Iterable[Job]:
    actions = dataset.counted.dropna(subset=["department_norm"])
    keys = ["report_year", "department_norm"]
    if kind == "centre":
        keys.append("organisation_norm")
        actions = actions.dropna(subset=["organisation_norm"])
    groups: Any = actions.groupby(keys, dropna=False, sort=False)
    for values, group in groups:
        year = None if pd.isna(values[0]) else int(values[0])
        department = str(values[1])
        centre = str(values[2]) if kind == "centre" else None
        parameters = Parameters.model_validate(
            {**given, "annee": year, "departement": department, "centre": centre}
        )
        yield Job(
            kind,
            year,
            department,
            centre,
            len(group),
            parameters,
            report_path(kind, year, department, centre),
        )


def slug(text: str) -> str:
    """ASCII letters, figures and hyphens: a name for a file on any system."""
    plain = fold(text).replace("œ", "oe").replace("æ", "ae")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "sans-nom"


def report_path(
    kind: ReportKind, year: int | None, department: str, centre: str | None
) -> PurePosixPath:
    """`<année>/<département>/<année>_<département>_<type>[_<centre>].pdf`, the name cut to 80."""
    first = str(year) if year is not None else NO_YEAR
    place = slug(department)[:40].strip("-")
    name = f"{first}_{place}_{kind}" + (f"_{slug(centre)}" if centre is not None else "")
    if len(name) > LONGEST_NAME - 4:
        name = _marked(name, department, centre)
    return PurePosixPath(first, place, f"{name}.pdf")


def _marked(name: str, department: str, centre: str | None) -> str:
    """A name cut to its length behind which a mark tells it from its like."""
    mark = "-" + hashlib.sha256(f"{department}\n{centre}".encode()).hexdigest()[:6]
    return name[: LONGEST_NAME - 4 - len(mark)].rstrip("-_") + mark


def _distinct(jobs: list[Job]) -> list[Job]:
    """Two reports that would share a file get a suffix drawn from their names."""
    times = Counter(job.path for job in jobs)
    return [
        job
        if times[job.path] == 1
        else replace(
            job,
            path=job.path.with_name(f"{_marked(job.path.stem, job.department, job.centre)}.pdf"),
        )
        for job in jobs
    ]


def _chosen(job: Job, choice: Choice) -> bool:
    wanted = {department_key(name) for name in choice.departments}
    if choice.years and job.year not in choice.years:
        return False
    if choice.departments and department_key(job.department) not in wanted:
        return False
    if choice.centres:
        return job.centre is not None and fold(job.centre) in {fold(c) for c in choice.centres}
    return True


def _check_names(dataset: Dataset, choice: Choice) -> None:
    actions = dataset.actions
    centres = [name for name in actions["organisation_norm"].unique() if isinstance(name, str)]
    departments = [name for name in actions["department_norm"].unique() if isinstance(name, str)]
    for name in choice.centres:
        if fold(name) not in {fold(known) for known in centres}:
            raise ParameterError(unknown_name("centre", name, centres))
    for name in choice.departments:
        if department_key(name) not in {department_key(known) for known in departments}:
            raise ParameterError(unknown_name("département", name, departments))
    years = sorted({int(year) for year in actions["report_year"].dropna()})
    for year in choice.years:
        if year not in years:
            known = ", ".join(str(y) for y in years) or "aucune (exports sans index)"
            raise ParameterError(f"aucune action pour l'année {year} ; années connues : {known}.")
