"""complements.csv: figures with a source join their action, everything else is told."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from babel.numbers import format_currency, format_decimal
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from senacs import action, page_lines, read_bytes, text_of

from reportkit.cli import main
from reportkit.complements import (
    HEADINGS,
    VALUES,
    Complement,
    blank_complements,
    match_complements,
    read_complements,
)
from reportkit.dataset import Dataset, build_dataset, load_dataset
from reportkit.errors import ConfigError
from reportkit.schema import Finding, Severity

SOURCE = "bilan du centre"
FULL = {
    "action_id": "a1",
    "budget_prevu": "1 234,50 €",
    "budget_realise": "980",
    "public_total": "12",
    "femmes": "7",
    "hommes": "5",
    "qpv": "0",
    "source": SOURCE,
}
READ = Complement("a1", SOURCE, 2, 1234.5, 980.0, 12, 7, 5, 0)


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "complements.csv"
    path.write_bytes(text.encode(encoding))
    return path


def as_csv(*rows: dict[str, str], delimiter: str = ";") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(FULL), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read(folder: Path, **changes: str) -> tuple[list[Complement], list[Finding]]:
    return read_complements(written(folder, as_csv(FULL | changes)))


def built(*pages: tuple[list[dict], dt.date | None]) -> Dataset:
    return build_dataset(
        [
            (read_bytes(text_of(page_lines(actions, 2024)), f"{number}.txt"), date)
            for number, (actions, date) in enumerate(pages)
        ]
    )


def given_of(complement: Complement) -> set[str]:
    return {name for name in VALUES if asdict(complement)[name] is not None}


# Reading


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_dialect_and_encoding_reads_alike(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    source = "compte rendu signé à l'été, validé l'hiver d'après, côté financeur : déjà reçu"
    text = as_csv(FULL | {"source": source}, delimiter=delimiter)
    (complement,), findings = read_complements(written(tmp_path, text, encoding))
    assert complement == Complement("a1", source, 2, 1234.5, 980.0, 12, 7, 5, 0)
    assert findings == []


def test_columns_stand_in_any_order_and_are_spelt_as_people_do(tmp_path: Path) -> None:
    text = "Source;QPV;Budget réalisé;Titre;Identifiant;Note\nbilan;3;2;Bal;a1;à revoir\n"
    (complement,), findings = read_complements(written(tmp_path, text))
    assert complement == Complement("a1", "bilan", 2, budget_realise=2.0, qpv=3)
    assert findings == []


def test_an_empty_cell_says_nothing_and_zero_is_a_value(tmp_path: Path) -> None:
    (complement,), findings = read(tmp_path, budget_prevu="0", femmes="", hommes=" ", qpv="0")
    assert (complement.budget_prevu, complement.qpv) == (0.0, 0)
    assert (complement.femmes, complement.hommes) == (None, None)
    assert findings == []


def test_a_row_without_figures_waits(tmp_path: Path) -> None:
    blank = dict.fromkeys(VALUES, "")
    assert read(tmp_path, **blank) == ([], [])
    assert read(tmp_path, **blank, source="") == ([], [])


# Numbers

STYLES = (
    lambda cents: format_decimal(cents / 100, "#,##0.00", locale="fr"),  # U+202F
    lambda cents: format_decimal(cents / 100, "#,##0.00", locale="fr").replace("\u202f", "\u00a0"),
    lambda cents: format_decimal(cents / 100, "#,##0.00", locale="fr").replace("\u202f", " "),
    lambda cents: format_currency(cents / 100, "EUR", locale="fr"),
    lambda cents: f"{cents // 100},{cents % 100:02} euros",
    lambda cents: f"{cents // 100}.{cents % 100:02}",
    lambda cents: f" +{cents // 100},{cents % 100:02}€ ",
)


@given(cents=st.integers(0, 10**11 - 1), style=st.sampled_from(STYLES))
def test_an_amount_reads_the_same_in_every_style(cents: int, style) -> None:
    with TemporaryDirectory() as folder:
        (complement,), findings = read(Path(folder), budget_prevu=style(cents))
    assert complement.budget_prevu == cents / 100
    assert findings == []


@given(persons=st.integers(0, 10**9 - 1), space=st.sampled_from(["", " ", "\u00a0", "\u202f"]))
def test_persons_read_the_same_with_and_without_spaces(persons: int, space: str) -> None:
    with TemporaryDirectory() as folder:
        text = f"{persons:,}".replace(",", space)
        (complement,), findings = read(Path(folder), public_total="", qpv=text)
    assert complement.qpv == persons
    assert findings == []


@given(st.text(alphabet="0123456789 .,-+€e'\u00a0\u202f½²٣aàn", max_size=8))
def test_whatever_is_written_is_a_value_or_is_told(text: str) -> None:
    with TemporaryDirectory() as folder:
        (complement,), findings = read(Path(folder), budget_prevu=text)
    taken = complement.budget_prevu is not None
    assert taken + len(findings) == bool(text.strip())
    assert not taken or any(sign in "0123456789" for sign in text)


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        ("public_total", "douze", "« douze » n'est pas un nombre (public_total)."),
        ("femmes", "7,5", "« 7,5 » n'est pas un nombre entier (femmes)."),
        ("femmes", "7 €", "« 7 € » n'est pas un nombre (femmes)."),
        ("qpv", "1.000", "« 1.000 » a plus de deux décimales (qpv)."),
        ("budget_prevu", "1.234,50", "« 1.234,50 » n'est pas un nombre (budget_prevu)."),
        ("budget_prevu", "1,234", "« 1,234 » a plus de deux décimales (budget_prevu)."),
        ("budget_prevu", "12 34", "« 12 34 » n'est pas un nombre (budget_prevu)."),
        ("budget_prevu", "-5", "« -5 » est négatif (budget_prevu)."),
        ("hommes", "\u22125", "« \u22125 » est négatif (hommes)."),
        ("hommes", "9" * 5000, "est démesuré (hommes)."),
        ("budget_realise", "=A1+B1", "« =A1+B1 » n'est pas un nombre (budget_realise)."),
        ("budget_realise", "nan", "« nan » n'est pas un nombre (budget_realise)."),
    ],
)
def test_a_cell_that_is_no_number_costs_itself_alone(
    tmp_path: Path, column: str, text: str, said: str
) -> None:
    (complement,), (finding,) = read(tmp_path, **{column: text})
    assert given_of(complement) == set(VALUES) - {column}
    assert (finding.code, finding.severity) == ("complement-invalide", Severity.CHECK)
    assert (finding.source_file, finding.line) == ("complements.csv", 2)
    assert finding.action_id == "a1"
    assert finding.message.endswith(said)
    assert finding.advice.endswith("La valeur n'est pas reprise.")


# What does not agree


@pytest.mark.parametrize(
    ("changes", "said", "lost"),
    [
        (
            {"femmes": "8"},
            "femmes (8) et hommes (5) dépassent public_total (12).",
            {"femmes", "hommes", "public_total"},
        ),
        (
            {"femmes": "13", "hommes": ""},
            "femmes (13) dépasse public_total (12).",
            {"femmes", "hommes", "public_total"},
        ),
        ({"qpv": "13"}, "qpv (13) dépasse public_total (12).", {"qpv", "public_total"}),
    ],
)
def test_parts_above_their_total_are_not_taken(
    tmp_path: Path, changes: dict[str, str], said: str, lost: set[str]
) -> None:
    (complement,), (finding,) = read(tmp_path, **changes)
    assert given_of(complement) == set(VALUES) - lost
    assert (finding.code, finding.message) == ("complement-incoherent", said)
    assert finding.advice == "Corrigez la ligne. Ces valeurs ne sont pas reprises."


def test_parts_may_stay_below_their_total_or_have_none(tmp_path: Path) -> None:
    assert read(tmp_path, femmes="1")[1] == []
    assert read(tmp_path, public_total="", qpv="500")[1] == []


@pytest.mark.parametrize(
    ("source", "said"),
    [("", "il manque la source."), ("  ", "il manque la source."), ("12", "« 12 » n'est pas une")],
)
def test_a_row_without_a_source_is_not_taken(tmp_path: Path, source: str, said: str) -> None:
    complements, (finding,) = read(tmp_path, source=source)
    assert complements == []
    assert finding.code == "complement-non-signe"
    assert finding.message.startswith(said)
    assert finding.advice == "Dites d'où viennent ces chiffres. La ligne n'est pas reprise."


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        (
            "action_id,source,budget_prevu",
            "a1,bilan,12,50",
            "4 cellules au lieu de 3 : « , » dans une cellule la coupe en deux",
        ),
        ("action_id,source,budget_prevu,qpv", "a1,bilan,12", "3 cellules au lieu de 4"),
        ("action_id,source,budget_prevu", "a1,bilan,12,", "4 cellules au lieu de 3"),
    ],
)
def test_a_row_that_does_not_fit_its_headings_is_not_taken(
    tmp_path: Path, head: str, row: str, said: str
) -> None:
    complements, (finding,) = read_complements(written(tmp_path, f"{head}\n\n{row}\n"))
    assert complements == []
    assert (finding.code, finding.line) == ("complement-invalide", 3)
    assert said in finding.message
    assert "La ligne n'est pas reprise." in finding.advice


def test_a_column_without_a_heading_is_told_and_costs_nothing_else(tmp_path: Path) -> None:
    path = written(tmp_path, "action_id;;source;qpv;\na1;vu;bilan;3;\na2;;bilan;4;\n")
    complements, (finding,) = read_complements(path)
    assert [c.qpv for c in complements] == [3, 4]
    assert (finding.code, finding.line) == ("complement-invalide", 2)
    assert finding.message == "« vu » n'est sous aucun en-tête."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ligne 1 : « rien »"),
        (" \n", "ligne 1 : « rien »"),
        ("nom,prénom\n", "ligne 1 : « nom,prénom »"),
        ("PK\x03\x04\x00\x08\x7f", "ligne 1 : « PK »"),
        ("action_id;source;femme\n", "« femme » ; vouliez-vous dire « femmes » ?"),
        ("action_id;femmes\n", "il manque la colonne « source »"),
        ("source;femmes\n", "il manque la colonne « action_id »"),
        ("action_id;source;Femmes;femmes\n", "la colonne « femmes » est donnée deux fois"),
        ('action_id;source;qpv\na1;"bilan;3\na2;bilan;4\n', "ligne 2 : des guillemets"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_line(
    tmp_path: Path, text: str, said: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as refused:
        read_complements(path)
    assert str(refused.value).startswith(f"{path}, ligne ")
    assert said in str(refused.value)


@given(st.binary(max_size=60))
def test_whatever_the_bytes_the_file_is_refused_in_words(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "complements.csv"
        path.write_bytes(data)
        with pytest.raises(ConfigError, match="ligne 1"):
            read_complements(path)


# Joining actions


def complement(action_id: str, line: int = 2) -> Complement:
    return Complement(action_id, SOURCE, line, qpv=line)


def test_a_figure_joins_its_action() -> None:
    actions = built(([action(), action(title="Café")], None)).actions
    first, second = actions["action_id"]
    given_ = [complement(second), complement("a-00000000", 3), complement("", 4)]
    matched, told = match_complements(given_, actions, "chiffres.csv")
    assert matched == {second: given_[0]}
    assert [(f.code, f.source_file, f.line) for f in told] == [
        ("complement-sans-action", "chiffres.csv", 3),
        ("complement-sans-action", "chiffres.csv", 4),
    ]
    assert told[0].message == "aucune action lue ne porte l'identifiant « a-00000000 »."
    assert told[0].advice == "Reprenez l'identifiant donné par « reportkit table »."
    assert first not in matched


def test_a_figure_of_a_repeat_or_an_older_copy_joins_the_action_that_counts() -> None:
    older, newer = dt.date(2025, 1, 1), dt.date(2025, 2, 1)
    changed = action(limits="L'eau manque en été, surtout en août.")
    dataset = built(([action(), action()], older), ([changed], newer))
    old, repeat, new = dataset.actions["action_id"]
    assert list(dataset.counted["action_id"]) == [new]
    for action_id in (old, repeat, new):
        matched, told = match_complements([complement(action_id)], dataset.actions, "c.csv")
        assert (list(matched), told) == ([new], [])


def test_a_second_row_for_an_action_is_told_whatever_copy_it_names() -> None:
    dataset = built(([action(), action()], None))
    first, repeat = dataset.actions["action_id"]
    rows = [complement(repeat, 6), complement(first, 7)]
    matched, (finding,) = match_complements(rows, dataset.actions, "c.csv")
    assert matched == {first: rows[0]}
    assert (finding.code, finding.line) == ("complement-en-double", 7)
    assert finding.message == "l'action a déjà une ligne (ligne 6)."
    assert finding.advice == "Gardez-en une. La ligne 7 n'est pas reprise."


def test_findings_say_what_the_preflight_must_say(tmp_path: Path) -> None:
    actions = built(([action(), *(action(title=name) for name in "ABCD")], None)).actions
    one, two, three, four, five = actions["action_id"]
    rows = (
        FULL | {"action_id": "a-00000000"},
        FULL | {"action_id": one, "public_total": "douze"},
        FULL | {"action_id": two, "femmes": "8", "hommes": "7"},
        FULL | {"action_id": three, "source": ""},
        FULL | {"action_id": four},
        FULL | {"action_id": four},
        FULL | {"action_id": five},
    )
    path = written(tmp_path, as_csv(*rows))
    complements, told = read_complements(path)
    matched, problems = match_complements(complements, actions, path.name)
    assert set(matched) == {one, two, four, five}
    said = {
        (f.code, f"{f.source_file}, ligne {f.line} : {f.message}", f.advice)
        for f in told + problems
    }
    with (ROOT / "tests" / "batch" / "preflight_messages.csv").open(encoding="utf-8") as file:
        wanted = csv.DictReader(file, delimiter=";")
        assert said == {
            (row["code"], row["message"], row["quoi faire"])
            for row in wanted
            if row["code"].startswith("complement-")
        }


def test_copies_that_a_table_ties_in_a_circle_do_not_hang() -> None:
    actions = built(([action(), action(title="Café")], None)).actions
    one, other = actions["action_id"]
    actions["superseded_by"] = [other, one]
    matched, _ = match_complements([complement(one)], actions, "c.csv")
    assert set(matched) <= {one, other}


# In a working folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data").mkdir()
    pages = [action(), action(title="=Café ; thé"), action()]
    (tmp_path / "data" / "a.txt").write_bytes(text_of(page_lines(pages, 2024)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def code_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["check", *arguments])
    return int(stop.value.code or 0)


def ids(folder: Path) -> list[str]:
    return list(load_dataset([folder / "data"]).actions["action_id"])


@pytest.mark.parametrize("name", ["complements.csv", "chiffres.csv"])
def test_the_file_beside_the_settings_is_read_with_its_findings(folder: Path, name: str) -> None:
    first, second, _ = ids(folder)
    if name != "complements.csv":
        (folder / "reportkit.toml").write_text(f'complements = "{name}"\n', "utf-8")
    rows = (
        FULL | {"action_id": "a-00000000"},
        FULL | {"action_id": first, "qpv": "x"},
    )
    written(folder, as_csv(*rows)).rename(folder / name)
    dataset = load_dataset([folder / "data"])
    assert dataset.complements[first].femmes == 7
    assert second not in dataset.complements
    told = [(f.source_file, f.line, f.code) for f in dataset.findings if "complement" in f.code]
    assert told == [(name, 2, "complement-sans-action"), (name, 3, "complement-invalide")]


def test_without_a_file_there_are_no_complements(folder: Path) -> None:
    assert load_dataset([folder / "data"]).complements == {}


def test_a_named_file_that_is_not_there_is_an_error(folder: Path) -> None:
    (folder / "reportkit.toml").write_text('complements = "rien.csv"\n', "utf-8")
    with pytest.raises(ConfigError, match=r"rien\.csv : lecture impossible"):
        load_dataset([folder / "data"])


def test_findings_on_complements_are_checked_after_those_of_the_exports(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(folder, as_csv(FULL))
    assert code_of() == 0
    told = [line for line in capsys.readouterr().out.splitlines() if "] à vérifier" in line]
    assert told[-1].startswith("complements.csv:2 [complement-sans-action]")


def test_a_file_to_fill_in_holds_each_action_once_and_waits(folder: Path) -> None:
    assert code_of("--complements") == 0
    laid = folder / "complements.csv"
    rows = list(csv.DictReader(io.StringIO(laid.read_text("utf-8-sig")), delimiter=";"))
    assert list(rows[0]) == list(HEADINGS)
    assert [row["action_id"] for row in rows] == ids(folder)[:2]
    assert [row["titre"] for row in rows] == ["Jardin des voisins", "'=Café ; thé"]
    assert rows[0]["annee"] == "2024"
    dataset = load_dataset([folder / "data"])
    assert dataset.complements == {}
    assert not [f for f in dataset.findings if f.code.startswith("complement")]
    filled = laid.read_text("utf-8-sig").replace(";;;;;;;;", ";;;12;5;;3;bilan;")
    laid.write_text(filled, "utf-8")
    assert [c.qpv for c in load_dataset([folder / "data"]).complements.values()] == [3, 3]


def test_no_file_is_ever_laid_out_over_another(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, _ = ids(folder)
    held = written(folder, as_csv(FULL | {"action_id": first}))
    before = held.read_bytes()
    assert code_of("--complements") == 0
    proposed = folder / "complements-proposes.csv"
    assert [line.split(";")[0] for line in proposed.read_text("utf-8-sig").splitlines()] == [
        "action_id",
        second,
    ]
    proposed.write_text("à moi", "utf-8")
    assert code_of("--complements") == 2
    assert "n'est pas remplacé" in capsys.readouterr().err
    assert (held.read_bytes(), proposed.read_text("utf-8")) == (before, "à moi")
    assert code_of("-o", "complements.csv") == 2


def test_nothing_is_laid_out_where_every_action_has_its_row(folder: Path) -> None:
    written(folder, as_csv(*(FULL | {"action_id": each} for each in ids(folder)[:2])))
    assert code_of("--complements") == 0
    assert not (folder / "complements-proposes.csv").exists()


def test_the_sample_has_complements_and_nothing_to_say_of_them(sample: Dataset) -> None:
    path = ROOT / "data" / "exemple" / "complements.csv"
    complements, findings = read_complements(path)
    assert findings == []
    assert list(sample.complements) == [c.action_id for c in complements]
    titles = sample.actions.set_index("action_id")["title"]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert {row["action_id"]: row["titre"] for row in rows} == titles[
        list(sample.complements)
    ].to_dict()
    assert not [f for f in sample.findings if f.code.startswith("complement")]


def test_years_that_are_not_known_stay_blank() -> None:
    export = read_bytes(text_of(page_lines([action(organisation=None)])))
    text, number = blank_complements(build_dataset([(export, None)]).counted)
    assert number == 1
    assert text.splitlines()[1].split(";")[1:4] == ["Jardin des voisins", "", ""]
