"""Key sentences: for each section of an action, the ones an editor would quote.

They are central to what the action tells (near the centroid of the TF-IDF vectors of its
sentences: Radev et al., 2004, doi:10.1016/j.ipm.2003.10.006), unlike those already chosen (maximal
marginal relevance: Carbonell and Goldstein, 1998, doi:10.1145/290941.291025), and complete.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from reportkit.measures.coding import Read, certainties
from reportkit.measures.fact import SURE, Fact, Said
from reportkit.measures.families import Lexicon, default_lexicon, fold
from reportkit.measures.sentences import Sentence
from reportkit.measures.wording import has_verb, is_heading, opens_with_infinitive
from reportkit.schema import OUTCOMES

PRESENTATION: Final = ("summary", "description", "experience")
"""Fields that present the action; the first that holds a sentence to quote stands for all."""

_SECTIONS: Final = {**dict.fromkeys(OUTCOMES, "outcome"), "limits": "limit",
                    "perspectives": "perspective"}  # fmt: skip
_SHORTEST, _LONGEST = 4, 60  # words of a sentence to quote
_LIKENESS: Final = 0.3  # part of the score that likeness to a chosen sentence takes away
_SAME: Final = 0.7  # cosine from which a sentence repeats a chosen one
_STEM: Final = 6  # first letters that stand for a word
_WORD = re.compile(r"[^\W\d_]{3,}")
_CUT = re.compile(r"(?:[,;:(-]|\b(?:et|ou|de|du|des|la|le|les|un|une|a|au|aux|en|pour|par|avec))$")
_OBJECTIVE = re.compile(
    r"\b(?:objectifs?|a pour but|ont pour but|pour finalites?|pour objet|vis(?:e|ent|ant|ait) a|"
    r"il s'agi\w+ d[e']|afin de permettre|l'enjeu est|notre but)(?!\w)"
)
# Words that lean on a sentence which the quote would lack.
_LEANS = re.compile(
    r"(?:en effet|de plus|par ailleurs|cependant|toutefois|neanmoins|ainsi|en outre|ces? derni|"
    r"cette derni|enfin|puis|ensuite|dans le cas contraire|dans ce cadre|pour ce faire|c'est pour|"
    r"cela|ceci|celui-ci|celle-ci|ceux-ci|celles-ci|il|elle|ils|elles|mais|or|donc|et|ou)\b"
)
_LEANING: Final = 0.2  # what that takes away
_COMMON_WORDS: Final = (
    "les des une est sont que qui dans pour par sur avec aux ces cette ses leur leurs nos notre "
    "nous vous ils elles pas plus ont été être avoir fait faire mais ainsi comme entre tous tout "
    "toute toutes cela son aussi afin lors dont action actions centre social"
)
_COMMON: Final = frozenset(fold(word)[:_STEM] for word in _COMMON_WORDS.split())


def find_key_sentences(
    sentences: Mapping[str, Sequence[Sentence]],
    withheld: Callable[[Sentence], bool] | None = None,
    lexicon: Lexicon | None = None,
) -> list[Fact]:
    """Facts `key_sentence` of one action: one to three a section, `type` its column.

    Sections are the three fields of results, limits, perspectives, and the presentation (see
    PRESENTATION). A section whose sentences are all empty talk, headings or objectives has none.

    Args:
        sentences: the sentences of the action by column.
        withheld: tells the sentences that must not be printed; none of them is chosen.
        lexicon: says what is a limit, a perspective, an outcome; the package's own if None.
    """
    lexicon = lexicon or default_lexicon()
    free = {
        column: [s for s in listed if withheld is None or not withheld(s)]
        for column, listed in sentences.items()
    }
    candidates = {
        column: _told(free[column], column, measure, lexicon)
        for column, measure in _SECTIONS.items()
        if column in free
    }
    for column in PRESENTATION:
        presenting = [s for s in free.get(column, ()) if _presents(s)]
        if presenting:
            candidates = {column: presenting, **candidates}
            break
    weights = _Weights([s for listed in free.values() for s in listed])
    chosen: list[str] = []
    facts = []
    for column, listed in candidates.items():
        for sentence, score in weights.choose(listed, chosen):
            rule = f"centralité {score:.2f}"
            facts.append(sentence.fact("key_sentence", Said(type=column, rule=rule)))
    order = {column: place for place, column in enumerate(sentences)}
    return sorted(facts, key=lambda fact: (order[fact.field], fact.line))


def _told(
    listed: Sequence[Sentence], column: str, measure: str, lexicon: Lexicon
) -> list[Sentence]:
    """The sentences that say what a section is for: surely and with a verb, if there are any.

    Else those that say so surely, else those that a reader may leave out.
    """
    told: dict[int, list[Sentence]] = {}
    for sentence in listed:
        read = Read(sentence, column, lexicon)
        if not _complete(sentence, read.folded) or _is_objective(column, read.folded):
            continue
        certainty = certainties(read).get(measure)
        verb = has_verb(read.folded) or opens_with_infinitive(read.folded)
        if certainty == SURE or (certainty and verb):
            told.setdefault(0 if certainty != SURE else 1 + verb, []).append(sentence)
    return told[max(told)] if told else []


def _is_objective(column: str, folded: str) -> bool:
    if column == "perspectives":
        return False  # what is planned is told as an aim
    return opens_with_infinitive(folded) or _OBJECTIVE.search(folded) is not None


def _presents(sentence: Sentence) -> bool:
    folded = fold(sentence.low)
    complete = not sentence.item and _complete(sentence, folded) and has_verb(folded)
    return complete and not _is_objective(sentence.column, folded)


def _complete(sentence: Sentence, folded: str) -> bool:
    words = len(folded.split())
    cut = sentence.text.endswith(("...", "…")) or _CUT.search(folded.rstrip())
    return _SHORTEST <= words <= _LONGEST and not cut and not is_heading(folded)


class _Weights:
    """The words of the different sentences of an action, and how central each sentence is."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        counts = {s.low: Counter(_stems(s.low)) for s in sentences}
        holding = Counter(itertools.chain.from_iterable(counts.values()))
        rarity = {stem: math.log(1 + len(counts) / number) for stem, number in holding.items()}
        self._vectors: dict[str, dict[str, float]] = {}
        whole: defaultdict[str, float] = defaultdict(float)
        for text, words in counts.items():
            vector = {stem: count * rarity[stem] for stem, count in words.items()}
            length = math.sqrt(sum(weight * weight for weight in vector.values()))
            if length:
                self._vectors[text] = {stem: w / length for stem, w in vector.items()}
                for stem, weight in self._vectors[text].items():
                    whole[stem] += weight
        scores = {text: _product(vector, whole) for text, vector in self._vectors.items()}
        most = max(scores.values(), default=1.0)
        self._scores = {text: score / most for text, score in scores.items()}

    def choose(
        self, candidates: Sequence[Sentence], chosen: list[str]
    ) -> list[tuple[Sentence, float]]:
        """One to three of the candidates with their centrality; `chosen` gets their texts.

        The best that repeats no chosen one is taken each time; where all do, the best of them.
        """
        left = {s.low: s for s in reversed(candidates) if s.low in self._vectors}
        wanted = 1 + (len(left) > 2) + (len(left) > 5)  # noqa: PLR2004
        picked: list[tuple[Sentence, float]] = []
        while left and len(picked) < wanted:
            best = max(left, key=lambda text: (self._worth(text, chosen), -left[text].start))
            sentence = left.pop(best)
            if picked and self._likeness(best, chosen) >= _SAME:
                continue
            chosen.append(best)
            picked.append((sentence, self._scores[best]))
        return picked

    def _worth(self, text: str, chosen: Sequence[str]) -> float:
        likeness = self._likeness(text, chosen)
        leaning = _LEANING * bool(_LEANS.match(fold(text)))
        return round((1 - _LIKENESS) * self._scores[text] - _LIKENESS * likeness - leaning, 9)

    def _likeness(self, text: str, chosen: Sequence[str]) -> float:
        vector = self._vectors[text]
        return max((_product(vector, self._vectors[other]) for other in chosen), default=0.0)


def _product(vector: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(weight * other.get(stem, 0.0) for stem, weight in vector.items())


def _stems(low: str) -> list[str]:
    stems = (word[:_STEM] for word in _WORD.findall(fold(low)))
    return [stem for stem in stems if stem not in _COMMON]
