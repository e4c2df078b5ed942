"""Files are whole or absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportkit.errors import DiskError
from reportkit.files import full_told, sweep, write_bytes, write_whole


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.txt"
    write_bytes(path, b"old")

    def fail(target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_whole(path, fail)
    assert path.read_bytes() == b"old"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]


def test_a_written_file_is_readable_by_others(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a.txt", b"x")
    assert (tmp_path / "a.txt").stat().st_mode & 0o444 == 0o444


def test_a_full_disk_is_told_with_what_to_do_and_other_errors_stay(tmp_path: Path) -> None:
    told = pytest.raises(DiskError, match=f"{tmp_path}.*Faites de la place")
    with told, full_told(tmp_path):
        Path("/dev/full").write_bytes(b"x")
    with pytest.raises(FileNotFoundError), full_told(tmp_path):
        (tmp_path / "absent").read_bytes()


def test_what_a_killed_run_left_is_swept_but_not_what_another_writes(tmp_path: Path) -> None:
    """out/exemple/ is a folder of reports of its own, inside out/."""
    left, others = (tmp_path / place for place in ("2024/aude", "exemple/2024"))
    for folder in (left, others, tmp_path / "_travail", tmp_path / "exemple" / "_travail"):
        folder.mkdir(parents=True)
    for path in (left / ".reportkit-a.tmp.pdf", left / "a.pdf", others / ".reportkit-b.tmp.pdf"):
        path.touch()
    sweep(tmp_path, but="_travail")
    assert {path.name for path in tmp_path.rglob("*.pdf")} == {"a.pdf", ".reportkit-b.tmp.pdf"}


def test_what_a_killed_run_left_beside_the_ledger_is_swept(tmp_path: Path) -> None:
    (tmp_path / "_travail").mkdir()
    (tmp_path / "_travail" / ".reportkit-c.tmp.csv").touch()
    sweep(tmp_path, but="_travail")
    assert list((tmp_path / "_travail").iterdir()) == []
