"""complements.csv: figures that SENACS does not hold, each row with where they come from.

A row names an action by its `action_id`. An empty cell says nothing, « 0 » is a value. Rows
without any figure, as `blank_complements` lays them out, wait to be filled in.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reportkit.errors import ConfigError
from reportkit.handtable import HandTable, read_hand_table
from reportkit.printable import cell, clean
from reportkit.schema import LABELS, Finding, Severity
from reportkit.vocabulary import fold

if TYPE_CHECKING:
    import pandas as pd

MONEY = ("budget_prevu", "budget_realise")
PERSONS = ("public_total", "femmes", "hommes", "qpv")
VALUES = (*MONEY, *PERSONS)
REQUIRED = ("action_id", "source")
HEADINGS = ("action_id", "titre", "structure", "annee", *VALUES, "source", "note")
"""All columns; titre, structure, annee and note are for people and are not read back."""

UNKNOWN, INVALID, INCONSISTENT, UNSIGNED, TWICE = (
    "complement-sans-action",
    "complement-invalide",
    "complement-incoherent",
    "complement-non-signe",
    "complement-en-double",
)

_NOT_TAKEN = "La valeur n'est pas reprise."
_SPACES = str.maketrans("\u00a0\u202f\u2009\t\u2212", "    -")
_NUMBER = re.compile(r"(?P<sign>[+-]?) ?(?P<whole>\d{1,3}( \d{3})+|\d+)([.,](?P<part>\d+))?", re.A)
_EUROS = re.compile(r" ?(€|eur|euros?)$", re.IGNORECASE)
_CENTS = 2
_MOST_DIGITS = 9


@dataclass(frozen=True)
class Complement:
    """The figures of one row, None where it gives none; money in euros, the others persons.

    `qpv` counts persons who live in a quartier prioritaire (QPV). `source` says where the
    figures come from; `line` is the 1-based line of the file that the row starts on.
    """

    action_id: str
    source: str
    line: int
    budget_prevu: float | None = None
    budget_realise: float | None = None
    public_total: int | None = None
    femmes: int | None = None
    hommes: int | None = None
    qpv: int | None = None


class _Place(NamedTuple):
    """Where a row stands, the action that it names, and what stands there."""

    file: str
    line: int
    action_id: str
    text: str


class _WrongNumberError(ValueError):
    """A cell that is not taken: what is wrong with it, and what to do."""

    def __init__(self, wrong: str, advice: str) -> None:
        super().__init__(wrong)
        self.wrong, self.advice = wrong, advice


def read_complements(path: Path) -> tuple[list[Complement], list[Finding]]:
    """What is right in each row that names its source; a finding for each thing that is not.

    Raises:
        ConfigError: no such file, or headings that are unknown, double or missing.
    """
    table = read_hand_table(path)
    columns = _columns(path, table)
    complements: list[Complement] = []
    findings: list[Finding] = []
    for line, cells in table.rows:
        under = list(zip(columns, map(str.strip, cells), strict=False))
        row = dict(under)
        shown = clean(table.delimiter.join(cells)).strip(table.delimiter + " ")
        place = _Place(path.name, line, row.get("action_id", ""), " ".join(shown.split())[:200])
        if len(cells) != len(columns):
            findings.append(_miscounted(place, len(cells), table))
            continue
        for text in (text for column, text in under if text and not column):
            wrong = f"« {clean(text)[:60]} » n'est sous aucun en-tête."
            findings.append(_finding(INVALID, place, wrong, "Mettez ce texte sous « note »."))
        values, told = _read_values(row, place)
        findings += told
        if not any(row.get(column) for column in VALUES):
            continue
        source = " ".join(clean(row["source"]).split())
        if not any(sign.isalpha() for sign in source):  # one figure too far to the right is none
            wrong = f"« {source} » n'est pas une source." if source else "il manque la source."
            advice = "Dites d'où viennent ces chiffres. La ligne n'est pas reprise."
            findings.append(_finding(UNSIGNED, place, wrong, advice))
        elif values:
            complements.append(Complement(place.action_id, source, line, **values))
    return complements, findings


def _columns(path: Path, table: HandTable) -> list[str]:
    """The column of ours under each heading, empty under none.

    Raises:
        ConfigError: headings that are unknown, double or missing.
    """
    known = {_key(name): name for name in HEADINGS} | {_key(LABELS["action_id"]): "action_id"}
    columns = [known.get(_key(heading), "") for heading in table.head]
    if not any(columns):
        raise ConfigError(
            f"{path}, ligne 1 : « {clean(table.first_line)[:120]} ». Attendu : "
            f"{';'.join(HEADINGS)} (« reportkit check --complements » prépare un tel fichier)."
        )
    problems = []
    for heading, column in zip(table.head, columns, strict=True):
        if heading and not column:
            near = difflib.get_close_matches(_key(heading), known, n=1)
            hint = f" ; vouliez-vous dire « {known[near[0]]} » ?" if near else ""
            problems.append(f"colonne inconnue « {clean(heading)[:60]} »{hint}")
    double = dict.fromkeys(column for column in columns if column and columns.count(column) > 1)
    problems += [f"la colonne « {column} » est donnée deux fois" for column in double]
    problems += [f"il manque la colonne « {name} »" for name in REQUIRED if name not in columns]
    if problems:
        lines = "".join(f"\n  {problem}" for problem in problems)
        raise ConfigError(f"{path}, ligne 1 :{lines}\n  (colonnes connues : {', '.join(HEADINGS)})")
    return columns


def _key(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", fold(heading))


def _miscounted(place: _Place, cells: int, table: HandTable) -> Finding:
    if cells > len(table.head):
        wrong, advice = table.cut_row(cells), table.quoting
    else:
        wrong = f"la ligne a {cells} cellules au lieu de {len(table.head)}."
        advice = "Donnez-lui autant de cellules qu'à la ligne 1, vides s'il le faut."
    return _finding(INVALID, place, wrong, f"{advice} La ligne n'est pas reprise.")


def _read_values(row: Mapping[str, str], place: _Place) -> tuple[dict[str, Any], list[Finding]]:
    """The figures that a row gives and that agree; a finding for each of the others."""
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    for column in VALUES:
        text = row.get(column)
        if not text:
            continue
        try:
            values[column] = _parse_money(text) if column in MONEY else _parse_persons(text)
        except _WrongNumberError as error:
            wrong = f"« {clean(text)[:60]} » {error.wrong} ({column})."
            findings.append(_finding(INVALID, place, wrong, f"{error.advice} {_NOT_TAKEN}"))
    doubtful: set[str] = set()
    for wrong, columns in _contradictions(values):
        doubtful.update(columns)
        advice = "Corrigez la ligne. Ces valeurs ne sont pas reprises."
        findings.append(_finding(INCONSISTENT, place, wrong, advice))
    return {column: values[column] for column in values if column not in doubtful}, findings


def _parse_money(text: str) -> float:
    """Euros, « 1 234,50 € » or « 1234.5 ».

    Raises:
        _WrongNumberError: it is not zero or more euros, with two decimals at most.
    """
    whole, part = _parse_number(_EUROS.sub("", text.translate(_SPACES)))
    return float(f"{whole}.{part}")


def _parse_persons(text: str) -> int:
    """Persons, « 1 234 ».

    Raises:
        _WrongNumberError: it is not a whole number, zero or more.
    """
    whole, part = _parse_number(text.translate(_SPACES))
    if part.strip("0"):
        raise _WrongNumberError("n'est pas un nombre entier", "Comptez des personnes entières.")
    return int(whole)


def _parse_number(text: str) -> tuple[str, str]:
    """The digits before and behind the decimal comma or point.

    Raises:
        _WrongNumberError: not a number as French staff write it, below zero, too long or
            without telling thousands from decimals (« 1.234 »).
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        raise _WrongNumberError("n'est pas un nombre", "Écrivez un nombre sans unité.")
    whole, part = found["whole"].replace(" ", "").lstrip("0") or "0", found["part"] or "0"
    if found["sign"] == "-" and (whole + part).strip("0"):
        raise _WrongNumberError("est négatif", "Écrivez un nombre positif, ou rien.")
    if len(part) > _CENTS:
        raise _WrongNumberError(
            "a plus de deux décimales", "Séparez les milliers par une espace, jamais par un point."
        )
    if len(whole) > _MOST_DIGITS:
        raise _WrongNumberError("est démesuré", "Vérifiez le nombre.")
    return whole, part


def _contradictions(values: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Persons counted in parts that exceed their total: what is wrong, the columns concerned."""
    total = values.get("public_total")
    for group in (("femmes", "hommes"), ("qpv",)):
        parts = tuple(column for column in group if column in values)
        if total is None or sum(values[column] for column in parts) <= total:
            continue
        named = " et ".join(f"{column} ({values[column]})" for column in parts)
        verb = "dépassent" if len(parts) > 1 else "dépasse"
        yield f"{named} {verb} public_total ({total}).", (*parts, "public_total")


def match_complements(
    complements: Iterable[Complement], actions: pd.DataFrame, file_name: str
) -> tuple[dict[str, Complement], list[Finding]]:
    """The complements by the `action_id` of the action that counts.

    One that names a repeat or an older copy goes to the action kept in its place. `file_name`
    is the name that findings bear.

    Args:
        complements: as `read_complements` gives them.
        actions: with `action_id`, `duplicate_of` and `superseded_by`.
        file_name: of the file that they were read from.
    """
    columns = ("action_id", "duplicate_of", "superseded_by")
    kept: dict[str, str] = {}
    for action_id, first, newer in zip(*(actions[column] for column in columns), strict=True):
        kept[action_id] = first or newer or action_id
    matched: dict[str, Complement] = {}
    findings: list[Finding] = []
    for complement in complements:
        place = _Place(file_name, complement.line, complement.action_id, complement.action_id)
        if complement.action_id not in kept:
            wrong = f"aucune action lue ne porte l'identifiant « {clean(complement.action_id)} »."
            advice = "Reprenez l'identifiant donné par « reportkit table »."
            findings.append(_finding(UNKNOWN, place, wrong, advice))
            continue
        action_id = _last(complement.action_id, kept)
        held = matched.setdefault(action_id, complement)
        if held is not complement:
            wrong = f"l'action a déjà une ligne (ligne {held.line})."
            advice = f"Gardez-en une. La ligne {complement.line} n'est pas reprise."
            findings.append(_finding(TWICE, place, wrong, advice))
    return matched, findings


def _last(action_id: str, kept: Mapping[str, str]) -> str:
    """The action at the end of a chain of repeats and copies; a table may state a circle."""
    passed = {action_id}
    while (following := kept.get(action_id, action_id)) not in passed:
        passed.add(following)
        action_id = following
    return action_id


def _finding(code: str, place: _Place, message: str, advice: str) -> Finding:
    return Finding(
        code,
        Severity.CHECK,
        place.file,
        place.line,
        place.text,
        message,
        advice,
        place.action_id,
    )


def blank_complements(actions: pd.DataFrame, known: Container[str] = ()) -> tuple[str, int]:
    """A file to fill in for a French spreadsheet, and its number of rows.

    One row an action that is not in `known`, with its title, structure and year for people.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    columns = ["action_id", "title", "organisation", "report_year"]
    told = actions.loc[[i not in known for i in actions["action_id"]], columns]
    blank = [""] * (len(HEADINGS) - len(columns))
    for row in told.astype("string").fillna("").itertuples(index=False):
        writer.writerow([*(" ".join(cell(value).split()) for value in row), *blank])
    return "\ufeff" + text.getvalue(), len(told)
