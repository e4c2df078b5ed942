"""Reads saved HTML pages of SENACS: lays them out as the copied text, then reads that."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from reportkit.readers import form
from reportkit.readers.content import Content
from reportkit.readers.encoding import Decoded, Note
from reportkit.readers.export import Export
from reportkit.readers.grid import DASHES, action_sheets
from reportkit.readers.indexes import with_indexes
from reportkit.readers.labels import CELLS, nearest
from reportkit.readers.layout import Layout
from reportkit.readers.lines import Lines
from reportkit.readers.page import short
from reportkit.readers.rows import Row, label_key, read_rows
from reportkit.readers.spelling import LABELS
from reportkit.readers.table import notes_of_file, read_sheets
from reportkit.readers.text import read_lines
from reportkit.schema import Field, Kind, Severity
from reportkit.vocabulary import normalise

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_BLOCK = re.compile(
    r"</?(?:dl|dt|dd|table|tr|td|th|div|h[1-6]|ul|ol|li|p|section|article|main|form|fieldset|pre"
    r"|html|body)\b[^<>]*>",
    re.IGNORECASE,
)
_OPENED = re.compile(r"<(html|body)\b", re.IGNORECASE)
_CLOSED = re.compile(r"</(html|body)\s*>", re.IGNORECASE)
_MANY_TAGS, _FEW_LABELS = 10, 3
_ROUNDS = 8
_FOLDED = (
    "la page ne montrait que les libellés d'une action ; les valeurs qu'elle cachait sont lues."
)


def recognise_html(content: Content) -> bool:
    """Whether the file is a page or a part of one, and not a text that holds some markup.

    Raises:
        InputError: the file is empty.
    """
    text = content.decoded.text
    if _PAGE.match(text):
        return True
    opening = text.lstrip()[:1] == "<"
    tags = sum(1 for _ in _BLOCK.finditer(text))
    if tags < (2 if opening and _BLOCK.match(text.lstrip()) else _MANY_TAGS):
        return False
    return len(_bare_labels(content.decoded)) < _FEW_LABELS or (
        opening and "<pre" in text[:200].lower()
    )


def _bare_labels(decoded: Decoded) -> set[str]:
    """Labels that stand on a line of the file without any markup."""
    return {words for line in decoded.lines if (words := form.label_text(line)) in LABELS}


def read_html(content: Content) -> Export:
    """Read a saved page, or several one behind another, as one export.

    Raises:
        InputError: nothing to see in it, or no action.
        AccountingError: a line stands nowhere or twice (a defect of ours).
    """
    decoded = content.decoded
    rows = read_rows(content.source, decoded.text)
    if sheets := action_sheets(rows):
        hidden = (row for row in rows if row.unseen and nearest(row.at, *CELLS) is not None)
        notes = [*decoded.notes, *_note_hidden(hidden)]
        notes += _note_cut(decoded)
        return read_sheets(sheets, content, notes_of_file(notes, content))
    layout = _lay_out(rows)
    if not layout.kinds.told and len(_bare_labels(decoded)) >= _FEW_LABELS:
        # A text that somebody wrapped in <html>: its lines are those of the file.
        layout = _lay_out(read_rows(content.source, decoded.text, preformatted=True))
    folded = layout.folded
    if folded:
        layout = _lay_out(read_rows(content.source, decoded.text, unfolded=True))
    terminated = _is_whole(decoded)
    sheet = _settle(layout)
    if not terminated:
        sheet = _with_cut_label(layout, sheet)
    lines = Lines(
        texts=sheet.texts,
        numbers=sheet.numbers,
        line_count=len(decoded.lines),
        marks=frozenset(sheet.marks) if layout.kinds.told else None,
        added=frozenset(sheet.added),
        outside=frozenset(sheet.outside),
        terminated=terminated,
    )
    notes = [*decoded.notes, *_notes(layout, sheet, decoded)]
    if folded:
        notes.append(Note("page-repliee", Severity.INFO, layout.rows[0].number - 1, _FOLDED))
    return read_lines(lines, content, notes)


def _lay_out(rows: list[Row]) -> Layout:
    return Layout(with_indexes(rows))


def _is_whole(decoded: Decoded) -> bool:
    """Whether the page ends as a page does."""
    text = decoded.text
    if text.rfind("<!--") > text.rfind("-->"):
        return False
    if _OPENED.search(text):
        return _CLOSED.search(text) is not None
    return text.rstrip().endswith(">")


@dataclass
class _Sheet:
    """A page in the form of the copied text; `places` says which row each line shows."""

    texts: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    marks: set[int] = field(default_factory=set)
    added: set[int] = field(default_factory=set)
    outside: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)  # rows like a label, read as text

    def put(self, text: str, row: Row, place: int) -> int:
        """Add a line; gives its place."""
        self.texts.append(text)
        self.numbers.append(row.number)
        self.places.append(place)
        return len(self.texts) - 1


def _settle(layout: Layout) -> _Sheet:
    """Write the page, taking as labels and starts only what its reading then uses.

    A row such as « Public » is written « - Public » where it is a label, and stays as it is
    where it turns out to be text.
    """
    live = {*layout.keys, *layout.starts, *layout.second}
    virtual = set(layout.virtual)
    for _ in range(_ROUNDS):
        sheet = _write(layout, live, virtual)
        lines = ["" if i in sheet.outside else text for i, text in enumerate(sheet.texts)]
        marks = frozenset(sheet.marks) if layout.kinds.told else None
        used = {segment.mark_line for segment in form.segment(lines, marks)}
        unused = {sheet.places[i] for i in sheet.marks - used if i not in sheet.added}
        idle = {sheet.places[i] for i in sheet.added - used if sheet.texts[i] == form.START}
        if not unused & live and not idle:
            return sheet
        live -= unused
        virtual -= idle
    return _write(layout, live, virtual)


def _write(layout: Layout, live: set[int], virtual: set[int]) -> _Sheet:
    sheet = _Sheet()
    current: Field | None = None
    joined: Row | None = None
    for place, row in enumerate(layout.rows):
        if row is joined:
            continue
        if place in virtual:
            line = sheet.put(form.START, row, place)
            sheet.marks.add(line)
            sheet.added.add(line)
            current = None
        if place in layout.keys and place not in live:
            row, joined = layout.whole_line(place)  # noqa: PLW2901
        text = row.text
        if place in live and place in layout.keys:
            current = LABELS[layout.keys[place]]
            text = f"- {current.label}"
        elif place in live or place in layout.pages:
            current = None
            text = layout.second.get(place, text).strip()
        elif text and current is not None and place not in layout.outside:
            text = _value(layout, row, current)
        line = sheet.put(text, row, place)
        if row.added:
            sheet.added.add(line)
        if place in layout.keys and place not in live and form.label_text(text) not in LABELS:
            sheet.refused.add(place)
        elif place in layout.could_be_marks:
            sheet.marks.add(line)
        if place in layout.outside:
            sheet.outside.add(line)
    return sheet


def _value(layout: Layout, row: Row, current: Field) -> str:
    """A line behind a label, with the dash that the copied text would show."""
    if row.text.lstrip().startswith(DASHES[:1]):
        return row.text
    if current.kind is Kind.FREE:
        item = layout.is_text_item(row) and not row.text.startswith(DASHES)
        return f"- {row.text}" if item else row.text
    return row.text if normalise(row.text) == form.PARTNERS_HEADING else f"- {row.text}"


def _with_cut_label(layout: Layout, sheet: _Sheet) -> _Sheet:
    """A page that stops within a label: the builder knows one by its dash."""
    last = len(sheet.texts) - 1
    row = layout.rows[sheet.places[last]]
    if sheet.texts[last] == row.text and label_key(row.text) is None and layout.begins_a_label(row):
        sheet.texts[last] = f"- {row.text.strip().removeprefix('-').strip()}"
    return sheet


def _notes(layout: Layout, sheet: _Sheet, decoded: Decoded) -> list[Note]:
    notes = [
        Note(
            "libelle-dans-texte",
            Severity.CHECK,
            layout.rows[place].number - 1,
            f"« {short(layout.rows[place].text)} » se lit comme un repère de la fiche ; "
            "il est lu ici comme du texte.",
            "Vérifiez que le texte et le champ suivant sont au bon endroit.",
        )
        for place in sorted(sheet.refused)
    ]
    return [*notes, *_note_hidden(layout.hidden_in_fields()), *_note_cut(decoded)]


def _note_hidden(rows: Iterable[Row]) -> list[Note]:
    return [
        Note(
            "texte-masque",
            Severity.CHECK,
            row.number - 1,
            "un texte que la page ne montre pas se trouve dans cette action ; il n'est pas lu.",
            "Dépliez la page avant de l'enregistrer, si ce texte est à garder.",
        )
        for row in rows
    ]


def _note_cut(decoded: Decoded) -> list[Note]:
    if _is_whole(decoded) or not _OPENED.search(decoded.text):
        return []
    return [
        Note(
            "page-coupee",
            Severity.CUT,
            len(decoded.lines) - 1,
            "la page HTML s'arrête avant sa fin (« </body> » ou « </html> » manque, ou un "
            "commentaire reste ouvert).",
            "Enregistrez la page de nouveau, une fois chargée en entier.",
        )
    ]
