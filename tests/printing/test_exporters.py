"""The reports in Jupyter's own tools: `jupyter nbconvert --to reportkit-pdf`, the export menu.

The entry points are those of the installed package: after a change in pyproject.toml, install anew.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import nbformat
import pytest
from cells import COVER, shown
from nbconvert.exporters import get_exporter
from nbconvert.utils.exceptions import ConversionException
from nbformat.v4 import new_code_cell, new_notebook

from reportkit.printing.jupyter import ReportPDFExporter, WebPageExporter
from reportkit.report.model import Heading

PDF, HTML = "reportkit-pdf", "reportkit-html"
REPORT = new_notebook(cells=[shown(COVER, Heading(level=1, text="Limites", anchor="limites"))])


def convert(to: str, notebook, folder: Path) -> subprocess.CompletedProcess[str]:
    nbformat.write(notebook, folder / "executed.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", to, "executed.ipynb"]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


@pytest.mark.parametrize(("name", "exporter"), [(PDF, ReportPDFExporter), (HTML, WebPageExporter)])
def test_jupyter_finds_both_exporters(name: str, exporter: type) -> None:
    assert name in entry_points(group="nbconvert.exporters").names
    assert get_exporter(name) is exporter
    assert exporter.export_from_notebook.startswith("Rapport reportkit (")


@pytest.mark.parametrize(
    ("name", "ending", "opening"),
    [(PDF, "pdf", b"%PDF-"), (HTML, "html", b"<!doctype html>")],
)
def test_an_executed_notebook_is_printed_from_any_folder(
    name: str, ending: str, opening: bytes, tmp_path: Path
) -> None:
    done = convert(name, REPORT, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / f"executed.{ending}").read_bytes().startswith(opening)


@pytest.mark.parametrize("name", [PDF, HTML])
def test_a_notebook_without_report_is_told_in_one_line(name: str, tmp_path: Path) -> None:
    empty = new_notebook(cells=[new_code_cell("1")])
    done = convert(name, empty, tmp_path)
    assert done.returncode == 1
    assert "reportkit : le notebook n'affiche pas de rapport" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["executed.ipynb"]


@pytest.mark.parametrize("exporter", [ReportPDFExporter, WebPageExporter])
def test_others_who_call_get_the_error_of_nbconvert(exporter: type) -> None:
    with pytest.raises(ConversionException, match="couverture"):
        exporter().from_notebook_node(new_notebook())


def test_the_types_are_those_of_the_files() -> None:
    assert ReportPDFExporter.output_mimetype == "application/pdf"
    content, resources = ReportPDFExporter().from_notebook_node(REPORT)
    assert content.startswith(b"%PDF-")
    assert resources["output_extension"] == ".pdf"
