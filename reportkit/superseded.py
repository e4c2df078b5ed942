"""One action in two exports of the same year: the newer copy counts, and what differs is said."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import LCSseq

from reportkit.likeness import differing_columns, name_columns, whole_text, words_of
from reportkit.record import Record
from reportkit.schema import Finding, Severity
from reportkit.vocabulary import fold

NEWER = "export-plus-recent"
IN_TWO_FILES = "action-en-deux-fichiers"

# A corrected or completed sheet keeps most of its words; under one title, two groups of a
# series share a quarter of theirs. Below, the two are kept as two actions.
KEPT_WORDS = 0.5
MOST_COMPARED = 60  # sheets of one title and structure that each is compared with


@dataclass(frozen=True)
class Origin:
    """The export that a record comes from: its place in the run, the day it was made."""

    export: int
    date: dt.date | None


@dataclass(frozen=True)
class _Sheet:
    """An action with all exports in which it stands word for word; `date` is the newest.

    Where one of them has no date, the newest is not known.
    """

    record: Record
    exports: frozenset[int]
    date: dt.date | None
    words: Sequence[bytes]

    @property
    def action_id(self) -> str:
        return str(self.record["action_id"])


def mark_superseded(records: Sequence[Record], origins: Sequence[Origin]) -> list[Finding]:
    """Give each record `superseded_by`: the id of the same action in a newer export, or None.

    The same action: structure, year and title, in different exports, with most of its words
    still there; one to one, the likest first. Without two different dates, or without a year,
    both are kept. The order of the exports changes nothing.

    Args:
        records: as `dataset` makes them, with `action_id`, `duplicate_of` and the `_norm`
            columns; repeats marked by `duplicate_of` are left as they are.
        origins: that of each record.
    """
    for record in records:
        record["superseded_by"] = record["given"].get("superseded_by")
    place = {record["action_id"]: number for number, record in enumerate(records)}
    findings: list[tuple[int, Finding]] = []
    twins: dict[str, tuple[_Sheet, _Sheet]] = {}  # of several in other files, the first is named
    for sheets in _same_titles(records, origins):
        for old, new in _pairs(sheets):
            if _replaces(new, old):
                old.record["superseded_by"] = new.action_id
                findings.append((place[old.action_id], _replaced(old, new)))
            else:
                one, other = sorted((old, new), key=lambda sheet: place[sheet.action_id])
                first, _ = twins.get(other.action_id, (one, other))
                nearest = min(one, first, key=lambda sheet: place[sheet.action_id])
                twins[other.action_id] = nearest, other
    findings += [(place[other], _in_two_files(*pair)) for other, pair in twins.items()]
    return [finding for _, finding in sorted(findings, key=lambda item: item[0])]


def _same_titles(records: Sequence[Record], origins: Sequence[Origin]) -> list[list[_Sheet]]:
    """The sheets of a structure and year that share a title, where several exports hold one."""
    standing: dict[str, list[Origin]] = defaultdict(list)
    for record, origin in zip(records, origins, strict=True):
        standing[record["duplicate_of"] or record["action_id"]].append(origin)
    groups: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for record in records:
        if record["duplicate_of"] is None and record["organisation_norm"] is not None:
            key = (record["department_norm"], record["organisation_norm"], _year(record),
                   fold(record["title"]))  # fmt: skip
            groups[key].append(record)
    found = []
    for group in groups.values():
        exports = {origin.export for r in group for origin in standing[r["action_id"]]}
        if len(group) > 1 and len(exports) > 1:
            found.append([_sheet(record, standing[record["action_id"]]) for record in group])
    return found


def _sheet(record: Record, origins: Sequence[Origin]) -> _Sheet:
    dates = [origin.date for origin in origins]
    known = [date for date in dates if date is not None]
    return _Sheet(
        record,
        frozenset(origin.export for origin in origins),
        max(known) if len(known) == len(dates) else None,
        words_of(whole_text(record)),
    )


def _pairs(sheets: Sequence[_Sheet]) -> list[tuple[_Sheet, _Sheet]]:
    """Matches (older, newer), the newest first; of sheets that nothing orders, by their ids.

    A sheet replaced by one that is itself replaced goes to the newest of the chain.
    """
    ordered = sorted(sheets, key=lambda s: (-(s.date or dt.date.min).toordinal(), s.action_id))
    candidates = sorted(
        (rank_new, -kept, rank_old)
        for rank_new, new in enumerate(ordered)
        for rank_old in range(rank_new + 1, min(rank_new + 1 + MOST_COMPARED, len(ordered)))
        if not new.exports & (old := ordered[rank_old]).exports
        and (kept := _kept_words(old, new)) >= KEPT_WORDS
    )
    newest: dict[int, int] = {}
    taken: set[tuple[int, int]] = set()
    matched = []
    for rank_new, _, rank_old in candidates:
        old, head = ordered[rank_old], newest.get(rank_new, rank_new)
        slots = {(head, export) for export in old.exports}
        slots |= {(rank_old, export) for export in ordered[head].exports}
        if rank_old in newest or slots & taken or old.exports & ordered[head].exports:
            continue
        taken |= slots
        if _replaces(ordered[head], old):
            newest[rank_old] = head
        matched.append((old, ordered[head]))
    return matched


def _replaces(new: _Sheet, old: _Sheet) -> bool:
    dated = old.date is not None and new.date is not None and new.date > old.date
    return dated and _year(new.record) is not None


def _kept_words(old: _Sheet, new: _Sheet) -> float:
    """Share of the older sheet's words that the newer one still has, in their order.

    Where neither is known to be newer, of the shorter one's.
    """
    whole = len(old.words) if _replaces(new, old) else min(len(old.words), len(new.words))
    return float(LCSseq.similarity(old.words, new.words)) / max(whole, 1)


def _year(record: Mapping[str, Any]) -> int | None:
    year = record["senacs_year"] or record["attributed_year"]
    return None if year is None else int(year)


def _replaced(old: _Sheet, new: _Sheet) -> Finding:
    return _finding(
        NEWER,
        old.record,
        f"cette action est aussi dans un export plus récent ({_place(new)}, "
        f"{_day(new)} ; ici : {_day(old)}) ; {_what(old, new)}.",
        "La fiche la plus récente est comptée, celle-ci ne l'est pas.",
    )


def _in_two_files(one: _Sheet, other: _Sheet) -> Finding:
    if _year(one.record) is None:
        why = "sans année"
    elif one.date is None or other.date is None:
        why = "sans date d'export"
    else:
        why = "exports du même jour"
    return _finding(
        IN_TWO_FILES,
        other.record,
        f"la même action est dans un autre fichier ({_place(one)}, {why}) ; {_what(one, other)}.",
        "Les deux sont comptées. Retirez le fichier le plus ancien, ou donnez dans "
        "reportkit.toml la date de chaque export.",
    )


def _finding(code: str, record: Record, message: str, advice: str) -> Finding:
    return Finding(
        code,
        Severity.INFO if code == NEWER else Severity.CHECK,
        record["read_file"],
        record["read_first"],
        record["title"],
        message,
        advice,
        record["action_id"],
    )


def _place(sheet: _Sheet) -> str:
    return f"{sheet.record['read_file']}:{sheet.record['read_first']}"


def _day(sheet: _Sheet) -> str:
    return sheet.date.strftime("%d/%m/%Y") if sheet.date else "sans date"


def _what(one: _Sheet, other: _Sheet) -> str:
    return name_columns(differing_columns(one.record, other.record))
