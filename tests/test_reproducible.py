"""The same export gives the same bytes, wherever and whenever the report is built."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from senacs import action, page_lines, text_of

pytestmark = pytest.mark.xdist_group("reproducible")  # one worker builds the reports

ACTIONS = [
    action(),
    action(title="Café des parents", organisation="Le Lien - Sarthe", partners=["Caf", "Commune"]),
    action(title="Sorties d’été", status="Terminée", keywords=["Culture"]),
]
PLACES = (
    ("ici", {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}),
    ("ailleurs/bien plus loin", {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "77"}),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    outs = []
    for name, environment in PLACES:
        folder = tmp_path_factory.mktemp("lieu") / name
        folder.mkdir(parents=True)
        (folder / "fiches.txt").write_bytes(text_of(page_lines(ACTIONS, 2024)))
        command = [sys.executable, "-m", "reportkit", "build", "fiches.txt", "--keep-html"]
        done = subprocess.run(
            command, cwd=folder, env=os.environ | environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        outs.append(folder / "out")
    return outs


@pytest.mark.parametrize("kind", ["pdf", "html"])
def test_reports_are_the_same_bytes(built: list[Path], kind: str) -> None:
    here, there = (
        {path.relative_to(out): path.read_bytes() for path in out.rglob(f"*.{kind}")}
        for out in built
    )
    assert len(here) == 3
    assert here == there
