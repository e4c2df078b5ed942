"""What shows in the wording itself: repeats, glued words, cut sentences, stray signs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from operator import eq

from reportkit.findings.glued import case_boundaries, glued_in
from reportkit.findings.screen import CASED, STRAY
from reportkit.schema import LABELS, Finding, Severity
from reportkit.sheet import Sheet

_LONGEST_WORD = 20  # signs: no single word that could be stray is longer
LONG_ENOUGH = 40  # signs: a shorter repeat is a set phrase more often than a slip

# « nous nous retrouvons », « on le fait faire faire »: twice on purpose.
_TWICE_ON_PURPOSE = frozenset({"bien", "faire", "non", "nous", "oui", "si", "très", "vous"})
_TWICE = re.compile(r"(?<![\w'-])([^\W\d_]+)[ \t]+\1(?![\w'-])")
_OPEN_ENDS = frozenset({
    "à", "afin", "au", "aux", "avec", "car", "ce", "ces", "cet", "cette", "chez", "comme", "d'",
    "dans", "de", "des", "dont", "du", "en", "entre", "et", "l'", "la", "le", "les", "leur",
    "leurs", "lorsque", "mais", "nos", "notre", "ou", "par", "parce", "pour", "pendant", "puis",
    "puisque", "qu'", "que", "quand", "qui", "sa", "ses", "son", "sous", "sur", "un", "une", "vers",
})  # fmt: skip
_PIECE = re.compile(r"[^.!?…:\n]+")
_TWO_COLONS = re.compile(r":\s*\([^()\n]*\)\s*:")
_ENDS = (".", "!", "?", "…", "»")
_EDGES = ' \t-–•*"»«)('


@dataclass(frozen=True)
class _Place:
    column: str
    start: int
    end: int


def pieces_of(text: str) -> list[str]:
    """The sentences and clauses of a plain text that are worth comparing, in its order.

    Cut at `. ! ? … :` and line breaks, glued or not, without what merely opens and closes them.
    """
    for sign in "!?…:\n":
        text = text.replace(sign, ".")
    pieces = [piece for piece in text.split(".") if len(piece) >= LONG_ENOUGH]
    return [s for piece in pieces if len(s := piece.strip(_EDGES)) >= LONG_ENOUGH]


def find_repeats(
    sheet: Sheet, lines: list[str], pieces: list[str], marks: int
) -> Iterator[Finding]:
    """`paragraphe-repete` and `phrase-repetee`.

    A paragraph (a line of 40 signs or more) that stands more than once in the texts of an action
    gives one finding, on its second place. So does a sentence or clause of 40 signs or more in
    lines that are not themselves repeats, also where it is glued to itself; of several that
    follow each other the first is told.
    """
    long = [words for line in lines if len(words := line.strip(_EDGES)) >= LONG_ENOUGH]
    twice = {line for line, times in Counter(long).items() if times > 1} if _any(long) else set()
    if not twice and not _any(pieces) and not marks & CASED:
        return
    yield from _paragraphs(sheet, twice)
    yield from _sentences(sheet, twice)


def _any(parts: list[str]) -> bool:
    return len(set(parts)) < len(parts)


def _paragraphs(sheet: Sheet, twice: set[str]) -> Iterator[Finding]:
    places: dict[str, list[_Place]] = defaultdict(list)
    for column, text in sheet.plain.items():
        for start, end in _line_bounds(text):
            if (words := text[start:end].strip(_EDGES)) in twice:
                places[words].append(_Place(column, start, end))
    kind = ("paragraphe-repete", Severity.CHECK)
    for at in places.values():
        yield _repeat(sheet, kind, "ce paragraphe", at)


def _sentences(sheet: Sheet, twice: set[str]) -> Iterator[Finding]:
    places: dict[str, list[_Place]] = defaultdict(list)
    order: list[str | None] = []
    for column, text in sheet.plain.items():
        for start, end in _line_bounds(text):
            order.append(None)
            if text[start:end].strip(_EDGES) in twice:
                continue
            for first, last in _piece_bounds(text, start, end):
                words = text[first:last].strip(_EDGES)
                if len(words) >= LONG_ENOUGH:
                    begin = text.index(words, first)
                    places[words].append(_Place(column, begin, begin + len(words)))
                    order.append(words)
    kind = ("phrase-repetee", Severity.CHECK)
    follows = dict(zip(islice(order, 1, None), order, strict=False))
    for words, at in places.items():
        before = follows.get(words)
        if len(at) > 1 and not (before and len(places[before]) > 1 and before != words):
            yield _repeat(sheet, kind, "cette phrase", at)


def _line_bounds(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _piece_bounds(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for piece in _PIECE.finditer(text, start, end):
        cuts = [piece.start() + cut for cut in case_boundaries(piece.group())]
        yield from zip([piece.start(), *cuts], [*cuts, piece.end()], strict=True)


def _repeat(sheet: Sheet, kind: tuple[str, Severity], what: str, at: list[_Place]) -> Finding:
    first, second = at[0], at[1]
    return sheet.notice(
        kind,
        (second.column, second.start, second.end),
        f"{what} est écrit{'e' if what.startswith('cette') else ''} {len(at)} fois, d'abord sous "
        f"« {LABELS[first.column]} » (ligne {sheet.line_of(first.column, first.start)}).",
        "Gardez une seule fois ce qui est répété par erreur.",
    )


def find_glued(sheet: Sheet, column: str, glued: set[str]) -> Iterator[Finding]:
    """`phrases-collees`: sentences or words without a space between them (see `glued_in`).

    `glued` are the words of the text that hold such a place. One finding a line, quoting them.
    """
    text = sheet.plain[column]
    for start, end in _line_bounds(text):
        line = text[start:end]
        found = [part for chunk in line.split() if chunk in glued and (part := glued_in(chunk))]
        if not found:
            continue
        at = start + line.index(found[0])
        quoted = ", ".join(f"« {part} »" for part in found)
        yield sheet.notice(
            ("phrases-collees", Severity.CHECK),
            (column, at, at + len(found[0])),
            f"des mots ou des phrases sont collés : {quoted}.",
            "Ajoutez l'espace qui manque.",
        )


def find_truncated(sheet: Sheet, column: str, lines: list[str]) -> Iterator[Finding]:
    """`texte-interrompu`: a text that stops before its end.

    That is: a text whose last sign is a comma or an opening bracket, or whose last word is an
    article, a preposition or a conjunction; a list whose items all end with a comma is none. Or
    a line of one word that cannot stand alone, or that the next line begins with again.
    """
    last = lines[-1].rstrip()
    short = len(lines) > 1 and min(map(len, lines)) <= _LONGEST_WORD
    if not short and last.endswith(_ENDS):
        return
    start = 0
    for line, following in zip(lines, islice(lines, 1, None), strict=False):
        if len(line) <= _LONGEST_WORD and _is_left_over(line.strip(), following):
            yield _truncated(sheet, column, start, "ce mot est resté seul sur sa ligne.")
        start += len(line) + 1
    word = last.rpartition(" ")[2].rpartition("'")
    open_end = last.endswith(("(", "[", "«")) or (
        (word[2] or word[0] + word[1]).casefold() in _OPEN_ENDS and " " in last
    )
    comma = last.endswith(",") and not (
        last.lstrip().startswith("-")
        and any(line.lstrip().startswith("-") and line.rstrip()[-1:] == "," for line in lines[:-1])
    )
    if open_end or comma:
        yield _truncated(sheet, column, start, "le texte s'arrête avant la fin de sa phrase.")


def _is_left_over(word: str, following: str) -> bool:
    if not word.isalpha() or not (following := following.strip()):
        return False
    again = following.split(maxsplit=1)[0] == word
    return again or (word.casefold() in _OPEN_ENDS and not following[0].islower())


def _truncated(sheet: Sheet, column: str, start: int, message: str) -> Finding:
    return sheet.notice(
        ("texte-interrompu", Severity.CHECK),
        (column, start, start + 1),
        f"« {LABELS[column]} » : {message}",
        "Complétez le texte, ou retirez ce qui reste.",
    )


def find_stray_signs(sheet: Sheet, column: str, marks: int) -> Iterator[Finding]:
    """`caractere-isole`: a lone diaeresis, an unreadable sign, colons set twice.

    Also a bracket that opens and is never closed in its text.
    """
    text = sheet.plain[column]
    found: list[tuple[int, str]] = []
    if marks & STRAY:
        for sign, what in (
            ("¨", "un tréma isolé"),
            ("\ufffd", "un caractère illisible"),
            ("::", "deux-points doublés"),
        ):
            if sign in text:
                found.append((text.index(sign), what))
    if "):" in text or ") :" in text:
        colons = _TWO_COLONS.search(text)
        if colons:
            found.append((colons.start(), "deux-points doublés autour d'une parenthèse"))
    if text.count("(") > text.count(")"):
        opening = _never_closed(text)
        if opening is not None:
            found.append((opening, "une parenthèse n'est pas refermée"))
    for at, what in found:
        yield sheet.notice(
            ("caractere-isole", Severity.CHECK),
            (column, at, at + 1),
            f"« {LABELS[column]} » : {what}.",
            "Vérifiez ce passage.",
        )


def _never_closed(text: str) -> int | None:
    """The first bracket left open; a smiley opens nothing."""
    opened: list[int] = []
    for at, sign in enumerate(text):
        if sign == "(" and text[at - 1 : at] not in (":", ";"):
            opened.append(at)
        elif sign == ")" and opened:
            opened.pop()
    return opened[0] if opened else None


def find_repeated_words(sheet: Sheet, column: str, words: list[str]) -> Iterator[Finding]:
    """`mot-repete`: the same word twice running on a line, and not on purpose (`nous nous`)."""
    text = sheet.plain[column]
    if not any(map(eq, words, islice(words, 1, None))):
        return
    for match in _TWICE.finditer(text):
        word = match[1]
        if word in _TWICE_ON_PURPOSE or word[0].isupper():
            continue
        yield sheet.notice(
            ("mot-repete", Severity.CHECK),
            (column, match.start(), match.end()),
            f"« {LABELS[column]} » : le mot « {word} » est écrit deux fois de suite.",
            "Retirez l'un des deux.",
        )
