"""Reports as the stock tools make them, in the two ways that a user would script.

Either three commands a report, two such sequences at once (`by_commands`); or one program that
calls the libraries, a pool of two processes: python benchmarks/stock.py JOBS.json FOLDER
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from commands import output

from reportkit.printing.fonts import font_settings

WORKERS = 2
NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "centre.ipynb"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class StockJob:
    """A report to make: the stem of its files, the parameters of its notebook."""

    stem: str
    parameters: dict[str, Any]


def find_browser() -> str | None:
    """The Chromium of this machine, None where there is none."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def by_commands(jobs: Sequence[StockJob], folder: Path, browser: str) -> None:
    """papermill, jupyter nbconvert and Chromium in turn for each report, `WORKERS` at once.

    Raises:
        SystemExit: one of the commands failed.
    """
    folder.mkdir(parents=True)
    waiting = iter(jobs)
    with ThreadPoolExecutor(WORKERS) as pool:
        sequences = [
            pool.submit(_sequence, waiting, folder, [browser, f"--user-data-dir={profile}"])
            for profile in (folder / f"profile-{number}" for number in range(WORKERS))
        ]
    for sequence in sequences:
        sequence.result()


def _sequence(waiting: Iterator[StockJob], folder: Path, browser: Sequence[str]) -> None:
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    for job in waiting:
        executed, page = folder / f"{job.stem}.ipynb", folder / f"{job.stem}.html"
        parameters = json.dumps(job.parameters)  # JSON is YAML as well
        output("papermill", str(NOTEBOOK), str(executed), "-y", parameters)
        output("jupyter", "nbconvert", "--to", "html", "--no-input", str(executed))
        printed = f"--print-to-pdf={folder / job.stem}.pdf"
        output(*browser, *sandbox, "--headless", printed, page.as_uri())


def by_libraries(jobs: Sequence[StockJob], folder: Path) -> None:
    """The program of this module, in a process of its own (its imports count), with our fonts.

    Raises:
        SystemExit: it failed.
    """
    folder.mkdir(parents=True)
    asked = folder / "jobs.json"
    asked.write_text(json.dumps([asdict(job) for job in jobs]), "utf-8")
    fonts = str(font_settings())
    output(sys.executable, __file__, str(asked), str(folder), FONTCONFIG_FILE=fonts)


def _print(folder: Path, style: str, job: StockJob) -> None:
    """One report in a process of the pool."""
    import papermill  # noqa: PLC0415 (they are already imported where the pool was forked)
    from nbconvert import HTMLExporter  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415
    from weasyprint import HTML  # noqa: PLC0415

    from reportkit.printing.press import VARIANT  # noqa: PLC0415

    executed = papermill.execute_notebook(
        NOTEBOOK, folder / f"{job.stem}.ipynb", job.parameters, progress_bar=False
    )
    # Cells that show nothing would leave an empty page before the cover.
    tags = ["remove-cell", "parameters", "injected-parameters"]
    removal = {"enabled": True, "remove_cell_tags": tags}
    exporter = HTMLExporter(
        template_name="basic", exclude_input=True, exclude_output_prompt=True,
        config=Config({"TagRemovePreprocessor": removal}),
    )  # fmt: skip
    body, _ = exporter.from_notebook_node(executed)
    page = (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{job.stem}</title>'
        f"<style>{style}</style></head><body>{body}</body></html>"
    )
    HTML(string=page).write_pdf(folder / f"{job.stem}.pdf", pdf_variant=VARIANT)


def _style() -> str:
    """Our style sheet for a printer that reads files: pictures by their addresses."""
    from reportkit.printing.html import SCHEME  # noqa: PLC0415
    from reportkit.report.tokens import colours, css_variables, templates  # noqa: PLC0415

    sheet = (templates() / "report.css").read_text("utf-8")
    return css_variables(colours()) + sheet.replace(f"({SCHEME}:", f"({templates().as_uri()}/")


def main() -> None:
    """The pool of processes."""
    import nbconvert  # noqa: F401, PLC0415 (as in a user's script: before the pool is forked)
    import papermill  # noqa: F401, PLC0415
    import weasyprint  # noqa: F401, PLC0415

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    jobs = [StockJob(**job) for job in json.loads(Path(sys.argv[1]).read_text("utf-8"))]
    with ProcessPoolExecutor(WORKERS) as pool:
        list(pool.map(partial(_print, Path(sys.argv[2]), _style()), jobs))


if __name__ == "__main__":
    main()
