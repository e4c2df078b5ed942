"""Runs one notebook with papermill, its parameters checked before a kernel starts."""

from __future__ import annotations

import difflib
import logging
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from reportkit.errors import NotebookError, ParameterError
from reportkit.files import write_whole
from reportkit.report.report import Parameters, check_parameters

CELL_TIMEOUT = 300
"""Seconds that one cell may take."""

START_TRIES = 3
"""How often a kernel that dies before its first word is started anew."""


def check_notebook(notebook: Path, values: dict[str, Any]) -> None:
    """Refuse what the notebook does not declare (papermill itself would only warn).

    Raises:
        ParameterError: no cell tagged `parameters`, a name that the notebook does not
            declare, or a value of the wrong type.
    """
    declared = papermill.inspect_notebook(literal(notebook))
    if not declared:
        raise ParameterError(f"{notebook.name} : aucune cellule étiquetée « parameters ».")
    for name in values:
        if name not in declared:
            near = difflib.get_close_matches(name, declared, n=1)
            hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else ""
            raise ParameterError(
                f"{notebook.name} : paramètre inconnu « {name} »{hint} "
                f"(déclarés : {', '.join(declared)})."
            )
    known = {name: value for name, value in values.items() if name in Parameters.model_fields}
    check_parameters(known)


def run_notebook(notebook: Path, parameters: dict[str, Any], executed: Path) -> NotebookNode:
    """Run a notebook in its own kernel and keep it, failed or not, at `executed`.

    Raises:
        ParameterError: as `check_notebook`, before anything runs.
        NotebookError: a cell failed; the executed notebook shows where.
    """
    check_notebook(notebook, parameters)
    failures: list[str] = []

    def execute(target: Path) -> None:
        for attempt in range(1, START_TRIES + 1):
            try:
                papermill.execute_notebook(
                    literal(notebook),
                    literal(target),
                    parameters=parameters,
                    kernel_name="python3",
                    cwd=str(notebook.parent),
                    progress_bar=False,
                    execution_timeout=CELL_TIMEOUT,
                    extra_arguments=["--log-level=CRITICAL"],  # the kernel's own chatter
                )
            except PapermillExecutionError as error:
                failures.append(f"cellule {error.cell_index} : {error.ename} : {error.evalue}")
            except (CellTimeoutError, DeadKernelError) as error:
                # papermill saved the notebook as it stood before the last cell.
                failures.append(str(error).strip().splitlines()[0])
            except RuntimeError as error:
                # Kernels that start at once may draw the same ports, and one dies unheard.
                if "kernel_info" in str(error) and attempt < START_TRIES:
                    continue
                raise
            return

    logging.getLogger("papermill").setLevel(logging.ERROR)
    write_whole(executed, execute)
    if failures:
        raise NotebookError(failures[0])
    notebook_node: NotebookNode = nbformat.read(executed, as_version=4)
    return notebook_node


def literal(path: Path) -> str:
    """A path for papermill, which would fill `{…}` in it."""
    return str(path).replace("{", "{{").replace("}", "}}")
