"""Whether a number of people tells whom the action met, hoped for, or met each time."""

from __future__ import annotations

import re
from dataclasses import replace

from reportkit.measures.counted import FIELD, MIXED, Mention
from reportkit.measures.fact import BORDERLINE, SURE
from reportkit.measures.numbers import Number
from reportkit.measures.roles import NEUTRAL, PRESENCES, STAFF, context
from reportkit.schema import OUTCOMES

_CHILDREN_OF = re.compile(
    r"(?:famill|mère|père|maman|papa|couple|parent|femme)\w*\s+(?:de|avec|ayant|d')\s*$"
)
_OF_GROUP = re.compile(
    r"(?:(?:groupes|classes|binômes|équipes|par\s+groupe)\s+d[e']|(?:formation|former)\s+(?:de|pour)"
    r"|(?<!\w)(?:une?|1)\s+\w+(?:\s+\w+)?\s+pour)\s*$"
)
_OF_EACH = re.compile(r"(?<!\w)chaque\s+(?!mardi|mercredi|jeudi|lundi|vendredi|samedi|s[ée])")
_EACH_BEFORE = re.compile(
    r"chaque|moyenne|par\s+(?:séance|atelier|soirée|sortie|rencontre|groupe)(?!\w)"
)
_A_YEAR = re.compile(r"(?:par|/|sur\s+l')\s*(?:an|année)(?!\w)")
_GREW_FROM = re.compile(r"(?:pass|évolu|progress|mont|augment|diminu|baiss)\w*\s+(?:\w+\s+)?de\s*$")
_BACKWARD = ("limits", "end_reason")
_CLAUSE = re.compile(r"[,;.(]|\s(?:et|mais|puis)\s")
_LISTED = re.compile(r"\s*(?:,|\+|(?:,\s*)?et(?:\s+d[e'])?)\s*")
_NEXT_CLAUSE = re.compile(r"[,;.:(]|\s(?:et|mais|dont|alors|tandis|qui)\s|\s\d")
_JOINED_CENTRE = re.compile(r"adhésions?(?!\w)[^.;\d]{0,15}$")
_ALLIES = ("partenaires", "maires")
_ALLIED = re.compile(
    r"(?:travaill|partenariat|liens?|contact|convention|collabor|réseau|rapproch)\w*[^.;]*"
    r"\s(?:avec|de|chez)\s[^.;]*$"
)
_SURVEYED = re.compile(
    r"(?:enqu[êe]t|sondage|questionnaire|diagnostic)[^.;:]{0,40}\sauprès\s+d[e']\s*$"
)
_FIRST_FEW = re.compile(r"[àa]\s+l'origine(?:\s+d[^,;.:]{0,40})?\s*[,:]?\s*$")
_TAUGHT = re.compile(r"(?:formation|former)\s+(?:de|pour)\s*$")
_SPEAKER = re.compile(r"[^.;:«»\d]{0,40}:\s*[«\"“]")
_NO_COMING = re.compile(r"\s+(?:piéton|protégé|secret|du\s|de\s+la\s|à\s|au\s|en\s|financi)")
_FEWEST_COMINGS = 10
_WIDE = 2
_PRICE = re.compile(r"(?:€|euros?|tarif|coût|prix)[^.;]{0,18}$")
_PRICE_BEHIND = re.compile(r"\s*[:=]?\s*\d+(?:[.,]\d+)?\s*(?:€|euros?)")
_PUT_FORWARD = re.compile(
    r"(?:(?:[éi]e?s?|ue?s?|me|ite)\s+par|co-?anim\w+\s+par|(?:présence|aide|appui|soutien|concours"
    r"|intervention|participation|animation|embauche|arrivée|compos\w+|constituée?s?|et"
    r"|accompagn\w+|recrut\w+|aidée?s?)\s+d'"
    r"|(?:mobilis|recrut|embauch)\w{0,3})\s*$"
)
_MODAL = re.compile(r"\s+(?:ne\s+)?(?:doi|peu[tx]|pourr|pouv|devr|qui\s|c'est|est\s+un)")
_WITH = re.compile(r"(?:avec|via|^)\s*$")
_BESIDE = re.compile(
    r"^\s*(?:(?:,|et|\+|,\s*et)(?:\s*d')?|ainsi\s+que(?:\s+d')?|[^,.;:]{0,60}?(?:\s+et|,|\+))\s*$"
)
_SEVERAL_HEADS = 300
_GROUP_COUNTS = re.compile(
    r"(?:groupe|atelier|collectif|club|section|chorale|troupe|équipe|jardin|épicerie|café|action"
    r"|séjour|promotion|liste|registre|réseau)s?\s+(?:\w+\s+){0,2}compt(?:e|ent|ait|aient)\s+$"
)
_LOOK_BACK = 160


def is_put_forward(mention: Mention, found: list[Mention]) -> bool:
    """« un », « une » count where somebody is put forward to run the action."""
    low, start = mention.sentence.low, mention.start
    if re.match(r"\s+par\s", low[mention.end :]) and mention.role == NEUTRAL:
        return False
    before = low[max(0, start - _LOOK_BACK) : start]
    compared = re.search(r"(?:\bou|\bchaque|\bqu'|\bcomme)\s*$", before)
    if compared or _SPEAKER.match(low, mention.end):
        return False
    if mention.sentence.column == FIELD:
        return mention.role in STAFF or mention.role in (NEUTRAL, MIXED)
    if mention.role not in (*STAFF, MIXED) or _OF_EACH.search(before):
        return False
    if found and found[-1].staff and _BESIDE.match(low[found[-1].end : start]):
        return True
    return bool(_PUT_FORWARD.search(before) or _WITH.search(before))


def weighed(mention: Mention, last: Mention | None, number: Number) -> Mention:
    """The mention with its certainty: what is planned, offered, told of a place or of each time."""
    sentence, low = mention.sentence, mention.sentence.low
    before = low[max(last.end if last else 0, mention.start - 90) : mention.start]
    close = _CLAUSE.split(before[-60:])[-1]
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
        mention = replace(mention, unit="participations")
    if sentence.column == "perspectives":
        return mention.but("ahead", BORDERLINE)
    if number.value is None and number.high and _GREW_FROM.search(before):
        mention = replace(mention, value=number.high, bounds=(None, None))
    rule = _unmet(mention, close) if not mention.staff else None
    if rule is None:
        doubts = _doubt_of_staff if mention.staff else _doubt
        rule = doubts(mention, before, behind)
    if rule is None and last is not None and _is_spread(last, mention, behind):
        rule = last.rule
    return mention.but(rule, BORDERLINE) if rule else mention


def _is_spread(last: Mention, mention: Mention, behind: str) -> bool:
    """Whether what is said of the first of a list holds for the next: a town, a hope, allies."""
    between = mention.sentence.low[last.end : mention.start]
    if last.rule in ("planned", "missed") and last.measure == mention.measure:
        met = context("atteint").search(behind)
        return met is None and _LISTED.fullmatch(between) is not None
    allies = last.rule == "aside" and last.role == mention.role == "partner"
    return (allies or last.rule == "territory") and _BESIDE.match(between) is not None


def _unmet(mention: Mention, close: str) -> str | None:
    """Why those counted are not met: hoped for, a place to fill, a waiting list, gone."""
    low, end = mention.sentence.low, mention.end
    soon = _NEXT_CLAUSE.split(low[end : end + 50])[0]
    missed, planned = context("absent"), context("prevu")
    if missed.search(close) or missed.search(soon):
        return "missed"
    return "planned" if planned.search(close) or planned.search(soon[:25]) else None


def _doubt(mention: Mention, before: str, behind: str) -> str | None:
    """Why a number is no plain count of the people reached, by the words around it; else None."""
    column, near, soon = mention.sentence.column, before[-60:], behind[:25]
    group, each, place = map(context, ("groupe", "chaque", "territoire"))
    if _GROUP_COUNTS.search(near):
        near = ""
    around = before[-25:] + mention.sentence.low[mention.start : mention.end] + soon
    mean = _EACH_BEFORE.search(around) and not _A_YEAR.search(around)
    if mention.role == PRESENCES and not _are_comings(mention):
        return "aside"
    if group.search(behind):
        return "group"
    if each.search(behind) or mean:
        return "each"
    if column == FIELD:
        return None
    met = context("atteint").search(f"{near} {behind}") is not None
    doubts = (
        ("group", _OF_GROUP.search(before)),
        ("aside", _is_aside(mention, before) or _FIRST_FEW.search(before)),
        ("territory", column == "experience" and _SURVEYED.search(before)),
        ("aside", column in _BACKWARD and mention.role == NEUTRAL and not met),
        ("territory", place.search(near) or place.search(soon) or _is_town(mention)),
        ("paid", column == "funding"),
        ("each" if met else "planned", mention.bounds[0] is None and mention.bounds[1]),
        ("each", _is_wide(mention) and not _A_YEAR.search(soon)),
    )
    return next((rule for rule, holds in doubts if holds), None)


def _doubt_of_staff(mention: Mention, before: str, behind: str) -> str | None:
    """Why a number tells no one who runs the action, or but one group of them; else None."""
    column = mention.sentence.column
    if column == FIELD:
        return None
    taught = mention.role == "partner" and _TAUGHT.search(before)
    if not taught and (context("groupe").search(behind) or _OF_GROUP.search(before)):
        return "each"
    general = mention.rule == "article" and _MODAL.match(behind)
    if taught or general or mention.unit in _ALLIES:
        return "aside"
    if mention.role != "partner":
        return None
    if context("territoire").search(_CLAUSE.split(before[-60:])[-1]):
        return "territory"
    return "aside" if column in OUTCOMES and _ALLIED.search(before) else None


def _is_aside(mention: Mention, before: str) -> bool:
    """Whether a number tells of a family, of what is paid, or of who joined the centre."""
    low, end = mention.sentence.low, mention.end
    family = mention.unit.startswith("membre") or _CHILDREN_OF.search(before)
    paid = _PRICE.search(before) or _PRICE_BEHIND.match(low, end)
    return bool(
        family or paid or _JOINED_CENTRE.search(low[max(0, mention.start - 40) : mention.start])
    )


def _are_comings(mention: Mention) -> bool:
    """« 2 passages du bus », « 3 participations au forum » are no comings of the public."""
    way = _NO_COMING.match(mention.sentence.low, mention.end)
    return mention.size >= _FEWEST_COMINGS and way is None


def _is_wide(mention: Mention) -> bool:
    """« de 12 à 40 marcheurs »: who came varies from one time to the next."""
    low, high = mention.bounds
    return low is not None and high is not None and high >= _WIDE * low


def _is_town(mention: Mention) -> bool:
    return mention.unit.startswith("habitant") and mention.size >= _SEVERAL_HEADS
