"""Amounts of a real export against its reading by hand; neither can be published."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from reportkit.dataset import load_dataset
from reportkit.measures.fact import Fact
from reportkit.measures.measure import measure

Key = tuple[int, int, float | None, float | None, float | None]


@pytest.fixture(scope="module")
def gold(real_folder: Path) -> list[dict]:
    text = (real_folder / "senacs-aude-16.gold.json").read_text("utf-8")
    return json.loads(text)["actions"]


@pytest.fixture(scope="module")
def facts(real_folder: Path) -> list[Fact]:
    return measure(load_dataset([real_folder / "senacs-aude-16.txt"]))


def read_by_hand(gold: Iterable[dict]) -> dict[Key, str]:
    return {
        (n, told["line"], told["amount"], told.get("amount_min"), told.get("amount_max")): told[
            "kind"
        ]
        for n, action in enumerate(gold, 1)
        for told in action["budget_eur"]
    }


def test_amounts_and_their_kinds(gold: list[dict], facts: list[Fact]) -> None:
    found = {
        (f.action, f.line, f.value, f.low, f.high): f.type for f in facts if f.measure == "amount"
    }
    asked = read_by_hand(gold)
    right = found.keys() & asked.keys()
    assert len(right) / len(found) >= 0.98
    assert len(right) / len(asked) >= 0.98
    assert sum(found[key] == asked[key] for key in right) / len(right) >= 0.9


def test_every_total_is_right_and_none_is_made_up(gold: list[dict], facts: list[Fact]) -> None:
    found = {f.action: f.value for f in facts if f.measure == "funding_total"}
    totals = ((n, action["budget_total_eur"]) for n, action in enumerate(gold, 1))
    assert found == {n: total for n, total in totals if total is not None}


def test_the_total_that_differs_from_its_parts_is_told(gold: list[dict], facts: list[Fact]) -> None:
    odd = [
        (n, defect["line"])
        for n, action in enumerate(gold, 1)
        for defect in action["defects"]
        if defect["kind"] == "number_inconsistency" and "€" in defect["quote"]
    ]
    assert [(f.action, f.line) for f in facts if f.measure == "total_anomaly"] == odd
