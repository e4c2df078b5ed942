"""`reportkit check`: what a careful reader would notice, to read or to work through."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportkit.cli import french
from reportkit.cli.app import (
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
    keep_inputs,
    out,
    parse_path,
    tell_partial,
)
from reportkit.schema import Finding, Severity

if TYPE_CHECKING:
    from reportkit.check import Checked
    from reportkit.dataset import Dataset
    from reportkit.readers.sources import Sources


class Format(StrEnum):
    """`--format`."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


Output = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--sortie",
        metavar="FICHIER",
        parser=parse_path,
        help="Écrire là plutôt qu'à l'écran.",
        show_default=False,
    ),
]

Corrections = Annotated[
    bool,
    typer.Option(
        "--corrections",
        help="Préparer un fichier de corrections avec les candidats : corrections.csv, ou "
        "corrections-proposees.csv s'il existe déjà. Rien n'est appliqué sans votre signature.",
    ),
]
Complements = Annotated[
    bool,
    typer.Option(
        "--complements",
        help="Préparer un fichier à remplir avec ce que SENACS ne dit pas (budgets, femmes et "
        "hommes, QPV) : complements.csv, ou complements-proposes.csv s'il existe déjà.",
    ),
]


@app.command(cls=french.FrenchCommand)
def check(  # noqa: PLR0913, PLR0917 (one a command-line option)
    exports: Exports = None,
    format_: Annotated[
        Format,
        typer.Option(
            "--format",
            metavar="text|json|csv",
            help="À lire (text), pour un programme (json), un tableur (csv).",
        ),
    ] = Format.TEXT,
    output: Output = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Finir avec le code 1 s'il reste un constat à vérifier."),
    ] = False,
    corrections: Corrections = False,
    complements: Complements = False,
    annee_attribuee: Attributed = None,
    exemple: Sample = False,
    fix_encoding: FixEncoding = False,
) -> None:
    """Relever ce qu'un lecteur attentif remarquerait, avec le fichier, la ligne et quoi faire.

    Codes de sortie : 0, 1 si un export est incomplet (ou avec --strict), 2 si rien n'a pu être lu.

    Exemples :

    reportkit check data/aude.txt

    reportkit check --format csv -o constats.csv
    """
    from reportkit import check as checking  # noqa: PLC0415

    asked = inputs(exports, annee_attribuee, exemple, fix_encoding)
    sources = asked.sources()
    if output is not None:
        keep_inputs(output, sources)
    dataset = asked.read(sources)
    checked = checking.check(dataset, sources.config.accepted, sources.toml)
    if format_ is Format.TEXT:
        text = _as_text(checked)
    else:
        text = checking.as_json(checked) if format_ is Format.JSON else checking.as_csv(checked)
    _put(text, format_, output)
    if corrections:
        _lay_out(checked, dataset, sources)
    if complements:
        _lay_out_complements(dataset, sources)
    _tell_counts(checked)
    code = tell_partial(dataset)
    raise typer.Exit(PARTLY if strict and checked.fails else code)


def _as_text(checked: Checked) -> str:
    """Of each file what is to be checked, then what is only to be known, a line each."""
    parts: list[str] = []
    for _, group in groupby(checked.open, key=lambda finding: finding.source_file):
        informations: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in group:
            if finding.severity is Severity.INFO:
                informations[finding.code, finding.message].append(finding)
            else:
                parts += _lines_of(finding)
        parts += [_line_of(findings) for findings in informations.values()]
    return "\n".join(parts)


def _lines_of(finding: Finding) -> list[str]:
    action = f" (action {finding.action_id})" if finding.action_id else ""
    place = f"{finding.source_file}:{finding.line} [{finding.code}]"
    lines = [f"{place} {finding.severity}{action}", f"    {finding.message}"]
    lines += [f"    « {finding.text} »"] if finding.text else []
    return lines + ([f"    → {finding.advice}"] if finding.advice else [])


def _line_of(findings: Sequence[Finding]) -> str:
    """An information, with the lines of all places where it holds."""
    first = findings[0]
    if len(findings) == 1:
        place = f"{first.source_file}:{first.line} [{first.code}]"
        return f"{place} {first.message} « {first.text} »"
    lines = ", ".join(str(finding.line) for finding in findings)
    return (
        f"{first.source_file} [{first.code}] {first.message} {len(findings)} fois, lignes {lines}."
    )


def _put(text: str, format_: Format, output: Path | None) -> None:
    from reportkit.files import write_bytes  # noqa: PLC0415

    if output is None:
        if format_ is Format.TEXT:
            out.print(escape(text, longest=len(text)))
        else:
            typer.echo(text, nl=format_ is Format.JSON)
        return
    existed = output.exists()
    mark = "\ufeff" if format_ is Format.CSV else ""
    write_bytes(output, (mark + text + ("" if format_ is Format.CSV else "\n")).encode())
    err.print(f"{escape(str(output))} {'remplacé' if existed else 'écrit'}.")


def _lay_out(checked: Checked, dataset: Dataset, sources: Sources) -> None:
    from reportkit.check import candidates, corrections_text  # noqa: PLC0415
    from reportkit.files import write_bytes  # noqa: PLC0415
    from reportkit.readers.sources import CORRECTIONS, PROPOSED_CORRECTIONS  # noqa: PLC0415

    rows = candidates(checked, dataset)
    held = sources.home / (sources.config.corrections or CORRECTIONS)
    path = held.with_name(PROPOSED_CORRECTIONS) if held.exists() else held
    keep_inputs(path, sources)
    existed = path.exists()
    write_bytes(path, corrections_text(rows).encode())
    err.print(
        f"{escape(str(path))} {'remplacé' if existed else 'écrit'} : "
        f"{count(len(rows), 'candidat')}. Complétez « new » s'il le faut, et by, date, reason ; "
        "effacez les autres lignes."
    )
    if path != held:
        err.print(f"Reportez dans {escape(str(held))} les lignes que vous gardez.")


def _lay_out_complements(dataset: Dataset, sources: Sources) -> None:
    from reportkit.complements import blank_complements  # noqa: PLC0415
    from reportkit.errors import ParameterError  # noqa: PLC0415
    from reportkit.files import write_bytes  # noqa: PLC0415
    from reportkit.readers.sources import COMPLEMENTS, PROPOSED_COMPLEMENTS  # noqa: PLC0415

    held = sources.home / (sources.config.complements or COMPLEMENTS)
    path = held.with_name(PROPOSED_COMPLEMENTS) if held.exists() else held
    text, number = blank_complements(dataset.counted, dataset.complements)
    if not number:
        err.print("Chaque action a déjà son complément : aucune ligne à préparer.")
        return
    if path.exists():  # somebody may be filling it in
        raise ParameterError(
            f"{path} existe déjà et n'est pas remplacé. Reportez ses lignes dans {held.name}, puis "
            "effacez-le."
        )
    write_bytes(path, text.encode())
    err.print(
        f"{escape(str(path))} écrit : {count(number, 'action')}. Remplissez ce que vous savez, et "
        "source ; laissez vide le reste."
    )
    if path != held:
        err.print(f"Reportez dans {escape(str(held))} les lignes que vous remplissez.")


def _tell_counts(checked: Checked) -> None:
    counts = Counter(finding.code for finding in checked.open)
    words = ", ".join(f"{code} {number}" for code, number in counts.most_common())
    err.print(f"{count(len(checked.open), 'constat')}{f' ({words})' if words else ''}.")
    if checked.accepted:
        number = len(checked.accepted)
        mark = "s" if number > 1 else ""
        err.print(f"{count(number, 'constat')} accepté{mark} dans reportkit.toml.")
