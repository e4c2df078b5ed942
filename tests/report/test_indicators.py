"""Indicators, recounted by plain loops over the tidy table."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from reportkit.dataset import Dataset
from reportkit.report.indicators import (
    ANY_OUTCOME,
    cross,
    fill_share,
    filled,
    ranking,
    resident_initiative,
    structures,
)
from reportkit.report.scope import build_scope
from reportkit.schema import OUTCOMES

SCOPES = [
    (2023, "Finistère"),
    (2024, "Finistère"),
    (2023, "Val-d'Oise"),
    (2024, "Val-d'Oise"),
]


@pytest.fixture(params=SCOPES, ids=str)
def actions(request: pytest.FixtureRequest, sample: Dataset) -> pd.DataFrame:
    year, department = request.param
    return build_scope(sample, "departement", year, department, None).actions


def rows(actions: pd.DataFrame) -> list[dict]:
    return actions.to_dict("records")


@pytest.mark.parametrize("column", ["keywords", "audience", "partners"])
def test_rankings_of_lists(actions: pd.DataFrame, column: str) -> None:
    counts: Counter[str] = Counter()
    base = 0
    for row in rows(actions):
        base += bool(row[column])
        counts.update(set(row[f"{column}_norm"]))
    found = ranking(actions, f"{column}_norm")
    assert {share.label: share.count for share in found.shares} == dict(counts)
    assert (found.base, found.total) == (base, len(actions))
    assert [s.count for s in found.shares] == sorted(counts.values(), reverse=True)


@pytest.mark.parametrize("column", ["status", "dimension", "territory"])
def test_rankings_of_single_values(actions: pd.DataFrame, column: str) -> None:
    counts = Counter(r[f"{column}_norm"] for r in rows(actions) if r[column] is not None)
    found = ranking(actions, f"{column}_norm")
    assert {share.label: share.count for share in found.shares} == dict(counts)
    assert found.base == sum(counts.values())


@pytest.mark.parametrize("column", [*OUTCOMES, "limits", "perspectives", "funding", "summary"])
def test_fill_rates(actions: pd.DataFrame, column: str) -> None:
    share = fill_share(actions, column)
    expected = [r["action_id"] for r in rows(actions) if r[column]]
    assert list(share.ids) == expected
    assert (share.count, share.base) == (len(expected), len(actions))


def test_any_outcome(actions: pd.DataFrame) -> None:
    expected = sum(any(r[c] for c in OUTCOMES) for r in rows(actions))
    assert fill_share(actions, ANY_OUTCOME).count == expected


def test_resident_initiative(actions: pd.DataFrame) -> None:
    saying = [r for r in rows(actions) if r["initiators"]]
    residents = [
        r for r in saying if {"Un habitant", "Un groupe d'habitants"} & set(r["initiators"])
    ]
    share = resident_initiative(actions)
    assert (share.count, share.base) == (len(residents), len(saying))


def test_structures(actions: pd.DataFrame) -> None:
    names = {r["organisation_norm"] for r in rows(actions) if r["organisation_norm"]}
    assert structures(actions) == len(names)


def test_cross_counts_each_cell(actions: pd.DataFrame) -> None:
    tests = {"limits": lambda frame: filled(frame, "limits")}
    _, counts = cross(actions, "keywords_norm", tests)
    for theme, (count,) in counts.items():
        told = [r for r in rows(actions) if theme in r["keywords_norm"] and r["limits"]]
        assert count == len(told), theme


def test_a_value_named_twice_in_an_action_counts_once(sample: Dataset) -> None:
    actions = sample.actions.head(1).copy()
    actions.at[actions.index[0], "keywords_norm"] = ["Santé", "Santé"]
    assert ranking(actions, "keywords_norm").shares[0].count == 1
