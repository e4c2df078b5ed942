"""Tables: whose columns they are, what stands in a cell, and every row in its place."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from senacs import action, page_lines, read_bytes, text_of

from reportkit.dataset import Dataset, build_dataset
from reportkit.errors import InputError
from reportkit.readers.cells import (
    escape_for_workbook,
    guard_formula,
    join_items,
    parse_year,
    split_items,
    unescape_from_workbook,
    unguard_formula,
)
from reportkit.readers.export import Export, RawAction
from reportkit.readers.headings import match_headings
from reportkit.schema import FIELDS, TABLE_COLUMNS, Severity

HEADINGS = ("Titre", "Structure", "Département", "Année")
ROW = ("Café des parents", "Centre du Pré", "Sarthe", "2023")
Rows = Sequence[Sequence[Any]]


def as_csv(rows: Rows, delimiter: str = ";") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def as_xlsx(rows: Rows, *, others: dict[str, Rows] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Actions"
    for row in rows:
        book.active.append(list(row))
    for name, more in (others or {}).items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_json(rows: Rows) -> bytes:
    heading, *others = rows
    return json.dumps([dict(zip(heading, row, strict=False)) for row in others]).encode()


def as_parquet(rows: Rows) -> bytes:
    heading, *others = rows
    table = pyarrow.table({name: [row[n] for row in others] for n, name in enumerate(heading)})
    target = io.BytesIO()
    pyarrow.parquet.write_table(table, target)
    return target.getvalue()


def tidy(data: bytes, name: str = "tableau") -> Dataset:
    return build_dataset([(read_bytes(data, name), None)])


def codes(export: Export | Dataset) -> list[str]:
    return [finding.code for finding in export.findings]


def only(export: Export) -> RawAction:
    (found,) = export.actions
    return found


@pytest.mark.parametrize("write", [as_csv, as_xlsx, as_json, as_parquet])
def test_a_table_is_told_by_its_content(write: Callable[[Rows], bytes]) -> None:
    row = tidy(write([HEADINGS, ROW])).actions.iloc[0]
    assert row[["title", "organisation", "department"]].tolist() == list(ROW[:3])
    assert row["senacs_year"] == 2023
    assert row["source_file"] == "tableau"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_cells_may_be_parted_in_three_ways(delimiter: str) -> None:
    assert only(read_bytes(as_csv([HEADINGS, ROW], delimiter))).title == ROW[0]


@pytest.mark.parametrize("encode", [str.encode, lambda t: t.encode("utf-8-sig"),
                                    lambda t: t.encode("utf-16")])  # fmt: skip
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
@pytest.mark.parametrize("written", ["sep={}", '"sep={}"', "SEP={}"])
def test_a_delimiter_may_be_declared_to_excel(
    written: str, mark: str, line_end: str, encode: Callable[[str], bytes]
) -> None:
    rows = [("Titre", "Résumé"), ("Un", "avant\n- Public\naprès"), ("Deux", "x")]
    text = f"{written.format(mark)}\n{as_csv(rows, mark).decode()}".replace("\r\n", "\n")
    export = read_bytes(encode(text.replace("\n", line_end)))
    assert [raw.title for raw in export.actions] == ["Un", "Deux"]
    assert export.actions[0].texts["summary"].value == rows[1][1]
    assert export.findings == ()
    export.check_accounted()


@pytest.mark.parametrize(
    "above", [[], [()], [(), (), ()], [("Nos actions",)], [("Nos actions", "", "")]]
)
@pytest.mark.parametrize("tail", [0, 3])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_headings_may_stand_below_and_columns_end_empty(
    above: Rows, tail: int, delimiter: str
) -> None:
    rows = [("Titre", "Structure", "Résumé"), ("Un", "Centre", "avant\n- Public\naprès")]
    rows = [*above, *((*row, *[""] * tail) for row in rows)]
    export = read_bytes(as_csv(rows, delimiter))
    assert only(export).texts["summary"].value == "avant\n- Public\naprès"
    assert set(codes(export)) <= {"hors-tableau"}


def test_a_page_below_words_like_headings_stays_a_page() -> None:
    lines = ["Titre, structure : voir plus bas", *page_lines([action()])[1:]]
    assert only(read_bytes(text_of(lines))).title == action()["title"]


def test_the_index_of_a_page_is_no_table() -> None:
    with pytest.raises(InputError):
        read_bytes(b"Nom | D\xc3\xa9partement | Ann\xc3\xa9e |\nBal | Aude | 2020 |\n")


def test_a_page_with_an_index_in_tabs_stays_a_page() -> None:
    lines = ["Nom\tDépartement\tAnnée", "Bal\tAude\t2020", *page_lines([action()])]
    assert only(read_bytes(text_of(lines))).title == "Jardin des voisins"


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.column)
def test_senacs_labels_are_headings(field: Any) -> None:
    column = field.column.removesuffix("_again")
    for heading in (field.label, field.label.upper(), field.label.replace("'", "’")):
        assert list(match_headings(["Titre", heading]).places) == ["title", column]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Nom de l’action", "title"),
        ("STRUCTURE ORGANISATRICE", "organisation"),
        ("Mots-clés", "keywords"),
        ("Thématique", "keywords"),
        ("annee senacs", "senacs_year"),
        ("Année attribuée", "attributed_year"),
        (" Publics ", "audience"),
        ("Nombre de personnes\nmobilisées", "people"),
        ("outcomes_residents", "outcomes_residents"),
    ],
)
def test_usual_headings_are_known(heading: str, column: str) -> None:
    assert column in match_headings([heading]).places


@pytest.mark.parametrize("heading", ["Identifiant", "Fichier source", "Première ligne", "Prix", ""])
def test_another_s_identifiers_are_not_ours(heading: str) -> None:
    assert match_headings([heading]).places == {}


def test_a_name_is_no_title_where_a_title_stands() -> None:
    headings = match_headings(["Nom", "Titre", "Département"])
    assert headings.places["title"] == 1
    assert headings.unknown == (0,)


def test_rows_are_the_lines() -> None:
    rows = [HEADINGS, ("",) * 4, ROW, ROW]
    for data in (as_csv(rows), as_xlsx(rows)):
        export = read_bytes(data)
        assert [raw.first_line for raw in export.actions] == [3, 4]
        assert [raw.position for raw in export.actions] == [0, 1]
        assert export.line_count == 4
        assert export.structure_lines == (1, 2)


def test_a_title_above_the_table_is_told() -> None:
    export = read_bytes(as_xlsx([("Bilan 2023",), (), HEADINGS, ROW]))
    assert codes(export) == ["hors-tableau"]
    assert export.finding_lines == (1,)
    assert only(export).first_line == 4


def test_headings_beyond_the_preamble_are_not_sought() -> None:
    with pytest.raises(InputError, match="ligne d'en-têtes"):
        read_bytes(as_xlsx([("Note",)] * 11 + [HEADINGS, ROW]))


def test_unknown_columns_are_named_when_they_hold_something() -> None:
    export = read_bytes(as_csv([(*HEADINGS, "Prix", "Vide"), (*ROW, "3 €", ""), (*ROW, "4 €", "")]))
    (finding,) = export.findings
    assert (finding.code, finding.line) == ("colonne-inconnue", 1)
    assert "« Prix »" in finding.message
    assert "2 cellules" in finding.message


def test_of_two_columns_with_one_heading_the_first_is_kept() -> None:
    export = read_bytes(as_csv([("Titre", "Résumé", "Résumé"), ("A", "un", "deux")]))
    assert only(export).texts["summary"].value == "un"
    assert codes(export) == ["colonne-double"]


@pytest.mark.parametrize(
    ("first", "second", "kept", "found"),
    [
        ("Une commune", "Une commune", "Une commune", []),
        ("", "Une commune", "Une commune", []),
        ("Une commune", "", "Une commune", []),
        ("Une commune", "Autre", "Une commune", ["territoire-different"]),
    ],
)
def test_the_territory_may_stand_twice(
    first: str, second: str, kept: str, found: list[str]
) -> None:
    label = "Territoire concerné"
    export = read_bytes(as_csv([("Titre", label, label), ("A", first, second)]))
    assert only(export).texts["territory"].value == kept
    assert codes(export) == found


def test_a_cell_too_many_is_told_with_its_row() -> None:
    export = read_bytes(as_csv([HEADINGS, ROW, (*ROW, "de trop")]))
    (finding,) = export.findings
    assert (finding.code, finding.line) == ("cellule-hors-tableau", 3)
    assert "ligne 3" in finding.message


def test_a_row_without_title_is_kept_and_told() -> None:
    export = read_bytes(as_csv([HEADINGS, ("", *ROW[1:])]))
    assert only(export).title == ""
    assert codes(export) == ["titre-inattendu"]


def test_a_row_without_any_known_cell_is_told() -> None:
    export = read_bytes(as_csv([(*HEADINGS, "Note"), (*ROW, ""), ("", "", "", "", "Total : 1")]))
    assert len(export.actions) == 1
    assert codes(export) == ["colonne-inconnue", "ligne-illisible"]
    assert export.finding_lines == (3,)


def test_tables_put_one_behind_another_repeat_their_headings() -> None:
    export = read_bytes(as_csv([HEADINGS, ROW, HEADINGS, ROW]))
    assert len(export.actions) == 2
    assert export.findings == ()


@pytest.mark.parametrize(
    ("written", "year"),
    [
        *((text, 2023) for text in ("2023", "« 2023 »", "2023,0", "2023.0")),
        *((text, None) for text in ("12", "2023-2024", "1/1/2023", "9999")),
    ],
)
def test_only_a_year_is_a_year(written: str, year: int | None) -> None:
    assert parse_year(written) == year
    dataset = tidy(as_csv([HEADINGS, (*ROW[:3], written)]))
    assert dataset.actions["senacs_year"].isna().tolist() == [year is None]
    assert ("annee-illisible" in codes(dataset)) == (year is None)


def test_numbers_in_cells_are_text() -> None:
    export = read_bytes(as_xlsx([("Titre", "Budget", "Limites"), (12.0, 500, 0.5)]))
    raw = only(export)
    assert (raw.title, raw.texts["funding"].value, raw.texts["limits"].value) == (
        "12",
        "500",
        "0.5",
    )


def test_cells_lose_blank_ends_and_nothing_else() -> None:
    export = read_bytes(
        as_csv([("Titre", "Résumé"), ("A", "\r\n  un\r\n\r\ne\u0301te\u0301 \r\n ")])
    )
    assert only(export).texts["summary"].value == "  un\n\nété "


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("Emploi, économie", ("Emploi, économie",)),
        ("Caf; MSA ;; ", ("Caf", "MSA")),
        ("a; b\nc", ("a; b", "c")),
        ("a; b\n", ("a; b",)),
        (["a; b", " c "], ("a; b", "c")),
        ("", ()),
    ],
)
def test_lists_part_at_line_breaks_else_at_semicolons(cell: Any, items: tuple[str, ...]) -> None:
    assert split_items(cell) == items


ITEMS = st.text(st.sampled_from("ab; ,'=\u2028é")).map(str.strip).filter(bool)


@given(st.lists(ITEMS))
def test_joined_lists_part_again(items: list[str]) -> None:
    assert split_items(join_items(items)) == tuple(items)


@given(st.text(st.sampled_from("'=+-@\tab")))
def test_a_guarded_text_is_the_text(text: str) -> None:
    guarded = guard_formula(text)
    assert unguard_formula(guarded) == text
    assert guarded[:1] not in {"=", "+", "-", "@", "\t"}


@given(st.text(st.sampled_from("_x0041F\x01\x1f\uffff")) | st.text())
def test_an_escaped_text_is_the_text(text: str) -> None:
    assert unescape_from_workbook(escape_for_workbook(text)) == text


@pytest.mark.parametrize("text", ["_x0041\x01", "\x01x0041_", "_x0041_x0042_", "_x005F_"])
def test_an_escape_made_of_two_is_none(text: str) -> None:
    assert unescape_from_workbook(escape_for_workbook(text)) == text


@pytest.mark.parametrize(
    ("headings", "cells", "name", "department"),
    [
        (
            ("Structure organisatrice",),
            ("Le Pré - Site Sud - Sarthe",),
            "Le Pré - Site Sud",
            "Sarthe",
        ),
        (("organisation",), ("Le Pré - Sarthe",), "Le Pré - Sarthe", None),
        (("Centre", "Département"), ("Le Pré - Sarthe", "Sarthe"), "Le Pré - Sarthe", "Sarthe"),
        (("Structure organisatrice", "Département"), ("Pré - Sarthe", "SARTHE"), "Pré", "SARTHE"),
        (("Centre", "Département"), ("Le Pré - Site Sud", ""), "Le Pré - Site Sud", None),
        (("Centre", "Département"), ("Le Pré - Sarthe", ""), "Le Pré", "Sarthe"),
        (("Centre", "Département"), ("", "Sarthe"), None, "Sarthe"),
    ],
)
def test_structure_and_department(
    headings: tuple[str, ...], cells: tuple[str, ...], name: str | None, department: str | None
) -> None:
    row = tidy(as_csv([("Titre", *headings), ("A", *cells)])).actions.iloc[0]
    assert (row["organisation"], row["department"]) == (name, department)


def test_another_sheet_is_told_and_a_second_one_goes_on() -> None:
    data = as_xlsx([HEADINGS, ROW], others={"Notes": [("à voir",)], "2024": [HEADINGS, ROW]})
    export = read_bytes(data)
    assert [raw.first_line for raw in export.actions] == [2, 4]
    assert [raw.position for raw in export.actions] == [0, 1]
    (finding,) = export.findings
    assert (finding.code, finding.severity, finding.line) == ("feuille-ignoree", Severity.INFO, 5)


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def by_hand(cells: str, strings: str = "") -> bytes:
    """A workbook as Excel packs it, its second row given in XML."""
    heads = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADINGS)
    package = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    types = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet",
             "sharedStrings": "sharedStrings"}  # fmt: skip
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        + "".join(
            f'<Override PartName="/xl/{part}.xml" ContentType="{package}.{kind}+xml"/>'
            for part, kind in types.items()
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{KIND}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{KIND}"><sheets>'
        '<sheet name="Actions" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{KIND}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{KIND}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData><row>{heads}</row>"
        f'<row r="2">{cells}</row></sheetData></worksheet>',
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_the_value_saved_for_a_formula_is_read() -> None:
    export = read_bytes(by_hand("<c><f>1+1</f><v>2</v></c>"))
    assert only(export).title == "2"
    assert [(f.code, f.severity) for f in export.findings] == [("formules", Severity.INFO)]


def test_a_formula_without_a_saved_value_is_to_be_checked() -> None:
    export = read_bytes(by_hand('<c><f>1+1</f><v/></c><c r="B2"><v>3</v></c>'))
    assert codes(export) == ["formules", "titre-inattendu"]
    assert export.findings[0].severity is Severity.CHECK


def test_strings_that_excel_shares_are_read_run_by_run() -> None:
    strings = (
        "<si><t>Autre</t></si><si><r><t>Caf</t></r><r><t>é_x000D__x005F_x0041_</t></r>"
        '<rPh sb="0" eb="1"><t>non</t></rPh></si>'
    )
    export = read_bytes(by_hand('<c r="A2" t="s"><v>1</v></c>', strings))
    assert only(export).title == "Café _x0041_"


def test_entities_of_a_workbook_are_not_followed() -> None:
    data = by_hand('<c t="inlineStr"><is><t>&amp;x; Bal</t></is></c>')
    assert only(read_bytes(data)).title == "&x; Bal"
    with pytest.raises(InputError):
        read_bytes(by_hand("<c><v>&x;</v></c>"))


def test_a_day_in_a_cell_is_no_year() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([HEADINGS, ROW])))
    book.active["D2"] = dt.date(2023, 5, 1)
    export = read_bytes(saved(book))
    (finding,) = export.findings
    assert finding.code == "annee-illisible"
    assert finding.text == "2023-05-01"


def test_a_cut_table_is_told() -> None:
    whole = as_csv([HEADINGS, ROW, ("Bal", 'Le "Lieu"', "Aude", "2020")])
    within_quotes = read_bytes(whole[: whole.index(b"Lieu")])
    assert within_quotes.is_cut
    assert within_quotes.findings[-1].line == 3
    assert read_bytes(whole[: whole.index(b"Bal") + 3]).is_cut
    assert not read_bytes(whole).is_cut


def test_what_the_bytes_told_is_on_the_row_that_holds_them() -> None:
    rows = [("Titre", "Résumé"), ("A", "un\ndeux\ntrois"), ("B", "\x07")]
    (finding,) = read_bytes(as_csv(rows)).findings
    assert (finding.code, finding.line) == ("caractere-de-controle", 3)


def test_a_table_saved_by_an_older_spreadsheet_keeps_its_accents() -> None:
    rows = [("Titre", "Résumé"), ("Été", "Fête à l'école, déjà prévue à Noël")]
    export = read_bytes(as_csv(rows).decode().encode("cp1252"))
    assert only(export).texts["summary"].value == rows[1][1]
    assert codes(export) == ["encodage-suppose"]


def test_json_may_stand_under_a_name() -> None:
    data = json.dumps({"actions": [{"title": "A", "limits": "b"}, 7], "version": 2}).encode()
    export = read_bytes(data)
    assert only(export).title == "A"
    assert codes(export) == ["hors-tableau", "ligne-illisible"]
    assert export.finding_lines == (2,)


@pytest.mark.parametrize(
    ("data", "line", "column", "words"),
    [
        ('[{"titre": "A",\n "limites": "b"', 2, 16, "s'arrête avant sa fin"),
        ('[{"titre": "A", "limites": "b', 1, 28, "guillemets ne se ferment pas"),
        ('[{"titre": "A" "limites": "b"}]', 1, 16, "virgule est attendue"),
        ('[\n {"titre" "A"}]', 2, 11, "deux-points est attendu"),
        ('[{"titre": "A", limites: "b"}]', 1, 17, "nom de champ entre guillemets droits"),
        ("{titre: 'A'}", 1, 2, "nom de champ entre guillemets droits"),
        ('[{"titre": oui}]', 1, 12, "une valeur est attendue"),
        ('[{"titre": "A"}]\n[{"titre": "B"}]', 2, 1, "autre chose la suit"),
        ('[{"titre": "A\\z"}]', 1, 14, "barre oblique inverse"),
    ],
)
def test_broken_json_is_told_in_its_place(data: str, line: int, column: int, words: str) -> None:
    with pytest.raises(InputError) as told:
        read_bytes(data.encode())
    assert told.value.line == line
    assert f"colonne {column}" in told.value.found
    assert words in told.value.found
    assert "liste JSON" in told.value.expected


@pytest.mark.parametrize("data", [b"[]", b'[{"limites": "sans titre"}]', b"{}"])
def test_json_without_actions_asks_for_no_row_of_headings(data: bytes) -> None:
    with pytest.raises(InputError) as told:
        read_bytes(data)
    assert "actions" in told.value.expected
    assert "ligne d'en-têtes" not in told.value.expected


def test_half_a_character_is_replaced_and_told() -> None:
    export = read_bytes(b'[{"title": "A\\ud800", "limits": "b"}]')
    assert only(export).title == "A\ufffd"
    assert codes(export) == ["octet-illisible"]


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b"{}",
        b'[{"titre',
        b'{"cells": []}',
        b'[{"limits": "sans titre"}]',
        b"[" * 100_000,
        b'[{"title": ' + b"9" * 5000 + b"}]",
        b"PAR1 mais rien PAR1",
        as_parquet([HEADINGS, ROW])[:-20],
        as_parquet([("a", "b"), ("c", "d")]),
        as_xlsx([HEADINGS, ROW])[:2000],
        as_xlsx([HEADINGS, ROW])[:-200],
        as_xlsx([HEADINGS]),
        as_xlsx([]),
        as_csv([HEADINGS]),
    ],
    ids=[
        *("no record", "no list", "cut JSON", "a notebook", "no title", "too deep", "too long"),
        *("no Parquet", "cut Parquet", "other Parquet", "cut workbook", "workbook without its end"),
        *("headings alone", "empty workbook", "CSV of headings alone"),
    ],
)
def test_what_is_no_table_of_actions_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_bytes(data)


def test_a_workbook_that_would_fill_the_memory_is_refused_unopened() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "")
        archive.writestr("xl/media/image.bin", b"\0" * 12_000_000)
    with pytest.raises(InputError, match="démesuré"):
        read_bytes(target.getvalue())


def test_a_workbook_under_a_password_is_refused() -> None:
    data = bytearray(as_xlsx([HEADINGS, ROW]))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + flags] |= 1
            place = data.find(mark, place + 4)
    with pytest.raises(InputError, match="mot de passe"):
        read_bytes(bytes(data))


WORKBOOK = as_xlsx([HEADINGS, ROW])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(InputError):
        read_bytes(bytes(content)).check_accounted()


CELLS = st.text(st.sampled_from('ab";,\n\r\t =-é\x00\u2028')) | st.sampled_from(["2023", *HEADINGS])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=7), max_size=6), st.sampled_from(";,\t"), st.text('"\n;a'))
def test_every_row_has_one_place(rows: list[list[str]], delimiter: str, tail: str) -> None:
    data = as_csv([HEADINGS, ROW, *rows], delimiter) + tail.encode()
    export = read_bytes(data)
    export.check_accounted()
    assert len(export.actions) + len(export.structure_lines) + len(export.finding_lines) == (
        export.line_count
    )


def test_a_changed_norm_is_told_and_recomputed() -> None:
    headings = ("action_id", "title", "organisation", "department", "keywords", "keywords_norm")
    row = ("x", "A", "Le Pré", "Sarthe", "Santé; Culture", "Santé")
    dataset = tidy(as_csv([headings, row]))
    assert dataset.actions["keywords_norm"].tolist() == [["Santé", "Culture"]]
    told = [f.message for f in dataset.findings if f.code == "valeur-recalculee"]
    assert len(told) == 2  # the identifier is none of ours either
    assert "« Santé; Culture »" in told[1]


def test_findings_name_the_table_that_was_read() -> None:
    headings = ("title", "keywords", "source_file", "first_line", "last_line")
    dataset = tidy(as_csv([headings, ("A", "Jonglage", "page.txt", 40, 60)]), "relu.csv")
    row = dataset.actions.iloc[0]
    assert row[["source_file", "first_line", "last_line"]].tolist() == ["page.txt", 40, 60]
    assert {(f.source_file, f.line) for f in dataset.findings} == {("relu.csv", 2)}
    assert row[["read_file", "read_first", "read_last"]].tolist() == ["relu.csv", 2, 2]


def test_a_place_that_is_none_is_told() -> None:
    headings = ("title", "source_file", "first_line", "last_line")
    export = read_bytes(as_csv([headings, ("A", "page.txt", "?", 60)]))
    assert codes(export) == ["valeur-inattendue"]
    assert "source_file" not in only(export).given


def test_one_identifier_names_one_action() -> None:
    headings = ("action_id", "title", "limits")
    rows = [("0" * 12, "A", "a"), ("0" * 12, "B", "b"), ("", "C", "c")]
    dataset = tidy(as_csv([headings, *rows]))
    assert dataset.actions["action_id"].is_unique
    assert dataset.actions["action_id"].iloc[0] == "0" * 12
    assert "valeur-recalculee" in codes(dataset)


def test_our_names_are_the_tidy_table_s() -> None:
    assert set(match_headings(TABLE_COLUMNS).places) == set(TABLE_COLUMNS)
