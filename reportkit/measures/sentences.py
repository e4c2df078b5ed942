"""French sentences of a text, each on one line of the file, with what stands before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reportkit.measures.fact import Fact, Said
from reportkit.sheet import Sheet


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# A full stop behind these ends no sentence; « etc. » does where a capital follows.
_ABBREVIATIONS = _words(
    "m mm mme mmes mlle mr dr me st ste art p pp ex cf n no env max min tel tél resp hab av apr "
    "bd vol éd ed réf ref approx chap fig sec s h j-c c.-à-d i.e e.g nb adr dép dept janv févr fév "
    "avr juil sept oct nov déc jr asso assoc"
)
_STOP = re.compile(
    r"""(?P<sign>[.!?…]+)(?P<closing>[\s]*[»”"')\]]+)?
        (?:(?P<space>\s+)(?=\S)|(?P<glued>(?=[A-ZÀÂÇÉÈÊËÎÏÔÛÙÜŒ«“])))""",
    re.VERBOSE,
)
_BULLET = re.compile(r"\s*(?:[-–—•●▪◦*·o➢➤►✓]|\d{1,2}\s?[.)°](?=\s)|[a-z]\))\s+|\s*[-–—•●▪➢➤►✓]")
_WORD_BEFORE = re.compile(r"[\w.'’-]+$")


@dataclass(frozen=True)
class Sentence:
    """A sentence, a heading or an item of a list, in a field of an action.

    `start` is its offset in the text of the field; `text` is as written, without its bullet;
    `item` says that it opens a line with a bullet; `head` is the line above a list's items
    that ends in a colon, as written, else empty.
    """

    sheet: Sheet
    column: str
    line: int
    start: int
    text: str
    item: bool
    head: str = ""

    @cached_property
    def plain(self) -> str:
        """The same with straight apostrophes and ordinary spaces, sign for sign."""
        return self.sheet.plain[self.column][self.start : self.start + len(self.text)]

    @property
    def row(self) -> int:
        """The 0-based line of the field's text; those of a table's cell share their `line`."""
        return self.sheet.texts[self.column].count("\n", 0, self.start)

    @cached_property
    def low(self) -> str:
        """`plain` in small letters, sign for sign."""
        lowered = self.plain.lower()
        return lowered if len(lowered) == len(self.plain) else self.plain

    def fact(self, measure: str, said: Said, span: tuple[int, int] | None = None) -> Fact:
        """A fact that the sentence states; `span` is the place in it of the words that do."""
        start, end = span or (0, len(self.text))
        return Fact(
            action_id=self.sheet.action_id,
            source_file=self.sheet.source_file,
            action=self.sheet.position,
            title=self.sheet.title,
            measure=measure,
            value=said.value,
            low=said.bounds[0],
            high=said.bounds[1],
            unit=said.unit,
            type=said.type,
            certainty=said.certainty,
            quote=self.text[start:end].strip(),
            field=self.column,
            line=self.line,
            second_type=said.second_type,
            rule=said.rule,
        )


def sentences_of(sheet: Sheet) -> dict[str, list[Sentence]]:
    """The sentences of every free text of an action, by column, in the form's order."""
    return {column: list(_sentences(sheet, column)) for column in sheet.texts}


def _sentences(sheet: Sheet, column: str) -> Iterator[Sentence]:
    offset, head = 0, ""
    for written in sheet.texts[column].split("\n"):
        bullet = _BULLET.match(written)
        content = bullet.end() if bullet else 0
        item = bullet is not None
        if not item and written.strip():
            head = ""
        for start, end in split_sentences(written[content:]):
            first = offset + content + start
            text = written[content + start : content + end]
            line = sheet.line_of(column, first)
            yield Sentence(sheet, column, line, first, text, item and start == 0, head)
        if written.rstrip().endswith(":"):
            head = written.strip()
        offset += len(written) + 1


def split_sentences(line: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of one line, blank ones left out.

    A full stop ends none behind an abbreviation, an initial or a figure that goes on, nor
    within « … »; where a capital is glued to a full stop behind a small letter, it does.
    """
    spans = []
    start = 0
    for stop in _STOP.finditer(line):
        if _goes_on(line, start, stop):
            continue
        end = stop.end("closing") if stop["closing"] else stop.end("sign")
        spans.append((start, end))
        start = end
    spans.append((start, len(line)))
    return [trimmed for span in spans if (trimmed := _trim(line, *span)) is not None]


def _goes_on(line: str, start: int, stop: re.Match[str]) -> bool:
    before = line[start : stop.start()]
    quoted = before.count("«") > before.count("»") and "»" in line[stop.start() :]
    if quoted and "»" not in (stop["closing"] or ""):
        return True
    following = line[stop.end() : stop.end() + 1]
    bracketed = ")" in (stop["closing"] or "") and following.isdigit()
    if bracketed or (following and following in ":;,"):
        return True
    if stop["sign"] != ".":
        # « Quoi ? » then a small letter: the sentence goes on.
        return following.islower() and stop["glued"] is None
    word = match.group().lower() if (match := _WORD_BEFORE.search(before)) else ""
    if stop["glued"] is not None:
        # Glued sentences, not « S.A.R.L. » nor « www.Site ».
        return len(word) < 3 or "." in word or word == "www" or not before[-1:].islower()  # noqa: PLR2004
    if word in ("etc", "..."):
        return following.islower()
    initial = re.fullmatch(r"(?:\w\.)*\w", word) is not None and before[-1:].isupper()
    return initial or word in _ABBREVIATIONS or following.islower()


def _trim(line: str, start: int, end: int) -> tuple[int, int] | None:
    part = line[start:end]
    stripped = part.strip()
    if not any(map(str.isalnum, stripped)):
        return None
    first = start + part.index(stripped)
    return first, first + len(stripped)
