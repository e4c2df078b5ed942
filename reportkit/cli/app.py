"""The command line's common parts: consoles, options that several commands share, messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape as escape_markup
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from reportkit.cli import french
from reportkit.printable import clean
from reportkit.schema import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from reportkit.dataset import Dataset
    from reportkit.pipeline import Inputs
    from reportkit.readers.sources import Sources

DONE, PARTLY, NOTHING, INTERRUPTED = 0, 1, 2, 130
SHOWN_FINDINGS = 8
PIPED_WIDTH = 400  # signs: where nobody looks, a row of a table stays on one line
LONGEST_MESSAGE = 400  # signs: it quotes an export, the advice behind it does not

french.install()
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def progress_bar() -> Progress:
    """A bar for long work: what is done of all, the time; nothing where nobody looks."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=err, disable=not err.is_terminal)


def widen_piped() -> None:
    """Lay out tables for a file or another command where no terminal is written to."""
    for console in (out, err):
        if not console.is_terminal:
            console.width = PIPED_WIDTH


app = typer.Typer(
    name="reportkit",
    cls=french.FrenchGroup,
    subcommand_metavar="COMMANDE [ARGUMENTS]…",
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)

Exports = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FICHIER…",
        help='Fichiers, dossiers ou motifs ("data/*.html") d\'exports SENACS : texte, page HTML, '
        "CSV, XLSX, archive ZIP ; - pour l'entrée standard. Sans argument : ceux que nomme "
        "reportkit.toml, sinon tout le dossier data/ (sauf data/exemple).",
        show_default=False,
    ),
]
Sample = Annotated[
    bool, typer.Option("--exemple", help="Prendre l'exemple fourni, aux données fictives.")
]
FixEncoding = Annotated[
    bool,
    typer.Option(
        "--fix-encoding",
        help="Réparer les accents abîmés par une mauvaise lecture (« Ã© » pour « é ») ; "
        "chaque ligne réparée est signalée.",
    ),
]
ExcelFr = Annotated[
    bool,
    typer.Option(
        "--excel-fr",
        help="Écrire le .csv pour un Excel en français : points-virgules, accents reconnus, "
        "aucun texte pris pour une formule.",
    ),
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


def escape(text: str, longest: int = 2000) -> str:
    """Words of an export on a terminal: no escape sequences, no markup, not endless."""
    plain = "\n".join(clean(line) for line in text.split("\n"))
    return escape_markup(plain if len(plain) <= longest else plain[: longest - 1] + "…")


def parse_path(text: str) -> Path:
    """The path of a file or folder to write.

    Raises:
        typer.BadParameter: it is empty, which would mean the current folder.
    """
    if not text:
        raise typer.BadParameter(
            "un chemin vide ne désigne rien ; nommez le fichier ou le dossier."
        )
    return Path(text)


def keep_inputs(output: Path, sources: Sources) -> None:
    """Refuse to write over what is read, through links too.

    Raises:
        ParameterError: `output` is an export, reportkit.toml or a file that stands beside it.
    """
    from reportkit.errors import ParameterError  # noqa: PLC0415

    held = [source.path for source in sources.files]
    beside = (sources.toml, sources.corrections, sources.complements)
    held += [path for path in beside if path is not None]
    if output.exists() and any(path.exists() and output.samefile(path) for path in held):
        raise ParameterError(
            f"{output} est lu par cette commande : l'écrire l'effacerait. Donnez un autre nom."
        )


def inputs(
    exports: Sequence[str] | None,
    annee_attribuee: int | None,
    exemple: bool,
    fix_encoding: bool,
) -> Inputs:
    """What a command reads.

    Raises:
        typer.BadParameter: the sample was asked for beside real exports.
    """
    from reportkit.pipeline import Inputs  # noqa: PLC0415 (pandas and papermill load slowly)

    if exports and exemple:
        raise typer.BadParameter(
            "--exemple ne se combine pas avec vos exports : les données fictives ne se mêlent "
            "jamais aux vôtres."
        )
    return Inputs(tuple(exports or ()), annee_attribuee, exemple, fix_encoding)


def count(number: int, noun: str) -> str:
    """« 2 actions »."""
    return f"{number} {noun}{'s' if number > 1 else ''}"


def tell_findings(dataset: Dataset, shown_at_most: int = SHOWN_FINDINGS) -> None:
    """Say what was read, and the findings of reading, those that cost text first."""
    from reportkit.schema import PARTIAL  # noqa: PLC0415

    findings = dataset.findings
    files = dataset.files
    read = sum(file.actions for file in files)
    out.print(f"{count(read, 'action')} dans {count(len(files), 'export')}.")
    if dataset.fictional:
        out.print("Données fictives : chaque page le porte.")
    if not findings:
        return
    shown = sorted(findings, key=lambda f: f.severity not in PARTIAL)[:shown_at_most]
    codes = ", ".join(f"{code} {n}" for code, n in Counter(f.code for f in findings).most_common())
    err.print(f"{count(len(findings), 'constat')} à la lecture ({codes}) :")
    for finding in shown:
        message, advice = escape(finding.message, LONGEST_MESSAGE), escape(finding.advice)
        place = f"{escape(finding.source_file)}:{finding.line} {escape(f'[{finding.code}]')}"
        err.print(f"  {place} {message} {advice}".rstrip())
    if len(findings) > len(shown):
        err.print(
            f"  … et {len(findings) - len(shown)} de plus ; « reportkit check » les montre tous."
        )


def tell_partial(dataset: Dataset) -> int:
    """Say which exports are not whole; gives the exit code that this asks for."""
    if not dataset.partial:
        return DONE
    names = escape(", ".join(dataset.partial))
    err.print(
        f"Export incomplet : {names}. Recopiez la page entière, ou voyez le constat qui le nomme."
    )
    return PARTLY
