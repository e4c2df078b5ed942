"""French sentences about coded limits and outcomes, amounts and persons, for 0, 1, 2 and many."""

from __future__ import annotations

from collections.abc import Sequence

from reportkit.measures.amount_kinds import COMPONENT, OTHER, SUBSIDY, TOTAL, UNIT_PRICE
from reportkit.measures.counted import MIXED, UNSPECIFIED
from reportkit.measures.roles import PUBLIC
from reportkit.report.coded import Coded, Family, as_ranking
from reportkit.report.french import (
    capital,
    euros_between,
    listing,
    number,
    plural,
    quoted,
    say,
    spelled,
)
from reportkit.report.means import HOUSEHOLD, AmountKind, Role, amount_words
from reportkit.report.wording import most_cited, none_stands_out, of_actions, of_filled

NOT_PUBLISHED = "non publié (secret statistique)"
"""What a table holds in place of a figure of too few structures."""

PLANNED_OR_SPENT = "Montants tels que les fiches les déclarent, prévus ou réalisés."
"""What must stand beside any amount: the facts do not tell which it is."""

KINDS_FR = {
    TOTAL: ("coût total", "coûts totaux"),
    SUBSIDY: ("subvention", "subventions"),
    COMPONENT: ("poste de dépense ou de recette", "postes de dépense ou de recette"),
    UNIT_PRICE: ("prix unitaire", "prix unitaires"),
    OTHER: ("montant de nature indéterminée", "montants de nature indéterminée"),
}
"""A kind of amounts in the singular and the plural."""

ROLES_FR = {
    PUBLIC: "participants",
    HOUSEHOLD: "familles ou foyers",
    "professional": "personnes salariées ou professionnelles",
    "trainee": "personnes en formation",
    "volunteer": "bénévoles",
    "partner": "personnes de structures partenaires",
    MIXED: "personnes de rôles mêlés",
    UNSPECIFIED: "personnes de rôle non précisé",
}
"""Those whom a role counts, in the plural."""

# Noun, what is said of the most frequent, the verb in the singular and the plural.
_TOLD: dict[Coded, tuple[str, str, tuple[str, str]]] = {
    "limit": ("la limite", "souvent signalé", ("signale", "signalent")),
    "perspective": ("la perspective", "souvent envisagé", ("envisage", "envisagent")),
    "outcome": ("le résultat", "souvent mentionné", ("mentionne", "mentionnent")),
}
_OWN = (TOTAL, SUBSIDY, COMPONENT)


def families_told(measure: Coded, found: Sequence[Family], base: int, total: int) -> str:
    """« La limite la plus souvent signalée est … », or that none is told, or none recognised.

    `base` of `total` actions fill the field; where the families were not kept to one field, both
    are the number of actions. A family stands out only if it does so by its main sentences too.
    """
    what, said, _ = _TOLD[measure]
    article, _, noun = what.partition(" ")
    e = "e" if article == "la" else ""
    none = say("Aucun{e} {noun} n'est", e=e, noun=noun)
    if not base:
        return say("{none} renseigné{e}.", none=none, e=e)
    if not found:
        read = say("la lecture automatique du champ")
        return say("{none} relevé{e} par {read}.", none=none, e=e, read=read)
    ranking = as_ranking(found, base, total)
    # Second families are right about every other time: none stands out by them alone.
    main = {f.name: f.count - len(f.second) for f in found}
    most = max((main[share.label] for share in ranking.shares), default=0)
    if all(main[share.label] == most for share in ranking.top):
        return most_cited(what, ranking, said) or none_stands_out(what)
    return none_stands_out(what)


def family_told(measure: Coded, family: Family, at: int, base: int, total: int) -> str:
    """« 3 actions sur 12 mentionnent « lien social » ; par exemple : « … » (action n° 4). ».

    `at` is the number of the action that the example is of, `base` and `total` as above.
    """
    return say(
        "{some} {verb} {name} ; par exemple : {words} (action n° {at}).",
        some=capital(of_filled(family.count, base, total)),
        verb=plural(family.count, *_TOLD[measure][2]),
        name=quoted(say(family.name)),
        words=quoted(family.example.quote),
        at=number(at),
    )


def amounts_told(kinds: Sequence[AmountKind]) -> str:
    """« k montants sont déclarés, de a à b, de natures différentes, non additionnés. ».

    Unit prices and amounts of unknown nature are told apart, in no range; so are amounts that
    stand alone and that no text calls a total.
    """
    own = [kind for kind in kinds if kind.kind in _OWN]
    beside = [
        spelled(kind.count, *KINDS_FR[kind.kind], feminine=False)
        for kind in kinds
        if kind.kind not in _OWN
    ]
    sentences = [_own_amounts(own)]
    if lone := sum(kind.lone for kind in own):
        some = capital(spelled(lone, "montant", feminine=False))
        read = "seul dans son champ, est lu"
        if lone > 1:
            read = "seuls dans leur champ, sont lus"
        sentences.append(say("{some}, {read} comme coût total.", some=some, read=read))
    if beside:
        sentences.append(say("Hors de ce compte : {beside}.", beside=listing(beside)))
    return " ".join(sentences)


def _own_amounts(own: Sequence[AmountKind]) -> str:
    count = sum(kind.count for kind in own)
    if not count:
        return say("Aucun montant exploitable.")
    hidden = [kind for kind in own if not kind.published]
    name = plural(count, *KINDS_FR[own[0].kind])
    if count == 1:
        value = amount_words(own[0].amounts[0])
        if hidden:
            return say(
                "Un montant est déclaré ({name}), {secret}.", name=name, secret=NOT_PUBLISHED
            )
        return say("Un montant est déclaré : {value} ({name}).", value=value, name=name)
    nature = f" ({name})" if len(own) == 1 else say(", de natures différentes, non additionnés")
    reach = ""
    if not hidden:
        low = min(kind.smallest for kind in own if kind.smallest is not None)
        high = max(kind.largest for kind in own if kind.largest is not None)
        each = "chacun de " if low == high else ""
        reach = f", {each}{euros_between(low, high)}"
    unsaid = ""
    if hidden:
        part = (
            say("ils ne sont pas publiés")
            if len(hidden) == len(own)
            else say("une partie n'est pas publiée")
        )
        unsaid = say(" ; {part} (secret statistique)", part=part)
    return say(
        "{some} sont déclarés{reach}{nature}{unsaid}.",
        some=capital(spelled(count, "montant", feminine=False)),
        reach=reach,
        nature=nature,
        unsaid=unsaid,
    )


def people_told(name: str, role: Role | None, total: int) -> str:
    """How many of `total` actions mention persons of a role (`name`), and how many persons.

    « Les fiches mentionnent des participants pour 3 actions sur 12, de 8 à 50 personnes ; ces
    nombres ne s'additionnent pas. »
    """
    who = ROLES_FR[name]
    if role is None:
        return say("Aucun nombre de {who} n'est mentionné.", who=who)
    some = of_actions(role.count, total)
    opening = say("Les fiches mentionnent des {who} pour {some}", who=who, some=some)
    if role.smallest is None or role.largest is None:
        return say("{opening} ; nombres non publiés (secret statistique).", opening=opening)
    low, high = number(role.smallest), number(role.largest)
    if role.or_more:
        high += say(" ou plus")
    same = role.smallest == role.largest
    unit = _persons(name, role.largest)
    if role.count == 1:
        reach = f"{high if same else f'{low} à {high}'} {unit}"
        opening = say("La fiche d'une action sur {total} mentionne", total=number(total))
        if total == 1:
            opening = say("La fiche mentionne")
        return say("{opening} des {who} : {reach}.", opening=opening, who=who, reach=reach)
    each = say("{high} {unit} chacune", high=high, unit=unit)
    return say(
        "{opening}, {reach} ; ces nombres ne s'additionnent pas.",
        opening=opening,
        reach=each if same else f"de {low} à {high} {unit}",
    )


def _persons(name: str, count: float) -> str:
    singular, several = (
        ("famille ou foyer", "familles ou foyers")
        if name == HOUSEHOLD
        else ("personne", "personnes")
    )
    return plural(int(count), singular, several)
