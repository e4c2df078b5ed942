"""The text reader: labels in their place only, every line accounted for, cuts told."""

from __future__ import annotations

import contextlib
import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from senacs import (
    COMPLETE,
    HEADER,
    INDEX_HEAD,
    action,
    action_lines,
    page_lines,
    read_bytes,
    text_of,
)

from reportkit.errors import InputError
from reportkit.readers.export import Export, RawAction
from reportkit.schema import FIELDS, Kind, Severity


def read(lines: list[str], line_end: str = "\n") -> Export:
    return read_bytes(text_of(lines, line_end), "export.txt")


def values_of(raw: RawAction) -> dict:
    """An action as the tests' writer takes it."""
    values = {"title": raw.title, **{column: text.value for column, text in raw.texts.items()}}
    return values | {column: list(items) for column, items in raw.lists.items() if items}


def codes(export: Export) -> list[str]:
    return [finding.code for finding in export.findings]


def test_reads_every_field() -> None:
    export = read(page_lines([action()]))
    assert values_of(export.actions[0]) == COMPLETE
    assert export.findings == ()


def test_says_where_the_text_of_a_field_stands() -> None:
    lines = page_lines([action(limits="Une.\nDeux.\n\nQuatre.")])
    text = read(lines).actions[0].texts["limits"]
    assert [lines[n - 1] for n in text.numbers] == ["Une.", "Deux.", "", "Quatre."]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_reads_every_line_end(line_end: str) -> None:
    assert values_of(read(page_lines([action()]), line_end).actions[0]) == COMPLETE


def test_line_separator_is_text() -> None:
    summary = "Avant\u2028après"
    assert read(page_lines([action(summary=summary)])).actions[0].texts["summary"].value == summary


def test_empty_fields_are_absent_values() -> None:
    empty = {field.column: None for field in FIELDS if field.column != "organisation"}
    raw = read(page_lines([action(**empty)])).actions[0]
    assert set(raw.texts) == {"organisation"}
    assert not any(raw.lists.values())
    assert raw.missing == ()


@pytest.mark.parametrize(
    ("column", "line"),
    [
        ("experience", "- Public"),
        ("experience", "- Territoire concerné"),
        ("summary", "- Description générale"),
        ("summary", "- Suite de l'action : Perspectives"),
        ("description", "- Public"),
        ("outcomes_centre", "Actions"),
        ("perspectives", "Actions"),
        ("perspectives", HEADER),
        ("limits", "- Structure organisatrice"),
    ],
)
def test_a_line_of_text_that_reads_like_a_mark_stays_text(column: str, line: str) -> None:
    told = f"Avant.\n{line}\nUne phrase ensuite.\nEt une autre."
    actions = [action(**{column: told}), action(title="La suivante")]
    export = read(page_lines(actions))
    assert [values_of(raw) for raw in export.actions] == actions
    assert codes(export) == ["libelle-dans-texte"]
    assert export.findings[0].text == line


@pytest.mark.parametrize("title", ["Actions", "- Public", "Résumé", 'Dire "oui"', "A | B | 2019 |"])
def test_a_title_may_read_like_anything(title: str) -> None:
    export = read(page_lines([action(title=title), action(title=title)], 2023))
    assert [raw.title for raw in export.actions] == [title, title]
    assert [row.title for row in export.index] == [title, title]
    assert [row.year for row in export.index] == [2023, 2023]


def test_two_readings_of_equal_right_name_the_line() -> None:
    """A label twice between two free texts: the first is taken, the other line is named."""
    label = next(f.label for f in FIELDS if f.column == "people")
    export = read(page_lines([action(funding="300 €", people=f"Avant.\n- {label}\n4 bénévoles")]))
    assert export.actions[0].texts["people"].value == f"Avant.\n- {label}\n4 bénévoles"
    assert codes(export) == ["libelle-dans-texte"]


def test_second_form_has_no_structure() -> None:
    lines = [HEADER, *action_lines(action(title='Le "vrai" titre'), second_form=True)]
    raw = read(lines).actions[0]
    assert raw.title == 'Le "vrai" titre'
    assert raw.second_form
    assert "organisation" not in raw.texts
    assert raw.missing == ()


def test_several_pages_each_with_its_index() -> None:
    lines = page_lines([action(title="Un")], 2022) + page_lines([action(title="Deux")], 2023)
    export = read(lines)
    assert [(raw.page, raw.position) for raw in export.actions] == [(0, 0), (1, 0)]
    assert [(row.page, row.title, row.year) for row in export.index] == [
        (0, "Un", 2022),
        (1, "Deux", 2023),
    ]


def test_different_second_territory_is_a_finding() -> None:
    lines = page_lines([action()])
    last = len(lines) - 1 - lines[::-1].index("- Un quartier")
    lines[last] = "- Une commune"
    export = read(lines)
    assert codes(export) == ["territoire-different"]
    assert export.actions[0].texts["territory"].value == "Un quartier"


def test_lines_outside_any_action_are_findings() -> None:
    export = read(["Accueil", "Menu", *page_lines([action()])])
    assert [(f.code, f.line) for f in export.findings] == [("hors-fiche", 1), ("hors-fiche", 2)]


def test_a_page_cut_in_the_middle_keeps_the_next_page_whole() -> None:
    first = page_lines([action(title="Un"), action(title="Deux")])
    lines = first[:-12] + page_lines([action(title="Trois")])
    export = read(lines)
    assert [raw.title for raw in export.actions] == ["Un", "Deux", "Trois"]
    assert values_of(export.actions[2]) == action(title="Trois")
    assert codes(export) == ["fiche-coupee"]
    assert export.is_cut


def test_every_cut_of_a_file_keeps_what_is_complete() -> None:
    """Cut at every byte: no crash, whole actions unchanged, a missing label always told."""
    data = text_of(page_lines([action(title="Un"), action(title="Deux", limits="Été à œuvrer.")]))
    whole = read_bytes(data, "export.txt").actions
    ends = [len(b"\n".join(data.split(b"\n")[: raw.last_line])) for raw in whole]
    for size in range(data.index(b"- Structure"), len(data)):
        export = read_bytes(data[:size], "export.txt")
        done = sum(end <= size for end in ends)
        assert export.actions[:done] == whole[:done], size
        if any(raw.missing for raw in export.actions):
            assert export.is_cut, size


def test_a_label_cut_in_two_is_no_text() -> None:
    data = text_of(page_lines([action()]))
    cut = data[: data.index("- Résultat pour le centre".encode()) + 12]
    export = read_bytes(cut, "export.txt")
    assert export.actions[0].texts["outcomes_territory"].value == "Le quartier est plus vert."
    assert "repere-coupe" in codes(export)


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 1, "fichier vide"),
        (b" \n\n", 1, "fichier vide"),
        (b"%PDF-1.7\n...", 1, "un fichier PDF"),
        (b"Accueil\nMentions\n", 1, "« Accueil »"),
        (f"{HEADER}\nRien ici\n".encode(), 2, "aucune action ensuite"),
        (b"\x7fELF\x02\x00\x00\xff\n", 1, "ELF"),
    ],
)
def test_what_is_no_export_is_told_with_its_line(data: bytes, line: int, words: str) -> None:
    with pytest.raises(InputError, match=words) as told:
        read_bytes(data, "fichier.txt")
    assert told.value.line == line
    assert "fichier.txt, ligne" in str(told.value)
    assert "Attendu" in str(told.value)


def test_index_head_without_page_header_opens_the_index() -> None:
    lines = [*INDEX_HEAD, "Jardin des voisins | Sarthe | 2021 |", *action_lines(action())]
    assert read(lines).index[0].year == 2021


def test_decomposed_accents_hide_no_mark() -> None:
    lines = [unicodedata.normalize("NFD", line) for line in page_lines([action()], 2021)]
    export = read(lines)
    assert export.findings == ()
    assert export.index[0].year == 2021


@pytest.mark.parametrize("header", [[HEADER], []], ids=["with header", "without"])
def test_a_copy_cut_in_the_first_labels_swallows_nothing(header: list[str]) -> None:
    """Cut after each of its lines, then a whole action: two actions, the first one cut."""
    first = action_lines(action(title="Un", status="Terminée", end_reason="Fin."))
    for size in range(3, len(first) - 1):
        lines = [HEADER, *action_lines(action(title="Zéro")), *first[:size], *header]
        export = read([*lines, *action_lines(action(title="Deux"))])
        assert [raw.title for raw in export.actions] == ["Zéro", "Un", "Deux"], size
        assert export.is_cut
        assert values_of(export.actions[0]) == action(title="Zéro")
        assert values_of(export.actions[2]) == action(title="Deux")


def test_a_label_that_is_missing_costs_that_label_alone() -> None:
    label = next(f"- {f.label}" for f in FIELDS if f.column == "outcomes_residents")
    lines = page_lines([action(title="Un", outcomes_residents=None), action(title="Deux")])
    lines.remove(label)
    export = read(lines)
    assert codes(export) == ["libelle-absent"]
    assert values_of(export.actions[0]) == kept(action(title="Un", outcomes_residents=None))
    assert values_of(export.actions[1]) == action(title="Deux")


def test_a_page_header_that_opens_nothing_is_told() -> None:
    export = read([*page_lines([action()]), HEADER])
    assert codes(export) == ["page-vide"]


def test_many_starts_are_read_in_linear_time() -> None:
    began = time.perf_counter()
    read([*page_lines([action()]), *["Actions", "x"] * 20_000])
    assert time.perf_counter() - began < 10


WORDS = (
    st.text(
        st.characters(
            codec="utf-8", exclude_characters="\n\r|\ufeff", exclude_categories=("Cs", "Cc")
        ),
        min_size=1,
        max_size=40,
    )
    .map(lambda text: unicodedata.normalize("NFC", text).strip())
    .filter(bool)
)
PROSE = st.lists(WORDS, min_size=1, max_size=4).map("\n".join)
FREE = [f.column for f in FIELDS if f.kind is Kind.FREE and f.column not in ("files", "end_reason")]


def actions_with(free: st.SearchStrategy) -> st.SearchStrategy:
    texts = st.fixed_dictionaries({column: st.none() | free for column in FREE})
    return st.builds(lambda title, texts: action(title=title, **texts), WORDS, texts)


def kept(values: dict) -> dict:
    return {column: value for column, value in values.items() if value}


@settings(max_examples=150, deadline=None)
@given(st.lists(actions_with(PROSE), min_size=1, max_size=3), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_is_written_is_read_back(actions: list[dict], line_end: str) -> None:
    export = read(page_lines(actions, 2020), line_end)
    export.check_accounted()
    assert [values_of(raw) for raw in export.actions] == [kept(values) for values in actions]
    assert [row.title for row in export.index] == [values["title"] for values in actions]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_bring_a_traceback(data: bytes) -> None:
    with contextlib.suppress(InputError):
        read_bytes(data, "x.txt").check_accounted()


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False))
def test_shuffled_lines_are_all_accounted_for(dice) -> None:
    lines = page_lines([action(), action(title="Deux")], 2020)
    for _ in range(dice.randrange(1, 12)):
        place = dice.randrange(len(lines))
        lines.insert(dice.randrange(len(lines)), lines.pop(place))
    try:
        export = read(lines)
    except InputError:
        return
    export.check_accounted()


def test_cut_severity_is_only_for_cuts() -> None:
    export = read(["Accueil", *page_lines([action()])])
    assert not export.is_cut
    assert all(f.severity is not Severity.CUT for f in export.findings)


def test_an_index_tells_a_line_actions_near_the_end_from_a_cut() -> None:
    told = [action(title="Un"), action(title="Deux", perspectives="Avant.\nActions\nmenées ici.")]
    dated = read(page_lines(told, 2020))
    assert [values_of(raw) for raw in dated.actions] == told
    assert [(f.code, f.text) for f in dated.findings] == [("libelle-dans-texte", "Actions")]
    undated = read(page_lines(told))
    assert "Actions" in [finding.text for finding in undated.findings]


def test_a_copy_cut_behind_a_title_that_the_index_announces_is_a_cut() -> None:
    lines = page_lines([action(title="Un"), action(title="Deux")], 2020)
    export = read(lines[: lines.index("Deux") + 1])
    assert [raw.title for raw in export.actions] == ["Un", "Deux"]
    assert values_of(export.actions[0]) == action(title="Un")
    assert export.is_cut


def few(title: str, *lines: str) -> list[str]:
    return ["Actions", title, "- Structure organisatrice", "- Centre B - Aude", *lines]


def test_a_page_may_leave_out_the_labels_of_empty_fields() -> None:
    export = read([
        HEADER,
        *few("Un", "- Statut de l'action", "- En cours", "- Résumé", "Le premier.",
             "- Public", "- Adultes", "- Description générale", "D"),
        *few("Deux", "- Statut de l'action", "- En cours"),
        *action_lines(action(title="Trois")),
        *few("Quatre", "- Public", "- Seniors", "- Suite de l'action : Limites", "Peu de temps."),
    ])  # fmt: skip
    assert [raw.title for raw in export.actions] == ["Un", "Deux", "Trois", "Quatre"]
    assert export.actions[0].texts["summary"].value == "Le premier."
    assert export.actions[3].texts["limits"].value == "Peu de temps."
    assert codes(export) == ["libelle-absent"] * 3


@pytest.mark.parametrize(
    "spelt",
    [
        str.upper,
        lambda label: (
            unicodedata.normalize("NFD", label.upper()).encode("ascii", "ignore").decode()
        ),
        lambda label: label.rstrip(" ."),
        lambda label: f"{label} *",
        lambda label: f"3. {label}",
    ],
    ids=["capitals", "bare capitals", "without full stop", "star", "number"],
)
def test_labels_may_be_spelt_otherwise_throughout(spelt: Callable[[str], str]) -> None:
    lines = page_lines([action(), action(title="Deux", summary="- public\nrésumé")])
    labels = {f"- {field.label}" for field in FIELDS}
    export = read([f"- {spelt(line[2:])}" if line in labels else line for line in lines])
    assert [raw.title for raw in export.actions] == ["Jardin des voisins", "Deux"]
    assert all(not raw.missing for raw in export.actions)
    assert export.actions[1].texts["summary"].value == "- public\nrésumé"


def test_a_file_that_spells_its_labels_to_the_letter_means_a_text_by_others() -> None:
    values = action(summary="- PUBLIC\n- Adultes")
    export = read(page_lines([values]))
    assert values_of(export.actions[0]) == values
    assert export.findings == ()
