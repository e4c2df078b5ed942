"""The chapters of a note for a funder, in the order of the bilan qualitatif (Cerfa 15059)."""

from __future__ import annotations

from dataclasses import replace

from reportkit.measures.coding import OTHER
from reportkit.report.french import (
    capital,
    counted,
    listing,
    name_line,
    number,
    quoted,
    say,
    spelled,
)
from reportkit.report.indicators import ANY_OUTCOME, fill_share, ranking, structures
from reportkit.report.model import Block, Column, Excerpts, Table, Text
from reportkit.report.scope import Scope
from reportkit.report.sections import complemented, limits, means, perspectives
from reportkit.report.sections._coded import (
    coded_chapter,
    families_of,
    family_excerpts,
    illustrated,
)
from reportkit.report.sections._parts import (
    aspects_table,
    body,
    chapter,
    share_table,
)
from reportkit.report.sections.actions import list_of_actions
from reportkit.report.sections.audiences import ASPECTS as ADDRESSED
from reportkit.report.sections.outcomes import PARTS
from reportkit.report.sections.remarks import remark
from reportkit.report.wording import export_words, of_department, scope_words
from reportkit.report.wording_means import families_told
from reportkit.vocabulary import canonical

_PARTNERS = {
    "Association locale": "une association locale",
    "Commune": "la commune",
    "Autre": "un autre partenaire",
    "Caf": "la Caf",
    "Bailleur social": "un bailleur social",
    "MSA": "la MSA",
    "Conseil régional": "le conseil régional",
    "Conseil départemental": "le conseil départemental",
    "ANCV": "l'ANCV",
    "ARS": "l'ARS",
    "Préfecture": "la préfecture",
    "ACSE": "l'ACSE",
    "Carsat": "la Carsat",
    "Cnav": "la Cnav",
    "État": "l'État",
    "Éducation nationale": "l'Éducation nationale",
    "Intercommunalité": "l'intercommunalité",
}
MOST, LENGTH = 4, 260
"""Excerpts of a chapter, and their length: a note is short."""


def purpose(scope: Scope) -> list[Block]:
    """Objet et périmètre."""
    assert scope.funder is not None, "a note has a funder"
    who = listing_or([_partner(value) for value in scope.funder.select])
    place = (
        say("le département {of}", of=of_department(scope.department))
        if scope.several
        else quoted(name_line(scope.centre or ""))
    )
    rows = [
        (say("Destinataire"), scope.funder.name),
        (say("Périmètre"), place),
        (say("Année"), scope.year_label),
        (say("Export"), export_words([file.date for file in scope.files])),
        (say("Actions retenues"), number(scope.size)),
    ]
    if scope.several:
        rows.append((say("Structures"), number(structures(scope.actions))))
    words = say(
        "Cette note réunit les actions déclarant {who} comme partenaire ; SENACS ne dit pas qui "
        "finance.",
        who=who,
    )
    return [
        chapter("Objet et périmètre", "objet"),
        Text(paragraphs=(words,), role="lead", sources=scope.sources()),
        Table(
            title=say("Ce que couvre cette note"),
            columns=(Column(label=say("Repère")), Column(label=say("Valeur"))),
            rows=tuple(rows),
            sources=scope.sources(),
        ),
        *remark(scope, "context"),
    ]


def _partner(value: str) -> str:
    known = canonical("partners", value) or value
    return say(_PARTNERS[known]) if known in _PARTNERS else quoted(name_line(value))


def listing_or(items: list[str]) -> str:
    """« A », « A ou B », « A, B ou C »."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} ou {items[-1]}"


def deeds(scope: Scope) -> list[Block]:
    """Actions réalisées: their status, and the list."""
    status = ranking(scope.actions, "status_norm")
    words = [
        say("{n} {label}", n=counted(share.count, "action"), label=quoted(share.label))
        for share in status.shares
    ]
    told = say("Statut à la date de l'export : {words}.", words=listing(words)) if words else ""
    blocks: list[Block] = [chapter("Actions réalisées", "actions")]
    if told:
        blocks.append(body(f"{told} {scope_words(status.base, status.total)}"))
    return [*blocks, list_of_actions(scope)]


def reached(scope: Scope) -> list[Block]:
    """Publics touchés: who the actions address, who is mentioned, and what the bearer adds."""
    return [
        chapter("Publics touchés", "publics"),
        aspects_table(scope, "Publics et territoires déclarés", ADDRESSED[:2]),
        *means.persons(scope),
        *complemented.audience(scope),
    ]


def achieved(scope: Scope) -> list[Block]:
    """Objectifs et résultats: I9, what the outcomes speak of, some of their words."""
    shares = [fill_share(scope.actions, column, name) for column, name in PARTS]
    told = fill_share(scope.actions, ANY_OUTCOME)
    champ = scope_words(scope.size, scope.size)
    found = families_of(scope, "outcome")
    words = say("Objectifs fixés : {to_fill_in}.", to_fill_in=say(complemented.MISSING))
    blocks: list[Block] = [
        chapter("Objectifs et résultats", "resultats"),
        Text(paragraphs=(words,), role="empty"),
        share_table(scope, say("Champs de résultat renseignés"), shares, champ),
    ]
    if found:
        items = tuple(family_excerpts(scope, found, MOST))
        named = sum(map(len, illustrated(found, MOST)))
        sentences = []
        if scope.size > 1:
            sentences.append(families_told("outcome", found, scope.size, scope.size))
        families = sum(family.name != OTHER for family in found)
        if named < families:
            sentences.append(_illustrated(named, families))
        if sentences:
            blocks.append(body(" ".join(sentences)))
        blocks.append(Excerpts(items=items, sources=tuple(item.source for item in items)))
    elif not told.count:
        missing = say("Cela ne permet pas de conclure à l'absence de résultat.")
        blocks.append(Text(paragraphs=(missing,), role="empty"))
    return [*blocks, *remark(scope, "outcomes")]


def _illustrated(named: int, families: int) -> str:
    return say(
        "{some} sur {all} {are}.",
        some=capital(spelled(named, "famille", feminine=True)),
        all=number(families),
        are=say("sont illustrées" if named > 1 else "est illustrée"),
    )


def budget(scope: Scope) -> list[Block]:
    """Moyens et écarts: amounts declared, then what the bearer adds."""
    return [
        chapter("Moyens et écarts", "moyens"),
        *means.money(scope, each=False),
        *complemented.budget(scope),
        *remark(scope, "means"),
    ]


def difficulties(scope: Scope) -> list[Block]:
    """Difficultés."""
    return [
        chapter("Difficultés", "difficultes"),
        *coded_chapter(scope, "limit", replace(limits.LIMITS, most=MOST, length=LENGTH)),
        *remark(scope, "limits"),
    ]


def sequel(scope: Scope) -> list[Block]:
    """Suites: planned is not held."""
    planned = Text(paragraphs=(say(perspectives.PLANNED),), role="note")
    return [
        chapter("Suites", "suites"),
        *coded_chapter(
            scope, "perspective", replace(perspectives.PERSPECTIVES, most=MOST, length=LENGTH)
        ),
        planned,
        *remark(scope, "perspectives"),
        *remark(scope, "conclusion"),
    ]
