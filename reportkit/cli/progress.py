"""How a long build is followed: a bar for people, lines of JSON for machines, or nothing."""

from __future__ import annotations

import enum
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from reportkit.cli import french
from reportkit.cli.app import INTERRUPTED, NOTHING, err, escape, out
from reportkit.errors import ReportkitError

if TYPE_CHECKING:
    from reportkit.batch.run import Outcome


class ProgressForm(enum.StrEnum):
    """How progress is shown; « barre » shows nothing where nobody looks."""

    barre = "barre"
    json = "json"
    aucune = "aucune"


@contextmanager
def followed(form: ProgressForm) -> Iterator[Follower]:
    """Follow a build; with « json », standard output carries events alone, « fin » in any case."""
    if form is ProgressForm.json:
        out.stderr = True
        with _own_stdout() as stream:
            events = Events(stream)
            try:
                yield events
            except (ReportkitError, OSError, french.UsageError):
                events.finish(NOTHING)
                raise
            except (typer.Abort, KeyboardInterrupt):
                events.finish(INTERRUPTED)
                raise
            finally:
                out.stderr = False
        return
    shown = form is ProgressForm.barre and err.is_terminal
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeElapsedColumn(),
        TextColumn("reste"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, disable=not shown) as progress:
        yield Bar(progress)


@contextmanager
def _own_stdout() -> Iterator[TextIO]:
    """Standard output for us alone: what a kernel or its programs print goes to standard error."""
    try:
        place = sys.stdout.fileno()
    except OSError:  # it is no file's
        yield sys.stdout
        return
    with os.fdopen(os.dup(place), "w", encoding="utf-8") as stream:
        os.dup2(sys.__stderr__.fileno() if sys.__stderr__ else 2, place)
        try:
            yield stream
        finally:
            os.dup2(stream.fileno(), place)


class Follower:
    """Told of what a build does; counts what is made, and says what failed."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.total = self.made = self.failed = 0

    def begin(self, total: int, kept: int, left: int) -> None:
        """So many reports are to be made, have not changed, are left by `--failed-only`."""
        self.began, self.total = time.monotonic(), total
        self.show_start(kept, left)

    def tell(self, outcome: Outcome) -> None:
        """One report is made, or stays."""
        from reportkit.batch.run import NOT_MADE, REFUSED  # noqa: PLC0415 (it loads slowly)

        if not outcome.kept:
            self.made += 1
            self.failed += outcome.state in NOT_MADE
        self.show(outcome)
        if outcome.error and not outcome.kept:
            what = "Rejeté" if outcome.state == REFUSED else "Échec"
            err.print(f"{what} : {escape(outcome.job.label)} : {escape(outcome.error)}")

    def show_start(self, kept: int, left: int) -> None:
        """Show the first of it."""

    def show(self, outcome: Outcome) -> None:
        """Show one outcome."""

    def finish(self, code: int) -> None:
        """The build ends with this exit code."""


class Bar(Follower):
    """A bar: reports made of those to make, reports a minute, failures, time left."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress
        self.task = progress.add_task("Rapports", total=None, pace="")

    def show_start(self, kept: int, left: int) -> None:  # noqa: ARG002
        """Set the length of the bar."""
        self.progress.update(self.task, total=self.total)

    def show(self, outcome: Outcome) -> None:
        """Move on."""
        if outcome.kept:
            return
        pace = f"{60 * self.made / max(time.monotonic() - self.began, 0.1):.0f} rapports/min"
        if self.failed:
            pace += f", {self.failed} en échec"
        self.progress.update(self.task, completed=self.made, pace=pace)


class Events(Follower):
    """One JSON object a line on standard output: « debut », « rapport » for each, « fin »."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self.stream: TextIO | None = stream

    def show_start(self, kept: int, left: int) -> None:
        """The event « debut »."""
        self._print("debut", a_faire=self.total, inchanges=kept, laisses=left)

    def show(self, outcome: Outcome) -> None:
        """The event « rapport »."""
        self._print(
            "rapport",
            rapport=str(outcome.job.target),
            etat=outcome.state,
            inchange=outcome.kept,
            pages=outcome.pages,
            secondes=round(outcome.seconds, 2),
            erreur=outcome.error,
            a_relire=list(outcome.reasons),
            faits=self.made,
            echecs=self.failed,
            total=self.total,
        )

    def finish(self, code: int) -> None:
        """The event « fin »."""
        self._print("fin", code=code, faits=self.made, echecs=self.failed, total=self.total)

    def _print(self, event: str, **told: Any) -> None:
        elapsed = round(time.monotonic() - self.began, 2)
        if self.stream is None:
            return
        try:
            print(json.dumps({"event": event, "t": elapsed, **told}), file=self.stream, flush=True)
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.stream.fileno())  # what it still holds goes there
            os.close(nowhere)
            self.stream = None
            err.print("Plus personne ne lit la sortie standard : le passage continue sans elle.")
