"""The cover: what the report is about, its source, and the running heads."""

from __future__ import annotations

from reportkit.report.french import counted, one_line, say
from reportkit.report.indicators import structures
from reportkit.report.model import Block, Cover
from reportkit.report.scope import Scope
from reportkit.report.wording import export_words, of_department, source_line
from reportkit.schema import NO_DEPARTMENT


def compose(scope: Scope) -> list[Block]:
    """One Cover block."""
    year = scope.year_label
    export = export_words([file.date for file in scope.files])
    department = scope.department or NO_DEPARTMENT
    actions = counted(scope.size, "action déclarée", "actions déclarées")
    if scope.kind == "centre":
        title = one_line(scope.centre or "")
        kicker = say("Fiche de synthèse · {year}", year=year)
        subtitle = say("{actions} sur SENACS : résultats, limites et perspectives", actions=actions)
        head = title
        what = say("Fiche de synthèse de {title}", title=title)
    else:
        title = say(department)
        kicker = say("Synthèse départementale · {year}", year=year)
        centres = structures(scope.actions)
        by = say(" par {n}", n=counted(centres, "structure")) if centres else ""
        subtitle = say(
            "{actions} sur SENACS{by} : résultats, limites et perspectives", actions=actions, by=by
        )
        head = what = say("Synthèse départementale {of}", of=of_department(scope.department))
    notes = [say("Département {of}", of=of_department(scope.department))]
    if scope.kind == "departement" or scope.department is None:
        notes = []
    notes += [
        source_line(year, export, scope.publisher),
        say("Extraits des fiches cités mot pour mot ; coupures signalées par […]"),
    ]
    return [
        Cover(
            kicker=kicker,
            title=title,
            subtitle=subtitle,
            notes=tuple(notes),
            running_head=head,
            source_line=source_line(year, export, scope.publisher),
            description=say("{what}, {year}, {actions}", what=what, year=year, actions=actions),
            author=scope.publisher or "reportkit",
            fictional=scope.fictional,
            sources=scope.sources(),
        )
    ]
