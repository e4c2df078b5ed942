"""What a browser does to a page that is copied: the dashes that it drops, the page's foot."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportkit.readers import form
from reportkit.readers.spelling import LABELS, Spelling
from reportkit.schema import Kind
from reportkit.vocabulary import fold, normalise

_BULLET = re.compile(r"\s*[•*·▪◦‣–—+]\s+")
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


def restore_dashes(lines: Sequence[str], *, terminated: bool) -> list[str]:
    """The lines with the dashes that SENACS's own copies have before labels and closed values.

    Labels get theirs back where none of the file has one, and so do the values of closed
    fields. A file with dashes is left alone.
    """
    restored = list(lines)
    dashed = {words for line in lines if (words := form.label_text(line))}
    if any(map(Spelling(dashed).label, dashed)):
        return restored
    bare = [_bare(line) for line in lines]
    spelling = Spelling(bare)
    bare = [spelling.label(words) or words for words in bare]
    if len(LABELS.keys() & set(bare)) >= _ENOUGH:
        _restore_dashes(restored, bare)
        if not terminated and _begins_a_label(bare[-1]):
            restored[-1] = f"- {bare[-1]}"
    return restored


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
