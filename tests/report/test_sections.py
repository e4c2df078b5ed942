"""Sections composed for 0, 1, 2, 5 and 25 actions, full and full of gaps: what they say is true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from conftest import notebook_sections
from senacs import HEADER, action, action_lines, page_lines, read_bytes, text_of

from reportkit.corrections import Correction
from reportkit.dataset import build_dataset
from reportkit.errors import ParameterError
from reportkit.report.report import Report, open_report
from reportkit.report.scope import Scope, build_scope
from reportkit.schema import Finding, Severity

EMPTY: dict[str, Any] = dict.fromkeys(
    [
        "status", "dimension", "keywords", "summary", "initiators", "territory", "experience",
        "audience", "partners", "description", "funding", "people", "outcomes_territory",
        "outcomes_centre", "outcomes_residents", "limits", "perspectives",
    ]
)  # fmt: skip


def scope_of(actions: list[dict], kind: str = "centre", year: int | None = 2020) -> Scope:
    dataset = build_dataset([(read_bytes(text_of(page_lines(actions, year)), "e.txt"), None)])
    centre = "Centre social du Pré" if kind == "centre" else None
    return build_scope(dataset, kind, year, "Sarthe", centre)


def words(value: Any, *, every: bool = False) -> Iterator[str]:
    """The texts of a model with ordinary spaces; with `every`, of pictures and files too."""
    if isinstance(value, str):
        yield value.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if every or key not in ("svg", "sources", "kind", "anchor", "content", "layout"):
                yield from words(inner, every=every)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from words(inner, every=every)


def said(scope: Scope, *sections: str) -> str:
    report = Report(scope)
    names = sections or notebook_sections(scope.kind)
    blocks = [block for name in names for block in getattr(report, name)()]
    return "\n".join(line for block in blocks for line in words(block.model_dump(mode="json")))


def numbered(count: int, **changes: Any) -> list[dict]:
    return [action(title=f"Action {n}", **changes) for n in range(1, count + 1)]


@pytest.mark.parametrize("kind", ["centre", "departement"])
@pytest.mark.parametrize("count", [1, 2, 4, 5, 25])
@pytest.mark.parametrize("changes", [{}, EMPTY], ids=["full", "empty"])
def test_every_section_is_composed_at_every_size(kind: str, count: int, changes: dict) -> None:
    text = said(scope_of(numbered(count, **changes), kind))
    assert "{" not in text
    for wrong in (" 1 actions", " 0 actions", "1 sur 1 actions", "None", "<NA>", "(s)"):
        assert wrong not in text
    if count < 20:
        assert "%" not in text.replace("85 %", "")  # the rule of confidentiality


def test_empty_outcomes_are_told_once_and_prove_nothing() -> None:
    text = said(scope_of(numbered(6, **EMPTY)), "outcomes")
    assert "Aucun des trois champs de résultat n'est renseigné." in text
    assert text.count("Cela ne permet pas de conclure") == 1
    assert "Lecture" not in text


def test_an_empty_limit_is_no_absence_of_difficulty() -> None:
    text = said(scope_of(numbered(3, **EMPTY)), "limits")
    assert "n'est renseigné pour aucune des 3 actions" in text
    assert "difficulté" not in text


def test_a_subset_is_never_called_all_actions() -> None:
    actions = numbered(4) + [action(title=f"Vide {n}", **EMPTY) for n in range(2)]
    text = said(scope_of(actions), "summary", "actions")
    assert "Toutes les actions" not in text
    assert "(les 4 actions)" not in text
    assert "4 actions sur les 4 renseignées" in text


def test_all_running_is_said_when_it_is_so() -> None:
    assert "Toutes les actions sont déclarées en cours" in said(scope_of(numbered(5)), "actions")


def test_a_status_that_is_not_told_has_no_base() -> None:
    text = said(scope_of([action(**{**EMPTY, "limits": "L'eau manque."})]), "summary")
    assert "non renseigné" in text


def test_few_actions_get_figures_with_their_base_in_tables() -> None:
    text = said(scope_of(numbered(2)), "actions", "audiences")
    assert "Santé (2 sur 2)" in text
    assert "En cours (2 sur 2)" in text
    assert "Commune (2 sur 2)" in text


def test_every_filled_field_of_a_small_centre_is_quoted() -> None:
    scope = scope_of([action(title=f"A{n}", limits=f"Limite numéro {n}.") for n in range(5)])
    text = said(scope, "limits")
    assert all(f"Limite numéro {n}." in text for n in range(5))
    assert "extraits" not in text


def test_a_choice_of_excerpts_is_said() -> None:
    actions = [action(title=f"A{n}", limits=f"Limite numéro {n}.") for n in range(30)]
    assert "12 extraits sur 30." in said(scope_of(actions), "limits")


def test_a_department_quotes_each_structure_once() -> None:
    names = [f"Centre {n:02}" for n in range(20)]
    actions = [
        action(title=f"{name} {k}", organisation=f"{name} - Sarthe", limits=f"De {name}.")
        for name in names
        for k in range(2)
    ]
    text = said(scope_of(actions, "departement"), "limits")
    assert sum(f"De {name}." in text for name in names) == 12
    assert max(text.count(f"De {name}.") for name in names) == 1


def test_the_best_told_structures_are_quoted_wherever_they_stand_in_the_alphabet() -> None:
    thin = {"summary": None, "experience": None, "description": None, "funding": None}
    actions = [action(title=f"a{n}", organisation=f"A{n:02} - Sarthe", **thin) for n in range(15)]
    actions.append(action(title="z", organisation="Zoé - Sarthe", limits="De Zoé."))
    assert "De Zoé." in said(scope_of(actions, "departement"), "limits")


def test_placeholders_are_counted_as_filled_and_never_quoted() -> None:
    actions = [action(title="A", limits="RAS"), action(title="B", limits="L'eau manque.")]
    text = said(scope_of(actions), "limits")
    assert "« Limites » est renseigné pour les deux actions." in text
    assert "RAS" not in text
    assert "L'eau manque." in text


def test_only_placeholders_leave_nothing_to_quote() -> None:
    text = said(scope_of([action(title="A", limits="à compléter")]), "limits")
    assert "Aucun texte à citer" in text


def test_a_cut_action_is_said_to_be_cut() -> None:
    lines = page_lines(numbered(2))[:-6]
    dataset = build_dataset([(read_bytes(text_of(lines), "e.txt"), None)])
    scope = build_scope(dataset, "centre", None, "Sarthe", "Centre social du Pré")
    text = said(scope, "sheets", "method")
    assert "Fiche interrompue dans l'export" in text
    assert "n'ont pas été copiés" in text


def test_a_long_title_is_cut_and_a_long_finding_is_not() -> None:
    message = "La ligne se lit de deux façons. " * 12 + "Fin du constat."
    found = Finding("code", Severity.CHECK, "e.txt", 3, "x", message)
    scope = replace(scope_of([action(title="mot " * 90)]), findings=(found,))
    text = said(scope)
    assert "Fin du constat." in text
    assert "mot " * 49 + "mot […]" in text
    assert "mot " * 51 not in text


def test_a_missing_label_is_not_called_a_cut() -> None:
    lines = [HEADER, *action_lines(action())]
    lines.remove("- Description générale")
    dataset = build_dataset([(read_bytes(text_of(lines), "e.txt"), None)])
    scope = build_scope(dataset, "centre", None, "Sarthe", "Centre social du Pré")
    text = said(scope, "sheets", "method")
    assert "Le libellé « Description générale » manque dans l'export." in text
    assert "interrompue" not in text


def test_undated_actions_are_counted_out_of_a_dated_report() -> None:
    pages = page_lines(numbered(2), 2020) + page_lines([action(title="Z"), action(title="Z")])
    dataset = build_dataset([(read_bytes(text_of(pages), "e.txt"), None)])
    scope = build_scope(dataset, "centre", 2020, "Sarthe", "Centre social du Pré")
    assert scope.size == 2
    assert "1 action sans année précisée ne compte pas ici." in said(scope, "method")


def test_an_attributed_year_is_said_on_cover_and_in_the_method() -> None:
    export = read_bytes(text_of(page_lines(numbered(2))), "e.txt")
    scope = build_scope(build_dataset([(export, None)], 2021), "centre", 2021, None,
                        "Centre social du Pré")  # fmt: skip
    assert "année 2021 (attribuée)" in said(scope, "cover")
    assert "a été indiquée par la personne" in said(scope, "method")


def test_duplicates_are_named_in_the_method() -> None:
    text = said(scope_of([action(), action()]), "method", "summary")
    assert "1 action répétée mot pour mot, comptée une seule fois : « Jardin des voisins »." in text
    assert "hors 1 doublon exact" in text


@pytest.mark.parametrize(
    ("arguments", "words_"),
    [
        ({"kind": "region"}, "sorte de rapport inconnue"),
        ({"kind": "centre"}, "demande le paramètre « centre »"),
        ({"kind": "departement", "centre": "X"}, "n'a pas de paramètre « centre »"),
        ({"kind": "centre", "centre": "Du Pré"}, "Centre social du Pré"),
        ({"kind": "departement", "departement": "Sarth"}, "Sarthe"),
        ({"kind": "departement", "annee": 1999}, "2020"),
        ({"kind": "departement", "annee": "2020"}, "une année entière"),
    ],
)
def test_open_report_refuses_what_it_cannot_open(
    arguments: dict, words_: str, tmp_path: Any
) -> None:
    path = tmp_path / "e.txt"
    path.write_bytes(text_of(page_lines(numbered(2), 2020)))
    with pytest.raises(ParameterError, match=words_):
        open_report(exports=[path], **arguments)


def test_corrections_are_listed_and_what_is_withheld_is_nowhere_printed() -> None:
    actions = [*numbered(2, limits="Zoé a déménagé."), action(title="Action 3")]
    export = read_bytes(text_of(page_lines(actions, 2020)))
    ids = list(build_dataset([(export, None)]).actions["action_id"])
    signed = ("La Fédération", "2025-03-01", "à la demande du centre")
    corrections = [
        Correction(ids[0], "ne pas citer", "Zoé", "", *signed, 2),
        Correction(ids[0], "limits", "Zoé a déménagé.", "Zoé a changé de quartier.", *signed, 3),
        Correction(ids[1], "status", "En cours", "Terminée", *signed, 3),
        Correction(ids[2], "exclure", "", "", *signed, 4),
    ]
    dataset = build_dataset([(export, None)], corrections=corrections)
    scope = build_scope(dataset, "centre", 2020, "Sarthe", "Centre social du Pré")
    assert "[…] a changé de quartier." in said(scope, "limits")
    method = said(scope, "method")
    assert "Passage non cité" in method
    assert "Action exclue des comptes et des textes" in method
    assert "Limites : texte corrigé" in method
    assert "Zoé" not in method
    assert "« En cours » remplacé par « Terminée »" in method
    assert "La Fédération, 2025-03-01" in method
    assert "Action 3" in method
    assert len(scope.actions) == 2


TITLE = "Atelier d’Ariane avec le « grand » Zéphyr"


def withheld_in(kind: str, *passages: str, year: int | None = 2020, place: int = 0) -> str:
    """All that a report prints of one action copied twice, with such passages withheld."""
    told = action(title=TITLE, limits="Zéphyr manque.", description="Zéphyr a dÃ©mÃ©nagÃ©.")
    lines = page_lines([told, told, *numbered(1)], year)
    export = read_bytes(text_of(lines))
    ids = list(build_dataset([(export, None)]).actions["action_id"])
    signed = ("La Fédération", "2025-03-01", f"à confirmer : « {passages[0]} » est un nom")
    rows = [Correction(ids[place], "ne pas citer", p, "", *signed, 2) for p in passages]
    dataset = build_dataset([(export, None)], corrections=rows)
    assert len(dataset.corrections) == len(passages)
    centre = "Centre social du Pré" if kind == "centre" else None
    return said(build_scope(dataset, kind, year, "Sarthe", centre))


@pytest.mark.parametrize("kind", ["centre", "departement"])
@pytest.mark.parametrize("year", [2020, None])
@pytest.mark.parametrize("place", [0, 1], ids=["the action", "its repeat"])
def test_words_withheld_in_a_title_are_nowhere_printed(
    kind: str, year: int | None, place: int
) -> None:
    text = withheld_in(kind, "Zéphyr", "d'Ariane", year=year, place=place)
    assert "Atelier […] avec le «" in text
    assert "phyr" not in text
    assert "Ariane" not in text


@pytest.mark.parametrize("kind", ["centre", "departement"])
def test_a_title_withheld_as_a_whole_gives_way_to_a_number(kind: str) -> None:
    text = withheld_in(kind, TITLE)
    assert "Action n° 1 (titre non cité)" in " ".join(text.split())
    assert "Ariane" not in text


def test_a_structure_under_an_alias_bears_one_name_everywhere() -> None:
    actions = [
        action(title="A", organisation="CS du Pré - Sarthe"),
        action(title="B", organisation="Centre social du Pré - Sarthe"),
    ]
    export = read_bytes(text_of(page_lines(actions, 2020)))
    aliases = {"CS du Pré": "Centre social du Pré"}
    dataset = build_dataset([(export, None)], aliases=aliases)
    text = said(build_scope(dataset, "departement", 2020, "Sarthe", None))
    assert "Centre social du Pré" in text
    assert "CS du Pré" not in text
