"""What stage 1 gives: an export as it was read, with every line of it accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from reportkit.errors import AccountingError, InputError
from reportkit.readers.encoding import Note
from reportkit.schema import PARTIAL, Finding, Severity

# A file that bears such a name is meant to be an export: one that cannot be read is told loudly.
SUFFIXES = {
    *(".txt", ".text", ".html", ".htm", ".xhtml", ".mht", ".mhtml", ".csv", ".tsv"),
    *(".xlsx", ".xls", ".ods", ".json", ".parquet", ".zip"),
}


@dataclass(frozen=True)
class Text:
    """The text of a field as written, and the 1-based line of the file that each line is on."""

    value: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class RawAction:
    """One action as written: free and single values by column, list values by column.

    `page` and `position` (both 0-based) say where it stands; `label_lines` on which line of
    the file each column's label stands, `list_lines` on which each value of a list. `missing`
    names the labels that its text does not hold, `cut` says that it stops before the last
    one. `given` holds values of the tidy table that a spreadsheet states outright
    (`department`, `senacs_year`, `action_id`…).
    """

    page: int
    position: int
    first_line: int
    last_line: int
    title: str
    texts: dict[str, Text]
    lists: dict[str, tuple[str, ...]]
    label_lines: dict[str, int] = field(default_factory=dict)
    list_lines: dict[str, tuple[int, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    cut: bool = False
    second_form: bool = False
    given: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class IndexRow:
    """A row of a page's index table: the only place that ties a year to an action."""

    page: int
    position: int
    line: int
    title: str
    department: str
    year: int | None


@dataclass(frozen=True)
class Export:
    """A file of actions; `source_file` is relative to the folder that the user gave.

    `field_lines`, `structure_lines` and the findings' `finding_lines` hold every line of
    the file exactly once.
    """

    source_file: str
    sha256: str
    line_count: int
    actions: tuple[RawAction, ...]
    index: tuple[IndexRow, ...]
    findings: tuple[Finding, ...]
    field_lines: tuple[int, ...] = field(repr=False)
    structure_lines: tuple[int, ...] = field(repr=False)
    finding_lines: tuple[int, ...] = field(repr=False)

    @property
    def is_cut(self) -> bool:
        """Whether the copy was interrupted somewhere, or a part could not be read."""
        return any(finding.severity in PARTIAL for finding in self.findings)

    def with_notes(self, notes: Sequence[Note], lines: Sequence[str]) -> Export:
        """Add what was noticed while the bytes became text."""
        findings = [
            Finding(
                note.code,
                note.severity,
                self.source_file,
                note.line + 1,
                lines[note.line][:200],
                note.message,
                note.advice,
            )
            for note in notes
        ]
        every = sorted([*findings, *self.findings], key=lambda finding: finding.line)
        return replace(self, findings=tuple(every))

    def check_accounted(self) -> None:
        """Raise AccountingError unless each line stands in exactly one place."""
        seen = Counter(self.field_lines) + Counter(self.structure_lines)
        seen += Counter(self.finding_lines)
        if len(seen) == self.line_count == seen.total():
            return
        lost = [n for n in range(1, self.line_count + 1) if n not in seen]
        twice = [n for n, times in seen.items() if times > 1]
        raise AccountingError(f"{self.source_file}: lines lost {lost[:9]}, twice {twice[:9]}")


def unread(source_file: str, code: str, error: InputError) -> Export:
    """An export without a line, for a file that could not be read while others could."""
    return _told(source_file, code, Severity.UNREAD, error)


def set_aside(source_file: str, code: str, error: InputError) -> Export:
    """The same for a file that was merely found beside others: unread if it is named like one."""
    if PurePosixPath(source_file).suffix.lower() in SUFFIXES:
        return unread(source_file, code, error)
    return _told(source_file, "fichier-ignore", Severity.INFO, error)


def _told(source_file: str, code: str, severity: Severity, error: InputError) -> Export:
    finding = Finding(
        code,
        severity,
        source_file,
        error.line or 1,
        source_file,
        f"fichier non lu : {error.found}.",
        f"Attendu : {error.expected}.",
    )
    return Export(source_file, "", 0, (), (), (finding,), (), (), ())
