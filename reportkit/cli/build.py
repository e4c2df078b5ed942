"""`reportkit build`: the plan, the progress, what was made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
    progress_bar,
    tell_findings,
    tell_partial,
)
from reportkit.cli.plan import (
    Centres,
    Departments,
    Funders,
    Kinds,
    Years,
    chosen,
    foretold,
    show_notices,
    show_plan,
)

if TYPE_CHECKING:
    from reportkit.batch.run import Outcome
    from reportkit.pipeline import Prepared


@app.command(cls=french.FrenchCommand)
def build(  # noqa: PLR0913, PLR0917 (one a command-line option)
    exports: Exports = None,
    type_: Kinds = None,
    centre: Centres = None,
    departement: Departments = None,
    annee: Years = None,
    financeur: Funders = None,
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

    asked = inputs(exports, annee_attribuee, exemple, fix_encoding)
    choice = chosen(type_, centre, departement, annee, financeur)
    prepared = pipeline.prepare(asked, choice, out=out_folder, draft=brouillon)
    tell_findings(prepared.dataset)
    if dry_run:
        show_plan(prepared)
        raise typer.Exit(foretold(prepared))
    show_notices(prepared, err)
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


def _make(prepared: Prepared, keep_html: bool) -> list[Outcome]:
    from reportkit import pipeline  # noqa: PLC0415
    from reportkit.batch.run import REFUSED  # noqa: PLC0415

    with progress_bar() as progress:
        task = progress.add_task("Rapports", total=len(prepared.jobs))

        def tell(outcome: Outcome) -> None:
            progress.advance(task)
            if outcome.error:
                what = "Rejeté" if outcome.state == REFUSED else "Échec"
                err.print(f"{what} : {escape(outcome.job.label)} : {escape(outcome.error)}")

        return pipeline.make(prepared, keep_html=keep_html, tell=tell)


def _tell_outcomes(prepared: Prepared, outcomes: Sequence[Outcome]) -> int:
    from reportkit.batch.ledger import VIEW  # noqa: PLC0415
    from reportkit.batch.plan import WORK  # noqa: PLC0415
    from reportkit.batch.run import NOT_MADE, REFUSED, TO_REVIEW  # noqa: PLC0415

    failed = [outcome for outcome in outcomes if outcome.state in NOT_MADE]
    made = len(outcomes) - len(failed)
    pages = sum(outcome.pages or 0 for outcome in outcomes if outcome.state not in NOT_MADE)
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
    if any(outcome.state == REFUSED for outcome in failed):
        err.print(
            "Un rapport rejeté est gardé là avec l'extension .rejete (un PDF, à ne pas envoyer) ; "
            "ses motifs sont dans le registre."
        )
    return max(tell_partial(prepared.dataset), PARTLY if failed else DONE)
