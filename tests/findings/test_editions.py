"""Editions: what goes on from one year to the next, and how sure that is."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from senacs import action, page_lines, read_bytes, text_of

from reportkit.dataset import Dataset, build_dataset
from reportkit.findings.editions import COLUMNS, compare_editions, edition_findings
from reportkit.schema import OUTCOMES

# The continuations that were written into the sample: title of 2024 -> state, uncertain.
SAMPLE = {
    "Permanence d'accès aux droits et d'écriture publique": ("poursuivie", False),
    "Repas partagé du vendredi.": ("poursuivie", False),
    "Sorties familiales de l'été": ("modifiée", False),
    "Numérique : le pas à pas": ("terminée", False),
    "Médiation santé : aller vers": ("terminée", False),
    "Le Lavoir itinérant": ("modifiée", False),
    "Le Café des parents": ("modifiée", False),
    "JARDIN PARTAGE DES COTEAUX": ("modifiée", False),
    "Fête de quartier des Ormes": ("modifiée", False),
    'Ateliers sociolinguistiques "Parler au quotidien"': ("modifiée", False),
    "Boutique alimentaire solidaire": ("modifiée", False),
    "Accompagnement à la scolarité": ("modifiée", True),
    "Accompagnement à la scolarité : les mardis et jeudis du Menglaz": ("modifiée", False),
    "Jardin partagé de la Cabane": ("poursuivie", False),
    "Parentalité & petite enfance / Café des parents": ("modifiée", False),
    "Journée en mer pour tous": ("terminée", False),
    "Chantier jeunes du sentier côtier": ("modifiée", False),
}


def years(**actions: list[dict]) -> Dataset:
    """`y2023=[...]`: a page of that year."""
    pages = [(page_lines(told, int(year[1:])), year) for year, told in actions.items()]
    return build_dataset([(read_bytes(text_of(p), f"{year}.txt"), None) for p, year in pages])


def compared(**actions: list[dict]) -> pd.DataFrame:
    return compare_editions(years(**actions).actions)


def states(table: pd.DataFrame) -> dict[str, str]:
    return dict(zip(table["title"], table["state"], strict=True))


def test_the_sample_goes_on_as_it_was_written(sample: Dataset) -> None:
    table = compare_editions(sample.actions)
    matched = table[table["previous_id"].notna() & table["action_id"].notna()]
    found = {row["title"]: (row["state"], row["uncertain"]) for row in matched.to_dict("records")}
    assert found == SAMPLE
    assert "Premiers départs : partir une semaine, enfin" not in set(table["title"])


def test_an_unchanged_sheet_goes_on_whatever_its_typography() -> None:
    table = compared(
        y2023=[action(title="L'été « ici »", limits="L'eau manque en été.")],
        y2024=[action(title='L’ÉTÉ "ICI"', limits="L’eau  manque en eté !")],
    )
    assert states(table) == {'L’ÉTÉ "ICI"': "poursuivie"}
    assert table["similarity"].tolist() == [100]
    assert table["changed"].tolist() == [[]]


def test_a_change_names_its_columns_and_a_figure_is_a_change() -> None:
    table = compared(
        y2023=[action(people="12 bénévoles du quartier, tous les jeudis de la saison d'été")],
        y2024=[action(people="13 bénévoles du quartier, tous les jeudis de la saison d'été",
                      keywords=["Santé", "Culture"])],
    )  # fmt: skip
    assert table["state"].tolist() == ["modifiée"]
    assert table["changed"].tolist() == [["keywords", "people"]]


def test_new_gone_and_ended() -> None:
    empty = dict.fromkeys(["summary", "experience", "description", "funding", "people", *OUTCOMES,
                           "limits", "perspectives"])  # fmt: skip
    table = compared(
        y2023=[action(title="Bal"), action(title="Chorale", **empty)],
        y2024=[action(title="Bal", status="Terminée"), action(title="Vélo", **empty)],
    )
    assert states(table) == {"Bal": "terminée", "Vélo": "nouvelle", "Chorale": "disparue"}
    gone = table[table["state"] == "disparue"].iloc[0]
    assert gone["action_id"] is None
    assert gone["year"] == 2024


def test_a_new_title_over_the_same_text_goes_on() -> None:
    table = compared(y2023=[action(title="Bal")], y2024=[action(title="Guinguette du canal")])
    assert states(table) == {"Guinguette du canal": "modifiée"}
    assert table["changed"].tolist() == [["title"]]


def test_numbered_groups_go_on_one_to_one() -> None:
    groups = [action(title=f"Couture, groupe {n}") for n in (1, 2)]
    table = compared(y2023=groups, y2024=groups[::-1])
    assert set(table["state"]) == {"poursuivie"}
    assert not table["uncertain"].any()


def test_several_equal_candidates_are_uncertain_and_said() -> None:
    dataset = years(
        y2023=[action(limits=limits) for limits in ("Trop peu.", "Trop tard.")],
        y2024=[action(limits="Trop loin.")],
    )
    table = compare_editions(dataset.actions)
    assert sorted(table["state"]) == ["disparue", "modifiée"]
    (finding,) = edition_findings(dataset)
    assert finding.code == "edition-incertaine"
    assert finding.source_file == "y2024.txt"
    assert "2023" in finding.message


def test_structures_and_years_without_a_counterpart_are_left_out() -> None:
    alone = [action(organisation="Autre - Sarthe")]
    assert compared(y2023=[action()], y2024=alone).empty
    assert compared(y2022=[action()], y2024=[action()]).empty
    assert list(compare_editions(build_dataset([]).actions).columns) == list(COLUMNS)


def test_an_exact_duplicate_is_counted_once() -> None:
    table = compared(y2023=[action(), action()], y2024=[action()])
    assert table["state"].tolist() == ["poursuivie"]


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(5)), st.integers(1, 3))
def test_the_order_of_the_actions_changes_nothing(order: list[int], titles: int) -> None:
    told = [action(title=f"T{n % titles}", limits=f"Limite {n * n}.") for n in range(5)]
    later = [action(title=f"T{n % titles}", limits=f"Limite {n}.") for n in range(5)]

    def table(place: list[int]) -> pd.DataFrame:
        found = compared(y2023=[told[n] for n in place], y2024=[later[n] for n in place])
        return found.drop(columns="changed")

    pd.testing.assert_frame_equal(table(order), table(list(range(5))))


@pytest.mark.parametrize("count", [200])
def test_a_long_list_of_equal_titles_is_compared_in_a_window(count: int) -> None:
    told = [action(title="Atelier", limits=f"Séance {n}.") for n in range(count)]
    table = compared(y2023=told, y2024=told)
    assert len(table[table["previous_id"].notna()]) > count // 2
