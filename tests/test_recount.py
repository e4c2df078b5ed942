"""Every printed figure of the sample, and of a real export, counted a second time."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from printed import Run, read_runs
from recount import Figure, main, recount
from recounted import read_csv

YEARS = (2023, 2024)
KINDS = ("_centre_", "_departement", "_financeur_")
LEAST = {"_centre_": 1200, "_departement": 700, "_financeur_": 450}
"""How many figures the reports of one kind and year print at the very least."""


def reportkit(*arguments: str, folder: Path = ROOT) -> None:
    command = [sys.executable, "-m", "reportkit", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sample's table and facts, as the commands write them."""
    folder = tmp_path_factory.mktemp("recount")
    table, facts = folder / "table.csv", folder / "facts.csv"
    reportkit("table", "--exemple", "-o", str(table))
    reportkit("facts", "--exemple", "-o", str(facts))
    return table, facts


def differences(figures: Sequence[Figure]) -> list[tuple[str, int, str, str]]:
    return [(f.name, f.page, f.printed, f.recounted) for f in figures if f.differs]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_of_the_sample_is_what_a_recount_gives(
    kind: str, year: int, out: Path, sources: tuple[Path, Path]
) -> None:
    table, facts = map(read_csv, sources)
    reports = sorted((out / str(year)).rglob(f"*{kind}*.pdf"))
    assert len(reports) >= 2
    compared = 0
    for path in reports:
        figures = recount(read_runs(path), table, facts)
        is_alone = any((f.name, f.printed) == ("couverture, actions", "1") for f in figures)
        assert len(figures) >= (15 if is_alone else 30), path.name
        assert differences(figures) == [], path.name
        compared += len(figures)
    assert compared >= LEAST[kind]


def test_every_figure_of_a_real_export_is_what_a_recount_gives(
    real_folder: Path, tmp_path: Path
) -> None:
    export = (real_folder / "senacs-aude-16.txt").resolve()
    (tmp_path / "reportkit.toml").write_text(
        f'[funders.caf]\nname = "Caf de l\'Aude"\nselect = ["Caf"]\n\n'
        f'[[exports]]\nfile = "{export}"\n',
        "utf-8",
    )
    reportkit("table", "-o", "table.csv", folder=tmp_path)
    reportkit("facts", "-o", "facts.csv", folder=tmp_path)
    reportkit("build", folder=tmp_path)
    table, facts = read_csv(tmp_path / "table.csv"), read_csv(tmp_path / "facts.csv")
    reports = sorted((tmp_path / "out").rglob("*.pdf"))
    assert {kind for kind in KINDS if any(kind in path.name for path in reports)} == set(KINDS)
    for path in reports:
        assert differences(recount(read_runs(path), table, facts)) == [], path.name


# A wrong figure: the words it is found behind, what stands there, what is planted, and the name
# that the recount must give it. Of each report: a count, a base, a percentage (where bases are too
# small for one, a percentage that must not be), an amount, a family's count.
Wrong = tuple[str, str, str, str]
DEPARTMENT: tuple[Wrong, ...] = (
    ("17 actions sur 25", "17 actions sur 25", "18 actions sur 25", "au moins un résultat"),
    (
        "24 actions renseignées",
        "24 actions renseignées",
        "23 actions renseignées",
        "champ, Publics",
    ),
    ("40 %", "40 % (10 sur 25)", "41 % (10 sur 25)", "keywords_norm, Solidarité"),
    ("13 272,90 €", "13 272,90 €", "13 372,90 €", "montants, Coûts totaux, médiane"),
    (
        "Limites signalées, par famille",
        "12 sur 25",
        "11 sur 25",
        "Limites signalées, par famille, Locaux et matériel",
    ),
)
CENTRE: tuple[Wrong, ...] = (
    ("avec un résultat renseigné", "sur 7 actions", "sur 8 actions", "avec un résultat renseigné"),
    ("Services", "4 sur 7", "3 sur 7", "dimension_norm, Services"),
    ("Une commune", "4 sur 7", "57 % (4 sur 7)", "territory_norm, Une commune"),
    ("Montants déclarés, action par action", "11 000 €", "11 100 €", "montant, action 4, subsidy"),
    ("Limites signalées, par famille", "4 sur 7", "5 sur 7",
     "Limites signalées, par famille, Locaux et matériel"),
)  # fmt: skip
FUNDER: tuple[Wrong, ...] = (
    ("par 4 structures", "par 4 structures", "par 5 structures", "couverture, structures"),
    ("Adultes (3 sur 9)", "Adultes (3 sur 9)", "Adultes (3 sur 8)", "audience_norm, Adultes"),
    ("Prix unitaires", "4 sur 9", "5 sur 9", "montants, Prix unitaires, actions"),
    ("Subventions", "14 000 €", "14 100 €", "montants, Subventions, maximum"),
    ("Limites signalées, par famille", "6 sur 9", "7 sur 9",
     "Limites signalées, par famille, Locaux et matériel"),
)  # fmt: skip


def planted(runs: Sequence[Run], wrong: Sequence[Wrong]) -> list[Run]:
    """The runs, each old figure made new in the first run that holds it behind its landmark."""
    made = list(runs)
    for landmark, old, new, _ in wrong:
        behind = next(i for i, run in enumerate(made) if landmark in run.text)
        at = next(i for i in range(behind, len(made)) if old in made[i].text)
        made[at] = replace(made[at], text=made[at].text.replace(old, new, 1))
    return made


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("2024_val-d-oise_departement.pdf", DEPARTMENT),
        ("2024_val-d-oise_centre_centre-social-les-hirondelles.pdf", CENTRE),
        ("2024_val-d-oise_financeur_caf.pdf", FUNDER),
    ],
)
def test_wrong_figures_are_named_and_nothing_else(
    name: str, wrong: Sequence[Wrong], out: Path, sources: tuple[Path, Path]
) -> None:
    table, facts = map(read_csv, sources)
    runs = read_runs(out / "2024" / "val-d-oise" / name)
    named = [f.name for f in recount(planted(runs, wrong), table, facts) if f.differs]
    assert sorted(named) == sorted(expected for *_, expected in wrong)


def test_a_figure_that_no_recount_knows_is_named(out: Path, sources: tuple[Path, Path]) -> None:
    table, facts = map(read_csv, sources)
    runs = read_runs(out / "2024" / "val-d-oise" / "2024_val-d-oise_departement.pdf")
    place = next(i for i, run in enumerate(runs) if run.text.startswith("SENACS nomme des types"))
    runs.insert(place, replace(runs[place], text="Une part de 3 actions sur 25 a un jardin."))
    assert differences(recount(runs, table, facts)) == [
        ("sans recomptage", runs[place].page, "3 actions sur 25", "")
    ]


def test_sentences_worded_otherwise_are_missed(out: Path, sources: tuple[Path, Path]) -> None:
    """A pattern that no longer reads its sentence compares nothing, and must not pass for right."""
    table, facts = map(read_csv, sources)
    wanted = {
        "2024/val-d-oise/2024_val-d-oise_departement": {
            "évolution, fiches", "évolution, écart", "évolution, structures",
            "évolution, autres structures", "montants, de … à …", "participants, de … à …",
            "montants seuls dans leur champ", "hors compte, unit_price", "antérieures en cours",
            "structures", "doublons exacts", "thématiques non montrées",
        },
        "2023/finistere/2023_finistere_centre_evs-la-cabane-a-projets-a-c-p": {"extraits, sur"},
        "2024/finistere/2024_finistere_financeur_caf": {"actions complétées"},
    }  # fmt: skip
    for report, names in wanted.items():
        figures = recount(read_runs(out / f"{report}.pdf"), table, facts)
        assert names <= {figure.name for figure in figures}, report


def test_the_script_tells_by_its_exit_code(
    out: Path, sources: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = out / "2024" / "val-d-oise" / "2024_val-d-oise_departement.pdf"
    table, facts = sources
    assert main([str(report), str(table), str(facts)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("\t")[:5] == ["figure", "page", "printed", "recounted", "base"]
    assert "keywords_norm, Solidarité\t5\t40 % (10 sur 25)\t40 % (10 sur 25)\t25\t" in lines
    other = tmp_path / "other.csv"
    other.write_text(table.read_text("utf-8").replace("Solidarité", "Santé"), "utf-8")
    assert main([str(report), str(other), str(facts)]) == 1


def test_the_recount_shares_nothing_with_the_reports() -> None:
    for name in ("printed", "recount", "recounted", *(f"recounted_{p}" for p in
                 ("charts", "prose", "tables"))):  # fmt: skip
        tree = ast.parse((ROOT / "tests" / f"{name}.py").read_text("utf-8"))
        imported = {
            (node.module if isinstance(node, ast.ImportFrom) else alias.name) or ""
            for node in ast.walk(tree)
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        }
        assert not {module.split(".")[0] for module in imported} & {"reportkit", "pandas"}
