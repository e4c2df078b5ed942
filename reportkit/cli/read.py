"""`reportkit list` and `reportkit table`: what the exports hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from reportkit.cli import french
from reportkit.cli.app import (
    Attributed,
    ExcelFr,
    Exports,
    FixEncoding,
    Sample,
    app,
    count,
    err,
    escape,
    inputs,
    keep_inputs,
    out,
    parse_path,
    tell_findings,
    tell_partial,
)


@app.command("list", cls=french.FrenchCommand)
def list_(
    exports: Exports = None,
    annee_attribuee: Attributed = None,
    exemple: Sample = False,
    fix_encoding: FixEncoding = False,
) -> None:
    """Montrer les centres, départements et années des exports, avec le nombre d'actions."""
    from reportkit.report.scope import structure_name  # noqa: PLC0415
    from reportkit.schema import NO_DEPARTMENT  # noqa: PLC0415

    dataset = inputs(exports, annee_attribuee, exemple, fix_encoding).read()
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
    for year, department, name, actions in sorted(rows):
        table.add_row(year, escape(department), escape(name), str(actions))
    table.add_section()
    table.add_row("Ensemble", "", "", str(len(dataset.counted)))
    out.print(table)
    tell_findings(dataset, len(dataset.findings))
    raise typer.Exit(tell_partial(dataset))


@app.command(cls=french.FrenchCommand)
def table(
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--sortie",
            metavar="FICHIER",
            parser=parse_path,
            help="Fichier à écrire : .csv, .json, .parquet, .xlsx, ou .txt (page SENACS).",
        ),
    ],
    exports: Exports = None,
    annee_attribuee: Attributed = None,
    excel_fr: ExcelFr = False,
    exemple: Sample = False,
    fix_encoding: FixEncoding = False,
) -> None:
    """Écrire toutes les actions lues dans un tableau, une ligne par action.

    Exemple : reportkit table data/aude.txt -o actions.xlsx
    """
    from reportkit.table import write_table  # noqa: PLC0415

    asked = inputs(exports, annee_attribuee, exemple, fix_encoding)
    sources = asked.sources()
    keep_inputs(output, sources)
    existed = output.exists()
    dataset = asked.read(sources)
    for note in write_table(dataset, output, excel_fr=excel_fr):
        err.print(escape(note))
    done = "remplacé" if existed else "écrit"
    out.print(f"{escape(str(output))} {done} : {count(len(dataset.actions), 'action')}.")
    tell_findings(dataset)
    raise typer.Exit(tell_partial(dataset))
