"""What an action cost in all, where its text says so, and totals that differ from their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from reportkit.measures.amount_kinds import (
    COMPONENT,
    SUBSIDY,
    TOTAL,
    UNIT_PRICE,
    Clause,
    folded,
    is_income,
    is_planned,
    is_times,
    names_resources,
)
from reportkit.measures.money import Money
from reportkit.measures.sentences import Sentence

# The first that an action has is its total: a stated one before one that stands alone.
_RANKS = ("stated_total", "sum", "whole", "lone")
_REST = re.compile(r"(?<!\w)(?:restes?|solde|compl[ée]ment|etc|\.\.\.|…)")
_OPENS_PARTS = re.compile(r"\s*[(:]|[\s,]*(?:r[ée]partis?|se\s+d[ée]compos)")
_CENT = 0.005
_FEWEST_PARTS = 2


@dataclass(frozen=True)
class Amount:
    """An amount of a sentence, the words beside it, the place of its quote, its kind and rule."""

    sentence: Sentence
    money: Money
    clause: Clause
    span: tuple[int, int]
    kind: str
    rule: str

    @property
    def column(self) -> str:
        """The field that it stands in."""
        return self.sentence.column


def choose_total(resources: Sequence[Amount], elsewhere: Sequence[Amount]) -> Amount | None:
    """The amount that is the total of the action; None where none is told, or several differ.

    The field of the resources goes before the others, what was spent before what was planned.
    """
    totals = [a for a in resources if a.kind == TOTAL]
    for rule in _RANKS:
        for planned in (False, True):
            ranked = [a for a in totals if a.rule == rule and is_planned(a.clause) == planned]
            if ranked:
                return _only(ranked)
    if totals:
        return _only(totals)
    return _only([a for a in elsewhere if a.kind == TOTAL])


def _only(amounts: Sequence[Amount]) -> Amount | None:
    told = {(a.money.value, a.money.bounds) for a in amounts}
    return amounts[0] if len(told) == 1 else None


def anomalies(
    resources: Sequence[Amount], spoken: Sequence[Sentence]
) -> Iterator[tuple[Amount, float]]:
    """Totals that differ from the sum of the parts told with them, and that sum in euros.

    Only where the text claims to tell all parts: a total below its list, or one with its parts
    in brackets; behind « dont » only parts that exceed it.
    """
    for n, whole in enumerate(resources):
        if whole.money.value is None or whole.money.about or is_planned(whole.clause):
            continue
        inside = _inside(resources, n)
        if inside:
            parts, complete = inside
        elif whole.kind == TOTAL and whole.rule in ("stated_total", "sum"):
            parts = _above(resources, n, spoken) or _below(resources, n)
            complete = True
        else:
            continue
        values = _values(parts)
        if len(values) < _FEWEST_PARTS and complete:
            continue
        told = round(sum(values), 2)
        if values and _differs(whole.money.value, parts, told, complete):
            yield whole, told


def _inside(resources: Sequence[Amount], n: int) -> tuple[list[Amount], bool] | None:
    """The parts that the sentence tells behind an amount, and whether it claims to tell all."""
    whole = resources[n]
    parts = [a for a in resources[n + 1 :] if a.sentence is whole.sentence]
    low = whole.sentence.low
    behind = low[whole.money.end :]
    if not parts or _REST.search(behind):
        return None
    if re.match(r"[\s,(]*dont\b", behind):
        return parts, False
    if not _OPENS_PARTS.match(behind):
        return None
    if behind.lstrip().startswith("("):
        closing = whole.money.end + behind.find(")") if ")" in behind else len(low)
        parts = [a for a in parts if a.money.start < closing]
    return (parts, True) if parts else None


def _above(resources: Sequence[Amount], n: int, spoken: Sequence[Sentence]) -> list[Amount]:
    """The parts listed before a total that closes its list, none where the list is not whole."""
    parts = [a for a in resources[:n] if a.kind in (COMPONENT, SUBSIDY)]
    whole = resources[n]
    told = {id(a.sentence) for a in resources}
    unpriced = [s for s in spoken if id(s) not in told and s.start < whole.sentence.start]
    text = " ".join(s.low for s in spoken)
    open_list = (
        len(parts) < n
        or any(
            names_resources(folded(s.low)) and not s.low.rstrip().endswith(":") for s in unpriced
        )
        or _REST.search(text) is not None
        or any(a.kind in (COMPONENT, SUBSIDY, UNIT_PRICE) for a in resources[n + 1 :])
    )
    return [] if open_list else parts


def _below(resources: Sequence[Amount], n: int) -> list[Amount]:
    """The items of expense listed under a total, each on a line of its own.

    None where the field tells givers too: they seldom pay for all, and the rest goes unsaid.
    """
    whole = resources[n]
    parts: list[Amount] = []
    for amount in resources[n + 1 :]:
        if amount.kind != COMPONENT or is_income(amount.clause):
            break
        row_before = (parts[-1] if parts else whole).sentence.row
        if amount.sentence.row != row_before + 1 or ":" not in amount.clause.before:
            break
        parts.append(amount)
    listed = len(parts) > _FEWEST_PARTS
    return parts if listed and not any(a.kind == SUBSIDY for a in resources) else []


def _values(parts: Sequence[Amount]) -> list[float]:
    values = [None if is_times(a.clause) else a.money.value for a in parts]
    known = [v for v in values if v is not None]
    return known if len(known) == len(values) and not any(a.money.about for a in parts) else []


def _differs(whole: float, parts: Sequence[Amount], told: float, complete: bool) -> bool:
    values = _values(parts)
    if not complete:
        return told > whole + _CENT
    sums = {round(value, 2) for value in accumulate(values)}
    by_kind = {
        round(sum(a.money.value or 0 for a in parts if a.kind == kind), 2)
        for kind in (COMPONENT, SUBSIDY)
    }
    rounded = float(whole).is_integer() and round(told) == whole
    balanced = abs(told - 2 * whole) <= _CENT and any(abs(s - whole) <= _CENT for s in sums)
    fits = any(abs(s - whole) <= _CENT for s in by_kind | {told})
    return not (fits or balanced or rounded)
