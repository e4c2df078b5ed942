"""Reads the text of SENACS pages: copied, pasted, or saved as .txt."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportkit.errors import InputError
from reportkit.readers import form
from reportkit.readers.encoding import Decoded, decode
from reportkit.readers.export import Export, IndexRow, RawAction, Text
from reportkit.schema import FIELDS, LABELS, Finding, Kind, Severity
from reportkit.vocabulary import normalise

_EXPECTED = f"« {form.PAGE_HEADER} », ou une ligne « {form.START} » suivie du titre d'une action"


def read_text(data: bytes, source: str) -> Export:
    """Read the bytes of a text export; `source` is the name that findings and tables bear.

    Raises:
        InputError: not a text, or a text without any action.
        AccountingError: a line stands nowhere or twice (a defect of ours).
    """
    decoded = decode(data, source)
    builder = _Builder(source, decoded.lines)
    _note_decoding(builder, decoded)
    lines = list(decoded.lines)
    if not decoded.terminated and form.begins_a_mark(lines[-1]):
        builder.cut_tail = len(lines) - 1
        lines[-1] = ""  # no text to weigh: which mark it begins is seen once the rest is read
    segments = form.segment(lines)
    if not _holds_actions(segments, decoded.lines):
        raise _no_action(source, decoded.lines)
    for segment, following in zip(segments, [*segments[1:], None], strict=True):
        builder.add(segment)
        if _opens_nothing(segment, following, decoded.lines):
            builder.note_empty_page(segment)
    export = builder.export(hashlib.sha256(data).hexdigest())
    export.check_accounted()
    return export


def _note_decoding(builder: _Builder, decoded: Decoded) -> None:
    if decoded.assumed:
        builder.note(
            "encodage-suppose",
            Severity.CHECK,
            decoded.assumed_lines[0] if decoded.assumed_lines else 0,
            f"texte lu comme {decoded.assumed}"
            + (f" ({len(decoded.assumed_lines)} lignes)." if decoded.assumed_lines else "."),
            "Vérifiez les accents ; enregistrez de préférence en UTF-8.",
        )
    for line in decoded.damaged_lines:
        builder.note(
            "octet-illisible",
            Severity.CHECK,
            line,
            "un octet illisible est remplacé par « \ufffd ».",
            "Comparez cette ligne avec la page d'origine.",
        )
    if decoded.dropped:
        builder.note(
            "caractere-coupe",
            Severity.CUT,
            len(decoded.lines) - 1,
            f"le fichier s'arrête au milieu d'un caractère (octets retirés : {decoded.dropped}).",
            "Recopiez la page entière.",
        )


def _index_cells(words: str) -> tuple[str, str, int | None] | None:
    """Title, department and year of a row; cut from the right, for a title may hold a pipe."""
    cells = [cell.strip() for cell in words.removesuffix("|").rsplit("|", 2)]
    if len(cells) != 3:  # noqa: PLR2004
        return None
    return cells[0], cells[1], int(cells[2]) if re.fullmatch(r"(19|20)\d\d", cells[2]) else None


def _opens_nothing(
    segment: form.Segment, following: form.Segment | None, lines: Sequence[str]
) -> bool:
    """Whether a page header has neither index nor action behind it."""
    if segment.state != form.PREAMBLE or segment.mark_line is None:
        return False
    bare = not any(lines[line].strip() for line in segment.content)
    headed = normalise(lines[segment.mark_line]) == form.PAGE_HEADER
    last = following is None or (
        following.mark_line is not None
        and normalise(lines[following.mark_line]) == form.PAGE_HEADER
    )
    return bare and headed and last


def _holds_actions(segments: Sequence[form.Segment], lines: Sequence[str]) -> bool:
    """Some label, or behind SENACS's own header the start of an action cut before any."""
    if any(segment.state >= 0 for segment in segments):
        return True
    headed = any(normalise(line) == form.PAGE_HEADER for line in lines)
    return headed and any(segment.state != form.PREAMBLE for segment in segments)


def _no_action(source: str, lines: Sequence[str]) -> InputError:
    solid = [i for i, line in enumerate(lines) if line.strip()] or [0]
    header = next((i for i in solid if normalise(lines[i]) == form.PAGE_HEADER), None)
    if header is None:
        return InputError(source, solid[0] + 1, f"« {_short(lines[solid[0]])} »", _EXPECTED)
    behind = next((i for i in solid if i > header), header)
    return InputError(
        source,
        behind + 1,
        f"« {_short(lines[behind])} » et aucune action ensuite",
        f"une ligne « {form.START} », le titre de l'action, puis « - {FIELDS[0].label} »",
    )


def _short(line: str, width: int = 80) -> str:
    text = " ".join(line.split())
    return text if len(text) <= width else text[: width - 1] + "…"


@dataclass
class _Open:
    """The action being read."""

    first: int
    second_form: bool
    title: str = ""
    texts: dict[str, Text] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    last: int = 0


class _Builder:
    """Turns segments into actions, index rows and findings, placing every line."""

    def __init__(self, source: str, lines: Sequence[str]) -> None:
        self.source, self.lines = source, lines
        self.cut_tail: int | None = None
        self.page = -1
        self.actions: list[RawAction] = []
        self.index: list[IndexRow] = []
        self.findings: list[Finding] = []
        self.field_lines: list[int] = []
        self.structure_lines: list[int] = []
        self.finding_lines: list[int] = []
        self.rows_of_page: Counter[int] = Counter()
        self.actions_of_page: Counter[int] = Counter()
        self.open: _Open | None = None

    def note(
        self, code: str, severity: Severity, line: int, message: str, advice: str = ""
    ) -> None:
        """Add a finding on a 0-based line."""
        text = self.lines[line] if line < len(self.lines) else ""
        self.findings.append(
            Finding(code, severity, self.source, line + 1, _short(text, 200), message, advice)
        )

    def structure(self, *lines: int) -> None:
        """Place 0-based lines as structure."""
        self.structure_lines += (line + 1 for line in lines)

    def stray(self, code: str, severity: Severity, line: int, message: str, advice: str) -> None:
        """Place a 0-based line as a finding of its own."""
        self.note(code, severity, line, message, advice)
        self.finding_lines.append(line + 1)

    def note_empty_page(self, segment: form.Segment) -> None:
        """Add a finding on a page header that opens nothing."""
        assert segment.mark_line is not None
        self.note(
            "page-vide",
            Severity.CHECK,
            segment.mark_line,
            "cet en-tête de page n'est suivi d'aucune action.",
            "S'il appartient au texte qui précède, celui-ci est incomplet.",
        )

    def add(self, segment: form.Segment) -> None:
        """Read one segment."""
        if segment.mark_line is not None:
            self.structure(segment.mark_line)
        content = self._without_cut_tail(segment)
        if segment.state < 0:
            self._close()
        if segment.state == form.PREAMBLE:
            self._read_preamble(segment, content)
        elif segment.state in (form.TITLE, form.TITLE_SECOND):
            self._start(segment, content)
        else:
            self._read_field(segment, content)
        for line in segment.unused:
            if line < content.stop:
                self.note(
                    "libelle-dans-texte",
                    Severity.CHECK,
                    line,
                    f"« {_short(self.lines[line])} » se lit comme un repère de la fiche ; "
                    "il est lu ici comme du texte.",
                    "Vérifiez que le texte et le champ suivant sont au bon endroit.",
                )

    def _without_cut_tail(self, segment: form.Segment) -> range:
        """The content, less a last line that is only the beginning of the next mark."""
        tail = self.cut_tail
        if tail is None or tail not in segment.content:
            return segment.content
        begun = self.lines[tail].strip()
        second_start = begun.startswith(f'{form.START} "')
        if begun and any(
            mark.startswith(begun) or (second_start and mark == form.START)
            for mark in _next_marks(segment.state)
        ):
            self.stray(
                "repere-coupe",
                Severity.CUT,
                tail,
                f"le fichier s'arrête sur « {_short(begun)} », début d'un repère.",
                "Recopiez la page entière.",
            )
            return range(segment.content.start, tail)
        return segment.content

    def _read_preamble(self, segment: form.Segment, content: range) -> None:
        in_table = False
        if segment.mark_line is not None:
            in_table = normalise(self.lines[segment.mark_line]) != form.PAGE_HEADER
            if self.page < 0 or self._page_has_content():
                self.page += 1
        for line in content:
            words = self.lines[line].strip()
            row = _index_cells(words) if in_table else None
            if not words or form.INDEX_RULE.fullmatch(words):
                self.structure(line)
            elif form.is_index_header(words):
                in_table = True
                self.structure(line)
            elif row:
                self.structure(line)
                self._add_row(line, row)
            else:
                self.stray(
                    "hors-fiche",
                    Severity.CHECK,
                    line,
                    "ligne en dehors de toute action.",
                    "Si elle appartient à une action, le début de celle-ci manque.",
                )

    def _page_has_content(self) -> bool:
        return bool(self.actions_of_page[self.page] or self.rows_of_page[self.page])

    def _add_row(self, line: int, cells: tuple[str, str, int | None]) -> None:
        page = max(self.page, 0)
        position = self.rows_of_page[page]
        self.rows_of_page[page] += 1
        title, department, year = cells
        self.index.append(IndexRow(page, position, line + 1, title, department, year))
        if year is None:
            self.note(
                "index-sans-annee",
                Severity.CHECK,
                line,
                "la ligne de l'index ne donne pas d'année lisible.",
                "L'action reste « année non précisée ».",
            )

    def _start(self, segment: form.Segment, content: range) -> None:
        assert segment.mark_line is not None
        self.page = max(self.page, 0)
        second = segment.state == form.TITLE_SECOND
        self.open = _Open(segment.mark_line, second, last=segment.mark_line)
        title_lines = [line for line in content if self.lines[line].strip()]
        blank = [line for line in content if not self.lines[line].strip()]
        self.structure(*blank)
        if second:
            match = form.SECOND_START.fullmatch(self.lines[segment.mark_line].strip())
            self.open.title = match["title"] if match else ""
            self.structure(*title_lines[:1])
            for line in title_lines[1:]:
                self.stray("hors-champ", Severity.CHECK, line, "ligne sans champ.", "")
        else:
            self.open.title = " ".join(self.lines[line].strip() for line in title_lines)
            self.field_lines += (line + 1 for line in title_lines)
        if title_lines:
            self.open.last = title_lines[-1]
        if not self.open.title or (len(title_lines) > 1 and not second):
            self.note(
                "titre-inattendu",
                Severity.CHECK,
                segment.mark_line,
                f"le titre tient sur {len(title_lines)} lignes au lieu d'une."
                if title_lines
                else "le titre manque.",
                "Vérifiez le titre de l'action.",
            )

    def _read_field(self, segment: form.Segment, content: range) -> None:
        assert self.open is not None
        assert segment.mark_line is not None
        field_ = FIELDS[segment.state]
        self.open.places.append(segment.state)
        solid = [line for line in content if self.lines[line].strip()]
        self.open.last = solid[-1] if solid else segment.mark_line
        if field_.kind is Kind.FREE:
            inner = range(solid[0], solid[-1] + 1) if solid else range(0)
            self.structure(*(line for line in content if line not in inner))
            if solid:
                self._keep(field_.column, "\n".join(self.lines[i] for i in inner), inner)
            return
        self.structure(*(line for line in content if not self.lines[line].strip()))
        if field_.kind is Kind.LIST:
            self._read_list(field_.column, solid)
            return
        dashes = [line for line in solid if self.lines[line].strip() == "-"]
        self.structure(*dashes)
        values = [line for line in solid if line not in dashes]
        if field_.column == "territory_again":
            self._read_repeat(values)
        elif values:
            self._read_single(field_.column, values)

    def _keep(self, column: str, value: str, lines: Sequence[int]) -> None:
        assert self.open is not None
        self.open.texts[column] = Text(value, lines[0] + 1)
        self.field_lines += (line + 1 for line in lines)

    def _read_single(self, column: str, solid: list[int]) -> None:
        self._keep(column, "\n".join(form.item_text(self.lines[i]) for i in solid), solid)
        if len(solid) > 1 or not self.lines[solid[0]].strip().startswith("-"):
            self.note(
                "valeur-inattendue",
                Severity.CHECK,
                solid[-1],
                f"« {LABELS[column]} » : une seule valeur derrière un tiret attendue.",
                "La valeur est gardée telle quelle.",
            )

    def _read_list(self, column: str, solid: list[int]) -> None:
        assert self.open is not None
        marks = [
            i
            for i in solid
            if self.lines[i].strip() == "-" or normalise(self.lines[i]) == form.PARTNERS_HEADING
        ]
        self.structure(*marks)
        values = [i for i in solid if i not in marks]
        self.open.lists[column] = tuple(form.item_text(self.lines[i]) for i in values)
        self.field_lines += (line + 1 for line in values)

    def _read_repeat(self, solid: list[int]) -> None:
        """The second « Territoire concerné »: nothing new when it equals the first."""
        assert self.open is not None
        first = self.open.texts.get("territory")
        if first is None and solid:
            self._read_single("territory", solid)
            return
        again = "\n".join(form.item_text(self.lines[i]) for i in solid)
        if first is not None and again == first.value:
            self.structure(*solid)
            return
        for line in solid:
            self.stray(
                "territoire-different",
                Severity.CHECK,
                line,
                "le second « Territoire concerné » diffère du premier.",
                "Le premier est retenu.",
            )

    def _close(self) -> None:
        held, self.open = self.open, None
        if held is None:
            return
        start = form.SECOND_FORM_FIRST if held.second_form else 0
        missing = [
            FIELDS[p].label
            for p in range(start, len(FIELDS))
            if p not in held.places and not FIELDS[p].optional
        ]
        cut = bool(missing) and len(FIELDS) - 1 not in held.places
        if missing:
            self.note(
                "fiche-coupee" if cut else "libelle-absent",
                Severity.CUT if cut else Severity.CHECK,
                held.last,
                f"l'action « {_short(held.title)} » (ligne {held.first + 1}) "
                + (
                    f"s'interrompt : les libellés manquent à partir de « {missing[0]} »."
                    if cut
                    else f"n'a pas de libellé « {' », « '.join(missing)} »."
                ),
                "Recopiez la page entière." if cut else "",
            )
        position = self.actions_of_page[self.page]
        self.actions_of_page[self.page] += 1
        self.actions.append(
            RawAction(
                self.page,
                position,
                held.first + 1,
                held.last + 1,
                held.title,
                held.texts,
                held.lists,
                tuple(missing),
                cut,
                held.second_form,
            )
        )

    def export(self, sha256: str) -> Export:
        """Close the last action and give the whole."""
        self._close()
        return Export(
            self.source,
            sha256,
            len(self.lines),
            tuple(self.actions),
            tuple(self.index),
            tuple(sorted(self.findings, key=lambda finding: finding.line)),
            tuple(self.field_lines),
            tuple(self.structure_lines),
            tuple(self.finding_lines),
        )


def _next_marks(state: int) -> list[str]:
    """The marks that may follow an open state, as they are written."""
    if state == len(FIELDS) - 1 or state == form.PREAMBLE:
        return [form.START, f'{form.START} "', form.PAGE_HEADER]
    marks = []
    for place in range(max(state + 1, 0), len(FIELDS)):
        marks.append(f"- {FIELDS[place].label}")
        if not FIELDS[place].optional:
            break
    return marks
