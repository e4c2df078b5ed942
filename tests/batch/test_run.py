"""A report that the gates refuse is kept aside with its reasons, and made once they are met."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from conftest import ROOT
from senacs import action, page_lines, text_of

from reportkit.batch.plan import WORK
from reportkit.cli import main
from reportkit.report.tokens import TEMPLATES

NAME = "annee-non-precisee_sarthe_centre_centre-social-du-pre"


def build(export: Path, out: Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["build", str(export), "--type", "centre", "--out", str(out)])
    return int(ended.value.code or 0)


def entry(out: Path) -> dict[str, str]:
    with (out / WORK / "registre.csv").open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    return row


def test_a_refused_report_is_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    export, out = tmp_path / "fiches.txt", tmp_path / "out"
    export.write_bytes(text_of(page_lines([action()])))
    pale = tmp_path / "pale"
    shutil.copytree(ROOT / "templates", pale)
    with (pale / "report.css").open("a", encoding="utf-8") as sheet:
        sheet.write("main p { color: #ccc }")

    monkeypatch.setenv(TEMPLATES, str(pale))
    assert build(export, out) == 1
    assert not list(out.rglob("*.pdf"))
    kept = out / WORK / "annee-non-precisee" / "sarthe" / f"{NAME}.rejete"
    assert kept.read_bytes().startswith(b"%PDF-")
    told = entry(out)
    assert told["etat"] == "rejete"
    assert "contrast" in told["erreur"]
    assert ".rejete" in capsys.readouterr().err

    monkeypatch.delenv(TEMPLATES)
    assert build(export, out) == 0
    assert (out / "annee-non-precisee" / "sarthe" / f"{NAME}.pdf").is_file()
    assert not kept.exists()
    assert entry(out)["etat"] in ("fait", "a relire")
    assert entry(out)["erreur"] == ""
