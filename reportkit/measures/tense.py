"""Whether words are announced or told as done: tense, mode, « prévu », « envisagé »."""

from __future__ import annotations

import re
from typing import Final

from reportkit.measures.sentences import Sentence

PERSPECTIVES: Final = "perspectives"
ACROSS = 25
"""What a comma or « et » between a word and its verb adds to the distance, in signs."""
ATTRIBUTIVE: Final = 40
"""What a « prévus » that belongs to a noun, not to a verb, adds."""

_FUTURE = (
    r"\b(?:(?:se|au|pour|dev|fe|i|vien|tien|pren|permett|ver|vou|fau|recev|mett)r(?:a|ai|ons|ont"
    r"|ez)"
    r"|(?:sau|cour|mour|enver|obtien|devien)r(?:a|ons|ont)"
    r"|(?!caméra|opéra|libéra)[^\W\d_]{2,}(?:er|ir|dr|tr)(?:a|ont)(?<!front)"
    r"|(?!environ|forger|patron|éperon)[^\W\d_]{3,}(?:er|dr|tr)ons)\b"
)
_CONDITIONAL = (
    r"\b(?:[^\W\d_]*e|au|pou[r]|fe|i|voud|mett|permett|vien|tiend|viend|prend|dev|faud)"
    r"r(?:ait|aient|ions)\b"
)
_ANNOUNCING = (
    r"\b(?:prév(?:ue?s?|oit|oient|oyons|oir|ision\w*)|programmée?s?|envisag\w+|projet(?:te|tent"
    r"|tons|er|ons)"
    r"|souhait(?:e|ent|ons|able|ée?)|prochain\w*|à venir|futur\w*|d'ici|à l'horizon|en projet"
    r"|en cours (?:d'|de )(?:écriture|élaboration|construction|préparation|rédaction|réflexion"
    r"|montage|programmation|négociation)"
    r"|en vue"
    r"|objectifs? (?:pour|\d)|pour objectif|perspectives?|projet (?:pour|d[eu])(?= |l'année|\d)"
    r"|(?:va|vont|allons) (?:être |se |s'|pouvoir )?[^\W\d_]+(?:er|ir|re)\b|espér(?:ons|ent|e)\b"
    r"|reportée?s? (?:à|en|au)|réfléchi(?:t|ssons|r) à|prêts? à|(?:doit|doivent) [^\W\d_]+(?:er"
    r"|ir|re|oir)\b|aimer(?:ions|ait))"
)
_PARTICIPLE = r"(?:[^\W\d_]+(?:ée?s?|[iu]e?s?|it|ite?s?|erte?s?|ise?s?)|faite?s?)"
_PAST = (
    r"\b(?:(?:a|ont|ai|avons|est|sont|étaient|était|fut|furent|avait|avaient)|s'est|s'était)\b"
    rf"(?: (?:pu|dû|été|bien|ainsi|déjà|tous|toutes|également|aussi|notamment"
    rf"|donc)\b){{0,3}} (?!prév|report|envisag|program|planif|souhait){_PARTICIPLE}\b"
    r"|\bont eu\b|\ba eu\b|\beu lieu\b|\b[^\W\d_]{2,}(?:ait|aient)\b"
    r"|\b(?:réalisée?s?|menée?s?|effectuée?s?|tenue?s?|terminée?s?|achevée?s?|accueillie?s?"
    r"|reçue?s?"
    r"|organisée?s?|animée?s?|(?<!ra )(?<!ront )(?<!ait )(?<!être )effecti(?:f|ve)s?"
    r"|démarrage|lancement|clôture|depuis)\b"
)
_MARK = re.compile(rf"(?P<announced>{_FUTURE}|{_CONDITIONAL}|{_ANNOUNCING})|(?P<done>{_PAST})")
_NO_MARK = frozenset(("souhait", "trait", "extrait", "attrait", "retrait", "portrait", "parfait"))
_ATTRIBUTE = re.compile(
    r"(?:prévue?s?|programmée?s?|envisagée?s?|souhaitée?s?|futur\w*|prochain\w*)"
)
_PASSIVE = re.compile(r"\b(?:est|sont|était|étaient|été|initialement)\s+(?:\w+\s+)?$")
# « a souhaité » tells of a wish that came before the action.
_PAST_WISH = re.compile(r"\b(?:a|ont|avons|avait|avaient)\s+(?:\w+\s+)?$")
_WISH = re.compile(r"(?:souhait|envisag|projet)ée?")
_AT_ONCE = 6
_WINDOW = 300
_BREAK = re.compile(r"[,;:()]| et | mais | puis | - | – ")


def is_announced(sentence: Sentence, place: tuple[int, int]) -> bool | None:
    """Whether the words at a place of a sentence are announced; None where nothing tells.

    The mark nearest to the place decides: a future, a conditional or « prévu » against a past
    tense; one beyond a comma or « et » counts as farther. Without any, the field of the
    perspectives announces.
    """
    best: tuple[int, bool] | None = None
    low = sentence.low
    for mark in _MARK.finditer(low, max(0, place[0] - _WINDOW), place[1] + _WINDOW):
        if mark.group() in _NO_MARK:
            continue
        if _WISH.fullmatch(mark.group()) and _PAST_WISH.search(
            low[max(0, mark.start() - 20) : mark.start()]
        ):
            continue
        if mark.end() <= place[0]:
            between, behind = low[mark.end() : place[0]], 0
        else:
            between, behind = low[place[1] : mark.start()], 8
        if len(between) > _AT_ONCE and _ATTRIBUTE.fullmatch(mark.group()):
            behind += (
                ATTRIBUTIVE
                if not _PASSIVE.search(low[max(0, mark.start() - 30) : mark.start()])
                else 0
            )
        distance = len(between) + behind + ACROSS * len(_BREAK.findall(between))
        if best is None or distance < best[0]:
            best = distance, mark["announced"] is not None
    if best is not None:
        return best[1]
    return True if sentence.column == PERSPECTIVES else None
