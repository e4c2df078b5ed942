"""Every figure, table and excerpt leads back to its actions, and these to file and line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest
from conftest import notebook_sections

from reportkit.dataset import Dataset
from reportkit.facts import tell_facts
from reportkit.measures.fact import Fact
from reportkit.report.model import Attachments, Block, Excerpts, Figure, Table
from reportkit.report.perimeter import perimeters
from reportkit.report.report import Report
from reportkit.report.scope import Scope, cut_scope
from reportkit.schema import FREE_TEXTS

UNTRACED = {
    "Ce que couvre ce document",
    "Exports lus",
    "Colophon",
    "Corrections apportées",
    "Points relevés à la lecture",
    "Fiches antérieures toujours en cours",
    "Fiches publiées par les structures présentes les deux années",
}
"""Tables of what is beside the actions that the report counts."""


@pytest.fixture(scope="module")
def facts(sample: Dataset) -> tuple[Fact, ...]:
    return tell_facts(sample, sample.config).facts


def reports(sample: Dataset, facts: tuple[Fact, ...]) -> Iterator[tuple[Scope, list[Block]]]:
    for about in perimeters(sample):
        if about.year == 2024:
            scope = cut_scope(sample, about, facts)
            report = Report(scope)
            sections = notebook_sections(about.kind)
            yield scope, [block for name in sections for block in getattr(report, name)()]


@pytest.fixture(scope="module")
def composed(sample: Dataset, facts: tuple[Fact, ...]) -> list[tuple[Scope, list[Block]]]:
    return list(reports(sample, facts))


def attached(blocks: list[Block]) -> dict[str, str]:
    (held,) = (block for block in blocks if isinstance(block, Attachments))
    return {item.name: item.content for item in held.items}


def rows(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff")), delimiter=";"))


def test_every_chart_table_and_excerpt_has_its_actions(
    composed: list[tuple[Scope, list[Block]]],
) -> None:
    for scope, blocks in composed:
        known = {source.action_id for source in scope.sources()}
        for block in blocks:
            if isinstance(block, Figure | Table) and block.title not in UNTRACED:
                assert block.sources, block.title
            if isinstance(block, Figure | Table) and block.actions:
                assert len(block.actions) in (len(block.rows), len(block.rows) - 1), block.title
            if isinstance(block, Excerpts):
                assert {item.source.action_id for item in block.items} <= known
                assert all(item.source.number == item.number for item in block.items)


def test_excerpts_stand_in_the_lines_that_their_source_names(
    composed: list[tuple[Scope, list[Block]]],
) -> None:
    for scope, blocks in composed:
        texts = {
            row["action_id"]: " ".join(" ".join(row[c] or "" for c in FREE_TEXTS).split())
            for _, row in scope.actions.iterrows()
        }
        for block in blocks:
            for item in block.items if isinstance(block, Excerpts) else ():
                for line in item.lines:
                    for part in line.split("[…]"):
                        assert part.strip() in texts[item.source.action_id], line


def test_the_last_table_names_file_and_lines_of_each_action(
    composed: list[tuple[Scope, list[Block]]],
) -> None:
    for scope, blocks in composed:
        (table,) = (b for b in blocks if isinstance(b, Table) and b.title.startswith("D’où vient"))
        assert len(table.rows) == scope.size
        for row, (_, action) in zip(table.rows, scope.actions.iterrows(), strict=True):
            assert row[-1] == f"{action['first_line']}–{action['last_line']}"
            assert action["source_file"] in (*row, table.scope.split("\u00a0: ")[-1].rstrip("."))


def test_the_attached_files_hold_the_actions_the_facts_and_every_figure(
    composed: list[tuple[Scope, list[Block]]],
) -> None:
    for scope, blocks in composed:
        held = attached(blocks)
        actions = rows(held["actions.csv"])
        assert [row["action_id"] for row in actions] == list(scope.actions["action_id"])
        assert [row["number"] for row in actions] == [str(n) for n in scope.numbers.values()]
        told = rows(held["faits.csv"])
        assert len(told) == len(scope.facts)
        assert {row["number"] for row in told} <= {row["number"] for row in actions}
        cells = rows(held["chiffres.csv"])
        for block in blocks:
            if isinstance(block, Figure):
                mine = [cell for cell in cells if cell["bloc"] == block.subtitle]
                assert len(mine) >= len(block.rows) * (len(block.columns) - 1)
        about = json.loads(held["parametres.json"])
        assert about["actions"] == scope.size
        assert re.fullmatch("[0-9a-f]{12}", about["identifiant"])


def test_the_numbers_of_a_bar_are_those_of_its_actions(
    composed: list[tuple[Scope, list[Block]]],
) -> None:
    for scope, blocks in composed:
        for block in blocks:
            if isinstance(block, Figure) and block.subtitle.startswith("Thématiques"):
                for (label, count, _), numbers in zip(block.rows, block.actions, strict=True):
                    citing = {
                        str(row["number"])
                        for _, row in scope.actions.iterrows()
                        if any(label == value.replace("'", "’") for value in row["keywords_norm"])
                    }
                    assert spelled_out(numbers) == citing
                    assert len(citing) == count


def spelled_out(words: str) -> set[str]:
    """« 1 à 4, 7 et 9 » as numbers."""
    found: set[str] = set()
    for part in re.split(r", | et ", words.replace("\u00a0", " ")):
        first, _, last = part.partition(" à ")
        found |= {str(n) for n in range(int(first), int(last or first) + 1)}
    return found
