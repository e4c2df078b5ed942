"""French sentences about counts that stay true for 0, 1, 2 and many.

The reports declare, they do not prove: verbs are « déclare », « indique », « signale »,
« envisage »; an empty field is never called an absence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from reportkit.report.french import (
    capital,
    counted,
    date,
    listing,
    name_line,
    number,
    out_of,
    quoted,
    say,
    spelled,
)
from reportkit.report.indicators import Ranking, Share
from reportkit.schema import NO_DEPARTMENT
from reportkit.vocabulary import find_department

FEW = 5
"""Below this number of actions a table takes the place of a chart."""


def year_words(year: int | None, *, attributed: int = 0, total: int = 0) -> str:
    """« année SENACS 2024 », « année 2024 (attribuée) », « année non précisée ».

    `attributed` actions of `total` were given their year by the user.
    """
    if year is None:
        return "année non précisée"
    if not attributed:
        return f"année SENACS {year}"
    return f"année {year} ({'attribuée' if attributed == total else 'attribuée en partie'})"


def in_year(year: int | None) -> str:
    """« pour 2024 » or « sans année précisée », to follow a count."""
    return "sans année précisée" if year is None else f"pour {year}"


def of_department(name: str | None) -> str:
    """« de l'Aude »; a department that is not known keeps its name between quotes."""
    if name is None:
        return NO_DEPARTMENT.casefold()
    found = find_department(name)
    return say(found.of) if found else f"du département {quoted(name)}"


def actions_counted(titles: Sequence[str], year: int | None) -> str:
    """I1 as a sentence; the titles are named up to two."""
    when = in_year(year)
    count = len(titles)
    names = [quoted(name_line(title)) for title in titles]
    if count == 0:
        return say("Aucune action n'est recensée {when}.", when=when)
    if count == 1:
        return say("Une action est recensée {when} : {name}.", when=when, name=names[0])
    if count == 2:  # noqa: PLR2004
        return say("Deux actions sont recensées {when} : {both}.", when=when, both=listing(names))
    return say("{count} actions sont recensées {when}.", count=number(count), when=when)


def field_filled(label: str, count: int, total: int) -> str:
    """How often a field is filled, as a sentence (« … pour aucune des 12 actions »)."""
    name = quoted(say(label))
    if total == 1:
        verb = "est renseigné" if count else "n'est pas renseigné"
        return say("Le champ {name} {verb} pour cette action.", name=name, verb=say(verb))
    if count == 0:
        return say(
            "Le champ {name} n'est renseigné pour aucune des {total} actions.",
            name=name,
            total=number(total),
        )
    if count == total:
        each = "les deux actions" if total == 2 else f"les {counted(total, 'action')}"  # noqa: PLR2004
        return say("Le champ {name} est renseigné pour {each}.", name=name, each=each)
    return say(
        "Le champ {name} est renseigné pour {some} sur {total}.",
        name=name,
        some=_some(count),
        total=number(total),
    )


def nothing_said(label: str, thing: str, total: int) -> str:
    """An empty part: the heading stays, and the absence of text proves nothing."""
    return (
        field_filled(label, 0, total)
        + " "
        + say("Cela ne permet pas de conclure à l'absence de {thing}.", thing=thing)
    )


def most_cited(what: str, ranking: Ranking, said: str = "cité") -> str:
    """The most cited value of a column: « La thématique la plus citée est … ».

    `what` is a feminine or masculine noun with its article: « la thématique », « le public »;
    `said` the masculine participle that goes with it: « souvent signalé ».
    """
    article, _, noun = what.partition(" ")
    feminine = article == "la"
    if not ranking.shares:
        return ""
    top = ranking.top
    base = ranking.base
    words = of_filled(top[0].count, base, ranking.total)
    e = "e" if feminine else ""
    if base == ranking.total == 1 and len(ranking.shares) == 1:
        return say("{noun} : {value}.", noun=capital(noun), value=say(top[0].label))
    if len(top) == 1:
        return say(
            "{first} {noun} {article} plus {said}{e} est {value} ({count}).",
            first=capital(article),
            noun=noun,
            article=article,
            said=said,
            e=e,
            value=quoted(say(top[0].label)),
            count=words,
        )
    if len(top) == len(ranking.shares) or len(top) > 3:  # noqa: PLR2004
        return none_stands_out(what)
    names = listing([quoted(say(share.label)) for share in top])
    return say(
        "{names} sont les plus {said}{e}s ({count} chacun{e}).",
        names=names,
        said=said,
        count=words,
        e=e,
    )


def none_stands_out(what: str) -> str:
    """« Aucune thématique ne se détache. » (`what` as in `most_cited`)."""
    article, _, noun = what.partition(" ")
    none = "Aucune" if article == "la" else "Aucun"
    return say("{none} {noun} ne se détache.", none=none, noun=noun)


def of_actions(count: int, base: int) -> str:
    """« 3 actions sur 12 », « les 12 actions », « une action sur 12 »."""
    if count == base:
        if base > 1:
            return f"les {spelled(base, 'action', feminine=True)}"
        return "cette action"
    return f"{_some(count)} sur {number(base)}"


def of_filled(count: int, base: int, total: int) -> str:
    """`of_actions` where only `base` of `total` actions fill the field."""
    if base == total:
        return of_actions(count, base)
    if base == 1:
        return "la seule action renseignée" if count else "aucune action renseignée"
    return f"{_some(count)} sur les {number(base)} renseignées"


def _some(count: int) -> str:
    """« aucune action », « une action », then figures, for a count that « sur N » follows."""
    few = 1
    return spelled(count, "action", feminine=True) if count <= few else counted(count, "action")


def initiated_by_residents(share: Share, total: int) -> str:
    """I7 as a sentence, on the actions that say who initiated them."""
    by = say("à l'initiative d'un habitant ou d'un groupe d'habitants")
    if share.base == 1:
        some = "Cette action" if total == 1 else "La seule action qui le précise"
        verb = say("est déclarée" if share.count else "n'est pas déclarée")
        return say("{some} {verb} {by}.", some=some, verb=verb, by=by)
    some = of_actions(share.count, share.base)
    if share.base < total:
        known = say("Parmi les actions qui le précisent ({base})", base=out_of(share.base, total))
        some = f"{known}, {_some(share.count)}"
    verb = "sont déclarées" if share.count > 1 else "est déclarée"
    if share.count == 0:
        verb = say("n'est déclarée")
    return say("{some} {verb} {by}.", some=capital(some), verb=verb, by=by)


def compared(now: int, before: int, year: int) -> str:
    """« 12 fiches en 2024, soit 3 fiches de plus qu'en 2023 », without a final stop."""
    earlier = str(year - 1)
    head = say("{n} en {year}", n=spelled(now, "fiche", feminine=True), year=str(year))
    if now == before:
        return head + say(", autant de fiches qu'en {earlier}", earlier=earlier)
    return head + say(
        ", soit {n} {more} qu'en {earlier}",
        n=spelled(abs(now - before), "fiche", feminine=True),
        more="de plus" if now > before else "de moins",
        earlier=earlier,
    )


def base_words(ranking: Ranking) -> str:
    """« Champ », on how many actions a distribution stands."""
    return scope_words(ranking.base, ranking.total)


def scope_words(base: int, total: int) -> str:
    """« Champ : les 12 actions », or « 10 actions renseignées sur 12 »."""
    if base == total:
        return say("Champ : {all}.", all=of_actions(base, total))
    some = spelled(base, "action renseignée", "actions renseignées", feminine=True)
    return say("Champ : {some} sur {total}.", some=some, total=number(total))


def reading(share: Share, verb: str, total: int) -> str:
    """« Lecture : 8 actions sur 12 citent « Santé ». » (`verb` in the singular and plural)."""
    assert share.count, "a reading note needs something to read"
    singular, _, several = verb.partition("/")
    return say(
        "Lecture : {some} {verb} {value}.",
        some=of_filled(share.count, share.base, total),
        verb=several if share.count > 1 else singular,
        value=quoted(say(share.label)),
    )


def export_words(dates: Sequence[dt.date | None]) -> str:
    """The day of the export(s), or that it is not communicated."""
    known = sorted({day for day in dates if day is not None})
    if not known or None in dates:
        return say("date d'export non communiquée")
    if len(known) == 1:
        return say("export du {day}", day=date(known[0]))
    return say("exports du {first} au {last}", first=date(known[0]), last=date(known[-1]))


def source_words(year: str, export: str) -> str:
    """What the report is drawn from."""
    return say("SENACS (Cnaf–FCSF), fiches-actions, {year}, {export}", year=year, export=export)


def source_line(year: str, export: str, publisher: str | None) -> str:
    """The source of every page (CRPA art. L322-1: source and date of last update)."""
    line = say("Source : {what}", what=source_words(year, export))
    treated = say(" ; traitement {who}", who=publisher) if publisher else ""
    return line + treated
