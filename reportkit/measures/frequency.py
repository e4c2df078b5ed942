"""How often an action takes place: « tous les mercredis de 9h à 12h », « deux fois par mois ».

The quote is the periodicity with its hours and its « hors vacances scolaires »; the type is the
period that it tells, where it does. Hours, money and people per week are no periodicity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from reportkit.measures.fact import BORDERLINE, SURE, Fact, Said
from reportkit.measures.sentences import Sentence

DAILY: Final = "daily"
WEEKLY: Final = "weekly"
FORTNIGHTLY: Final = "fortnightly"
MONTHLY: Final = "monthly"
QUARTERLY: Final = "quarterly"
YEARLY: Final = "yearly"
OTHER: Final = "other"

_DAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_PART = r"(?:matin(?:ée)?|après[- ]?midi|apr[eè]m|soir(?:ée)?|midi|journée|week[- ]?end)"
_COUNT = (
    r"(?:\d{1,3}(?:\s?(?:à|ou|-|/)\s?\d{1,2})?|une?|deux|trois|quatre|cinq|six|sept|huit|neuf"
    r"|dix|onze"
    r"|douze|quinze|vingt|plusieurs|quelques)(?:\s+(?:à|ou)\s+(?:deux|trois|quatre|cinq|six))?"
)
_ORDINAL = (
    r"(?:1\s?(?:ers?|ères?)|[2-4]\s?(?:[eè]mes?|es?|nds?)|premi(?:er|ère)s?|deuxièmes?|seconds?"
    r"|troisièmes?"
    r"|quatrièmes?|derni(?:er|ère)s?|avant-derniers?)"
)
_PERIOD = (
    r"(?:jours?|journée|semaines?|sem\b|quinzaine|mois|bimestre|trimestres?|semestres?|ans?"
    r"|années?"
    r"|saison|cycle|vacances)"
)
_MEETING = (
    r"(?:séances?|ateliers?|sorties?|rencontres?|représentations?|permanences?|réunions?"
    r"|soirées?|soirs?"
    r"|matinées?|matins?|après[- ]?midis?|demi[- ]?journées?|1/2 journées?|journées?|jours?"
    r"|heures?|h\b"
    r"|visites?|distributions?|créneaux?|cours|sessions?|animations?|interventions?|collectes?"
    r"|maraudes?"
    r"|repas|rendez-vous|temps|évènements?|événements?|passages?|livraisons?|spectacles?"
    r"|concerts?"
    r"|stages?|ouvertures?|émissions?|numéros?|(?:lun|mar|mercre|jeu|vendre|same)dis?|dimanches?)"
)
_HOUR = r"\d{1,2}\s?(?:h|:|heures?)\s?(?:\d{2})?"
_HOURS = (
    rf"(?:de\s?{_HOUR}\s?(?:à|a|-|–)\s?{_HOUR}|{_HOUR}\s?(?:à|a|-|–|/)\s?{_HOUR}"
    rf"|entre {_HOUR} et {_HOUR}"
    rf"|(?:à|dès|à partir de|jusqu'à|vers)\s?{_HOUR}|\(?\d{{1,2}}\s?h\s?(?:\d{{2}})?\)?)"
)
_HOLIDAYS = (
    r"(?:\(?(?:hors|sauf|excepté|en dehors des?|hormis|pendant|durant)\s+(?:les\s+"
    r"|la\s+)?(?:périodes?\s+"
    r"(?:de\s+)?)?(?:vacances(?:\s+scolaires?)?|scolaires?|congés(?:\s+scolaires?)?"
    r"|jours fériés)\)?)"
)
_MONTH = (
    r"(?:janvier|février|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre"
    r"|décembre)"
)
_TAIL = re.compile(
    rf"(?:\s*,?\s*(?:{_HOURS}|{_HOLIDAYS}|(?:en\s+|le\s+)?{_PART}s?\b|(?:du|de chaque|de"
    rf"|par) (?:mois|la semaine)\b"
    rf"|(?:et|ou|-|,|/)\s*(?:(?:tous\s+)?les?\s+|des\s+)?(?:{_ORDINAL}\s+)?{_DAY}s?\b"
    rf"|et\s+{_HOURS}"
    rf"|\(\s*{_HOURS}[^)]{{0,30}}\)|(?:de|d'|entre)\s*{_MONTH}\s+(?:à|et)\s+{_MONTH}"
    rf"|toute l'année))+"
)
_RULES: tuple[tuple[str, str], ...] = (
    ("every", rf"\b(?:tous|toutes|ts)\s+les\s+(?:{_COUNT}\s+|{_ORDINAL}\s+)?"
     rf"(?:{_DAY}s?(?:\s+sur deux)?|{_PERIOD}|{_PART}s?)\b(?!\s+(?:qui|de la vie)\b)"),
    ("each", rf"\b(?:chaque|chacun des|à chaque)\s+(?:{_ORDINAL}\s+)?(?:{_DAY}|jour|semaine"
     rf"|quinzaine|mois|trimestre"
     rf"|semestre|année|an|{_PART}|vacances(?:\s+scolaires)?"
     rf"|périodes? de vacances(?:\s+scolaires)?|été|rentrée)\b"),
    ("times", rf"\b{_COUNT}\s*(?:fois|x)\s*(?:(?:par|pas|/|tous les|toutes les|dans|chaque"
     rf"|l['e])\s*)(?:la\s+|l')?"
     rf"(?:{_COUNT}\s+)?{_PERIOD}\b"),
    ("count", rf"\b(?:{_COUNT}\s+(?:[^\W\d_]+\s+)?{_MEETING}"
     rf"|\d{{1,2}}\s?h(?:\s?\d\d)?\b)(?:\s+(?!par\b|fois\b|{_COUNT}\s+fois)(?:d[eu]s?\s+"
     rf"|d')?[\w½]+){{0,4}}?\s*"
     rf"(?:par|/|chaque)\s*(?!jour\s*/)(?:{_COUNT}\s+)?{_PERIOD}\b"),
    ("over", rf"\b{_COUNT}\s+{_MEETING}(?:\s+(?:d[eu]s?\s+|d')?[\w½]+){{0,3}}?\s+(?:pendant"
     rf"|durant|sur|dans|au cours de)"
     r"\s+(?:le mois|l'année|l'été|la semaine|les vacances|l'an)\b(?:\s+d(?:e\s+"
     r"|')" + _MONTH + ")?"),
    ("alternate", rf"\b(?:une?|1)\s+(?:{_DAY}|jour|semaine|mois|week[- ]?end|{_PART}|année|an)\s+"
     r"(?:\w+\s+)?sur\s+(?:deux|trois|quatre|2|3|4)\b"),
    ("span", rf"\bdu\s+{_DAY}\s+au\s+{_DAY}\b|\b{_DAY}\s+(?:à|au)\s+{_DAY}\b"
     rf"|\b[5-7]\s?j(?:ours)?\s?(?:/|sur)\s?7\b"),
    ("nth", rf"\b(?:(?:le|les|un|une|des|aux?)\s+)?{_ORDINAL}s?\s+{_DAY}s?\s+(?:du|de chaque"
     rf"|de tous les|de|par|des)"
     r"\s*(?:le\s+)?mois\b"),
    ("days", rf"\b(?:les|des|aux|ces)\s+{_DAY}s\b"),
    ("day", rf"\b(?:le|du|au)\s+{_DAY}\b(?!\s+(?:{_PART}\s+)?(?:\d{{1,2}}(?!\s?[h:\d])|1er"
     rf"|suivant|dernier|prochain|précédent))"),
    ("bare days", rf"(?<!\w )(?<!\w)(?:\ble )?{_DAY}s?(?:\s*(?:,|et|/|-|ou|&)\s*{_DAY}s?)*\b"),
    ("adjective", r"\b(?:hebdo\b|hebdomadaire|mensuel|bi-?mensuel|bi-?hebdomadaire|bimestriel"
     r"|trimestriel|semestriel)"
     r"(?:le)?(?:s|ment)?\b|\bquotidiennement\b"),
    ("narrow adjective", r"\b(?:fêtes?|rencontres?|sorties?|ateliers?|séances?|rendez-vous"
     r"|évènements?|événements?"
     r"|festivals?|permanences?|accueils?|ouvertures?|présences?|kermesses?|manifestations?"
     r"|journées?"
     r"|séjours?|spectacles?)\s+(?:\w+\s+)?(?:annuel|bisannuel|biannuel|quotidien)(?:le"
     r"|ne)?s?\b"),
)  # fmt: skip
_FINDERS = tuple((name, re.compile(pattern)) for name, pattern in _RULES)
_WORTH_READING = re.compile(
    rf"{_DAY}|tous? les |toutes les |chaque |fois |x ?/|x par|hebdo|mensuel|mestriel|quotidien"
    rf"|annuel|sur deux"
    r"|sur 2|sur trois|/ ?(?:semaine|mois|an|jour|sem|7)\b|(?:par|pas) (?:semaine|mois|an|jour"
    r"|trimestre"
    r"|année|quinzaine|semestre|saison|vacances|sem|cycle)|(?:dans|pendant|durant|sur"
    r"|cours de) (?:le mois|l'|la semaine|les vac)"
)
_HOURS_BEHIND = re.compile(rf"\s*(?:{_PART}s?\s*)?[,:(]?\s*{_HOURS}")
_MONEY = re.compile(
    r"\b(?:budgets?|revenus?|salaires?|loyers?|coûts?|couts?|montants?|bilans?|cotisations?"
    r"|tarifs?|forfaits?"
    r"|charges|versements?|abonnements?|frais|prix|euros?|reste à vivre|€)\s*(?:\w+\s+)?$"
)
_DISTANT = re.compile(r"\b(?:cette|cet|ce|la)\s+(?:\w+\s+)?$")
_TYPES = (
    (FORTNIGHTLY, r"bi-?mensuel|quinzaine|(?:15|quinze) jours|(?:2|deux) semaines"
     r"|semaine (?:\w+ )?sur (?:deux|2)"
     rf"|{_DAY} (?:\w+ )?sur (?:deux|2)|\b(?:2|deux) (?:fois|\w+) (?:par|pas|/|tous les"
     rf"|dans le) ?mois"),
    (OTHER, r"bimestriel|semestr|(?:2|3|4|6|deux|trois|quatre|six) (?:mois|ans)|sur (?:deux"
     r"|trois|2|3|4)\b|vacances"
     r"|été|saison|cycle|pendant le mois|pendant l|durant|sur (?:le|l)"),
    (QUARTERLY, "trimestr"),
    (MONTHLY, "mois|mensuel"),
    (WEEKLY, rf"semaine\b|\bsem\b|hebdo|tous les {_DAY}|toutes les semaines"),
    (YEARLY, r"\ban\b|\bans\b|année|annuel"),
    (DAILY, rf"du {_DAY} au|{_DAY} (?:à|au) {_DAY}|quotidien|tous les (?:jours|soirs|matins"
     rf"|après|midis)|7 ?/ ?7|sur 7"
     r"|jour\b|7j|chaque (?:soir|matin|après|midi)"),
    (WEEKLY, _DAY),
)  # fmt: skip
_NORMALISED = tuple((period, re.compile(pattern)) for period, pattern in _TYPES)
_NEAR = 3


class _Place(NamedTuple):
    """A periodicity in a sentence: `core` is the end of the words that tell the period."""

    start: int
    end: int
    core: int
    period: str
    rule: str
    certainty: str


def find_frequencies(sentences: Mapping[str, Sequence[Sentence]]) -> list[Fact]:
    """Facts `frequency` of one action: no value, the periodicity as quote and type."""
    found = [
        fact
        for field in sentences.values()
        for sentence in field
        if _WORTH_READING.search(sentence.low)
        for fact in _of_sentence(sentence)
    ]
    return list(dict.fromkeys(found))


def _of_sentence(sentence: Sentence) -> Iterator[Fact]:
    low = sentence.low
    found: list[_Place] = []
    for rule, finder in _FINDERS:
        for match in finder.finditer(low):
            start, core = match.span()
            certainty = _certainty(rule, low, start, core)
            if certainty is None:
                continue
            tail = _TAIL.match(low, core)
            end = tail.end() if tail else core
            found.append(_Place(start, end, core, normalised(low[start:core]), rule, certainty))
    for place in _merged(low, found):
        said = Said(type=place.period, certainty=place.certainty, rule=place.rule)
        yield sentence.fact("frequency", said, (place.start, place.end))


def _certainty(rule: str, low: str, start: int, end: int) -> str | None:
    """How sure a match is a periodicity; None for money, or a lone « le jeudi »."""
    if "adjective" in rule:
        if _MONEY.search(low[max(0, start - 30) : start]):
            return None
        return BORDERLINE if _DISTANT.search(low[max(0, start - 30) : start]) else SURE
    if rule == "day":
        tail = _TAIL.match(low, end)
        return SURE if tail else BORDERLINE
    if rule == "bare days":
        hours = _HOURS_BEHIND.match(low, end)
        return None if hours is None else SURE
    if rule == "count" and low[max(0, start - 2) : start].endswith(("€ ", ",", ".")):
        return None
    return SURE


def _merged(low: str, found: list[_Place]) -> list[_Place]:
    """One place for what overlaps or follows at once; a count tells more than bare days."""
    merged: list[_Place] = []
    for place in sorted(found, key=lambda place: (place.start, -place.end)):
        last = merged[-1] if merged else None
        between = low[last.end : place.start] if last else ""
        if last is None or len(between) > _NEAR or between.strip(" ,("):
            merged.append(place)
            continue
        sure = SURE if SURE in (last.certainty, place.certainty) else BORDERLINE
        told = place if "day" in last.rule and "day" not in place.rule else last
        told = told._replace(start=last.start, end=max(last.end, place.end), certainty=sure)
        if place.start < last.core < place.core:
            period = normalised(low[last.start : place.core])
            told = told._replace(core=place.core, period=period)
        merged[-1] = told
    return merged


def normalised(words: str) -> str:
    """The period that a periodicity in small letters tells."""
    return next((period for period, form in _NORMALISED if form.search(words)), OTHER)
