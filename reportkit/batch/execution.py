"""Runs one notebook with papermill, by our engine or in an ordinary kernel."""

from __future__ import annotations

import asyncio
import contextvars
import difflib
import json
import logging
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

import papermill
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from reportkit.apart import FORKS
from reportkit.batch.forked import LIMITS
from reportkit.batch.plan import literal
from reportkit.errors import ParameterError
from reportkit.report.parameters import Held, Parameters, check_parameters

EngineName = Literal["reportkit", "kernel"]

START_TRIES = 3
"""How often an ordinary kernel that dies before its first word is started anew."""

_UNSAID = {"MemoryError": f"la mémoire accordée est dépassée ({LIMITS.memory // 1024**2} Mo)"}
_ADDED = {"injected-parameters", "papermill-error-cell-tag"}  # tags of papermill's own cells


def check_notebook(notebook: NotebookNode, values: dict[str, Any]) -> None:
    """Refuse what the notebook does not declare (papermill itself would only warn).

    Raises:
        ParameterError: no cell tagged `parameters`, a name that the notebook does not
            declare, or a value of the wrong type.
    """
    declared = papermill.inspect_notebook(notebook)
    if not declared:
        raise ParameterError("le notebook n'a aucune cellule étiquetée « parameters ».")
    for name in values:
        if name not in declared:
            near = difflib.get_close_matches(name, declared, n=1)
            hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else ""
            raise ParameterError(
                f"paramètre inconnu du notebook « {name} »{hint} "
                f"(déclarés : {', '.join(declared)})."
            )
    known = {name: value for name, value in values.items() if name in Parameters.model_fields}
    check_parameters(known)


def run_notebook(
    notebook: NotebookNode,
    folder: Path,
    parameters: dict[str, Any],
    engine: EngineName = "reportkit",
    held: Held | None = None,
) -> tuple[bytes, str]:
    """Run a notebook; gives it executed, and why it stopped where it did, if it did.

    Args:
        notebook: as it was read; it stays as it is.
        folder: where it runs.
        parameters: its parameters.
        engine: ours, or « kernel » for an ordinary one, which is all that a machine that cannot
            fork has.
        held: what `open_report` finds ready, with our engine.

    Raises:
        ParameterError: as `check_notebook`, before anything runs.
    """
    check_notebook(notebook, parameters)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    ours = engine == "reportkit" and FORKS
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "notebook.ipynb"
        run = partial(
            papermill.execute_notebook,
            notebook,
            literal(target),
            parameters=parameters,
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=not ours,
        )
        try:
            if ours:
                run(engine_name="reportkit", folder=str(folder), held=held)
            else:
                # A context of its own: the event loop of this thread is found by its context.
                contextvars.Context().run(_run_in_kernel, run, folder)
            failure = ""
        except PapermillExecutionError as error:
            told = error.evalue or _UNSAID.get(error.ename, "")
            failure = f"cellule {error.cell_index} : {error.ename} : {told}"
        except (CellTimeoutError, DeadKernelError) as error:
            # papermill saved the notebook as it stood before the last cell.
            failure = str(error).strip().splitlines()[0]
        return _settled(target.read_bytes()), failure


def _run_in_kernel(run: Callable[..., Any], folder: Path) -> None:
    try:
        _try_in_kernel(run, folder)
    finally:
        ensure_event_loop().close()
        asyncio.set_event_loop(None)


def _try_in_kernel(run: Callable[..., Any], folder: Path) -> None:
    for attempt in range(1, START_TRIES + 1):
        try:
            run(
                resources={"metadata": {"path": str(folder)}},
                execution_timeout=int(LIMITS.seconds),
                extra_arguments=["--log-level=CRITICAL"],  # the kernel's own chatter
            )
        except RuntimeError as error:
            # Kernels that start at once may draw the same ports, and one dies unheard.
            if "kernel_info" not in str(error) or attempt == START_TRIES:
                raise
        else:
            return


def _settled(executed: bytes) -> bytes:
    """An executed notebook without what differs from one run to the next: times, drawn ids."""
    node = json.loads(executed)
    for name in ("start_time", "end_time", "duration", "output_path"):
        node["metadata"].get("papermill", {}).pop(name, None)
    for number, cell in enumerate(node["cells"]):
        cell["metadata"].pop("execution", None)
        for name in ("start_time", "end_time", "duration"):
            cell["metadata"].get("papermill", {}).pop(name, None)
        if _ADDED & set(cell["metadata"].get("tags", ())):
            cell["id"] = f"papermill-{number}"
    return (json.dumps(node, ensure_ascii=False, indent=1) + "\n").encode()
