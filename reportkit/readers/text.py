"""Reads the text of SENACS pages: copied, pasted, or saved as .txt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportkit.errors import InputError
from reportkit.printable import clean
from reportkit.readers import form
from reportkit.readers.content import Content
from reportkit.readers.copied import restore_dashes
from reportkit.readers.encoding import Note
from reportkit.readers.export import Export
from reportkit.readers.indexes import Copy, restore_indexes
from reportkit.readers.lines import Lines
from reportkit.readers.page import PageBuilder, short
from reportkit.schema import FIELDS, Severity
from reportkit.vocabulary import normalise

_EXPECTED = f"« {form.PAGE_HEADER} », ou une ligne « {form.START} » suivie du titre d'une action"

_RESTORED = (
    "la copie a perdu les tirets des intitulés ou les barres de l'index ; ils sont rétablis à la "
    "lecture."
)
_IDLE = (
    "« Actions » se lit comme un repère de la fiche ; l'index de la page n'annonce pas d'autre "
    "action : il est lu ici comme du texte."
)
_COMPARE = "Comparez le nombre d'actions et les années avec la page."


def read_text(content: Content) -> Export:
    """Read the lines of a text export.

    Raises:
        InputError: a text without any action.
        AccountingError: a line stands nowhere or twice (a defect of ours).
    """
    copy = restore_indexes(content.decoded.lines)
    export = _read_copy(copy, content)
    if copy.behind <= {row.line - 1 for row in export.index}:
        return export
    # What looked like an index behind its actions reads as a text's own table.
    return _read_copy(restore_indexes(content.decoded.lines, behind=False), content)


def _read_copy(copy: Copy, content: Content) -> Export:
    decoded = content.decoded
    texts = restore_dashes(copy.texts, terminated=decoded.terminated)
    notes = decoded.notes
    changed = (
        place
        for place, text in zip(copy.places, texts, strict=True)
        if text != decoded.lines[place]
    )
    first = next(changed, None)
    if first is not None:
        notes = (*notes, Note("copie-sans-reperes", Severity.INFO, first, _RESTORED, _COMPARE))
    lines = Lines(
        texts,
        [place + 1 for place in copy.places],
        len(decoded.lines),
        added=frozenset(copy.added),
        outside=frozenset(copy.outside),
        terminated=decoded.terminated,
    )
    return read_lines(lines, content, notes)


def read_lines(given: Lines, content: Content, notes: Sequence[Note]) -> Export:
    """Read lines in the form of the copied text, wherever they come from.

    `notes` is what was noticed while the bytes became these lines.

    Raises:
        InputError, AccountingError: as `read_text`.
    """
    export = _build(given, content)
    idle = _idle_start(export, given)
    if idle is not None:
        marks = frozenset(range(len(given.texts))) if given.marks is None else given.marks
        export = _build(replace(given, marks=marks - {idle}), content)
        notes = (*notes, Note("libelle-dans-texte", Severity.CHECK, given.numbers[idle] - 1, _IDLE))
    export = export.with_notes(notes, content.decoded.lines)
    export.check_accounted()
    return export


def _build(given: Lines, content: Content) -> Export:
    builder = PageBuilder(content.source, given)
    lines = list(given.texts)
    if not given.terminated and form.begins_a_mark(lines[-1]):
        builder.cut_tail = len(lines) - 1
        lines[-1] = ""  # no text to weigh: which mark it begins is seen once the rest is read
    for line in given.outside:
        lines[line] = ""
    segments = form.segment(lines, given.marks)
    if not _holds_actions(segments, given.texts):
        raise _no_action(content.source, given)
    for segment, following in zip(segments, [*segments[1:], None], strict=True):
        builder.add(segment)
        if _opens_nothing(segment, following, given.texts):
            builder.note_empty_page(segment)
    return builder.export(content.sha256)


def _idle_start(export: Export, given: Lines) -> int | None:
    """The place of a last start without any label that the index of its page does not announce.

    A copy cut behind a title and a text that holds « Actions » near its end look alike; an
    index that lists all the other actions of the page tells them apart.
    """
    last = export.actions[-1] if export.actions else None
    if last is None or last.label_lines or last.second_form:
        return None
    announced = sum(row.page == last.page for row in export.index)
    if not announced or announced != last.position:
        return None
    return next(
        (n for n, number in enumerate(given.numbers) if number == last.first_line
         and given.texts[n].strip() == form.START), None,
    )  # fmt: skip


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


def _no_action(source: str, given: Lines) -> InputError:
    lines = given.texts
    solid = [i for i, line in enumerate(lines) if line.strip()] or [0]
    header = next((i for i in solid if normalise(lines[i]) == form.PAGE_HEADER), None)
    if header is None:
        found = f"« {short(clean(lines[solid[0]]))} »"
        return InputError(source, given.numbers[solid[0]], found, _EXPECTED)
    behind = next((i for i in solid if i > header), header)
    return InputError(
        source,
        given.numbers[behind],
        f"« {short(clean(lines[behind]))} » et aucune action ensuite",
        f"une ligne « {form.START} », le titre de l'action, puis « - {FIELDS[0].label} »",
    )
