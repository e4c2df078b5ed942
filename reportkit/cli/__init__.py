"""The command line: arguments, French messages, errors to exit codes.

0 done · 1 done in part (a report failed, an export was cut or not read) · 2 nothing could be done.
"""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from reportkit import __version__
from reportkit.cli import build, check, facts, french, read, start
from reportkit.cli.app import DONE, INTERRUPTED, NOTHING, app, err, escape, out
from reportkit.errors import ReportkitError

COMMANDS = (build, check, facts, read, start)
"""Modules whose commands join the app when they are imported."""


@app.callback(invoke_without_command=True)
def describe(
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


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; expected errors become one message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal's encoding may lack « → » or « é »
            stream.reconfigure(errors="replace")
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
    except french.UsageError as error:
        err.print(f"Erreur : {escape(french.explain(error))}")
        err.print("« reportkit --help » et « reportkit COMMANDE --help » expliquent chaque option.")
        sys.exit(NOTHING)
    sys.exit(code if isinstance(code, int) else DONE)
