"""The reports of a run, by year, centre, department and funder, and the file of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from reportkit.config import working_folder
from reportkit.dataset import Dataset
from reportkit.report.french import sort_key
from reportkit.report.parameters import Parameters
from reportkit.report.perimeter import Perimeter, ReportKind, perimeters, report_paths
from reportkit.resources import installed
from reportkit.vocabulary import department_key, fold

REPORT_KINDS: dict[ReportKind, str] = {
    "centre": "centre.ipynb",
    "departement": "departement.ipynb",
    "financeur": "financeur.ipynb",
}
"""Kinds of report and the notebook that makes each."""

WORK, DRAFTS = "_travail", "brouillons"
"""Folders under `out` of what is not to be sent."""


@dataclass(frozen=True)
class Job:
    """One report to make: what it is about, its notebook's parameters, its file under `out`."""

    perimeter: Perimeter
    parameters: Parameters
    path: PurePosixPath

    @property
    def target(self) -> PurePosixPath:
        """Where the PDF goes under `out`: a draft beside the ledger, never where it may be sent."""
        return PurePosixPath(WORK, DRAFTS, self.path) if self.parameters.brouillon else self.path

    @property
    def aside(self) -> PurePosixPath:
        """Where all else of the report goes under `out`, each with its own suffix."""
        return self.target if self.parameters.brouillon else PurePosixPath(WORK, self.path)

    @property
    def given(self) -> dict[str, object]:
        """The parameters that the notebook is given."""
        told = self.parameters.model_dump()
        return {name: told[name] for name in parameters_of(self.perimeter.kind)}

    @property
    def notebook(self) -> Path:
        """The notebook to run."""
        return notebook_of(self.perimeter.kind)

    @property
    def label(self) -> str:
        """What the report is about, for people."""
        about = self.perimeter
        what = about.centre if about.centre is not None else f"Département {about.department}"
        note = f"note {about.funder}, " if about.funder else ""
        return f"{what} ({note}{about.year or 'année non précisée'})"


def parameters_of(kind: ReportKind) -> tuple[str, ...]:
    """The parameters that a notebook of a kind must declare."""
    left_out = {"departement": {"centre", "financeur"}, "centre": {"financeur"}}
    return tuple(n for n in Parameters.model_fields if n not in left_out.get(kind, set()))


def notebook_of(kind: ReportKind) -> Path:
    """The working folder's own notebook, else the one that comes with us."""
    name = REPORT_KINDS[kind]
    own = working_folder(Path.cwd()) / "notebooks" / name
    return own if own.is_file() else installed("notebooks") / name


def literal(path: Path) -> str:
    """A path for papermill, which would fill `{…}` in it."""
    return str(path).replace("{", "{{").replace("}", "}}")


@dataclass(frozen=True)
class Choice:
    """What the user asked for; empty means everything."""

    kinds: tuple[ReportKind, ...] = ()
    centres: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    funders: tuple[str, ...] = ()


def build_plan(dataset: Dataset, choice: Choice, given: Mapping[str, object]) -> list[Job]:
    """The reports to make, by year, department, kind and name.

    `given` holds the notebook parameters that all reports share. A name of `choice` that the
    data do not hold chooses nothing (`preflight` says so).
    """
    paths = report_paths(perimeters(dataset))
    jobs = [
        Job(about, _parameters(about, given), path)
        for about, path in paths.items()
        if _chosen(about, choice)
    ]
    jobs.sort(key=_rank)
    return jobs


def _rank(job: Job) -> tuple[int, str, str, str]:
    about = job.perimeter
    return (about.year or 0, sort_key(about.department or ""), about.kind, job.path.name)


def _parameters(about: Perimeter, given: Mapping[str, object]) -> Parameters:
    return Parameters.model_validate(
        {
            **given,
            "annee": about.year,
            "departement": about.department,
            "centre": about.centre,
            "financeur": about.funder,
        }
    )


def _chosen(about: Perimeter, choice: Choice) -> bool:
    kinds = choice.kinds or (("financeur",) if choice.funders else tuple(REPORT_KINDS))
    place = department_key(about.department or "")
    return (
        about.kind in kinds
        and (not choice.years or about.year in choice.years)
        and _among(place, map(department_key, choice.departments))
        and _among(fold(about.centre or ""), map(fold, choice.centres))
        and (about.funder is None or not choice.funders or about.funder in choice.funders)
    )


def _among(name: str, asked: Iterable[str]) -> bool:
    wanted = set(asked)
    return not wanted or name in wanted
