"""Alike names: one structure written in several ways is proposed, two structures are not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from senacs import action, page_lines, read_bytes, text_of

from reportkit.config import Config
from reportkit.dataset import Dataset, build_dataset, load_dataset
from reportkit.findings.names import AlikeNames, alike_name_findings, find_alike_names


def named(*names: str, aliases: dict[str, str] | None = None) -> Dataset:
    lines = page_lines([action(title=f"T{n}", organisation=name) for n, name in enumerate(names)])
    return build_dataset([(read_bytes(text_of(lines)), None)], aliases=aliases)


def alike(*names: str) -> list[AlikeNames]:
    return find_alike_names(named(*[f"{name} - Sarthe" for name in names]))


@pytest.mark.parametrize(
    "names",
    [
        ("Centre social Les Hirondelles", "CENTRE SOCIAL LES HIRONDELLES"),
        ("CS Les Hirondelles", "Centre social Les Hirondelles"),
        ("CSC L'Escale", "Centre socioculturel l’Escale"),
        ("C.S.C. du Pré", "Centre social et culturel du Pré"),
        ("EVS La Cabane", "Espace de vie sociale La Cabane"),
        ("Centre social La Vigie - A.M.I.", "CENTRE SOCIAL AMI LA VIGIE"),
        ("Centre social Les Hirondelles", "Centre social Les Hirondelles - Gonesse"),
        ("maison de quartier des ormes 95999", "Maison de quartier des Ormes"),
        ("Centre social St-Exupéry", "Centre social Saint Exupery"),
        ("Les Hirondeles", "Les Hirondelles"),
    ],
)
def test_one_structure_in_several_spellings_is_proposed(names: tuple[str, str]) -> None:
    (pair,) = alike(*names)
    assert {pair.name, pair.other} == {name.replace("’", "'") for name in names}
    assert pair.score >= 70
    assert pair.reason


@pytest.mark.parametrize(
    "names",
    [
        ("Centre social Nord", "Centre social Sud"),
        ("Centre social 1", "Centre social 2"),
        ("Centre social Jean Moulin", "Centre social Jean Macé"),
        ("Centre social AMI Lagrange", "Centre social AMI Belcastel"),
        ("Centre social Belcastel", "Centre social Belcastel Sud"),
        ("La Passerelle", "La Passerelle - site des Coteaux"),
        ("Maison de quartier", "Maison de quartier des Ormes"),
        ("Centre social", "Espace de vie sociale"),
    ],
)
def test_two_structures_are_not_proposed(names: tuple[str, str]) -> None:
    assert alike(*names) == []


def test_a_name_within_two_others_is_proposed_for_none() -> None:
    assert alike("Centre AMI", "Centre AMI Lagrange", "Centre AMI Belcastel") == []


def test_names_of_two_departments_are_not_compared() -> None:
    dataset = named("CS Les Hirondelles - Sarthe", "Centre social Les Hirondelles - Aude")
    assert find_alike_names(dataset) == []


def test_the_name_to_replace_is_the_rarer_one() -> None:
    often, once = "CS La Vigie", "Centre social La Vigie"
    (pair,) = alike(often, often, once)
    assert (pair.name, pair.other) == (once, often)


def test_the_advice_is_a_line_that_the_configuration_accepts() -> None:
    (finding,) = alike_name_findings(named('Foyer "Le Lien" - Sarthe', 'FOYER "LE LIEN" - Sarthe'))
    assert finding.code == "structure-proche"
    assert finding.text == 'FOYER "LE LIEN"'
    line = finding.advice.partition("[aliases] : ")[2]
    assert Config(aliases=tomllib.loads(line)).aliases == {'FOYER "LE LIEN"': 'Foyer "Le Lien"'}


def test_names_that_an_alias_ties_are_not_proposed_again() -> None:
    names = ("CS La Vigie - Sarthe", "Centre social La Vigie - Sarthe")
    assert find_alike_names(named(*names, aliases={"CS La Vigie": "Centre social La Vigie"})) == []


def test_the_samples_have_no_name_to_propose(sample: Dataset) -> None:
    assert find_alike_names(sample) == []


def test_the_real_export_has_no_name_to_propose(real_folder: Path) -> None:
    assert find_alike_names(load_dataset([real_folder / "senacs-aude-16.txt"])) == []


@given(st.permutations(["CS La Vigie", "Centre social La Vigie", "LA VIGIE", "EVS Le Phare"]))
def test_the_order_of_the_actions_changes_no_proposal(names: list[str]) -> None:
    assert alike(*names) == alike(*sorted(names))
