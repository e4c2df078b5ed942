"""The papermill engine `reportkit`, which papermill finds by its entry point.

papermill imports this module while it is itself imported: nothing here may import it whole, and
what the engine needs is loaded when it runs.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import Engine, NotebookExecutionManager


class ForkedEngine(Engine):  # type: ignore[misc]
    """Runs a Python notebook in a process forked from a warm one.

    Widgets, comms and input() are refused: `--engine kernel` runs these.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        folder: str | None = None,
        held: Any = None,
        execution_timeout: float | None = None,
        **_: Any,
    ) -> None:
        """Run the cells, and put what they show into `nb_man.nb` as it comes.

        Args:
            nb_man: papermill's own keeper of the notebook.
            kernel_name: must be of Python.
            folder: where the notebook runs; by default here.
            held: what the notebook's `open_report` finds ready (`reportkit.report.report.Held`).
            execution_timeout: seconds for all cells, in place of those of `forked.LIMITS`.

        Raises:
            NotebookError: the notebook is not of Python.
        """
        from reportkit.batch.forked import run_managed  # noqa: PLC0415

        run_managed(nb_man, kernel_name, folder, held, execution_timeout)
