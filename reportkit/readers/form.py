"""Finds the labels of the SENACS form among lines of text that can read exactly like them.

Free text may hold `- Public` or `Actions` on a line of its own. A label counts only in its
place in the order, so each line that reads like one is either used as a structural mark or
left in the text, and the cheapest reading of the whole file wins (dynamic programming over
these lines, Viterbi's algorithm). The costs say what is natural: an interrupted copy loses
the end of an action (`CUT`), hardly ever its middle (`HOLE`); a closed field holds one short
value; prose may hold anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from reportkit.readers.spelling import LONGEST, Spelling
from reportkit.schema import FIELDS, Kind
from reportkit.vocabulary import canonical, has_list, normalise

PAGE_HEADER: Final = "Les actions des centres sociaux"
START: Final = "Actions"
SECOND_FORM: Final = "DESCRIPTION DE L'ACTION"
PARTNERS_HEADING: Final = "Partenaires d'action:"
INDEX_HEADER: Final = re.compile(r"nom\s*\|\s*d[ée]partement\s*\|\s*ann[ée]e", re.IGNORECASE)
INDEX_RULE: Final = re.compile(r"[\s|:-]*-{3}[\s|:-]*\|[\s|:-]*")
SECOND_START: Final = re.compile(r'Actions\s*["«“](?P<title>.*)["»”]\s*')

# States before the first label; from 0 on a state is the place of the open label in FIELDS.
PREAMBLE, TITLE, TITLE_SECOND = -3, -2, -1
SECOND_FORM_FIRST: Final = 2  # the second form begins at « Statut de l'action »

CUT, HOLE = 5.0, 3.0
LONE_START_AT_END, LONE_START_WITHIN = 0.5, 2.0
UNUSED_IN_PROSE, UNUSED_IN_CLOSED, UNUSED_IN_PREAMBLE, UNUSED_STRONG_START = 1.0, 3.0, 6.0, 5.0
STRAY_LINE: Final = 0.6
BEAM: Final = 40.0
EPSILON: Final = 1e-6

_PLACES: dict[str, tuple[int, ...]] = {}
for _place, _field in enumerate(FIELDS):
    _key = normalise(_field.label)
    _PLACES[_key] = (*_PLACES.get(_key, ()), _place)


class Mark(Enum):
    """What a line could be, were it not text."""

    LABEL = 1
    START = 2
    START_SECOND = 3
    PAGE = 4


@dataclass(frozen=True)
class Candidate:
    """A line (0-based) that reads like a structural mark; `places` for labels only.

    `strong`: a start whose title and first label stand behind it as they should.
    """

    line: int
    mark: Mark
    places: tuple[int, ...] = ()
    strong: bool = False


@dataclass(frozen=True)
class Segment:
    """A mark that was used, its state, and the lines of content behind it.

    `mark_line` is None for what stands before any mark; lines are 0-based, `end` excluded.
    """

    state: int
    mark_line: int | None
    end: int
    unused: tuple[int, ...]

    @property
    def content(self) -> range:
        """Lines between this mark and the next."""
        return range(0 if self.mark_line is None else self.mark_line + 1, self.end)


def is_index_header(line: str) -> bool:
    """Whether the line is the head of an index table."""
    return "|" in line and INDEX_HEADER.match(normalise(line)) is not None


def label_text(line: str) -> str | None:
    """The label's words if the line has the form of a label (`- words`), normalised."""
    stripped = line.strip()
    if not stripped.startswith("-") or len(stripped) > LONGEST:
        return None
    words = stripped[1:]
    return normalise(words) if words[:1].isspace() else None


def item_text(line: str) -> str:
    """A value line without its dash."""
    stripped = line.strip()
    return stripped[1:].strip() if stripped.startswith("-") else stripped


def begins_a_mark(line: str) -> bool:
    """Whether a line is the beginning of a mark, and not the whole of one."""
    begun = line.strip()
    if begun.startswith(f'{START} "'):
        return SECOND_START.fullmatch(begun) is None
    marks = (START, PAGE_HEADER, *(f"- {field.label}" for field in FIELDS))
    return bool(begun) and any(mark.startswith(begun) and mark != begun for mark in marks)


def find_candidates(lines: Sequence[str], marks: frozenset[int] | None = None) -> list[Candidate]:
    """Every line that reads like a label, the start of an action or the head of a page.

    `marks` holds the lines that may be one where the file's markup tells; None for all.
    """
    found: list[Candidate] = []
    solid = [i for i, line in enumerate(lines) if line.strip()]
    dashed = {i: words for i in solid if (words := label_text(lines[i]))}
    spelling = Spelling(dashed.values())
    places_at = {i: _PLACES[label] for i in dashed if (label := spelling.label(dashed[i]))}
    title_line = -1
    for rank, i in enumerate(solid):
        if i == title_line:
            continue  # the title of a start that the next label confirms
        if marks is not None and i not in marks:
            continue
        line = lines[i].strip()
        if line.startswith("-"):
            if i in places_at:
                found.append(Candidate(i, Mark.LABEL, places_at[i]))
        elif line == START:
            behind = solid[rank + 1 : rank + 3]
            strong = len(behind) == 2 and places_at.get(behind[1]) == (0,)  # noqa: PLR2004
            found.append(Candidate(i, Mark.START, strong=strong))
            if strong:
                title_line = behind[0]
        elif line.startswith(START) and SECOND_START.fullmatch(line):
            behind_it = _next(lines, solid, rank)
            begun = rank + 2 >= len(solid) and SECOND_FORM.startswith(behind_it)
            if behind_it == SECOND_FORM or begun:
                found.append(Candidate(i, Mark.START_SECOND))
        elif normalise(line) == PAGE_HEADER or (
            is_index_header(line) and INDEX_RULE.fullmatch(_next(lines, solid, rank))
        ):
            found.append(Candidate(i, Mark.PAGE))
    return found


def _next(lines: Sequence[str], solid: Sequence[int], rank: int) -> str:
    return normalise(lines[solid[rank + 1]]) if rank + 1 < len(solid) else ""


def missing_between(state: int, place: int) -> list[int]:
    """Places of the mandatory labels that a step from `state` to `place` would skip."""
    first = SECOND_FORM_FIRST if state == TITLE_SECOND else max(state + 1, 0)
    return [p for p in range(first, place) if not FIELDS[p].optional]


def _content_cost(state: int, content: Sequence[str], fresh: bool) -> float:
    """How unnatural these lines are behind the mark of `state` (`fresh`: directly behind)."""
    if state == PREAMBLE:
        return STRAY_LINE * sum("|" not in line and "---" not in line for line in content)
    if state in (TITLE, TITLE_SECOND):
        few = 3
        count = len(content) + (not fresh)
        return {0: 4.0, 1: 0.0}.get(count, 2.0 if count <= few else 6.0 + count)
    field = FIELDS[state]
    if field.kind is Kind.FREE:
        return 0.5 * len(content) if field.column == "files" else 0.0
    if field.kind is Kind.SINGLE:
        cost = 2.0 * max(len(content) - fresh, 0)
        return cost + sum(_value_cost(field.column, line) for line in content[:1])
    return sum(
        _value_cost(field.column, line)
        for line in content
        if line != "-" and normalise(line) != PARTNERS_HEADING
    )


def _value_cost(column: str, line: str) -> float:
    if not line.startswith("-"):
        return 2.0
    value = item_text(line)
    if column == "organisation":
        return 0.0 if " - " in value else 1.0
    known = canonical(column.removesuffix("_again"), value)
    return 0.0 if known or not has_list(column.removesuffix("_again")) else 0.5


def _steps(state: int, candidate: Candidate, next_is_structure: bool) -> list[tuple[int, float]]:
    """States that using the candidate leads to, with the cost of each step."""
    if candidate.mark is Mark.LABEL:
        if state == PREAMBLE:
            return []
        return [
            (place, HOLE * len(missing_between(state, place)))
            for place in candidate.places
            if place > state
        ]
    closing = CUT if state != PREAMBLE and missing_between(state, len(FIELDS)) else 0.0
    if state in (TITLE, TITLE_SECOND):
        closing = LONE_START_WITHIN
    if candidate.mark is Mark.PAGE:
        return [(PREAMBLE, closing + (0.0 if next_is_structure else 0.5))]
    return [(TITLE if candidate.mark is Mark.START else TITLE_SECOND, closing)]


def _unused_cost(state: int, candidate: Candidate) -> float:
    """How unnatural it is that the line is no mark but a line of what is open."""
    if state == PREAMBLE and candidate.mark is not Mark.PAGE:
        return UNUSED_IN_PREAMBLE
    if candidate.strong:
        return UNUSED_STRONG_START
    if state >= 0 and FIELDS[state].kind is Kind.FREE:
        return UNUSED_IN_PROSE
    return UNUSED_IN_CLOSED


def _end_cost(state: int) -> float:
    """A file that stops inside an action: the fewer labels it began, the likelier a cut."""
    if state == PREAMBLE or (state >= 0 and not missing_between(state, len(FIELDS))):
        return 0.0
    return min(CUT, LONE_START_AT_END / 2 * (max(state, TITLE_SECOND) + 2))


@dataclass
class _Reading:
    cost: float
    fresh: bool
    trail: Any  # (state, used, trail before), None at the beginning


def segment(lines: Sequence[str], marks: frozenset[int] | None = None) -> list[Segment]:
    """The cheapest reading of a file's lines, as the segments that its marks open."""
    candidates = find_candidates(lines, marks)
    starts = [c.line for c in candidates]
    ends = [*starts[1:], len(lines)][: len(starts)]
    head = _solid(lines, 0, starts[0] if starts else len(lines))
    live = {PREAMBLE: _Reading(_content_cost(PREAMBLE, head, True), True, None)}
    place = 0
    while place < len(candidates):
        plain = _plain_action(lines, candidates, ends, place)
        lacking = plain and _lacking(plain)
        last = place + len(plain) == len(candidates)
        if plain and (not lacking or marks is not None or _shows_few(plain, live, last)):
            live = _follow(live, candidates[place], plain)
            place += len(plain)
            continue
        content = _solid(lines, starts[place] + 1, ends[place])
        live = _advance(live, candidates[place], content, ends[place] == len(lines))
        place += 1
    final = {state: reading.cost + _end_cost(state) for state, reading in live.items()}
    best = min(final, key=lambda state: (final[state], -state))
    return _trace(live[best], candidates, len(lines))


def _plain_action(
    lines: Sequence[str], candidates: Sequence[Candidate], ends: Sequence[int], first: int
) -> list[int]:
    """The states of an action that can be read in one way only, empty where it cannot.

    A strong start, then labels in their order, nothing else that reads like a mark until the
    next strong start, and in every closed field what belongs there: any other reading would
    leave these labels to the text. Nearly all actions are such, and need no search.
    """
    if not candidates[first].strong:
        return []
    states = [TITLE]
    # A plain action has at most as many labels as the form: a slice that short costs nothing.
    for candidate in candidates[first + 1 : first + 2 + len(FIELDS)]:
        if candidate.mark is not Mark.LABEL:
            break
        following = next((p for p in candidate.places if p > states[-1]), None)
        if following is None:
            return []
        states.append(following)
    after = first + len(states)
    if after < len(candidates) and not (
        candidates[after].strong or candidates[after].mark is Mark.PAGE
    ):
        return []
    whole = not _lacking(states)
    for rank, state in enumerate(states, start=first):
        if state < 0 or FIELDS[state].kind is not Kind.FREE or FIELDS[state].column == "files":
            content = _solid(lines, candidates[rank].line + 1, ends[rank])
            if _content_cost(state, content, True) > (0.0 if whole else 1.0):
                return []
    return states


def _lacking(states: Sequence[int]) -> list[int]:
    """The states behind which a mandatory label lacks, in an action read as these states."""
    steps = zip(states, [*states[1:], len(FIELDS)], strict=True)
    return [state for state, following in steps if missing_between(state, following)]


def _is_closed(state: int) -> bool:
    """Whether the state's field holds one short value or a list, never prose."""
    return state >= 0 and FIELDS[state].kind is not Kind.FREE


def _shows_few(states: Sequence[int], live: dict[int, _Reading], last: bool) -> bool:
    """Whether the labels that lack surely do: the page shows none for an empty field.

    Behind a closed field no label can hide in prose; and the start before them is no prose of
    the action before, which is whole, stops at a closed field, or is behind their second label.
    """
    lacking = _lacking(states[:-1] if last else states)
    if not any(_is_closed(state) for state in lacking):
        return False
    before = min(live, key=lambda state: live[state].cost)
    whole = before == PREAMBLE or not missing_between(before, len(FIELDS))
    return whole or _is_closed(before) or (len(states) > 2 and states[2] <= before)  # noqa: PLR2004


def _follow(
    live: dict[int, _Reading], start: Candidate, states: Sequence[int]
) -> dict[int, _Reading]:
    """What is live behind a plain action: its last state, reached from the cheapest before."""
    cost, trail = min(
        (
            (reading.cost + step, reading.trail)
            for state, reading in live.items()
            for _, step in _steps(state, start, False)
        ),
        key=lambda found: found[0],
    )
    for state in states:
        trail = (state, True, trail)
    return {states[-1]: _Reading(cost, True, trail)}


def _solid(lines: Sequence[str], first: int, end: int) -> list[str]:
    return [stripped for line in lines[first:end] if (stripped := line.strip())]


def _advance(
    live: dict[int, _Reading], candidate: Candidate, content: Sequence[str], last: bool
) -> dict[int, _Reading]:
    after: dict[int, _Reading] = {}

    def offer(state: int, reading: _Reading) -> None:
        held = after.get(state)
        # On a tie the label that stands first is the label, what follows is its text.
        margin = -EPSILON if reading.fresh else EPSILON
        if held is None or reading.cost < held.cost + margin:
            after[state] = reading

    bare = not content or is_index_header(content[0])
    next_is_structure = bare and not (last and content)
    costs: dict[tuple[int, bool], float] = {}
    for state, reading in live.items():
        for target, cost in _steps(state, candidate, next_is_structure):
            if (target, True) not in costs:
                ends_bare = last and not content and target in (TITLE, TITLE_SECOND)
                costs[target, True] = 0.0 if ends_bare else _content_cost(target, content, True)
            total = reading.cost + cost + costs[target, True]
            offer(target, _Reading(total, True, (target, True, reading.trail)))
        total = reading.cost + _unused_cost(state, candidate) + _content_cost(state, content, False)
        offer(state, _Reading(total, False, (state, False, reading.trail)))
    limit = min(reading.cost for reading in after.values()) + BEAM
    return {state: reading for state, reading in after.items() if reading.cost <= limit}


def _trace(reading: _Reading, candidates: Sequence[Candidate], line_count: int) -> list[Segment]:
    steps: list[tuple[int, bool]] = []
    trail = reading.trail
    while trail is not None:
        reached, used, before = trail
        steps.append((reached, used))
        trail = before
    steps.reverse()
    segments: list[Segment] = []
    state = PREAMBLE
    mark_line: int | None = None
    unused: list[int] = []
    for candidate, (next_state, used) in zip(candidates, steps, strict=True):
        if used:
            segments.append(Segment(state, mark_line, candidate.line, tuple(unused)))
            state, mark_line, unused = next_state, candidate.line, []
        else:
            unused.append(candidate.line)
    segments.append(Segment(state, mark_line, line_count, tuple(unused)))
    return segments
