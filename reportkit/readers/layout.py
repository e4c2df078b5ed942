"""Tells from a page's markup which of its rows are labels, where actions start and end."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from reportkit.readers import form
from reportkit.readers.labels import (
    CELLS,
    FEW,
    Signature,
    chain,
    find_kinds,
    joined_lines,
    nearest,
    one_line,
    signature,
    with_spoken_labels,
)
from reportkit.readers.rows import Element, Row, label_key
from reportkit.readers.spelling import LABELS
from reportkit.schema import FIELDS
from reportkit.vocabulary import normalise

FIRST = normalise(FIELDS[0].label)
LAST = normalise(FIELDS[-1].label)
SECOND_FIRST = normalise(FIELDS[form.SECOND_FORM_FIRST].label)
_LOOK_BACK = 3  # rows between a heading and the first label
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend", "th"})


@dataclass(frozen=True)
class Group:
    """The labels of one action: places of its rows, the element that holds its last value."""

    labels: tuple[int, ...]
    held_in: tuple[Element, ...]  # empty when the markup does not tell

    def holds(self, row: Row) -> bool:
        """Whether the row stands inside the action's own markup."""
        return any(above in self.held_in for above in chain(row.at))


class Layout:
    """A page's rows with what its markup says of them; places are 0-based.

    `keys` are the rows that may be labels, `starts` those that may be « Actions », `virtual`
    those in front of which this line is to be added, `pages` headers and heads of an index,
    `second` the rows that start an action of the second form, with the line they stand for.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.kinds = find_kinds(rows)
        if not self.kinds.told:
            rows = with_spoken_labels(rows)
            self.kinds = find_kinds(rows)
        self._take(joined_lines(rows, self.kinds))
        self.groups = self._find_groups()
        self.firsts = [group.labels[0] for group in self.groups]
        self.starts: set[int] = set()
        self.virtual: set[int] = set()
        self.between: set[int] = set()
        self._find_starts()
        self.pages = self._find_pages()

    def _take(self, rows: list[Row]) -> None:
        """Furniture goes, unless it stands between two labels of one action."""
        labels = [i for i, row in enumerate(rows) if self._accepted(row)]
        kept: list[Row] = []
        self.unseen: list[tuple[int, Row]] = []
        for i, row in enumerate(rows):
            if row.unseen:
                self.unseen.append((len(kept), row))
            elif row.furniture:
                after = bisect_left(labels, i)
                if 0 < after < len(labels) and label_key(rows[labels[after]].text) != FIRST:
                    kept.append(row)
            else:
                kept.append(row)
        if not any(row.text for row in kept):
            kept = [row for row in rows if not row.unseen]
        while not kept[-1].text:
            kept.pop()
        self.rows, self.second = _with_second_starts(kept)
        self.keys = {i: key for i, row in enumerate(self.rows) if (key := self._accepted(row))}
        self.solid = [i for i, row in enumerate(self.rows) if row.text]
        # A title may read like a label: right before the first one, in other markup.
        for place, following in pairwise(self.solid):
            titled = self.keys.get(following) == FIRST and self.keys.get(place) not in (None, LAST)
            if titled and not self.kinds.surely(self.rows[place]):
                del self.keys[place]

    def _accepted(self, row: Row) -> str | None:
        key = label_key(row.text)
        return key if key is not None and self.kinds.accept(row, key) else None

    def before(self, place: int, steps: int = 1) -> int | None:
        """The solid row that stands some rows before a place; with no step, it or the next."""
        rank = bisect_left(self.solid, place) - steps
        return self.solid[rank] if 0 <= rank < len(self.solid) else None

    def _kind(self, place: int) -> Signature:
        """The signature without the dash, which starts and titles never bear."""
        return signature(self.rows[place], self.kinds.with_class)[:-1]

    def _find_groups(self) -> list[Group]:
        order = sorted([*self.keys, *self.second])
        bounds = [i for i in order if i in self.second or self.keys[i] == FIRST]
        groups: list[Group] = []
        for n, bound in enumerate(bounds):
            end = bounds[n + 1] if n + 1 < len(bounds) else len(self.rows)
            first, last = bisect_left(order, bound), bisect_left(order, end)
            labels = tuple(i for i in order[first:last] if i in self.keys)
            others = [self.rows[i].at for i in (*bounds[max(n - 1, 0) : n], *bounds[n + 1 : n + 2])]
            groups.append(Group(labels or (bound,), self._held_in(labels, others)))
        return groups

    def _held_in(self, labels: Sequence[int], others: Sequence[Element]) -> tuple[Element, ...]:
        if len(labels) < 2 or not self.kinds.told:  # noqa: PLR2004
            return ()
        common = list(chain(self.rows[labels[0]].at))
        for label in labels[1:]:
            around = set(chain(self.rows[label].at))
            common = [element for element in common if element in around]
        holder = common[0]
        shared = any(holder in chain(other) for other in others)
        if holder.tag not in ("html", "body") and not shared:
            return (holder,)
        holders = _value_holders(self.rows[labels[-1]].at, self.rows[labels[-2]].at)
        swallows = any(above in holders for other in others for above in chain(other))
        return () if swallows else holders  # an unclosed cell holds the actions behind it too

    @cached_property
    def _value_kinds(self) -> set[Signature]:
        """Signatures that the first lines of values bear, but for those of labels.

        Behind the last label or a cut there may be a start: hence the share.
        """
        behind = Counter(
            self._kind(i + 1)
            for i, key in self.keys.items()
            if key != LAST and i + 1 < len(self.rows) and i + 1 not in self.keys
            if self.rows[i + 1].text
        )
        labels = {self._kind(i) for i in self.keys}
        least = behind.total() / 10
        return {kind for kind, times in behind.items() if times > least and kind not in labels}

    def _find_starts(self) -> None:
        by_kind: dict[Signature, list[int]] = {}
        for n, group in enumerate(self.groups):
            if self.keys.get(group.labels[0]) == FIRST:
                by_kind.setdefault(self._kind(group.labels[0]), []).append(n)
        opening = self._opening_kind()
        start_kinds: set[Signature] = set()
        for members in by_kind.values():
            real = [i for n in members if (i := self._real_start(n, opening)) is not None]
            if 2 * len(real) >= len(members):
                start_kinds |= {self._kind(i) for i in real}
            else:
                self._add_starts(members)
        told = self.kinds.told and bool(self.groups)
        for i in self.solid:
            if self.rows[i].text.strip() != form.START:
                continue
            if not told or (self._kind(i) in start_kinds and not self._is_held(i)):
                self.starts.add(i)

    def _opening_kind(self) -> Signature | None:
        """How the first action's « Actions » is marked up: no value stands before that."""
        start = self._start_before(0) if self.groups else None
        return None if start is None else self._kind(start)

    def _start_before(self, n: int) -> int | None:
        """The place of « Actions » two rows before the first label of a group."""
        start = self.before(self.groups[n].labels[0], 2)
        if start is None or self.rows[start].text.strip() != form.START:
            return None
        return None if self._bars(n, start) else start

    def _real_start(self, n: int, opening: Signature | None) -> int | None:
        start = self._start_before(n)
        if start is None:
            return None
        kind = self._kind(start)
        return start if kind == opening or kind not in self._value_kinds else None

    def _add_starts(self, members: Sequence[int]) -> None:
        """Put « Actions » before the titles; what stands between title and label is no title."""
        steps = self._steps_to_title(members)
        for n in members:
            first = self.groups[n].labels[0]
            title = self._title_of(n, steps)
            self.virtual.add(title)
            self.between |= {i for i in range(title + 1, first) if self.rows[i].text}

    def _is_held(self, place: int) -> bool:
        """Whether the markup of the action before surely holds the row: it is text."""
        group = bisect_left(self.firsts, place) - 1
        return group >= 0 and self.groups[group].holds(self.rows[place])

    def _bars(self, n: int, place: int) -> bool:
        """Whether a row before the first label of a group cannot belong to its title."""
        row = self.rows[place]
        if place in self.keys or row.added or _is_page_header(row) or row.index:
            return True
        return n > 0 and self.groups[n - 1].holds(row)

    def _steps_to_title(self, members: Sequence[int]) -> int:
        """How many rows before the first label the titles stand: the nearest heading.

        A heading that is the same before every action, or that stands among their labels
        too, names a section of the form.
        """
        found = 1
        for steps in range(1, _LOOK_BACK + 1):
            places = [self.before(self.groups[n].labels[0], steps) for n in members]
            held = [
                (n, place) for n, place in zip(members, places, strict=True) if place is not None
            ]
            if len(held) < len(members) or any(self._bars(n, place) for n, place in held):
                break
            headings = sum(_is_heading(self.rows[place]) for _, place in held)
            if headings == len(members):
                if not self._name_a_section([place for _, place in held]):
                    return steps
                found = steps
            elif headings:
                break
        return found

    def _name_a_section(self, places: Sequence[int]) -> bool:
        words = {normalise(self.rows[place].text) for place in places}
        kinds = {self._kind(place) for place in places}
        return (len(words) == 1 and len(places) > 1) or bool(kinds & self._kinds_among_labels)

    @cached_property
    def _kinds_among_labels(self) -> set[Signature]:
        return {self._kind(i) for i in self._sections}

    @cached_property
    def _sections(self) -> set[int]:
        """Headings right before a label of an action, not its first: they name a section."""
        return {
            place
            for group in self.groups
            for label in group.labels[1:]
            if (place := self.before(label, 1)) is not None
            if place not in self.keys and _is_heading(self.rows[place])
            if self._kind(place) not in self._value_kinds
        }

    def _title_of(self, n: int, steps: int) -> int:
        first = self.groups[n].labels[0]
        title = self.before(first, steps)
        return first if title is None or self._bars(n, title) else title

    def _find_pages(self) -> set[int]:
        """Headers of pages: told by what they look like where one surely is."""
        heads = {i for i in self.solid if form.is_index_header(self.rows[i].text)}
        headers = [i for i in self.solid if _is_page_header(self.rows[i])]
        if not self.kinds.told or not self.groups:
            return heads | set(headers)
        heads = {i for i in heads if not self._is_held(i)}
        headers = [i for i in headers if not self._is_held(i)]
        opening = heads | self.starts | self.virtual | set(self.second)
        first = self.groups[0].labels[0]
        sure = {self._kind(i) for i in headers if i < first}
        sure |= {self._kind(i) for i in headers if self.before(i + 1, 0) in opening} - (
            self._value_kinds
        )
        return heads | {i for i in headers if self._kind(i) in sure}

    def whole_line(self, place: int) -> tuple[Row, Row | None]:
        """The line that a row opens, were it no label, and the row that this takes in."""
        row = self.rows[place]
        rest = self.rows[place + 1] if place + 1 < len(self.rows) else None
        if rest is None or rest.head is not row:
            return row, None
        return one_line(row, rest), rest

    @cached_property
    def could_be_marks(self) -> set[int]:
        """Rows that may be a mark of the form; what they are is for their reading to say."""
        return self.keys.keys() | self.starts | self.pages | self.second.keys()

    @cached_property
    def outside(self) -> set[int]:
        """Rows that are no title and no value, or stand behind the last in other markup."""
        stops = sorted(self.starts | self.virtual | self.pages | set(self.second))
        found = self.between | self._sections
        for group in self.groups:
            if not group.held_in:
                continue
            last = group.labels[-1]
            at = bisect_left(stops, last)
            end = stops[at] if at < len(stops) else len(self.rows)
            found |= {
                i
                for i in range(last + 1, end)
                if self.rows[i].text and not group.holds(self.rows[i])
            }
        return found

    def hidden_in_fields(self) -> list[Row]:
        """The first of the texts that the page hides behind each label of an action."""
        labels = sorted(self.keys)
        found: dict[int, Row] = {}
        for place, row in self.unseen:
            after = bisect_left(labels, place)
            between = 0 < after < len(labels) and self.keys[labels[after]] != FIRST
            open_group = bisect_left(self.firsts, place) - 1
            if between or (open_group >= 0 and self.groups[open_group].holds(row)):
                found.setdefault(after, row)
        return list(found.values())

    @cached_property
    def folded(self) -> bool:
        """Whether an action shows labels alone, and hides a text behind some of them."""
        hidden = {place for place, _ in self.unseen}
        for group in self.groups:
            span = range(group.labels[0], group.labels[-1] + 1)
            solid = sum(bool(self.rows[i].text) for i in span)
            if len(group.labels) == solid >= FEW and hidden.intersection(span):
                return True
        return False

    @cached_property
    def _field_items(self) -> set[Element]:
        """List items that hold one label each: the page writes its fields as a list."""
        items = Counter(nearest(self.rows[i].at, "li") for i in self.keys)
        return {item for item, times in items.items() if item is not None and times == 1}

    @cached_property
    def _items_of_prose(self) -> set[Element]:
        """List items that hold lines of text of their own: a list among these is text too."""
        prose = (i for i in self.solid if i not in self.keys)
        return {nearest(self.rows[i].at, "li") for i in prose}

    @cached_property
    def _field_lists(self) -> set[Element]:
        return {item.getparent() for item in self._field_items}

    @cached_property
    def _around_labels(self) -> set[Element]:
        return {above for i in self.keys for above in chain(self.rows[i].at) if above.tag == "li"}

    def is_text_item(self, row: Row) -> bool:
        """Whether the row opens an item of a list in a text, and not a part of the form."""
        if row.item is None or row.item in self._around_labels:
            return False
        parent = row.item.getparent()
        if parent is None:
            return True
        if parent in self._field_lists:
            return False
        return parent.getparent() not in self._field_items - self._items_of_prose

    def begins_a_label(self, row: Row) -> bool:
        """Whether the row is marked up like the labels and holds the beginning of one."""
        words = normalise(row.text.strip().removeprefix("-"))
        like = signature(row, self.kinds.with_class) in self.kinds.dominating
        return like and bool(words) and any(label.startswith(words) for label in LABELS)


def _value_holders(label: Element, previous: Element) -> tuple[Element, ...]:
    """Where a definition list or a table holds the value of a label."""
    term = nearest(label, "dt")
    if term is not None:
        values = []
        for sibling in term.itersiblings():
            if sibling.tag == "dt" or (isinstance(sibling.tag, str) and sibling.tag != "dd"):
                break
            values.append(sibling)
        return (term, *values) if values else ()
    cell = nearest(label, *CELLS)
    if cell is None or cell.getparent() in chain(previous):
        return ()
    beside = next(cell.itersiblings(*CELLS), None)
    return (cell.getparent(),) if beside is not None else ()


def _is_heading(row: Row) -> bool:
    return any(above.tag in _HEADINGS for above in list(chain(row.at))[:3])


def _is_page_header(row: Row) -> bool:
    return normalise(row.text) == form.PAGE_HEADER


def _with_second_starts(rows: list[Row]) -> tuple[list[Row], dict[int, str]]:
    """Join what starts an action of the second form in one row, with the line it stands for."""
    kept: list[Row] = []
    second: dict[int, str] = {}
    label = None
    for n, row in enumerate(rows):
        key = label_key(row.text) if row.text else None
        heading = normalise(row.text) == form.SECOND_FORM
        following = _next_key(rows, n) if heading else None
        if following == FIRST and _is_heading(row):
            continue  # the heading of a page that shows every action under it
        if following == SECOND_FIRST:
            while kept and not kept[-1].text:
                kept.pop()
            title = kept[-1].text if kept else ""
            opens = label not in (FIRST, normalise(FIELDS[1].label))
            if kept and opens and label_key(title) is None:
                if form.SECOND_START.fullmatch(title) is None:
                    if len(kept) > 1 and kept[-2].text.strip() == form.START:
                        del kept[-2]
                    title = f'{form.START} "{title}"'
                second[len(kept) - 1] = title
        label = key or label
        kept.append(row)
    return kept, second


def _next_key(rows: Sequence[Row], place: int) -> str | None:
    following = next((row.text for row in rows[place + 1 :] if row.text), "")
    return label_key(following)
