"""The `_norm` columns: canonical spellings, aliases of structures, unknown values flagged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from reportkit.record import Record, about
from reportkit.schema import LABELS, LIST_COLUMNS, NORMALISED, Finding, Severity
from reportkit.vocabulary import canonical, find_department, fold, has_list, normalise


def normalise_record(record: Record, aliases: Mapping[str, str]) -> list[Finding]:
    """Add the `_norm` columns; unknown values are kept and flagged.

    `aliases` gives, by the folded name of a structure, the one that stands for it.
    """
    findings: list[Finding] = []
    for column in NORMALISED:
        value = record[column]
        if column in LIST_COLUMNS:
            record[f"{column}_norm"] = [_canonical(column, v, record, findings) for v in value]
        elif value is None:
            record[f"{column}_norm"] = None
        else:
            record[f"{column}_norm"] = _canonical(column, value, record, findings)
    name = record["organisation_norm"]
    record["organisation_norm"] = name and aliases.get(fold(name), name)
    for value in record["initiators"]:
        _canonical("initiators", value, record, findings)
    for column in ("organisation", "department"):
        if record[column] is None:
            label = "structure" if column == "organisation" else "département"
            findings.append(
                about(
                    record,
                    "structure-absente" if column == "organisation" else "departement-absent",
                    f"l'action ne nomme pas de {label}.",
                    "Elle compte dans les sommes du département, sans rapport à elle seule."
                    if column == "organisation"
                    else "Aucun rapport ne la compte ; list et table la montrent.",
                )
            )
    return findings


def _canonical(column: str, value: str, record: Record, findings: list[Finding]) -> str:
    if column == "organisation":
        return normalise(value)
    if column == "department":
        known = find_department(value)
        found = known.name if known else None
    else:
        found = canonical(column, value)
    if found is None and (column == "department" or has_list(column)):
        findings.append(
            about(
                record,
                "valeur-inconnue",
                f"« {value} » n'est pas une valeur connue de « {LABELS[column]} ».",
                "Elle est gardée telle quelle.",
                (column, value),
            )
        )
    return found or normalise(value)


def folded_aliases(aliases: Mapping[str, str]) -> dict[str, str]:
    """The aliases of reportkit.toml as `normalise_record` looks them up."""
    return {fold(name): normalise(other) for name, other in aliases.items()}


def idle_aliases(names: set[str], aliases: Mapping[str, str], toml: Path) -> list[Finding]:
    """`alias-sans-objet`: aliases that no structure of the exports, `names`, bears."""
    borne = {fold(name) for name in names}
    idle = [name for name in aliases if fold(name) not in borne]
    lines = toml.read_text("utf-8").splitlines() if idle else []
    return [
        Finding(
            "alias-sans-objet",
            Severity.INFO,
            toml.name,
            next((n for n, line in enumerate(lines, 1) if name in line.partition("=")[0]), 1),
            name,
            f"aucune structure des exports ne s'appelle « {name} ».",
            "Corrigez le nom dans [aliases], ou retirez la ligne si cet export n'est plus lu.",
        )
        for name in idle
    ]
