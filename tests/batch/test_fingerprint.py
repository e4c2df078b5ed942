"""What a report is made from: programs and look; for its own parts see test_upkeep."""

from __future__ import annotations

from pathlib import Path

import pytest

import reportkit
from reportkit.batch import fingerprint
from reportkit.resources import TEMPLATES


def test_lexicons_and_lists_are_of_the_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("code.py", "lexique.toml", "liste.csv"):
        (tmp_path / name).write_text("a", "utf-8")
    monkeypatch.setattr(reportkit, "__file__", str(tmp_path / "code.py"))
    before = fingerprint.programs.__wrapped__()
    for name in ("code.py", "lexique.toml", "liste.csv"):
        (tmp_path / name).write_text("b", "utf-8")
        after = fingerprint.programs.__wrapped__()
        assert after != before
        before = after


def test_what_init_lays_out_is_no_part_of_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "report.css").write_text("p {}", "utf-8")
    monkeypatch.setenv(TEMPLATES, str(tmp_path / "templates"))
    bare = fingerprint.look()
    (tmp_path / "templates" / "starter").mkdir()
    (tmp_path / "templates" / "starter" / "reportkit.toml").write_text("", "utf-8")
    assert fingerprint.look() == bare
