"""corrections.csv: what a person changed, left out or keeps from being quoted, and why.

A row names an action by its `action_id`. In `column` stands the column (or its French label, or a
usual heading) whose value `old` becomes `new`; « exclure » leaves the whole action out of every
sum and report; « ne pas citer » keeps its words, or the passage that `old` holds, out of
everything printed; « citer » releases the sentence that `old` holds, which would be withheld
because it tells something sensitive of a small group.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from reportkit.errors import ConfigError
from reportkit.handtable import read_hand_table
from reportkit.readers.headings import named_column
from reportkit.record import Record
from reportkit.schema import COLUMNS, FIELDS, LABELS, LIST_COLUMNS, Finding, Severity
from reportkit.vocabulary import APOSTROPHES_WRITTEN, fold, normalise

HEADINGS = ("action_id", "column", "old", "new", "by", "date", "reason")
EXCLUDE, WITHHOLD, RELEASE = "exclure", "ne pas citer", "citer"
INVALID = "correction-invalide"
LIST_SEPARATOR = "; "
CUT = "[…]"
"""Stands where words of the source are left out."""
CORRECTABLE = tuple(
    column
    for column in COLUMNS
    if column not in ("action_id", "source_file", "first_line", "last_line")
)
QUOTED = (
    "title",
    *(f.column for f in FIELDS if f.column not in ("organisation", "territory_again")),
)
"""Columns that reports may print, out of which words can be withheld."""


@dataclass(frozen=True)
class Correction:
    """One row that a person signed.

    `column` is a column, EXCLUDE, WITHHOLD or RELEASE; `date` the day as written; `line` the
    1-based line of the file that the row starts on.
    """

    action_id: str
    column: str
    old: str
    new: str
    by: str
    date: str
    reason: str
    line: int


def read_corrections(path: Path) -> tuple[list[Correction], list[Finding]]:
    """The rows that are complete and signed; a finding for each of the others.

    Raises:
        ConfigError: no such file, its first line is not HEADINGS, or quotes that do not close.
    """
    table = read_hand_table(path)
    if tuple(cell.lower() for cell in table.head[: len(HEADINGS)]) != HEADINGS:
        raise ConfigError(_wrong_head(path, table.first_line))
    corrections: list[Correction] = []
    findings: list[Finding] = []
    for line, cells in table.rows:
        row = [*cells, *[""] * len(HEADINGS)][: len(HEADINGS)]
        correction = _parse_row(row, line)
        problem = _problem(correction)
        if len(cells) > len(table.head):
            advice = f"{table.quoting} La ligne n'est pas appliquée."
            problem = (INVALID, Severity.CHECK, table.cut_row(len(cells)), advice)
        if problem:
            findings.append(_finding(path.name, correction, *problem))
        else:
            corrections.append(correction)
    return corrections, findings


def _wrong_head(path: Path, head: str) -> str:
    return (
        f"{path}, ligne 1 : « {head[:120]} ». Attendu : {','.join(HEADINGS)} "
        "(« reportkit check --corrections » prépare un tel fichier)."
    )


def _parse_row(cells: Sequence[str], line: int) -> Correction:
    action_id, column, old, new, by, date, reason = cells
    said = (fold(column), fold(new))
    verb = next((verb for verb in (WITHHOLD, RELEASE) if verb in said), None)
    if EXCLUDE in (said[0], said[0] or said[1]):
        verb = EXCLUDE
    known = verb or named_column(column) or column.strip()
    return Correction(
        action_id.strip(), known, old, new, by.strip(), date.strip(), reason.strip(), line
    )


def _problem(correction: Correction) -> tuple[str, Severity, str, str] | None:
    """Code, severity, message and advice for a row that cannot be applied as it is."""
    if correction.column not in (EXCLUDE, WITHHOLD, RELEASE, *CORRECTABLE):
        return (
            INVALID,
            Severity.CHECK,
            f"« {correction.column} » n'est ni une colonne, ni « {EXCLUDE} », ni « {WITHHOLD} », "
            f"ni « {RELEASE} ».",
            f"Colonnes : {', '.join(CORRECTABLE)}.",
        )
    if correction.column == RELEASE and not normalise(correction.old):
        return (
            INVALID,
            Severity.CHECK,
            f"« {RELEASE} » demande sous « old » la phrase entière qui peut être citée.",
            "Copiez-y la phrase ; rien n'est cité sans elle.",
        )
    if correction.column == "senacs_year" and not re.fullmatch(r"(19|20)\d\d|", correction.new):
        return (
            INVALID,
            Severity.CHECK,
            f"« {correction.new} » n'est pas une année.",
            "Écrivez quatre chiffres.",
        )
    signed = {"by": correction.by, "date": correction.date, "reason": correction.reason}
    lacking = [name for name, value in signed.items() if not value]
    if lacking:
        return (
            "correction-en-attente",
            Severity.INFO,
            f"la ligne n'est pas appliquée : il manque {', '.join(lacking)}.",
            "Complétez la ligne pour l'appliquer, ou effacez-la.",
        )
    if not _is_day(correction.date):
        return (
            INVALID,
            Severity.CHECK,
            f"« {correction.date} » n'est pas une date.",
            "Écrivez AAAA-MM-JJ ou JJ/MM/AAAA.",
        )
    return None


def _is_day(text: str) -> bool:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            dt.datetime.strptime(text, form)
        except ValueError:
            continue
        return True
    return False


def _finding(
    name: str, correction: Correction, code: str, severity: Severity, message: str, advice: str
) -> Finding:
    text = " ".join(",".join(str(value) for value in astuple(correction)[:4]).split())[:200]
    return Finding(
        code, severity, name, correction.line, text, message, advice, correction.action_id
    )


def apply_corrections(
    records: Iterable[Record], corrections: Sequence[Correction], file_name: str
) -> tuple[list[Correction], list[Finding]]:
    """Change the records in place; gives the corrections that were applied.

    A record gets `excluded` (the reason, None when it stays), `withheld` (passages not to be
    printed; the empty string stands for all of its words) and `released` (passages in which a
    sentence on a small group may be printed). What does not match the data any more is a finding
    and changes nothing.
    """
    by_id = {record["action_id"]: record for record in records}
    applied: list[Correction] = []
    findings: list[Finding] = []
    for correction in corrections:
        record = by_id.get(correction.action_id)
        if record is None:
            problem: tuple[str, str] | None = (
                "correction-sans-objet",
                f"aucune action lue ne porte l'identifiant « {correction.action_id} ».",
            )
        else:
            problem = _apply(record, correction)
        if problem is None:
            applied.append(correction)
        else:
            code, message = problem
            advice = "La correction n'est pas appliquée ; vérifiez-la ou effacez la ligne."
            findings.append(_finding(file_name, correction, code, Severity.CHECK, message, advice))
    return applied, findings


def _apply(record: Record, correction: Correction) -> tuple[str, str] | None:
    if correction.column == EXCLUDE:
        record["excluded"] = correction.reason
        return None
    if correction.column in (WITHHOLD, RELEASE):
        passage = normalise(correction.old)  # as `withheld_words` looks for it
        held_texts = (text for column in QUOTED for text in texts_of(record[column]))
        if passage and not any(passage in normalise(text) for text in held_texts):
            return (
                "correction-perimee",
                f"le passage à {correction.column} n'est ni dans le titre ni dans les champs de "
                "l'action.",
            )
        kept = "withheld" if correction.column == WITHHOLD else "released"
        record[kept] = [*record[kept], passage]
        return None
    held = as_text(record[correction.column])
    if normalise(held) != normalise(correction.old):
        return (
            "correction-perimee",
            f"« {LABELS[correction.column]} » vaut « {held[:80]} », et non plus "
            f"« {correction.old[:80]} ».",
        )
    value = record[correction.column] = _value(correction.column, correction.new)
    held_lines = record["lines"].get(correction.column)
    if held_lines:  # a corrected text stands on no line of the export: its place is where it was
        count = len(value) if isinstance(value, list) else str(value or "").count("\n") + 1
        record["lines"] = record["lines"] | {correction.column: held_lines[:1] * count}
    return None


def share_passages(records: Sequence[Record]) -> None:
    """What is withheld or released in an action is so in its exact repeats and its other copies.

    `records` bear `duplicate_of` and `superseded_by`. A newer copy has another id: words that a
    person withheld before it was made would be printed from it.
    """
    newer = {record["action_id"]: record["superseded_by"] for record in records}
    for column in ("withheld", "released"):
        together: dict[str, list[str]] = {}
        for record in records:
            first = record["duplicate_of"] or record["action_id"]
            passages = together.setdefault(newer.get(first) or first, [])
            passages += [passage for passage in record[column] if passage not in passages]
            record[column] = passages


@lru_cache(1 << 10)
def withheld_words(passage: str) -> re.Pattern[str]:
    """Finds a passage to withhold in a text as written, whatever its spaces and apostrophes."""
    words = r"\s+".join(re.escape(word) for word in passage.split())
    return re.compile(words.replace("'", f"[{APOSTROPHES_WRITTEN}]"))


def withheld_spans(text: str, withheld: Iterable[str]) -> list[tuple[int, int]]:
    """Start and end of the words to withhold, in order; those that overlap or touch are one.

    An empty passage stands for all of the text.
    """
    spans: list[tuple[int, int]] = []
    for passage in withheld:
        if not passage:
            return [(0, len(text))]
        pattern = withheld_words(passage)
        match = pattern.search(text)
        while match:
            spans.append(match.span())
            match = pattern.search(text, match.start() + 1)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def redact(text: str, withheld: Iterable[str]) -> str:
    """The text with « […] » for the passages to withhold; an empty one stands for all of it.

    Line breaks within a passage stay, so that what follows keeps its line.
    """
    kept, done = "", 0
    for start, end in withheld_spans(text, withheld):
        if (start, end) == (0, len(text)):
            return CUT
        kept += text[done:start] + CUT + "\n" * text.count("\n", start, end)
        done = end
    return kept + text[done:]


def texts_of(value: Any) -> Sequence[str]:
    """The texts that a column of the table holds: those of a list, one, or none."""
    if isinstance(value, list):
        return value
    return [] if value is None else [str(value)]


def as_text(value: Any) -> str:
    """A value of the table as `old` and `new` hold it."""
    if isinstance(value, list):
        return LIST_SEPARATOR.join(value)
    return "" if value is None else str(value)


def _value(column: str, text: str) -> Any:
    if column in LIST_COLUMNS:
        return [item for part in re.split(r"[;\n]", text) if (item := part.strip())]
    if column == "senacs_year":
        return int(text) if text else None
    return text.strip() if text.strip() else ("" if column == "title" else None)
