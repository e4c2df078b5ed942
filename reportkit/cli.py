"""The command line: arguments, French messages, errors to exit codes.

0 done · 1 done in part (a report failed, an export was cut) · 2 nothing could be done.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape as escape_markup
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from reportkit import __version__, cli_french
from reportkit.errors import ReportkitError
from reportkit.printable import clean

if TYPE_CHECKING:
    from reportkit.batch.run import Outcome
    from reportkit.dataset import Dataset
    from reportkit.pipeline import Prepared

DONE, PARTLY, NOTHING, INTERRUPTED = 0, 1, 2, 130
SHOWN_FINDINGS = 8
FIRST_YEAR, LAST_YEAR = 1900, 2099

cli_french.install()
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

app = typer.Typer(
    name="reportkit",
    cls=cli_french.FrenchGroup,
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def escape(text: str, longest: int = 400) -> str:
    """Words of an export on a terminal: no escape sequences, no markup, not endless."""
    plain = "\n".join(clean(line) for line in text.split("\n"))
    return escape_markup(plain if len(plain) <= longest else plain[: longest - 1] + "…")


class ReportType(StrEnum):
    """`--type`."""

    CENTRE = "centre"
    DEPARTEMENT = "departement"


Exports = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="EXPORTS",
        help="Fichiers ou dossiers d'exports SENACS (.txt). Sans argument : ceux que nomme "
        "reportkit.toml, sinon tout le dossier data/ (sauf data/exemple).",
        show_default=False,
    ),
]
Sample = Annotated[
    bool, typer.Option("--exemple", help="Prendre l'exemple fourni, aux données fictives.")
]
Attributed = Annotated[
    int | None,
    typer.Option(
        "--annee-attribuee",
        metavar="ANNÉE",
        min=FIRST_YEAR,
        max=LAST_YEAR,
        help="Année que vous donnez aux actions que l'index de l'export ne date pas ; "
        "une note le dit dans le rapport.",
        show_default=False,
    ),
]


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Afficher la version.")] = False,
) -> None:
    """Des exports SENACS aux synthèses imprimées, par centre et par département.

    Pour commencer, avec des données fictives : [bold]reportkit build --exemple[/bold]
    """
    if version:
        out.print(f"reportkit {__version__}")
    elif context.invoked_subcommand is None:
        out.print(context.get_help())


@app.command(cls=cli_french.FrenchCommand)
def build(  # noqa: PLR0913, PLR0917 (one a command-line option)
    exports: Exports = None,
    type_: Annotated[
        list[ReportType] | None,
        typer.Option(
            "--type",
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
    annee_attribuee: Attributed = None,
    out_folder: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DOSSIER",
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
) -> None:
    """Imprimer les rapports : un PDF par centre et un par département, pour chaque année.

    Exemples :

    reportkit build data/aude.txt

    reportkit build --annee 2024 --departement "Val-d'Oise"

    reportkit build --type centre --centre "Centre social des Deux Rives" --dry-run
    """
    from reportkit import pipeline  # noqa: PLC0415 (pandas and papermill load slowly)
    from reportkit.batch.plan import Choice  # noqa: PLC0415

    _refuse_mix(exports, exemple)
    choice = Choice(
        tuple(kind.value for kind in type_ or ()),
        tuple(centre or ()),
        tuple(departement or ()),
        tuple(annee or ()),
    )
    prepared = pipeline.prepare(
        exports or [], choice, out=out_folder, annee_attribuee=annee_attribuee, sample=exemple
    )
    _tell_findings(prepared.dataset)
    if dry_run:
        _show_plan(prepared)
        raise typer.Exit(PARTLY if prepared.cut else DONE)
    if not prepared.jobs:
        err.print("Aucun rapport à produire pour ce choix.")
        raise typer.Exit(PARTLY if prepared.cut else NOTHING)
    try:
        outcomes = _make(prepared, keep_html)
    except KeyboardInterrupt:
        err.print("Interrompu : les rapports déjà faits sont gardés, et le registre à jour.")
        raise typer.Exit(INTERRUPTED) from None
    raise typer.Exit(_tell_outcomes(prepared, outcomes))


@app.command("list", cls=cli_french.FrenchCommand)
def list_(
    exports: Exports = None, annee_attribuee: Attributed = None, exemple: Sample = False
) -> None:
    """Montrer les centres, départements et années des exports, avec le nombre d'actions."""
    from reportkit import pipeline  # noqa: PLC0415
    from reportkit.report.scope import structure_name  # noqa: PLC0415
    from reportkit.schema import NO_DEPARTMENT  # noqa: PLC0415

    _refuse_mix(exports, exemple)
    dataset = pipeline.read(exports or [], annee_attribuee, sample=exemple)
    table = Table(
        "Année", "Département", "Structure", title="Actions (doublons exacts comptés une fois)"
    )
    table.add_column("Actions", justify="right")
    groups = dataset.counted.groupby(
        ["report_year", "department_norm", "organisation_norm"], dropna=False, sort=False
    )
    rows = [
        (
            str(keys[0]) if isinstance(keys[0], int) else "non précisée",
            keys[1] if isinstance(keys[1], str) else NO_DEPARTMENT,
            structure_name(keys[2] if isinstance(keys[2], str) else None),
            len(group),
        )
        for keys, group in groups
    ]
    for year, department, name, count in sorted(rows):
        table.add_row(year, escape(department), escape(name), str(count))
    table.add_section()
    table.add_row("Ensemble", "", "", str(len(dataset.counted)))
    out.print(table)
    _tell_findings(dataset, len(dataset.findings))
    if any(file.cut for file in dataset.files):
        raise typer.Exit(PARTLY)


@app.command(cls=cli_french.FrenchCommand)
def table(
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--sortie",
            metavar="FICHIER",
            help="Fichier à écrire : .csv, .json, .parquet, .xlsx, ou .txt (page SENACS).",
        ),
    ],
    exports: Exports = None,
    annee_attribuee: Attributed = None,
    excel_fr: Annotated[
        bool,
        typer.Option(
            "--excel-fr",
            help="Écrire le .csv pour un Excel en français : points-virgules, accents reconnus, "
            "aucun texte pris pour une formule.",
        ),
    ] = False,
    exemple: Sample = False,
) -> None:
    """Écrire toutes les actions lues dans un tableau, une ligne par action.

    Exemple : reportkit table data/aude.txt -o actions.xlsx
    """
    from reportkit import pipeline  # noqa: PLC0415
    from reportkit.table import write_table  # noqa: PLC0415

    _refuse_mix(exports, exemple)
    existed = output.exists()
    dataset = pipeline.read(exports or [], annee_attribuee, sample=exemple)
    for note in write_table(dataset, output, excel_fr=excel_fr):
        err.print(escape(note))
    done = "remplacé" if existed else "écrit"
    out.print(f"{escape(str(output))} {done} : {_count(len(dataset.actions), 'action')}.")
    _tell_findings(dataset)
    if any(file.cut for file in dataset.files):
        raise typer.Exit(PARTLY)


def _refuse_mix(exports: Sequence[Path] | None, exemple: bool) -> None:
    if exports and exemple:
        raise typer.BadParameter(
            "--exemple ne se combine pas avec vos exports : les données fictives ne se mêlent "
            "jamais aux vôtres."
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def _tell_findings(dataset: Dataset, shown_at_most: int = SHOWN_FINDINGS) -> None:
    from reportkit.schema import Severity  # noqa: PLC0415

    findings = dataset.findings
    files = dataset.files
    read = sum(file.actions for file in files)
    out.print(f"{_count(read, 'action')} dans {_count(len(files), 'export')}.")
    if dataset.fictional:
        out.print("Données fictives : chaque page le porte.")
    if not findings:
        return
    urgent = [f for f in findings if f.severity is Severity.CUT]
    shown = (urgent + [f for f in findings if f.severity is not Severity.CUT])[:shown_at_most]
    counts = ", ".join(f"{code} {n}" for code, n in Counter(f.code for f in findings).most_common())
    err.print(f"{_count(len(findings), 'constat')} à la lecture ({counts}) :")
    for finding in shown:
        err.print(f"  {escape(str(finding))}")
    if len(findings) > len(shown):
        err.print(
            f"  … et {len(findings) - len(shown)} de plus ; « reportkit list » les montre tous."
        )


def _show_plan(prepared: Prepared) -> None:

    table = Table(
        "Type", "Année", "Département", "Structure", title="Rapports qui seraient produits"
    )
    table.add_column("Actions", justify="right")
    table.add_column("Fichier", overflow="fold")
    for job in prepared.jobs:
        table.add_row(
            job.kind,
            str(job.year or "non précisée"),
            escape(job.department),
            escape(job.centre or ""),
            str(job.actions),
            escape(str(job.path)),
        )
    out.print(table)
    out.print(
        f"{_count(len(prepared.jobs), 'rapport')} dans {escape(str(prepared.out))} ; "
        "rien n'a été écrit (--dry-run)."
    )


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
    from reportkit.batch.run import FAILED, WORK  # noqa: PLC0415

    failed = [outcome for outcome in outcomes if outcome.state == FAILED]
    made = len(outcomes) - len(failed)
    pages = sum(outcome.pages or 0 for outcome in outcomes)
    replaced = f", dont {_count(prepared.replaced, 'remplacé')}" if prepared.replaced else ""
    out.print(
        f"{_count(made, 'rapport')} ({_count(pages, 'page')}){replaced}, "
        f"dans {escape(str(prepared.out))}"
    )
    work = prepared.out / WORK
    out.print(f"Registre : {escape(str(work / VIEW))} ; notebooks exécutés à côté.")
    if failed:
        err.print(
            f"{_count(len(failed), 'rapport')} en échec : voir le notebook exécuté et le registre "
            f"dans {escape(str(work))}."
        )
    if prepared.cut:
        err.print(
            f"Export interrompu : {escape(', '.join(prepared.cut))}. Recopiez la page entière."
        )
    return PARTLY if failed or prepared.cut else DONE


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; expected errors become one message and exit code 2."""
    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    try:
        code = app(arguments, standalone_mode=False)
    except ReportkitError as error:
        err.print(f"Erreur : {escape(str(error))}")
        sys.exit(NOTHING)
    except OSError as error:
        err.print(f"Erreur : lecture ou écriture impossible ({escape(str(error))}).")
        sys.exit(NOTHING)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        err.print("Interrompu.")
        sys.exit(INTERRUPTED)
    except cli_french.UsageError as error:
        err.print(f"Erreur : {escape(cli_french.explain(error))}")
        err.print("« reportkit --help » et « reportkit COMMANDE --help » expliquent chaque option.")
        sys.exit(NOTHING)
    sys.exit(code if isinstance(code, int) else DONE)
