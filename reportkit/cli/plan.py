"""Which reports: the options that choose them, the plan and what is to be said of it as tables."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from reportkit.batch.notices import BLOCKED, INFORMATION, REVIEW
from reportkit.cli.app import DONE, NOTHING, PARTLY, count, err, escape, out

if TYPE_CHECKING:
    from reportkit.batch.plan import Choice
    from reportkit.batch.upkeep import Due
    from reportkit.pipeline import Prepared

ORDER = (BLOCKED, REVIEW, INFORMATION)


class ReportType(StrEnum):
    """`--type`."""

    CENTRE = "centre"
    DEPARTEMENT = "departement"
    FINANCEUR = "financeur"


Kinds = Annotated[
    list[ReportType] | None,
    typer.Option(
        "--type",
        metavar="centre|departement|financeur",
        help="Sorte de rapport ; répétable. Sans cette option : toutes.",
        show_default=False,
    ),
]
Centres = Annotated[
    list[str] | None,
    typer.Option(
        "--centre", metavar="NOM", help="Seulement ce centre ; répétable.", show_default=False
    ),
]
Departments = Annotated[
    list[str] | None,
    typer.Option(
        "--departement",
        metavar="NOM",
        help="Seulement ce département ; répétable.",
        show_default=False,
    ),
]
Years = Annotated[
    list[int] | None,
    typer.Option(
        "--annee",
        metavar="ANNÉE",
        help="Seulement cette année SENACS ; répétable.",
        show_default=False,
    ),
]
Funders = Annotated[
    list[str] | None,
    typer.Option(
        "--financeur",
        metavar="CLÉ",
        help="Seulement les notes pour ce financeur, bloc [funders.CLÉ] de reportkit.toml ; "
        "répétable.",
        show_default=False,
    ),
]


def chosen(
    kinds: Sequence[ReportType] | None,
    centres: Sequence[str] | None,
    departments: Sequence[str] | None,
    years: Sequence[int] | None,
    funders: Sequence[str] | None,
) -> Choice:
    """What the options ask for."""
    from reportkit.batch.plan import Choice  # noqa: PLC0415 (pandas and papermill load slowly)

    return Choice(
        tuple(kind.value for kind in kinds or ()),
        tuple(centres or ()),
        tuple(departments or ()),
        tuple(years or ()),
        tuple(funders or ()),
    )


def show_plan(prepared: Prepared, due: Due) -> None:
    """The reports of a plan with their actions, as a table, and what is to be said of them."""
    stays = {job.path: "inchangé" for job in due.kept} | {job.path: "laissé" for job in due.left}
    table = Table(
        *("État", "Type", "Année", "Département", "Structure"),
        title="Rapports du plan",
    )
    table.add_column("Actions", justify="right")
    table.add_column("Fichier", overflow="fold")
    for job in prepared.jobs:
        about = job.perimeter
        table.add_row(
            prepared.preflight.state(job) or stays.get(job.path, "prêt"),
            about.kind + (f" {about.funder}" if about.funder else ""),
            str(about.year or "non précisée"),
            escape(about.department or ""),
            escape(about.centre or ""),
            str(prepared.preflight.scopes[job.path].size),
            escape(str(job.target)),
        )
    if prepared.jobs:
        out.print(table)
    show_notices(prepared, out)
    out.print(
        f"{count(len(prepared.jobs), 'rapport')} dans {escape(str(prepared.out))}, dont "
        f"{len(due.jobs)} à produire ; rien n'a été écrit (--dry-run)."
    )


def show_notices(prepared: Prepared, console: Console) -> None:
    """What was noticed beforehand, as a table: what blocks first; mere information on `out`."""
    notices = sorted(prepared.preflight.notices, key=lambda n: ORDER.index(n.state))
    if console is err:
        notices = [notice for notice in notices if notice.state != INFORMATION]
    if not notices:
        return
    table = Table("État", "Rapport", "Code", title="Avant de produire")
    for name in ("Constat", "Que faire"):
        table.add_column(name, overflow="fold")
    for notice in notices:
        cells = (notice.state, notice.report, notice.code, notice.message, notice.advice)
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)


def foretold(prepared: Prepared) -> int:
    """The exit code that a build would rightly end with, as far as it can be told."""
    if prepared.preflight.blocked or not prepared.jobs:
        return NOTHING
    blocked = any(prepared.preflight.state(job) == BLOCKED for job in prepared.jobs)
    return PARTLY if blocked or prepared.dataset.partial else DONE
