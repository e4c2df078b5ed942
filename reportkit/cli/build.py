"""`reportkit build`: the plan, the progress, what was made."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from reportkit.batch.notices import BLOCKED, INFORMATION, REVIEW
from reportkit.cli import french
from reportkit.cli.app import (
    DONE,
    INTERRUPTED,
    NOTHING,
    PARTLY,
    Attributed,
    Exports,
    FixEncoding,
    Sample,
    app,
    count,
    err,
    escape,
    inputs,
    out,
    parse_path,
    tell_findings,
    tell_partial,
)

if TYPE_CHECKING:
    from reportkit.batch.run import Outcome
    from reportkit.pipeline import Prepared


ORDER = (BLOCKED, REVIEW, INFORMATION)


class ReportType(StrEnum):
    """`--type`."""

    CENTRE = "centre"
    DEPARTEMENT = "departement"
    FINANCEUR = "financeur"


@app.command(cls=french.FrenchCommand)
def build(  # noqa: PLR0913, PLR0917 (one a command-line option)
    exports: Exports = None,
    type_: Annotated[
        list[ReportType] | None,
        typer.Option(
            "--type",
            metavar="centre|departement|financeur",
            help="Sorte de rapport ; répétable. Sans cette option : toutes.",
            show_default=False,
        ),
    ] = None,
    centre: Annotated[
        list[str] | None,
        typer.Option(
            "--centre", metavar="NOM", help="Seulement ce centre ; répétable.", show_default=False
        ),
    ] = None,
    departement: Annotated[
        list[str] | None,
        typer.Option(
            "--departement",
            metavar="NOM",
            help="Seulement ce département ; répétable.",
            show_default=False,
        ),
    ] = None,
    annee: Annotated[
        list[int] | None,
        typer.Option(
            "--annee",
            metavar="ANNÉE",
            help="Seulement cette année SENACS ; répétable.",
            show_default=False,
        ),
    ] = None,
    financeur: Annotated[
        list[str] | None,
        typer.Option(
            "--financeur",
            metavar="CLÉ",
            help="Seulement les notes pour ce financeur, bloc [funders.CLÉ] de reportkit.toml ; "
            "répétable.",
            show_default=False,
        ),
    ] = None,
    annee_attribuee: Attributed = None,
    brouillon: Annotated[
        bool,
        typer.Option(
            "--brouillon",
            help="Marquer chaque page « Brouillon » ; les PDF vont dans _travail/brouillons/.",
        ),
    ] = False,
    out_folder: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DOSSIER",
            parser=parse_path,
            help="Où écrire. Par défaut out/ ; out/exemple/ pour l'exemple.",
            show_default=False,
        ),
    ] = None,
    keep_html: Annotated[
        bool, typer.Option("--keep-html", help="Garder aussi la page HTML de chaque rapport.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Montrer ce qui serait produit, sans rien écrire.")
    ] = False,
    exemple: Sample = False,
    fix_encoding: FixEncoding = False,
) -> None:
    """Imprimer les rapports : un PDF par centre, un par département et un par note de financeur.

    Exemples :

    reportkit build data/aude.txt

    reportkit build --annee 2024 --departement "Val-d'Oise"

    reportkit build --type centre --centre "Centre social des Deux Rives" --dry-run

    reportkit build --type financeur --financeur caf --annee 2024
    """
    from reportkit import pipeline  # noqa: PLC0415 (pandas and papermill load slowly)
    from reportkit.batch.plan import Choice  # noqa: PLC0415

    asked = inputs(exports, annee_attribuee, exemple, fix_encoding)
    choice = Choice(
        tuple(kind.value for kind in type_ or ()),
        tuple(centre or ()),
        tuple(departement or ()),
        tuple(annee or ()),
        tuple(financeur or ()),
    )
    prepared = pipeline.prepare(asked, choice, out=out_folder, draft=brouillon)
    tell_findings(prepared.dataset)
    if dry_run:
        _show_plan(prepared)
        raise typer.Exit(_foretold(prepared))
    _show_notices(prepared, err)
    if prepared.preflight.blocked:
        err.print("Rien n'est produit : voir « bloqué » ci-dessus.")
        raise typer.Exit(NOTHING)
    if not prepared.jobs:
        err.print("Aucun rapport à produire pour ce choix.")
        raise typer.Exit(PARTLY if prepared.dataset.partial else NOTHING)
    try:
        outcomes = _make(prepared, keep_html)
    except KeyboardInterrupt:
        err.print("Interrompu : les rapports déjà faits sont gardés, et le registre à jour.")
        raise typer.Exit(INTERRUPTED) from None
    raise typer.Exit(_tell_outcomes(prepared, outcomes))


def _show_plan(prepared: Prepared) -> None:
    table = Table(
        "État", "Type", "Année", "Département", "Structure", title="Rapports qui seraient produits"
    )
    table.add_column("Fichier", overflow="fold")
    for job in prepared.jobs:
        about = job.perimeter
        table.add_row(
            prepared.preflight.state(job) or "prêt",
            about.kind + (f" {about.funder}" if about.funder else ""),
            str(about.year or "non précisée"),
            escape(about.department or ""),
            escape(about.centre or ""),
            escape(str(job.target)),
        )
    out.print(table)
    _show_notices(prepared, out)
    out.print(
        f"{count(len(prepared.jobs), 'rapport')} dans {escape(str(prepared.out))} ; "
        "rien n'a été écrit (--dry-run)."
    )


def _show_notices(prepared: Prepared, console: Console) -> None:
    """What was noticed beforehand, as a table: what blocks first."""
    notices = sorted(prepared.preflight.notices, key=lambda n: ORDER.index(n.state))
    if console is err:
        notices = [notice for notice in notices if notice.state != INFORMATION]
    if not notices:
        return
    table = Table("État", "Rapport", title="Avant de produire")
    for name in ("Constat", "Que faire"):
        table.add_column(name, overflow="fold")
    for notice in notices:
        cells = (notice.state, notice.report, notice.message, notice.advice)
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)


def _foretold(prepared: Prepared) -> int:
    """The exit code that a build would rightly end with, as far as it can be told."""
    if prepared.preflight.blocked or not prepared.jobs:
        return NOTHING
    blocked = any(prepared.preflight.state(job) == BLOCKED for job in prepared.jobs)
    return PARTLY if blocked or prepared.dataset.partial else DONE


def _make(prepared: Prepared, keep_html: bool) -> list[Outcome]:
    from reportkit import pipeline  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        task = progress.add_task("Rapports", total=len(prepared.jobs))

        def tell(outcome: Outcome) -> None:
            progress.advance(task)
            if outcome.error:
                err.print(f"Échec : {escape(outcome.job.label)} : {escape(outcome.error)}")

        return pipeline.make(prepared, keep_html=keep_html, tell=tell)


def _tell_outcomes(prepared: Prepared, outcomes: Sequence[Outcome]) -> int:
    from reportkit.batch.ledger import VIEW  # noqa: PLC0415
    from reportkit.batch.plan import WORK  # noqa: PLC0415
    from reportkit.batch.run import FAILED, TO_REVIEW  # noqa: PLC0415

    failed = [outcome for outcome in outcomes if outcome.state == FAILED]
    made = len(outcomes) - len(failed)
    pages = sum(outcome.pages or 0 for outcome in outcomes)
    replaced = f", dont {count(prepared.replaced, 'remplacé')}" if prepared.replaced else ""
    out.print(
        f"{count(made, 'rapport')} ({count(pages, 'page')}){replaced}, "
        f"dans {escape(str(prepared.out))}"
    )
    work = prepared.out / WORK
    out.print(f"Registre : {escape(str(work / VIEW))} ; notebooks exécutés à côté.")
    review = sum(outcome.state == TO_REVIEW for outcome in outcomes)
    if review:
        out.print(f"{count(review, 'rapport')} à relire avant envoi : voir le registre.")
    if failed:
        err.print(
            f"{count(len(failed), 'rapport')} en échec : voir le notebook exécuté et le registre "
            f"dans {escape(str(work))}."
        )
    return max(tell_partial(prepared.dataset), PARTLY if failed else DONE)
