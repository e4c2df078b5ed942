"""Whether a year that a text cites is one in which the action ran: done, announced, or neither.

The convention is that of the reading by hand: a year of a law, a street, a study that came before,
a building or a body, a framework contract or another project is none of the action's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reportkit.measures.fact import BORDERLINE, SURE
from reportkit.measures.moments import Moment
from reportkit.measures.sentences import Sentence
from reportkit.measures.tense import is_announced

HELD: Final = "held"
PLANNED: Final = "planned"
OTHER: Final = "other"
NOTHING: Final = "nothing"

_ACTION = (
    r"(?:actions?|ateliers?|projets?|activités?|séances?|groupes?|dispositifs?|jardin|cafés?"
    r"|sorties?"
    r"|permanences?|accueil|manifestations?|fêtes?|distributions?|accompagnements?|stages?"
    r"|séjours?"
    r"|chantiers?|expositions?|formations?|rencontres?|épicerie|ludothèque|festival|clas|service)"
)
_BODY = (
    r"(?:associations?|centres? soci(?:al|aux)|structures?|espace de vie sociale|evs|maisons?"
    r"|quartiers?"
    r"|cité|immeubles?|bâtiments?|logements?|résidences?|écoles?|collèges?|villes?|communes?"
    r"|villages?"
    r"|clubs?|fédération|réseau|locaux|équipement|caf|bailleur|hlm|territoire|communauté)"
)
_FOUNDED = (
    r"(?:créé|fondé|né|construit|bâti|édifié|exist|agréé|classé|inaugur|labellis|implant|rénov"
    r"|réhabilit"
    r"|livré|inscrit|fusionn|compt|bénéfici|install|dispos|situé|connaî|ouvert)\w*"
)
_STUDY = (
    r"(?:études?|enquêtes?|diagnostics?|recensements?|insee|statistiques?|mous|rapports?"
    r"|constat\w*|chiffres|population"
    r"|données|observatoire|sondages?|baromètre|analyse des besoins|abs|maîtrise d'œuvre|taux"
    r"|filosofi)"
)
_NOT_ITS = re.compile(
    # a law, and an association under the law of 1901
    r"\b(?:lois?|décrets?|circulaires?|ordonnances?|directives?|code|réforme"
    r"|(?:(?<=l')|(?<=d')|(?<=un )|(?<=les )|(?<=par ))arrêtés?"
    r"|arrêtés? (?:préfector|municip|minist)\w*"
    r"|décision)\b[^,;]*$"
    r"|\b(?:association|asso)s?\s+(?:loi\s+)?(?:de\s+)?$"
    # a framework, a programme, an event
    r"|\b(?:contrats?|conventions?|projet social|projet de territoire|projet associatif"
    r"|agréments?|ctg"
    r"|schéma|plan|pacte|programmes?|leader|feder|fse|agenda|horizon|france|europe|paris|jo"
    r"|mandat"
    r"|label|cop|cpo|zus|qpv|windows|office|jeux olympiques"
    r"|génération)\b(?:\s+[\w']+){0,5}\s*\(?\s*$"
    r"|\b(?:attentats?|inondations?|crise|pandémie|épidémie|covid\S*|élections?|municipales"
    r"|tempête|incendie"
    r"|cyclone|ouragan|séisme|crues?|explosion|effondrement|sécheresse"
    r"|émeutes?|canicule|fusion|fermeture|déménagement|emménagement|arrivée"
    r"|départ)\b(?:\s+[\w']+){0,3}\s*\(?\s*$"
    # people
    r"|\bn[ée]e?s?\s+(?:en|entre|après|avant|depuis|le)?\s*$"
    r"|\b(?:bénévoles?|salariée?s?|adhérente?s?|présidente?s?|directrice|directeur|retraitée?s?"
    r"|diplômée?s?"
    r"|embauchée?s?|recrutée?s?|habitante?s?|arrivée?s?)\s+(?:[\w']+\s+)?(?:depuis"
    r"|en)\s+(?:\w+\s+)?$"
    # another project
    r"|\b(?:similaires?|semblables?|inspirée?s?|autres?\s+(?:projets?|actions?|centres?"
    r"|structures?))\b[^;]*$"
    r"|\b(?:avant|après|au-delà de)\s+(?:le\s+|l'année\s+)?$"
    r"|\b(?:pas|sauf|hormis|excepté)\s+(?:en|pour|l'année)\s+$"
    # what led to it
    r"|\b(?:idée|envie|réflexion)s?\s+(?:en\s+|nous\s+)?(?:est|sont|a|ont)\s+(?:\w+\s+)?(?:née?s?|venue?s?|partie?s?"
    r"|émergé|germé|mûri|surgi)\b[^,;]*$"
    r"|\bconventions?\b[^,;]{0,40}\bsignée?s?\s+(?:en|le)?\s*$"
    # money that has ended
    r"|€[^,;]{0,20}\bjusqu'(?:en|à|au)\s+$"
    # what has not happened since, and what closed
    r"|\b(?:n'|ne\s)[^,;]{0,40}\b(?:pas|plus|jamais|aucune?)\b[^,;]{0,40}\bdepuis\s+(?:\w+\s+)?$"
    r"|\b(?:aucune?|plus|personne)\b[^,;]{0,40}\b(?:n'|ne\s)[^,;]{0,30}\bdepuis\s+(?:\w+\s+)?$"
)
_GONE = re.compile(
    r"\b(?:a|ont|avait|avaient|est|sont)\s+(?:\w+\s+)?(?:fermé|disparu|quitté|supprimé|délocalisé"
    r"|déménagé|emménagé|fusionné)e?s?\s+(?:\w+\s+){0,3}$"
)
# A shop or a group that is the action itself: it ran where it moved or closed.
_ITS_SUBJECT = re.compile(
    r"\b(?:l'|la |le |cette |cet |ce |notre )(?:action|atelier|projet|activité|groupe"
    r"|dispositif|jardin|permanence|accueil|épicerie|ludothèque|friperie|ressourcerie|recyclerie"
    r"|laverie|bricothèque)\s+$"
)
# « Suite au malaise d'un adhérent en … »: what the action answers, unless it is one of its own.
_FOLLOWS = re.compile(r"^\W*(?:à la )?suite\s+(?:à|aux?|d[eu]|des)\b[^,;]*$")
_OWN_PAST = re.compile(
    r"\b(?:éditions?|sessions?|expériences?|expérimentations?|succès|bilans?|réussite|ouverture"
    r"|création|lancement|démarrage|mise en (?:place|œuvre|oeuvre)|premi(?:er|ère)s?)\b"
)
_COUNTED_OUT = re.compile(
    r"\b(?<!nous )(?:a|ont|avait|avaient)\s+(?:\w+\s+)?(?:recensé|dénombré|estimé"
    r"|comptabilisé)\b[^,;]*$"
)
_SHARE = re.compile(r"\d\s?%\s+(?:des?\s|d'|du\s)[^,;]{0,60}$")
# « étaient prévus en 2021 », « la fête prévue en 2020 »: what was done tells whether it ran.
_MEANT = re.compile(
    r"\b(?P<then>était|étaient|avait été|avaient été)\s+(?:\w+\s+)?(?:prévu|program)\w*\s[^,;]*$"
    r"|\b(?:prévue?s?|programmée?s?)\s+(?:\w+\s+)?(?:en|au|le|du|pour)\s+(?:\w+\s+){0,2}$"
)
# « devait rassembler 300 personnes le … »
_FAILED = re.compile(
    r"\b(?:devait|devaient|aurait dû|auraient dû)\s+(?:y\s+)?(?:avoir lieu"
    r"|se (?:tenir|dérouler|faire)|être \w+|commencer|débuter|démarrer|ouvrir"
    r"|rassembler|réunir|accueillir|partir)\b[^,;]*$"
)
_RUN = re.compile(
    r"[^.;]{0,40}\b(?:ont|a|sont|est|s'est)\s+(?:\w+\s+){0,2}"
    r"(?:réalis|ten|déroul|eu lieu|mené|effectu|organis)"
)
_STREET = re.compile(
    r"\b(?:rue|avenue|av\.?|boulevard|bd|place|square|impasse|allées?|quai|cours|collège|lycée"
    r"|école|stade"
    r"|gymnase|salle|résidence|esplanade|pont|parc|jardin|espace|foyer|cité)\s+(?:(?:du|de|de la"
    r"|des)\s+)?$"
)
_MEMORY = frozenset(("1945-05-08", "1962-03-19", "1958-09-28", "1961-10-17"))
_STUDY_BEFORE = re.compile(rf"\b{_STUDY}\b[^,;]*$")
_STUDY_BEHIND = re.compile(
    rf"\s*\)?\s*,?\s*(?:(?:une?|l'|le|la|les|des|notre|nos|dernie\w+|du"
    rf"|selon)\s*){{0,3}}(?:\w+ ){{0,1}}{_STUDY}\b"
)
_BODY_BEFORE = re.compile(rf"\b{_BODY}\b(?:\s*,\s*|[^,;]{{0,60}}?\b){_FOUNDED}[^,;]{{0,30}}$")
_FOUNDED_BEFORE = re.compile(
    r"^\s*(?:créé|fondé|né|construit|bâti|ouvert|agréé)e?s?\s+(?:en|depuis|le)\s*$"
)
_BORN_BEFORE = re.compile(r"^\s*née?s?\s+en\s*$")
_BODY_BEHIND = re.compile(rf"\s*,\s*(?:l'|le |la |les |notre |nos ){_BODY}\b")
_CHAINED = re.compile(r"\s*(?:,|et|ou|/|à|-|puis)?\s*(?:en|de)?\s*")
_ACTION_BEFORE = re.compile(rf"\b{_ACTION}\b")
_NOT_RUN = re.compile(
    r"\b(?:pas|plus|jamais)\s+(?:eu lieu|pu (?:avoir lieu|se |être )|été (?:organis|réalis"
    r"|recondui|men|mis|propos))"
    r"|\baucun\w* (?:séance|atelier|action|édition|sortie)s?\b"
)
_CALLED_OFF = re.compile(r"\bannul\w+")
_WEAK = re.compile(
    r"\b(?:par rapport à|comparé\w* à|contre|qu'en|appels? à projets?|aap|subventions?"
    r"|financements?"
    r"|dossiers?|demandes?|embauche|recrutement|suspen\w+"
    r"|interromp\w+)\b[^,;]{0,40}$"
)
_BOUNDARY = re.compile(r"[,;:]\s|\.\s|\s[-–]\s")
_PARENTHESIS = re.compile(r"\([^()]*\)")
_SHORT = 14
_LOOK_BACK = 240

_CONFINED = re.compile(
    r"\b(?:pendant|durant|lors|au cours|tout au long|en période|en plein|au moment|dès|depuis)\b"
    r"(?P<which>[^,.;:]{0,40}?)\bconfinements?\b"
    r"|\b(?:arrêt|interromp|suspen|stopp|débuté|commenc|démarr|lancé|née?\b)\w*\s+(?:\w+\s+)?au"
    r"(?P<nth>\s+(?:premier|1er|second|deuxième|2e|2nd|2ème|troisième|3e|3ème))\s+confinement\b"
    r"|^\W*au\s+(?P<opening>premier|1er|second|deuxième|2e|2nd|2ème|troisième|3e|3ème)"
    r"\s+confinement\s*,"
)
_EVENTUAL = re.compile(
    r"éventuel|nouve[al]|prochain|autre|futur|\bcas\b|dispositif"
    r"|déconfinement"
)
_THIRD = re.compile(r"troisième|\b3\s?(?:e|è)")
_THREE = re.compile(r"\btrois\b(?!i)|\b3\s")
_NUMBERED = re.compile(
    r"premi|\b1\s?(?:er|ère|ere)|\bdeux|\b2\s|\b2\s?(?:e|è|nd)|second|\btrois|\b3\b|\b3\s?[eè]"
)
_RERUN_VERB = re.compile(
    r"\b(?:sera|seront|va être|vont être|est|sont)\s+(?:\w+\s+)?(?:reconduit|renouvelé|reproposé"
    r"|réédité)\w*"
)
_ITSELF = re.compile(rf"\b(?:{_ACTION}|elles?|ils?)\b")
_RERUN_NOUN = re.compile(
    r"\b(?:reconduction|renouvellement|reconduire|renouveler|réédition|reconduit\w*)\b"
)


@dataclass(frozen=True)
class Cited:
    """A moment that a sentence cites, and what its year is to the action (HELD, PLANNED…)."""

    sentence: Sentence
    moment: Moment
    reading: str
    certainty: str = SURE

    @property
    def line(self) -> int:
        """The line it stands on."""
        return self.sentence.line


def judge(sentence: Sentence, moments: list[Moment], index: int, previous: str = "") -> Cited:
    """What the year of one of a sentence's moments is to the action; `previous`: the last one's."""
    moment = moments[index]
    low = sentence.low
    reach = moments[index - 1].end if index else 0
    if _names_a_place(low, moment):
        return Cited(sentence, moment, NOTHING)
    before = clause_before(low, moment.start, reach)
    partner = moment.role == "last" and index > 0
    if partner:
        opening = moments[index - 1].start
        before = clause_before(low, opening, moments[index - 2].end if index > 1 else 0)
    diagnosis = sentence.column == "experience" and (
        _SHARE.search(before) is not None or _COUNTED_OUT.search(before) is not None
    )
    if diagnosis or _is_not_its(before, low[moment.end : moment.end + 60]):
        return Cited(sentence, moment, OTHER)
    if index and previous == OTHER and _CHAINED.fullmatch(low, reach, moment.start):
        return Cited(sentence, moment, OTHER)
    last = index + 1 == len(moments)
    behind = low[moment.end : len(low) if last else moments[index + 1].start]
    return _by_tense(sentence, moment, before, behind)


def _by_tense(sentence: Sentence, moment: Moment, before: str, behind: str) -> Cited:
    """The year by what its clause and the words behind say was done."""
    if is_announced(sentence, (moment.start, moment.end)):
        reading = PLANNED
        meant = _MEANT.search(before)
        if meant and _NOT_RUN.search(behind):
            reading = OTHER
        elif meant and _RUN.match(behind):
            reading = HELD
        elif meant and meant["then"]:
            reading = OTHER
        return Cited(sentence, moment, reading)
    if _NOT_RUN.search(before) or _NOT_RUN.search(behind):
        return Cited(sentence, moment, OTHER)
    if _FAILED.search(before) and not _RUN.match(behind):
        return Cited(sentence, moment, OTHER)
    weak = any(form.search(before) for form in (_WEAK, _CALLED_OFF)) or _CALLED_OFF.search(behind)
    return Cited(sentence, moment, HELD, BORDERLINE if weak else SURE)


def clause_before(low: str, start: int, floor: int = 0) -> str:
    """The words of the clause before a place, without parentheses that are closed."""
    before = _PARENTHESIS.sub("", low[max(floor, start - _LOOK_BACK) : start])
    cuts = [cut.end() for cut in _BOUNDARY.finditer(before)]
    while cuts and len(before) - cuts[-1] < _SHORT:
        cuts.pop()
    return before[cuts[-1] :] if cuts else before


def _names_a_place(low: str, moment: Moment) -> bool:
    if moment.iso in _MEMORY:
        return True
    return (
        len(moment.iso) > len("2021")
        and _STREET.search(low[max(0, moment.start - 40) : moment.start]) is not None
    )


def _is_not_its(before: str, behind: str) -> bool:
    if _BORN_BEFORE.search(before) and _ACTION_BEFORE.search(behind):
        return False
    if _NOT_ITS.search(before) or _STUDY_BEHIND.match(behind) or _is_before_it(before):
        return True
    if _FOUNDED_BEFORE.search(before) and _BODY_BEHIND.match(behind):
        return True
    study = _STUDY_BEFORE.search(before)
    if study and not _ACTION_BEFORE.search(before, study.start()):
        return True
    body = _BODY_BEFORE.search(before)
    return body is not None and not _ACTION_BEFORE.search(before)


def _is_before_it(before: str) -> bool:
    """Whether a clause tells what closed or happened and led to the action."""
    gone = _GONE.search(before)
    if gone:
        return _ITS_SUBJECT.search(before, 0, gone.start()) is None
    own = _ACTION_BEFORE.search(before) or _OWN_PAST.search(before)
    return _FOLLOWS.search(before) is not None and own is None


def confined_years(low: str) -> Iterator[tuple[int, tuple[int, int], bool]]:
    """Years of the confinements that the action is said to have run in; their place; numbered.

    The first and the second were in 2020, the third in 2021.
    """
    for match in _CONFINED.finditer(low):
        which = match["which"] or match["nth"] or match["opening"] or ""
        if _EVENTUAL.search(which) or re.match(r"[^,.;]{0,20}\b20\d\d", low[match.end() :]):
            continue
        numbered = _NUMBERED.search(which) is not None
        if not _THIRD.search(which):
            yield 2020, match.span(), numbered
        if _THIRD.search(which) or _THREE.search(which):
            yield 2021, match.span(), numbered


def rerun_certainty(sentence: Sentence, moment: Moment) -> str | None:
    """How sure it is that an announced rerun tells of a run the year before; None for no rerun."""
    before = clause_before(sentence.low, moment.start)
    clause = before + sentence.low[moment.start : moment.end + 60]
    if _RERUN_VERB.search(clause):
        return SURE if _ITSELF.search(clause) else BORDERLINE
    return BORDERLINE if _RERUN_NOUN.search(clause) else None
