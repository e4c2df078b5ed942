"""The best single reading of how many an action reached and how many ran it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from reportkit.measures.counted import COUNTED, FIELD, PERSONS, Mention
from reportkit.measures.fact import BORDERLINE, SURE, Fact, Said
from reportkit.measures.roles import PUBLIC, context, counts_groups, is_whole

_TOTAL = re.compile(r"\b(?:au\s+total|en\s+tout|total|au\s+final|globalement|effectif)\b")
_TELLING = ("summary", "experience", "description", "initiative_detail")
_HANDFUL = 5
_ANYBODY = (PERSONS, "habitants", "membres", "acteurs")
_CAME = ("venu", "présent")
_BORN = re.compile(r"\s+(?:[^\W\d]+\s+){0,2}s'(?:est|était)\s+(?:form|constitu|cré|mont|mis)")
_LISTED = re.compile(
    r"(?:\s+(?:âgée?s\s+)?de\s+\d+\s+à\s+\d+\s+ans)?\s*(?:,|et|\+|&|/|ainsi\s+que|,\s*et|\s)\s*(?:leurs\s+)?"
)


def totals(mentions: Sequence[Mention]) -> list[Fact]:
    """At most one `participants_total` and one `staff_total`.

    Staff: everyone told in the field of people mobilised, parts and repeats left out; where that
    field names none, the largest number of each role told elsewhere. Public: a stated total,
    else the field of people, else the largest number told; groups of persons in one list
    (« 12 enfants et 8 parents ») are added, never households to persons, nor one sentence's
    number to another's. The number of one session is no total.
    """
    staff = _staff([m for m in mentions if m.staff and m.rule in COUNTED])
    public = _public([m for m in mentions if m.role == PUBLIC])
    return [fact for fact in (public, staff) if fact is not None]


def _staff(told: Sequence[Mention]) -> Fact | None:
    own = [m for m in told if m.sentence.column == FIELD]
    told = [m for m in told if m.sentence.column in _TELLING]
    stated = [m for m in own if _is_total(m)]
    if own:
        return _fact("staff_total", stated[:1] or own, SURE)
    largest: dict[str, list[Mention]] = {}
    for mention in told:
        if mention.certainty != SURE:
            continue
        same = [m for m in told if m.sentence is mention.sentence and m.role == mention.role]
        beside = list({m.unit: m for m in same}.values())
        if _sum(beside) > _sum(largest.get(mention.role, ())):
            largest[mention.role] = beside
    chosen = [mention for listed in largest.values() for mention in listed]
    alone = len({id(m.sentence) for m in chosen}) == 1
    return _fact("staff_total", chosen, SURE if alone else BORDERLINE) if chosen else None


def _public(told: Sequence[Mention]) -> Fact | None:
    plain = _come([m for m in told if m.certainty == SURE and m.rule in COUNTED])
    lists = [_list_from(plain, first) for first in range(len(plain))]
    lists = [listed for listed in lists if _is_reach(listed)]
    if not lists:
        return None
    best = max(lists, key=_weight)
    told_apart = best[0].sentence.column in (FIELD, *_TELLING)
    sure = len(best) == 1 and told_apart
    return _fact("participants_total", best, SURE if sure else BORDERLINE)


def _come(plain: list[Mention]) -> list[Mention]:
    """« 25 inscrits, 21 venus »: whoever came, and not whoever put their name down."""
    named = [
        first
        for first, second in pairwise(plain)
        if first.unit.startswith("inscrit")
        and second.unit.startswith(_CAME)
        and second.sentence is first.sentence
        and not re.search(r"[.;:]", first.sentence.low[first.end : second.start])
    ]
    return [m for m in plain if m not in named]


def _is_reach(listed: Sequence[Mention]) -> bool:
    """Whether numbers can stand for all whom the action reached, by their field and words.

    Among results and limits, many numbers tell a few of them: there it must say « participé »,
    « accueilli »… or count « participants »; elsewhere that, or be more than a handful.
    """
    first = listed[0]
    column, low = first.sentence.column, first.sentence.low
    if column == FIELD or _tells_all(first) or any(map(_is_total, listed)):
        return True
    if _BORN.match(low, first.end):
        return False
    said = context("atteint").search(low[max(0, first.start - 60) : listed[-1].end + 60])
    return said is not None or (column in _TELLING and _sum(listed) >= _HANDFUL)


def _tells_all(mention: Mention) -> bool:
    """Whether the word itself is for all whom the action reached: « participants »."""
    return is_whole(mention.unit) and mention.unit not in _ANYBODY


def _list_from(told: Sequence[Mention], first: int) -> list[Mention]:
    """The mention with those that stand in one list with it and count the same kind."""
    listed = [told[first]]
    for mention in told[first + 1 :]:
        last = listed[-1]
        beside = mention.sentence is last.sentence and (
            _LISTED.fullmatch(mention.sentence.low[last.end : mention.start])
            or _LISTED.fullmatch(mention.sentence.low[last.reach : mention.start])
        )
        alone = any(counts_groups(m.unit) or is_whole(m.unit) for m in (mention, last))
        again = any(m.unit == mention.unit for m in listed)
        if not beside or alone or again:
            break
        listed.append(mention)
    return listed


def _weight(listed: Sequence[Mention]) -> tuple[bool | float, ...]:
    first = listed[0]
    return (
        any(map(_is_total, listed)),
        first.sentence.column == FIELD,
        first.sentence.column != FIELD and _tells_all(first),
        first.sentence.column in _TELLING,
        _sum(listed),
        not counts_groups(first.unit),
    )


def _sum(listed: Sequence[Mention]) -> float:
    return sum(m.size for m in listed)


def _is_total(mention: Mention) -> bool:
    low = mention.sentence.low
    around = low[max(0, mention.start - 25) : mention.start] + low[mention.end : mention.end + 25]
    return _TOTAL.search(around) is not None


def _fact(measure: str, chosen: Sequence[Mention], certainty: str) -> Fact:
    """The sum of the chosen, on the sentence that says most of it."""
    value: float | None = None
    if all(m.value is not None for m in chosen):
        value = sum(m.value or 0.0 for m in chosen)
    low = _bound(chosen, 0)
    high = _bound(chosen, 1)
    sentence = max(
        (m.sentence for m in chosen), key=lambda s: _sum([m for m in chosen if m.sentence is s])
    )
    beside = [m for m in chosen if m.sentence is sentence]
    units = {m.unit for m in chosen}
    staff = measure == "staff_total"
    unit = units.pop() if len(units) == 1 and not staff else PERSONS
    roles = {m.role for m in chosen}
    role = PUBLIC if not staff else roles.pop() if len(roles) == 1 else "mixed"
    said = Said(
        value, (low, high), unit, role, certainty, rule="total" if len(chosen) == 1 else "sum"
    )
    return sentence.fact(measure, said, (beside[0].start, max(m.reach for m in beside)))


def _bound(chosen: Sequence[Mention], side: int) -> float | None:
    """The sum of one bound, numbers without bounds counted as they are; None where none is told."""
    if all(m.bounds[side] is None for m in chosen):
        return None
    bounds = [m.bounds[side] if m.bounds[side] is not None else m.value for m in chosen]
    return sum(n for n in bounds if n is not None)
