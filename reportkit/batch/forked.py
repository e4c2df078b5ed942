"""The cells of a notebook run apart, told to papermill as they come."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NotebookExecutionManager
from papermill.log import logger

from reportkit.apart import Limits, run_apart
from reportkit.batch.cells import KERNEL, Run, Told, run_cells
from reportkit.errors import ApartError, NotebookError
from reportkit.printing.fonts import page_settings
from reportkit.report.parameters import Held

LIMITS = Limits(memory=4 * 1024**3, seconds=300)
"""What the cells of one notebook may take in all."""

STOPPED = "Arrêt"
"""Name of the error of a cell whose process was ended."""


def run_managed(
    nb_man: NotebookExecutionManager,
    kernel_name: str,
    folder: str | None,
    held: Held | None,
    seconds: float | None,
    logged: Mapping[str, Any],
) -> None:
    """What `ForkedEngine` does; `logged` says where papermill logs what cells show.

    Where the process is ended, the cell under way shows an error STOPPED with the reason.

    Raises:
        NotebookError: the notebook is not of Python.
    """
    language = nb_man.nb.metadata.get("kernelspec", {}).get("language", "python")
    if language != "python":
        raise NotebookError(f"le noyau « {kernel_name} » n'est pas de Python. {KERNEL}")
    limits = replace(LIMITS, seconds=seconds) if seconds else LIMITS
    run = Run(nb_man.nb, folder or str(Path.cwd()), held)
    settings = {**os.environ, **page_settings()}
    kept = _Kept(nb_man, PapermillNotebookClient(nb_man, log=logger, **logged))
    try:
        ran, language_info = run_apart(
            run_cells, run, limits, settings, guarded=False, hear=kept.hear
        )
    except (ApartError, NotebookError) as error:
        kept.stop(error)
        return
    for index, became in ran.items():
        nb_man.nb.cells[index].outputs = became.outputs
    nb_man.nb.metadata["language_info"] = language_info


class _Kept:
    """papermill's notebook, brought up to date with what the process apart tells."""

    def __init__(self, nb_man: NotebookExecutionManager, log: PapermillNotebookClient) -> None:
        self.nb_man, self.log = nb_man, log
        self.index = 0

    def hear(self, told: Told) -> None:
        what, index, became = told
        if index is None:
            raise NotebookError("les cellules affichent sans fin")
        self.index = index
        cell = self.nb_man.nb.cells[self.index]
        if what == "start":
            self.nb_man.cell_start(cell, self.index)
            return
        if became is not None:
            cell.outputs, cell.execution_count = became.outputs, became.execution_count
            for output in cell.outputs:
                self.log.log_output_message(output)
            if became.failed:
                self.nb_man.cell_exception(cell, cell_index=self.index)
        self.nb_man.cell_complete(cell, cell_index=self.index)

    def stop(self, error: Exception) -> None:
        """The cell under way bears the reason, as it would an error of its own.

        Where that is of text, the next one of code does: papermill takes errors from these.
        """
        cells = self.nb_man.nb.cells
        code = [index for index, cell in enumerate(cells) if cell.cell_type == "code"]
        if not code:
            raise error
        index = next((place for place in code if place >= self.index), code[-1])
        cell = cells[index]
        cell.outputs = [new_output("error", ename=STOPPED, evalue=str(error), traceback=[])]
        self.nb_man.cell_exception(cell, cell_index=index, exception=error)
        self.nb_man.cell_complete(cell, cell_index=index)
