"""What a browser does to a page that is copied: lost dashes, tabs for bars, the page's foot."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportkit.readers import form
from reportkit.readers.spelling import LABELS, Spelling
from reportkit.schema import Kind
from reportkit.vocabulary import fold, normalise

_BULLET = re.compile(r"\s*[•*·▪◦‣–—+]\s+")
_TABBED_HEAD = re.compile(r"nom\s*\t\s*d[ée]partement\s*\t\s*ann[ée]e\s*", re.IGNORECASE)
_ENOUGH = 5  # distinct labels on lines of their own: no text holds as many by chance
_SHORTEST_TAIL = 4
_FOOT = re.compile(
    r"mentions? legales?|plan du site|nous contacter|contact|credits|accueil|haut de page"
    r"|retour en haut|retour a la liste|(page )?(suivante?|precedente?)|(derniere|premiere) page"
    r"|politique de confidentialite|donnees personnelles|gestion des cookies|accessibilite"
    r"|accessibilite : \w+ conforme|se connecter|se deconnecter|imprimer|partager|newsletter"
    r"|(©|\(c\)|copyright)( .{1,60})?|1( \d+)+( ?(…|\.\.\.))?( \d+)*( suivante?)?"
)
_LONGEST_FOOT = 120


def reads_like_foot(line: str) -> bool:
    """Whether a line holds nothing but links and page numbers, as the foot of a page does."""
    if not line.strip() or len(line) > _LONGEST_FOOT:
        return False
    words = [part.strip() for part in re.split(r"[|•·>»›«‹<]", fold(line))]
    return any(words) and all(_FOOT.fullmatch(part) for part in words if part)


def restore(lines: Sequence[str], *, terminated: bool) -> tuple[list[str], list[int]]:
    """The lines as SENACS's own copies have them, and the places of those that changed.

    Labels get their dash back where none of the file has one, and so do the values of closed
    fields; index rows whose cells a tab parts get their bars. A file with dashes is left alone.
    """
    restored = list(lines)
    _restore_bars(restored)
    dashed = {words for line in lines if (words := form.label_text(line))}
    if not any(map(Spelling(dashed).label, dashed)):
        bare = [_bare(line) for line in lines]
        spelling = Spelling(bare)
        bare = [spelling.label(words) or words for words in bare]
        if len(LABELS.keys() & set(bare)) >= _ENOUGH:
            _restore_dashes(restored, bare)
            if not terminated and _begins_a_label(bare[-1]):
                restored[-1] = f"- {bare[-1]}"
    changed = [n for n, (a, b) in enumerate(zip(lines, restored, strict=True)) if a != b]
    return restored, changed


def _bare(line: str) -> str:
    """The words of a line that may be a label, its bullet and final colon aside."""
    if len(line) > 130:  # noqa: PLR2004 (the longest label has 82 characters)
        return ""
    words = normalise(_BULLET.sub("", line, count=1))
    return words if words in LABELS else normalise(words.removesuffix(":"))


def _begins_a_label(words: str) -> bool:
    return len(words) >= _SHORTEST_TAIL and any(label.startswith(words) for label in LABELS)


def _restore_dashes(lines: list[str], bare: Sequence[str]) -> None:
    kind = Kind.FREE
    for place, words in enumerate(bare):
        if words in LABELS:
            lines[place] = f"- {words}"
            kind = LABELS[words].kind
        elif words == form.START or form.SECOND_START.fullmatch(words):
            kind = Kind.FREE
        elif kind is not Kind.FREE and words and f"{words}:" != form.PARTNERS_HEADING:
            value = _BULLET.sub("", lines[place], count=1).strip()
            lines[place] = value if value.startswith("-") else f"- {value}"


def _restore_bars(lines: list[str]) -> None:
    inside = False
    for place, line in enumerate(lines):
        if "\t" not in line:
            inside = False
        elif _TABBED_HEAD.fullmatch(_normalise_tabs(line)):
            inside = True
            lines[place] = "Nom | Département | Année |"
        elif inside:
            cells = [cell.strip() for cell in line.strip("\t").split("\t")]
            lines[place] = " | ".join(cells) + " |"


def _normalise_tabs(line: str) -> str:
    return "\t".join(normalise(cell) for cell in line.rstrip("\t ").split("\t"))
