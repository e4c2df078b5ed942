"""The cover: what the report is about, its source, and the running heads."""

from __future__ import annotations

from reportkit.config import Config
from reportkit.report.edition import Edition
from reportkit.report.french import counted, name_line, say
from reportkit.report.indicators import structures
from reportkit.report.model import Block, Cover, Identity, Logo
from reportkit.report.scope import Scope
from reportkit.report.wording import export_words, of_department, source_line
from reportkit.schema import NO_DEPARTMENT


def compose(scope: Scope, edition: Edition) -> list[Block]:
    """One Cover block: a page of its own, or the head of a note."""
    year = scope.year_label
    export = export_words([file.date for file in scope.files])
    what, kicker, title, about = _named(scope)
    line = source_line(year, export, scope.config.name)
    notes = [say("Département {of}", of=of_department(scope.department))] if about else []
    return [
        Cover(
            layout="band" if scope.kind == "financeur" else "page",
            draft=edition.draft,
            day=max((str(file.date) for file in scope.files if file.date), default=None),
            kicker=f"{kicker} · {year}",
            title=title,
            subtitle=_subtitle(scope),
            notes=(
                *notes,
                line,
                say("Extraits des fiches cités mot pour mot ; coupures signalées par […]"),
            ),
            running_head=what if scope.several or scope.funder else title,
            source_line=line,
            description=say(
                "{what}, {year}, {actions}", what=what, year=year, actions=_counted(scope)
            ),
            author=scope.config.name or "reportkit",
            identity=_identity(scope.config),
            fictional=scope.config.fictional,
            sources=scope.sources(),
        )
    ]


def _identity(config: Config) -> Identity:
    logo = config.identity.logo
    return Identity(
        colours=config.identity.colours(),
        logo=Logo(mime=logo.mime, data=logo.base64) if logo else None,
    )


def name_of(scope: Scope) -> str:
    """What the document is and its year, on one line."""
    return say("{what}, {year}", what=_named(scope)[0], year=scope.year_label)


def _named(scope: Scope) -> tuple[str, str, str, bool]:
    """What the document is, its kicker, its title, and whether the department must be named."""
    centre = name_line(scope.centre or "")
    of = of_department(scope.department)
    if scope.funder:
        kicker = say("Note de synthèse à l'attention de : {who}", who=scope.funder.name)
        what = say("Note de synthèse, {place}", place=centre or say("département {of}", of=of))
        place = centre or say(scope.department or NO_DEPARTMENT)
        return what, kicker, place, bool(centre) and scope.department is not None
    if scope.several:
        what = say("Synthèse départementale {of}", of=of)
        return what, say("Synthèse départementale"), say(scope.department or NO_DEPARTMENT), False
    what = say("Fiche de synthèse de {title}", title=centre)
    return what, say("Fiche de synthèse"), centre, scope.department is not None


def _subtitle(scope: Scope) -> str:
    centres = structures(scope.actions) if scope.several else 0
    by = say(" par {n}", n=counted(centres, "structure")) if centres else ""
    subject = say("actions menées avec ce partenaire") if scope.funder else ""
    return say(
        "{actions} sur SENACS{by} : {subject}résultats, limites et perspectives",
        actions=_counted(scope),
        by=by,
        subject=f"{subject}, " if subject else "",
    )


def _counted(scope: Scope) -> str:
    return counted(scope.size, "action déclarée", "actions déclarées")
