"""Ties the rows of a page's index, the only place that gives years, to its actions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from reportkit.readers.export import Export, IndexRow, RawAction
from reportkit.schema import Finding, Severity
from reportkit.vocabulary import department_key, fold


def split_organisation(action: RawAction) -> tuple[str | None, str | None]:
    """« NAME - Department », split at the last dash; without one there is no department.

    A table may state either in a cell of its own.
    """
    stated = action.given.get("department")
    if "organisation" in action.given or stated:
        return action.given.get("organisation"), stated
    written = action.texts["organisation"].value if "organisation" in action.texts else ""
    name, dash, department = written.rpartition(" - ")
    if not dash:
        return written.strip() or None, None
    return name.strip() or None, department.strip() or None


def join_index(export: Export) -> tuple[list[IndexRow | None], list[Finding]]:
    """The index row of each action, by position on its page, when title and department agree.

    Where a page has more or fewer rows than actions, positions may have shifted: a title that
    stands there more than once is then joined to nothing.
    """
    index = _on_their_pages(export)
    rows = {(row.page, row.position): row for row in index}
    row_counts = Counter(row.page for row in index)
    action_counts = Counter(action.page for action in export.actions)
    titles = Counter((action.page, fold(action.title)) for action in export.actions)
    joined: list[IndexRow | None] = []
    findings: list[Finding] = []
    for action in export.actions:
        row = rows.pop((action.page, action.position), None)
        reason = None
        if row is not None:
            shifted = row_counts[action.page] != action_counts[action.page]
            repeated = titles[action.page, fold(action.title)] > 1
            reason = _disagreement(row, action)
            if not reason and shifted and repeated:
                reason = (
                    "l'index n'a pas autant de lignes que la page a d'actions, et ce titre revient"
                )
        if row is None and row_counts[action.page]:
            findings.append(_unindexed(export.source_file, action))
        elif row is not None and reason:
            findings.append(_different(export.source_file, row, action, reason))
        joined.append(None if reason else row)
    findings += [_announced(export.source_file, row) for row in rows.values()]
    return joined, findings


def _on_their_pages(export: Export) -> list[IndexRow]:
    """The rows of the index; those that stand behind their actions go to the page of these.

    A reader opens a page with each index. Most titles must agree with the page before, which
    has no index of its own, and not with the page that the index opens.
    """
    rows: defaultdict[int, list[IndexRow]] = defaultdict(list)
    titles: defaultdict[int, list[str]] = defaultdict(list)
    for row in export.index:
        rows[row.page].append(row)
    for action in export.actions:
        titles[action.page].append(fold(action.title))
    for page in sorted(rows):
        told = [fold(row.title) for row in rows[page]]
        behind = _agree(told, titles[page - 1]) and not _agree(told, titles[page])
        if behind and not rows.get(page - 1):
            rows[page - 1] = [replace(row, page=page - 1) for row in rows.pop(page)]
    return [row for page in sorted(rows) for row in rows[page]]


def _agree(titles: Sequence[str], others: Sequence[str]) -> bool:
    same = sum(a == b for a, b in zip(titles, others, strict=False))
    return 2 * same > max(len(titles), len(others))


def _different(source_file: str, row: IndexRow, action: RawAction, reason: str) -> Finding:
    return Finding(
        "index-different",
        Severity.CHECK,
        source_file,
        row.line,
        row.title,
        f"la ligne de l'index ne correspond pas à l'action « {action.title} » "
        f"(ligne {action.first_line}) : {reason}.",
        "L'action reste « année non précisée ».",
    )


def _announced(source_file: str, row: IndexRow) -> Finding:
    return Finding(
        "index-sans-fiche",
        Severity.CUT,
        source_file,
        row.line,
        row.title,
        f"l'index annonce l'action « {row.title} », absente de la page.",
        "Recopiez la page entière.",
    )


def _disagreement(row: IndexRow, action: RawAction) -> str | None:
    if fold(row.title) != fold(action.title):
        return f"titre « {row.title} »"
    department = split_organisation(action)[1]
    if department and department_key(row.department) != department_key(department):
        return f"département « {row.department} »"
    return None


def _unindexed(source_file: str, action: RawAction) -> Finding:
    return Finding(
        "fiche-sans-index",
        Severity.CHECK,
        source_file,
        action.first_line,
        action.title,
        f"l'action « {action.title} » n'a pas de ligne dans l'index de sa page.",
        "L'action reste « année non précisée ».",
    )
