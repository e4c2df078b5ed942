"""An invented national corpus: any number of actions of the size that SENACS's have."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

from reportkit.schema import FIELDS, Kind
from reportkit.vocabulary import departments

PAGE = 25
STRUCTURES_PER_ACTION = 2_400 / 3_500
SYLLABLES = ("ba", "cor", "dé", "fil", "gan", "jou", "lè", "mar", "nou", "pré", "quo", "ris",
             "sa", "tié", "vou", "zon", "li", "ton", "ché", "ran")  # fmt: skip
CLOSED = {
    "status": ("En cours", "Terminée"),
    "dimension": ("Services", "Citoyenneté", "Accompagnement de projets"),
    "territory": ("Un quartier", "Une commune", "Plusieurs communes"),
    "keywords": ("Culture", "Santé", "Parentalité", "Emploi, économie", "mobilité / transport"),
    "initiators": ("Le centre social", "Un groupe d'habitants"),
    "audience": ("Tous publics", "familles", "Adultes", "Seniors", "Jeunesse"),
    "partners": ("Association locale", "Commune", "Caf", "MSA", "Bailleur social"),
}
# Free texts and how often, in a hundred, SENACS holds them; several paragraphs for the long ones.
FREE = {"summary": (95, 2), "experience": (95, 3), "description": (90, 3), "funding": (55, 1),
        "people": (80, 1), "outcomes_territory": (70, 2), "outcomes_centre": (70, 2),
        "outcomes_residents": (70, 2), "limits": (60, 1), "perspectives": (65, 1)}  # fmt: skip


class Writer:
    """Writes sentences of invented words whose frequencies follow Zipf's law."""

    def __init__(self, seed: int, words: int = 20_000) -> None:
        self.dice = random.Random(seed)
        pool = itertools.product(SYLLABLES, repeat=3)
        self.words = ["".join(parts) for parts in itertools.islice(pool, 8_000)]
        self.words += [f"{a}{b}" for a, b in zip(self.words, reversed(self.words), strict=True)]
        self.words = self.words[:words]
        self.dice.shuffle(self.words)
        weights = (1 / (rank + 2) for rank in range(len(self.words)))
        self.cumulated = list(itertools.accumulate(weights))

    def sentence(self) -> str:
        """Six to twenty words, some with a figure."""
        count = self.dice.randint(6, 20)
        words = self.dice.choices(self.words, cum_weights=self.cumulated, k=count)
        if self.dice.random() < 0.15:
            words[count // 2] = f"{self.dice.randint(2, 90)} {words[count // 2]}"
        return " ".join(words).capitalize() + "."

    def paragraph(self) -> str:
        """One to three sentences."""
        return " ".join(self.sentence() for _ in range(self.dice.randint(1, 3)))

    def action(self, organisation: str) -> tuple[str, list[str]]:
        """The title and the lines of one action."""
        title = self.sentence()[:60].rstrip(".")
        lines = ["Actions", title]
        single = {column: self.dice.choice(CLOSED[column])
                  for column in ("status", "dimension", "territory")}  # fmt: skip
        for field in FIELDS:
            column = field.column.removesuffix("_again")
            if field.optional:
                continue
            lines.append(f"- {field.label}")
            if column == "organisation":
                lines.append(f"- {organisation}")
            elif column in single:
                lines.append(f"- {single[column]}")
            elif field.kind is Kind.LIST:
                lines += ["-"] if column != "audience" else []
                lines += ["Partenaires d'action:"] if column == "partners" else []
                lines.append(f"- {self.dice.choice(CLOSED[column])}")
            elif column in FREE and self.dice.random() * 100 < FREE[column][0]:
                lines += [self.paragraph() for _ in range(self.dice.randint(1, FREE[column][1]))]
        return title, lines


def pages(count: int, seed: int = 1) -> Iterator[str]:
    """The text of pages that hold `count` actions in all, two years by turns."""
    writer = Writer(seed)
    names = [department.name for department in departments().values()]
    structures = [f"Centre social {writer.sentence()[:24].rstrip('. ')} {number}"
                  for number in range(max(1, round(count * STRUCTURES_PER_ACTION)))]  # fmt: skip
    for page, first in enumerate(range(0, count, PAGE)):
        rows, body = [], []
        for _ in range(first, min(first + PAGE, count)):
            place = writer.dice.randrange(len(structures))
            department = names[place % len(names)]
            title, lines = writer.action(f"{structures[place]} - {department}")
            rows.append(f"{title} | {department} | {2023 + page % 2} |")
            body += lines
        head = ["Les actions des centres sociaux", "Nom | Département | Année |", "---|---|---|"]
        yield "\n".join([*head, *rows, *body]) + "\n"


def write_corpus(path: Path, count: int, seed: int = 1) -> int:
    """One text export of `count` actions; gives its size in bytes."""
    path.write_text("".join(pages(count, seed)), "utf-8")
    return path.stat().st_size
