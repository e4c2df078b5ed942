"""Indicators I1-I9 of a set of actions: each a count with its base and its actions.

n is the number of actions kept (exact duplicates once). Formulas: I1 n; I2 distinct
structures; I3 filled / n for each field; I4 status; I5 actions citing a theme / actions with
a theme; I6 audience, dimension, territory / filled; I7 initiated by residents / filled;
I8 actions citing a type of partner / actions with a partner; I9 filled / n for each outcome.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from reportkit.report.french import sort_key
from reportkit.schema import FIELDS, LIST_COLUMNS, OUTCOMES, Field

RESIDENTS = ("Un groupe d'habitants", "Un habitant")

ANY_OUTCOME = "any_outcome"


@dataclass(frozen=True)
class Share:
    """`count` actions out of `base`; `ids` are the actions counted."""

    label: str
    count: int
    base: int
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """Shares of the values of one column, most cited first, ties in alphabetical order.

    `base` is the number of actions where the column is filled, `total` that of all actions.
    """

    shares: tuple[Share, ...]
    base: int
    total: int

    @property
    def top(self) -> tuple[Share, ...]:
        """The most cited value, or all that share the first place."""
        return tuple(s for s in self.shares if s.count == self.shares[0].count)


def filled(actions: pd.DataFrame, column: str) -> pd.Series:
    """Whether a column holds anything, action by action."""
    if column == ANY_OUTCOME:
        return pd.concat([filled(actions, c) for c in OUTCOMES], axis=1).any(axis=1)
    if column in LIST_COLUMNS:
        return actions[column].map(bool).astype(bool)
    return actions[column].notna()


def fill_share(actions: pd.DataFrame, column: str, label: str = "") -> Share:
    """I3 and I9: the actions where the column is filled, out of all."""
    return _share(actions, filled(actions, column), len(actions), label)


def fill_rates(actions: pd.DataFrame) -> list[Share]:
    """I3 for every field of the form but those that only some actions have."""
    return [fill_share(actions, field.column, field.label) for field in counted_fields()]


def counted_fields() -> list[Field]:
    """The fields of the form whose filling is counted: those that every action has, once each."""
    return [f for f in FIELDS if not f.optional and f.column not in ("territory_again", "files")]


def ranking(actions: pd.DataFrame, column: str) -> Ranking:
    """I4, I5, I6, I8: how many actions cite each value of a `_norm` column."""
    with_value = actions[filled(actions, column.removesuffix("_norm"))]
    base = len(with_value)
    citing: dict[object, list[str]] = {}
    for action, told in zip(with_value["action_id"], with_value[column], strict=True):
        for value in dict.fromkeys(told if isinstance(told, list | tuple) else [told]):
            if not pd.isna(value):
                citing.setdefault(value, []).append(action)
    shares = [Share(str(value), len(ids), base, tuple(ids)) for value, ids in citing.items()]
    shares.sort(key=lambda share: (-share.count, sort_key(share.label)))
    return Ranking(tuple(shares), base, len(actions))


def resident_initiative(actions: pd.DataFrame) -> Share:
    """I7: initiated by a resident or a group of residents, out of the actions that say."""
    saying = actions[filled(actions, "initiators")]
    mask = saying["initiators"].map(lambda values: any(v in RESIDENTS for v in values))
    return _share(saying, mask.astype(bool), len(saying), "À l'initiative d'habitants")


def structures(actions: pd.DataFrame) -> int:
    """I2: distinct structures, those not named left out."""
    named = actions.dropna(subset=["organisation_norm"])
    return len(named[["organisation_norm", "department_norm"]].drop_duplicates())


def cross(
    actions: pd.DataFrame, column: str, tests: Mapping[str, Callable[[pd.DataFrame], pd.Series]]
) -> tuple[list[Share], dict[str, list[int]]]:
    """For each value of a column, the number of its actions that pass each test."""
    rows = list(ranking(actions, column).shares)
    counts: dict[str, list[int]] = {}
    for share in rows:
        group = actions[actions["action_id"].isin(share.ids)]
        counts[share.label] = [int(test(group).sum()) for test in tests.values()]
    return rows, counts


def _share(actions: pd.DataFrame, mask: pd.Series, base: int, label: str) -> Share:
    ids = tuple(actions.loc[mask, "action_id"])
    return Share(label, len(ids), base, ids)
