"""Writes actions back in the text form of SENACS's pages: the inverse of the text reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from reportkit.dataset import build_dataset
from reportkit.errors import InputError
from reportkit.readers import form
from reportkit.readers.content import Content
from reportkit.readers.text import read_text
from reportkit.schema import COLUMNS, FIELDS, LABELS, PLACE_COLUMNS, Kind

Record = Mapping[str, Any]

PAGE_SIZE = 25
INDEX_HEAD = ("Nom | Département | Année |", "---|---|---|")
_LEADING_DASH = ("keywords", "initiators", "partners")
_SAID = tuple(c for c in COLUMNS if c not in ("action_id", *PLACE_COLUMNS))


def senacs_text(records: Sequence[Record]) -> str:
    """Actions as pages of at most 25, each of one `source_file`, in their order.

    `records` have the columns of the tidy table. A page has an index where its actions have a
    year, or a department that their own text cannot say; it never mixes these with others, for
    an action without a row in the index of its page is a finding.
    """
    lines: list[str] = []
    for _, run in groupby(records, lambda r: (r["source_file"], _index_says(r))):
        actions = list(run)
        for first in range(0, len(actions), PAGE_SIZE):
            lines += _page(actions[first : first + PAGE_SIZE])
    return "".join(f"{line}\n" for line in lines)


def unsaid(records: Sequence[Record]) -> list[str]:
    """What the text of `senacs_text` does not say of the records, in French.

    It is read back, for free text can hold what reads like a label.
    """
    told = [
        f"{record['title']} : le champ « {LABELS[column]} » ne se relit pas à l'identique dans "
        "le texte d'une page SENACS ; préférez .json ou .csv."
        for record, again in zip(records, _read_back(records), strict=True)
        for column in _SAID
        if again.get(column) != record[column]
    ]
    if any(record["attributed_year"] is not None for record in records):
        told.append("L'année attribuée ne s'écrit pas dans une page SENACS.")
    return told


def _read_back(records: Sequence[Record]) -> list[dict[str, Any]]:
    """The records as they are read, empty ones where their number differs."""
    data = senacs_text(records).encode()
    try:
        export = read_text(Content(data, "page"))
    except InputError:
        return [{} for _ in records]
    frame = build_dataset([(export, None)]).actions[list(_SAID)].astype(object)
    found = frame.where(frame.notna(), None).to_dict("records")
    if len(found) != len(records):
        return [{} for _ in records]
    return [{str(column): value for column, value in row.items()} for row in found]


def _index_says(record: Record) -> str:
    """What of the action stands in an index alone: its year, its department, or nothing."""
    if record["senacs_year"] is not None:
        return "year"
    return "department" if record["department"] and not _organisation(record)[1] else ""


def _organisation(record: Record) -> tuple[str, bool]:
    """The line of the structure, and whether it says the department."""
    name, department = record["organisation"], record["department"]
    return (f"{name} - {department}", True) if name and department else (name or "", False)


def _page(actions: Sequence[Record]) -> Iterator[str]:
    yield form.PAGE_HEADER
    if _index_says(actions[0]):
        yield from INDEX_HEAD
        for record in actions:
            year = record["senacs_year"] or ""
            yield f"{record['title']} | {record['department'] or ''} | {year} |"
    for record in actions:
        organisation = _organisation(record)[0]
        second_form = not organisation and not record["files"]
        yield from action_lines({**record, "organisation": organisation}, second_form)


def action_lines(values: Record, second_form: bool = False) -> Iterator[str]:
    """The lines of one action; optional labels only where they hold something.

    `organisation` is « NAME - Department ». The second form has neither it nor files.
    """
    if second_form:
        yield f'{form.START} "{values["title"]}"'
        yield form.SECOND_FORM
    else:
        yield form.START
        yield values["title"]
    for field in FIELDS[form.SECOND_FORM_FIRST if second_form else 0 :]:
        value = values.get(field.column.removesuffix("_again"))
        if field.optional and value is None:
            continue
        yield f"- {field.label}"
        if field.column in _LEADING_DASH:
            yield "-"
        if field.column == "partners":
            yield form.PARTNERS_HEADING
        if field.kind is Kind.LIST:
            yield from (f"- {item}" for item in value or ())
        elif value:
            lines = value.split("\n")
            yield from (f"- {line}" for line in lines) if field.kind is Kind.SINGLE else lines
