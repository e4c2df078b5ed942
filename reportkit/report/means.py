"""Indicators I11, amounts declared, and I12, persons mentioned; what may be added or published.

Borderline facts, which a careful reader may leave out, make no figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from reportkit.measures.amount_kinds import (
    COMPONENT,
    OTHER,
    SUBSIDY,
    TOTAL,
    UNIT_PRICE,
    Clause,
    folded,
    is_planned,
)
from reportkit.measures.counted import COUNTED, MIXED, UNSPECIFIED
from reportkit.measures.fact import SURE, Fact
from reportkit.measures.money import find_money
from reportkit.measures.people import PART, REPEAT
from reportkit.measures.roles import PUBLIC, STAFF, counts_groups
from reportkit.report.french import euros, euros_between, say

KINDS = (TOTAL, SUBSIDY, COMPONENT, UNIT_PRICE, OTHER)
"""Kinds of amounts in the order of a table."""

SUMMED = (TOTAL, SUBSIDY)
"""Kinds of which a total may be taken: the others are parts of a whole that may overlap, prices
of one person or hour, or of a nature that the text does not tell."""

HOUSEHOLD = "household"
"""Participants counted by families or households, never set beside heads."""

ROLES = (PUBLIC, HOUSEHOLD, *STAFF, MIXED, UNSPECIFIED)
"""Roles in the order of a table."""

FEWEST_STRUCTURES = 3
LARGEST_SHARE = 0.85
_FEWEST_FOR_MEDIAN = 3
_MENTIONED = (*COUNTED, PART, REPEAT)


@dataclass(frozen=True)
class AmountKind:
    """The amounts of one kind, euros.

    Args:
        kind: one of KINDS.
        ids: the actions that declare one, in the order of their numbers.
        amounts: the amounts, what an action tells again under another label once.
        smallest, largest: of all amounts, of a range its bounds.
        median: of the amounts told as one exact number, from three of them up.
        total: see `amounts`.
        published: whether the figures may be printed; if not, they are None, and nothing of
            `amounts` but their number may be printed either.
    """

    kind: str
    ids: tuple[str, ...]
    amounts: tuple[Fact, ...]
    smallest: float | None
    median: float | None
    largest: float | None
    total: float | None
    published: bool

    @property
    def count(self) -> int:
        """How many amounts."""
        return len(self.amounts)

    @property
    def lone(self) -> int:
        """How many totals are amounts told alone, which no text calls a total."""
        return sum(fact.type == TOTAL and fact.rule == "lone" for fact in self.amounts)


@dataclass(frozen=True)
class ListedAmount:
    """An amount of a centre's list; `sure` is False where a number without unit may be none."""

    number: int
    kind: str
    value: str
    quote: str
    line: int
    sure: bool


@dataclass(frozen=True)
class Role:
    """The actions that mention persons of one role, and how many; no sum is ever taken.

    Args:
        role: one of ROLES.
        ids: the actions, in the order of their numbers.
        smallest, largest: among the actions, each with the largest number that it writes at
            once; None where they may not be published.
        published: whether they may.
        or_more: whether the text of the largest sets no upper end (« plus de 15 »).
    """

    role: str
    ids: tuple[str, ...]
    smallest: float | None
    largest: float | None
    published: bool
    or_more: bool = False

    @property
    def count(self) -> int:
        """How many actions."""
        return len(self.ids)


def amounts(
    facts: Sequence[Fact],
    numbers: Mapping[str, int],
    structures: Mapping[str, str | None],
    *,
    many: bool,
) -> list[AmountKind]:
    """I11: the amounts of the actions counted, by kind, kinds that none declares left out.

    Of the totals that an action tells, the one that `funding_total` takes counts (spent before
    planned); where they differ without more, each is an amount and the kind has no total. A
    total is given for the kinds of SUMMED alone, where each action declares one amount at most,
    as an exact number, not as a forecast, and not alone without being called a total: else it
    would add what may overlap, bounds, or what was planned to what was spent.
    Forecasts are told by the words of the quote alone: whoever prints an amount
    must say that it may be planned or spent.

    Args:
        facts: facts of all measures, of more actions than those counted perhaps.
        numbers: the actions counted, with the number that names each in the report.
        structures: the structure of each action, None where it names none.
        many: whether the report is of several structures, so that confidentiality holds.
    """
    told: dict[str, dict[str, list[Fact]]] = {kind: {} for kind in KINDS}
    for action_id, own in _by_action(facts, numbers).items():
        for fact in _distinct(own):
            told[fact.type or OTHER].setdefault(action_id, []).append(fact)
    return [
        _kind(kind, by_action, structures, many=many)
        for kind, by_action in told.items()
        if by_action
    ]


def amount_list(facts: Sequence[Fact], numbers: Mapping[str, int]) -> list[ListedAmount]:
    """Every amount as its action tells it, by number and line, for a centre's own report."""
    listed = [
        ListedAmount(
            numbers[fact.action_id],
            fact.type or OTHER,
            amount_words(fact),
            fact.quote,
            fact.line,
            fact.certainty == SURE,
        )
        for fact in facts
        if fact.measure == "amount" and fact.action_id in numbers
    ]
    return sorted(listed, key=lambda amount: (amount.number, amount.line))


def amount_words(fact: Fact) -> str:
    """« 1 200 € », « environ 800 € », « de 500 à 800 € », « au moins 500 € », « au plus 90 € »."""
    if fact.low is not None and fact.high is not None:
        return euros_between(fact.low, fact.high)
    if fact.low is not None:
        return say("au moins {sum}", sum=euros(fact.low))
    if fact.high is not None:
        return say("au plus {sum}", sum=euros(fact.high))
    words = euros(_sizes(fact)[0])
    return say("environ {sum}", sum=words) if _is_about(fact) else words


def people(
    facts: Sequence[Fact],
    numbers: Mapping[str, int],
    structures: Mapping[str, str | None],
    *,
    many: bool,
) -> list[Role]:
    """I12: the actions that mention persons, by role, roles that none mentions left out.

    Each action stands with the largest number that it writes at once. Comings (« 312 passages »)
    are no persons; the number of one session or of those who are paid for is left out.
    Arguments as `amounts`.
    """
    largest: dict[str, dict[str, tuple[float, float, bool]]] = {role: {} for role in ROLES}
    for fact in facts:
        mentions = fact.measure in ("participants", "staff") and fact.rule in _MENTIONED
        if not mentions or fact.certainty != SURE or fact.action_id not in numbers:
            continue
        role = fact.type or UNSPECIFIED
        if role == PUBLIC and counts_groups(fact.unit or ""):
            role = HOUSEHOLD
        low, high = _sizes(fact)
        told = (high, low, fact.low is not None and fact.high is None)
        largest[role][fact.action_id] = max(largest[role].get(fact.action_id, told), told)
    found = []
    for role, sizes in largest.items():
        if sizes:
            ids = tuple(sorted(sizes, key=lambda action_id: numbers[action_id]))
            open_ = not many or _enough(structures.get(i) for i in ids)
            least = min(low for _, low, _ in sizes.values()) if open_ else None
            most, _, or_more = max(sizes.values())
            found.append(Role(role, ids, least, most if open_ else None, open_, or_more))
    return found


def disclosed(values_by_structure: Mapping[str | None, float]) -> bool:
    """Whether a total of several structures may be published (domain rule 6).

    At least three structures must give to it, and none more than 85 % of it. Actions that name
    no structure (None) count as no structure, as they may all be of one; and since that may be
    the largest, their value counts as its own.
    """
    named = {name: value for name, value in values_by_structure.items() if name is not None}
    if not _enough(named):
        return False
    unnamed = values_by_structure.get(None, 0.0)
    return max(named.values()) + unnamed <= LARGEST_SHARE * (sum(named.values()) + unnamed)


def _enough(structures: Iterable[str | None]) -> bool:
    return len(set(structures) - {None}) >= FEWEST_STRUCTURES


def _by_action(facts: Iterable[Fact], numbers: Mapping[str, int]) -> dict[str, list[Fact]]:
    """The sure amounts of each action counted, of its totals the one chosen."""
    order = sorted(numbers, key=lambda action_id: numbers[action_id])
    told: dict[str, list[Fact]] = {action_id: [] for action_id in order}
    chosen: dict[str, Fact] = {}
    for fact in facts:
        if fact.action_id in numbers and fact.certainty == SURE:
            if fact.measure == "funding_total":
                chosen[fact.action_id] = fact
            elif fact.measure == "amount":
                told[fact.action_id].append(fact)
    for action_id, total in chosen.items():
        others = [fact for fact in told[action_id] if fact.type != TOTAL]
        told[action_id] = [total, *others]
    return told


def _distinct(own: Iterable[Fact]) -> list[Fact]:
    """An action's amounts without those told again under another label of the form.

    Two amounts alike under one label are two (two givers of 500 €), but for prices.
    """
    alike: dict[tuple[object, ...], dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in own:
        alike[fact.type, fact.value, fact.low, fact.high][fact.field].append(fact)
    kept: list[Fact] = []
    for by_field in alike.values():
        most = max(by_field.values(), key=len)
        kept += most[:1] if most[0].type in (TOTAL, UNIT_PRICE) else most
    return kept


def _kind(
    kind: str,
    by_action: Mapping[str, Sequence[Fact]],
    structures: Mapping[str, str | None],
    *,
    many: bool,
) -> AmountKind:
    ids, told = tuple(by_action), tuple(fact for own in by_action.values() for fact in own)
    if many and not _enough(structures.get(action_id) for action_id in ids):
        return AmountKind(kind, ids, told, None, None, None, None, published=False)
    exact = [_sizes(fact)[0] for fact in told if _is_exact(fact)]
    total = None
    alike = len(ids) == len(told) == len(exact) and not any(map(_is_planned, told))
    alike = alike and not any(fact.type == TOTAL and fact.rule == "lone" for fact in told)
    if kind in SUMMED and alike:
        given: dict[str | None, float] = defaultdict(float)
        for action_id, value in zip(ids, exact, strict=True):
            given[structures.get(action_id)] += value
        total = sum(exact) if not many or disclosed(given) else None
    return AmountKind(
        kind,
        ids,
        told,
        min(_sizes(fact)[0] for fact in told),
        median(exact) if len(exact) >= _FEWEST_FOR_MEDIAN else None,
        max(_sizes(fact)[1] for fact in told),
        total,
        published=True,
    )


def _is_exact(fact: Fact) -> bool:
    return fact.low is None and fact.high is None and not _is_about(fact)


def _is_about(fact: Fact) -> bool:
    """Whether the words that carry an amount say « environ »: the fact itself does not tell."""
    found = find_money(fact.quote.lower(), resources=fact.field == "funding")
    return any(money.about for money in found if money.value == fact.value)


def _is_planned(fact: Fact) -> bool:
    """Whether the words that carry an amount call it a forecast."""
    return is_planned(Clause(folded(fact.quote.lower()), "", "", fact.field, 0.0))


def _sizes(fact: Fact) -> tuple[float, float]:
    """The smallest and the largest number that a fact tells."""
    told = [n for n in (fact.low, fact.value, fact.high) if isinstance(n, int | float)]
    return min(told), max(told)
