"""People an action counts: those it reached and those who run it, parts and repeats told apart.

Source of the roles: domain.md, 2b; of the words, roles.toml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from reportkit.measures.counted import COUNTED, ELSEWHERE, FIELD, MIXED, UNSPECIFIED, Mention
from reportkit.measures.fact import Fact, Said
from reportkit.measures.headcounts import totals
from reportkit.measures.mentions import find_mentions, of_partner
from reportkit.measures.roles import (
    NEUTRAL,
    PRESENCES,
    PUBLIC,
    context,
    helps,
    is_whole,
    kind_of,
    staff_pattern,
    tells_sex,
    unit_of,
)
from reportkit.measures.sentences import Sentence

PART = "part"
REPEAT = "repeat"
_OPENS_PARTS = re.compile(
    r"\b(?:dont|parmi\s+(?:lesquel|eux|elles)|y\s+compris|notamment|répartie?s?|composée?s?)\b"
)
_RESTATES = re.compile(r"^[^,;.+]*[:=]|\bsoit\b|\bà\s+savoir\b")
_NUMBERED = re.compile(r"\s*(?:[:=]\s*\d|\(\s*\d+\s*\))")
_STARTS_CLAUSE = re.compile(
    r"(?:^|[,:;+•/]|\bet|\bque|\s[-–])\s*"
    r"(?P<article>(?:(?:l[ea]|notre|leur|son|sa)\s+|l')(?:jeune\s+)?)?$"
)
_RESTATED = re.compile(r"^\s*\(|\bsoit\b")
_WHOLE_TEAM = re.compile(r"\s+par\s+[^,;.()+]{2,30}\((?:pour\s+|sur\s+)?(?:une\s+)?équipe\s+de\s*")
_TEAM_NEAR = re.compile(r"[ée]quipe\b[^,;.]{0,25}$")
_YEAR_LABEL = re.compile(r"(?<!\d)(?:19|20)\d\d\s*[:,(]?\s*$")
_CROWD = 30
_FEW = 8
_HANDFUL = 5
_NEAR = re.compile(r"[,;.(]")


def find_people(sentences: Mapping[str, Sequence[Sentence]]) -> list[Fact]:
    """The facts `participants`, `attendance`, `staff` and both totals of one action.

    `participants` counts people of the public, `attendance` their comings (« 312 participations »),
    `staff` those who run the action; `participants_total` and `staff_total` are the best single
    readings (`totals`). `rule` says what was read: `part` a part of a number told beside it,
    `repeat` a number told before, `each` one of a single session or group, `paid` one told among
    the resources: none of these is added or taken for a total. Whom the action has not met
    (ELSEWHERE) is no fact.
    """
    found = {column: _of_field(listed) for column, listed in sentences.items()}
    mentions = _without_repeats({column: listed for column, listed in found.items() if listed})
    facts = [_fact(mention) for mention in mentions]
    return facts + totals(mentions)


def _fact(mention: Mention) -> Fact:
    staff = mention.staff
    said = Said(
        mention.value,
        mention.bounds,
        mention.unit,
        mention.role if staff else PUBLIC,
        mention.certainty,
        rule=mention.rule,
    )
    return mention.sentence.fact(mention.measure, said, (mention.start, mention.reach))


def _of_field(sentences: Sequence[Sentence]) -> list[Mention]:
    """The mentions of one field, parts marked and « personnes » given a side."""
    found: list[Mention] = []
    heads: dict[str, Mention] = {}
    for sentence in sentences:
        mentions = find_mentions(sentence)
        if sentence.column == FIELD:
            mentions = sorted(mentions + _alone(sentence, mentions), key=lambda m: m.start)
        if not mentions:
            continue
        mentions = _sided(mentions, found)
        mentions = _parted(mentions, heads.get(sentence.head) if sentence.item else None)
        if sentence.low.endswith(":"):
            heads[sentence.text] = mentions[-1]
        found += mentions
    met = [m for m in found if m.rule not in ELSEWHERE]
    return _summed(_of_team(_of_parts_behind(_helping(met))))


def _helping(found: list[Mention]) -> list[Mention]:
    """« 1 éducatrice, 2 papas » in the field of people mobilised: a few adults who help to run."""
    public = [m for m in found if m.role == PUBLIC and m.rule in COUNTED]
    beside = any(m.staff and m.sentence.column == FIELD for m in found)
    if not beside or not all(_is_helper(m) for m in public):
        return found
    return [replace(m, role="volunteer") if m in public else m for m in found]


def _is_helper(mention: Mention) -> bool:
    behind = _NEAR.split(mention.sentence.low[mention.end : mention.end + 45])[0]
    told_reached = context("atteint").search(behind) is not None
    return helps(mention.unit) and mention.size < _HANDFUL and not told_reached


def _alone(sentence: Sentence, mentions: Sequence[Mention]) -> list[Mention]:
    """In their own field, roles in the singular without a number: « la CESF, un animateur »."""
    low = sentence.low
    found = []
    for noun in staff_pattern().finditer(low):
        start, end = noun.span()
        before = low[:start]
        opened = _STARTS_CLAUSE.search(before[-40:])
        taken = any(m.start <= start < max(m.reach, m.end) for m in mentions)
        if opened is None or taken or _is_plural(noun.group()) or _inside_parts(before, mentions):
            continue
        if _NUMBERED.match(low, end) or noun.group().startswith("partenaire"):
            continue
        start -= len(opened.group("article") or "")
        kind, unit = kind_of(noun.group()), unit_of(noun.group())
        if kind == "professional" and of_partner(low, end, len(low)):
            kind = "partner"
        found.append(
            Mention(sentence, start, end, end, 1.0, (None, None), kind, unit, rule="named")
        )
    return found


def _is_plural(noun: str) -> bool:
    return noun.split(maxsplit=1)[0].endswith(("s", "x"))


def _inside_parts(before: str, mentions: Sequence[Mention]) -> bool:
    """Whether a place lies behind « 6 personnes dont », « 6 personnes : » or in brackets."""
    behind = before[max((m.end for m in mentions if m.end <= len(before)), default=len(before)) :]
    clause = re.split(r"[;.]", before)[-1]
    opened = before.rfind("(") > before.rfind(")")
    return opened or bool(_OPENS_PARTS.search(clause)) or ":" in behind


def _sided(mentions: list[Mention], earlier: Sequence[Mention]) -> list[Mention]:
    """« personnes » and bare numbers as staff or public, by what stands around them."""
    return [
        replace(m, role=_side(m, mentions[at + 1 :], [*earlier, *mentions[:at]]))
        if m.role == NEUTRAL
        else m
        for at, m in enumerate(mentions)
    ]


def _side(mention: Mention, later: Sequence[Mention], earlier: Sequence[Mention]) -> str:
    low, own_field = mention.sentence.low, mention.sentence.column == FIELD
    following = later[0].start if later else len(low)
    since = max((m.end for m in earlier if m.sentence is mention.sentence), default=0)
    labelled = mention.rule == "label"
    before = low[since : mention.end if labelled else mention.start]
    between = low[mention.end : following]
    behind = re.split(r"[;.]", between[:120])[0]
    near = behind.partition(",")[0]
    parts = later[0] if later and (_opens(between) or between.strip() in ("(", ":")) else None
    reached = [m.size for m in earlier if m.role == PUBLIC]
    running = [m.size for m in earlier if m.staff and m.sentence.column == FIELD]
    adds_up = len(reached) > 1 and sum(reached) == mention.size
    last = earlier[-1] if since else None
    restates = last is not None and last.role == PUBLIC and _RESTATED.search(before)
    if context("comite").search(near) or context("comite").search(before[-50:]):
        side = "partner"
    elif _TEAM_NEAR.search(before) or (
        own_field and len(running) > 1 and sum(running) == mention.size
    ):
        side = UNSPECIFIED
    elif parts is not None and parts.role != NEUTRAL and (own_field or parts.role == PUBLIC):
        side = UNSPECIFIED if parts.staff and mention.size <= _CROWD else PUBLIC
    elif (
        not own_field
        or _YEAR_LABEL.search(before)
        or restates
        or (adds_up and mention.rule != "bare")
    ):
        side = PUBLIC
    elif mention.rule == "bare" or not _is_reached(mention, behind, before, [*earlier, *later]):
        outside = mention.rule != "bare" and of_partner(low, mention.end, following, ";.")
        side = "partner" if outside else _role_in_brackets(behind)
    else:
        side = PUBLIC
    return side


def _role_in_brackets(behind: str) -> str:
    """The role that « 10 personnes (bénévoles et salariés) » names."""
    listed = re.match(r"\s*\(([^)\d]*)\)", behind)
    found = staff_pattern().findall(listed.group(1)) if listed else []
    roles = {kind_of(noun) for noun in found}
    return MIXED if len(roles) > 1 else next(iter(roles), UNSPECIFIED)


def _is_reached(mention: Mention, behind: str, before: str, others: Sequence[Mention]) -> bool:
    """Whether « personnes » in the field of people mobilised are the public.

    The first word behind or before that tells decides; without one, a crowd is the public, and
    a few are not.
    """
    near = behind.partition(",")[0]
    for words in (near, f"{before} {mention.sentence.head.lower()}"):
        hints = [
            (match.start(), side == "atteint")
            for side in ("mene", "atteint")
            if (match := context(side).search(words))
        ]
        if hints:
            return min(hints)[1]
    beside_staff = any(m.staff and m.sentence.column == FIELD for m in others)
    return mention.size > (_FEW if beside_staff else _CROWD)


def _opens(between: str) -> bool:
    return bool(_OPENS_PARTS.search(between) or between.count("(") > between.count(")"))


def _parted(mentions: list[Mention], head: Mention | None) -> list[Mention]:
    """Mark what is counted within a number that stands before it; roles of the whole follow."""
    parted: list[Mention] = []
    whole: Mention | None = head
    room = head.size if head else 0.0
    within, strictly = head is not None, False
    for mention in mentions:
        low = mention.sentence.low
        previous = parted[-1] if parted else None
        between = low[previous.end : mention.start] if previous else ""
        if previous is not None and (_opens(between) or _RESTATES.search(between)):
            opener = _opens(between)
            if not (within and previous.rule == PART and not opener):
                if previous.rule != PART:
                    whole, room = previous, previous.size
                within, strictly = True, opener
        elif re.search(r"[;.]|\)|\btotal", between):
            within = False
        if within and whole is not None and _fits(mention, whole, room, strictly):
            room -= mention.size
            parted.append(replace(mention, rule=PART, role=_role_within(mention, whole)))
        else:
            within = False
            parted.append(mention)
    return parted


def _of_parts_behind(found: Sequence[Mention]) -> list[Mention]:
    """The mentions, each whole with the role of the parts that follow it."""
    read: list[Mention] = []
    for at, mention in enumerate(found):
        parts = list(takewhile(lambda m: m.rule == PART, found[at + 1 :]))
        read.append(_of_its_parts(mention, parts) if mention.rule != PART else mention)
    return read


def _of_team(found: Sequence[Mention]) -> list[Mention]:
    """« 2 bénévoles par soirée (équipe de 13) »: the 2 are part of 13 volunteers."""
    read = list(found)
    for at, (turn, team) in enumerate(pairwise(found)):
        between = turn.sentence.low[turn.end : team.start]
        same = turn.sentence is team.sentence and turn.staff and turn.size <= team.size
        if same and _WHOLE_TEAM.fullmatch(between):
            read[at : at + 2] = [turn.but(PART), replace(team, role=turn.role)]
    return read


def _fits(part: Mention, whole: Mention, room: float, strictly: bool) -> bool:
    """Whether a number can be a part; « 9 bénévoles dont 5 retraités » are all volunteers."""
    if PRESENCES in (part.role, whole.role):
        return False
    alike = part.staff == whole.staff or (strictly and whole.staff and part.role == PUBLIC)
    return alike and part.size <= room


def _role_within(part: Mention, whole: Mention) -> str:
    return whole.role if whole.staff and not part.staff else part.role


def _of_its_parts(whole: Mention, parts: Sequence[Mention]) -> Mention:
    """A number of staff with the role of its parts, mixed where they differ or leave a rest."""
    roles = {part.role for part in parts} - {UNSPECIFIED}
    if not whole.staff or not roles or whole.role in ("partner", "volunteer", "trainee"):
        return whole
    covered = sum(part.size for part in parts) >= whole.size
    if len(roles) == 1 and (covered or roles == {whole.role}):
        return replace(whole, role=next(iter(roles)))
    return replace(whole, role=MIXED)


def _summed(found: list[Mention]) -> list[Mention]:
    """Mark as parts the numbers of one side that add up to the one before or behind them."""
    for measure in ("staff", "participants"):
        places = [i for i, m in enumerate(found) if m.measure == measure and m.rule in COUNTED]
        for at, place in enumerate(places):
            for run in (places[at + 1 :], places[:at][::-1]):
                size = found[place].size
                taken = _run_of(found, run, size)
                parts = [found[i] for i in taken]
                if parts and _can_hold(found[place], parts):
                    found = [m.but(PART) if i in taken else m for i, m in enumerate(found)]
                    found[place] = _of_its_parts(found[place], parts)
                    return _summed(found)
    return found


def _can_hold(whole: Mention, parts: Sequence[Mention]) -> bool:
    """Whether a number that others add up to tells the same people: a general word, or by sex."""
    units = {part.unit for part in parts}
    return whole.unit not in units and (is_whole(whole.unit) or tells_sex(units))


def _run_of(found: Sequence[Mention], places: Sequence[int], size: float) -> set[int]:
    """The first two or more places whose numbers add up to `size`, else none."""
    total, taken = 0.0, set()
    for place in places:
        total += found[place].size
        taken.add(place)
        if total >= size:
            break
    return taken if total == size and len(taken) > 1 else set()


def _without_repeats(found: Mapping[str, list[Mention]]) -> list[Mention]:
    """All mentions in the form's order, those told before marked; its own field is read first."""
    order = sorted(found, key=lambda column: column != FIELD)
    told: dict[tuple[object, ...], Sentence] = {}
    marked: dict[str, list[Mention]] = {}
    for column in order:
        marked[column] = []
        for mention in found[column]:
            key = (mention.measure, mention.value, mention.bounds, *_likeness(mention))
            first = told.setdefault(key, mention.sentence)
            again = first is not mention.sentence and (
                column != FIELD or first.text == mention.sentence.text
            )
            marked[column].append(
                mention.but(REPEAT) if again and mention.rule in COUNTED else mention
            )
    return [mention for column in found for mention in marked[column]]


def _likeness(mention: Mention) -> tuple[object, ...]:
    """What two mentions of the same people share: of staff the role, of the public the number."""
    return (mention.role,) if mention.staff else ()
