"""What an amount is (total, item, subsidy, unit price, other), told from the words beside it.

The kinds are those of the reading by hand that the project is measured against: `component` an
item of expense or income within a whole, `subsidy` what a financer gives, `unit_price` what one
person, session, basket… costs or pays, `other` another project or year, money refused, hoped
for, missing, or earned besides, and whatever the words do not tell. The words stand in
`amounts.toml`; all texts here are small letters without accents (`folded`).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Final

TOTAL: Final = "total"
COMPONENT: Final = "component"
SUBSIDY: Final = "subsidy"
UNIT_PRICE: Final = "unit_price"
OTHER: Final = "other"


@dataclass(frozen=True)
class Clause:
    """The words beside an amount, in small letters without accents.

    `before` and `after` reach to the neighbouring amounts or the ends of the sentence; `head` is
    the heading above; `field` the column; `value` the amount, of a range its upper bound.
    """

    before: str
    after: str
    head: str
    field: str
    value: float

    @property
    def resources(self) -> bool:
        """Whether it stands in the field of the resources."""
        return self.field == "funding"


_PLAIN = str.maketrans("àâäáçéèêëîïíôöóûùüúñ", "aaaaceeeeiiiooouuuun")


def folded(low: str) -> str:
    """Small letters without accents, sign for sign."""
    return low.translate(_PLAIN)


def _pattern(words: Iterable[str]) -> str:
    """Words of the lexicon as one pattern: any ending behind `*`, a plural « s » understood."""
    patterns = []
    for word in sorted(words, key=len, reverse=True):
        composed = unicodedata.normalize("NFC", word)
        escaped = re.escape(folded(composed)).replace(r"\*", r"\w*")
        parts = [part if part.endswith(r"\w*") else f"{part}s?" for part in escaped.split(r"\ ")]
        patterns.append(r"\s+".join(parts))
    return rf"(?:{'|'.join(patterns)})"


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_pattern(words)}(?!\w)")


_WORDS = tomllib.loads(
    resources.files("reportkit.measures").joinpath("amounts.toml").read_text("utf-8")
)
_FINANCER = re.compile(
    rf"(?<!\w)(?:{_pattern(_WORDS['financeurs'])}|c[dg]\s?\d{{2,3}}|cc[a-z]{{1,3}})(?!\w)"
)
_SUBSIDISED = _any(_WORDS["subventions"])
_FINANCED = _any(_WORDS["financer"])
_OWN = _any(_WORDS["fonds_propres"])
_IN_KIND = _any(_WORDS["en_nature"])
_EXPENSE = _any(_WORDS["depenses"])
_PRICE = _any(_WORDS["prix"])
_FEE = _any(_WORDS["droits"])
_ELSEWHERE = _any(_WORDS["ailleurs"])
_TOLD_ELSEWHERE = _any(_WORDS["ailleurs_dans_un_recit"])
_INCOME = _any(_WORDS["rentrees"])

_ACTION = (
    r"(?:actions?|projets?|operations?|sejours?|ateliers?|sorties?|manifestations?|festival|"
    r"evenements?|fetes?|journees?|dispositif|programme|activites?|stages?|experimentation|"
    r"animations?|cycle|voyage|week-end|camp|initiative|edition|soiree|chantier|spectacle|demarche)"
)
_FILLER = (
    r"(?:totale?s?|totalement|globale?s?|globalement|complete?t?s?|generale?s?|annuel(?:le)?s?|"
    r"previsionnel(?:le)?s?|realisee?s?|reel(?:le)?s?|finale?s?|effective?s?|constatee?s?|"
    r"estimee?s?|engagee?s?|estimatif|allouee?|consacree?|dediee?|"
    r"recoltee?s?|collectee?s?|encaissee?s?|reunie?s?|obtenue?s?|percue?s?|"
    r"mobilisee?s?|valorisee?s?|budgetaire|est|etait|a|ete|eleve|elevait|elevee?|sur|se|monte|"
    r"de|du|des|la|le|les|cette|cet|ce|notre|pour|une?|montant|somme|soit|ttc|hors|toutes|"
    r"charges|frais|comprise?s?|fonctionnement|en|par|an|annee|equilibree?|financiere?|approximatif|"
    rf"represente|{_ACTION}|(?:19|20)\d\d|par\s+(?:l'|la\s|le\s|notre\s)(?:expert-)?(?:comptable|tresorie\w+|gestionnaire|federation))"
)
_KEY = (
    r"(?:couts?|budgets?|total(?:ite)?(?:\s+(?:general|(?:des?\s+)?(?:depenses|charges|"
    r"recettes|produits|ressources|couts)))?|montants?(?:\s+(?:total|global))?|depensee?s?|charges|enveloppe|realise|tout|"
    r"financement\s+(?:total|global)|somme\s+totale|prix\s+de\s+revient|"
    r"investissement\s+(?:total|global))"
)
_STATED = re.compile(
    rf"(?<!\w)(?P<key>{_KEY})(?:[\s:,=()–-]|(?<!\w)[dls]'|(?<!\w){_FILLER}(?!\w))*$"
)
# « Charges : 300 € », « Montant : 300 € » may be one item among several.
_VAGUE_KEYS = ("montant", "montants", "charges", "tout")
# A budget that a story tells may be that of a family, or of each group.
_SOMEONES = re.compile(
    r"(?<!\w)(?:chaque|chacune?|leurs?|ils|elles|familles?|foyers?|menages?|enveloppe|mois)(?!\w)"
)
_STATED_BEHIND = re.compile(
    r"\s*[,(:–-]?\s*(?:soit\s+)?(?:au\s+total|en\s+tout\b|de\s+budget|de\s+cout\s+total|"
    r"tous\s+frais|(?:budget|cout)\s+(?:total|global)|depensee?s?\b|total\b|"
    r"(?:pour|sur)\s+(?:l'ensemble|la\s+totalite)\s+d|"
    rf"pour\s+(?:toute\s+)?(?:l'|le\s+|la\s+){_ACTION})"
)
_COSTS = re.compile(
    rf"(?:{_ACTION}|nous|elle|il|cela|ca|tout)\s+(?:\w+\s+)?(?:coute|a\s+coute|revient\s+a|"
    r"est\s+revenue?\s+a|represente|a\s+represente|est\s+(?:evalue|estime|chiffre)e?s?\s+a)\s*$"
)
_WHOLE = re.compile(r"(?:budget|cout)\s+(?:total|global|complet)")
# The budget of the centre, not that of the action.
_CENTRES = re.compile(
    r"budget\s+(?:annuel|global|total|general)\s+(?:du\s+centre|de\s+(?:la\s+structure|l'association))"
)
_PLANNED = re.compile(r"\b(?:previsionnel(?:le)?s?|prevue?s?|estimatif)\b")
_PART_OF = re.compile(r"(?<!\w)dont\s*[,:]?\s*(?:\w+\s+){0,4}$")
_SUBTOTAL = re.compile(r"sous[\s-]?tota")

_UNIT = (
    r"(?:personnes?|pers|participante?s?|enfants?|adultes?|familles?|foyers?|jeunes?|adherente?s?|"
    r"habitante?s?|usag(?:er|ere)s?|seniors?|beneficiaires?|seances?|ateliers?|heures?|h|jours?|"
    r"journees?|demi-journees?|nuits?|nuitees?|semaines?|mois|trimestres?|repas|paniers?|colis|kg|"
    r"kilos?|km|kilometres?|pieces?|unites?|exemplaires?|sachets?|bouteilles?|pots?|boites?|portions?|assiettes?|jetons?|tours?|places?|entrees?|tickets?|tete|couple|mineur|groupes?|"
    r"interventions?|sorties?|sejours?|cours|fois|tonne|litre|m2|m²|passage|trajet|course|machine|acte|lecon|consultation|formation|parents?|"
    r"eleves?|stagiaires?|salarie?s?|couvert|part|lot|livre|carte|mensualite)"
)
_PER = re.compile(
    r"\s*(?:ttc|ht)?\s*,?\s*(?:[(]\s*)?(?:de\s+l'heure|l'unite|piece|chacune?s?|symbolique|mensuels?|"
    r"/(?!\s?(?:an|\d))\s?\w+|(?:par|/)\s?an(?:nee)?\s+et\s+par\s+\w+|"
    rf"(?:par|pour\s+une?|pour\s+chaque|pour\s+deux|chaque|a)\s+{_UNIT}(?!\w)|"
    rf"(?:la|le|l')\s?{_UNIT}(?!\w)|du\s+(?:km|kilometre|kg|kilo|litre|m2|m²|repas|trajet)(?!\w)|(?:adultes?|enfants?|personnes?|familles?)(?!\w))"
)
_ASKED = re.compile(
    rf"(?<!\w)(?:demandee?s?\s+(?:aux?|a\s+chaque|par)\s+(?:\w+\s+)?{_UNIT}|de\s+l'heure|"
    r"a\s+la\s+charge\s+des?\s+\w+|selon\s+(?:les?\s+)?(?:quotient|qf|revenus?|ressources))(?!\w)"
)
_TIMES = re.compile(
    r"\d\s*(?:\w+\s+)?[x×*]\s*$|(?<!\w)(?:\d+|deux|trois|quatre|cinq)\s+\w+\s+(?:\w+\s+)?a\s*$"
)
_TIMES_BEHIND = re.compile(r"\s*[x×*]\s*\d")
_PAID = re.compile(
    r"(?<!\w)(?:paient|payent|paie|paye|payer|tarifs?|moyennant|vendue?s?|(?:est|sont|repas|places?|"
    r"entrees?|seances?|vendue?s?|tarif)\s+a|tout\s+a|chaque\s+(?:\w+\s+){1,2}(?:verse|donne|apporte|regle))"
    r"[\s:]*(?:de\s+)?$"
)
_FOR_CLASS = re.compile(
    r"\s*pour\s+(?:les?\s+|un\s+)?(?:non[\s-])?(?:adherente?s?|minima|beneficiaires?\s+(?:du|des)\s|"
    r"demandeu\w+\s+d'emploi|chomeu\w+|etudiante?s?|exterieure?s?|moins\s+de\s+\d|plus\s+de\s+\d)"
)
# « 3 000 € demandés, 1 800 € obtenus »
_DONE = r"\s*(?:(?:ont|a|avait|avaient)\s+ete\s+|(?:etaient|etait)\s+)?"
_REQUESTED = re.compile(
    rf"{_DONE}(?:demandee?s?|sollicitee?s?)(?!\w)(?!\s*(?:et|puis)\s+(?:obtenu|accord|octroy))"
)
_OBTAINED = re.compile(
    rf"{_DONE}(?:obtenu|accorde|octroye|attribue|alloue)e?s?(?!\w)(?!\s+(?:par|grace)\s)"
)
_OF = re.compile(r"\s*d(?:e\s+|')")
_BEFORE_THAT = re.compile(r"(?<!\w)avai(?:t|ent)\s+(?:coute|represente|necessite)\s*$")
_SPENDING_HEAD = re.compile(r"(?<!\w)(?:depenses?|charges|couts?|frais|budget)(?!\w)")
_LARGEST_FEE = 60
_PARTLY = re.compile(
    r"[\s,]*financ\w+\s+(?:a\s|en\s+(?:grande\s+)?partie|pour|majorit|principal|partiel)"
)
_BY = re.compile(r"\s*(?:\w+e?s?\s+)?par\s+(?:la\s+|le\s+|l')?")
_GRANTED = re.compile(r"\b(?:allou|attribu|accord|octroy|donn)")
_LABEL_START = re.compile(
    r"[\s\W\d]*(?:(?:couts?|montant|budget|la|le|les|l'|pour|de|du|des|d'|une?|part|petits?|et)"
    r"[\s']*(?<=[\s']))*"
)
_GIVERS_BELOW = re.compile(r"[\W\d]*(?:subventions?|financeurs?|partenaires)\b")


def kind_of(clause: Clause) -> tuple[str, str]:
    """The kind of an amount and the rule that told it (empty kind: the words tell nothing)."""
    for rule, kind in _RULES:
        if rule(clause):
            return kind, rule.__name__.strip("_")
    return "", "untold"


def is_planned(clause: Clause) -> bool:
    """Whether the amount is a forecast (« budget prévisionnel », « 7 200 prévus »)."""
    behind = clause.after.strip(" (,")
    return bool(_PLANNED.search(clause.before) or _PLANNED.match(behind))


def is_income(clause: Clause) -> bool:
    """Whether the amount is said to come in from the public: a part, never all."""
    return _INCOME.search(clause.before) is not None


def is_times(clause: Clause) -> bool:
    """Whether the amount stands in a product (« 2 x 350 € »)."""
    return bool(_TIMES.search(clause.before) or _TIMES_BEHIND.match(clause.after))


def names_giver(text: str) -> bool:
    """Whether folded words name a financer."""
    return _FINANCER.search(text) is not None


def names_resources(text: str) -> bool:
    """Whether folded words name a giver, the centre's own money or an item of expense."""
    return any(p.search(text) for p in (_FINANCER, _SUBSIDISED, _OWN, _EXPENSE))


def _per_unit(clause: Clause) -> bool:
    if is_times(clause):
        return not _FINANCER.search(clause.before)
    return _PER.match(clause.after) is not None


def _asked(clause: Clause) -> bool:
    return _ASKED.search(clause.after[:60]) is not None


def _price(clause: Clause) -> bool:
    near = _tail(clause.before)
    if _PRICE.search(near) and not _WHOLE.search(near):
        return True
    named = _FEE.search(near) or (
        (of := _OF.match(clause.after)) and _FEE.match(clause.after, of.end())
    )
    fee = named is not None and not _OWN.search(near) and not _FINANCER.search(near)
    return fee and clause.value <= _LARGEST_FEE


def _paid(clause: Clause) -> bool:
    told = _PAID.search(clause.before) or _FOR_CLASS.match(clause.after)
    return told is not None and clause.value <= _LARGEST_FEE


def _elsewhere(clause: Clause) -> bool:
    words = f"{_tail(clause.before, 70)} {clause.after[:60]}"
    requested = clause.value > _LARGEST_FEE and _REQUESTED.match(clause.after)
    if requested or _CENTRES.search(clause.before):
        return True
    if (
        _ELSEWHERE.search(words)
        or _BEFORE_THAT.search(clause.before)
        or clause.field == "perspectives"
    ):
        return True
    return not clause.resources and _TOLD_ELSEWHERE.search(words) is not None


def _stated_total(clause: Clause) -> bool:
    if _SUBTOTAL.search(clause.before) or _is_granted(clause):
        return False
    stated = _STATED.search(clause.before)
    if stated is not None:
        item = re.match(r"\s*pour\s", clause.after) and _opens_with_expense(clause.after)
        vague = stated["key"] in _VAGUE_KEYS
        theirs = not clause.resources and _SOMEONES.search(clause.before)
        return not (item or vague or theirs)
    return bool(_STATED_BEHIND.match(clause.after) or _COSTS.search(clause.before))


def _is_granted(clause: Clause) -> bool:
    """« Budget alloué 1 000 € par la Caf »: a subsidy, whatever it is called."""
    giver = _BY.match(clause.after)
    if giver is None or not _FINANCER.match(clause.after, giver.end()):
        return False
    return _GRANTED.search(clause.before[-30:] + clause.after[:20]) is not None


def _part(clause: Clause) -> bool:
    return _PART_OF.search(clause.before) is not None and not _subsidy(clause)


def _in_kind(clause: Clause) -> bool:
    return _IN_KIND.search(f"{clause.before} {clause.after[:60]}") is not None


def _expense(clause: Clause) -> bool:
    """An item of expense opens the label, or what follows an amount without label."""
    listed = clause.before.count(",") > 1
    label = clause.before if listed else re.split(r"[,;.]\s", clause.before)[-1]
    if _SUBSIDISED.search(label) or _OWN.search(label):
        return False
    if _opens_with_expense(label):
        return True
    return not re.search(r"\w", clause.before) and _opens_with_expense(clause.after)


def _opens_with_expense(label: str) -> bool:
    start = _LABEL_START.match(label)
    return start is not None and _EXPENSE.match(label, start.end()) is not None


def _item(clause: Clause) -> bool:
    if clause.resources:
        return False
    told = _EXPENSE.search(f"{_tail(clause.before)} {clause.after[:40]}")
    return told is not None or _SPENDING_HEAD.search(clause.head) is not None


def _subsidy(clause: Clause) -> bool:
    near, behind = _tail(clause.before, 90), clause.after[:90]
    if _OWN.search(near) and not _SUBSIDISED.search(near):
        return False
    if _PARTLY.match(behind):
        behind = ""
    words = f"{near} | {behind}"
    if _SUBSIDISED.search(words):
        return True
    financer = _FINANCER.search(words) is not None
    if clause.resources:
        obtained = _OBTAINED.match(clause.after) is not None and not is_income(clause)
        return financer or obtained or _GIVERS_BELOW.match(clause.head) is not None
    beside = re.match(r"\s*(?:de|du|d'|par)\s?(?:la\s|l'|le\s)?", behind)
    given = beside is not None and _FINANCER.match(behind, beside.end()) is not None
    return financer and (given or _FINANCED.search(words) is not None)


def _tail(before: str, longest: int = 60) -> str:
    """The last words of a clause, from its last strong break on."""
    return re.split(r"[;.!?](?:\s|$)", before[-longest:])[-1]


_RULES = (
    (_per_unit, UNIT_PRICE),
    (_asked, UNIT_PRICE),
    (_paid, UNIT_PRICE),
    (_elsewhere, OTHER),
    (_price, UNIT_PRICE),
    (_stated_total, TOTAL),
    (_part, COMPONENT),
    (_in_kind, COMPONENT),
    (_expense, COMPONENT),
    (_subsidy, SUBSIDY),
    (_item, COMPONENT),
)
