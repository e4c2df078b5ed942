"""Facts against a reading by hand: what was found, what was missed, what is false, by measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from reportkit.schema import OUTCOMES

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """One thing that the reading holds; `counted` is False where a fact may say it or not.

    `kinds` are the types that a fact may give it; `lines` those on which it may stand.
    """

    measure: str
    action: int
    lines: frozenset[int]
    quote: str
    value: Any = None
    bounds: tuple[Any, Any] = (None, None)
    kinds: tuple[str, ...] = ()
    counted: bool = True


@dataclass
class Score:
    """One measure: pairs of what was asked and the fact that says it, misses, false facts.

    `kinds_right` of `kinds_of` pairs have a type that the reading accepts.
    """

    measure: str
    found: list[tuple[Asked, Record]] = field(default_factory=list)
    missed: list[Asked] = field(default_factory=list)
    right: int = 0
    false: list[Record] = field(default_factory=list)
    kinds_right: int = 0
    kinds_of: int = 0
    wrong_kinds: list[tuple[Asked, Record]] = field(default_factory=list)

    @property
    def precision(self) -> float | None:
        """Right facts of those that are right or false; None without any."""
        return _share(self.right, self.right + len(self.false))

    @property
    def recall(self) -> float | None:
        """What was found of what was asked; None where nothing was."""
        return _share(len(self.found), len(self.found) + len(self.missed))

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        return _f1(self.precision, self.recall)

    @property
    def kinds(self) -> float | None:
        """Accepted types of the pairs whose type the reading gives."""
        return _share(self.kinds_right, self.kinds_of)


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    both = precision + recall
    return 2 * precision * recall / both if both else 0.0


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def evaluate(facts: Sequence[Record], gold: Mapping[str, Any]) -> list[Score]:
    """Score the facts of the actions that the reading holds, measure by measure.

    A fact of an amount, of people, sessions, a year or a date stands for what is asked if it
    says the same value on the same line of the same action; of a limit, a perspective, a
    frequency or an anomaly, if its quote overlaps that of the reading on the same line; of a
    total, if the action's is the same. What the reading calls borderline or does not count is
    scored neither way. Sentences of outcomes are right if the reading holds or accepts the line.
    """
    actions = gold["actions"]
    held = {_position(action, place) for place, action in enumerate(actions, start=1)}
    source = gold.get("source")
    named = [f for f in facts if str(f["source_file"]).rpartition("/")[2] == source]
    facts = [f for f in named or facts if f["action"] in held]
    asked: dict[str, list[Asked]] = {measure: [] for measure in MEASURES}
    for place, action in enumerate(actions, start=1):
        for one in _asked(action, _position(action, place)):
            asked[one.measure].append(one)
    return [
        _score(measure, asked[measure], [f for f in facts if _is_scored(f, measure)], same)
        for measure, same in MEASURES.items()
    ]


def _is_scored(fact: Record, measure: str) -> bool:
    """Whether the fact is one of a measure; of outcomes the reading holds three fields."""
    in_place = measure not in ("outcome", "key_sentence") or fact["field"] in OUTCOMES
    return bool(fact["measure"] == measure) and in_place


def _position(action: Mapping[str, Any], place: int) -> int:
    return int(action.get("position", place))


def _score(
    measure: str,
    asked: Sequence[Asked],
    facts: Sequence[Record],
    same: Callable[[Asked, Record], bool],
) -> Score:
    score = Score(measure)
    taken: set[int] = set()
    matches = {
        place: [one for one in asked if one.action == fact["action"] and same(one, fact)]
        for place, fact in enumerate(facts)
    }
    alone = measure in _BY_VALUE
    for one in asked:
        if not one.counted:
            continue
        fitting = [n for n, held in matches.items() if one in held]
        free = [n for n in fitting if n not in taken] if alone else fitting
        if not free:
            score.missed.append(one)
            continue
        best = max(free, key=lambda n: facts[n]["type"] in one.kinds)
        taken.add(best)
        score.found.append((one, facts[best]))
        if one.kinds:
            score.kinds_of += 1
            if facts[best]["type"] in one.kinds:
                score.kinds_right += 1
            else:
                score.wrong_kinds.append((one, facts[best]))
    for place, fact in enumerate(facts):
        score.right += any(one.counted for one in matches[place])
        if not matches[place]:
            score.false.append(fact)
    return score


# How a fact says the same.


def _equal(a: Any, b: Any) -> bool:
    if a is None or b is None or isinstance(a, str) or isinstance(b, str):
        return bool(a == b)
    return abs(float(a) - float(b)) < 0.005  # noqa: PLR2004 (half a cent)


def _same_value(one: Asked, fact: Record) -> bool:
    return _same_line(one, fact) and _same_number(one, fact)


def _same_number(one: Asked, fact: Record) -> bool:
    if one.value is not None:
        return _equal(one.value, fact["value"])
    return _equal(one.bounds[0], fact["low"]) and _equal(one.bounds[1], fact["high"])


def _same_line(one: Asked, fact: Record) -> bool:
    return fact["line"] in one.lines


def _overlapping(one: Asked, fact: Record) -> bool:
    """Whether the quotes share most words of the shorter one."""
    if not _same_line(one, fact):
        return False
    a, b = _words(one.quote), _words(fact["quote"])
    common = sum((a & b).values())
    return common * 2 >= min(a.total(), b.total())


def _words(text: str) -> Counter[str]:
    return Counter("".join(c.lower() if c.isalnum() else " " for c in text).split())


def _same_anomaly(one: Asked, fact: Record) -> bool:
    return _same_line(one, fact) and fact["type"] in one.kinds


_BY_VALUE = frozenset({"amount", "participants", "staff", "sessions", "year", "planned_year"})
MEASURES: Final[dict[str, Callable[[Asked, Record], bool]]] = {
    "amount": _same_value,
    "funding_total": _same_number,
    "participants": _same_value,
    "staff": _same_value,
    "participants_total": _same_number,
    "staff_total": _same_number,
    "sessions": _same_value,
    "frequency": _overlapping,
    "year": _same_value,
    "planned_year": _same_value,
    "date_anomaly": _same_anomaly,
    "limit": _overlapping,
    "perspective": _overlapping,
    "outcome": _same_line,
    "key_sentence": _same_line,
}
"""Measure -> when a fact says what is asked."""


# What the reading asks.

_VALUES = {
    "budget_eur": ("amount", "amount", "amount_min", "amount_max", "kind"),
    "participants": ("participants", "value", "min", "max", ""),
    "staff": ("staff", "number", "min", "max", "type"),
    "sessions": ("sessions", "value", "min", "max", "status"),
    "years": ("year", "year", "", "", ""),
    "planned_years": ("planned_year", "year", "", "", ""),
}
QUOTED_LISTS: Final = (*_VALUES, "frequency", "limits", "perspectives", "date_anomalies")
"""Lists of a reading whose entries name a line and quote it; so do those of `outcomes`."""

_ANY: Final[frozenset[int]] = frozenset()
_QUOTED = {"frequency": "frequency", "limits": "limit", "perspectives": "perspective"}
_TOTALS = {"funding_total": "budget_total_eur", "participants_total": "participants_total",
           "staff_total": "staff_total"}  # fmt: skip


def _asked(action: Mapping[str, Any], position: int) -> Iterator[Asked]:
    for key, (measure, value, low, high, kind) in _VALUES.items():
        for item in action.get(key) or ():
            bounds = (item.get(low), item.get(high))
            told = item.get(value) is not None or any(b is not None for b in bounds)
            if told:
                kinds = _kinds(item, kind, "alt_kinds", "alt_types")
                yield _item(measure, position, item, item.get(value), bounds, kinds)
                for other in item.get("alt_values", ()):
                    yield _item(measure, position, {**item, "counted": False}, other)
    for key, measure in _QUOTED.items():
        for item in action.get(key) or ():
            yield _item(measure, position, item, kinds=_kinds(item, "theme", "alt_themes"))
    for item in action.get("date_anomalies") or ():
        yield _item("date_anomaly", position, item, kinds=(item["kind"],))
    yield from _asked_totals(action, position)
    yield from _asked_outcomes(action, position)


def _kinds(item: Mapping[str, Any], main: str, *others: str) -> tuple[str, ...]:
    """The types that the reading accepts, the main one first."""
    accepted = (item.get(main), *(kind for key in others for kind in item.get(key, ())))
    return tuple(filter(None, accepted))


def _item(
    measure: str,
    position: int,
    item: Mapping[str, Any],
    value: Any = None,
    bounds: tuple[Any, Any] = (None, None),
    kinds: tuple[str, ...] = (),
) -> Asked:
    counted = item.get("counted", True) and item.get("certainty") != "borderline"
    lines = frozenset([item["line"], *item.get("also_lines", ())])
    return Asked(measure, position, lines, item["quote"], value, bounds, kinds, bool(counted))


def _asked_totals(action: Mapping[str, Any], position: int) -> Iterator[Asked]:
    """An action's total, and under `…_total_also` others that a reader could accept."""
    for measure, key in _TOTALS.items():
        value = action.get(key)
        stem = key.removesuffix("_eur")
        bounds = (action.get(f"{stem}_min"), action.get(f"{stem}_max"))
        counted = action.get(f"{stem}_certainty") != "borderline"
        if value is not None or any(bound is not None for bound in bounds):
            yield Asked(measure, position, _ANY, "", value, bounds, counted=counted)
        for other in action.get(f"{stem}_also", ()):
            yield Asked(measure, position, _ANY, "", other, counted=False)


def _asked_outcomes(action: Mapping[str, Any], position: int) -> Iterator[Asked]:
    """Each line of an outcome's field once: those quoted are asked, the others accepted."""
    also = action.get("outcomes_also_acceptable_lines") or {}
    for part, items in (action.get("outcomes") or {}).items():
        for item in items:
            yield _item("outcome", position, item, kinds=_kinds(item, "theme", "alt_themes"))
            yield _item("key_sentence", position, item)
        lines = frozenset(also.get(part, ()))
        for measure in ("outcome", "key_sentence") if lines else ():
            yield Asked(measure, position, lines, "", counted=False)


def as_rows(scores: Iterable[Score]) -> list[tuple[str, ...]]:
    """A table in French: measure, asked, found, right, false, precision, recall, F1, kinds."""
    rows = []
    for score in scores:
        asked = len(score.found) + len(score.missed)
        counts = (asked, len(score.found), score.right, len(score.false))
        shares = (score.precision, score.recall, score.f1, score.kinds)
        rows.append((score.measure, *map(str, counts), *map(_shown, shares)))
    return rows


def type_rows(score: Score) -> list[tuple[str, ...]]:
    """A table in French by kind, role or family: asked, told, precision, recall, F1.

    Asked are those whose main type it is; a type is told right where the reading accepts it for
    what was found.
    """
    rows = []
    asked = Counter(one.kinds[0] for one in _all_asked(score) if one.kinds)
    told = Counter(str(fact["type"]) for fact in _all_told(score))
    for kind in sorted({*asked, *told}) if asked else ():
        pairs = [(one, fact) for one, fact in score.found if fact["type"] in one.kinds]
        right = sum(fact["type"] == kind for _, fact in pairs)
        reached = sum(one.kinds[0] == kind for one, _ in pairs)
        precision, recall = _share(right, told[kind]), _share(reached, asked[kind])
        counts = (asked[kind], told[kind])
        shares = (precision, recall, _f1(precision, recall))
        rows.append((score.measure, kind, *map(str, counts), *map(_shown, shares)))
    return rows


def _all_asked(score: Score) -> list[Asked]:
    return [*(one for one, _ in score.found), *score.missed]


def _all_told(score: Score) -> list[Record]:
    return [*(fact for _, fact in score.found), *score.false]


def _shown(share: float | None) -> str:
    return "–" if share is None else f"{share:.2f}".replace(".", ",")
