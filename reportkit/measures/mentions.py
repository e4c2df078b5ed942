"""Mentions of people in a sentence: a number beside a noun for people, and what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reportkit.measures.fact import BORDERLINE, SURE
from reportkit.measures.numbers import Number, find_numbers
from reportkit.measures.roles import (
    NEUTRAL,
    PRESENCES,
    PUBLIC,
    STAFF,
    context,
    kind_of,
    noun_pattern,
    staff_pattern,
    unit_of,
)
from reportkit.measures.sentences import Sentence

FIELD = "people"
UNSPECIFIED = "unspecified"
MIXED = "mixed"
PERSONS = "personnes"
COUNTED = ("number", "article", "label", "bare", "named", "trade")
"""The rules whose numbers a total may take up."""
ELSEWHERE = ("territory", "aside", "ahead")
"""The rules of people whom the action has not met: a town's, a family's, a price's, to come."""

_NUMBER = re.compile(
    r"\d|(?<!\w)(?:deux|trois|quatre|cinq|six|sept|huit|neuf|di[xz]|onze|douz|treize|quatorze|quin"
    r"|seize|vingt|trent|quarant|cinquant|soixant|cent|mill)"
)
_ONE = re.compile(r"(?<!\w)une?\s+(?=[a-zéèêâôîœ])")
_GAP = re.compile(
    r"\s*(?:(?:de\s+(?:nos|ces|ses|leurs)\s+|d[e'](?:\s+|(?=\w)))?"
    r"(?:(?:autres?|nouve(?:aux|lles?|l)|différent[eé]?s?|jeunes?|petite?s?|grande?s?|mêmes?"
    r"|premi(?:ers?|ères?)|anciens|anciennes|seule?s?|principaux|futur[eé]?s?|bons?|bonnes?"
    r"|super|vraie?s?)\s+){0,2})"
)
_CLOSED = re.compile(
    r"\s*(?:$|[,:;.)+/•!]|(?!ans\b)[^\W\d][\w'() -]{2,40}:\s*\d|[-–]\s|\("
    r"|(?:et|par|dont|soit|ont|au total|en)\s)"
)
_BETWEEN = re.compile(r"(?<=[:=])\s*(?:entre|de)\s*$")
_LABEL_SIGNS = (":", "=", "-", "–", "(")
_LABEL = re.compile(r"([^,;.()+•]{3,70}?)\s*(?:[:=]|\s[-–])\s*$")
_LABEL_NEXT = re.compile(r"\s*[:=]\s*\d")
_ASIDE = re.compile(r"([^,;.:()+•]{3,70}?)\s*\(\s*$")
_APPOSED = re.compile(
    r"\s*(?:(?!\d|(?:par|avec|des|les|la|le|aux|leurs?|et|ou|pour|dont|de|du|à|au|chez|sur"
    r"|sans|aidée?s?|qui|sont|ont|a|est|accompagnée?s?|encadrée?s?|devenue?s?|plus)\b)[\w'-]+\s+)?(?:en\s+)?"
)
_AND_ROLE = re.compile(r"\s*(?:et\s?/\s?ou|et|ou|/|&)\s+")
_TRAILING = re.compile(
    r"(?:\s+(?:de|du|des|d'|à|en|la|le|les|l'|sur|par|âgée?s|leurs?|au|aux|ans)|[\s=/–-])+$"
)
_OF_TRADE = re.compile(
    r"\s+(?!journées|années|soirées|semaines)[\w-]+(?:eurs?|rices?|euses?|i?ers?|i?ères?|istes?"
    r"|antes?|ants?|iens?|iennes?|ées?|és?)\s+(?=b[ée]n[ée]voles?\b)"
)
_END_OF_GROUP = re.compile(r"[,.](?!\d)|[;:+()\n•]|\s(?:dont|et|ou|pour|qui|soit|avec|afin)(?!\w)")
_OTHER_HOUSE = re.compile(r"association\s*(?:[«\"“]|\w)")
_HOUSE_LABEL = re.compile(r"(?:^|[,;.:(])([^,;.:(]{3,40})\s*:\s*$")
_TEAM = re.compile(r"[ée]quipe\s*(?:d['e]\s*|composée de\s+|\()(?:\w+ )?$")
_CHILDREN_OF = re.compile(
    r"(?:famill|mère|père|maman|papa|couple|parent|femme)\w*\s+(?:de|avec|ayant|d')\s*$"
)
_OF_GROUP = re.compile(
    r"(?:(?:groupes|classes|binômes|équipes|par\s+groupe)\s+d[e']|(?:formation|former)\s+(?:de|pour)"
    r"|(?<!\w)(?:une?|1)\s+\w+(?:\s+\w+)?\s+pour)\s*$"
)
_OF_EACH = re.compile(r"(?<!\w)chaque\s+(?!mardi|mercredi|jeudi|lundi|vendredi|samedi|s[ée])")
_EACH_BEFORE = re.compile(r"chaque|par\s+(?:séance|atelier|soirée|sortie|rencontre|groupe)(?!\w)")
_GREW_FROM = re.compile(r"(?:pass|évolu|progress|mont|augment|diminu|baiss)\w*\s+(?:\w+\s+)?de\s*$")
_BACKWARD = ("limits", "end_reason")
_WAITING = "liste d'attente"
_OUT_OF = re.compile(r"\s+sur\s+(?:\d|deux|trois|quatre|cinq|dix)|\s*/\s*\d+\s*(?:$|[,;.)])")
_PRICE = re.compile(r"(?:€|euros?|tarif|coût|prix)[^.;]{0,18}$")
_PRICE_BEHIND = re.compile(r"\s*[:=]?\s*\d+(?:[.,]\d+)?\s*(?:€|euros?)")
_YEAR_BEFORE = re.compile(r"(?:en|année|depuis|fin|début|été|janvier|juin|juillet)\s*$")
_PUT_FORWARD = re.compile(
    r"(?:(?:[éi]e?s?|ue?s?|me|ite)\s+par|co-?anim\w+\s+par|(?:présence|aide|appui|soutien|concours"
    r"|intervention|participation|animation|embauche|arrivée|compos\w+|constituée?s?|et"
    r"|accompagn\w+|recrut\w+|aidée?s?)\s+d'"
    r"|(?:mobilis|recrut|embauch)\w{0,3})\s*$"
)
_BARE = re.compile(
    r"\W*(?:total|au total|nombre|entre|de|soit|nous étions|ils étaient|ils sont|elles étaient)?\W*"
)
_ELIDED = re.compile(r"\s+(?:de\s+la|du|de\s+l'|pour\s+l[ea'])(?=[\s\w])")
_TRADE = re.compile(
    r"\s+(?!ordinateur|secteur|liste|piste|moteur|lecteur|projecteur|dispositif|mobilité|séance)"
    r"[a-zéèêî-]{3,}(?:istes?|logues?|iciens?|iciennes?|trices?|euses?|peutes?|teurs?)(?!\w)"
)
_MODAL = re.compile(r"\s+(?:ne\s+)?(?:doi|peu[tx]|pourr|pouv|devr|qui\s|c'est|est\s+un)")
_WITH = re.compile(r"(?:avec|via|^)\s*$")
_BESIDE = re.compile(
    r"^\s*(?:(?:,|et|\+|,\s*et)(?:\s*d')?|ainsi\s+que(?:\s+d')?|[^,.;:]{0,60}?(?:\s+et|,|\+))\s*$"
)
_SEVERAL_HEADS = 300
_LONG_QUOTE = 90
_LOOK_BACK = 160


@dataclass(frozen=True)
class Mention:
    """People counted at a place of a sentence; `role` is PUBLIC, PRESENCES or one of the staff.

    `start` and `end` hold the number and its noun; `reach` where the group of words ends.
    """

    sentence: Sentence
    start: int
    end: int
    reach: int
    value: float | None
    bounds: tuple[float | None, float | None]
    role: str
    unit: str
    certainty: str = SURE
    rule: str = "number"

    @property
    def size(self) -> float:
        """The number that stands for it where one is compared or added."""
        return next(n for n in (self.value, self.bounds[0], self.bounds[1], 0.0) if n is not None)

    @property
    def staff(self) -> bool:
        """Whether it counts those who run the action."""
        return self.role not in (PUBLIC, PRESENCES, NEUTRAL)

    def but(self, rule: str, certainty: str | None = None) -> Mention:
        """The same under another rule."""
        return replace(self, rule=rule, certainty=certainty or self.certainty)


def find_mentions(sentence: Sentence) -> list[Mention]:
    """The people that a sentence counts, in order; neutral « personnes » are told apart later."""
    low = sentence.low
    if not _worth_reading(sentence):
        return []
    numbers = [n for n in _joined(low, find_numbers(sentence.plain)) if _counts(low, n)]
    found: list[Mention] = []
    for at, number in enumerate(numbers):
        following = numbers[at + 1].start if at + 1 < len(numbers) else len(low)
        mention = _beside_noun(sentence, number, following)
        if mention is None and not number.article:
            last = found[-1] if found else None
            mention = _labelled(sentence, number, last) or _elided(sentence, number, last)
        if mention is None or (number.article and not _is_put_forward(mention, found)):
            continue
        found.append(_weighed(mention, found[-1] if found else None, number))
    return found


def _worth_reading(sentence: Sentence) -> bool:
    """Cheap: a number, or « un », « une » before one who runs actions."""
    low = sentence.low
    if sentence.column == FIELD or _NUMBER.search(low):
        return True
    return any(
        staff_pattern().match(low, _GAP.match(low, one.end()).end())  # type: ignore[union-attr]
        or staff_pattern().match(low, one.end())
        for one in _ONE.finditer(low)
    )


def _joined(low: str, numbers: list[Number]) -> Iterator[Number]:
    """« un ou deux », « une à trois » as one range."""
    waiting: Number | None = None
    for number in numbers:
        if waiting is not None:
            between = low[waiting.end : number.at].strip()
            if waiting.article and between in ("ou", "à") and number.value and not number.article:
                yield Number(waiting.start, waiting.at, number.end, None, 1.0, number.value)
                waiting = None
                continue
            yield waiting
        waiting = number
    if waiting is not None:
        yield waiting


def _counts(low: str, number: Number) -> bool:
    """Whether a number can count people: whole, no year, no share."""
    size = number.value if number.value is not None else number.low
    if size is None or not size.is_integer() or size == 0:
        return False
    before = low[max(0, number.start - 20) : number.start]
    return not (1900 <= size <= 2099 and _YEAR_BEFORE.search(before))  # noqa: PLR2004


def _beside_noun(sentence: Sentence, number: Number, following: int) -> Mention | None:
    low = sentence.low
    nouns = noun_pattern()
    start = number.end
    while start < len(low) and low[start] in " \t":
        start += 1
    noun = nouns.match(low, start) if start > number.end or not low[start : start + 1] else None
    if noun is None:
        gap = _GAP.match(low, number.end)
        noun = nouns.match(low, gap.end()) if gap and gap.end() > number.end else None
    if noun is None:
        trade = _OF_TRADE.match(low, number.end)
        noun = nouns.match(low, trade.end()) if trade else None
    labels = noun is not None and _LABEL_NEXT.match(low, noun.end())
    if labels and low[: number.start].rstrip().endswith(":"):
        return None  # « Bénévoles : 6 Salariés : 2 »
    if noun is None or _OUT_OF.match(low, noun.end()):
        return None
    end = noun.end()
    kind = kind_of(noun.group())
    apposed = _apposed(low, kind, end)
    if apposed is not None:
        kind, end = apposed
    reach = _reach(low, end, following)
    house = _HOUSE_LABEL.search(low, max(0, number.start - 45), number.start)
    abroad = of_partner(low, end, following) or (house and of_partner(house.group(1), 0, 45))
    if kind == "professional" and abroad:
        kind = "partner"
    unit = unit_of(noun.group())
    return Mention(
        sentence, number.start, end, reach, number.value, number.bounds, kind, unit,
        rule="article" if number.article else "number",
    )  # fmt: skip


def _apposed(low: str, kind: str, end: int) -> tuple[str, int] | None:
    """« 3 personnes bénévoles », « 2 salariés et bénévoles »: the role of both, and its end."""
    nouns = noun_pattern()
    other = (m := _AND_ROLE.match(low, end)) and nouns.match(low, m.end())
    if other and kind in STAFF:
        second = kind_of(other.group())
        if second in STAFF:
            return (kind if second == kind else MIXED), other.end()
    gap = _APPOSED.match(low, end)
    noun = next((n for at in (gap, re.compile(r"\s+").match(low, end))
                 if at and at.end() > end and (n := nouns.match(low, at.end()))), None)  # fmt: skip
    if noun is None:
        return None
    second = kind_of(noun.group())
    takes = second in ("volunteer", "trainee") and kind != PRESENCES
    takes |= second == "partner" and kind in ("professional", NEUTRAL)
    takes |= second == "professional" and kind == NEUTRAL
    return (second, noun.end()) if takes else None


def of_partner(low: str, end: int, following: int, stops: str = ",;.:+") -> bool:
    """Whether the words behind a role place it in another house; `stops` end the group."""
    tail = low[end : min(following, end + 120)]
    stop = re.search(rf"[{stops}]|\sdont\s", tail)
    tail = tail[: stop.start()] if stop else tail
    other = context("partenaire").search(tail) or _OTHER_HOUSE.search(tail)
    own = context("maison").search(tail)
    return other is not None and (own is None or own.start() > other.start())


def _reach(low: str, end: int, following: int) -> int:
    stop = _END_OF_GROUP.search(low, end, min(following, end + _LONG_QUOTE))
    reach = stop.start() if stop else min(following, end + _LONG_QUOTE, len(low))
    if reach < len(low) and not stop:
        reach = max(end, low.rfind(" ", end, reach))
    return end + len(_TRAILING.sub("", low[end:reach]))


def _labelled(sentence: Sentence, number: Number, last: Mention | None) -> Mention | None:
    """A number without a noun: « Bénévoles : 12 », « participants (8) », « 3 » in its own field."""
    low = sentence.low
    since = max(last.end if last else 0, number.start - _LOOK_BACK)
    before = _BETWEEN.sub("", low[since : number.start])
    opens = since == 0 and not before.strip()
    if not (before.rstrip().endswith(_LABEL_SIGNS) or sentence.column == FIELD or opens):
        return None
    if not _CLOSED.match(low, number.end):
        return None
    label = _LABEL.search(before)
    bracket = low[number.end :].lstrip().startswith(")")
    if label is None and bracket:
        label = _ASIDE.search(before)
    named = label.group(1) if label else sentence.head.lower() if opens else ""
    noun = noun_pattern().search(named)
    start, kind, unit, rule = number.start, NEUTRAL, PERSONS, "label"
    if noun is not None:
        kind, unit = kind_of(noun.group()), unit_of(noun.group())
    if label and noun is not None:
        counted = named.find("nombre")
        start = since + label.start(1) + (counted if 0 <= counted < noun.start() else noun.start())
    elif noun is None and (_TEAM.search(before) or context("encadrement").search(named)):
        kind = UNSPECIFIED
    elif noun is None and label and "public" in named:
        kind = PUBLIC
    elif noun is None:
        year = 1900 <= (number.value or 0) <= 2099  # noqa: PLR2004
        if sentence.column != FIELD or year or since or not _BARE.fullmatch(before):
            return None
        rule = "bare"
    end = low.index(")", number.end) + 1 if bracket and label else number.end
    return Mention(
        sentence, start, end, end, number.value, number.bounds, kind, unit, rule=rule
    )  # fmt: skip


def _elided(sentence: Sentence, number: Number, last: Mention | None) -> Mention | None:
    """« 2 professionnelles de la PMI, 1 de la CAF », « 1 graphiste »: in their own field."""
    low = sentence.low
    if sentence.column != FIELD:
        return None
    trade = _TRADE.match(low, number.end)
    if trade:
        return Mention(sentence, number.start, trade.end(), trade.end(), number.value,
                       number.bounds, UNSPECIFIED, unit_of(trade.group().strip()), BORDERLINE,
                       "trade")  # fmt: skip
    gap = _ELIDED.match(low, number.end)
    if gap is None or last is None or not last.staff:
        return None
    reach = _reach(low, gap.end(), len(low))
    role = "partner" if of_partner(low, number.end, len(low)) else last.role
    return replace(last, start=number.start, end=gap.end(), reach=reach, value=number.value,
                   bounds=number.bounds, role=role, rule="number")  # fmt: skip


def _is_put_forward(mention: Mention, found: list[Mention]) -> bool:
    """« un », « une » count where somebody is put forward to run the action."""
    low, start = mention.sentence.low, mention.start
    if re.match(r"\s+par\s", low[mention.end :]) and mention.role == NEUTRAL:
        return False
    before = low[max(0, start - _LOOK_BACK) : start]
    if re.search(r"(?:\bou|\bchaque|\bqu'|\bcomme)\s*$", before):
        return False
    if mention.sentence.column == FIELD:
        return mention.role in STAFF or mention.role in (NEUTRAL, MIXED)
    if mention.role not in (*STAFF, MIXED) or _OF_EACH.search(before):
        return False
    if found and found[-1].staff and _BESIDE.match(low[found[-1].end : start]):
        return True
    return bool(_PUT_FORWARD.search(before) or _WITH.search(before))


def _weighed(mention: Mention, last: Mention | None, number: Number) -> Mention:
    """The mention with its certainty: what is planned, offered, told of a place or of each time."""
    sentence, low = mention.sentence, mention.sentence.low
    before = low[max(last.end if last else 0, mention.start - 90) : mention.start]
    if last is not None:
        before = re.split(r"[,;.:(]", before)[-1]
    behind = re.split(r"[,;.:(]", low[mention.end : mention.end + 45])[0]
    if mention.rule == "article" and sentence.column not in (FIELD, "initiative_detail"):
        sure = (
            _PUT_FORWARD.search(low[max(0, mention.start - _LOOK_BACK) : mention.start])
            or sentence.item
        )
        mention = mention.but("article", SURE if sure else last.certainty if last else BORDERLINE)
    if mention.role == PRESENCES:
        return replace(mention.but("presences", BORDERLINE), unit="participations")
    if sentence.column == "perspectives":
        return mention.but("ahead", BORDERLINE)
    if number.value is None and number.high and _GREW_FROM.search(before):
        mention = replace(mention, value=number.high, bounds=(None, None))
    own_field = sentence.column == FIELD
    rule = None if mention.staff and own_field else _doubt(mention, before, behind, number)
    if own_field and rule not in ("each", "group"):
        rule = None
    if mention.staff and rule != "group":
        general = not own_field and (
            mention.unit == "partenaires" or (mention.rule == "article" and _MODAL.match(behind))
        )
        rule = "aside" if general else None
    if rule is None and last is not None and last.rule == "territory":
        rule = "territory" if _BESIDE.match(low[last.end : mention.start]) else None
    return mention.but(rule, BORDERLINE) if rule else mention


def _doubt(mention: Mention, before: str, behind: str, number: Number) -> str | None:
    """Why a number is no plain count of the people reached, by the words around it; else None."""
    column, near, soon = mention.sentence.column, before[-60:], behind[:25]
    group, each, place, planned = map(context, ("groupe", "chaque", "territoire", "prevu"))
    met = context("atteint").search(behind)
    doubts = (
        ("group", group.search(behind) or (column != FIELD and _OF_GROUP.search(before))),
        ("each", each.search(behind) or _EACH_BEFORE.search(before[-25:])),
        ("aside", _CHILDREN_OF.search(before) or _PRICE.search(before)),
        ("aside", _PRICE_BEHIND.match(mention.sentence.low, mention.end)),
        ("aside", mention.unit.startswith("membre")),
        ("aside", column in _BACKWARD and mention.role == NEUTRAL and not met),
        ("territory", place.search(near) or place.search(soon) or _is_town(mention)),
        ("planned", planned.search(near) or planned.search(soon)),
        ("planned", column == "funding" or _WAITING in mention.sentence.low),
        ("planned", number.high is not None and number.low is None),
    )
    return next((rule for rule, holds in doubts if holds), None)


def _is_town(mention: Mention) -> bool:
    return mention.unit.startswith("habitant") and mention.size >= _SEVERAL_HEADS
