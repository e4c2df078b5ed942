"""One run at a time writes into a folder; a run that was killed leaves no lock behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from reportkit.batch.lock import held_folder, refuse_if_held
from reportkit.errors import BusyError

HOLD = (
    "import sys, time; from pathlib import Path; from reportkit.batch.lock import held_folder\n"
    "with held_folder(Path(sys.argv[1])): print('tenu', flush=True); time.sleep(600)"
)


def holder(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLD, str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == "tenu\n"
    return process


def test_a_second_run_is_refused_with_the_holder(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        try:
            for refuse in (refuse_if_held, lambda folder: held_folder(folder).__enter__()):
                with pytest.raises(BusyError, match=f"processus {process.pid} sur ") as told:
                    refuse(tmp_path)
                assert "--out" in str(told.value)
        finally:
            process.kill()


def test_a_run_that_was_killed_is_told_and_holds_nothing(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.kill()
    refuse_if_held(tmp_path)
    with held_folder(tmp_path) as told:
        assert f"processus {process.pid}" in told
        assert "reprend" in told
    with held_folder(tmp_path) as told:
        assert told == ""


def test_a_run_that_ends_by_an_error_is_told_too(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="raté"), held_folder(tmp_path):
        raise ValueError("raté")
    with held_folder(tmp_path) as told:
        assert "s'est arrêtée sans finir" in told


def test_a_folder_that_nothing_was_written_to_stays_so(tmp_path: Path) -> None:
    refuse_if_held(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
