"""The one table that ties columns to SENACS labels, and the record of a finding.

Source of the labels and their order: the pages that SENACS publishes (« Les actions des
centres sociaux »), as users copy them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the lines under a label are to be read."""

    SINGLE = "single"  # one value behind « - »
    LIST = "list"  # values behind « - », often after a lone « - »
    FREE = "free"  # any text, to the next label


@dataclass(frozen=True)
class Field:
    """One label of an action, in the place that the form gives it."""

    column: str
    label: str
    kind: Kind
    optional: bool = False


FIELDS: tuple[Field, ...] = (
    Field("organisation", "Structure organisatrice", Kind.SINGLE),
    Field("files", "Fichier(s) associé(s)", Kind.FREE),
    Field("status", "Statut de l'action", Kind.SINGLE),
    Field("end_reason", "Raisons pour lesquelles l'action est terminée", Kind.FREE, optional=True),
    Field("dimension", "Dimension", Kind.SINGLE),
    Field("keywords", "Mots clés associés à l'action", Kind.LIST),
    Field("summary", "Résumé", Kind.FREE),
    Field("initiators", "Qui est à l'initiative de l'action ?", Kind.LIST),
    Field("initiative_detail", "Précision ( si autre )", Kind.FREE, optional=True),
    Field("territory", "Territoire concerné", Kind.SINGLE),
    Field(
        "experience",
        "Description de l'expérience, ses objectifs, ses acteurs et ses différentes phases.",
        Kind.FREE,
    ),
    Field("audience", "Public", Kind.LIST),
    Field("partners", "Avec qui cette action a-t-elle été menée ?", Kind.LIST),
    Field("territory_again", "Territoire concerné", Kind.SINGLE),
    Field("description", "Description générale", Kind.FREE),
    Field("funding", "Ressources financières mobilisées pour cette action", Kind.FREE),
    Field("people", "Nombre de personnes mobilisés pour cette action", Kind.FREE),
    Field("outcomes_territory", "Résultat sur le territoire", Kind.FREE),
    Field("outcomes_centre", "Résultat pour le centre social", Kind.FREE),
    Field("outcomes_residents", "Résultat pour les habitants", Kind.FREE),
    Field("limits", "Suite de l'action : Limites", Kind.FREE),
    Field("perspectives", "Suite de l'action : Perspectives", Kind.FREE),
)
"""The labels of an action in SENACS's order; `territory_again` repeats `territory`."""

OUTCOMES = ("outcomes_territory", "outcomes_centre", "outcomes_residents")

FREE_TEXTS = tuple(f.column for f in FIELDS if f.kind is Kind.FREE and f.column != "files")

LIST_COLUMNS = ("keywords", "initiators", "audience", "partners")

NORMALISED = (
    "department",
    "status",
    "dimension",
    "keywords",
    "territory",
    "audience",
    "partners",
    "organisation",
)
"""Columns that have a `<column>_norm` beside them with the canonical value."""

COLUMNS: tuple[str, ...] = (
    "action_id",
    "title",
    "organisation",
    "department",
    "senacs_year",
    *(f.column for f in FIELDS[1:] if f.column != "territory_again"),
    "source_file",
    "first_line",
    "last_line",
)
"""Columns of the tidy table that hold what was read, in the order they are written."""

TABLE_COLUMNS: tuple[str, ...] = (
    *COLUMNS,
    "attributed_year",
    "duplicate_of",
    "superseded_by",
    "excluded",
    *(f"{column}_norm" for column in NORMALISED),
)
"""Columns of the tidy table, in the order they are written."""

PLACE_COLUMNS = ("source_file", "first_line", "last_line")
"""Columns that say where an action was read; a table that we wrote brings them back."""

LABELS: dict[str, str] = {
    "action_id": "Identifiant",
    "title": "Titre",
    "department": "Département",
    "senacs_year": "Année SENACS",
    "attributed_year": "Année attribuée",
    "source_file": "Fichier source",
    "first_line": "Première ligne",
    "last_line": "Dernière ligne",
    "duplicate_of": "Doublon de",
    "superseded_by": "Remplacée par",
    "excluded": "Exclue parce que",
    **{f.column: f.label for f in FIELDS if f.column != "territory_again"},
}
"""French label of each column."""

FIRST_YEAR, LAST_YEAR = 1900, 2099
"""Years that a person may give."""

NO_ORGANISATION = "Structure non précisée"
NO_DEPARTMENT = "Département non précisé"


class Severity(StrEnum):
    """What a finding asks of the reader."""

    CUT = "coupe"  # an export was interrupted: the run ends with code 1
    UNREAD = "non lu"  # a file or a part of it could not be read: code 1 too
    CHECK = "à vérifier"
    INFO = "information"


PARTIAL = (Severity.CUT, Severity.UNREAD)
"""Severities of findings that make a run end with code 1."""


@dataclass(frozen=True)
class Finding:
    """Something a careful reader would notice, with the place where it stands.

    `line` is 1-based; `text` is what stands there; `advice` says what to do; `action_id` is
    the action that it concerns and `column` its column, empty where it concerns a file.
    """

    code: str
    severity: Severity
    source_file: str
    line: int
    text: str
    message: str
    advice: str = ""
    action_id: str = ""
    column: str = ""

    def __str__(self) -> str:
        advice = f" {self.advice}" if self.advice else ""
        return f"{self.source_file}:{self.line} [{self.code}] {self.message}{advice}"
