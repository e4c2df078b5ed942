"""La structure et le périmètre (centre), Les structures contributrices (department)."""

from __future__ import annotations

from reportkit.report.french import capital, name_line, number, say, spelled
from reportkit.report.indicators import ANY_OUTCOME, filled, structures
from reportkit.report.model import Block, Column, Table
from reportkit.report.scope import Scope, printed_name, structure_name
from reportkit.report.sections import evolution
from reportkit.report.sections._parts import body, chapter, traced
from reportkit.report.sections.remarks import remark
from reportkit.report.wording import export_words
from reportkit.schema import NO_DEPARTMENT
from reportkit.vocabulary import find_department


def compose(scope: Scope) -> list[Block]:
    """The perimeter of a centre's report, or the structures of a department's."""
    return _structures(scope) if scope.several else _perimeter(scope)


def _perimeter(scope: Scope) -> list[Block]:
    found = find_department(scope.department) if scope.department else None
    place = say(scope.department or NO_DEPARTMENT)
    region = say(" (région {name})", name=say(found.region)) if found else ""
    rows = [
        (say("Structure"), name_line(scope.centre or "")),
        (say("Département"), place + region),
        (say("Année"), scope.year_label),
        (say("Export"), export_words([file.date for file in scope.files])),
        (say("Actions retenues"), number(scope.size)),
        (say("Doublons exacts écartés"), number(len(scope.duplicates))),
    ]
    if scope.undated:
        rows.append(
            (say("Actions sans année, hors totaux"), number(scope.undated)),
        )
    return [
        chapter("La structure et le périmètre", "structure"),
        Table(
            title=say("Ce que couvre ce document"),
            columns=(Column(label=say("Repère")), Column(label=say("Valeur"))),
            rows=tuple(rows),
            sources=scope.sources(),
        ),
        *remark(scope, "context"),
        *evolution.compose_part(scope),
    ]


def _structures(scope: Scope) -> list[Block]:
    actions = scope.actions
    count = structures(actions)
    rows = []
    by_structure = []
    for _, group in actions.groupby("organisation_norm", sort=False, dropna=False):
        first = printed_name(group.iloc[0])
        running = int((group["status_norm"] == "En cours").sum())
        by_structure.append(tuple(group["action_id"]))
        label = name_line(first) if first is not None else structure_name(None)
        rows.append(
            (
                label,
                number(len(group)),
                number(running),
                number(int((group["status_norm"] == "Terminée").sum())),
                number(int(filled(group, ANY_OUTCOME).sum())),
                number(int(filled(group, "limits").sum())),
            )
        )
    total = tuple(
        number(int(value))
        for value in (
            scope.size,
            (actions["status_norm"] == "En cours").sum(),
            (actions["status_norm"] == "Terminée").sum(),
            filled(actions, ANY_OUTCOME).sum(),
            filled(actions, "limits").sum(),
        )
    )
    return [
        chapter("Les structures contributrices", "structures"),
        body(
            _declaring(count)
            + say(
                " L'ordre est alphabétique : le nombre de fiches publiées n'est pas un volume "
                "d'activité, et ce document ne classe pas les structures."
            )
        ),
        Table(
            title=say("Actions déclarées par structure"),
            columns=(
                Column(label=say("Structure")),
                Column(label=say("Actions"), numeric=True),
                Column(label=say("En cours"), numeric=True),
                Column(label=say("Terminées"), numeric=True),
                Column(label=say("Avec résultat"), numeric=True),
                Column(label=say("Avec limites"), numeric=True),
            ),
            rows=(*rows, (say("Ensemble"), *total)),
            total=True,
            scope=say("Champ : actions retenues, doublons exacts comptés une fois."),
            reading=say("« Avec résultat » : au moins un des trois champs de résultat rempli."),
            traced=traced(scope, scope.numbers),
            actions=tuple(traced(scope, ids) for ids in (*by_structure, scope.numbers)),
            sources=scope.sources(),
        ),
        *remark(scope, "context"),
    ]


def _declaring(count: int) -> str:
    if not count:
        return say("Aucune structure n'est nommée dans les fiches.")
    return say(
        "{n} {have} au moins une action.",
        n=capital(spelled(count, "structure", feminine=True)),
        have="déclarent" if count > 1 else "déclare",
    )
