"""`reportkit check`: every finding in three formats, accepted ones aside, corrections laid out."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from pathlib import Path

import pytest
from conftest import ROOT
from senacs import action, page_lines, read_bytes, text_of

from reportkit.check import Checked, as_csv, as_json, candidates, check, corrections_text
from reportkit.cli import main
from reportkit.config import Accepted
from reportkit.corrections import HEADINGS, Correction, read_corrections
from reportkit.dataset import Dataset, build_dataset

ACTIONS = [
    action(partners=["Épicerie solidaire"], limits=None),
    action(title="Café", summary="Écrire à cafe@exemple.fr pour venir."),
    action(title="Atelier", description="8 mères au foyer, au RSA, viennent chaque mardi."),
]


@pytest.fixture
def dataset() -> Dataset:
    return build_dataset([(read_bytes(text_of(page_lines(ACTIONS, 2024))), None)])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.txt").write_bytes(text_of(page_lines(ACTIONS, 2024)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def code_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["check", *arguments])
    return int(stop.value.code or 0)


def test_each_finding_names_its_line_and_its_action(dataset: Dataset) -> None:
    lines = page_lines(ACTIONS, 2024)
    told = {f.code: f for f in check(dataset).findings}
    assert {
        "valeur-inconnue",
        "champ-vide",
        "donnees-personnelles",
        "petit-groupe-sensible",
    } <= set(told)
    unknown = told["valeur-inconnue"]
    assert lines[unknown.line - 1] == "- Épicerie solidaire"
    assert (unknown.text, unknown.column) == ("Épicerie solidaire", "partners")
    assert "8 mères" in lines[told["petit-groupe-sensible"].line - 1]
    assert all(f.action_id in set(dataset.actions["action_id"]) for f in told.values())


def test_what_is_accepted_is_set_aside_with_its_reason(dataset: Dataset) -> None:
    entry = Accepted(code="valeur-inconnue", text="Épicerie", reason="partenaire réel")
    checked = check(dataset, [entry])
    assert "valeur-inconnue" not in {f.code for f in checked.open}
    assert list(checked.accepted.values()) == ["partenaire réel"]
    told = json.loads(as_json(checked))
    assert [f["accepted"] for f in told if f["code"] == "valeur-inconnue"] == ["partenaire réel"]


def test_an_acceptance_of_nothing_is_told(dataset: Dataset) -> None:
    checked = check(dataset, [Accepted(code="doublon-exact", reason="vu")])
    assert checked.findings[-1].code == "acceptation-sans-objet"


def test_settings_and_corrections_come_last_each_on_its_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "data" / "b.txt").write_bytes(text_of(page_lines([action(title="Bal")], 2024)))
    (folder / "signees.csv").write_text(
        ",".join(HEADINGS) + "\n\nx,status,a,b,moi,2025-01-01,vu\n", "utf-8"
    )
    (folder / "reportkit.toml").write_text(
        'corrections = "signees.csv"\n'
        '[[accepted]]\ncode = "champ-vide"\nreason = "vu"\n\n'
        '[[accepted]]\ncode = "rien"\nreason = "vu"\n'
        '[aliases]\n"Rien" = "X"\n',
        "utf-8",
    )
    assert code_of("--format", "json") == 0
    told = [(f["source_file"], f["code"], f["line"]) for f in json.loads(capsys.readouterr().out)]
    assert told[-3:] == [
        ("signees.csv", "correction-sans-objet", 3),
        ("reportkit.toml", "alias-sans-objet", 10),
        ("reportkit.toml", "acceptation-sans-objet", 6),
    ]
    assert [name for name, *_ in told[:-3]] == sorted(name for name, *_ in told[:-3])


def test_an_information_that_recurs_takes_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = [action(title=f"Bal {n}", people=f"{n}5 enfants inscrits") for n in range(1, 4)]
    (folder / "data" / "a.txt").write_bytes(text_of(page_lines(told, 2024)))
    assert code_of() == 0
    (line,) = (s for s in capsys.readouterr().out.splitlines() if "contenu-deplace" in s)
    numbers = [n for n, s in enumerate(page_lines(told, 2024), 1) if "enfants inscrits" in s]
    assert line.endswith(f"3 fois, lignes {', '.join(map(str, numbers))}.")
    assert code_of("--format", "json") == 0
    found = [f for f in json.loads(capsys.readouterr().out) if f["code"] == "contenu-deplace"]
    assert [f["text"] for f in found] == [a["people"] for a in told]
    assert len({f["action_id"] for f in found}) == 3


def test_a_candidate_holds_the_sentence_and_names_nobody() -> None:
    sensitive = "Huit mères au foyer, au RSA, " + "viennent chaque mardi et " * 12 + "restent."
    text = f"Le café ouvre. {sensitive} Tout va bien avec Mme Durand."
    dataset = build_dataset([(read_bytes(text_of(page_lines([action(limits=text)]))), None)])
    rows = candidates(check(dataset), dataset)
    assert [row[1:3] for row in rows if "petit-groupe" in row[-1]] == [("citer", sensitive)]
    assert not any("Durand" in row[-1] for row in rows)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Café : trois réfugiées"},
        {"partners": ["Commune", "4 familles au RSA"]},
        {"status": "2 personnes malades"},
        {"limits": "Un début.\n- 8 femmes du quartier\nbénéficient du RSA. Fin."},
    ],
)
def test_what_a_person_releases_is_no_finding_any_more(changes: dict) -> None:
    def found(corrections: list[Correction]) -> tuple[Dataset, Checked]:
        dataset = build_dataset([(read_bytes(data), None)], corrections=corrections)
        return dataset, check(dataset)

    data = text_of(page_lines([action(**changes)]))
    dataset, checked = found([])
    (finding,) = (f for f in checked.findings if f.code == "petit-groupe-sensible")
    assert finding.column == next(iter(changes))
    first = finding.text.split()[0]
    assert first in data.decode().split("\n")[finding.line - 1 + (finding.column == "title")]
    (row,) = (row for row in candidates(checked, dataset) if row[1] == "citer")
    signed = Correction(*row[:4], "Une personne", "2025-03-04", "relu", 2)
    dataset, checked = found([signed])
    assert dataset.corrections == (signed,)
    assert "petit-groupe-sensible" not in {f.code for f in checked.findings}


def test_a_cut_cannot_be_accepted() -> None:
    cut = text_of(page_lines(ACTIONS, 2024)[:-4])
    dataset = build_dataset([(read_bytes(cut), None)])
    assert check(dataset, [Accepted(code="fiche-coupee", reason="non")]).fails


def test_the_table_opens_in_a_french_spreadsheet(dataset: Dataset) -> None:
    checked = check(dataset)
    rows = list(csv.DictReader(io.StringIO(as_csv(checked)), delimiter=";"))
    assert len(rows) == len(checked.findings)
    assert rows[0]["fichier"] == "export.txt"
    assert {row["gravité"] for row in rows} == {"à vérifier", "information"}


def test_candidates_wait_for_a_signature(dataset: Dataset, tmp_path: Path) -> None:
    rows = candidates(check(dataset), dataset)
    assert {row[1] for row in rows} == {"partners", "ne pas citer", "citer", "exclure"}
    path = tmp_path / "corrections.csv"
    path.write_text(corrections_text(rows), "utf-8")
    signed, findings = read_corrections(path)
    assert signed == []
    assert {f.code for f in findings} == {"correction-en-attente"}
    assert len(findings) == len(rows)


@pytest.mark.parametrize("kind", ["text", "json", "csv"])
def test_the_command_tells_in_three_formats(
    folder: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    assert code_of("--format", kind) == 0
    out = capsys.readouterr().out
    assert "petit-groupe-sensible" in out
    if kind == "json":
        assert {f["source_file"] for f in json.loads(out)} == {"a.txt"}
    assert code_of("--format", kind, "-o", "constats") == 0
    assert "petit-groupe-sensible" in (folder / "constats").read_text("utf-8-sig")


def test_strict_fails_while_something_is_to_be_checked(folder: Path) -> None:
    assert code_of("--strict") == 1
    codes = ("valeur-inconnue", "donnees-personnelles", "petit-groupe-sensible", "doublon-probable")
    accepted = "".join(f'[[accepted]]\ncode = "{code}"\nreason = "vu"\n' for code in codes)
    (folder / "reportkit.toml").write_text(accepted, "utf-8")
    assert code_of("--strict") == 0


def test_corrections_are_laid_out_and_never_overwritten(folder: Path) -> None:
    assert code_of("--corrections") == 0
    laid = folder / "corrections.csv"
    assert laid.read_text("utf-8-sig").split("\n")[0] == ";".join(HEADINGS)
    laid.write_text(",".join(HEADINGS), "utf-8")
    assert code_of("--corrections") == 0
    assert laid.read_text("utf-8") == ",".join(HEADINGS)
    assert (folder / "corrections-proposees.csv").is_file()


# The codes: what the package can say is what the guide explains.


OF_THE_LOOK = {"logo.py", "palette.py"}  # their such words are names of SVG and of tokens


def said_codes() -> set[str]:
    """Kebab-case words that the modules which notice things hold as text."""
    rooms = ("readers", "findings", "cli")
    files = [path for room in rooms for path in (ROOT / "reportkit" / room).rglob("*.py")]
    files += (ROOT / "reportkit").glob("*.py")
    files = [path for path in files if path.name not in OF_THE_LOOK]
    return {
        node.value
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z]+(-[a-z]+)+", node.value)
    }


NO_CODES = {"aria-hidden", "entree-standard"}


def explained_codes() -> list[str]:
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    _, _, chapter = guide.partition("\n## Les constats\n")
    chapter, _, _ = chapter.partition("\n## ")
    return re.findall(r"^\| `([a-z]+(?:-[a-z]+)+)` \|", chapter, re.MULTILINE)


def test_every_code_is_explained_once() -> None:
    codes = explained_codes()
    assert len(codes) == len(set(codes))
    assert set(codes) <= said_codes()
    assert said_codes() - set(codes) - NO_CODES == set()
