"""Shared parts: the sample, the real export where there is one, small exports on disk."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
import pytest
from hypothesis import settings
from nbformat.v4 import new_markdown_cell
from senacs import page_lines, text_of
from thorough import TIMES

from reportkit.dataset import Dataset, load_dataset
from reportkit.printing.pdf import print_notebook

ROOT = Path(__file__).parent.parent
REAL_EXPORT = "REPORTKIT_REAL_EXPORT"
SAMPLE = "REPORTKIT_SAMPLE"
"""Environment variables: a folder with a real export; one with the sample's reports, just made."""

# Each run tries the same examples, so that a failure belongs to the change that brought it; the
# long form of the properties (`make campaign`) tries new ones.
settings.register_profile("each run", derandomize=True, deadline=None)
settings.register_profile("campaign", print_blob=True, deadline=None)
settings.load_profile("each run" if TIMES == 1 else "campaign")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def sample() -> Dataset:
    return load_dataset([ROOT / "data" / "exemple"])


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's reports, made by the command itself, in the folder that SAMPLE names if any."""
    made = os.environ.get(SAMPLE)
    if made:
        return Path(made)
    folder = tmp_path_factory.mktemp("sample") / "out"
    command = [sys.executable, "-m", "reportkit", "build", "--exemple", "--out", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "37 rapports" in done.stdout
    return folder


@pytest.fixture(scope="session")
def conforming_pdf(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with charts, tables and files, and an analyst's link, printed by today's code."""
    name = "2024_val-d-oise_centre_espace-de-vie-sociale-le-lavoir"
    notebook = nbformat.read(out / "_travail/2024/val-d-oise" / f"{name}.ipynb", as_version=4)
    link = new_markdown_cell("Voir la [présentation](https://example.org/) de la démarche.")
    notebook.cells.insert(-1, link)
    path = tmp_path_factory.mktemp("conforming") / f"{name}.pdf"
    path.write_bytes(print_notebook(notebook).pdf)
    return path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the sample's reports share one worker, which builds them once."""
    for item in items:
        if "out" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("sample"))


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """The folder of a real export and of its reading by hand, which cannot be published."""
    named = os.environ.get(REAL_EXPORT)
    if named is None:
        pytest.skip(f"{REAL_EXPORT} names no folder with senacs-aude-16.txt and its .gold.json")
    return Path(named)


@pytest.fixture
def export_file(tmp_path: Path) -> Callable[..., Path]:
    """Write actions as a page of SENACS; gives the file."""

    def write(actions: Sequence[dict], year: int | None = None, name: str = "export.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(text_of(page_lines(actions, year)))
        return path

    return write


def notebook_sections(kind: str) -> list[str]:
    """The sections of a kind of report, in the order in which its notebook shows them."""
    text = (ROOT / "notebooks" / f"{kind}.ipynb").read_text("utf-8")
    return re.findall(r"report[.](\w+)[(][)]", text)
