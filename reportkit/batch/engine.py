"""The papermill engine `reportkit`, which papermill finds by its entry point.

papermill imports this module while it is itself imported: nothing here may import it whole, and
what the engine needs is loaded when it runs.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import Engine, NotebookExecutionManager

LOGGED = ("log_output", "stdout_file", "stderr_file")


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
        **named: Any,
    ) -> None:
        """Run the cells, and put what they show into `nb_man.nb` as it comes.

        Args:
            nb_man: papermill's own keeper of the notebook.
            kernel_name: must be of Python.
            folder: where the notebook runs; by default here.
            held: what the notebook's `open_report` finds ready (`report.parameters.Held`).
            execution_timeout: seconds for all cells, in place of those of `forked.LIMITS`.
            named: of papermill's other options, those that log what cells show (`LOGGED`) are
                heeded, once a cell has ended.

        Raises:
            NotebookError: the notebook is not of Python.
        """
        from reportkit.batch.forked import run_managed  # noqa: PLC0415

        logged = {name: named[name] for name in LOGGED if name in named}
        run_managed(nb_man, kernel_name, folder, held, execution_timeout, logged)
