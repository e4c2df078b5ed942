"""How many sessions an action held or planned: « 12 séances », « 6 ateliers prévus, 4 tenus ».

A count per week or month is a periodicity and no session; neither are hours, nor « une sortie »,
whose article counts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from reportkit.measures.fact import BORDERLINE, SURE, Fact, Said
from reportkit.measures.numbers import Number, find_numbers
from reportkit.measures.sentences import Sentence
from reportkit.measures.tense import is_announced

# As written in the singular -> its plural; the first group surely is a session.
_SURE = {
    "séance": "séances", "seance": "séances", "atelier": "ateliers", "sortie": "sorties",
    "rencontre": "rencontres", "représentation": "représentations", "permanence": "permanences",
    "évènement": "évènements", "événement": "évènements", "evènement": "évènements",
    "évenement": "évènements", "evenement": "évènements", "réunion": "réunions",
    "soirée": "soirées", "session": "sessions", "matinée": "matinées",
    "spectacle": "spectacles", "concert": "concerts",
    "visite": "visites", "distribution": "distributions", "conférence": "conférences",
    "maraude": "maraudes", "projection": "projections", "intervention": "interventions",
    "animation": "animations", "répétition": "répétitions", "ciné-débat": "ciné-débats",
    "café-débat": "café-débats", "café-parents": "cafés-parents", "journée": "journées",
    "manifestation": "manifestations", "balade": "balades", "randonnée": "randonnées",
    "entretien": "entretiens", "stage": "stages", "séjour": "séjours", "fête": "fêtes",
    "repas partagé": "repas partagés", "rendez-vous": "rendez-vous", "collecte": "collectes",
    "édition": "éditions", "émission": "émissions", "tournée": "tournées", "veillée": "veillées",
    "goûter": "goûters", "pique-nique": "pique-niques", "tournoi": "tournois", "loto": "lotos",
    "chantier": "chantiers", "forum": "forums", "cours": "cours",
    "repair café": "repair cafés", "repair-café": "repair cafés", "repair cafe": "repair cafés",
    "entraînement": "entraînements", "entrainement": "entraînements",
    **{f"café {about}": f"cafés {about}" for about in (
        "parents", "des parents", "débat", "rencontre", "citoyen", "papote", "tricot", "couture",
        "jeux", "numérique", "mémoire", "des aidants", "des habitants", "discussion", "poussette",
    )},
}  # fmt: skip
_MAYBE = {
    "jour": "jours", "après-midi": "après-midis", "après midi": "après-midis", "débat": "débats",
    "exposition": "expositions", "formation": "formations", "cycle": "cycles", "module": "modules",
    "visio": "visios", "temps fort": "temps forts", "repas": "repas", "demi-groupe": "demi-groupes",
}  # fmt: skip
# A day of the week in the plural, for what is held on one: « 22 samedis ».
_DAYS = ("lundis", "mardis", "mercredis", "jeudis", "vendredis", "samedis", "dimanches")
_UNITS = {**_SURE, **_MAYBE}
_UNITS |= {plural: plural for plural in (*_UNITS.values(), *_DAYS)}
_HALF_DAY = r"(?:demi|1/2|½)[- ]?\s?journées?|(?:demi|1/2|½)[- ]\s?jours?"
_REPEATED = 20
_LOOK_BACK = 80
_HALF = re.compile(r"\s*jour(?:née)?s?\b")
_NAMES = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_UNIT = rf"(?P<half>{_HALF_DAY})|(?P<unit>{_NAMES})s?(?![^\W\d_])"
_BETWEEN = (
    r"(?:(?:grande?s?|petite?s?|autres|nouve(?:aux|lles)|belles?|beaux|vraies?|demi-|mêmes"
    r"|courtes?"
    r"|longues?|divers(?:es)?|différente?s?|véritables|super|mini|brefs|brèves)\s+){0,2}"
)
_BEHIND_NUMBER = re.compile(rf"\s*(?:d[e']\s*)?{_BETWEEN}(?:{_UNIT})")
_HOW = r"(?:prévue?|réalisée?|tenue?|menée?|programmée?|effectuée?|organisée?|animée?)s?"
# « Ateliers enfants : 12 » may count the children.
_PEOPLE = r"(?:enfants|parents|familles|jeunes|ados|adultes|femmes|hommes|seniors|habitant|collég)"
_LISTED = re.compile(
    rf"(?:nombre\s+(?:total\s+)?(?:de\s+|d')|nb\.?\s+(?:de\s+|d')?"
    rf"|^(?=[^\W\d_]+s\b))\s*(?:{_UNIT})"
    rf"(?P<own>\s+(?!par\b|{_HOW}|{_PEOPLE})[^\W\d_]{{3,}})?(?P<how>(?:\s+\(?{_HOW}\)?)?)"
    r"\s*(?::|=|est de|s'élève à)\s*$"
)
_PER = re.compile(
    r"[^.;,:()]{0,24}?(?:(?:\bpar|\bpas|/|\bchaque)\s*(?:semaine|sem\b|mois|jour|quinzaine"
    r"|trimestre|semestre|vacances)"
    r"|\b(?:hebdomadaires?|mensuel(?:le)?s?|quotidien(?:ne)?s?|bimensuel\w*))"
)
_PER_YEAR = re.compile(
    r"[^.;,:()]{0,24}?(?:(?:\bpar|/|\bchaque)\s*(?:an\b|année|saison|groupe|cycle|personne"
    r"|participant|famille|classe"
    r"|enfant|module|territoire|commune)|\bannuel\w*)"
)
_CANCELLED = re.compile(
    r"[^.;,:()]{0,30}?\b(?:annulée?s?|reportée?s?|supprimée?s?|ajournée?s?|non réalisée?s?"
    r"|manquante?s?|tombée?s? à l'eau|n'(?:a|ont) pas (?:eu lieu|pu))\b"
)
# What « sorties » and « repas » count where nobody met: ways out of a scheme, plates.
_LEAVING = re.compile(
    r"\s+(?:(?:vers|en)\s+(?:l'|une?\s+)?(?:\w+\s+)?(?:emploi|formation|cdi|cdd|cap|intérim)\b"
    r"|(?:positiv|dynamiqu|prématuré)\w*)"
)
_PLATES = re.compile(r"\s+(?:chauds?\s+)?(?:servi|distribué|livré|consommé|emporté)s?\b")
_THEY_WERE = r"\s+(?:ont|se sont)\s+(?:\w+\s+){0,2}?(?:été|pu|eu|déroulée?s|tenue?s)\b(?!\s+annul)"
_PLANNED_BEHIND = re.compile(
    r"\s*(?:(?!(?:sur|dont|et|avec|pour|au)\b)[^\W\d_]+\s+){0,3}?(?:prévue?s?|programmée?s?"
    r"|planifiée?s?"
    r"|envisagée?s?|à (?:venir|programmer|prévoir|organiser)|annoncée?s?|prévisionnel(?:le)?s?)\b"
    rf"(?!{_THEY_WERE})"
)
_PLANNED_AND_HELD = re.compile(
    rf"(?:\s+[^\W\d_]+){{0,2}}?\s+(?:prévue?s?|programmée?s?){_THEY_WERE}"
)
_OUT_OF = re.compile(r"\s*(?:[^\W\d_]+\s+)?sur\s+(?:les\s+)?(?:\d|[^\W\d_]+\s+(?:prévu|program))")
_OUT_OF_THEM = re.compile(r"\bsur\s+(?:les\s+|un total de\s+)?$")
_HELD_BEHIND = re.compile(
    r"\s*(?:(?:séances?|ateliers?|sorties?|rencontres?)?\s*)(?:(?:ont|ont été|seulement"
    r"|ont pu être|se sont|effectivement"
    r"|finalement|d'entre \w+)\s+){0,3}"
    r"(?:été\s+)?(?:réalisée?s?|tenue?s?|effectuée?s?|menée?s?|organisée?s?|assurée?s?|animée?s?"
    r"|maintenue?s?"
    r"|faite?s?|eu lieu|honorée?s?)\b"
)
_DURATION = re.compile(
    r"(?:\b(?:tous les|toutes les|il y a|sous|dans les|après|environ tous les|depuis|d'ici|avant"
    r"|délai de|pendant|durant"
    r"|les|séjours? de|stages? de|sur|durée de|formations? de|camps? de)\s*)$"
)
_EACH = re.compile(r"\b(?:groupes|cycles|modules|sessions)\s+(?:\w+\s+)?de\s+$")
_BETWEEN_TWO = re.compile(r"\bentre\s+$")
_OBJECTIVE = re.compile(
    r"\W*(?:organiser|proposer|animer|mettre en place|mener|réaliser|tenir|offrir|programmer"
    r"|assurer|monter)\b"
)
_EVERY = re.compile(r"\s*(?:tous|toutes)\s+les\b")
# « ouvrir deux permanences », and what one person came to.
_NO_COUNT = re.compile(
    r"\b(?:ouverture|ouvrir|création|créer|lancement|lancer)\s+(?:de\s+|d')?$"
    r"|\b(?:présente?s?|venue?s?|assidue?s?|inscrite?s?|participé|assisté|manqué|raté)"
    r"\s+(?:à|aux?)\s+$"
)
_OPENING = re.compile(
    r"\b(?:ouv(?:re|rent|rait|erte?s?)|ferm\w+|présente?s?|réduite?s?|limitée?s?)\b[^.;:]{0,20}$"
)
_OF_JOURS = re.compile(r"\s+de\s+(?:stage|chantier|séjour|formation|animation|camp|festival)")
_OWN_WORDS = re.compile(
    r"(?:\s+(?:de\s|d'|du\s)\s*(?:\d+\s*|une?\s+|la\s+|l')?[\w'½-]+(?:\s+à\s+\d[\w]*)?)?(?:\s+(?:prévue?s?|réalisée?s?|menée?s?"
    r"|animée?s?|organisée?s?)\b)?"
)
_PLANNED_AT_ONCE = re.compile(r"\s*(?:initialement\s+)?(?:prévue?s?|programmée?s?)\b")
_DEFINITE = re.compile(r"\b(?:les|des|aux|ces|nos|ses|leurs)\s*$")
_SORTS = re.compile(r"\s+(?:différente?s?|distincte?s?|types?|sortes?)\b")
_KINDS = re.compile(
    r"\s+(?:[^\W\d_]+|« ?[^»]+ ?»)(?:,\s+[^\W\d_]+)*\s+et\s+(?!(?:de|des|du|les?|la|un|une|\d"
    r"|sont|ont|a)\b)[^\W\d_]+"
)
_AGE_OR_HOUR = re.compile(r"\s*(?:(?:ans|h|heures?|euros?|mois|minutes?|mn|km)\b|k?€|%)")
# « Ateliers cuisine : 9 sur 12 »: with a word of its own, a label counts no other noun.
_ALONE = re.compile(r"\s*(?:[.,;)]|$|sur\s+\d)")
_WORTH_READING = re.compile(
    r"\d|\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze"
    r"|seize|vingt|trente"
    r"|quarante|cinquante|soixante|cent)\b|aine\b"
)
_ANY_UNIT = re.compile(rf"\b(?:{_NAMES}|journ[ée]e)|½")


def find_sessions(sentences: Mapping[str, Sequence[Sentence]]) -> list[Fact]:
    """Facts `sessions` of one action: a count, its unit in the plural, held or planned."""
    return [
        fact
        for field in sentences.values()
        for sentence in field
        if _WORTH_READING.search(sentence.low) and _ANY_UNIT.search(sentence.low)
        for fact in _once(sentence)
    ]


def _once(sentence: Sentence) -> Iterator[Fact]:
    """The counts of a sentence; one that was pasted twice on its line tells of no more."""
    seen = set()
    for start, end, said in _of_sentence(sentence):
        words = sentence.low[start : end + _REPEATED]
        if words not in seen:
            seen.add(words)
            yield sentence.fact("sessions", said, (start, end))


def _of_sentence(sentence: Sentence) -> Iterator[tuple[int, int, Said]]:
    low = sentence.low
    unit: str | None = None
    for number in find_numbers(sentence.plain):
        if number.article:
            continue
        half = _HALF.match(low, number.end)
        if half and low[number.at : number.end].endswith("1/2"):
            unit = "demi-journées"
            yield from _half_days(sentence, number, half.end())
            continue
        match = _BEHIND_NUMBER.match(low, number.end)
        if match:
            unit = _plural(match["unit"], match["half"])
            yield from _counted(sentence, number, match)
            continue
        listed = _LISTED.search(low[max(0, number.at - _LOOK_BACK) : number.at])
        if listed and not _counts_other(low, number, listed["own"] is not None):
            unit = _plural(listed["unit"], listed["half"])
            kind = "planned" if _PLANNED_BEHIND.match(listed["how"]) else None
            said = _said(sentence, number, unit, (listed.start(), number.end), kind, "listed")
            yield listed.start(), number.end, said
        elif unit is not None:
            yield from _elliptical(sentence, number, unit)


def _counts_other(low: str, number: Number, own: bool) -> bool:
    """Whether a number behind a label counts hours, money or times, not what the label names."""
    if own and not _ALONE.match(low, number.end):
        return True
    return any(form.match(low, number.end) for form in (_AGE_OR_HOUR, _PER))


def _plural(name: str | None, half: str | None) -> str:
    return "demi-journées" if half else _UNITS[name or ""]


def _counted(
    sentence: Sentence, number: Number, match: re.Match[str]
) -> Iterator[tuple[int, int, Said]]:
    """« 12 séances »: none where it is a periodicity, a duration or was called off."""
    low, end = sentence.low, match.end()
    unit = _plural(match["unit"], match["half"])
    certainty = SURE
    before = low[max(0, number.start - _LOOK_BACK) : number.start]
    if _is_no_session(low, number, end, unit):
        return
    if unit in _MAYBE.values() or (number.value == 1 and unit == "ateliers"):
        certainty = BORDERLINE
    if unit == "jours":
        if not _OF_JOURS.match(low, end):
            return
        certainty = SURE
    if unit == "journées" and _DURATION.search(before):
        certainty = BORDERLINE
    if _EACH.search(before) or _PER_YEAR.match(low, end) or _SORTS.match(low, end):
        certainty = BORDERLINE
    if _DEFINITE.search(before) and _KINDS.match(low, end):
        certainty = BORDERLINE
    kind = "planned" if _PLANNED_BEHIND.match(low, end) else None
    if any(form.match(low, end) for form in (_HELD_BEHIND, _OUT_OF, _PLANNED_AND_HELD)):
        kind = kind or "held"
    said = _said(sentence, number, unit, (number.start, end), kind, "count")
    said = Said(said.value, said.bounds, unit, said.type, certainty, rule=said.rule)
    yield number.start, _quote_end(low, end), said


def _is_no_session(low: str, number: Number, end: int, unit: str) -> bool:
    """Whether what is counted is no session: a rhythm, a way out, a plate, what was called off."""
    before = low[max(0, number.start - _LOOK_BACK) : number.start]
    other = {"sorties": _LEAVING, "repas": _PLATES}.get(unit)
    if any(form.match(low, end) for form in (_PER, _CANCELLED, other) if form):
        return True
    if _NO_COUNT.search(before) or (unit in _DAYS and _DURATION.search(before)):
        return True
    if number.value is not None and _BETWEEN_TWO.search(before):
        return True
    if number.value in (1, 2) and _EVERY.match(low, end):
        return True
    halves = unit in ("demi-journées", "matinées", "après-midis")
    return halves and _OPENING.search(before) is not None


def _half_days(sentence: Sentence, number: Number, end: int) -> Iterator[tuple[int, int, Said]]:
    """« 10 1/2 journées » is ten half-days, « 1/2 journée » one."""
    value = float(int(number.value or 0))
    said = _said(sentence, number, "demi-journées", (number.start, end), None, "half-days")
    yield number.start, end, Said(value, unit=said.unit, type=said.type, rule=said.rule)


def _elliptical(sentence: Sentence, number: Number, unit: str) -> Iterator[tuple[int, int, Said]]:
    """« …, 49 réalisées », « sur les douze prévus »: the unit said before."""
    low, end = sentence.low, number.end
    if held := _HELD_BEHIND.match(low, end):
        kind, stop = "held", held.end()
    elif planned := _PLANNED_AT_ONCE.match(low, end):
        kind, stop = "planned", planned.end()
    else:
        return
    if _OUT_OF_THEM.search(low, max(0, number.start - _LOOK_BACK), number.start):
        kind = "planned"
    said = _said(sentence, number, unit, (number.start, stop), kind, "same unit")
    yield number.start, stop, said


def _said(
    sentence: Sentence,
    number: Number,
    unit: str,
    place: tuple[int, int],
    kind: str | None,
    rule: str,
) -> Said:
    if kind is None:
        meant = _OBJECTIVE.match(sentence.low) or is_announced(sentence, place)
        kind = "planned" if meant else "held"
    return Said(number.value, number.bounds, unit, kind, rule=rule)


def _quote_end(low: str, end: int) -> int:
    """The end of the unit's own words: « de distribution », « de 2 heures », « prévus »."""
    match = _OWN_WORDS.match(low, end)
    return match.end() if match else end
