"""`reportkit init`: a working folder to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reportkit.cli import french
from reportkit.cli.app import app, count, err, escape, out, parse_path


@app.command(cls=french.FrenchCommand)
def init(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DOSSIER", parser=parse_path, help="Le dossier de travail, créé s'il le faut."
        ),
    ],
    eject: Annotated[
        bool,
        typer.Option(
            "--eject",
            help="Copier aussi les notebooks et la mise en page, pour les modifier ; les mises à "
            "jour de reportkit ne les changeront plus.",
        ),
    ] = False,
) -> None:
    """Préparer un dossier de travail : reportkit.toml, commenté, et data/ pour les exports.

    Rien de ce qui s'y trouve déjà n'est remplacé.

    Exemple : reportkit init syntheses-2025
    """
    from reportkit.starter import write_starter  # noqa: PLC0415

    written, kept = write_starter(folder, eject=eject)
    for path in kept:
        err.print(f"Déjà là, laissé tel quel : {escape(str(path))}")
    mark = "s" if len(written) > 1 else ""
    out.print(f"{escape(str(folder))} : {count(len(written), 'fichier')} écrit{mark}.")
    out.print(
        "Mettez les exports dans data/, votre nom dans reportkit.toml, puis : reportkit check"
    )
