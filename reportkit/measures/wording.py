"""How a sentence is built, without a parser: a heading, an infinitive, a verb, a future."""

from __future__ import annotations

import re
from typing import Final

from reportkit.measures.families import fold


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_LONGEST_HEADING: Final = 8  # words
_INFINITIVE_RE: Final = _words(
    "mettre permettre promettre remettre transmettre admettre soumettre rendre prendre apprendre "
    "comprendre reprendre entreprendre surprendre etendre attendre entendre repondre descendre "
    "vendre defendre faire refaire satisfaire construire reconstruire produire introduire reduire "
    "conduire reconduire traduire instruire reproduire inscrire ecrire decrire lire elire dire "
    "vivre suivre poursuivre connaitre reconnaitre etre rompre joindre rejoindre atteindre "
    "restreindre croitre accroitre naitre convaincre vaincre resoudre perdre fondre exclure "
    "inclure conclure boire croire distraire extraire abattre combattre battre plaire"
)
_NO_INFINITIVE: Final = _words(
    "atelier premier dernier particulier regulier quartier chantier calendrier papier foyer metier "
    "hiver fevrier janvier loyer dossier courrier potager gouter diner souper dejeuner panier "
    "passager etranger leger cahier pilier palier escalier mer fer hier cher entier mobilier "
    "sanitaire financier immobilier familier singulier scolaire loisir desir plaisir souvenir "
    "avenir soir espoir trottoir tiroir couloir miroir noir devoir pouvoir savoir cuir tir "
    "danger hacker leader manager master poster super hyper inter cahier banquier cuisinier "
    "jardinier conseiller bailleur metiers ouvrier officier infirmier policier pompier ter"
)
_FIRST_WORD = re.compile(r"(?:ne pas\s+)?(?:s'|se\s+|en\s+|y\s+)?([^\W\d_]+)")
_VERB = re.compile(
    r"\b(?:est|sont|etait|etaient|a|ont|avait|avaient|fut|furent|ete|ai|avons|avez|sommes|suis|"
    r"peut|peuvent|doit|doivent|fait|font|va|vont|veut|veulent|vient|viennent|tient|tiennent|"
    r"met|mettent|prend|prennent|rend|rendent|reste|restent|permet|permettent|devient|deviennent|"
    r"sert|servent|suit|suivent|offrent|ouvre|ouvrent|sait|savent|voit|voient|dit|disent|"
    r"repond|repondent|connait|connaissent|arrive|semble|faut|concourt|sort|part|vit|"
    r"apporte|favorise|facilite|renforce|developpe|ameliore|donne|cree|propose|participe|"
    r"contribue|accueille|touche|compte|trouve|passe|necessite|repose|existe|montre|"
    r"affirme|valorise|mobilise|rassemble|regroupe|continue|attenue|amene|augmente|coute|"
    r"depend|freine|oblige|empeche|reunit|construit|conduit|agit|fournit|remplit|garantit|enrichit|ecrit|lit|choisit|suscite|"
    r"rapproche|relie|rencontre|vise|consiste|permettra|anime|organise|invite|initie|decouvre|n'est|n'a|n'ont|n'avons|s'est|s'illustre|j'ai|c'est|"
    r"[^\W\d_]{2,}(?:aient|erent|irent|issent|eront|iront|eraient|raient))\b"
    r"|\b(?:nous|vous)\s+(?:[^\W\d_]+\s+)?[^\W\d_]+(?:ons|ez)\b"
    r"|\b(?:ils|elles|qui|les\s+[^\W\d_]+s)\s+(?:(?:se|s|y|en|ne|n|les|leur)[ '])?[^\W\d_]{2,}ent\b"
    r"|\b(?:il|elle|on|qui)\s+(?:(?:se|s|y|en|ne|n)[ '])?[^\W\d_]+(?:e|t|d)\b"
)
_FUTURE = re.compile(
    r"\b(?:sera|seront|serons|aura|auront|aurons|ira|iront|fera|feront|ferons|"
    r"[^\W\d_]{2,}(?:er|ir|dr|tr|vr|rr)(?:a|ont|ons|ait|aient|ions))\b"
)
_NO_FUTURE = re.compile(
    r"\b(?:opera|camera|aura|entrait|montrait|offrait|ouvrait|preparait|durait)\b"
)


def is_heading(text: str) -> bool:
    """Whether a line announces what follows: it ends in a colon and is short or has no verb."""
    stripped = text.rstrip()
    if not stripped.endswith(":"):
        return False
    return len(stripped.split()) <= _LONGEST_HEADING or not has_verb(fold(stripped.lower()))


def opens_with_infinitive(folded: str) -> bool:
    """Whether a folded sentence opens with an infinitive: « Poursuivre l'action »."""
    match = _FIRST_WORD.match(folded.lstrip(" -–•*«\"'("))
    if match is None:
        return False
    word = match.group(1)
    if word.endswith(("er", "ir")):
        return word not in _NO_INFINITIVE
    return word in _INFINITIVE_RE


def has_verb(folded: str) -> bool:
    """Whether a folded sentence seems to hold a finite verb; misses rare ones."""
    return _VERB.search(folded) is not None or has_future(folded)


def has_future(folded: str) -> bool:
    """Whether a folded sentence seems to hold a verb in the future or the conditional."""
    return any(not _NO_FUTURE.fullmatch(match.group()) for match in _FUTURE.finditer(folded))
