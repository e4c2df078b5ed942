"""People counted at a place of a sentence, before it is known what the numbers add up to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reportkit.measures.fact import SURE
from reportkit.measures.roles import NEUTRAL, PRESENCES, PUBLIC
from reportkit.measures.sentences import Sentence

FIELD = "people"
UNSPECIFIED = "unspecified"
MIXED = "mixed"
PERSONS = "personnes"
COUNTED = ("number", "article", "label", "bare", "named", "trade")
"""The rules whose numbers a total may take up."""
ELSEWHERE = ("territory", "aside", "ahead", "planned", "missed", "group")
"""The rules of people whom the action has not met: a town's, a family's, a price's, to come, those
who were hoped for, waited or gave up; and the size of one group among several."""


@dataclass(frozen=True)
class Mention:
    """People counted at a place of a sentence; `role` is PUBLIC, PRESENCES or one of the staff.

    `start` and `end` hold the number and its noun; `reach` where the group of words ends.
    """

    sentence: Sentence
    start: int
    end: int
    reach: int
    value: float | None
    bounds: tuple[float | None, float | None]
    role: str
    unit: str
    certainty: str = SURE
    rule: str = "number"

    @property
    def size(self) -> float:
        """The number that stands for it where one is compared or added."""
        return next(n for n in (self.value, self.bounds[0], self.bounds[1], 0.0) if n is not None)

    @property
    def measure(self) -> str:
        """What the mention is a fact of."""
        return "staff" if self.staff else "attendance" if self.role == PRESENCES else "participants"

    @property
    def staff(self) -> bool:
        """Whether it counts those who run the action."""
        return self.role not in (PUBLIC, PRESENCES, NEUTRAL)

    def but(self, rule: str, certainty: str | None = None) -> Mention:
        """The same under another rule."""
        return replace(self, rule=rule, certainty=certainty or self.certainty)
