"""`reportkit build`: the plan, the progress, what was made."""

from __future__ import annotations

import enum
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from reportkit.cli.progress import Follower, ProgressForm, followed
from reportkit.errors import ClusterError, DiskError

if TYPE_CHECKING:
    from reportkit.batch.pool import Workshop
    from reportkit.batch.run import Manner, Outcome
    from reportkit.batch.upkeep import Due, Upkeep
    from reportkit.pipeline import Prepared


ONCE = 1.0
"""Seconds within which a second SIGTERM is the same one."""


class EngineChoice(enum.StrEnum):
    """The ways of running a notebook."""

    reportkit = "reportkit"
    kernel = "kernel"


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
    force: Annotated[
        bool, typer.Option("--force", help="Refaire aussi les rapports dont rien n'a changé.")
    ] = False,
    failed_only: Annotated[
        bool,
        typer.Option("--failed-only", help="Ne refaire que les rapports en échec ou rejetés."),
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Dire de chaque rapport refait pourquoi il l'est.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            metavar="NOMBRE",
            min=1,
            help="Rapports produits en même temps. Par défaut, un par processeur.",
            show_default=False,
        ),
    ] = None,
    engine: Annotated[
        EngineChoice,
        typer.Option(
            "--engine",
            metavar="MOTEUR",
            help="reportkit : vite, un processus par rapport. kernel : un noyau Jupyter ordinaire, "
            "pour un notebook à éléments interactifs, ou sur une machine qui ne sait pas dupliquer "
            "un processus.",
        ),
    ] = EngineChoice.reportkit,
    progress: Annotated[
        ProgressForm,
        typer.Option(
            "--progress",
            metavar="FORME",
            help="barre (rien hors d'un terminal), json (un objet par ligne sur la sortie "
            "standard) ou aucune.",
        ),
    ] = ProgressForm.barre,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADRESSE",
            help="Produire sur les machines d'un ordonnanceur Dask (tcp://machine:8786) ; demande "
            '« pip install "reportkit[cluster]" ».',
            show_default=False,
        ),
    ] = None,
    exemple: Sample = False,
    fix_encoding: FixEncoding = False,
) -> None:
    """Imprimer les rapports : un PDF par centre, un par département et un par note de financeur.

    Exemples :

    reportkit build data/aude.txt

    reportkit build --annee 2024 --departement "Val-d'Oise"

    reportkit build --type centre --centre "Centre social des Deux Rives" --dry-run

    reportkit build --type financeur --financeur caf --annee 2024

    Ce qui n'a pas changé n'est pas refait ; une commande interrompue reprend où elle en était.
    """
    from reportkit import pipeline  # noqa: PLC0415 (pandas and papermill load slowly)
    from reportkit.batch.pool import Workshop, processors  # noqa: PLC0415
    from reportkit.batch.run import Manner  # noqa: PLC0415
    from reportkit.batch.upkeep import Upkeep  # noqa: PLC0415

    if scheduler:
        _check_elsewhere(engine, jobs)
    asked = inputs(exports, annee_attribuee, exemple, fix_encoding)
    choice = chosen(type_, centre, departement, annee, financeur)
    upkeep = Upkeep(force, failed_only, keep_html)
    manner = Manner(engine.value, keep_html)
    workshop = Workshop(jobs or processors(), scheduler)
    with followed(progress) as follower, _stopped_alike(), workshop:
        prepared = pipeline.prepare(
            asked,
            choice,
            out=out_folder,
            draft=brouillon,
            upkeep=None if dry_run else upkeep,
            workshop=None if dry_run else workshop,
        )
        tell_findings(prepared.dataset)
        if dry_run:
            due = prepared.due(upkeep)
            show_plan(prepared, due)
            if explain:
                _explain(due)
            _tell_left(due)
            code = foretold(prepared)
        else:
            code = _build(prepared, manner, upkeep, follower, workshop, explain=explain)
        follower.finish(code)
    raise typer.Exit(code)


@contextmanager
def _stopped_alike() -> Iterator[None]:
    """SIGTERM, by which services and schedulers stop a program, does as Ctrl-C.

    `timeout` sends it twice at once: to the command, then to its group.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    last = float("-inf")

    def interrupt(*_: object) -> None:
        nonlocal last
        since, last = time.monotonic() - last, time.monotonic()
        if since > ONCE:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _check_elsewhere(engine: EngineChoice, jobs: int | None) -> None:
    """What goes with a cluster.

    Raises:
        typer.BadParameter: an ordinary kernel, which would read the exports again by a path of
            this machine; a number of processes, which each worker has for itself.
    """
    if engine is EngineChoice.kernel:
        raise typer.BadParameter(
            "--engine kernel ne se combine pas avec --scheduler : un noyau ordinaire relit les "
            "exports, qui sont sur cette machine. Produisez ces rapports ici, sans --scheduler."
        )
    if jobs is not None:
        raise typer.BadParameter(
            "--jobs ne se combine pas avec --scheduler : chaque travailleur dit ce qu'il fait à "
            "la fois (dask worker --nworkers 4 --nthreads 1)."
        )


def _build(
    prepared: Prepared,
    manner: Manner,
    upkeep: Upkeep,
    follower: Follower,
    workshop: Workshop,
    *,
    explain: bool,
) -> int:
    """Make what is due of a plan; gives the exit code."""
    from reportkit import pipeline  # noqa: PLC0415

    show_notices(prepared, err)
    if prepared.preflight.blocked:
        err.print("Rien n'est produit : voir « bloqué » ci-dessus.")
        return NOTHING
    if not prepared.jobs:
        err.print("Aucun rapport à produire pour ce choix.")
        return PARTLY if prepared.dataset.partial else NOTHING

    def begin(due: Due) -> None:
        if explain:
            _explain(due)
        _tell_left(due)
        follower.begin(len(due.jobs), len(due.kept), len(due.left))

    missed: list[str] = []

    def miss(words: str) -> None:
        missed.append(words)
        err.print(escape(words))

    watcher = pipeline.Watcher(lambda words: err.print(escape(words)), begin, follower.tell, miss)
    try:
        outcomes = pipeline.make(prepared, manner, upkeep, watcher, workshop)
    except KeyboardInterrupt:
        err.print(
            "Interrompu : les rapports déjà faits sont gardés, et le registre à jour. La même "
            "commande reprendra ici."
        )
        return INTERRUPTED
    except (ClusterError, DiskError) as error:
        err.print(f"Erreur : {escape(str(error))}")
        return PARTLY if follower.made > follower.failed else NOTHING
    return max(_tell_outcomes(prepared, outcomes), PARTLY if missed else DONE)


def _explain(due: Due) -> None:
    """Why each report is made, and how many stay."""
    for job in due.jobs:
        out.print(f"{escape(job.label)} : {escape(' ; '.join(due.why[job.path]))}.")
    if due.kept:
        out.print(f"{count(len(due.kept), 'rapport')} sans changement.")


def _tell_left(due: Due) -> None:
    if due.left:
        left = f"laissé{'s' if len(due.left) > 1 else ''} par --failed-only"
        out.print(f"{count(len(due.left), 'rapport')} {left}.")


def _tell_outcomes(prepared: Prepared, outcomes: Sequence[Outcome]) -> int:
    from reportkit.batch.ledger import VIEWS  # noqa: PLC0415
    from reportkit.batch.plan import WORK  # noqa: PLC0415
    from reportkit.batch.run import NOT_MADE, REFUSED, TO_REVIEW  # noqa: PLC0415

    failed = [outcome for outcome in outcomes if outcome.state in NOT_MADE]
    kept = sum(outcome.kept for outcome in outcomes if outcome.state not in NOT_MADE)
    made = len(outcomes) - len(failed) - kept
    pages = sum(outcome.pages or 0 for outcome in outcomes if outcome.state not in NOT_MADE)
    told = [count(made + kept, "rapport") + f" ({count(pages, 'page')})"]
    if kept:
        told.append("rien à refaire" if not made else f"dont {count(made, 'refait')}")
    if replaced := sum(outcome.replaced for outcome in outcomes):
        told.append(f"{count(replaced, 'remplacé')} (édition précédente gardée)")
    out.print(f"{', '.join(told)}, dans {escape(str(prepared.out))}")
    work = prepared.out / WORK
    out.print(f"Registre : {escape(str(work / VIEWS[0]))} ; notebooks exécutés à côté.")
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
