"""`reportkit init`: settings that are all known, nothing replaced, a look that is used."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

from reportkit.config import Accepted, Config, ExportEntry, Identity, load_config
from reportkit.report.tokens import templates
from reportkit.starter import write_starter

STARTER = ROOT / "templates" / "starter" / "reportkit.toml"


def test_a_new_folder_reads_as_all_defaults(tmp_path: Path) -> None:
    written, kept = write_starter(tmp_path / "neuf")
    assert [path.relative_to(tmp_path / "neuf").as_posix() for path in written] == [
        "reportkit.toml",
        "data/LISEZMOI.txt",
    ]
    assert kept == []
    assert load_config(tmp_path / "neuf" / "reportkit.toml") == Config()


def test_every_key_is_in_the_starter_with_a_value_that_fits(tmp_path: Path) -> None:
    text = STARTER.read_text("utf-8")
    setting = re.compile(r'# (\[|\w+ = |"[^"]+" = )')
    uncommented = "\n".join(line[2:] for line in text.split("\n") if setting.match(line))
    (tmp_path / "reportkit.toml").write_text(uncommented, "utf-8")
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"/>'
    (tmp_path / "logo.svg").write_text(logo, "utf-8")
    load_config(tmp_path / "reportkit.toml")
    given = tomllib.loads(uncommented)
    assert set(given) == set(Config.model_fields)
    assert set(given["exports"][0]) == set(ExportEntry.model_fields)
    assert set(given["identity"]) == set(Identity.model_fields)
    assert {"code", "reason", "text"} <= set(given["accepted"][0]) <= set(Accepted.model_fields)


def test_nothing_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "reportkit.toml").write_text('name = "À nous"', "utf-8")
    _, kept = write_starter(tmp_path)
    assert kept == [tmp_path / "reportkit.toml"]
    assert load_config(kept[0]).name == "À nous"


def test_ejected_templates_are_the_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_starter(tmp_path, eject=True)
    monkeypatch.chdir(tmp_path)
    assert templates() == tmp_path / "templates"
    assert (tmp_path / "notebooks" / "centre.ipynb").is_file()
    assert not (tmp_path / "templates" / "starter").exists()
