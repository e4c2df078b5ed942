"""The front matter of a team's comments: who signs, when, the figures of the day of writing.

Values are taken as they are written (`auteur: Non` is a name), each with its place in the file, so
that the figures can be replaced and every other character stays.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import yaml

from reportkit.errors import CommentError
from reportkit.readers.encoding import LINE_END
from reportkit.vocabulary import fold

KEYS = ("rapport", "auteur", "fonction", "date", "chiffres")
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)"),
    re.compile(r"(?P<d>\d\d?)/(?P<m>\d\d?)/(?P<y>\d{4})"),
    re.compile(rf"(?:le )?(?P<d>\d\d?)(?: ?er)? (?P<m>{'|'.join(_MONTHS)}) (?P<y>\d{{4}})"),
)
_RULE = re.compile(r"(?:\A|(?<=[\r\n\ufeff]))---[ \t]*(?=[\r\n]|\Z)")
_PLAIN = re.compile(r"[^\W\d_][\w ’'(),.«»%/-]*(?<! )")
_COUNT = re.compile(r"-?[0-9]{1,15}")


class Head(NamedTuple):
    """The front matter of a text: its place in it, and nodes of keys and values by key.

    `start` and `end` are where the YAML stands, `body` where the parts begin, `column` the
    indentation of the keys; `path` names the text in errors.
    """

    text: str
    path: str
    start: int
    end: int
    body: int
    column: int
    nodes: Mapping[str, tuple[Any, Any]]

    def error(self, node: Any, problem: str, advice: str) -> CommentError:
        """The error that names the line of a node."""
        line = line_of(self.text, self.start + node.start_mark.index)
        return CommentError(self.path, line, problem, advice)


def refreshed(text: str, figures: Mapping[str, int], path: str = "commentaire") -> str:
    """The text with today's figures under `chiffres`, every other character as it was.

    `path` names the text in errors.

    Raises:
        CommentError: the front matter is missing or broken.
    """
    head = parse_head(text, path)
    end_of_line = LINE_END.search(text)
    feed = end_of_line.group() if end_of_line else "\n"
    indent = " " * (head.column + 2)
    lines = figure_lines(figures)
    if "chiffres" not in head.nodes:
        block = "".join(f"{indent}{line}{feed}" for line in lines)
        return f"{text[: head.end]}{indent[2:]}chiffres:{feed}{block}{text[head.end :]}"
    key, value = head.nodes["chiffres"]
    start, end = head.start + value.start_mark.index, head.start + value.end_mark.index
    if start == end:  # nothing but, perhaps, a comment on that line
        after_key = LINE_END.search(text, head.start + key.end_mark.index)
        start = end = after_key.start() if after_key else head.end
    elif isinstance(value, yaml.MappingNode) and not value.flow_style:
        indent = " " * value.start_mark.column
        end = head.start + value.value[-1][1].end_mark.index
    if value.start_mark.line == key.end_mark.line:
        indent = " " * (head.column + 2)
        lines = ["", *lines]
    return text[:start] + f"{feed}{indent}".join(lines) + text[end:]


def line_of(text: str, index: int) -> int:
    """The 1-based line of a place in a text."""
    return 1 + len(LINE_END.findall(text[:index]))


def scalar(text: str) -> str:
    """A text as a YAML scalar on one line, quoted where it must be."""
    if _PLAIN.fullmatch(text):
        return text
    quoted = yaml.safe_dump(text, allow_unicode=True, width=math.inf, default_style='"')
    return str(quoted).rstrip("\n")


def figure_lines(figures: Mapping[str, int]) -> list[str]:
    """Figures as lines of YAML."""
    return [f"{scalar(label)}: {int(count)}" for label, count in figures.items()] or ["{}"]


def nearest(wanted: str, known: Sequence[str]) -> str:
    """Advice that names the known name which a name comes nearest to, else all of them."""
    by_fold = {fold(name): name for name in known}
    near = difflib.get_close_matches(fold(wanted), by_fold, n=1)
    if near:
        return f"Vouliez-vous dire « {by_fold[near[0]]} » ?"
    return f"Sont connus : {', '.join(f'« {name} »' for name in known)}."


def parse_head(text: str, path: str) -> Head:
    """The front matter of a text; `path` names it in errors.

    Raises:
        CommentError: no front matter, one without an end, broken YAML, an unknown or repeated key.
    """
    opening = _RULE.match(text, 1 if text.startswith("\ufeff") else 0)
    first = opening and LINE_END.match(text, opening.end())
    if not first:
        advice = "Le fichier commence par « --- » ; « reportkit comments new » en prépare un."
        raise CommentError(path, 1, "l'en-tête manque.", advice)
    closing = _RULE.search(text, first.end())
    if not closing:
        advice = "Ajoutez une ligne « --- » sous la dernière ligne de l'en-tête."
        raise CommentError(path, 1, "l'en-tête n'est pas fermé.", advice)
    start, end = first.end(), closing.start()
    root = _compose(text, start, end, path)
    nodes: dict[str, tuple[Any, Any]] = {}
    for key, value in root.value if root else ():
        line = line_of(text, start + key.start_mark.index)
        name = key.value if isinstance(key, yaml.ScalarNode) else "…"
        known = {fold(k): k for k in KEYS}.get(fold(name))
        if known is None:
            problem = f"la clé « {name} » est inconnue."
            raise CommentError(path, line, problem, nearest(name, KEYS))
        if known in nodes:
            advice = "Gardez-en une."
            raise CommentError(path, line, f"la clé « {known} » est donnée deux fois.", advice)
        nodes[known] = key, value
    column = root.start_mark.column if root else 0
    return Head(text, path, start, end, closing.end(), column, nodes)


def _compose(text: str, start: int, end: int, path: str) -> Any:
    """The front matter as YAML nodes: every value as written, with its place. None if empty."""
    index = 0
    try:
        root = yaml.compose(text[start:end], Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        index = mark.index if mark else getattr(error, "position", 0)
    else:
        if root is None or (isinstance(root, yaml.MappingNode) and not root.flow_style):
            return root
    raise CommentError(
        path,
        line_of(text, start + index),
        "l'en-tête ne se lit pas.",
        "Écrivez « clé: valeur », une par ligne ; mettez entre guillemets droits une valeur qui "
        "contient « : » ou « # ».",
    )


def text_of(head: Head, key: str) -> str:
    """The text that a key holds, empty where it holds none.

    Raises:
        CommentError: a list or a mapping stands there.
    """
    _, node = head.nodes.get(key, (None, None))
    if node is None:
        return ""
    if not isinstance(node, yaml.ScalarNode):
        raise head.error(node, f"« {key} » attend un texte.", "Mettez-le entre guillemets droits.")
    return "" if node.value == "~" else str(node.value).strip()


def date_of(head: Head) -> dt.date | None:
    """The day of `date`: 2025-03-01, 1/3/2025 or « 1er mars 2025 »; None where none is given.

    Raises:
        CommentError: what stands there is no date.
    """
    value = text_of(head, "date")
    if not value:
        return None
    for form in _DATES:
        match = form.fullmatch(fold(value))
        if match:
            month = match["m"]
            number = int(month) if month.isdecimal() else _MONTHS.index(month) + 1
            try:
                return dt.date(int(match["y"]), number, int(match["d"]))
            except ValueError:
                break
    advice = "Écrivez AAAA-MM-JJ, JJ/MM/AAAA ou « 1er mars 2025 »."
    raise head.error(head.nodes["date"][1], f"« {value} » n'est pas une date.", advice)


def figures_of(head: Head) -> dict[str, int]:
    """The figures under `chiffres`, by label.

    Raises:
        CommentError: one is no whole number, or given twice.
    """
    _, node = head.nodes.get("chiffres", (None, None))
    if node is None or (isinstance(node, yaml.ScalarNode) and node.value in ("", "~")):
        return {}
    advice = "Remettez ce qui y était : « chiffres » ne se modifie pas à la main."
    if not isinstance(node, yaml.MappingNode):
        raise head.error(node, "« chiffres » attend un nom et un nombre par ligne.", advice)
    figures: dict[str, int] = {}
    for label, count in node.value:
        if not isinstance(label, yaml.ScalarNode) or label.value in figures:
            raise head.error(label, "ce chiffre ne se lit pas, ou est donné deux fois.", advice)
        if not isinstance(count, yaml.ScalarNode) or not _COUNT.fullmatch(count.value):
            problem = f"« {label.value} » n'est pas suivi d'un nombre entier."
            raise head.error(count, problem, advice)
        figures[label.value] = int(count.value)
    return figures
