"""What a report is about, before its actions are cut out: kind, year, place, funder; its file."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal

import pandas as pd

from reportkit.config import Funder
from reportkit.dataset import Dataset
from reportkit.schema import NO_DEPARTMENT
from reportkit.vocabulary import department_key, fold

ReportKind = Literal["centre", "departement", "financeur"]

LONGEST_NAME = 80
NO_YEAR = "annee-non-precisee"


@dataclass(frozen=True)
class Perimeter:
    """Kind, year (None: not told), department and centre by their canonical names, and funder.

    A centre's report and a funder's note about one centre have a `centre`; `funder` is the key of
    a block of `[funders]`.
    """

    kind: ReportKind
    year: int | None
    department: str | None
    centre: str | None = None
    funder: str | None = None

    @cached_property
    def path(self) -> PurePosixPath:
        """`<année>/<département>/<année>_<département>_<type>[_<financeur>][_<centre>].pdf`.

        The name has 80 characters at most; a name that was cut bears a mark of its own.
        """
        first = str(self.year) if self.year is not None else NO_YEAR
        place = slug(self.department or NO_DEPARTMENT)[:40].strip("-")
        parts = (first, place, self.kind, self.funder, self.centre and slug(self.centre))
        name = "_".join(part for part in parts if part)
        if len(name) > LONGEST_NAME - 4:
            name = self._marked(name)
        return PurePosixPath(first, place, f"{name}.pdf")

    @property
    def marked_path(self) -> PurePosixPath:
        """The path with a mark drawn from the names, for two reports that would share it."""
        return self.path.with_name(f"{self._marked(self.path.stem)}.pdf")

    def _marked(self, name: str) -> str:
        told = "\n".join(filter(None, (self.department or "", str(self.centre), self.funder)))
        mark = "-" + hashlib.sha256(told.encode()).hexdigest()[:6]
        return name[: LONGEST_NAME - 4 - len(mark)].rstrip("-_") + mark


def slug(text: str) -> str:
    """ASCII letters, figures and hyphens: a name for a file on any system."""
    plain = fold(text).replace("œ", "oe").replace("æ", "ae")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "sans-nom"


def perimeters(dataset: Dataset) -> list[Perimeter]:
    """Every report that the data and `[funders]` give.

    A centre and a department for each year, and for each funder a note for those of them with
    actions that declare it as a partner. Actions without a structure have no centre's report.
    """
    actions = dataset.counted.dropna(subset=["department_norm"])
    found = [*_grouped(actions, "centre", None), *_grouped(actions, "departement", None)]
    for key, funder in dataset.config.funders.items():
        declared = actions[declaring(actions, funder)]
        found += [*_grouped(declared, "financeur", key), *_centre_notes(declared, key)]
    return found


def declaring(actions: pd.DataFrame, funder: Funder) -> pd.Series:
    """Whether an action declares the funder among its partners."""
    wanted = {fold(value) for value in funder.select}
    departments = {department_key(name) for name in funder.departments}
    return pd.Series(
        [
            any(fold(value) in wanted for value in (*written, *canonical))
            and (not departments or (place is not None and department_key(place) in departments))
            for written, canonical, place in zip(
                actions["partners"],
                actions["partners_norm"],
                actions["department_norm"],
                strict=True,
            )
        ],
        index=actions.index,
        dtype=bool,
    )


def _centre_notes(actions: pd.DataFrame, funder: str) -> Iterable[Perimeter]:
    for perimeter in _grouped(actions, "centre", None):
        yield Perimeter("financeur", perimeter.year, perimeter.department, perimeter.centre, funder)


def _grouped(actions: pd.DataFrame, kind: ReportKind, funder: str | None) -> Iterable[Perimeter]:
    keys = ["report_year", "department_norm"]
    if kind == "centre":
        keys.append("organisation_norm")
        actions = actions.dropna(subset=["organisation_norm"])
    for year, *place in actions[keys].drop_duplicates().itertuples(index=False):
        centre = place[1] if kind == "centre" else None
        yield Perimeter(kind, None if pd.isna(year) else int(year), place[0], centre, funder)


def report_paths(all_perimeters: Iterable[Perimeter]) -> Mapping[Perimeter, PurePosixPath]:
    """The file of each report, settled over all, so that a choice never changes it."""
    known = list(all_perimeters)
    times = Counter(perimeter.path for perimeter in known)
    return {p: p.path if times[p.path] == 1 else p.marked_path for p in known}
