"""Which reports are made again, and why: what has not changed is left as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from reportkit.batch.fingerprint import Parts, changed
from reportkit.batch.ledger import Entry
from reportkit.batch.plan import Job
from reportkit.batch.run import NOT_MADE
from reportkit.batch.shelf import digest_of


@dataclass(frozen=True)
class Upkeep:
    """What the user asked for: everything again, or only what failed; pages for screens too."""

    force: bool = False
    failed_only: bool = False
    keep_html: bool = False


@dataclass(frozen=True)
class Due:
    """The reports to make, each with why, and those that stay; all in the order of the plan.

    `kept` have not changed; `left` have, or were never made, and did not fail: `failed_only`.
    """

    jobs: tuple[Job, ...]
    why: Mapping[PurePosixPath, tuple[str, ...]]
    kept: tuple[Job, ...]
    left: tuple[Job, ...] = ()


def choose(
    jobs: Sequence[Job],
    parts: Mapping[PurePosixPath, Parts],
    entries: Mapping[str, Entry],
    out: Path,
    asked: Upkeep,
    blocked: Collection[PurePosixPath] = (),
) -> Due:
    """Part the reports of a plan into those to make and those that stay as they are.

    With `failed_only`, a report that did not fail stays, whatever has changed. One that is
    `blocked` never passes for what it was before.
    """
    due, kept, left, why = [], [], [], {}
    for job in jobs:
        entry = entries.get(str(job.target))
        reasons = _reasons(job, entry, parts[job.path], out, asked)
        if job.path in blocked:
            reasons = ("bloqué",)
        if not reasons:
            kept.append(job)
        elif asked.failed_only and not (entry and entry.etat in NOT_MADE):
            left.append(job)
        else:
            due.append(job)
            why[job.path] = reasons
    return Due(tuple(due), why, tuple(kept), tuple(left))


def _reasons(
    job: Job, entry: Entry | None, parts: Parts, out: Path, asked: Upkeep
) -> tuple[str, ...]:
    """Why a report is made again, in French; empty where it stays."""
    if entry is None:
        return ("jamais produit",)
    if entry.etat in NOT_MADE:
        return ("sans PDF depuis le dernier passage",)
    told = [words] if (words := changed(entry.origine, parts)) else []
    found = digest_of(out / job.target)
    if not found:
        told.append("le PDF manque")
    elif found != entry.empreinte:
        told.append("le PDF n'est plus celui qui avait été produit")
    if asked.keep_html and not (out / job.aside).with_suffix(".html").is_file():
        told.append("la page web manque")
    if asked.force and not told:
        told.append("demandé (--force)")
    return tuple(told)
