"""Sources, méthode et précautions de lecture: what was read, counted, left out, and where."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from reportkit import __version__
from reportkit.corrections import EXCLUDE, RELEASE, WITHHOLD, Correction
from reportkit.report import charts
from reportkit.report.french import (
    capital,
    counted,
    date,
    name_line,
    number,
    one_line,
    out_of,
    quoted,
    say,
    typography,
)
from reportkit.report.indicators import Share, fill_rates
from reportkit.report.model import Block, Column, Figure, Points, Table
from reportkit.report.perimeter import ReportKind
from reportkit.report.scope import Scope
from reportkit.report.sections._parts import alt_of, chapter, part, row_numbers, traced
from reportkit.report.wording import FEW, reading, scope_words
from reportkit.schema import FREE_TEXTS, LABELS

ANOMALIES = {
    "date_anomaly": "des dates de la fiche se contredisent : « {words} ».",
    "total_anomaly": "un total de la fiche diffère de la somme de ses parties : « {words} ».",
}
TITLES: dict[ReportKind, str] = {
    "centre": "Sources, méthode et précautions de lecture",
    "departement": "Note méthodologique",
    "financeur": "Sources et réserves",
}


def compose(scope: Scope) -> list[Block]:
    """The method in points, I3, the exports, the findings, and the lines of every action."""
    blocks: list[Block] = [
        chapter(TITLES[scope.kind], "methode"),
        Points(items=tuple(_points(scope))),
    ]
    if not scope.funder:
        blocks += [part("Taux de renseignement", "renseignement"), _fill(scope)]
    blocks += [part("Exports et actions lues", "exports"), _exports(scope)]
    blocks += [block for block in (_corrections(scope), _findings(scope)) if block is not None]
    blocks.append(_actions(scope))
    return blocks


def _points(scope: Scope) -> list[tuple[str, str]]:
    points = [
        (
            say("Déclaratif."),
            say(
                "Les fiches-actions sont écrites par les structures et publiées sur SENACS, "
                "observatoire de la Cnaf et de la FCSF. Rien n'y est vérifié par ce document."
            ),
        ),
        (
            say("Citations."),
            say(
                "Les extraits sont repris mot pour mot, fautes comprises. « […] » marque une "
                "coupure ; un paragraphe répété dans la fiche n'est cité qu'une fois."
            )
            + _choice(scope),
        ),
        (
            say("Chiffres."),
            say(
                "Les indicateurs comptent des actions et donnent leur base ; les valeurs des "
                "listes de SENACS y sont ramenées à une seule orthographe. Un pourcentage n'est "
                "donné que sur 20 actions ou plus. Les personnes mentionnées ne s'additionnent "
                "pas d'une action à l'autre ; des montants, seuls ceux d'une même nature le font, "
                "un par action."
            ),
        ),
        (
            say("Familles."),
            say(
                "Une phrase est rattachée à une ou deux familles d'après ses mots. Seuls comptent "
                "les faits sûrs ; tous, avec leurs mots et leur ligne, sont joints à ce document "
                "(faits.csv) : chacun peut les vérifier."
            ),
        ),
        (
            say("Champs vides."),
            say("Un champ vide dit que la structure n'a rien écrit, non qu'il n'y a rien."),
        ),
        *_cut_points(scope),
        (say("Année."), _year_point(scope)),
        (say("Doublons."), _duplicates_point(scope)),
        *_superseded_point(scope),
        *_unquoted_point(scope),
        *_complements_point(scope),
    ]
    if scope.undated:
        points.append(
            (
                say("Hors totaux."),
                say(
                    "{n} sans année précisée ne {count} pas ici.",
                    n=counted(scope.undated, "action"),
                    count="comptent" if scope.undated > 1 else "compte",
                ),
            )
        )
    points.append(
        (
            say("Traitement."),
            say("reportkit {version}, par lecture automatique de l'export.", version=__version__),
        )
    )
    return points


def _cut_points(scope: Scope) -> list[tuple[str, str]]:
    return [
        (
            say("Copie interrompue."),
            say(
                "La fiche {title} (action {number}) s'arrête dans l'export : ses champs à partir "
                "de {label} n'ont pas été copiés, et comptent ici comme vides.",
                title=quoted(name_line(row["title"])),
                number=number(row["number"]),
                label=quoted(say(row["missing"][0])),
            ),
        )
        for _, row in scope.actions.iterrows()
        if row["cut"]
    ]


def _choice(scope: Scope) -> str:
    if not scope.several or scope.funder:
        return ""
    return " " + say(
        "Les familles les plus citées sont illustrées d'une phrase ; les autres textes sont aux "
        "lignes indiquées en fin de document."
    )


def _year_point(scope: Scope) -> str:
    words = scope.year_label
    if scope.year is None:
        return say(
            "L'index de l'export ne rattache aucune année à ces actions, et les années que citent "
            "les textes ne disent pas celle de l'action."
        )
    if scope.attributed:
        return say(
            "L'{words} a été indiquée par la personne qui a produit ce document, pour les "
            "actions que l'index de l'export ne date pas.",
            words=words,
        )
    return say(
        "L'{words} est celle de l'index de l'export. SENACS ne précise pas s'il s'agit de "
        "l'année de l'action ou de sa saisie.",
        words=words,
    )


def _duplicates_point(scope: Scope) -> str:
    repeats = [name_line(title) for title in scope.duplicates["title"]]
    if not repeats:
        return say("Aucune action n'est répétée mot pour mot.")
    names = ", ".join(quoted(title) for title in repeats)
    return say(
        "{n} mot pour mot, {are} une seule fois : {names}.",
        n=counted(len(repeats), "action répétée", "actions répétées"),
        are="comptées" if len(repeats) > 1 else "comptée",
        names=names,
    )


def _superseded_point(scope: Scope) -> list[tuple[str, str]]:
    titles = [
        name_line(scope.titles.get(row["superseded_by"], row["title"]))
        for _, row in scope.superseded.iterrows()
    ]
    if not titles:
        return []
    several = len(titles) > 1
    words = say(
        "{n} d'un export antérieur {are} par {whose} copie plus récente, seule comptée : {names}.",
        n=counted(len(titles), "fiche"),
        are="sont remplacées" if several else "est remplacée",
        whose="leur" if several else "sa",
        names=", ".join(quoted(title) for title in titles),
    )
    return [(say("Copies plus récentes."), words)]


def _unquoted_point(scope: Scope) -> list[tuple[str, str]]:
    """How many sentences are left out for the sake of small groups (domain rule 6)."""
    words = say("Aucune phrase n'est écartée pour protéger un petit groupe de personnes.")
    if scope.unquoted == 1:
        words = say(
            "Une phrase n'est pas citée : elle dit quelque chose de sensible d'un groupe de dix "
            "personnes ou moins. Ni ce document ni les fichiers joints ne la contiennent."
        )
    elif scope.unquoted:
        words = say(
            "{n} phrases ne sont pas citées : elles disent quelque chose de sensible d'un groupe "
            "de dix personnes ou moins. Ni ce document ni les fichiers joints ne les contiennent.",
            n=number(scope.unquoted),
        )
    points = [(say("Petits groupes."), words)]
    if scope.several:
        points.append(
            (
                say("Secret statistique."),
                say(
                    "Montants et effectifs de moins de trois structures ne sont pas récapitulés, "
                    "et aucun total n'est donné quand l'une en représente plus de 85 %. Les textes "
                    "des fiches, publics sur SENACS, peuvent citer ces nombres."
                ),
            )
        )
    return points


def _complements_point(scope: Scope) -> list[tuple[str, str]]:
    if not scope.funder:
        return []
    given = len(scope.complements)
    words = say("Aucun complément n'a été fourni.")
    if given:
        words = say(
            "{n} par le porteur dans complements.csv, sans vérification ; chaque ligne nomme sa "
            "source.",
            n=counted(given, "action est complétée", "actions sont complétées"),
        )
    return [
        (say("Compléments."), words),
        (
            say("Portée."),
            say(
                "Cette note appuie le compte rendu financier, elle ne le remplace pas. Être "
                "déclaré comme partenaire ne dit pas qu'on finance."
            ),
        ),
    ]


def _fill(scope: Scope) -> Block:
    shares = sorted(fill_rates(scope.actions), key=lambda share: -share.count)
    shares = [replace(s, label=_short(s.label)) for s in shares]
    champ = scope_words(scope.size, scope.size)
    if scope.size < FEW:
        return _fill_table(scope, shares)
    return Figure(
        title=say("Ce que les fiches renseignent"),
        subtitle=say("Champs non vides, en nombre d'actions"),
        svg=charts.to_svg(scope.colours, charts.plot_bars, shares, charts.full_width()),
        alt=alt_of(say("Graphique en barres. Champs renseignés."), shares),
        scope=champ,
        reading=reading(shares[0], "renseigne/renseignent", scope.size)
        + say(" Les champs facultatifs du formulaire ne sont pas comptés."),
        columns=("Champ", "Actions", "Base"),
        rows=tuple((s.label, s.count, s.base) for s in shares),
        traced=traced(scope, scope.numbers),
        actions=row_numbers(scope, shares),
        sources=scope.sources(),
    )


def _fill_table(scope: Scope, shares: list[Share]) -> Table:
    """The fields by how many actions fill them, where actions are too few for a chart."""
    by_count: dict[int, list[str]] = {}
    for share in shares:
        by_count.setdefault(share.count, []).append(share.label)
    return Table(
        title=say("Champs renseignés"),
        columns=(Column(label=say("Actions"), numeric=True), Column(label=say("Champs"))),
        rows=tuple(
            (out_of(count, scope.size), ", ".join(labels)) for count, labels in by_count.items()
        ),
        scope=scope_words(scope.size, scope.size),
        sources=scope.sources(),
    )


def _short(label: str) -> str:
    """SENACS's longest labels, shortened for a chart."""
    short = {
        "Description de l'expérience, ses objectifs, ses acteurs et ses différentes phases.": (
            "Description de l'expérience"
        ),
        "Ressources financières mobilisées pour cette action": "Ressources financières",
        "Nombre de personnes mobilisés pour cette action": "Personnes mobilisées",
        "Avec qui cette action a-t-elle été menée ?": "Partenaires",
        "Qui est à l'initiative de l'action ?": "Initiative",
        "Mots clés associés à l'action": "Mots clés",
        "Suite de l'action : Limites": "Limites",
        "Suite de l'action : Perspectives": "Perspectives",
    }
    return say(short.get(label, label))


def _exports(scope: Scope) -> Table:
    rows = tuple(
        (
            file.name,
            _day(file.date),
            number(file.actions),
            number(file.lines),
            file.sha256[:12],
        )
        for file in scope.files
    )
    return Table(
        title=say("Exports lus"),
        columns=(
            Column(label=say("Fichier")),
            Column(label=say("Date d'export")),
            Column(label=say("Actions du fichier"), numeric=True),
            Column(label=say("Lignes"), numeric=True),
            Column(label=say("Empreinte SHA-256 (début)")),
        ),
        rows=rows,
        reading=say(
            "Chaque ligne de ces fichiers est rattachée à une action ou à la mise en page de "
            "l'export, ou signalée."
        ),
    )


def _day(day: dt.date | None) -> str:
    return say("non communiquée") if day is None else date(day)


def _corrections(scope: Scope) -> Table | None:
    if not scope.corrections:
        return None
    return Table(
        title=say("Corrections apportées"),
        columns=(
            Column(label=say("Action")),
            Column(label=say("Correction")),
            Column(label=say("Raison")),
            Column(label=say("Par, le"), short=True),
        ),
        rows=tuple(
            (
                name_line(scope.titles[correction.action_id]),
                _corrected(correction),
                typography(one_line(correction.reason)),
                f"{name_line(correction.by)}, {correction.date}",
            )
            for correction in scope.corrections
        ),
        reading=say(
            "Une personne a demandé ces changements après lecture des fiches ; partout ailleurs, "
            "les valeurs sont celles de l'export."
        ),
    )


def _corrected(correction: Correction) -> str:
    """What was done, without the words that are not to be printed."""
    if correction.column == EXCLUDE:
        return say("Action exclue des comptes et des textes")
    if correction.column == WITHHOLD:
        return say("Texte non cité") if not correction.old.strip() else say("Passage non cité")
    if correction.column == RELEASE:
        return say("Phrase citée après relecture")
    label = _short(LABELS[correction.column])
    if correction.column in FREE_TEXTS:  # often corrected so that a passage is not published
        return say("{label} : texte corrigé", label=label)
    return say(
        "{label} : {old} remplacé par {new}",
        label=label,
        old=_value(correction.old),
        new=_value(correction.new),
    )


def _value(text: str) -> str:
    if not text.strip():
        return say("(vide)")
    return quoted(name_line(text, 160))


def _findings(scope: Scope) -> Table | None:
    told = [(f.source_file, f.line, typography(one_line(f.message))) for f in scope.findings]
    told += [
        (fact.source_file, fact.line, say(ANOMALIES[fact.measure], words=one_line(fact.quote)))
        for fact in scope.facts
        if fact.measure in ANOMALIES
    ]
    if not told:
        return None
    return Table(
        title=say("Points relevés à la lecture"),
        columns=(Column(label=say("Fichier et ligne"), short=True), Column(label=say("Constat"))),
        rows=tuple((f"{file}:{line}", capital(message)) for file, line, message in sorted(told)),
    )


def _actions(scope: Scope) -> Table:
    """Where each action stands; a report of one file names it once."""
    files = scope.actions["source_file"].unique()
    one = len(files) == 1
    return Table(
        title=say("D'où vient chaque action"),
        columns=(
            Column(label="N°", numeric=True),
            Column(label=say("Action")),
            *(() if one else (Column(label=say("Fichier")),)),
            Column(label=say("Lignes"), numeric=True),
        ),
        rows=tuple(
            (
                number(row["number"]),
                name_line(row["title"]),
                *(() if one else (row["source_file"],)),
                f"{row['first_line']}–{row['last_line']}",
            )
            for _, row in scope.actions.iterrows()
        ),
        scope=say("Fichier : {name}.", name=files[0]) if one else "",
        sources=scope.sources(),
    )
