"""commentaires/….md: what a team writes into a report, read, checked, laid out.

A file is YAML front matter (who signs, when, and the figures it was written against) and, below,
one level-1 heading for each part. Nothing here writes to disk: the team's words are theirs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple, NoReturn

from markdown_it.token import Token

from reportkit.commenthead import (
    date_of,
    figure_lines,
    figures_of,
    line_of,
    nearest,
    parse_head,
    scalar,
    text_of,
)
from reportkit.commonmark import COMMENT, MARKDOWN, OPENING
from reportkit.errors import CommentError
from reportkit.readers.encoding import LINE_END
from reportkit.vocabulary import fold

FOLDER = "commentaires"
PARTS: Mapping[str, str] = {
    "editorial": "Éditorial",
    "context": "Contexte",
    "outcomes": "Remarques sur les résultats",
    "means": "Remarques sur les moyens",
    "limits": "Remarques sur les limites",
    "perspectives": "Remarques sur les perspectives",
    "conclusion": "Conclusion",
}
"""Parts by key, with their heading, in the order of a new file."""
_ADVICE: Mapping[str, str] = {
    "editorial": "Ce que l'année a eu de marquant, en quelques phrases, pour qui découvre.",
    "context": "Ce qu'il faut savoir du territoire et de la structure pour lire la suite.",
    "outcomes": "Ce que les chiffres ne disent pas ; ce qui explique un écart.",
    "means": "Ce qui manque aux montants et aux effectifs déclarés, ou les explique.",
    "limits": "Ce que l'équipe sait des difficultés, au-delà des fiches.",
    "perspectives": "Ce qui est décidé, ce qui est envisagé, et à quelle condition.",
    "conclusion": "Ce que l'équipe retient, et à qui elle dit merci.",
}
_NOTE = "  # au moment de la rédaction ; ne pas modifier à la main"


@dataclass(frozen=True)
class Comments:
    """What a file holds; `path` is relative to the home folder, with forward slashes.

    `figures` are those of the day of writing, by label. `parts` holds Markdown by key of PARTS,
    word for word, only where the team wrote something.
    """

    path: str
    report: str
    author: str
    role: str
    date: dt.date | None
    figures: Mapping[str, int]
    parts: Mapping[str, str]

    @property
    def lacking(self) -> tuple[str, ...]:
        """The keys that must be filled in before the words are printed."""
        needed = {"auteur": self.author, "date": self.date}
        return tuple(key for key, value in needed.items() if not value)

    @property
    def signed(self) -> bool:
        """Whether author and date are given."""
        return not self.lacking


class Moved(NamedTuple):
    """A figure that is not what it was; None where it is not given."""

    label: str
    then: int | None
    now: int | None


class Remark(NamedTuple):
    """What is to be said of a file, and what to do."""

    message: str
    advice: str


def comment_path(home: Path, report: PurePosixPath) -> Path:
    """`commentaires/<first folder of the report's path>/<stem>.md` in the home folder."""
    return home / FOLDER / report.parts[0] / f"{report.stem}.md"


def read_text(path: Path, home: Path) -> str:
    """The text of a file as it stands, byte order mark and line ends included.

    Raises:
        CommentError: the file cannot be read, or is not in UTF-8.
    """
    name = _name(path, home)
    try:
        data = path.read_bytes()
    except OSError as error:
        advice = "Vérifiez le fichier et ses droits."
        raise CommentError(name, None, f"lecture impossible ({error.strerror}).", advice) from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = 1 + len(LINE_END.findall(data[: error.start].decode("latin-1")))
        advice = "Enregistrez-le de nouveau, en choisissant « UTF-8 »."
        raise CommentError(name, line, "le fichier n'est pas en UTF-8.", advice) from error


def read_comments(path: Path, home: Path) -> Comments:
    """The comments of a file under the home folder.

    Raises:
        CommentError: an unreadable file; broken or missing front matter; an unknown or repeated
            key or heading; text above the first heading; a comment that does not end.
    """
    return parse_comments(read_text(path, home), _name(path, home))


def parse_comments(text: str, path: str) -> Comments:
    """`read_comments` of a text; `path` names it in errors.

    Raises:
        CommentError: as `read_comments`.
    """
    head = parse_head(text, path)
    return Comments(
        path,
        text_of(head, "rapport"),
        text_of(head, "auteur"),
        text_of(head, "fonction"),
        date_of(head),
        figures_of(head),
        _parse_parts(text[head.body :], line_of(text, head.body), path),
    )


def moved_figures(comments: Comments, figures: Mapping[str, int]) -> list[Moved]:
    """The figures that differ from those of the day of writing, in the order of today's."""
    then = comments.figures
    labels = [*figures, *(label for label in then if label not in figures)]
    both = (Moved(label, then.get(label), figures.get(label)) for label in labels)
    return [moved for moved in both if moved.then != moved.now]


def tell_moved(comments: Comments, moved: Iterable[Moved]) -> Remark:
    """What is to be said of a file whose figures have moved."""
    told = " ; ".join(_told(one) for one in moved)
    return Remark(
        f"{comments.path} : des chiffres ont changé depuis la rédaction ({told}).",
        "Relisez le texte, puis « reportkit comments reviewed ».",
    )


def _told(moved: Moved) -> str:
    then = "absent" if moved.then is None else moved.then
    return f"{moved.label} : {then}, maintenant {'absent' if moved.now is None else moved.now}"


def tell_unsigned(comments: Comments) -> Remark:
    """What is to be said of a file that nobody has signed."""
    return Remark(
        f"{comments.path} : il manque {', '.join(comments.lacking)}.",
        "Complétez l'en-tête. Le texte n'est pas imprimé.",
    )


def tell_orphan(path: str) -> Remark:
    """What is to be said of a file that no report bears the name of."""
    return Remark(
        f"{path} : aucun rapport ne porte ce nom.", "Vérifiez le nom du fichier, ou effacez-le."
    )


def lay_out(report: str, figures: Mapping[str, int], parts: Sequence[str]) -> str:
    """The text of a new file for a report, unsigned and without words; `parts` are keys of PARTS.

    The figures stand in the front matter, and for the eye under the first heading.
    """
    head = [
        "---",
        f"rapport: {scalar(report)}",
        *(f"{key}:" for key in ("auteur", "fonction", "date")),
        f"chiffres:{_NOTE}",
        *(f"  {line}" for line in figure_lines(figures)),
        "---",
    ]
    told = " ; ".join(f"{label} : {count}" for label, count in figures.items())
    body: list[str] = []
    for key in parts:
        body += ["", f"# {PARTS[key]}", "", f"<!-- {_ADVICE[key]} -->"]
        if told and key == parts[0]:
            body.append(f"<!-- Chiffres à la création du fichier : {_commented(told)} -->")
    return "\n".join([*head, *body, ""])


def _name(path: Path, home: Path) -> str:
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else path.as_posix()


def _commented(text: str) -> str:
    """Text that cannot end the comment it stands in."""
    return re.sub("-(?=[->])", "- ", " ".join(text.split()))


def _parse_parts(body: str, first_line: int, path: str) -> dict[str, str]:
    """The parts that say something; `body` starts on line `first_line` (1-based) of the file."""
    tokens = MARKDOWN.parse(body)
    lines = LINE_END.split(body)

    def fail(line: int, problem: str, advice: str) -> NoReturn:
        raise CommentError(path, first_line + line, problem, advice)

    for line, problem, advice in _slips(tokens, lines):
        fail(line, problem, advice)
    known = {fold(heading): key for key, heading in PARTS.items()}
    headings = [
        (*_span(token), COMMENT.sub("", tokens[n + 1].content).strip())
        for n, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h1" and token.level == 0
    ]
    starts = [*(start for start, _, _ in headings), len(lines)]
    _refuse_text_above(lines[: starts[0]], fail)
    found: dict[str, str] = {}
    for (start, end, title), following in zip(headings, starts[1:], strict=True):
        key = known.get(fold(title))
        if key is None:
            fail(start, f"la partie « {title} » est inconnue.", nearest(title, [*PARTS.values()]))
        if key in found:
            problem = f"la partie « {PARTS[key]} » est donnée deux fois."
            fail(start, problem, "Réunissez les deux textes sous un seul titre.")
        found[key] = _without_blank_ends(lines[end:following])
    return {key: text for key, text in found.items() if COMMENT.sub("", text).strip()}


def _span(token: Token) -> tuple[int, int]:
    start, end = token.map or (0, 0)
    return start, end


def _refuse_text_above(lines: Sequence[str], fail: Any) -> None:
    blanked = COMMENT.sub(lambda match: "\n" * match.group().count("\n"), "\n".join(lines))
    for number, line in enumerate(blanked.split("\n")):
        if line.strip():
            problem = "du texte précède le premier titre."
            fail(number, problem, f"Mettez-le sous un titre, comme « # {PARTS['editorial']} ».")


def _slips(tokens: Iterable[Token], lines: Sequence[str]) -> Iterable[tuple[int, str, str]]:
    """Slips that would move or hide words unseen: line of the body (0-based), problem, advice."""
    headings = {fold(heading) for heading in PARTS.values()}
    for token in tokens:
        start, end = _span(token)
        said = [c.content for c in token.children or () if c.type == "text"]
        if token.type == "html_block":
            said = [COMMENT.sub("", token.content)]
        if any(OPENING in text for text in said):
            line = next((n for n in range(start, end) if OPENING in lines[n]), start)
            yield line, f"un commentaire « {OPENING} » n'est pas fermé.", "Fermez-le par « --> »."
        if token.type == "fence" and token.level == 0:
            closing = rf" {{0,3}}{token.markup}{token.markup[0]}*[ \t]*"
            if end - 1 == start or not re.fullmatch(closing, lines[end - 1]):
                problem = f"un bloc de code « {token.markup} » n'est pas fermé."
                yield start, problem, f"Fermez-le par « {token.markup} »."
        for number, held in enumerate(lines[start:end] if token.type == "inline" else ()):
            if re.match(r" {0,3}#[^#\s]", held) and fold(held.strip()[1:]) in headings:
                problem = f"« {held.strip()} » n'est pas lu comme un titre."
                yield start + number, problem, "Mettez une espace après « # »."


def _without_blank_ends(lines: Sequence[str]) -> str:
    said = [number for number, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[said[0] : said[-1] + 1]) if said else ""
