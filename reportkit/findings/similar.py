"""Actions told twice: by one structure in other words, or by two structures that run it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from reportkit.dataset import Dataset
from reportkit.findings.marks import ORDINARY, Marks, figures_of, names_of, shared_marks
from reportkit.findings.wordindex import (
    Bools,
    Floats,
    Ints,
    build_index,
    build_postings,
    stems_by_word,
)
from reportkit.likeness import COMPARED, differing_columns, name_columns, whole_text, words_of
from reportkit.schema import LABELS, NO_ORGANISATION, Finding, Severity

TOLD_TWICE = "doublon-probable"
SHARED = "action-partagee"

# Text: the cosine of two whole texts. On exports read by hand, two actions of one theme come to
# 0.10-0.25, one action told anew to 0.15-0.30, one text reworked to 0.50 and more.
COPIED = 0.40  # from here on the text alone is enough, within a structure
COPIED_BY_ANOTHER = 0.50  # two structures of a department: partners and network share wording
TOLD_ANEW = 0.12  # below, too little is shared to look any further
VERY_ALIKE = 0.60  # across departments: a national programme's wording is no shared action
WHOLE_TEXT = 0.80  # a cosine at which the text is taken as the same in full

# In between, words only tell the theme. What tells the action are the same figures and names
# first, the same partners and public next, a like title last.
MARKS_WEIGHT, FIELDS_WEIGHT, TITLE_WEIGHT = 0.40, 0.35, 0.25
MARKS_IN_FULL = 0.50  # half of the poorer text's figures and names is as many as retelling keeps
MARKS_NEEDED = 0.25  # without them, two actions of one theme look like one
UNRELATED_TITLES = 40  # what token_set_ratio gives to titles with nothing in common
SCORE_NEEDED = 0.58

# One action told anew is what both resemble most; with a theme, several come as near.
STANDS_OUT = 1.1

# A title that a structure gives to several actions is a series (age groups, monthly meetings):
# title and fields are the same by nature, and the text must be.
SERIES = 90

# Words held by more actions than this, in the structure, department or year, link nothing.
MOST_IN_STRUCTURE, MOST_IN_DEPARTMENT, MOST_IN_YEAR = 12, 5, 8
# How many of them two actions must share to be compared.
LEAST_IN_STRUCTURE, LEAST_IN_DEPARTMENT, LEAST_IN_YEAR = 3, 3, 6
NEIGHBOURS = 8  # equal titles in a longer series: each is compared with so many that follow

WORDS_SHOWN, MARKS_SHOWN = 5, 4
Row = Mapping[Any, Any]

_READ = ("action_id", "organisation", "organisation_norm", "department_norm", "report_year",
         "read_file", "read_first", *COMPARED)  # fmt: skip
_FIELDS = ("partners", "audience", "initiators", "keywords", "dimension", "territory")


@dataclass(frozen=True)
class Similar:
    """Two actions that may be one; `score` and `text` are percentages.

    `text` is the likeness of their words alone, `reason` what agrees (in French), `differs`
    the columns that say something else.
    """

    code: str
    action_id: str
    other_id: str
    score: int
    text: int
    reason: str
    differs: tuple[str, ...]


def find_similar(dataset: Dataset) -> list[Similar]:
    """Pairs of one year, or both without one, to be looked at by a person.

    The later action is the one that stands further down in the exports; pairs come in its
    order. Repeats that are not counted are left out.
    """
    return _Search(_rows(dataset)).find()


def similar_findings(dataset: Dataset) -> list[Finding]:
    """`doublon-probable` and `action-partagee`: each pair with its score and reasons."""
    by_id = {row["action_id"]: row for row in _rows(dataset)}
    return [
        _finding(pair, by_id[pair.action_id], by_id[pair.other_id])
        for pair in find_similar(dataset)
    ]


def _rows(dataset: Dataset) -> list[dict[Hashable, Any]]:
    return dataset.counted[list(_READ)].to_dict("records")


class _Search:
    """The actions side by side in the order year, department, structure, id, and their words."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.place = sorted(range(len(rows)), key=lambda place: _sort_key(rows[place]))
        self.rows = [rows[place] for place in self.place]
        self.titles = [b" ".join(words_of(row["title"])).decode() for row in self.rows]
        self.index = build_index(whole_text(row) for row in self.rows)
        keys = [_sort_key(row) for row in self.rows]
        self.groups = {d: _number_groups([key[:d] for key in keys]) for d in (1, 2, 3)}
        self.marks: dict[tuple[int, bool], Marks] = {}

    def find(self) -> list[Similar]:
        pairs = self._candidates()
        cosines = self.index.cosines(pairs)
        kept = (cosines >= COPIED) | ((cosines >= TOLD_ANEW) & self._stand_out(pairs, cosines))
        found = [
            (sorted((self.place[one], self.place[other]), reverse=True), similar)
            for (one, other), text in zip(pairs[kept].tolist(), cosines[kept].tolist(), strict=True)
            if (similar := self._judge(one, other, text))
        ]
        return [similar for _, similar in sorted(found, key=lambda item: item[0])]

    def _stand_out(self, pairs: Ints, cosines: Floats) -> Bools:
        """Pairs well ahead of what either action shares with any other of the same kind.

        The kinds: actions of the same structure, and of other structures of the department.
        """
        ahead = np.zeros(len(pairs), bool)
        same_department, same_structure = (
            self.groups[depth][pairs[:, 0]] == self.groups[depth][pairs[:, 1]] for depth in (2, 3)
        )
        for kind in (same_structure, same_department & ~same_structure):
            rows = np.flatnonzero(kind)
            ends = pairs[rows].T.ravel()
            both = np.tile(cosines[rows], 2)
            order = np.lexsort((-both, ends))
            first = np.flatnonzero(np.diff(ends[order], prepend=-1))
            best = np.zeros(len(self.rows))
            second = np.zeros(len(self.rows))
            best[ends[order[first]]] = both[order[first]]
            next_ = first[np.diff(first, append=len(order)) > 1] + 1
            second[ends[order[next_]]] = both[order[next_]]
            rival = np.where(both >= best[ends], second[ends], best[ends])
            ahead[rows] = (both >= STANDS_OUT * rival).reshape(2, -1).all(axis=0)
        return ahead

    def _candidates(self) -> Ints:
        """Pairs worth scoring, whose number grows with that of the actions, not its square."""
        postings = build_postings(self.index)
        every = [self._equal_titles()]
        for depth, most, least in (
            (3, MOST_IN_STRUCTURE, LEAST_IN_STRUCTURE),
            (2, MOST_IN_DEPARTMENT, LEAST_IN_DEPARTMENT),
            (1, MOST_IN_YEAR, LEAST_IN_YEAR),
        ):
            every.append(postings.sharing(self.groups[depth], most, least))
        numbers = np.unique(np.concatenate(every) @ np.array([len(self.rows), 1]))
        return np.stack(np.divmod(numbers, max(len(self.rows), 1)), axis=1)

    def _equal_titles(self) -> Ints:
        standing: dict[tuple[int, str], list[int]] = {}
        for number, structure in enumerate(self.groups[3].tolist()):
            standing.setdefault((structure, self.titles[number]), []).append(number)
        pairs = [
            (one, other)
            for members in standing.values()
            for place, one in enumerate(members)
            for other in members[place + 1 : place + 1 + NEIGHBOURS]
        ]
        return np.array(pairs, np.int64).reshape(-1, 2)

    def _judge(self, one: int, other: int, cosine: float) -> Similar | None:
        """Score a pair; None where too little says that the two are one action."""
        a, b = self.rows[one], self.rows[other]
        same_department = a["department_norm"] == b["department_norm"]
        name = a["organisation_norm"]
        same = name is not None and same_department and name == b["organisation_norm"]
        title = fuzz.token_set_ratio(self.titles[one], self.titles[other])
        enough = COPIED if same else COPIED_BY_ANOTHER if same_department else VERY_ALIKE
        copied = cosine >= enough
        if not copied and (not same_department or (same and title >= SERIES)):
            return None
        text = min(1.0, cosine / WHOLE_TEXT)
        fields, agreeing = _same_fields(a, b)
        rest = FIELDS_WEIGHT * fields + TITLE_WEIGHT * max(0.0, title - UNRELATED_TITLES) / (
            100 - UNRELATED_TITLES
        )
        if not copied and _together(text, rest + MARKS_WEIGHT) < SCORE_NEEDED:
            return None
        marks, both = shared_marks(self._marks_of(one, same), self._marks_of(other, same))
        score = _together(text, rest + MARKS_WEIGHT * min(1.0, marks / MARKS_IN_FULL))
        if not copied and (marks < MARKS_NEEDED or score < SCORE_NEEDED):
            return None
        earlier, later = sorted((one, other), key=lambda number: self.place[number])
        return Similar(
            TOLD_TWICE if same else SHARED,
            self.rows[later]["action_id"],
            self.rows[earlier]["action_id"],
            round(100 * score),
            round(100 * min(1.0, cosine)),
            _reason(self._shared_words(later, earlier), both, agreeing),
            tuple(differing_columns(self.rows[earlier], self.rows[later])),
        )

    def _marks_of(self, number: int, same_structure: bool) -> Marks:
        """Within a structure figures alone count: its places stand in all its actions.

        Between two structures, names and the figures that are no mere headcount.
        """
        key = (number, same_structure)
        if key not in self.marks:
            text = whole_text(self.rows[number])
            marks = figures_of(text)
            if not same_structure:
                marks = {mark: weight for mark, weight in marks.items() if weight > ORDINARY}
                marks |= names_of(text, self.index.rarities)
            self.marks[key] = marks
        return self.marks[key]

    def _shared_words(self, one: int, other: int) -> list[str]:
        """The words that weigh most in what both say, as the first text writes them."""
        words = re.findall(r"[^\W\d_]+", whole_text(self.rows[one]).lower())
        written = dict(zip(reversed(stems_by_word(words)), reversed(words), strict=True))
        shared = self.index.shared(one, other, WORDS_SHOWN)
        return [written[stem] for stem in shared if stem in written]


def _sort_key(row: Row) -> tuple[int, str, str, str]:
    """Year (0 without one), department, structure, id; what is not named has a group too."""
    year = row["report_year"]
    return (
        0 if year is None or pd.isna(year) else int(year),
        row["department_norm"] or "",
        row["organisation_norm"] or "",
        row["action_id"],
    )


def _number_groups(keys: Sequence[tuple[Any, ...]]) -> Ints:
    numbers: dict[tuple[Any, ...], int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)


def _together(text: float, rest: float) -> float:
    """The text's likeness, and what else agrees on the part that it leaves in doubt."""
    return text + (1 - text) * rest


def _same_fields(a: Row, b: Row) -> tuple[float, list[str]]:
    """Mean agreement of the closed fields that both fill, and the labels of those that agree."""
    shares: dict[str, float] = {}
    for column in _FIELDS:
        one, other = a[column], b[column]
        if one and other:
            left, right = ({v} if isinstance(v, str) else set(v) for v in (one, other))
            shares[column] = len(left & right) / len(left | right)
    labels = [LABELS[column].rstrip(" ?") for column, share in shares.items() if share == 1]
    return (sum(shares.values()) / len(shares) if shares else 0.0), labels


def _reason(words: Sequence[str], marks: Sequence[str], fields: Sequence[str]) -> str:
    parts = [f"mots communs : {', '.join(words)}"] if words else []
    if marks:
        parts.append(f"chiffres et noms communs : {', '.join(marks[:MARKS_SHOWN])}")
    if fields:
        parts.append("mêmes réponses à " + ", ".join(f"« {label} »" for label in fields))
    return " ; ".join(parts)


def _finding(pair: Similar, row: Row, other: Row) -> Finding:
    structure = other["organisation"] or NO_ORGANISATION
    place = f"{other['read_file']}:{other['read_first']}"
    if pair.code == TOLD_TWICE:
        opening, advice = (
            "raconte peut-être la même action que",
            ("Comparez les deux fiches ; les deux sont comptées."),
        )
        if pd.isna(row["report_year"]):
            advice = "Sans année, ce peut être aussi la même action deux années de suite. " + advice
    else:
        opening, advice = (
            "est peut-être menée avec une autre structure, qui raconte",
            (
                "Comparez les deux fiches ; chaque structure garde la sienne, et le département "
                "compte les deux."
            ),
        )
    return Finding(
        pair.code,
        Severity.CHECK,
        row["read_file"],
        int(row["read_first"]),
        row["title"],
        f"cette action {opening} « {other['title']} » ({structure}, {place}) : {pair.score} % ; "
        f"{pair.reason} ; {name_columns(pair.differs)}.",
        advice,
        row["action_id"],
    )
