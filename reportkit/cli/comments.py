"""`reportkit comments`: files for the team's own words, laid out, and read again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportkit.cli import french
from reportkit.cli.app import (
    NOTHING,
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
)
from reportkit.cli.plan import Centres, Departments, Funders, Kinds, Years, chosen

if TYPE_CHECKING:
    from reportkit.commenting import Review

comments = typer.Typer(
    cls=french.FrenchGroup,
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    no_args_is_help=True,
    help="Les mots de l'équipe : préparer leurs fichiers, les dire relus.",
)
app.add_typer(comments, name="comments")


@comments.command(cls=french.FrenchCommand)
def new(  # noqa: PLR0913, PLR0917 (one a command-line option)
    exports: Exports = None,
    type_: Kinds = None,
    centre: Centres = None,
    departement: Departments = None,
    annee: Years = None,
    financeur: Funders = None,
    annee_attribuee: Attributed = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Nommer les fichiers, sans rien écrire.")
    ] = False,
    exemple: Sample = False,
    fix_encoding: FixEncoding = False,
) -> None:
    """Préparer un fichier à écrire par rapport choisi, sous commentaires/, avec ses chiffres.

    Un fichier qui existe déjà n'est jamais touché. Le texte n'est imprimé qu'une fois signé :
    auteur et date, en tête du fichier.

    Exemples :

    reportkit comments new --type departement --annee 2024

    reportkit comments new --centre "Centre social des Deux Rives" --dry-run
    """
    from reportkit.commenting import lay_out_files  # noqa: PLC0415 (pandas loads slowly)

    asked = inputs(exports, annee_attribuee, exemple, fix_encoding)
    choice = chosen(type_, centre, departement, annee, financeur)
    laid = lay_out_files(asked, choice, write=not dry_run)
    for path in laid.kept:
        err.print(f"Déjà là, laissé tel quel : {escape(str(path))}")
    for path in laid.written:
        out.print(f"{'À écrire' if dry_run else 'Écrit'} : {escape(str(path))}")
    if not laid.written and not laid.kept:
        err.print("Aucun rapport pour ce choix : « reportkit list » donne ce qui est connu.")
        raise typer.Exit(NOTHING)
    if dry_run:
        out.print(f"{count(len(laid.written), 'fichier')} ; rien n'a été écrit (--dry-run).")
    elif laid.written:
        out.print(
            f"{count(len(laid.written), 'fichier')}. Écrivez sous les titres, puis signez : "
            "auteur et date."
        )


@comments.command(cls=french.FrenchCommand)
def reviewed(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FICHIER…",
            parser=parse_path,
            help="Les fichiers de commentaires/ que vous venez de relire.",
            show_default=False,
        ),
    ],
    export: Annotated[
        list[str] | None,
        typer.Option(
            "--export",
            metavar="EXPORT",
            help="D'où viennent les chiffres du jour ; répétable. Par défaut, ce que lit "
            "« reportkit build » sans argument.",
            show_default=False,
        ),
    ] = None,
    annee_attribuee: Attributed = None,
    fix_encoding: FixEncoding = False,
) -> None:
    """Dire un texte relu : les chiffres du jour prennent la place de ceux de sa rédaction.

    Seules les lignes sous « chiffres » changent : vos mots restent, au signe près.

    Exemple : reportkit comments reviewed commentaires/2024/2024_val-d-oise_departement.md
    """
    from reportkit.commenting import review_files  # noqa: PLC0415

    for review in review_files(inputs(export, annee_attribuee, False, fix_encoding), files):
        _tell(review)


def _tell(review: Review) -> None:
    path = escape(str(review.path))
    if not review.moved:
        out.print(f"{path} : aucun chiffre n'a changé ; le fichier reste tel quel.")
    for moved in review.moved:
        then, now = ("absent" if n is None else str(n) for n in (moved.then, moved.now))
        out.print(f"{path} : {escape(moved.label)} : {then}, maintenant {now}.")
    if review.lacking:
        err.print(f"{path} : il manque {', '.join(review.lacking)} ; le texte n'est pas imprimé.")
    elif review.moved:
        out.print(f"{path} : pensez à remettre la date du jour.")
