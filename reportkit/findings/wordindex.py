"""The words of all actions weighed by their rarity, and which actions share rare ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from reportkit.likeness import folded

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# French words that stand in any text, and those that stand in any action of a social centre.
_EVERYWHERE = frozenset(
    b"""les des une dans pour par sur avec qui que quoi dont est sont ont aux leur leurs nous vous
    ils elles elle ces cet cette son ses mais tout tous toute toutes deux trois comme entre aussi
    bien etre avoir fait faire peut sans chez sous fois encore tres autre autres chaque notre nos
    votre ainsi lors depuis avant apres meme memes cela quand ete etait sera peu plus pas
    centre social sociaux sociale action actions projet habitants habitant personnes personne
    annee annees structure ateliers atelier""".split()
)
_SHORTEST = 3  # « de », « la », « un » tell nothing
_STEM = 6  # « jardinier », « jardiniers » and « jardinage » share their first six letters
_BITS = 5  # a letter in a stem's number: six of them fit in 30 bits, in alphabetical order

_FIGURE = 27
_LETTERS = np.zeros(256, np.uint8)
_LETTERS[ord("a") : ord("z") + 1] = np.arange(1, _FIGURE)
_LETTERS[ord("0") : ord("9") + 1] = _FIGURE
_PLURAL = (ord("s") - ord("a") + 1, ord("x") - ord("a") + 1)
_CHUNK = 256  # texts taken at once: enough for numpy, little memory


def stems_of(text: bytes) -> tuple[NDArray[np.int32], Ints]:
    """The stem of each telling word of a folded text, as a number, and where the word starts.

    A stem is the first six letters of a word, without the mark of a plural behind them.
    Figures are passed over: `marks` weighs them.
    """
    stems, starts = _cut(text)
    place = np.minimum(np.searchsorted(_EVERYWHERE_STEMS, stems), len(_EVERYWHERE_STEMS) - 1)
    telling = _EVERYWHERE_STEMS[place] != stems
    return stems[telling], starts[telling]


def stems_by_word(words: Sequence[str]) -> list[int]:
    """The stem of each word, 0 for one that tells nothing."""
    plain = [folded(word) for word in words]
    stems, starts = stems_of(b" ".join(plain))
    ends = np.cumsum([len(word) + 1 for word in plain])
    found = [0] * len(words)
    for place, stem in zip(np.searchsorted(ends, starts, side="right"), stems, strict=True):
        found[place] = int(stem)
    return found


def _cut(text: bytes) -> tuple[NDArray[np.int32], Ints]:
    letters = _LETTERS[np.frombuffer(b" " + text + b" " * _STEM, np.uint8)]
    inside = letters > 0
    starts = np.flatnonzero(inside[1:] & ~inside[:-1]) + 1
    starts = starts[inside[starts + 1] & inside[starts + _SHORTEST - 1]]
    starts = starts[letters[starts] < _FIGURE]
    stems = np.zeros(len(starts), np.int32)
    length = np.zeros(len(starts), np.uint8)
    alive = np.ones(len(starts), bool)
    for place in range(_STEM):
        letter = letters[starts + place]
        alive &= letter > 0
        stems <<= _BITS
        stems |= letter * alive
        length += alive
    last = letters[starts + length - 1].astype(np.int32)
    plural = (last == _PLURAL[0]) | (last == _PLURAL[1])
    stems -= (last * plural) << (_BITS * (_STEM - length.astype(np.int32)))
    return stems, starts - 1


_EVERYWHERE_STEMS = np.unique(_cut(b" ".join(_EVERYWHERE))[0])


@dataclass(frozen=True)
class WordIndex:
    """One entry a pair of action and stem, ordered by action, then stem.

    `bounds[a]:bounds[a + 1]` are the entries of action a; `weight` makes each action a vector
    of length 1 (float32); `rarity` is the inverse document frequency of each stem, from 0 (in
    every action) to 1 (in one alone); `stems` holds their numbers in alphabetical order.
    """

    stems: NDArray[np.int32]
    rarity: Floats
    stem: NDArray[np.int32]
    weight: NDArray[np.float32]
    bounds: Ints

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def rarities(self, words: Sequence[str]) -> list[float]:
        """Rarity of each word's stem; 0 for a word that tells nothing, or that no text holds."""
        stems = np.array(stems_by_word(words), np.int32)
        places = np.minimum(np.searchsorted(self.stems, stems), len(self.stems) - 1)
        known = self.stems[places] == stems
        return [float(rarity) for rarity in np.where(known, self.rarity[places], 0.0)]

    def cosines(self, pairs: Ints) -> Floats:
        """Cosine of the two actions of each row of `pairs` (n, 2), ordered by the first."""
        found = np.zeros(len(pairs))
        spread = np.zeros(len(self.stems), np.float32)
        starts = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
        for start, end in pairwise([*starts, len(pairs)]):
            first = slice(*self.bounds[pairs[start, 0] : pairs[start, 0] + 2])
            spread[self.stem[first]] = self.weight[first]
            for row in range(start, end):
                other = slice(*self.bounds[pairs[row, 1] : pairs[row, 1] + 2])
                found[row] = spread[self.stem[other]] @ self.weight[other]
            spread[self.stem[first]] = 0
        return found

    def shared(self, one: int, other: int, count: int) -> list[int]:
        """The stems that weigh most in what two actions share."""
        a, b = (slice(*self.bounds[action : action + 2]) for action in (one, other))
        stems, left, right = np.intersect1d(self.stem[a], self.stem[b], return_indices=True)
        order = np.argsort(-(self.weight[a][left] * self.weight[b][right]), kind="stable")
        return [int(stem) for stem in self.stems[stems[order[:count]]]]


def build_index(texts: Iterable[str]) -> WordIndex:
    """Index the texts: TF-IDF, smoothed so that 16 texts and 20,000 weigh alike.

    A stem's weight is (1 + ln times) * ln(1 + actions / actions that hold it): never zero,
    and one paragraph pasted nine times does not drown the rest.
    """
    held, times, sizes = [], [], [np.zeros(1, np.int64)]
    everything = iter(texts)
    while chunk := [folded(text) for text in islice(everything, _CHUNK)]:
        stems, starts = stems_of(b" ".join(chunk))
        ends = np.cumsum([len(text) + 1 for text in chunk])
        words = np.diff(np.searchsorted(starts, ends), prepend=0)
        text = np.repeat(np.arange(len(chunk), dtype=np.int64), words)
        entries = np.sort(text << _BITS * _STEM | stems)
        first = np.flatnonzero(np.diff(entries, prepend=-1))
        times.append(np.diff(first, append=len(entries)))
        held.append((entries[first] & (1 << _BITS * _STEM) - 1).astype(np.int32))
        sizes.append(np.bincount(entries[first] >> _BITS * _STEM, minlength=len(chunk)))
    bounds = np.cumsum(np.concatenate(sizes))
    return _weigh(held, times, bounds)


def _weigh(held: list[NDArray[np.int32]], times: list[Ints], bounds: Ints) -> WordIndex:
    numbers = np.concatenate([np.zeros(0, np.int32), *held])
    stems = np.unique(numbers)
    stem = np.searchsorted(stems, numbers).astype(np.int32)
    count = len(bounds) - 1
    inverse = np.log1p(count / np.maximum(np.bincount(stem, minlength=len(stems)), 1))
    weight = np.log(np.concatenate([np.zeros(0, np.int64), *times]), dtype=np.float32)
    weight = (weight + 1) * inverse.astype(np.float32)[stem]
    sums = np.concatenate([[0.0], np.cumsum(weight**2, dtype=np.float64)])
    lengths = np.sqrt(np.diff(sums[bounds]))
    weight /= np.repeat(np.where(lengths > 0, lengths, 1).astype(np.float32), np.diff(bounds))
    rarity = (inverse - np.log(2)) / max(np.log1p(count) - np.log(2), 1e-9)
    return WordIndex(stems, rarity, stem, weight, bounds)


@dataclass(frozen=True)
class Postings:
    """The entries of an index ordered by stem, then action: who holds each stem."""

    stem: NDArray[np.int32]
    action: NDArray[np.int32]
    actions: int

    def sharing(self, groups: Ints, most: int, at_least: int) -> Ints:
        """Pairs of actions of one group that share at least so many stems that are rare in it.

        Actions of a group stand one after another. A stem that more than `most` actions of
        the group hold is passed over: the work grows with the number of entries alone,
        whatever the size of a group.

        Returns:
            Rows (lower position, higher position), ordered, each once.
        """
        group = groups[self.action]
        starts = np.flatnonzero(
            (np.diff(self.stem, prepend=-1) != 0) | (np.diff(group, prepend=-1) != 0)
        )
        sizes = np.diff(starts, append=len(self.stem))
        keys = [np.zeros(0, np.int64)]
        for size in range(2, most + 1):
            members = self.action[starts[sizes == size][:, None] + np.arange(size)].astype(np.int64)
            low, high = np.triu_indices(size, 1)
            keys.append((members[:, low] * self.actions + members[:, high]).ravel())
        pairs = np.sort(np.concatenate(keys))
        first = np.flatnonzero(np.diff(pairs, prepend=-1))
        shared = np.diff(first, append=len(pairs))
        kept = pairs[first[shared >= at_least]]
        return np.stack(np.divmod(kept, max(self.actions, 1)), axis=1)


def build_postings(index: WordIndex) -> Postings:
    """Turn the index round: by stem instead of by action."""
    action = np.repeat(np.arange(len(index), dtype=np.int32), np.diff(index.bounds))
    # numpy sorts 16-bit numbers by radix, many times faster than wider ones.
    order = np.argsort((index.stem & 0xFFFF).astype(np.uint16), kind="stable")
    if len(index.stems) > 1 << 16:
        high = (index.stem[order] >> 16).astype(np.uint16)
        order = order[np.argsort(high, kind="stable")]
    return Postings(index.stem[order], action[order], len(index))
