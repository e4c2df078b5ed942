"""`reportkit facts` and `reportkit evaluate`: what texts say, and how right that is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    tell_partial,
)

if TYPE_CHECKING:
    from reportkit.evaluate import Score

SHOWN_QUOTE = 110


@app.command(cls=french.FrenchCommand)
def facts(
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--sortie",
            metavar="FICHIER",
            parser=parse_path,
            help="Fichier à écrire : .json, .csv ou .xlsx.",
        ),
    ],
    exports: Exports = None,
    annee_attribuee: Attributed = None,
    excel_fr: ExcelFr = False,
    exemple: Sample = False,
    fix_encoding: FixEncoding = False,
) -> None:
    """Relever les faits des textes : montants, personnes, séances, dates, limites, perspectives.

    Chaque fait porte les mots qui le disent et leur ligne. Exemple :
    reportkit facts data/aude.txt -o faits.xlsx
    """
    from reportkit.factfile import write_facts  # noqa: PLC0415
    from reportkit.facts import tell_facts  # noqa: PLC0415
    from reportkit.report.evidence import MEASURES_FR  # noqa: PLC0415

    wanted = inputs(exports, annee_attribuee, exemple, fix_encoding)
    sources = wanted.sources()
    keep_inputs(output, sources)
    existed = output.exists()
    dataset = wanted.read(sources)
    told = tell_facts(dataset, sources.config)
    found = told.facts
    write_facts(found, output, excel_fr=excel_fr)
    done = "remplacé" if existed else "écrit"
    out.print(f"{escape(str(output))} {done} : {count(len(found), 'fait')}.")
    for name, number in Counter(fact.measure for fact in found).most_common():
        out.print(f"  {MEASURES_FR.get(name, name)} ({name}) : {number}")
    if told.held_back:
        err.print(
            f"{count(told.held_back, 'fait')} non montré{'s' if told.held_back > 1 else ''} : mots "
            "à ne pas citer, ou petit groupe avec un trait sensible (« reportkit check »)."
        )
    raise typer.Exit(tell_partial(dataset))


@app.command(cls=french.FrenchCommand)
def evaluate(
    facts: Annotated[
        Path,
        typer.Argument(
            metavar="FAITS", parser=parse_path, help="Fichier écrit par « reportkit facts »."
        ),
    ],
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="LECTURE", parser=parse_path, help="Lecture faite à la main (JSON)."
        ),
    ],
    errors: Annotated[
        bool, typer.Option("--erreurs/--sans-erreurs", help="Lister les manques et les erreurs.")
    ] = True,
) -> None:
    """Comparer des faits à une lecture faite à la main, mesure par mesure.

    Le format de la lecture est décrit dans docs/evaluation.md.
    """
    from reportkit import evaluate as scoring  # noqa: PLC0415
    from reportkit.factfile import read_facts, read_reading  # noqa: PLC0415

    scores = scoring.evaluate(read_facts(facts), read_reading(gold))
    table = Table(title=f"{escape(facts.name)} comparé à {escape(gold.name)}", box=None)
    table.add_column("Mesure", no_wrap=True)
    for heading in ("Att.", "Trouvés", "Justes", "Faux", "Préc.", "Rappel", "F1", "Types"):
        table.add_column(heading, justify="right")
    for row in scoring.as_rows(scores):
        table.add_row(*row)
    out.print(table)
    types = Table(title="Types et familles", box=None)
    types.add_column("Mesure", no_wrap=True)
    types.add_column("Type ou famille")
    for heading in ("Att.", "Donnés", "Préc.", "Rappel", "F1"):
        types.add_column(heading, justify="right")
    for score in scores:
        for row in scoring.type_rows(score):
            types.add_row(*row)
    out.print(types)
    if errors:
        for one in scores:
            _tell_errors(one)


def _tell_errors(score: Score) -> None:
    lines = [
        f"  manque     ligne {min(one.lines, default='?')} (action {one.action}) : "
        f"{_value(one.value, *one.bounds)}{one.quote}"
        for one in score.missed
    ]
    lines += [
        f"  faux       ligne {fact['line']} (action {fact['action']}) : "
        f"{_value(fact['value'], fact['low'], fact['high'])}{fact['quote']}"
        for fact in score.false
    ]
    lines += [
        f"  autre type ligne {fact['line']} (action {fact['action']}) : "
        f"{fact['type']} au lieu de {' ou '.join(one.kinds)} : {fact['quote']}"
        for one, fact in score.wrong_kinds
    ]
    if lines:
        out.print(f"[bold]{score.measure}[/bold]")
        for line in lines:
            out.print(escape(line, SHOWN_QUOTE + 60))


def _value(value: object, low: object, high: object) -> str:
    if value is None and low is None and high is None:
        return ""
    return f"{f'{low} à {high}' if value is None else value} · "
