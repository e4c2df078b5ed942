"""corrections.csv: signed rows change the table, everything else is told and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from senacs import action, page_lines, read_bytes, text_of

from reportkit.corrections import HEADINGS, Correction, read_corrections, redact
from reportkit.dataset import Dataset, build_dataset
from reportkit.errors import ConfigError
from reportkit.report.scope import build_scope

ACTIONS = [action(), action(title="Café", limits="Peu de place. Madame Une telle est partie.")]
SIGNED = ("La Fédération", "2025-03-01", "vérifié avec le centre")


def identified() -> list[str]:
    return list(built([]).actions["action_id"])


def built(corrections: list[Correction]) -> Dataset:
    export = read_bytes(text_of(page_lines(ACTIONS, 2024)))
    return build_dataset([(export, None)], corrections=corrections)


def written(tmp_path: Path, *rows: tuple[str, ...], delimiter: str = ",") -> Path:
    path = tmp_path / "corrections.csv"
    lines = [delimiter.join(HEADINGS), *(delimiter.join(f'"{c}"' for c in row) for row in rows)]
    path.write_text("\n".join(lines), "utf-8")
    return path


def applied(tmp_path: Path, *rows: tuple[str, ...], delimiter: str = ",") -> tuple[Dataset, list]:
    corrections, findings = read_corrections(written(tmp_path, *rows, delimiter=delimiter))
    dataset = built(corrections)
    told = [f for f in dataset.findings if f.code.startswith("correction")]
    return dataset, findings + told


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("column", ["status", "Statut de l'action", "statut", "Statut "])
def test_a_signed_row_changes_the_value_and_its_norm(
    tmp_path: Path, column: str, delimiter: str
) -> None:
    row = (identified()[0], column, "En cours", "Terminée", *SIGNED)
    dataset, told = applied(tmp_path, row, delimiter=delimiter)
    assert dataset.actions["status"].tolist() == ["Terminée", "En cours"]
    assert dataset.actions["status_norm"].tolist() == ["Terminée", "En cours"]
    assert [c.reason for c in dataset.corrections] == ["vérifié avec le centre"]
    assert told == []


def test_lists_are_split_on_semicolons_never_on_commas(tmp_path: Path) -> None:
    row = (identified()[0], "keywords", "Solidarité; Santé", "Emploi, économie; Santé", *SIGNED)
    dataset, _ = applied(tmp_path, row)
    assert dataset.actions["keywords"].iloc[0] == ["Emploi, économie", "Santé"]
    assert dataset.actions["keywords_norm"].iloc[0] == ["Emploi et économie", "Santé"]


def test_ids_do_not_move_when_a_value_is_corrected(tmp_path: Path) -> None:
    row = (identified()[0], "title", "Jardin des voisins", "Jardin partagé", *SIGNED)
    dataset, _ = applied(tmp_path, row)
    assert list(dataset.actions["action_id"]) == identified()


def test_an_old_value_that_no_longer_matches_changes_nothing(tmp_path: Path) -> None:
    row = (identified()[0], "status", "Terminée", "En cours", *SIGNED)
    dataset, told = applied(tmp_path, row)
    assert dataset.actions["status"].tolist() == ["En cours", "En cours"]
    assert [(f.code, f.line) for f in told] == [("correction-perimee", 2)]
    assert dataset.corrections == ()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("x", "status", "En cours", "Terminée", *SIGNED), "correction-sans-objet"),
        (("x", "statu", "En cours", "Terminée", *SIGNED), "correction-invalide"),
        (("x", "senacs_year", "2024", "bientôt", *SIGNED), "correction-invalide"),
        (("x", "status", "", "", "moi", "hier", "parce que"), "correction-invalide"),
        (("x", "exclure", "", "", "", "", ""), "correction-en-attente"),
        (("x", "Nom", "a", "b", *SIGNED), "correction-invalide"),
        (("x", "citer", " ", "", *SIGNED), "correction-invalide"),
        (("x", "citer", "a", "", "", "", ""), "correction-en-attente"),
        (("x", "status", "En cours", "Terminée", *SIGNED, "note"), "correction-invalide"),
    ],
)
def test_every_other_row_is_told(tmp_path: Path, row: tuple[str, ...], code: str) -> None:
    assert [f.code for f in applied(tmp_path, row)[1]] == [code]


@pytest.mark.parametrize("place", ["column", "new"])
def test_an_excluded_action_leaves_sums_and_reports(tmp_path: Path, place: str) -> None:
    words = ("exclure", "", "") if place == "column" else ("", "", "exclure")
    dataset, _ = applied(tmp_path, (identified()[0], *words, *SIGNED))
    assert len(dataset.actions) == 2
    assert dataset.counted["title"].tolist() == ["Café"]
    scope = build_scope(dataset, "departement", 2024, None, None)
    assert scope.actions["title"].tolist() == ["Café"]


def test_a_passage_not_to_be_quoted_leaves_the_report_alone(tmp_path: Path) -> None:
    row = (identified()[1], "ne pas citer", "Madame Une telle", "", *SIGNED)
    dataset, _ = applied(tmp_path, row)
    assert "Madame" in dataset.actions["limits"].iloc[1]
    scope = build_scope(dataset, "departement", 2024, None, None)
    limits = scope.actions.set_index("title")["limits"]
    assert limits["Café"] == "Peu de place. […] est partie."


@pytest.mark.parametrize("words", ["Centre social du Pré", "Sarthe", "export.txt"])
def test_only_words_that_can_be_withheld_are_accepted(tmp_path: Path, words: str) -> None:
    dataset, told = applied(tmp_path, (identified()[1], "ne pas citer", words, "", *SIGNED))
    assert [f.code for f in told] == ["correction-perimee"]
    assert dataset.corrections == ()


def test_words_withheld_leave_values_of_lists_and_their_norms(tmp_path: Path) -> None:
    rows = [(identified()[1], "ne pas citer", w, "", *SIGNED) for w in ("Santé", "En cours")]
    dataset, told = applied(tmp_path, *rows)
    assert told == []
    scope = build_scope(dataset, "departement", 2024, None, None).actions.set_index("title")
    for column in ("keywords", "keywords_norm"):
        assert scope.loc["Café", column] == ["Solidarité", "[…]"]
    for column in ("status", "status_norm"):
        assert scope.loc["Café", column] == "[…]"
    assert scope.loc["Jardin des voisins", "keywords"] == ["Solidarité", "Santé"]


def test_passages_that_overlap_leave_no_rest() -> None:
    text = "Les 8 femmes\nau RSA viennent. Suite."
    assert redact(text, ["RSA", "8 femmes au RSA", "RSA viennent."]) == "Les […]\n Suite."
    assert redact("un deux un deux un", ["un deux un"]) == "[…]"


@pytest.mark.parametrize("place", ["column", "new"])
def test_a_release_needs_words_that_the_action_holds(tmp_path: Path, place: str) -> None:
    def row(passage: str) -> tuple[str, ...]:
        verb = ("citer", passage, "") if place == "column" else ("", passage, "Citer")
        return (identified()[1], *verb, *SIGNED)

    dataset, told = applied(tmp_path, row("Peu\u00a0de place."), row("8 femmes au RSA"))
    assert dataset.actions["released"].tolist() == [[], ["Peu de place."]]
    assert [(f.code, f.line) for f in told] == [("correction-perimee", 3)]
    assert [c.column for c in dataset.corrections] == ["citer"]


@pytest.mark.parametrize("delimiter", [";", ","])
def test_a_separator_outside_quotes_is_told_with_what_to_do(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "corrections.csv"
    row = delimiter.join((identified()[0], "keywords", f"a{delimiter} b", "c", *SIGNED))
    path.write_text(f"{delimiter.join(HEADINGS)}\n\n{row}\n", "utf-8")
    corrections, (finding,) = read_corrections(path)
    assert corrections == []
    assert (finding.code, finding.line) == ("correction-invalide", 3)
    assert "8 cellules au lieu de 7" in finding.message
    assert "entre guillemets" in finding.advice


def test_a_column_of_notes_may_stand_behind(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    row = ";".join((identified()[0], "statut", "En cours", "Terminée", *SIGNED, "à revoir"))
    path.write_text(f"{';'.join(HEADINGS)};notes\n{row}\n", "utf-8")
    corrections, findings = read_corrections(path)
    assert [c.column for c in corrections] == ["status"]
    assert findings == []


def test_an_action_not_to_be_quoted_shows_no_text(tmp_path: Path) -> None:
    dataset, _ = applied(tmp_path, (identified()[1], "ne pas citer", "", "", *SIGNED))
    row = build_scope(dataset, "departement", 2024, None, None).actions.set_index("title")
    assert row.loc["Café", ["summary", "limits", "perspectives"]].tolist() == ["[…]"] * 3
    assert row.loc["Café", "organisation"] == "Centre social du Pré"


def test_an_empty_field_beside_withheld_words_stays_empty() -> None:
    export = read_bytes(text_of(page_lines([action(limits=None), *ACTIONS], 2024)))
    ids = list(build_dataset([(export, None)]).actions["action_id"])
    withheld = [Correction(ids[2], "ne pas citer", "", "", *SIGNED, 2)]
    dataset = build_dataset([(export, None)], corrections=withheld)
    scope = build_scope(dataset, "departement", 2024, None, None)
    assert scope.actions["limits"].tolist() == [None, "L'eau manque en été.", "[…]"]


@pytest.mark.parametrize("data", [b"", b"a,b\n", b"identifiant;colonne\n"])
def test_a_file_of_another_form_is_refused_with_its_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "corrections.csv"
    path.write_bytes(data)
    with pytest.raises(ConfigError, match=r"ligne 1.*action_id,column"):
        read_corrections(path)


def test_an_unclosed_quote_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text(",".join(HEADINGS) + '\na,"b' + "x\n" * 100_000, "utf-8")
    with pytest.raises(ConfigError, match="guillemets"):
        read_corrections(path)


def test_a_quote_that_swallows_the_rows_behind_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    row = ",".join((identified()[0], "statut", "En cours", "Terminée", *SIGNED))
    path.write_text(f'{",".join(HEADINGS)}\n{row}\na,"b,c\n{row}\n', "utf-8")
    with pytest.raises(ConfigError, match=r"ligne 3 .*guillemets"):
        read_corrections(path)
