"""How a page marks up its labels: told by counting which elements hold the form's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from reportkit.readers.rows import Element, Row, is_to_the_letter, label_key
from reportkit.readers.spelling import LABELS

Signature = tuple[object, ...]

_MANY, FEW = 15, 3  # distinct labels in one kind of element: surely, or perhaps, the labels
CELLS = ("td", "th")
_WIDE = 8  # cells of a row that are told apart
_ANY_LABEL = "|".join(
    re.escape(label).replace(r"\ ", r"\s+").replace("'", "['’ʼ‘´]") for label in LABELS
)
_SPOKEN = re.compile(rf"(?P<label>\s*(?:-\s*)?(?:{_ANY_LABEL}))\s*:")
_COLON = re.compile(r"^[ \t\xa0]*:?[ \t\xa0]*")


def chain(element: Element) -> Iterable[Element]:
    """The element and those around it, outwards."""
    while element is not None:
        yield element
        element = element.getparent()


def nearest(element: Element, *tags: str) -> Element:
    """The innermost of these elements around it, or itself; None if there is none."""
    return next((above for above in chain(element) if above.tag in tags), None)


def signature(row: Row, with_class: bool) -> Signature:
    """What the labels of one document have in common: their markup and their dash."""
    at = row.at
    parent = at.getparent()
    above = parent.getparent() if parent is not None else None
    cell = next((e for e in (at, parent) if e is not None and e.tag in CELLS), None)
    before = () if cell is None else cell.itersiblings(*CELLS, preceding=True)
    place = -1 if cell is None else sum(1 for _ in islice(before, _WIDE))
    tags = (at.tag, *(e.tag if e is not None else "" for e in (parent, above)))
    kind = at.get("class") or "" if with_class else ""
    return (*tags, kind, place, row.text.lstrip().startswith("-"))


@dataclass(frozen=True)
class Kinds:
    """The signatures that labels bear in a document; `told` when some dominate."""

    with_class: bool
    dominating: frozenset[Signature]
    single: frozenset[tuple[Signature, str]]
    told: bool

    def accept(self, row: Row, key: str) -> bool:
        """Whether the row that reads like a label is marked up like one."""
        if self.surely(row):
            return True
        if not is_to_the_letter(row.text):
            return False
        return not self.told or (signature(row, self.with_class), key) in self.single

    def surely(self, row: Row) -> bool:
        """Whether the row is marked up as most labels are."""
        return signature(row, self.with_class) in self.dominating


def find_kinds(rows: Sequence[Row]) -> Kinds:
    """How a document marks its labels up, by counting what reads like one."""
    found = [(row, key) for row in rows if (key := label_key(row.text))]
    for with_class in (True, False):
        times = Counter((signature(row, with_class), key) for row, key in found)
        distinct = Counter(kind for kind, _ in times)
        most = max(distinct.values(), default=0)
        if most >= _MANY:
            break
    if most < FEW:
        return Kinds(with_class, frozenset(), frozenset(), told=False)
    dominating = frozenset(k for k, n in distinct.items() if n >= max(FEW, most / 2))
    covered = {key for kind, key in times if kind in dominating}
    single: dict[str, Signature] = {}
    for (kind, key), _ in times.most_common():
        if key not in covered:
            single.setdefault(key, kind)
    pairs = frozenset((kind, key) for key, kind in single.items())
    return Kinds(with_class, dominating, pairs, told=True)


def joined_lines(rows: Sequence[Row], kinds: Kinds) -> list[Row]:
    """Rows, with the words that only look like an inline label put back in their line."""
    joined: list[Row] = []
    for row in rows:
        head = row.head
        if head is None:
            joined.append(row)
            continue
        key = label_key(head.text)
        hidden = []
        while joined[-1].unseen:
            hidden.append(joined.pop())
        if key is not None and joined[-1] is head and kinds.accept(head, key):
            colon = head.text.rstrip().endswith(":")  # what follows is then the value's own
            text = row.text if colon else _COLON.sub("", row.text)
            if text:
                joined.append(replace(row, text=text))
        else:
            joined.append(one_line(joined.pop(), row))
        joined += hidden
    return joined


def one_line(head: Row, rest: Row) -> Row:
    """The line that was split behind words that read like a label."""
    raw = head.raw + rest.raw
    return replace(head, raw=raw, text=raw.strip(" "), at=rest.at, head=None)


def with_spoken_labels(rows: Sequence[Row]) -> list[Row]:
    """Rows such as « Public : Adultes » in two, for pages that set labels off by words alone."""
    split: list[Row] = []
    for row in rows:
        spoken = _SPOKEN.match(row.text)
        if spoken is None:
            split.append(row)
            continue
        words, rest = spoken["label"], row.text[spoken.end("label") :]
        head = replace(row, text=words, raw=words)
        split += [head, replace(row, text=rest, raw=rest, item=None, head=head)]
    return split
