"""Indicator I10: the actions that tell each family of limits, perspectives or outcomes.

A sentence may bear two families; an action counts once in each that one of its sentences bears.
Borderline facts, which a careful reader may leave out, are neither counted nor quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from reportkit.measures.coding import OTHER
from reportkit.measures.fact import SURE, Fact
from reportkit.report.french import sort_key
from reportkit.report.indicators import Ranking, Share

Coded = Literal["limit", "perspective", "outcome"]

FIT = (60, 240)
"""Signs that an example should hold: enough to say something, few enough for a table."""


@dataclass(frozen=True)
class Family:
    """The actions that tell one family of a measure.

    Args:
        name: the family, as the lexicon names it (« moyens financiers »).
        ids: the actions, in the order of their numbers.
        example: the fact to quote.
        second: those of `ids` that bear it only as the second family of a sentence.
    """

    name: str
    ids: tuple[str, ...]
    example: Fact
    second: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many actions tell it."""
        return len(self.ids)


def families(
    facts: Sequence[Fact],
    measure: Coded,
    numbers: Mapping[str, int],
    field: str | None = None,
    structures: Mapping[str, str | None] | None = None,
) -> list[Family]:
    """The families of a measure, most told first, ties in alphabetical order, « autre » last.

    Args:
        facts: facts of all measures, of more actions than those counted perhaps.
        measure: which of the three.
        numbers: the actions counted, with the number that names each in the report.
        field: the column that the sentences must stand in; without it, limits that an action
            tells under its outcomes count too, so that the base is all actions.
        structures: the structure of each action, so that examples come from several.
    """
    counted = [f for f in facts if f.action_id in numbers]
    bearing: dict[str, list[Fact]] = {}
    for fact in counted:
        if fact.measure == measure and fact.certainty == SURE and field in (None, fact.field):
            for name in {fact.type, fact.second_type} - {None}:
                bearing.setdefault(str(name), []).append(fact)
    examples = _Examples(counted, numbers, structures or {}).choose(bearing)
    found = []
    for name, told in bearing.items():
        main = {f.action_id for f in told if f.type == name}
        ids = sorted({f.action_id for f in told}, key=lambda action_id: numbers[action_id])
        second = tuple(action_id for action_id in ids if action_id not in main)
        found.append(Family(name, tuple(ids), examples[name], second))
    return sorted(found, key=lambda f: (f.name == OTHER, -f.count, sort_key(f.name)))


def as_ranking(found: Iterable[Family], base: int, total: int) -> Ranking:
    """Families as the shares of a column: `base` actions fill it, of `total`.

    « autre » is left out: it is no family that could stand out.
    """
    shares = (Share(f.name, f.count, base, f.ids) for f in found if f.name != OTHER)
    return Ranking(tuple(shares), base, total)


class _Examples:
    """Chooses a sentence for each family; the families with fewest sentences choose first."""

    def __init__(
        self,
        facts: Iterable[Fact],
        numbers: Mapping[str, int],
        structures: Mapping[str, str | None],
    ) -> None:
        self.numbers = numbers
        self.structures = structures
        self.keys: dict[tuple[str, str, int], list[str]] = {}
        for fact in facts:
            if fact.measure == "key_sentence":
                self.keys.setdefault((fact.action_id, fact.field, fact.line), []).append(fact.quote)
        self.quotes: list[str] = []
        self.actions: set[str] = set()
        self.places: set[str] = set()

    def choose(self, bearing: Mapping[str, Sequence[Fact]]) -> dict[str, Fact]:
        """A fact for each family."""
        chosen = {}
        sentences = {name: len({f.quote for f in told}) for name, told in bearing.items()}
        for name in sorted(bearing, key=lambda name: (sentences[name], sort_key(name))):
            fact = min(bearing[name], key=lambda fact: self._rank(fact, name))
            chosen[name] = fact
            self.quotes.append(fact.quote.casefold())
            self.actions.add(fact.action_id)
            self.places.add(self._place(fact))
        return chosen

    def _rank(self, fact: Fact, name: str) -> tuple[bool | int | str, ...]:
        """The less, the better: a sentence not quoted yet, the main family, a fit length first."""
        quote = fact.quote.casefold()
        beside = self.keys.get((fact.action_id, fact.field, fact.line), ())
        return (
            any(quote in other or other in quote for other in self.quotes),
            fact.type != name,
            not FIT[0] <= len(fact.quote) <= FIT[1],
            self._place(fact) in self.places,
            fact.action_id in self.actions,
            not any(fact.quote in key or key in fact.quote for key in beside),
            self.numbers[fact.action_id],
            fact.line,
            fact.quote,
            f"{fact.type} {fact.second_type} {fact.field} {fact.rule}",
        )

    def _place(self, fact: Fact) -> str:
        return self.structures.get(fact.action_id) or fact.action_id
