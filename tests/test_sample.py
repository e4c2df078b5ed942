"""The invented sample, built as `make report` builds it: its list, its marks, its traps."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from pypdf import PdfReader

from reportkit.dataset import Dataset, load_dataset
from reportkit.report.model import MIME
from reportkit.schema import LIST_COLUMNS, OUTCOMES

EXPECTED = {
    line
    for line in (ROOT / "tests" / "sample_reports.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
}


def text_of_pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages]


def test_the_reports_are_those_of_the_list_no_more_no_less(out: Path) -> None:
    made = {p.relative_to(out).as_posix() for p in out.rglob("*.pdf")}
    assert made == EXPECTED


def test_every_page_of_every_report_says_that_data_are_fictional(out: Path) -> None:
    for path in out.rglob("*.pdf"):
        for number, text in enumerate(text_of_pages(path), start=1):
            assert "Données fictives" in text, f"{path.name}, page {number}"


def test_every_page_but_the_cover_bears_source_and_page_number(out: Path) -> None:
    for path in out.rglob("*.pdf"):
        pages = text_of_pages(path)
        for number, text in enumerate(pages[1:], start=2):
            flat = " ".join(text.split())
            assert "Source : SENACS (Cnaf–FCSF), fiches-actions, année SENACS 202" in flat
            assert f"{number} / {len(pages)}" in flat


def test_only_what_may_be_sent_lies_outside_the_work_folder(out: Path) -> None:
    outside = {
        p.suffix
        for p in out.rglob("*")
        if p.is_file() and "_travail" not in p.relative_to(out).parts
    }
    assert outside == {".pdf"}


def test_the_ledger_holds_each_report_without_a_warning(out: Path) -> None:
    with sqlite3.connect(out / "_travail" / "registre.sqlite") as base:
        rows = base.execute("SELECT rapport, etat, pages, avertissements FROM rapports").fetchall()
    assert {row[0] for row in rows} == EXPECTED
    assert {row[1] for row in rows} == {"fait"}
    assert {row[3] for row in rows} == {""}
    assert all(row[2] >= 4 for row in rows)


def test_executed_notebooks_are_kept_with_their_parameters(out: Path) -> None:
    for name in EXPECTED:
        path = out / "_travail" / Path(name).with_suffix(".ipynb")
        tags = [cell.metadata.get("tags", []) for cell in nbformat.read(path, 4).cells]
        assert ["injected-parameters"] in tags


def test_the_content_id_of_every_report_is_the_one_of_the_ledger(out: Path) -> None:
    with sqlite3.connect(out / "_travail" / "registre.sqlite") as base:
        known = dict(base.execute("SELECT rapport, identifiant FROM rapports").fetchall())
    assert set(known) == EXPECTED
    for name, content_id in known.items():
        (parameters,) = PdfReader(out / name).attachments["parametres.json"]
        assert json.loads(parameters)["identifiant"] == content_id, name


CHAPTERS = {
    "centre": [
        "En bref", "La structure et le périmètre", "Les actions de l’année",
        "Publics, territoires et partenaires", "Résultats déclarés", "Moyens déclarés",
        "Limites signalées", "Perspectives annoncées", "Fiches-actions",
        "Sources, méthode et précautions de lecture", "Fichiers joints et édition",
    ],
    "departement": [
        "L’essentiel", "Les structures contributrices", "Panorama des actions", "Thématiques",
        "Publics et territoires", "Participation des habitants", "Partenariats",
        "Résultats déclarés", "Limites signalées", "Perspectives annoncées", "Moyens déclarés",
        "Zoom sur quelques actions", "Évolution", "Liste des structures et des actions",
        "Note méthodologique", "Glossaire", "Fichiers joints et édition",
    ],
    "financeur": [
        "Objet et périmètre", "Actions réalisées", "Publics touchés", "Objectifs et résultats",
        "Moyens et écarts", "Difficultés", "Suites", "Sources et réserves",
    ],
}  # fmt: skip
"""The chapters of each kind of report, in their order."""


def test_the_chapters_of_every_report_in_their_order(out: Path) -> None:
    for name in EXPECTED:
        chapters = [
            data["text"]
            for data in blocks(out / "_travail" / Path(name).with_suffix(".ipynb"))
            if data["kind"] == "heading" and data["level"] == 1
        ]
        assert chapters == CHAPTERS[Path(name).name.split("_")[2].removesuffix(".pdf")]


def test_no_sentence_of_ours_stands_twice_on_a_page(out: Path) -> None:
    for name in sorted(EXPECTED):
        for number, text in enumerate(text_of_pages(out / name), start=1):
            sentences = re.findall(r"[A-ZÀ-Ý«][^.!?]{60,}[.!?]", " ".join(text.split()))
            # Two lines of an export can give one and the same finding.
            ours = [s for s in sentences if "se lit comme un repère" not in s]
            twice = {s for s in ours if ours.count(s) > 1}
            assert not twice, (name, number)


def blocks(executed: Path) -> list[dict]:
    return [
        output.data[MIME]
        for cell in nbformat.read(executed, 4).cells
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]


def _composed(path: Path) -> str:
    return unicodedata.normalize("NFC", path.read_bytes().decode("utf-8-sig"))


def test_every_excerpt_stands_in_the_line_it_names(out: Path) -> None:
    exports = {
        path.name: re.split("\r\n|\r|\n", _composed(path))
        for path in (ROOT / "data" / "exemple").glob("*.txt")
    }
    seen = 0
    for name in sorted(EXPECTED):
        for data in blocks(out / "_travail" / Path(name).with_suffix(".ipynb")):
            for excerpt in data["items"] if data["kind"] == "excerpts" else []:
                where = excerpt["source"]
                lines = exports[where["source_file"]][where["first_line"] - 1 : where["last_line"]]
                text = " ".join(" ".join(line.split()) for line in lines)
                for part in " ".join(excerpt["lines"]).split("[…]"):
                    assert part.strip() in text
                    seen += 1
    assert seen > 300


@pytest.mark.parametrize("kind", ["centre", "departement", "financeur"])
def test_a_notebook_run_by_jupyter_shows_the_same_blocks(
    kind: str, out: Path, tmp_path: Path
) -> None:
    """The notebook as it is in the project, in its own kernel, without the command line."""
    folder = tmp_path / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder)
    (tmp_path / "data").symlink_to(ROOT / "data")
    jupyter = Path(sys.executable).with_name("jupyter")
    command = [jupyter, "execute", "--inplace", folder / f"{kind}.ipynb"]
    subprocess.run(command, check=True, capture_output=True)
    about = {"centre": "_centre-social-les-hirondelles", "financeur": "_caf"}.get(kind, "")
    batch = out / "_travail" / "2024" / "val-d-oise" / f"2024_val-d-oise_{kind}{about}.ipynb"
    alone = blocks(folder / f"{kind}.ipynb")
    assert len(alone) > 30
    assert alone == blocks(batch)


def test_notebooks_enter_git_without_outputs() -> None:
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in nbformat.read(path, 4).cells:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None


# What the sample was asked to hold.


def test_two_years_two_departments_about_seventy_actions(sample: Dataset) -> None:
    actions = sample.actions
    assert sample.fictional
    assert set(actions["senacs_year"]) == {2023, 2024}
    assert set(actions["department_norm"]) == {"Finistère", "Val-d'Oise"}
    assert len(actions) == 72
    sizes = sample.counted.groupby(["senacs_year", "department_norm"]).size()
    assert sizes.max() >= 24


def test_centres_of_every_size(sample: Dataset) -> None:
    sizes = sample.counted.groupby(["organisation_norm", "senacs_year"]).size().unstack()
    assert ((sizes[2023] >= 6) & (sizes[2024] >= 6)).any()
    assert (sizes[2023] == 1).any()
    assert (sizes[2023].notna() & sizes[2024].isna()).any()


def test_actions_go_on_from_one_year_to_the_next(sample: Dataset) -> None:
    frames = [sample.counted[sample.counted["senacs_year"] == year] for year in (2023, 2024)]
    keys = [set(zip(f["organisation_norm"], f["title"], strict=True)) for f in frames]
    assert len(keys[0] & keys[1]) >= 12


PLANTED = {
    "line that begins with a dash": r"^- \w",
    "dash without a space": r"^-\w",
    "line like a label": r"^- (Public|Description générale|Territoire concerné)$",
    "line like Actions": r"^Actions$",
    "no-break space": "\u00a0",
    "narrow no-break space": "\u202f",
    "half": "½",
    "ellipsis": "…",
    "line separator": "\u2028",
    "typographic apostrophe": "’",
    "straight apostrophe": "'",
    "glued sentences": r"[a-zé]\.[A-ZÉ]",
    "amount glued to its sign": r"\d€",
    "range of amounts": r"\d+ à \d+ ?€",
    "e for euros": r"\d+ e\b",
    "symbolic euro": "l'euro symbolique",
    "number alone": r"^\d+$",
    "range of persons": r"^\d+ à \d+$",
    "persons broken down": r"\d+ adolescents \(\d+ filles \+ \d+ garçons\)",
    "planned year": r"reconduite en 202[56]",
}
FREE = ("summary", "experience", "description", "funding", "people", "limits", "perspectives",
        *OUTCOMES)  # fmt: skip


@pytest.mark.parametrize("trap", PLANTED)
def test_every_trap_of_the_format_is_planted(trap: str, sample: Dataset) -> None:
    texts = [row[c] for row in sample.actions.to_dict("records") for c in FREE if row[c]]
    assert any(re.search(PLANTED[trap], text, re.MULTILINE) for text in texts)


def test_a_decomposed_accent_is_planted_and_read_composed(sample: Dataset) -> None:
    files = (ROOT / "data" / "exemple").glob("senacs-*.txt")
    assert any("e\u0301" in file.read_text("utf-8") for file in files)
    texts = [row[c] for row in sample.actions.to_dict("records") for c in FREE if row[c]]
    assert not any("e\u0301" in text for text in texts)


def test_traps_of_titles_values_and_structure_are_planted(sample: Dataset) -> None:
    actions = sample.actions
    titles = actions["title"]
    assert titles.str.contains(r"\|").any()
    assert titles.str.endswith(".").any()
    assert titles.str.contains('"').any()
    assert titles.str.contains("[<>&]").any()
    assert titles.str.isupper().any()
    assert (titles.str.len() > 110).any()
    assert sample.actions.groupby(["senacs_year", "organisation_norm", "title"]).size().max() == 3
    assert actions["duplicate_of"].notna().sum() == 1
    assert actions["organisation"].isna().sum() == 2
    assert actions["organisation"].str.contains(" - ").any()
    for column in ("dimension", "territory"):
        assert actions[column].isna().any()
    for column in LIST_COLUMNS:
        assert (actions[column].map(len) == 0).any()
    flagged = [f.text for f in sample.findings if f.code == "valeur-inconnue"]
    assert len(flagged) == 3


def test_a_paragraph_is_pasted_several_times(sample: Dataset) -> None:
    runs = [
        max(text.split("\n").count(line) for line in text.split("\n") if line)
        for row in sample.actions.to_dict("records")
        for text in (row[column] for column in FREE)
        if text
    ]
    assert max(runs) >= 4


@pytest.mark.parametrize("name", ["utf-16.txt", "windows-1252-cr.txt"])
def test_damaged_files_read_like_the_sound_one(name: str) -> None:
    traps = ROOT / "data" / "exemple" / "pieges"
    sound = load_dataset([traps / "index-different.txt"]).actions
    read = load_dataset([traps / name]).actions
    columns = ["title", "summary", *OUTCOMES, "limits", "perspectives"]
    assert read[columns].equals(sound[columns])
