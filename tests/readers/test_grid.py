"""A page's table of one action a row is read as the rows of a workbook are."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pages import definitions, index_table, page
from senacs import HEADER, action, read_bytes

from reportkit.readers.export import Export

HEAD = ("Titre", "Structure organisatrice", "Résumé")
ROWS = [("Un", "Centre du Pré - Sarthe", "Un bal."), ("Deux", "Centre du Lac - Aude", "Un jeu.")]


def read(html: str) -> Export:
    export = read_bytes(html.encode(), "page.html")
    export.check_accounted()
    return export


def told(export: Export) -> list[tuple[str, ...]]:
    return [
        (raw.title, *(raw.texts[c].value for c in ("organisation", "summary") if c in raw.texts))
        for raw in export.actions
    ]


def codes(export: Export) -> list[str]:
    return [finding.code for finding in export.findings]


def line(cells: Sequence[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"


def table(rows: Sequence[Sequence[str]] = ROWS, head: Sequence[str] = HEAD) -> str:
    return f"<table>{line(head, 'th')}{''.join(line(row) for row in rows)}</table>"


def in_body(markup: str) -> str:
    return f"<html><body>{markup}</body></html>"


@pytest.mark.parametrize(
    "html",
    [
        table(),
        in_body(table()),
        in_body(table().replace("th>", "td>")),
        in_body(table().replace("<table>", "<table><thead>").replace("Résumé</th></tr>",
                "Résumé</th></tr></thead><tbody>").replace("</table>", "</tbody></table>")),
        in_body(table().replace("td>", "td>\n")),
        in_body(f"<table><tr><td>Menu</td><td>{table()}</td></tr></table>"),
        in_body(table().replace("<td>", "<td><p>").replace("</td>", "</p></td>")),
        in_body(f"<nav>Actions</nav><h1>{HEADER}</h1>{table()}<footer>Contact</footer>"),
        in_body(table([ROWS[0], HEAD, ROWS[1]])),
    ],
)  # fmt: skip
def test_a_row_is_an_action_whatever_the_markup(html: str) -> None:
    export = read(html)
    assert told(export) == ROWS
    assert set(codes(export)) <= {"hors-tableau"}


def test_breaks_paragraphs_and_items_are_lines_and_entities_are_read() -> None:
    cell = "Un &amp; deux<br>trois<p>quatre</p><ul><li>cinq</li><li>- Public</li></ul>"
    export = read(in_body(table([("Un", "Centre - Aude", cell)])))
    assert told(export)[0][2] == "Un & deux\ntrois\nquatre\n- cinq\n- Public"


def test_items_of_a_list_are_its_values() -> None:
    html = table(
        [("Un", "<ul><li>Emploi, économie</li><li>Santé</li></ul>")], ("Titre", "Mots clés")
    )
    assert read(html).actions[0].lists["keywords"] == ("Emploi, économie", "Santé")


def test_words_of_a_label_set_off_in_a_cell_stay_in_their_line() -> None:
    export = read(in_body(table([("Un", "Centre - Aude", "<b>Public</b> : adultes")])))
    assert told(export)[0][2] == "Public : adultes"


def test_a_cell_over_several_rows_stands_in_each() -> None:
    rows = "<tr><td>Un</td><td rowspan=2>Centre - Aude</td><td>A</td></tr>" + line(("Deux", "B"))
    export = read(in_body(f"<table>{line(HEAD, 'th')}{rows}</table>"))
    assert told(export) == [("Un", "Centre - Aude", "A"), ("Deux", "Centre - Aude", "B")]


def test_a_wide_cell_shifts_no_other() -> None:
    rows = "<tr><td colspan=2>Un</td><td>A</td></tr>"
    export = read(in_body(f"<table>{line(HEAD, 'th')}{rows}</table>"))
    assert told(export) == [("Un", "A")]


def test_lines_around_the_tables_are_told_in_their_place() -> None:
    title = "<tr><th colspan=3>Nos actions</th></tr>"
    one = table(ROWS[:1]).replace("<table>", f"<table>{title}")
    export = read(in_body(f"<p>Avant</p>{one}<p>Entre</p>{table(ROWS[1:])}<p>Après</p>"))
    assert told(export) == ROWS
    assert [(f.code, f.line, f.text) for f in export.findings] == [
        ("hors-tableau", 1, "Avant"),
        ("hors-tableau", 2, "Nos actions"),
        ("hors-tableau", 5, "Entre"),
        ("hors-tableau", 8, "Après"),
    ]


def test_hidden_words_and_a_cut_are_told() -> None:
    html = in_body(table()).replace("Un bal.", "<span hidden>1</span>Un bal.")
    assert told(read(html)) == ROWS
    assert codes(read(html)) == ["texte-masque"]
    assert codes(read(html.removesuffix("</body></html>"))) == ["texte-masque", "page-coupee"]


def test_an_index_before_its_actions_is_no_table_of_actions() -> None:
    actions = [action(title="Un"), action(title="Deux")]
    html = page(actions, definitions)
    for index in (
        index_table(actions, 2021),
        table([(t, "Centre", "Sarthe", "2021") for t in ("Un", "Deux")],
              ("Titre", "Structure", "Département", "Année")),
    ):  # fmt: skip
        export = read(html.replace("</h1>", f"</h1>{index}"))
        assert [raw.title for raw in export.actions] == ["Un", "Deux"]
        assert [row.year for row in export.index] == [2021, 2021]
