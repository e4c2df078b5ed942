"""Shared parts: the sample, the real export where there is one, small exports on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import settings
from senacs import page_lines, text_of
from thorough import TIMES

from reportkit.dataset import Dataset, load_dataset

ROOT = Path(__file__).parent.parent
REAL_EXPORT = "REPORTKIT_REAL_EXPORT"

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
    """The sample's reports, made by the command itself, once for all tests of one worker."""
    folder = tmp_path_factory.mktemp("sample") / "out"
    command = [sys.executable, "-m", "reportkit", "build", "--exemple", "--out", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder


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
