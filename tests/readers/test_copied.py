"""Pages that a browser's clipboard changed read as the page itself."""

from __future__ import annotations

import pytest
from senacs import action, page_lines, read_bytes, text_of

ACTIONS = [
    action(title="Un", keywords=["Emploi, économie", "Santé"], limits="- L'eau.\n- Le temps."),
    action(title="Deux | suite", summary=None, initiative_detail="Une voisine."),
]
LINES = page_lines(ACTIONS, 2023)


def without_dashes(bullet: str = "") -> list[str]:
    """As copied by a browser that drops list marks: on labels and on values of lists alike."""
    own = {"- L'eau.", "- Le temps."}
    return [
        bullet + line[2:] if line.startswith("- ") and line not in own else line for line in LINES
    ]


def with_tabs(lines: list[str]) -> list[str]:
    rows = range(1, 3 + len(ACTIONS))
    cells = [line.rsplit(" | ", 2) for line in lines]
    return [
        "\t".join(cells[n]).removesuffix(" |") if n in rows else line
        for n, line in enumerate(lines)
        if line != "---|---|---|"
    ]


def values(lines: list[str]) -> list[tuple]:
    export = read_bytes(text_of(lines))
    export.check_accounted()
    return [
        (raw.title, {c: t.value for c, t in raw.texts.items()}, raw.lists, raw.missing)
        for raw in export.actions
    ]


@pytest.mark.parametrize("bullet", ["", "• ", "* ", "– "])
def test_lost_dashes_are_put_back(bullet: str) -> None:
    assert values(without_dashes(bullet)) == values(LINES)
    told = read_bytes(text_of(without_dashes(bullet))).findings
    assert [finding.code for finding in told] == ["copie-sans-reperes"]


def test_an_index_whose_cells_are_tabbed_gives_its_years() -> None:
    export = read_bytes(text_of(with_tabs(LINES)))
    assert [(row.title, row.department, row.year) for row in export.index] == [
        ("Un", "Sarthe", 2023),
        ("Deux | suite", "Sarthe", 2023),
    ]


def test_a_page_with_its_dashes_is_left_alone() -> None:
    lines = page_lines([action(summary="Résumé\nPublic\nDimension")])
    export = read_bytes(text_of(lines))
    assert export.findings == ()
    assert export.actions[0].texts["summary"].value == "Résumé\nPublic\nDimension"


def test_a_cut_in_a_bare_label_is_told() -> None:
    lines = without_dashes()
    place = lines.index("Résultat pour le centre social")
    data = "\n".join([*lines[:place], "Résultat pour le ce"]).encode()
    codes = [finding.code for finding in read_bytes(data).findings]
    assert "repere-coupe" in codes
    assert "fiche-coupee" in codes


@pytest.mark.parametrize(
    "foot", ["Mentions légales", "© SENACS 2024", "1 2 3 4 … Suivant", "Contact | Plan du site"]
)
def test_the_foot_of_a_page_is_said(foot: str) -> None:
    export = read_bytes(text_of([*LINES, foot, "Accueil"]))
    (finding,) = export.findings
    assert (finding.code, finding.line) == ("pied-de-page", len(LINES) + 1)
    assert export.actions[1].texts["perspectives"].value.endswith("Accueil")


@pytest.mark.parametrize("words", ["Contact avec la mairie.", "Partager un repas.", "1 atelier"])
def test_a_sentence_is_no_foot(words: str) -> None:
    assert read_bytes(text_of([*LINES, words])).findings == ()
