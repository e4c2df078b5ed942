"""Mentions of people in a sentence: a number beside a noun for people, and what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from reportkit.measures.counted import FIELD, MIXED, PERSONS, UNSPECIFIED, Mention
from reportkit.measures.fact import BORDERLINE
from reportkit.measures.numbers import Number, find_numbers
from reportkit.measures.roles import (
    NEUTRAL,
    PRESENCES,
    PUBLIC,
    STAFF,
    context,
    helps,
    kind_of,
    learns,
    noun_pattern,
    staff_pattern,
    unit_of,
)
from reportkit.measures.sentences import Sentence
from reportkit.measures.weighing import is_put_forward, weighed

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
_BECAME = re.compile(r"\s+devenue?s(?=\s+b[ée]n[ée]vole)")
_AND_ROLE = re.compile(r"\s*(?:et\s?/\s?ou|et|ou|/|&)\s+")
_TRAILING = re.compile(
    r"(?:\s+(?:de|du|des|d'|à|en|la|le|les|l'|sur|par|âgée?s|leurs?|au|aux|ans)|[\s=/–-])+$"
)
_OF_TRADE = re.compile(
    r"\s+(?!(?:journ|ann|soir|matin)ées|heures|jours|semaines|mois|associations|structures|clubs"
    r"|postes)[^\W\d][\w'/·.()-]*(?:\s+|,\s+tou(?:te)?s\s+)(?=b[ée]n[ée]voles?\b)"
)
_END_OF_GROUP = re.compile(r"[,.](?!\d)|[;:+()\n•]|\s(?:dont|et|ou|pour|qui|soit|avec|afin)(?!\w)")
_OTHER_HOUSE = re.compile(r"association\s*(?:[«\"“]|\w)")
_HOUSE_LABEL = re.compile(r"(?:^|[,;.:(])([^,;.:(]{3,40})\s*:\s*$")
_TEAM = re.compile(r"[ée]quipe\s*(?:d['e]\s*|composée de\s+|\()(?:\w+ )?$")
_RUN_BY = re.compile(
    r"(?:prépar|anim|tenu|encadr|organis|g[ée]r|assur|men)(?:é|ée|és|ées|u|ue|us|ues|e|es)?\s+par\s+"
    r"(?:environ\s+)?$"
)
_NOBODY = re.compile(r"personne\s+n(?:e\b|')")  # « depuis 2022 personne ne s'y était remis »
_OUT_OF = re.compile(r"\s+sur\s+(?:\d|deux|trois|quatre|cinq|dix)|\s*/\s*\d+\s*(?:$|[,;.)])")
_YEAR_BEFORE = re.compile(r"(?:en|année|depuis|fin|début|été|janvier|juin|juillet)\s*$")
_BARE = re.compile(
    r"\W*(?:total|au total|nombre|entre|de|soit|nous étions|ils étaient|ils sont|elles étaient)?\W*"
)
_ELIDED = re.compile(r"\s+(?:de\s+la|du|de\s+l'|pour\s+l[ea'])(?=[\s\w])")
_IN_YEAR = re.compile(r"\s+en\s+(?:19|20)\d\d(?!\d)")
_OF_YEAR = re.compile(
    r"[^\d.;:()]{0,40}\sen\s+(?:19|20)\d\d\s*(?:,|et|puis|,\s*puis|,\s*et|contre)\s*"
)
_TRADE = re.compile(
    r"\s+(?!ordinateur|secteur|liste|piste|moteur|lecteur|projecteur|dispositif|mobilité|séance)"
    r"[a-zéèêî-]{3,}(?:istes?|logues?|iciens?|iciennes?|trices?|euses?|peutes?|teurs?)(?!\w)"
)
_OF_ALL = re.compile(r"(\d+)\s*(?:sur|/)\s*(\d+)(?=\s)")
_OPENS_CLAUSE = re.compile(r"(?:^|[.;,])[\s•–-]*$")
_LARGEST_SHARE = 10
_PERCENT = 100
_LONG_QUOTE = 90
_LOOK_BACK = 160
_HANDFUL = 5
_WHO = re.compile(r"\s+(?:qui\s+)?")


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
            mention = (
                _labelled(sentence, number, last)
                or _elided(sentence, number, last)
                or _of_all(sentence, number)
            )
        if mention is None or (number.article and not is_put_forward(mention, found)):
            continue
        found.append(weighed(mention, found[-1] if found else None, number))
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
    if noun is None or _OUT_OF.match(low, noun.end()) or _NOBODY.match(low, noun.start()):
        return None
    end = noun.end()
    kind = kind_of(noun.group())
    if sentence.column == FIELD and (became := _BECAME.match(low, end)):
        end = became.end()
    apposed = _apposed(low, kind, end)
    if apposed is not None:
        kind, end = apposed
    unit = unit_of(noun.group())
    if kind == PUBLIC and _runs(low, number.start, end, unit):
        kind = "volunteer"
    elif kind == "trainee" and learns(unit) and sentence.column != FIELD:
        few = (number.value or number.low or number.high or 0.0) < _HANDFUL
        kind = kind if few else PUBLIC
    reach = _reach(low, end, following)
    house = _HOUSE_LABEL.search(low, max(0, number.start - 45), number.start)
    abroad = of_partner(low, end, following) or (house and of_partner(house.group(1), 0, 45))
    if kind == "professional" and abroad:
        kind = "partner"
    return Mention(
        sentence, number.start, end, reach, number.value, number.bounds, kind, unit,
        rule="article" if number.article else "number",
    )  # fmt: skip


def _runs(low: str, start: int, end: int, unit: str) -> bool:
    """« 7 habitants organisateurs », « 2 papas tiennent le bar », « préparé par 2 voisins »."""
    if not helps(unit):
        return False
    behind = _WHO.match(low, end)
    runs = behind and context("aident").match(low, behind.end())
    return bool(runs or _RUN_BY.search(low[max(0, start - _LOOK_BACK) : start]))


def _apposed(low: str, kind: str, end: int) -> tuple[str, int] | None:
    """« 3 personnes bénévoles », « 2 salariés et bénévoles »: the role of both, and its end."""
    nouns = noun_pattern()
    other = (m := _AND_ROLE.match(low, end)) and nouns.match(low, m.end())
    if other and kind in STAFF:
        second = kind_of(other.group())
        if second in STAFF:
            if second == kind:
                return _apposed(low, kind, other.end()) or (kind, other.end())
            return MIXED, other.end()
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
    """« 32 familles en 2020, 45 en 2021 »; in their own field « 2 agents, 1 de la PMI »."""
    low = sentence.low
    if last is not None and _IN_YEAR.match(low, number.end):
        told = _OF_YEAR.fullmatch(low, last.end, number.start)
        if told is not None:
            return replace(last, start=number.start, end=number.end, reach=number.end,
                           value=number.value, bounds=number.bounds)  # fmt: skip
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


def _of_all(sentence: Sentence, number: Number) -> Mention | None:
    """« 13 sur 15 savent nager »: all 15 took part; « 9 sur 10 » may be but a share."""
    low = sentence.low
    told = _OF_ALL.match(low, number.at)
    if told is None or not _OPENS_CLAUSE.search(low[: number.start]):
        return None
    some, everyone = int(told[1]), int(told[2])
    act = context("agissent").match(low, told.end() + 1)
    if act is None or everyone <= max(_LARGEST_SHARE, some - 1) or everyone == _PERCENT:
        return None
    return Mention(
        sentence, number.start, told.end(), told.end(), float(everyone), (None, None), PUBLIC,
        "participants",
    )  # fmt: skip
