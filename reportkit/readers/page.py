"""Turns the segments of a page into actions, index rows and findings, placing every line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportkit.errors import AccountingError
from reportkit.readers import form
from reportkit.readers.copied import reads_like_foot
from reportkit.readers.export import Export, IndexRow, RawAction, Text
from reportkit.readers.lines import Lines
from reportkit.schema import FIELDS, LABELS, Finding, Kind, Severity
from reportkit.vocabulary import normalise

_FEW_LABELS = 4  # named one by one where an action lacks them


def short(line: str, width: int = 80) -> str:
    """A line on one row, cut with an ellipsis beyond `width` characters."""
    text = " ".join(line.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _index_cells(words: str) -> tuple[str, str, int | None] | None:
    """Title, department and year of a row; cut from the right, for a title may hold a pipe."""
    cells = [cell.strip() for cell in words.removesuffix("|").rsplit("|", 2)]
    if len(cells) != 3:  # noqa: PLR2004
        return None
    return cells[0], cells[1], int(cells[2]) if re.fullmatch(r"(19|20)\d\d", cells[2]) else None


@dataclass
class _Open:
    """The action being read."""

    first: int
    second_form: bool
    title: str = ""
    texts: dict[str, Text] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    label_lines: dict[str, int] = field(default_factory=dict)
    lines_of_lists: dict[str, tuple[int, ...]] = field(default_factory=dict)
    last: int = 0


class PageBuilder:
    """Turns segments into actions, index rows and findings, placing every line.

    Lines are handled by their place (0-based) among those that the reader gave.
    """

    def __init__(self, source: str, lines: Lines) -> None:
        self.source, self.given, self.lines = source, lines, lines.texts
        self.cut_tail: int | None = None
        self.page = -1
        self.actions: list[RawAction] = []
        self.index: list[IndexRow] = []
        self.findings: list[Finding] = []
        self.fields: list[int] = []
        self.structures: list[int] = []
        self.strays: list[int] = []
        self.rows_of_page: Counter[int] = Counter()
        self.actions_of_page: Counter[int] = Counter()
        self.open: _Open | None = None

    def number(self, line: int) -> int:
        """The 1-based line of the file that a line stands on."""
        return self.given.numbers[line]

    def note(
        self, code: str, severity: Severity, line: int, message: str, advice: str = ""
    ) -> None:
        """Add a finding on a line."""
        text = short(self.lines[line], 200)
        self.findings.append(
            Finding(code, severity, self.source, self.number(line), text, message, advice)
        )

    def structure(self, *lines: int) -> None:
        """Place lines as structure."""
        self.structures += lines

    def stray(self, code: str, severity: Severity, line: int, message: str, advice: str) -> None:
        """Place a line as a finding of its own."""
        self.note(code, severity, line, message, advice)
        self.strays.append(line)

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
        kept = self._without_cut_tail(segment)
        content = [line for line in kept if line not in self.given.outside]
        for line in kept:
            if line in self.given.outside:
                self._set_aside(line)
        if segment.state == form.PREAMBLE:
            self._note_footer()
        if segment.state < 0:
            self._close()
        if segment.state == form.PREAMBLE:
            self._read_preamble(segment, content)
        elif segment.state in (form.TITLE, form.TITLE_SECOND):
            self._start(segment, content)
        else:
            self._read_field(segment, content)
        for line in segment.unused:
            if line < kept.stop:
                self.note(
                    "libelle-dans-texte",
                    Severity.CHECK,
                    line,
                    f"« {short(self.lines[line])} » se lit comme un repère de la fiche ; "
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
                f"le fichier s'arrête sur « {short(begun)} », début d'un repère.",
                "Recopiez la page entière.",
            )
            return range(segment.content.start, tail)
        return segment.content

    def _read_preamble(self, segment: form.Segment, content: Sequence[int]) -> None:
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
                self._set_aside(line)

    def _set_aside(self, line: int) -> None:
        if not self.lines[line].strip():
            self.structure(line)
            return
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
        self.index.append(IndexRow(page, position, self.number(line), title, department, year))
        if year is None:
            self.note(
                "index-sans-annee",
                Severity.CHECK,
                line,
                "la ligne de l'index ne donne pas d'année lisible.",
                "L'action reste « année non précisée ».",
            )

    def _start(self, segment: form.Segment, content: Sequence[int]) -> None:
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
            self.fields += title_lines
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

    def _read_field(self, segment: form.Segment, content: Sequence[int]) -> None:
        assert self.open is not None
        assert segment.mark_line is not None
        field_ = FIELDS[segment.state]
        self.open.places.append(segment.state)
        self.open.label_lines.setdefault(field_.column, self.number(segment.mark_line))
        solid = [line for line in content if self.lines[line].strip()]
        self.open.last = solid[-1] if solid else segment.mark_line
        if field_.kind is Kind.FREE:
            inner = [line for line in content if solid and solid[0] <= line <= solid[-1]]
            self.structure(*set(content).difference(inner))
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
        self.open.texts[column] = Text(value, tuple(self.number(line) for line in lines))
        self.fields += lines

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
        self.open.lines_of_lists[column] = tuple(self.number(line) for line in values)
        self.fields += values

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

    def _note_footer(self) -> None:
        """Say where the last text of a page seems to run on into the page's own foot."""
        text = self.open.texts.get(FIELDS[-1].column) if self.open else None
        if text is None:
            return
        lines = text.value.split("\n")
        foot = next((n for n, line in enumerate(lines) if reads_like_foot(line)), None)
        if foot is not None:
            self.findings.append(
                Finding(
                    "pied-de-page",
                    Severity.CHECK,
                    self.source,
                    text.numbers[foot],
                    short(lines[foot]),
                    "cette ligne ressemble au pied de la page ; elle et les suivantes sont lues "
                    f"comme la fin de « {FIELDS[-1].label} ».",
                    "Effacez-les du fichier si elles n'appartiennent pas à l'action.",
                )
            )

    def _close(self) -> None:
        held, self.open = self.open, None
        if held is None:
            return
        start = form.SECOND_FORM_FIRST if held.second_form else 0
        missing = [
            place
            for place in range(start, len(FIELDS))
            if place not in held.places and not FIELDS[place].optional
        ]
        # A page that shows no label for an empty field leaves out more than the last ones.
        last = max(held.places, default=-1)
        within = [place for place in missing if place < last]
        cut = bool(missing) and not within
        names = [FIELDS[place].label for place in missing]
        if missing:
            self.note(
                "fiche-coupee" if cut else "libelle-absent",
                Severity.CUT if cut else Severity.CHECK,
                held.last if held.places else held.first,
                f"l'action « {short(held.title)} » (ligne {self.number(held.first)}) "
                + (
                    f"s'interrompt : les libellés manquent à partir de « {names[0]} »."
                    if cut
                    else _without(names)
                ),
                "Recopiez la page entière." if cut else "",
            )
        position = self.actions_of_page[self.page]
        self.actions_of_page[self.page] += 1
        self.actions.append(
            RawAction(
                page=self.page,
                position=position,
                first_line=self._first_number(held.first),
                last_line=self.number(held.last),
                title=held.title,
                texts=held.texts,
                lists=held.lists,
                label_lines=held.label_lines,
                list_lines=held.lines_of_lists,
                missing=tuple(names),
                cut=cut,
                second_form=held.second_form,
            )
        )

    def _first_number(self, start: int) -> int:
        """An added start stands on no line of its own: the title behind it is the first."""
        return self.number(start + 1 if start in self.given.added else start)

    def export(self, sha256: str) -> Export:
        """Close the last action and give the whole.

        Raises:
            AccountingError: a line stands nowhere or twice (a defect of ours).
        """
        self._note_footer()
        self._close()
        placed = Counter(self.fields) + Counter(self.structures) + Counter(self.strays)
        if not len(placed) == placed.total() == len(self.lines):
            lost = [n for n in range(len(self.lines)) if placed[n] != 1]
            raise AccountingError(f"{self.source}: places not held once {lost[:9]}")
        fields = {self.number(line) for line in self.fields}
        findings = {self.number(line) for line in self.strays} - fields
        every = range(1, self.given.line_count + 1)
        return Export(
            source_file=self.source,
            sha256=sha256,
            line_count=self.given.line_count,
            actions=tuple(self.actions),
            index=tuple(self.index),
            findings=tuple(sorted(self.findings, key=lambda finding: finding.line)),
            field_lines=tuple(sorted(fields)),
            structure_lines=tuple(n for n in every if n not in fields and n not in findings),
            finding_lines=tuple(sorted(findings)),
        )


def _without(labels: Sequence[str]) -> str:
    """Which labels an action does not show."""
    if len(labels) <= _FEW_LABELS:
        return f"n'a pas de libellé « {' », « '.join(labels)} »."
    return (
        f"n'a pas {len(labels)} des libellés de la fiche, dont « {labels[0]} » ; une page qui ne "
        "montre pas les champs vides se lit ainsi."
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
