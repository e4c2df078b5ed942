"""One set of actions in every form that people hold, for tests and for the campaign."""

from __future__ import annotations

import csv
import email.mime.multipart
import email.mime.text
import io
import json
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl
import pyarrow
import pyarrow.parquet
from pages import HEAD, MARKUPS, MENU, broken, page
from senacs import HEADER, INDEX_HEAD, action_lines, page_lines

from reportkit.dataset import Dataset, build_dataset
from reportkit.readers.content import Content
from reportkit.readers.formats import read_content
from reportkit.schema import FIELDS, LABELS, Kind
from reportkit.table import table_records

Actions = Sequence[Mapping[str, Any]]
Form = Callable[[Actions, int | None], str]
PLACES = ("source_file", "first_line", "last_line")


def department(actions: Actions) -> str:
    """That of the first structure, as « NAME - Department » ends with it."""
    return str(actions[0]["organisation"]).rpartition(" - ")[2]


def text(actions: Actions, year: int | None) -> str:
    return "\n".join(page_lines(actions, year, department(actions))) + "\n"


def second_form(actions: Actions, year: int | None) -> str:
    lines = [HEADER, *INDEX_HEAD]
    lines += [f"{values['title']} | {department(actions)} | {year or ''} |" for values in actions]
    for values in actions:
        lines += action_lines(values, second_form=True)
    return "\n".join(lines) + "\n"


def html(name: str, starts: bool) -> Form:
    def form(actions: Actions, year: int | None) -> str:
        return page(actions, MARKUPS[name], year, starts, department(actions))

    return form


def rows(actions: Actions, year: int | None) -> list[list[Any]]:
    """A table with SENACS's own labels as headings, its lists line by line."""
    fields = [field for field in FIELDS if field.column != "territory_again"]
    table: list[list[Any]] = [
        ["Titre", LABELS["senacs_year"], *(field.label for field in fields)],
    ]
    for values in actions:
        cells = [values["title"], year]
        for field in fields:
            value = values.get(field.column)
            cells.append("\n".join(value or ()) if field.kind is Kind.LIST else value)
        table.append(cells)
    return table


def table(delimiter: str) -> Form:
    def form(actions: Actions, year: int | None) -> str:
        target = io.StringIO()
        csv.writer(target, delimiter=delimiter, lineterminator="\n").writerows(rows(actions, year))
        return target.getvalue()

    return form


def html_rows(actions: Actions, year: int | None) -> str:
    """A page with a table of one action a row, as a spreadsheet saves itself for the web."""
    lines = [
        "".join(f"<td>{broken(str(cell or '').split(chr(10)))}</td>" for cell in cells)
        for cells in rows(actions, year)
    ]
    told = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f"{HEAD}<body>\n{MENU}\n<h1>{HEADER}</h1>\n<table>{told}</table>\n</body>\n</html>\n"


def json_rows(actions: Actions, year: int | None) -> str:
    heading, *others = rows(actions, year)
    return json.dumps(
        [dict(zip(heading, cells, strict=True)) for cells in others], ensure_ascii=False, indent=1
    )


FORMS: dict[str, Form] = {
    "text": text,
    "second form": second_form,
    **{f"html {name}": html(name, starts=False) for name in MARKUPS if name != "pre"},
    **{f"html {name}, Actions": html(name, starts=True) for name in ("dl", "headings", "table")},
    "html pre": html("pre", starts=False),
    "html rows": html_rows,
    "json": json_rows,
    "csv ;": table(";"),
    "csv ,": table(","),
}
"""Forms that are text, whatever its encoding."""

ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-8 with mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without mark": lambda text: text.encode("utf-16-le"),
    "windows-1252": lambda text: text.encode("cp1252"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
}
LINE_ENDS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}


def written(form: str, encoding: str, line_end: str, actions: Actions, year: int | None) -> bytes:
    """The bytes of a file.

    Raises:
        UnicodeEncodeError: the encoding has no such character.
    """
    return ENCODINGS[encoding](FORMS[form](actions, year).replace("\n", LINE_ENDS[line_end]))


def workbook(actions: Actions, year: int | None) -> bytes:
    book = openpyxl.Workbook()
    for cells in rows(actions, year):
        book.active.append(cells)
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    return saved(book.save)


def parquet(actions: Actions, year: int | None) -> bytes:
    heading, *others = rows(actions, year)
    columns = zip(heading, zip(*others, strict=True), strict=True)
    table = pyarrow.table({name: list(cells) for name, cells in columns})
    return saved(lambda target: pyarrow.parquet.write_table(table, target))


def mhtml(actions: Actions, year: int | None) -> bytes:
    """A page saved as one file, as browsers write it."""
    message = email.mime.multipart.MIMEMultipart("related")
    markup = FORMS["html dl"](actions, year)
    message.attach(email.mime.text.MIMEText(markup, "html", "utf-8"))
    return message.as_bytes()


def archive(**members: bytes) -> bytes:
    def save(target: io.BytesIO) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, data in members.items():
                packed.writestr(name, data)

    return saved(save)


def saved(save: Callable[[io.BytesIO], None]) -> bytes:
    target = io.BytesIO()
    save(target)
    return target.getvalue()


def tidied(data: bytes) -> Dataset:
    """The dataset of a file, every line of it accounted for."""
    exports = read_content(Content(data, "export"))
    for export in exports:
        export.check_accounted()
    return build_dataset([(export, None) for export in exports])


def records(dataset: Dataset) -> list[dict[str, Any]]:
    """The rows of the table, but for the places where they were read."""
    return [
        {column: value for column, value in record.items() if column not in PLACES}
        for record in table_records(dataset)
    ]
