"""How often an action takes place: « tous les mercredis de 9h à 12h », « deux fois par mois ».

The quote is the periodicity with its hours and its « hors vacances scolaires »; the type is the
period that it tells, where it does. Money, people and hours of work per week are no periodicity,
nor are a count over a whole year (`sessions`), what is wished for, and the hours of others. Among
results and limits only what is said to take place is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from reportkit.measures.fact import BORDERLINE, SURE, Fact, Said
from reportkit.measures.sentences import Sentence
from reportkit.measures.tense import PERSPECTIVES, is_announced
from reportkit.schema import OUTCOMES

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
    r"|saison|vacances)"
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
    r"|stages?|ouvertures?|émissions?|numéros?|actions?|chantiers?|cafés?|goûters?"
    r"|balades?|marches?|randonnées?|tournées?|débats?|projections?|films?|conférences?"
    r"|tours?(?= d[eu]\b)|éditions?|fêtes?|formations?|entretiens?|répétitions?"
    r"|entra[iî]nements?|tournois?|(?:lun|mar|mercre|jeu|vendre|same)dis?|dimanches?)"
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
    rf"|jours fériés)\)?|\(?en périodes? scolaires?\)?|sauf\s+les?\s+{_DAY}s?)"
)
_MONTH = (
    r"(?:janvier|février|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre"
    r"|décembre)"
)
_TAIL = re.compile(
    rf"(?:\s*,?\s*(?:\(\s*{_HOURS}[^)]{{0,30}}\)|{_HOURS}|{_HOLIDAYS}"
    rf"|(?:en\s+|le\s+)?{_PART}s?\b|(?:du|de chaque|de|par) (?:mois|la semaine)\b"
    rf"|(?:et|ou|-|,|/)\s*(?:(?:tous\s+)?les?\s+|des\s+)?(?:{_ORDINAL}\s+)?{_DAY}s?\b"
    rf"|et\s+{_HOURS}"
    rf"|(?:de|d'|entre)\s*{_MONTH}\s+(?:à|et)\s+{_MONTH}"
    rf"|toute l'année))+"
)
_RULES: tuple[tuple[str, str], ...] = (
    ("every", rf"(?<!\bde )\b(?:tous|toutes|ts)\s+les\s+(?:{_COUNT}\s+|{_ORDINAL}\s+)?"
     rf"(?:{_DAY}s?(?:\s+sur deux)?|{_PERIOD}|{_PART}s?)\b(?!\s+(?:qui|de la vie)\b)"),
    ("each", rf"\b(?:chaque|chacun des|à chaque)\s+(?:{_ORDINAL}\s+)?(?:{_DAY}|jour|semaine"
     rf"|quinzaine|mois(?!\s+(?:de\s+|d'){_MONTH})|trimestre"
     rf"|semestre|année|an|{_PART}|vacances(?:\s+scolaires)?"
     rf"|périodes? de vacances(?:\s+scolaires)?|été|rentrée)\b"),
    ("times", rf"\b(?!(?:une|1) fois dans){_COUNT}\s*(?:fois|x)\s*(?:l'an\b|(?:par|pas|/|dans"
     rf"|tous les|toutes les|chaque)\s*(?:la\s+|l'|le\s+)?(?:{_COUNT}\s+)?{_PERIOD}\b)"),
    ("listed", rf"\b{_MEETING}(?:\s+[\w'-]+){{0,2}}\s*:\s*{_COUNT}\s*(?:par|/)\s*{_PERIOD}\b"),
    ("count", rf"\b(?:{_COUNT}\s+(?:[^\W\d_]+\s+)?{_MEETING}"
     rf"|\d{{1,2}}\s?h(?:\s?\d\d)?\b)(?:\s+(?!par\b|fois\b|{_COUNT}\s+fois)(?:d[eu]s?\s+"
     rf"|d')?[\w½]+){{0,4}}?\s*"
     rf"(?:par|/|chaque)\s*(?!jour\s*/)(?:{_COUNT}\s+)?{_PERIOD}\b"),
    ("more", rf"(?:(?<=, )|(?<=\()){_COUNT}\s*(?:par|/)\s*{_PERIOD}\b"),
    ("over", rf"\b{_COUNT}\s+{_MEETING}(?:\s+(?:d[eu]s?\s+|d')?[\w½]+){{0,3}}?\s+(?:pendant"
     rf"|durant|sur|dans|au cours de)"
     r"\s+(?:le mois|l'été|la semaine|les vacances)\b(?:\s+d(?:e\s+"
     r"|')" + _MONTH + ")?"),
    ("alternate", rf"\b(?:une?|1)\s+(?:{_DAY}|jour|semaine|mois|week[- ]?end|{_PART}|année|an)"
     r"(?:\s+(?:\w+\s+)?sur\s+|\s?/\s?)(?:deux|trois|quatre|2|3|4)\b"),
    ("span", rf"\bdu\s+{_DAY}\s+au\s+{_DAY}\b|\b{_DAY}\s+(?:à|au)\s+{_DAY}\b"
     rf"|\b[5-7]\s?j(?:ours)?\s?(?:/|sur)\s?7\b"),
    ("nth", rf"\b(?:(?:le|les|un|une|des|aux?)\s+)?(?:{_ORDINAL}\s*(?:,|et)\s*(?:les?\s+)?)?"
     rf"{_ORDINAL}s?\s+{_DAY}s?\s+(?:du|de chaque"
     rf"|de tous les|de|par|des)"
     r"\s*(?:le\s+)?mois\b"),
    ("days", rf"\b(?:les|des|aux|ces)\s+(?:{_DAY}s|{_DAY}s?(?=\s*(?:,|et|ou|/)\s*{_DAY}))\b"
     r"(?!\s+(?:\d{1,2}(?!\s?[h:\d])|1er))"),
    ("day", rf"\b(?:le|du|au)\s+{_DAY}\b(?!\s+(?:{_PART}\s+)?(?:\d{{1,2}}(?!\s?[h:\d])|1er"
     rf"|suivant|dernier|prochain|précédent))"),
    ("open days", rf"\b(?:ouverte?s?|ouvertures?|permanences?|accueil|horaires?|ateliers?|cours"
     rf"|séances?|groupes?)\s+{_DAY}s?(?=\s*(?:,\s*)?(?:{_HOURS}|{_PART}|(?:et|/)\s*{_DAY}s?\s*{_HOURS}))"),
    ("bare days", rf"(?<!\w )(?<!\w)(?:\ble )?{_DAY}s?(?:\s*(?:,|et|/|-|ou|&)\s*{_DAY}s?)*\b"),
    ("adjective", r"\b(?:hebdo\b|hebdomadaire|mensuel|bi-?mensuel|bi-?hebdomadaire|bimestriel"
     r"|trimestriel|semestriel)"
     r"(?:le)?(?:s|ment)?\b|\bquotidiennement\b"),
    ("narrow adjective", r"\b(?:fêtes?|rencontres?|sorties?|ateliers?|séances?|rendez-vous"
     r"|évènements?|événements?"
     r"|festivals?|permanences?|accueils?|ouvertures?|présences?|kermesses?|manifestations?"
     r"|journées?"
     r"|séjours?|spectacles?|repas|tournois?|brocantes?|carnavals?)\s+(?:\w+\s+){0,2}(?:annuel|bisannuel|biannuel|quotidien)(?:le"
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
_HOURS_LONG = re.compile(rf"\s*[,:(]?\s*(?:de\s?)?{_HOUR}\s?(?:à|a|-|–|/)\s?{_HOUR}")
_PART_BEHIND = re.compile(rf"\s+{_PART}s?\b")
_MONEY = re.compile(
    r"\b(?:budgets?|revenus?|salaires?|loyers?|coûts?|couts?|montants?|bilans?|cotisations?"
    r"|tarifs?|forfaits?"
    r"|charges|versements?|abonnements?|frais|prix|euros?|reste à vivre|€)\s*(?:\w+\s+)?$"
)
_WORK = re.compile(
    r"\b(?:postes?|contrats?|cdd|cdi|pec|cui|etp|temps partiel|mi-temps)\b[^.;:]{0,50}$"
)
_OF_WORK = re.compile(r"(?:\b|\d\s?)(?:heures?|h|jours?|journées?)\b")
_SESSION = re.compile(
    r"\b(?:séances?|ateliers?|rencontres?|permanences?|sorties?|réunions?|actions?)\b"
)
_WISHED = re.compile(
    r"\b(?:pens(?:ons|ent|e)|souhait(?:ons|ent|e)|envisage(?:ons|nt)?|aimer(?:ions|aient|ait)"
    r"|réclam\w+|demandaient|attendaient|voudr(?:ions|aient|ait)|voulons|veulent|espèrent|espérons|projetons|réfléchissons"
    r"|idée serait|il faudrait)\b[^.;:]*$"
)
_ELSEWHERE = re.compile(
    r"\b(?:n'|ne\s)(?:\w+\s+){1,3}?(?:qu[e']|plus)\s*(?:\w+\s+){0,2}$"
    r"|\b(?:ferm(?:ée?s?|ent|ait|é)|indisponibles?|le plus proche|pas (?:ouverte?s?|disponibles?"
    r"|accessibles?|libres?))\b[^.;:]{0,40}$"
    r"|\b(?:poste|mairie|préfecture|caf|ccas|trésorerie|pôle emploi|france travail|cpam|médecins?"
    r"|pharmacie|boulangerie|marché|commerces?|déchetterie|piscine|train)\b[^.;:,]{0,20}?"
    r"\b(?:ouvre(?:nt)?|(?:est|sont) ouverte?s?|passe(?:nt)?|consulte(?:nt)?|a lieu)\b[^.;:]{0,25}$"
)
_OURS = re.compile(r"\b(?:nous|notre|nos|on|ateliers?|séances?|actions?|groupes?)\b")
# « séjour de 5 jours (du lundi au vendredi) », « du 4 au 8 juillet, du lundi au vendredi »
_ONE_STAY = re.compile(
    rf"\b(?:séjours?|camps?|mini-camps?)\b[^.;]{{0,40}}$|\d\s+{_MONTH}(?:\s+\d{{4}})?[\s,(]*$"
)
_DONE_TO = re.compile(
    r"\b(?:élue?s?|relue?s?|renouvelée?s?|actualisée?s?|mise?s? à jour|versée?s?|payée?s?"
    r"|facturée?s?|vidée?s?|signée?s?|votée?s?)\s+$"
)
_PUBLISHED = re.compile(
    r"\b(?:bulletins?|magazines?|revues?|newsletters?|gazettes?)\s+(?:\w+\s+)?$"
)
_TAKES_PLACE = re.compile(
    r"\b(?:(?:a|ont|avait|avaient) (?:\w+ )?lieu"
    r"|se (?:tien|déroul|retrouv|réuni|rencontr|rassembl)\w*|s'est \w*réuni\w*"
    r"|(?:est|sont|était|étaient) (?:\w+ )?(?:ouvert|proposé|organisé|animé|assuré|programmé)e?s?"
    r"|fonctionne(?:nt)?|fréquence|rythme)\b"
)
_GATHERING = re.compile(
    rf"\b(?:{_MEETING}|groupes?|accueils?|ludothèque|épicerie|boutique|marche|club)\b"
)
# « 8 réunions depuis mars, 2 par mois »: the count tells the sessions that were said before.
_COUNTED = re.compile(
    r"\d\s+(?:séances|ateliers|sorties|rencontres|permanences|réunions|soirées|matinées|visites"
    r"|distributions|animations|maraudes|conférences|répétitions|balades|émissions)\b[^.;:,\d]*,?\s?\(?$"
)
_DISTANT = re.compile(r"\b(?:cette|cet|ce|la)\s+(?:\w+\s+)?$")
_TYPES = (
    (FORTNIGHTLY, r"bi-?mensuel|quinzaine|(?:15|quinze) jours|(?:2|deux) semaines"
     r"|semaine (?:\w+ )?sur (?:deux|2)"
     rf"|{_DAY}(?: (?:\w+ )?sur | ?/ ?)(?:deux|2)|\b(?:2|deux) (?:fois|\w+) (?:par|pas|/|tous les"
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
_LOOK_BACK = 120
_CLOSE = 50
_ASIDE = (*OUTCOMES, "limits")


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
            if not _is_its(sentence, rule, (start, core)):
                continue
            tail = _TAIL.match(low, core)
            end = tail.end() if tail else core
            found.append(_Place(start, end, core, normalised(low[start:core]), rule, certainty))
    for place in _merged(low, found):
        said = Said(type=place.period, certainty=place.certainty, rule=place.rule)
        yield sentence.fact("frequency", said, (place.start, place.end))


def _is_its(sentence: Sentence, rule: str, place: tuple[int, int]) -> bool:
    """Whether a periodicity is one of the action: not of work, of a wish, of others."""
    low, (start, end) = sentence.low, place
    before = low[max(0, start - _LOOK_BACK) : start]
    announced = is_announced(sentence, place)
    if sentence.column == PERSPECTIVES and announced is not False:
        return False
    others = _ELSEWHERE.search(before) and not _OURS.search(before) and sentence.column != "limits"
    one_stay = rule == "span" and _ONE_STAY.search(before)
    one_day = rule in ("day", "bare days") and announced is False
    if one_day and not _HOURS_LONG.match(low, end) and not _is_near(low, place):
        return False
    session = _SESSION.search(low, start, end) is not None
    of_staff = sentence.column == "people" or _WORK.search(before) is not None
    work = rule == "count" and of_staff and not session and _OF_WORK.search(low, start, end)
    if others or one_stay or work or _WISHED.search(before) or _DONE_TO.search(before):
        return False
    if sentence.column not in _ASIDE or (session and sentence.column == "limits"):
        return True
    return _TAKES_PLACE.search(before + low[start:end]) is not None


def _is_near(low: str, place: tuple[int, int]) -> bool:
    """Whether what gathers people is told beside a day, that an event's evening is not."""
    start, end = place
    return any(
        form.search(low, *part)
        for form in (_GATHERING, _TAKES_PLACE)
        for part in ((max(0, start - _CLOSE), start), (end, end + _CLOSE))
    )


def _certainty(rule: str, low: str, start: int, end: int) -> str | None:
    """How sure a match is a periodicity; None for money, or a lone « le jeudi »."""
    if "adjective" in rule:
        return _of_adjective(low[max(0, start - 30) : start])
    if rule == "day":
        return SURE if _TAIL.match(low, end) else _of_lone_day(low, start)
    if rule == "bare days":
        opens = not low[:start].strip() or low[:start].rstrip().endswith(":")
        told = _HOURS_BEHIND.match(low, end) or (_PART_BEHIND.match(low, end) if opens else None)
        return SURE if told else None
    if rule == "more":
        return SURE if _COUNTED.search(low, max(0, start - _CLOSE), start) else None
    if rule == "count" and low[max(0, start - 2) : start].endswith(("€ ", ",", ".")):
        return None
    return SURE


def _of_adjective(before: str) -> str | None:
    """« mensuel » of money or of a journal is none; « cette … mensuelle » is told elsewhere."""
    if _MONEY.search(before) or _PUBLISHED.search(before):
        return None
    return BORDERLINE if _DISTANT.search(before) else SURE


def _of_lone_day(low: str, start: int) -> str | None:
    """« le jeudi » without hours may be one of the action behind what gathers people."""
    near = max(0, start - _CLOSE), start
    told = _GATHERING.search(low, *near) or _TAKES_PLACE.search(low, *near)
    return BORDERLINE if told and low.startswith("le ", start) else None


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
