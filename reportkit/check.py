"""`reportkit check`: every finding of a run, those that a person accepted, what to correct."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from reportkit.config import FILE_NAME, Accepted, block_line
from reportkit.corrections import EXCLUDE, HEADINGS, RELEASE, WITHHOLD, as_text
from reportkit.dataset import Dataset
from reportkit.disclosure import small_group_findings
from reportkit.findings.careful import read_carefully
from reportkit.findings.contradictions import contradiction_findings
from reportkit.findings.editions import edition_findings
from reportkit.findings.names import alike_name_findings
from reportkit.findings.similar import similar_findings
from reportkit.printable import cell
from reportkit.schema import PARTIAL, Finding, Severity

Row = tuple[str, ...]

CHECKS: tuple[Callable[[Dataset], list[Finding]], ...] = (
    read_carefully,
    small_group_findings,
    similar_findings,
    alike_name_findings,
    edition_findings,
    contradiction_findings,
)
"""What a careful reader looks for once all exports are read; each gives its findings."""

SETTINGS = ("acceptation-", "alias-", "complement-", "correction-")
"""How codes begin that speak of the user's own files, not of an export."""

HEADINGS_FR = (
    *("code", "gravité", "fichier", "ligne", "texte", "constat", "conseil", "action", "colonne"),
    "accepté",
)

# What a correction of a finding would be: column, and whether its text is the old value.
_REMEDIES = {
    "doublon-probable": (EXCLUDE, False),
    "action-en-deux-fichiers": (EXCLUDE, False),
    "donnees-personnelles": (WITHHOLD, True),
    "nom-de-personne": (WITHHOLD, True),
    "petit-groupe-sensible": (RELEASE, True),
}


@dataclass(frozen=True)
class Checked:
    """All findings in the order of files and lines, those on the user's own files last.

    `accepted` gives the reason of some.
    """

    findings: tuple[Finding, ...]
    accepted: dict[Finding, str]

    @property
    def open(self) -> list[Finding]:
        """Those that nobody has accepted."""
        return [finding for finding in self.findings if finding not in self.accepted]

    @property
    def fails(self) -> bool:
        """Whether something is left that a strict check does not pass."""
        return any(finding.severity is not Severity.INFO for finding in self.open)


def check(dataset: Dataset, accepted: Sequence[Accepted] = (), toml: Path | None = None) -> Checked:
    """Read once more as a careful reader would, and set accepted findings aside.

    A cut or unread export cannot be accepted. An entry that accepts nothing is a finding, on
    its line of `toml`.
    """
    found = list(dataset.findings)
    for look in CHECKS:
        found += look(dataset)
    names = [*(file.name for file in dataset.files), *(f.source_file for f in found)]
    rank = {name: place for place, name in enumerate(dict.fromkeys(names))}
    found.sort(key=lambda f: (f.code.startswith(SETTINGS), rank[f.source_file], f.line))
    reasons: dict[Finding, str] = {}
    for number, entry in enumerate(accepted, start=1):
        fitting = [f for f in found if f.severity not in PARTIAL and entry.covers(f)]
        reasons |= dict.fromkeys(fitting, entry.reason)
        if not fitting:
            found.append(_idle(entry, number, toml))
    return Checked(tuple(found), reasons)


def _idle(entry: Accepted, number: int, toml: Path | None) -> Finding:
    return Finding(
        "acceptation-sans-objet",
        Severity.INFO,
        FILE_NAME,
        block_line(toml, "accepted", number) if toml else 1,
        f"[[accepted]] n° {number}, code « {entry.code} »",
        "cette acceptation ne correspond à aucun constat.",
        "Corrigez-la ou effacez-la.",
    )


def as_json(checked: Checked) -> str:
    """An array of findings, `accepted` holding the reason or null."""
    records = [
        asdict(finding) | {"accepted": checked.accepted.get(finding)}
        for finding in checked.findings
    ]
    return json.dumps(records, ensure_ascii=False, indent=1)


def as_csv(checked: Checked) -> str:
    """A table for a French spreadsheet, one row a finding."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS_FR)
    for finding in checked.findings:
        values = (*asdict(finding).values(), checked.accepted.get(finding))
        writer.writerow([cell(value) for value in values])
    return text.getvalue()


def candidates(checked: Checked, dataset: Dataset) -> list[Row]:
    """Rows for corrections.csv that a person may sign: nothing is applied without a name.

    A value to change stands as it is under `new` as well, to be edited there.
    """
    records = dataset.actions.set_index("action_id")
    rows: list[Row] = []
    for finding in checked.open:
        remedy, old, new, why = "", "", "", finding.message
        if finding.code == "valeur-inconnue":
            remedy = finding.column
            old = new = as_text(records.loc[finding.action_id, remedy])
        elif finding.code in _REMEDIES:
            remedy, quoted = _REMEDIES[finding.code]
            if quoted:  # reports print the reason: it must not hold the words
                old, why = finding.text, finding.code
        if remedy:
            rows.append((finding.action_id, remedy, old, new, "", "", f"à confirmer : {why}"))
    return list(dict.fromkeys(rows))


def corrections_text(rows: Sequence[Row]) -> str:
    """The candidates as a corrections.csv for a French spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(rows)
    return "\ufeff" + text.getvalue()
