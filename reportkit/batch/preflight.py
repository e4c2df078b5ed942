"""What is checked before any notebook runs: names, notebooks, outputs, figures, words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from reportkit.batch import conditions
from reportkit.batch.notices import BLOCKED, EVERYTHING, INFORMATION, NOTHING, REVIEW, Notice
from reportkit.batch.plan import Choice, Job, build_plan
from reportkit.batch.reconcile import reconcile
from reportkit.comments import FOLDER, moved_figures, tell_moved, tell_orphan, tell_unsigned
from reportkit.dataset import Dataset
from reportkit.disclosure import withhold_small_groups
from reportkit.errors import CommentError
from reportkit.facts import tell_facts
from reportkit.report.edition import content_id
from reportkit.report.figures import key_figures
from reportkit.report.perimeter import perimeters, report_paths
from reportkit.report.scope import Scope, Slicer


@dataclass(frozen=True)
class Preflight:
    """The reports to make, and what there is to say before they are.

    `scopes` gives what each report will tell, by its path.
    """

    jobs: tuple[Job, ...]
    notices: tuple[Notice, ...]
    scopes: Mapping[PurePosixPath, Scope]

    @property
    def blocked(self) -> bool:
        """Whether nothing may be built at all."""
        return any(n.state == BLOCKED and n.report == EVERYTHING for n in self.notices)

    def edition(self, job: Job) -> str:
        """The content id of one report."""
        return content_id(self.scopes[job.path])

    @cached_property
    def _by_report(self) -> dict[str, list[Notice]]:
        found: dict[str, list[Notice]] = {}
        for notice in self.notices:
            found.setdefault(notice.report, []).append(notice)
        return found

    def of(self, job: Job) -> list[Notice]:
        """What is said of one report, and of its kind."""
        names = (job.perimeter.kind, job.path.stem)
        return [notice for name in names for notice in self._by_report.get(name, ())]

    def state(self, job: Job) -> str:
        """The state of one report: blocked, to review, or empty when it is ready."""
        states = {notice.state for notice in self.of(job)}
        return next((state for state in (BLOCKED, REVIEW) if state in states), "")


def check_plan(
    dataset: Dataset, choice: Choice, given: Mapping[str, object], out: Path
) -> Preflight:
    """Plan the reports of a choice, compute the figures of each, and check all that can be.

    Department and notes are reconciled with the centres' reports that they rest on, whichever
    of them are chosen.
    """
    dataset = withhold_small_groups(dataset)
    jobs = build_plan(dataset, choice, given)
    everything = report_paths(perimeters(dataset))
    facts = tell_facts(dataset, dataset.config).facts
    bare = replace(dataset, home=None)  # the team's words are read apart, a slip in one at a time
    places = {(job.perimeter.year, job.perimeter.department) for job in jobs}
    slicer = Slicer(bare, facts)
    scopes = {
        about: slicer.cut(about) for about in everything if (about.year, about.department) in places
    }
    notices = [
        *conditions.check_choice(dataset, choice),
        *conditions.check_funders(dataset, choice),
        *conditions.check_notebooks({job.perimeter.kind for job in jobs}),
        *reconcile(dataset, scopes),
        *conditions.check_departments(dataset, everything),
        *conditions.check_complements(dataset),
    ]
    told_of: dict[PurePosixPath, Scope] = {}
    for job in jobs:
        scope = scopes[job.perimeter]
        notices += conditions.check_output(job, out)
        notices += conditions.check_scope(job, scope)
        told_of[job.path], told = _with_comments(dataset, job, scope)
        notices += told
    notices += _orphans(dataset, everything.values())
    return Preflight(tuple(jobs), tuple(notices), told_of)


def _with_comments(dataset: Dataset, job: Job, scope: Scope) -> tuple[Scope, list[Notice]]:
    """The scope with the team's words, and what is to be said of them."""
    name = job.path.stem
    try:
        comments = conditions.comments_of(dataset, job.path)
    except CommentError as error:
        return scope, [Notice("commentaire-illisible", BLOCKED, name, error.message, error.advice)]
    if comments is None:
        return scope, []
    scope = replace(scope, comments=comments)
    told = []
    if not comments.signed:
        told.append(Notice("commentaire-non-signe", REVIEW, name, *tell_unsigned(comments)))
    moved = moved_figures(comments, key_figures(scope))
    if moved:
        told.append(Notice("commentaire-perime", REVIEW, name, *tell_moved(comments, moved)))
    return scope, told


def _orphans(dataset: Dataset, paths: Iterable[PurePosixPath]) -> Sequence[Notice]:
    if dataset.home is None:
        return []
    known = {(path.parts[0], path.stem) for path in paths}
    found = sorted((dataset.home / FOLDER).glob("*/*.md"))
    return [
        Notice(
            "commentaire-sans-rapport",
            INFORMATION,
            NOTHING,
            *tell_orphan(path.relative_to(dataset.home).as_posix()),
        )
        for path in found
        if (path.parent.name, path.stem) not in known
    ]
