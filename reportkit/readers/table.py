"""Reads actions from the rows of a table, whatever the file that held them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportkit.errors import InputError
from reportkit.printable import clean
from reportkit.readers.cells import (
    as_text,
    holds_lone_surrogate,
    parse_count,
    parse_year,
    split_items,
    trimmed,
    unguard_formula,
)
from reportkit.readers.content import Content
from reportkit.readers.encoding import Note
from reportkit.readers.export import Export, RawAction, Text
from reportkit.readers.headings import Headings, find_headings, match_headings
from reportkit.readers.page import short
from reportkit.schema import (
    FIELDS,
    LABELS,
    LIST_COLUMNS,
    NORMALISED,
    PLACE_COLUMNS,
    Finding,
    Severity,
)
from reportkit.vocabulary import department_key, find_department

EXPECTED = (
    "un tableau d'actions : une ligne d'en-têtes avec au moins le titre et un autre champ "
    "(« Titre », « Structure organisatrice », « Résumé »…), puis une ligne par action"
)
EXPECTED_NAMES = (
    "des actions qui ont au moins un titre et un autre champ, sous les noms « titre », "
    "« structure », « résumé »…"
)
_TEXTS = tuple(
    f.column for f in FIELDS if f.column not in (*LIST_COLUMNS, "organisation", "territory_again")
)
_RECOMPUTED = ("duplicate_of", *(f"{column}_norm" for column in NORMALISED))


@dataclass(frozen=True)
class Sheet:
    """One table of a file.

    Args:
        rows: numbers (1-based) and cells; rows without any cell may be left out.
        row_count: the number of the last row.
        name: the sheet's name in a workbook.
        headings: names of the columns, where they are not one of the rows.
        guarded: whether `guard_formula` may have been at work.
        unreadable: rows that hold no cells, and what they hold instead.
        outside: lines of a page around the table, under the numbers of rows that it lacks.
    """

    rows: Sequence[tuple[int, Sequence[Any]]]
    row_count: int
    name: str = ""
    headings: Sequence[str] | None = None
    guarded: bool = False
    unreadable: dict[int, str] = field(default_factory=dict)
    outside: dict[int, str] = field(default_factory=dict)

    def find(self) -> tuple[int, Headings] | None:
        """The row of the headings (0: none of the rows) and these, if it is one of actions."""
        if self.headings is None:
            return find_headings(self.rows)
        headings = match_headings(self.headings)
        return (0, headings) if headings.usable else None


def read_sheets(sheets: Sequence[Sheet], content: Content, notes: Sequence[Finding] = ()) -> Export:
    """Read the sheets that hold actions as one export; its lines are their rows.

    Rows are numbered on through the sheets of actions, then through those set aside. `notes`
    is what was noticed on the way.

    Raises:
        InputError: no sheet with known headings, or no action under them.
    """
    source = content.source
    builder = TableBuilder(source, list(notes))
    found = [(sheet, sheet.find()) for sheet in sheets]
    builder.several = sum(headings is not None for _, headings in found) > 1
    for sheet, headings in found:
        if headings is not None:
            builder.add(sheet, *headings)
    if not any(headings for _, headings in found):
        first = next((row for sheet in sheets for row in _filled(sheet)), None)
        words = " ; ".join(as_text(cell) for cell in first[1]) if first else "aucune ligne"
        named = " ; ".join(sheets[0].headings or ()) if sheets else ""
        expected = EXPECTED_NAMES if sheets and sheets[0].headings is not None else EXPECTED
        raise InputError(source, 1, f"« {short(clean(named or words))} »", expected)
    if not builder.actions:
        raise InputError(source, 1, "des en-têtes et aucune action dessous", EXPECTED)
    for sheet, headings in found:
        if headings is None:
            builder.set_aside(sheet)
    export = builder.export(content.sha256)
    export.check_accounted()
    return export


def _filled(sheet: Sheet) -> Iterator[tuple[int, Sequence[Any]]]:
    return (row for row in sheet.rows if any(as_text(cell).strip() for cell in row[1]))


def notes_of_file(notes: Sequence[Note], content: Content) -> list[Finding]:
    """What was noticed of lines of a file, for a table whose rows are not these lines."""
    return [
        Finding(
            note.code, note.severity, content.source, 1, content.decoded.lines[note.line][:200],
            f"ligne {note.line + 1} du fichier : {note.message}", note.advice,
        )
        for note in notes
    ]  # fmt: skip


class TableBuilder:
    """Turns rows into actions and findings, placing every row."""

    def __init__(self, source: str, findings: list[Finding]) -> None:
        self.source, self.findings = source, findings
        self.several = False
        self.offset = 0
        self.actions: list[RawAction] = []
        self.fields: list[int] = []
        self.strays: list[int] = []
        self.sheet = Sheet((), 0)
        self.headings = match_headings(())

    def note(
        self, code: str, row: int, text: str, message: str, advice: str = "", **more: Severity
    ) -> None:
        """Add a finding on a row of the sheet that is being read."""
        if self.several:
            message += f" (feuille « {self.sheet.name} », ligne {row})"
        severity = more.get("severity", Severity.CHECK)
        line = max(self.offset + row, 1)
        self.findings.append(
            Finding(code, severity, self.source, line, short(text, 200), message, advice)
        )

    def stray(self, code: str, row: int, text: str, message: str, advice: str = "") -> None:
        """Place a row as a finding of its own."""
        self.note(code, row, text, message, advice)
        self.strays.append(self.offset + row)

    def add(self, sheet: Sheet, heading_row: int, headings: Headings) -> None:
        """Read a sheet of actions."""
        self.sheet, self.headings = sheet, headings
        for row, what in sheet.unreadable.items():
            self.stray(
                "ligne-illisible", row, what, "cette ligne n'est pas une action : elle n'est "
                "pas lue.", "Corrigez le fichier."
            )  # fmt: skip
        for row, text in sheet.outside.items():
            self.stray(
                "hors-tableau", row, text, "ligne de la page en dehors du tableau.",
                "Rien, si elle ne tient pas d'action.",
            )  # fmt: skip
        self._note_headings(heading_row)
        for row, cells in _filled(sheet):
            if row < heading_row:
                self.stray(
                    "hors-tableau",
                    row,
                    " ".join(as_text(cell) for cell in cells),
                    "ligne au-dessus des en-têtes du tableau.",
                    "Rien, si c'est un titre du tableau.",
                )
            elif row > heading_row and not self._repeats_headings(cells):
                self._read_row(row, cells)
        self.offset += sheet.row_count

    def _repeats_headings(self, cells: Sequence[Any]) -> bool:
        """Tables put one behind another bring their headings along."""
        return tuple(" ".join(as_text(cell).split()) for cell in cells) == self.headings.texts

    def set_aside(self, sheet: Sheet) -> None:
        """Place the rows of a sheet that holds no actions."""
        filled = [row for row, _ in _filled(sheet)]
        self.strays += [self.offset + row for row in filled]
        if filled:
            self.findings.append(
                Finding(
                    "feuille-ignoree",
                    Severity.INFO,
                    self.source,
                    self.offset + filled[0],
                    sheet.name,
                    f"la feuille « {sheet.name} » n'a pas d'en-têtes connus : ses {len(filled)} "
                    "lignes remplies ne sont pas lues.",
                    "Rien, si elle ne tient pas d'actions.",
                )
            )
        self.offset += sheet.row_count

    def _note_headings(self, row: int) -> None:
        for places, code in (
            (self.headings.unknown, "colonne-inconnue"),
            (self.headings.double, "colonne-double"),
        ):
            for place in places:
                count = sum(
                    place < len(cells) and bool(as_text(cells[place]).strip())
                    for number, cells in self.sheet.rows
                    if number > row and not self._repeats_headings(cells)
                )
                if not count:
                    continue
                text = self.headings.texts[place]
                name = f"« {short(text)} »" if text else f"sans en-tête, la {place + 1}e,"
                cells_ = f"{count} cellule{'s remplies' if count > 1 else ' remplie'}"
                if code == "colonne-inconnue":
                    message = f"la colonne {name} n'est pas connue : {cells_} ne sont pas lues."
                    advice = "Renommez l'en-tête si elle tient un champ de la fiche."
                    if count == 1:
                        message = message.replace("ne sont pas lues", "n'est pas lue")
                else:
                    message = (
                        f"la colonne {name} répète un champ qu'une autre colonne tient déjà : "
                        f"{cells_}, non lue{'s' if count > 1 else ''}."
                    )
                    advice = "Gardez une seule colonne par champ."
                self.note(code, row, text, message, advice)

    def _cell(self, column: str, cells: Sequence[Any]) -> Any:
        place = self.headings.places.get(column, len(cells))
        value = cells[place] if place < len(cells) else None
        return unguard_formula(as_text(value)) if self.sheet.guarded else value

    def _text(self, column: str, cells: Sequence[Any]) -> str:
        return trimmed(as_text(self._cell(column, cells)))

    def _read_row(self, row: int, cells: Sequence[Any]) -> None:
        words = " ; ".join(text for cell in cells if (text := as_text(cell).strip()))
        self._note_beyond(row, cells)
        if not any(self._text(column, cells) for column in self.headings.places):
            self.stray(
                "ligne-illisible",
                row,
                words,
                "aucune colonne connue n'est remplie sur cette ligne : elle n'est pas lue.",
                "Rien, si ce n'est pas une action.",
            )
            return
        if any(holds_lone_surrogate(cell) for cell in cells):
            self.note(
                "octet-illisible", row, words, "un caractère illisible est remplacé par « \ufffd »."
            )
        line = self.offset + row
        texts: dict[str, Text] = {}
        for column in _TEXTS:
            text = self._text(column, cells)
            if text:
                texts[column] = Text(text, (line,) * (text.count("\n") + 1))
        self._read_territory_again(row, cells, texts)
        lists = {
            column: split_items(self._cell(column, cells))
            for column in LIST_COLUMNS
            if column in self.headings.places
        }
        given = self._given(row, cells)
        organisation = self._organisation(cells, given)
        if organisation:
            texts["organisation"] = Text(organisation, (line,) * (organisation.count("\n") + 1))
        self.fields.append(line)
        self.actions.append(
            RawAction(
                page=0,
                position=len(self.actions),
                first_line=line,
                last_line=line,
                title=self._title(row, cells),
                texts=texts,
                lists=lists,
                label_lines=dict.fromkeys(self.headings.places, line),
                list_lines={column: (line,) * len(items) for column, items in lists.items()},
                given=given,
            )
        )

    def _note_beyond(self, row: int, cells: Sequence[Any]) -> None:
        beyond = [text for cell in cells[len(self.headings.texts) :] if (text := as_text(cell))]
        if any(text.strip() for text in beyond):
            self.note(
                "cellule-hors-tableau",
                row,
                " ; ".join(beyond),
                f"la ligne {row} a plus de cellules que d'en-têtes : « {short('; '.join(beyond))} »"
                " n'est pas lu.",
                "Un séparateur sans guillemets dans un texte décale les cellules : comparez.",
            )

    def _title(self, row: int, cells: Sequence[Any]) -> str:
        title = self._text("title", cells)
        if title and "\n" not in title:
            return title
        lines = [line.strip() for line in title.split("\n") if line.strip()]
        self.note(
            "titre-inattendu",
            row,
            title,
            f"le titre tient sur {len(lines)} lignes au lieu d'une."
            if lines
            else "le titre manque.",
            "Vérifiez le titre de l'action.",
        )
        return " ".join(lines)

    def _read_territory_again(self, row: int, cells: Sequence[Any], texts: dict[str, Text]) -> None:
        """The second « Territoire concerné »: nothing new when it equals the first."""
        again = self._text("territory_again", cells)
        first = texts.get("territory")
        if not again or (first and first.value == again):
            return
        if first is None:
            texts["territory"] = Text(again, (self.offset + row,) * (again.count("\n") + 1))
            return
        self.note(
            "territoire-different",
            row,
            again,
            f"le second « Territoire concerné », « {short(again)} », diffère du premier.",
            "Le premier est retenu.",
        )

    def _organisation(self, cells: Sequence[Any], given: dict[str, Any]) -> str:
        """The text of the structure; its name goes to `given` where no department is in it.

        « NAME - Department » is one cell under a French heading; where the department has a
        cell of its own, the name may still end with it, and does under SENACS's own label.
        """
        text = self._text("organisation", cells)
        headings = self.headings
        if not text:
            return ""
        name, dash, department = text.rpartition(" - ")
        if "organisation" in headings.ours:
            given["organisation"] = text
        elif "department" in given:
            own_label = headings.is_label("organisation")
            repeats = dash and department_key(department) == department_key(given["department"])
            given["organisation"] = name.strip() if own_label and repeats else text
        elif "department" in headings.places and not find_department(department):
            given["organisation"] = text
        return text

    def _given(self, row: int, cells: Sequence[Any]) -> dict[str, Any]:
        """What the table states outright, by column."""
        given: dict[str, Any] = {}
        for column in ("senacs_year", "attributed_year"):
            text = self._text(column, cells)
            year = parse_year(text) if text else None
            if year is not None:
                given[column] = year
            elif text:
                self.note(
                    "annee-illisible",
                    row,
                    text,
                    f"« {short(text)} » n'est pas une année lisible sous « {LABELS[column]} ».",
                    "L'action reste « année non précisée ».",
                )
        for column in ("department", "action_id", "superseded_by", "excluded"):
            if text := self._text(column, cells):
                given[column] = text
        for column in _RECOMPUTED:
            if text := self._text(column, cells):
                of_list = column.removesuffix("_norm") in LIST_COLUMNS
                given[column] = list(split_items(self._cell(column, cells))) if of_list else text
        given |= self._place(row, cells)
        return given

    def _place(self, row: int, cells: Sequence[Any]) -> dict[str, Any]:
        """Where the action was read before it came into this table: file and lines, or nothing."""
        texts = [self._text(column, cells) for column in PLACE_COLUMNS]
        first, last = (parse_count(text) for text in texts[1:])
        if texts[0] and first and last and first <= last:
            return dict(zip(PLACE_COLUMNS, (texts[0], first, last), strict=True))
        if any(texts):
            self.note(
                "valeur-inattendue",
                row,
                " ; ".join(texts),
                "le fichier et les lignes d'origine ne se lisent pas ensemble "
                f"({', '.join(PLACE_COLUMNS)}).",
                "L'action est située dans ce tableau.",
            )
        return {}

    def export(self, sha256: str) -> Export:
        """The whole, every row placed; what is neither field nor finding is structure."""
        placed = {*self.fields, *self.strays}
        return Export(
            source_file=self.source,
            sha256=sha256,
            line_count=self.offset,
            actions=tuple(self.actions),
            index=(),
            findings=tuple(sorted(self.findings, key=lambda finding: finding.line)),
            field_lines=tuple(self.fields),
            structure_lines=tuple(n for n in range(1, self.offset + 1) if n not in placed),
            finding_lines=tuple(self.strays),
        )
