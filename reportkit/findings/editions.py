"""The same action in two years: which go on, changed or not, which are new, which are gone."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from reportkit.dataset import Dataset
from reportkit.likeness import COMPARED, differing_columns, likeness, whole_text, words_of
from reportkit.schema import Finding, Severity

NEW, CONTINUED, CHANGED, ENDED, GONE = "nouvelle", "poursuivie", "modifiée", "terminée", "disparue"
COLUMNS = (
    "department_norm", "organisation_norm", "year", "state", "action_id", "previous_id", "title",
    "similarity", "changed", "uncertain",
)  # fmt: skip
UNCERTAIN = "edition-incertaine"

NEAR_TITLE = 85  # « Sorties de l'été » and « Les sorties de l'été »; not two workshops of a kind
NEAR_TEXT = 0.55  # under another title, more than half of the words in the same order
EQUALLY_GOOD = 0.10  # candidates closer than this to the best cannot be told apart
BOTH_SIDES = 2  # a pair is counted once among the candidates of each of its actions
AROUND = 30  # titles compared on either side in alphabetical order, in a very long list

Row = Mapping[Any, Any]
Pair = tuple[int, int]  # places in the later and in the earlier list


def compare_editions(actions: pd.DataFrame) -> pd.DataFrame:
    """Match the actions of each year with those of the year just before.

    Args:
        actions: rows of `Dataset.actions`. Exact duplicates and sheets replaced by a newer
            export are left out, and so are structures that only one of the years holds: a
            page that was not copied would look like actions that stopped.

    Returns:
        One row an action of the later year, and one an action of the earlier year without a
        continuation, with the columns COLUMNS: `state` is one of NEW, CONTINUED, CHANGED,
        ENDED, GONE; `action_id` is None for GONE, `previous_id` for NEW; `similarity` (0 to
        100) is that of the whole texts; `changed` lists columns; `uncertain` says that other
        actions of the earlier year were as good a match.
    """
    found: list[dict[str, Any]] = []
    for (department, organisation), years in sorted(_by_structure(actions).items()):
        for year in sorted(years):
            if year - 1 in years:
                rows = _compare_years(years[year], years[year - 1])
                where = {
                    "department_norm": department,
                    "organisation_norm": organisation,
                    "year": year,
                }
                found += [where | row for row in rows]
    return pd.DataFrame(found, columns=list(COLUMNS), dtype=object)


def edition_findings(dataset: Dataset) -> list[Finding]:
    """`edition-incertaine`: continuations for which several actions were equally good."""
    table = compare_editions(dataset.actions)
    uncertain = table[table["uncertain"].astype(bool)]
    rows = dataset.actions.set_index("action_id")
    return [
        _finding(match, rows.loc[match["action_id"]], rows.loc[match["previous_id"]])
        for match in uncertain.to_dict("records")
    ]


def _by_structure(actions: pd.DataFrame) -> dict[tuple[str, str], dict[int, list[Row]]]:
    """The comparable actions of each structure by year, in an order of their own."""
    named = ["department_norm", "organisation_norm", "report_year"]
    comparable = actions[actions["counts"]].dropna(subset=named)
    read = [
        "action_id",
        "department_norm",
        "organisation_norm",
        "report_year",
        "status_norm",
        *COMPARED,
    ]
    groups: dict[tuple[str, str], dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in comparable[read].to_dict("records"):
        structure = (row["department_norm"], row["organisation_norm"])
        groups[structure][int(row["report_year"])].append(row)
    for years in groups.values():
        for rows in years.values():
            rows.sort(key=lambda row: row["action_id"])
    return groups


def _compare_years(later: Sequence[Row], earlier: Sequence[Row]) -> list[dict[str, Any]]:
    matching = _Matching(later, earlier)
    found = []
    for place, row in enumerate(later):
        previous = matching.previous.get(place)
        if previous is None:
            found.append(_line(NEW, row["title"], action_id=row["action_id"]))
        else:
            line = _continuation(row, earlier[previous])
            line["similarity"] = round(100 * matching.similarity(place, previous))
            found.append(line | {"uncertain": place in matching.uncertain})
    gone = sorted(set(range(len(earlier))) - set(matching.previous.values()))
    found += [
        _line(GONE, earlier[place]["title"], previous_id=earlier[place]["action_id"])
        for place in gone
    ]
    return found


def _continuation(row: Row, previous: Row) -> dict[str, Any]:
    changed = differing_columns(previous, row)
    ended = row["status_norm"] == "Terminée" and previous["status_norm"] == "En cours"
    state = ENDED if ended else CHANGED if changed else CONTINUED
    line = _line(state, row["title"], row["action_id"], previous["action_id"])
    return line | {"changed": changed}


def _line(
    state: str, title: str, action_id: str | None = None, previous_id: str | None = None
) -> dict[str, Any]:
    return {
        "state": state,
        "action_id": action_id,
        "previous_id": previous_id,
        "title": title,
        "similarity": 0,
        "changed": [],
        "uncertain": False,
    }


class _Matching:
    """The actions of a structure in two years, matched one to one, the likest first.

    `previous` maps places in the later list to places in the earlier one.
    """

    def __init__(self, later: Sequence[Row], earlier: Sequence[Row]) -> None:
        self.later, self.earlier = later, earlier
        self.previous: dict[int, int] = {}
        self.uncertain: set[int] = set()
        self.titles = tuple(
            [b" ".join(words_of(row["title"])) for row in rows] for rows in (later, earlier)
        )
        self._similarities: dict[Pair, float] = {}
        self._words: dict[tuple[str, int], list[bytes]] = {}
        every = self._neighbours()
        self._take(self._equal_titles(), 0.0)
        self._take([pair for pair in every if self._near_titles(*pair)], 0.0)
        self._take(every, NEAR_TEXT)

    def similarity(self, place: int, previous: int) -> float:
        """Likeness of two whole texts, 0 to 1."""
        pair = (place, previous)
        if pair not in self._similarities:
            self._similarities[pair] = likeness(
                self._words_of("later", place), self._words_of("earlier", previous)
            )
        return self._similarities[pair]

    def _words_of(self, year: str, place: int) -> list[bytes]:
        if (year, place) not in self._words:
            rows = self.later if year == "later" else self.earlier
            self._words[year, place] = words_of(whole_text(rows[place]))
        return self._words[year, place]

    def _take(self, pairs: Iterable[Pair], least: float) -> None:
        """Match those of the pairs that are free yet, and note where others were as good."""
        taken = set(self.previous.values())
        free = [p for p in pairs if p[0] not in self.previous and p[1] not in taken]
        ranked = sorted((-self.similarity(*pair), pair) for pair in free)
        ranked = [(negative, pair) for negative, pair in ranked if -negative >= least]
        of_later, of_earlier = defaultdict(list), defaultdict(list)
        for negative, (place, previous) in ranked:
            of_later[place].append(-negative)
            of_earlier[previous].append(-negative)
        for negative, (place, previous) in ranked:
            if place in self.previous or previous in taken:
                continue
            self.previous[place] = previous
            taken.add(previous)
            rivals = of_later[place] + of_earlier[previous]
            as_good = sum(rival >= -negative - EQUALLY_GOOD for rival in rivals)
            if as_good > BOTH_SIDES:
                self.uncertain.add(place)

    def _equal_titles(self) -> list[Pair]:
        bearing: dict[bytes, list[int]] = defaultdict(list)
        for previous, title in enumerate(self.titles[1]):
            bearing[title].append(previous)
        met: dict[bytes, int] = defaultdict(int)
        pairs = []
        for place, title in enumerate(self.titles[0]):
            middle = met[title]
            met[title] += 1
            around = bearing[title][max(0, middle - AROUND) : middle + AROUND]
            pairs += [(place, previous) for previous in around]
        return pairs

    def _neighbours(self) -> list[Pair]:
        """All pairs of a short list; of a long one, those whose titles stand close together."""
        order = sorted(range(len(self.earlier)), key=lambda previous: self.titles[1][previous])
        titles = [self.titles[1][previous] for previous in order]
        pairs = []
        for place, title in enumerate(self.titles[0]):
            middle = bisect_left(titles, title)
            around = order[max(0, middle - AROUND) : middle + AROUND]
            pairs += [(place, previous) for previous in around]
        return pairs

    def _near_titles(self, place: int, previous: int) -> bool:
        one, other = self.titles[0][place], self.titles[1][previous]
        return _figures(one) == _figures(other) and fuzz.ratio(one, other) >= NEAR_TITLE


def _figures(title: bytes) -> list[bytes]:
    """« Groupe 1 » is not « Groupe 2 », but « Été 2023 » goes on as « Été 2024 »."""
    return [word for word in title.split() if word.isdigit() and len(word) < len("2024")]


def _finding(match: Mapping[Any, Any], row: pd.Series, previous: pd.Series) -> Finding:
    return Finding(
        UNCERTAIN,
        Severity.INFO,
        row["read_file"],
        int(row["read_first"]),
        row["title"],
        f"cette action continue l'une de plusieurs actions de {match['year'] - 1}, aussi proches "
        f"l'une que l'autre ; celle qui est retenue : « {previous['title']} » "
        f"({previous['read_file']}:{previous['read_first']}, {match['similarity']} %).",
        "La comparaison d'une année à l'autre dépend de ce choix : lisez ces fiches côte à côte.",
        match["action_id"],
    )
