"""Makes one report from its slice: run, print; gives bytes, and writes nothing."""

from __future__ import annotations

import tempfile
import time
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from reportkit.batch.execution import EngineName, run_notebook
from reportkit.errors import DiskError, ReportkitError
from reportkit.files import full_told
from reportkit.printing.pdf import Printed, print_notebook
from reportkit.report.parameters import Held


@dataclass(frozen=True)
class Task:
    """All that a worker needs, here or on another machine.

    `folder` is where the notebook runs, `parameters` are those that it declares; `web` asks for
    the page for screens as well.
    """

    notebook: NotebookNode
    folder: Path
    parameters: dict[str, Any]
    held: Held
    engine: EngineName = "reportkit"
    web: bool = False


@dataclass(frozen=True)
class Made:
    """What came of a task: the notebook as far as it ran, the PDF, else why there is none."""

    executed: bytes = b""
    printed: Printed | None = None
    failure: str = ""
    seconds: float = 0.0


def make_report(task: Task) -> Made:
    """Run the notebook and print it; what goes wrong with that is told in what is given.

    Raises:
        DiskError: there is no room for temporary files, which every other report needs as well.
    """
    began = time.perf_counter()
    made = Made()
    try:
        with full_told(Path(tempfile.gettempdir())):
            executed, failure = run_notebook(
                task.notebook, task.folder, task.parameters, task.engine, task.held
            )
        made = Made(executed, failure=failure)
        if not failure:
            made = replace(made, printed=print_notebook(executed, web=task.web))
    except DiskError:
        raise
    except ReportkitError as error:
        made = replace(made, failure=str(error))
    except Exception:  # noqa: BLE001 (one failed report must not stop the rest)
        made = replace(made, failure=traceback.format_exc(limit=-3))
    return replace(made, seconds=time.perf_counter() - began)
