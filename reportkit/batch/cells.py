"""Runs a notebook's cells in this very process, by ipykernel's own in-process kernel."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel.inprocess.blocking import BlockingInProcessChannel, BlockingInProcessKernelClient
from ipykernel.inprocess.constants import INPROCESS_KEY
from ipykernel.inprocess.ipkernel import InProcessKernel
from ipykernel.iostream import OutStream
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from nbformat import NotebookNode
from traitlets.config import Config

from reportkit.errors import NotebookError
from reportkit.report.parameters import Held, hold

OUTPUT_LETTERS = 32 * 1024**2
"""What the cells of a notebook may show in all: far more than a report holds."""

KERNEL = "« --engine kernel » exécute le notebook dans un noyau Jupyter ordinaire."

_INLINE = "module://matplotlib_inline.backend_inline"

Told = tuple[str, int | None, Any]
"""« start » of a cell by its place, « cell » with what became of it; « flood » of output."""


@dataclass(frozen=True)
class Run:
    """What is run: a notebook, in a folder; `held` is what its `open_report` finds ready."""

    notebook: NotebookNode
    folder: str
    held: Held | None = None


@dataclass(frozen=True)
class Ran:
    """What became of a code cell."""

    outputs: list[NotebookNode]
    execution_count: int | None
    failed: bool


def run_cells(run: Run, tell: Callable[[Told], None]) -> tuple[dict[int, Ran], dict[str, Any]]:
    """Run the cells one after another, as nbclient does, until one fails.

    Returns:
        By its place each code cell that was run, as it stands at the end (a later cell may
        change what an earlier one displays), and the notebook's `language_info`.

    Raises:
        NotebookError: a cell asks for what this process cannot do.
    """
    if run.held is not None:
        hold(run.held)
    notebook = run.notebook
    ran: dict[int, Ran] = {}
    with _inside(run.folder):
        kernel, client = _start_kernel(_counter(lambda: tell(("flood", None, None))))
        gatherer = NotebookClient(notebook, record_timing=False)
        gatherer.reset_execution_trackers()
        for index, cell in enumerate(notebook.cells):
            tell(("start", index, None))
            if _is_run(cell, gatherer.skip_cells_with_tag):
                failed = _execute(cell, index, client, gatherer)
                ran[index] = Ran(cell.outputs, cell.execution_count, failed)
            tell(("cell", index, ran.get(index)))
            if index in ran and ran[index].failed:
                break
    ended = {i: Ran(notebook.cells[i].outputs, r.execution_count, r.failed) for i, r in ran.items()}
    return ended, kernel.language_info


def _is_run(cell: NotebookNode, skipped: str) -> bool:
    tags = cell.metadata.get("tags", [])
    return cell.cell_type == "code" and bool(cell.source.strip()) and skipped not in tags


def _execute(cell: NotebookNode, index: int, client: _Client, gatherer: NotebookClient) -> bool:
    """Run one cell; gives whether it failed."""
    allowed = "raises-exception" in cell.metadata.get("tags", [])
    cell.outputs = []
    gatherer.clear_before_next_output = False
    client.execute(cell.source, stop_on_error=not allowed, allow_stdin=False)
    reply = client.get_shell_msg()["content"]
    with contextlib.suppress(CellExecutionComplete):
        while True:
            message = client.get_iopub_msg()
            if message["msg_type"].startswith("comm"):
                name = message["content"].get("target_name", "comm")
                raise NotebookError(
                    f"cellule {index} : un élément interactif ({name}) ne peut pas tourner ici. "
                    f"{KERNEL}"
                )
            gatherer.process_message(message, cell, index)
    if reply.get("ename") == "StdinNotImplementedError" and not allowed:
        raise NotebookError(
            f"cellule {index} : input() attend une réponse, et personne n'est là pour la donner. "
            f"Remplacez-le par un paramètre. {KERNEL}"
        )
    return reply["status"] == "error" and not allowed


def _counter(flooded: Callable[[], None]) -> Callable[[int], None]:
    """Counts letters; calls `flooded` once they are too many."""
    left = [OUTPUT_LETTERS]

    def count(letters: int) -> None:
        was, left[0] = left[0], left[0] - letters
        if left[0] < 0 <= was:
            flooded()

    return count


@contextlib.contextmanager
def _inside(folder: str) -> Iterator[None]:
    """The notebook's own folder, or an empty one where this machine does not have it."""
    with contextlib.ExitStack() as stack:
        if not Path(folder).is_dir():
            folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(contextlib.chdir(folder))
        yield


class _Stream(OutStream):
    """Standard output or error, of what the cells start as well; counted as it is written."""

    written: Callable[[int], None]

    def write(self, string: str) -> int:
        self.written(len(string))
        super().write(string)
        return len(string)


class _Published(BlockingInProcessChannel):
    """What the kernel publishes, what is displayed counted."""

    displayed: Callable[[int], None]

    def call_handlers(self, msg: dict[str, Any]) -> None:
        parts = (msg["content"].get("data") or {}).values()
        self.displayed(sum(len(part) for part in parts if isinstance(part, str)))
        super().call_handlers(msg)  # type: ignore[no-untyped-call]


class _Client(BlockingInProcessKernelClient):
    iopub_channel_class = _Published


class _Kernel(InProcessKernel):
    """ipykernel 7 asks for the main thread of a channel when a cell awaits: here is none."""

    shell_channel_thread = SimpleNamespace(parent_thread=None)
    _supports_kernel_subshells = False


def _start_kernel(count: Callable[[int], None]) -> tuple[InProcessKernel, _Client]:
    # As an ordinary kernel: modules of the notebook's folder come first, figures are shown.
    sys.path.insert(0, "")
    sys.argv = ["reportkit"]
    os.environ.setdefault("MPLBACKEND", _INLINE)
    settings = Config()
    settings.HistoryManager.enabled = False
    session = Session(key=INPROCESS_KEY)
    # The one of this process: comms, which are refused, ask whether there is one.
    kernel = _Kernel.instance(session=session, config=settings)
    for name in ("stdout", "stderr"):
        stream = _Stream(session, kernel.iopub_thread, name)
        stream.written = count
        setattr(kernel, name, stream)
    client = _Client(kernel=kernel, session=session)
    client.iopub_channel.displayed = count
    kernel.start()
    client.start_channels()
    return kernel, client
