"""Limits, perspectives and outcomes: sentences found wherever they stand, coded by family.

In its own field nearly every sentence counts, unless it says nothing, denies (« aucune
difficulté »), or says something else; in other fields only the signs of the lexicon make one.
Families, lists and their meaning: families.toml; the families are those of the domain notes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reportkit.measures.fact import BORDERLINE, SURE, Fact, Said
from reportkit.measures.families import Hit, Lexicon, Words, default_lexicon, fold
from reportkit.measures.sentences import Sentence
from reportkit.measures.wording import has_future, has_verb, is_heading, opens_with_infinitive
from reportkit.schema import OUTCOMES

OTHER: Final = "autre"
DIAGNOSIS: Final = ("summary", "experience", "initiative_detail")
"""Fields that tell why and how the action came about, before what became of it."""
MEANS: Final = ("funding", "people")
_OWN: Final = (*OUTCOMES, "limits", "perspectives")
_OUTCOMES_TOLD: Final = (*OUTCOMES, *DIAGNOSIS, "description")

_LONGEST_QUOTE = 240  # signs; the clause is quoted of a longer sentence
_CLOSE = 30  # signs behind a sign of the lexicon within which a word says what it is about
_MOST_PARTS = 3
_LONGEST_EMPTY = 60  # signs
_BREAK = re.compile(
    r"[;:,](?=\s)|\s[-–]\s|[()…]|\.{3}"
    r"|(?=\s(?:mais|car|cependant|toutefois|neanmoins|pourtant|en revanche|par contre|"
    r"en raison|ainsi que)\b)"
)
_AND = re.compile(r"(?=\s(?:et|avec|qui|puis|ou)\s)")
_CAUSE = re.compile(r"\s*(?:face a|suite a|grace a|au vu|selon|pour|afin|en fonction|dont|si)\b")
_OUTPUT = re.compile(
    r"\b\d+\b.*\b(?:participant|personne|famille|enfant|jeune|atelier|seance|sortie|inscrit|parent|"
    r"habitant|rencontre|reunion|adulte|benevole|repas|panier)"
)
_NONE = re.compile(r"\s*(?:aucune?s?|non|neant|ras|rien)\s*(?:$|[,.;:!(-])")
_LONGEST_OUTPUT = 12  # words: a count and its noun, no more
_LONGEST_AIM = 12  # words; what is longer tells by which means, and a reader may keep it
_REPEATED = 0.8  # share of its words that an outcome shares with an earlier one
_EDGE = " .;,:!?-–•*/\"'«»()"


def find_coded(
    sentences: Mapping[str, Sequence[Sentence]], lexicon: Lexicon | None = None
) -> list[Fact]:
    """Facts `limit`, `perspective` and `outcome` of one action, in the order of its fields.

    A fact's `type` is the main family, `second_type` another that is as plain, `rule` the words
    of the lexicon that fired. BORDERLINE are those that a reader could argue about.
    """
    lexicon = lexicon or default_lexicon()
    facts: list[Fact] = []
    told: list[frozenset[str]] = []
    for column, listed in sentences.items():
        for sentence in listed:
            facts += code(Read(sentence, column, lexicon), told)
    return facts


class Read:
    """A sentence of a column, and what the lexicon finds in it.

    `folded` is the sentence in small letters without accents, sign for sign; `limits`,
    `perspectives` and `outcomes` are the signs of each that are not excused.
    """

    __slots__ = ("column", "folded", "lexicon", "limits", "outcomes", "perspectives", "sentence")

    def __init__(self, sentence: Sentence, column: str, lexicon: Lexicon) -> None:
        self.sentence = sentence
        self.column = column
        self.lexicon = lexicon
        self.folded = fold(sentence.low)
        self.limits = self._signs(lexicon.limits)
        self.perspectives = self._signs(lexicon.perspectives)
        self.outcomes = self._signs(lexicon.outcomes) if column in _OUTCOMES_TOLD else []

    def _signs(self, words: Words) -> list[Hit]:
        signs = words.signs.find(self.folded)
        if not signs:
            return []
        excuses = words.excuses.find(self.folded)
        return [sign for sign in signs if not sign.overlaps(excuses)]

    def heading(self) -> bool:
        """Whether it only announces what follows."""
        return is_heading(self.folded)

    def infinitive(self) -> bool:
        """Whether it opens with an infinitive."""
        return opens_with_infinitive(self.folded)

    def aim(self) -> bool:
        """Whether it is a bare aim: « Favoriser le lien social »."""
        short = len(self.folded.split()) <= _LONGEST_AIM
        return short and self.infinitive() and not has_verb(self.folded)

    def denied(self, words: Words) -> bool:
        """Whether it says that there is none: « aucune difficulté »."""
        told = _NONE.match(self.folded) is not None
        return told or any(hit.label == "niees" for hit in words.excuses.find(self.folded))

    def empty(self) -> bool:
        """Whether it says nothing: « RAS », « néant », « à compléter »."""
        bare = self.folded.strip(_EDGE)
        if len(bare) > _LONGEST_EMPTY:
            return False
        lexicon = self.lexicon
        return not bare or any(
            (hit.start, hit.end) == (0, len(bare))
            for words in (lexicon.limits, lexicon.perspectives, lexicon.outcomes)
            for hit in words.empty.find(bare)
        )

    def clauses(self, finer: bool = False) -> list[tuple[int, int]]:
        """Start and end of each clause; `finer` parts at « et », « avec », « qui » too."""
        cuts = {match.end() for match in _BREAK.finditer(self.folded)}
        if finer:
            cuts |= {match.end() for match in _AND.finditer(self.folded)}
        places = [0, *sorted(cuts), len(self.folded)]
        return [(a, b) for a, b in itertools.pairwise(places) if b > a]


def code(read: Read, told: list[frozenset[str]]) -> Iterator[Fact]:
    """The coded facts of one sentence; `told` holds the words of the outcomes before it."""
    signs = {"limit": read.limits, "perspective": read.perspectives, "outcome": read.outcomes}
    if not any(signs.values()) and read.column not in _OWN:
        return
    for measure, certainty in certainties(read).items():
        if certainty and (measure != "outcome" or not _repeats(read.folded, told)):
            yield from _facts(measure, read, signs[measure], certainty)


def certainties(read: Read) -> dict[str, str | None]:
    """How certainly a sentence says a limit, a perspective, an outcome; None: it does not."""
    if read.empty():
        return {}
    limit = _limit(read)
    return {
        "limit": limit,
        "perspective": _perspective(read, limit=limit is not None),
        "outcome": _outcome(read, limit=limit == SURE),
    }


def _limit(read: Read) -> str | None:
    """How certainly the sentence says a limit of the action; None where it does not."""
    if read.column == "limits":
        return _limit_in_its_field(read)
    announced = read.column == "perspectives" and (read.perspectives or read.infinitive())
    if not read.limits or announced:
        return None
    diagnosis = bool(read.lexicon.limits.diagnosis.find(read.folded))
    strong = [sign for sign in read.limits if sign.label != "signes_faibles"]
    if not strong:
        looked_at = read.column in (*OUTCOMES, "end_reason") and not diagnosis
        return BORDERLINE if looked_at and read.lexicon.limits.families.find(read.folded) else None
    if read.column in OUTCOMES or _plain(strong):
        return SURE
    if diagnosis or read.infinitive():
        return None
    return BORDERLINE if read.column in (*DIAGNOSIS, *MEANS, "perspectives") else SURE


def _limit_in_its_field(read: Read) -> str | None:
    words = read.lexicon.limits
    if read.limits:
        return None if read.heading() and len(read.folded.split()) <= 3 else SURE  # noqa: PLR2004
    if read.heading() or read.denied(words):
        return None
    if _announces(read) or words.remedies.find(read.folded):
        return None
    return BORDERLINE if read.infinitive() else SURE


def _perspective(read: Read, *, limit: bool) -> str | None:
    words, signs = read.lexicon.perspectives, read.perspectives
    if read.column == "perspectives":
        return _perspective_in_its_field(read)
    if not _announces(read) or read.heading():
        return None
    if read.column == "limits":
        apart = _apart(read, signs, read.limits)
        return SURE if not limit or apart else BORDERLINE
    if _plain(signs):
        return SURE
    if read.column in DIAGNOSIS or words.excuses.find(read.folded):
        return None
    return BORDERLINE


def _perspective_in_its_field(read: Read) -> str | None:
    words = read.lexicon.perspectives
    if read.perspectives:
        return SURE
    if read.heading() or words.excuses.find(read.folded):
        return None
    if read.infinitive() or has_future(read.folded):
        return SURE
    if any(sign.label != "signes_faibles" for sign in read.limits):
        return None
    if words.remedies.find(read.folded):
        return None
    known = any(hit.weight for hit in words.families.find(read.folded))
    return SURE if known or not has_verb(read.folded) else BORDERLINE


def _outcome(read: Read, *, limit: bool) -> str | None:
    words = read.lexicon.outcomes
    if read.column not in OUTCOMES:
        # Elsewhere only what is plainly told as an effect, and a reader may leave it out.
        return BORDERLINE if _plain(read.outcomes) else None
    if read.aim() or (read.heading() and not read.outcomes):
        return None
    if words.excuses.find(read.folded) and not _plain(read.outcomes):
        return None
    if not read.outcomes:
        count = len(read.folded.split()) <= _LONGEST_OUTPUT and _OUTPUT.search(read.folded)
        known = words.families.find(read.folded) or has_verb(read.folded)
        return None if limit or count or not known else BORDERLINE
    if limit and not _apart(read, read.outcomes, read.limits):
        return None
    return BORDERLINE if read.infinitive() else SURE


def _announces(read: Read) -> bool:
    """Whether a sentence outside « Perspectives » tells what comes next."""
    if any(sign.label != "signes_faibles" for sign in read.perspectives):
        return True
    # « L'an prochain » alone dates a deadline; with « nous proposerons » it announces.
    dated = [sign for sign in read.perspectives if not sign.phrase.startswith("il faud")]
    return read.column == "limits" and bool(dated) and has_future(read.folded)


def _plain(signs: Sequence[Hit]) -> bool:
    return any(sign.label == "signes_action" for sign in signs)


def _apart(read: Read, signs: Sequence[Hit], others: Sequence[Hit]) -> bool:
    """Whether one of the signs stands in a clause without any of the others."""
    for start, end in read.clauses():
        told = any(start <= sign.start < end for sign in signs)
        if told and not any(start <= sign.start < end for sign in others):
            return True
    return False


def _repeats(folded: str, told: list[frozenset[str]]) -> bool:
    """Whether an earlier outcome of the action says the same; notes this one."""
    words = frozenset(re.findall(r"\w{3,}", folded))
    again = any(len(words & other) >= _REPEATED * len(words | other) for other in told)
    told.append(words)
    return again


def _facts(measure: str, read: Read, signs: list[Hit], certainty: str) -> Iterator[Fact]:
    """The facts of a sentence: one, or one for each clause that tells another family."""
    words: Words = getattr(read.lexicon, f"{measure}s")
    families = words.families.find(read.folded)
    whole = (0, len(read.folded))
    parts = [whole]
    if measure != "outcome":
        parts = _parts(read, signs, families, finer=measure == "perspective")
    for part in parts:
        inside = [sign for sign in signs if part[0] <= sign.start < part[1]]
        quote = part
        if measure != "outcome" and (
            _is_aside(measure, read) or part[1] - part[0] > _LONGEST_QUOTE
        ):
            quote = _clause(read, part, inside)
        main, second, named = _families(families, quote, inside)
        if main == OTHER and quote != whole:
            main, second, named = _families(families, part, inside)
        fired = dict.fromkeys(hit.phrase for hit in (*inside, *named))
        yield read.sentence.fact(
            measure,
            Said(
                type=main,
                second_type=second,
                certainty=certainty,
                rule=" + ".join(fired) or "champ",
            ),
            _trimmed(read.folded, quote),
        )


def _is_aside(measure: str, read: Read) -> bool:
    """Whether the measure is told in passing, under another label than its own."""
    return read.column != f"{measure}s"


def _parts(
    read: Read, signs: Sequence[Hit], families: Sequence[Hit], *, finer: bool
) -> list[tuple[int, int]]:
    """The sentence in up to three parts, each with its own sign and its own main family."""
    parts: list[tuple[int, int]] = []
    known: list[str] = []
    for start, end in read.clauses(finer):
        inside = [sign for sign in signs if start <= sign.start < end]
        main, _, named = _families(families, (start, end), inside)
        said = any(sign.label != "signes_faibles" for sign in inside) or (
            finer and (not parts or any(hit.weight > 1 for hit in named))
        )
        stands = main != OTHER and said and not _CAUSE.match(read.folded, start)
        if stands and parts and known and main not in known and len(parts) < _MOST_PARTS:
            parts.append((start, end))
            known.append(main)
        elif parts:
            parts[-1] = (parts[-1][0], end)
            known += [main] if stands and not known else []
        else:
            parts.append((start, end))
            known += [main] if stands else []
    return parts


def _clause(read: Read, part: tuple[int, int], signs: Sequence[Hit]) -> tuple[int, int]:
    """The clauses of a part that hold its signs."""
    if not signs:
        return part
    first, last = signs[0].start, max(sign.end for sign in signs)
    clauses = [(a, b) for a, b in read.clauses() if b > first and a < last]
    start, end = max(part[0], clauses[0][0]), min(part[1], clauses[-1][1])
    return start, end


def _families(
    families: Sequence[Hit], span: tuple[int, int], signs: Sequence[Hit]
) -> tuple[str, str | None, list[Hit]]:
    """The main and the second family of a span of a sentence, and the words that say so."""
    inside = [hit for hit in families if span[0] <= hit.start < span[1]]
    points: dict[str, int] = {}
    for hit in inside:
        close = any(-_CLOSE <= sign.start - hit.start <= 0 for sign in signs)
        points[hit.label] = points.get(hit.label, 0) + hit.weight + (close and hit.weight > 0)
    if not points:
        return OTHER, None, []
    points[inside[0].label] += inside[0].weight > 0
    first = {hit.label: hit.start for hit in reversed(inside)}
    ranked = sorted(points, key=lambda family: (-points[family], first[family]))
    second = ranked[1] if len(ranked) > 1 and 2 * points[ranked[1]] >= points[ranked[0]] else None
    return ranked[0], second, [hit for hit in inside if hit.label in (ranked[0], second)]


def _trimmed(folded: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span without the separators at its ends."""
    start, end = span
    while start < end and folded[start] in " ,;:)–-":
        start += 1
    while end > start and folded[end - 1] in " ,;:(–-":
        end -= 1
    return start, end
