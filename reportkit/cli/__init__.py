"""The command line: arguments, French messages, errors to exit codes.

0 done · 1 done in part (a report failed, an export was cut or not read) · 2 nothing could be done.
"""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from reportkit import __version__
from reportkit.apart import call_with_room
from reportkit.cli import build, check, comments, facts, french, read, start, verify
from reportkit.cli.app import DONE, INTERRUPTED, NOTHING, app, err, escape, out, widen_piped
from reportkit.errors import ReportkitError
from reportkit.lean import collect_seldom, leave_out_grammar

COMMANDS = (build, check, comments, facts, read, start, verify)
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


def _fill_closed_streams() -> None:
    """Give streams that the caller closed (`>&-`) a void, which kernels inherit.

    Standard input stays None: nothing can be read from it.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            void = os.open(os.devnull, os.O_RDWR)  # takes the number of the closed stream
            os.set_inheritable(void, True)
            if name != "stdin":
                setattr(sys, name, open(void, "w", encoding="utf-8"))  # noqa: PTH123, SIM115


def _run(arguments: Sequence[str] | None) -> object:
    return app(arguments, standalone_mode=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; expected errors become one message and exit code 2."""
    _fill_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal's encoding may lack « → » or « é »
            stream.reconfigure(errors="replace")
    widen_piped()
    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    collect_seldom()
    leave_out_grammar()
    try:
        code = call_with_room(_run, arguments)
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
