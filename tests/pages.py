"""Writes actions as HTML pages in several markups, for the tests of the HTML reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from senacs import HEADER, action_lines

from reportkit.schema import FIELDS, Field, Kind

Markup = Callable[[Mapping[str, Any], bool], str]

MENU = '<nav><ul><li><a href="/">Accueil</a></li><li>Actions</li></ul></nav>'
FOOTER = "<footer><p>Mentions légales</p></footer>"
HEAD = """<!DOCTYPE html>
<html lang="fr">
<head><meta charset="iso-8859-1"><title>SENACS</title>
<style>dt { color: red }</style>
<script>var label = "<dt>Public</dt>";</script></head>
"""


def written(values: Mapping[str, Any]) -> list[tuple[Field, list[str]]]:
    """The fields that a page shows, each with its lines of text.

    A page of `sparse` actions shows no label for an empty field.
    """
    shown = []
    for field in FIELDS:
        column = "territory" if field.column == "territory_again" else field.column
        value = values.get(column)
        if (field.optional or values.get("sparse")) and not value:
            continue
        if field.kind is Kind.LIST:
            shown.append((field, list(value or ())))
        else:
            shown.append((field, [] if value is None else value.split("\n")))
    return shown


def broken(lines: Sequence[str]) -> str:
    return "<br>".join(escape(line) for line in lines)


def paragraphs(lines: Sequence[str]) -> str:
    return "\n".join(f"<p>{escape(line)}</p>" for line in lines)


def _start(values: Mapping[str, Any], starts: bool) -> str:
    return ("<h2>Actions</h2>\n<h3>" if starts else "<h3>") + escape(values["title"]) + "</h3>\n"


def definitions(values: Mapping[str, Any], starts: bool) -> str:
    rows = [
        f"<dt>{escape(field.label)}</dt>\n  <dd>{broken(lines)}</dd>"
        for field, lines in written(values)
    ]
    return f"<article>{_start(values, starts)}<dl>\n{chr(10).join(rows)}\n</dl></article>"


def headings(values: Mapping[str, Any], starts: bool) -> str:
    rows = [
        f'<h4 class="label">{escape(field.label)} :</h4>\n{paragraphs(lines)}'
        for field, lines in written(values)
    ]
    return _start(values, starts) + "\n".join(rows)


def table(values: Mapping[str, Any], starts: bool) -> str:
    title = f'<tr><th colspan="2">{escape(values["title"])}</th></tr>\n'
    rows = [
        f"<tr>\n <td>{escape(field.label)}</td>\n <td>\n  {broken(lines)}\n </td>\n</tr>"
        for field, lines in written(values)
    ]
    start = "<p>Actions</p>" if starts else ""
    return f"{start}<table>{title}{chr(10).join(rows)}</table>"


def nested_list(values: Mapping[str, Any], starts: bool) -> str:
    rows = [
        f"<li>{escape(field.label)}\n<ul>"
        + "".join(f"<li>{escape(line) or '<br>'}</li>" for line in lines)
        + "</ul></li>"
        for field, lines in written(values)
    ]
    return f"{_start(values, starts)}<ul>\n{chr(10).join(rows)}\n</ul>"


def strong(values: Mapping[str, Any], starts: bool) -> str:
    rows = [
        f"<p><strong>{escape(field.label)} :</strong> {broken(lines)}</p>"
        for field, lines in written(values)
    ]
    return f"<div>{_start(values, starts)}{chr(10).join(rows)}</div>"


def classes(values: Mapping[str, Any], starts: bool) -> str:
    rows = [
        f'<div class="field"><div class="label"><span>- {escape(field.label)}</span></div>\n'
        f'<div class="value">{paragraphs(lines)}</div></div>'
        for field, lines in written(values)
    ]
    return f'<section class="action">{_start(values, starts)}{chr(10).join(rows)}</section>'


def preformatted(values: Mapping[str, Any], _starts: bool) -> str:
    return f"<pre>\n{escape(chr(10).join(action_lines(values)))}\n</pre>"


MARKUPS: dict[str, Markup] = {
    "dl": definitions,
    "headings": headings,
    "table": table,
    "list": nested_list,
    "strong": strong,
    "classes": classes,
    "pre": preformatted,
}


def index_table(actions: Sequence[Mapping[str, Any]], year: int, department: str = "Sarthe") -> str:
    cells = [
        f"<tr><td><a href='#'>{escape(values['title'])}</a></td>\n<td>{department}</td>"
        f"<td> {year} </td></tr>"
        for values in actions
    ]
    head = "<tr><th>Nom</th><th>Département</th><th>Année</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{chr(10).join(cells)}</tbody></table>"


def page(
    actions: Sequence[Mapping[str, Any]],
    markup: Markup,
    year: int | None = None,
    starts: bool = False,
    department: str = "Sarthe",
) -> str:
    """A whole page: menu, header, with a year its index, actions, pages to turn to, footer."""
    index = "" if year is None else index_table(actions, year, department)
    told = "\n".join(markup(values, starts) for values in actions)
    return (
        f"{HEAD}<body>\n{MENU}\n<h1>{HEADER}</h1>\n{index}\n"
        f"<div id='content'>{told}</div>\n{FOOTER}\n</body>\n</html>\n"
    )
