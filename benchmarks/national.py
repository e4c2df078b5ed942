"""An invented national set of exports: the sample's actions told again by thousands of centres.

python benchmarks/national.py FOLDER [--centres 2400] [--departments 101] [--actions 3500]
                              [--seed 1]

FOLDER becomes a working folder: `data/<department>.txt` and a reportkit.toml that says that the
data are fictional. `reportkit build`, run there, makes a report a centre and one a department.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportkit.dataset import load_dataset
from reportkit.readers.sources import sample_folder
from reportkit.report.perimeter import slug
from reportkit.senacs import senacs_text
from reportkit.table import table_records
from reportkit.vocabulary import departments as known_departments
from reportkit.vocabulary import fold

YEAR = 2024
SETTINGS = """\
# Réglages d'un jeu national inventé : les actions de l'exemple, recombinées.
name = "Observatoire d'exemple"
fictional = true

[[exports]]
file = "data"
date = 2025-02-10
"""
Record = dict[str, Any]

BUSY, MOST = 0.3, 6
"""Share of the centres that have more than one action, and how many they have at most."""

# What an action may take from another of the same theme; the rest of it stays together.
EXCHANGED = ("territory", "audience", "partners", "funding", "people", "outcomes_territory",
             "outcomes_centre", "outcomes_residents", "limits", "perspectives")  # fmt: skip
EXCHANGES = 0.3
VARIED = ("summary", "experience", "description", "funding", "people", "outcomes_territory",
          "outcomes_centre", "outcomes_residents", "limits", "perspectives")  # fmt: skip
# A number of things counted or of euros; neither an age, an hour, a day nor an end of a range.
FIGURE = re.compile(
    r"(?<![\w.,:/-])(?<!à )\d{1,3}(?:([ \u00a0\u202f])\d{3})*(?=[ \u00a0\u202f][a-zà-ÿ€])"
    r"(?![ \u00a0](?:h|heures?|minutes?|ans?|mois|à|et|ou|janvier|février|mars|avril|mai|juin"
    r"|juillet|août|septembre|octobre|novembre|décembre)\b)"
)

KINDS = (
    "Centre social {name} {of_town}",
    "Centre social {name} - {town}",
    "Centre social et culturel {name} ({town})",
    "Centre socioculturel {of_town}",
    "CSC {name} - {town}",
    "Maison pour tous {name}, {town}",
    'Espace de vie sociale "{name}" {of_town}',
    "EVS {name} - A.C.P. {town}",
    "Maison de quartier {name} {town} 95999",
    "Amicale laïque {of_town}",
    "Association familiale et d'éducation populaire {of_town}",
    "CENTRE SOCIAL {town} - SITE {name}",
    "Association pour l'animation de la vie sociale du canton {of_town} et des communes "
    "alentour - antenne {name}",
)
NAMES = ("Les Hirondelles", "L'Abri du Vent", "La Passerelle", "Le Trait d'Union", "L'Escale",
         "Les Deux Rives", "La Cabane à Projets", "Le Lavoir", "L'Églantine", "Chez Odile et Maël",
         "L’Étincelle", "Les Grands Chênes", "La Clé des Champs", "Le Fil d'Ariane", "Caravelle",
         "L'Œillet bleu", "Les Mille et Une Mains", "La Boussole", "Belle-Étoile", "Arc-en-ciel",
         "Jeanne Corvisier", "Le Préau", "La Ruche", "Noémie Vastel")  # fmt: skip
TOWN_STARTS = ("Mont", "Ville", "Roche", "Val", "Bois", "Font", "Saint-", "Sainte-", "Château",
               "Pré", "Cham", "Haute-", "L'Isle-", "Aigue", "Clair", "Fresne-", "Gué-", "Ormes-",
               "Pont-", "Vaux-", "Bré", "Ker", "Marsa", "Éper")  # fmt: skip
TOWN_MIDDLES = ("cor", "lan", "thi", "ré", "vau", "mé", "dou", "sar", "quen", "bel", "gri", "jou",
                "nor", "pel", "tour", "æl")  # fmt: skip
TOWN_ENDS = ("val", "bert", "gnac", "ville", "dec", "ric", "çon", "sac", "lieu", "mont", "ne",
             "guen", "court", "hem", "zac", "ois")  # fmt: skip
PLACES = tuple(
    f"{kind} {name}"
    for kind in ("quartier", "cité", "résidence", "hameau", "salle", "place", "square", "antenne")
    for name in ("des Tilleuls", "de l'Étang", "du Moulin", "des Écoles", "de la Source",
                 "d'Orvaillac", "des Hauts-Prés", "du Vieux Puits", "de l'Ancienne Gare", "Odinel",
                 "des Lavandières", "du Pont-Neuf", "de la Tuilerie", "des Quatre-Chemins")
)  # fmt: skip


@dataclass(frozen=True)
class National:
    """What was written: the folder, an export a department, and the centres of each."""

    folder: Path
    exports: tuple[Path, ...]
    centres: Mapping[str, tuple[str, ...]]
    actions: int

    @property
    def reports(self) -> int:
        """How many a build makes: one a centre, one a department."""
        return len(self.centres) + sum(map(len, self.centres.values()))


class Teller:
    """Tells the sample's actions again, no two with the same title."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        records = table_records(load_dataset([sample_folder()]))
        self.sources = [r for r in records if r["organisation"] and not r["duplicate_of"]]
        self.alike = [
            [other for other in self.sources if set(one["keywords"]) & set(other["keywords"])]
            for one in self.sources
        ]
        self.places: dict[str, Iterator[str]] = {}

    def tell(self, centre: str, department: str) -> Record:
        """One action: a whole one, some fields of its theme exchanged, its figures varied."""
        number = self.dice.randrange(len(self.sources))
        record = dict(self.sources[number])
        for column in EXCHANGED:
            if self.alike[number] and self.dice.random() < EXCHANGES:
                record[column] = self.dice.choice(self.alike[number])[column]
        for column in VARIED:
            if record[column]:
                record[column] = vary(record[column], self.dice.uniform(0.6, 1.7))
        title = record["title"].rstrip(".")
        place = next(self.places.setdefault(fold(title), self._places()))
        return record | {
            "title": f"{title} – {place}",
            "organisation": centre,
            "department": department,
            "senacs_year": YEAR,
            "source_file": department,
        }

    def _places(self) -> Iterator[str]:
        """Words to put behind a title, endlessly, none twice."""
        places = self.dice.sample(PLACES, len(PLACES))
        yield from places
        for number in itertools.count(2):
            yield from (f"{place}, groupe {number}" for place in places)


def vary(text: str, share: float) -> str:
    """The text with its figures times `share`: all of them, so that sums stay near their parts."""

    def times(found: re.Match[str]) -> str:
        value = int(re.sub(r"\D", "", found[0]))
        changed = max(2, round(value * share)) if value > 1 else value
        return f"{changed:,}".replace(",", found[1] or " ")

    return FIGURE.sub(times, text)


def write_national(
    folder: Path, centres: int = 2400, departments: int = 101, actions: int = 3500, seed: int = 1
) -> National:
    """Write the exports of one year, and the settings that mark them as fictional.

    Every centre has an action; the same numbers and seed write the same bytes.

    Raises:
        ValueError: fewer actions than centres, fewer centres than departments, or more
            departments than there are.
        FileExistsError: `folder` has a `data` folder, whose exports would be read as well.
    """
    everywhere = sorted(known.name for known in known_departments().values())
    if not 0 < departments <= min(centres, len(everywhere)) or centres > actions:
        raise ValueError(
            f"0 < departments ({departments}, at most {len(everywhere)}) <= centres ({centres}) "
            f"<= actions ({actions})"
        )
    dice = random.Random(seed)
    placed = _spread(dice, sorted(dice.sample(everywhere, departments)), centres)
    counts = dict(zip(itertools.chain(*placed.values()), _counts(dice, centres, actions),
                      strict=True))  # fmt: skip
    teller = Teller(dice)
    data = folder / "data"
    data.mkdir(parents=True)
    (folder / "reportkit.toml").write_text(SETTINGS, "utf-8")
    exports = []
    for department, names in placed.items():
        told = [teller.tell(name, department) for name in names for _ in range(counts[name])]
        dice.shuffle(told)
        exports.append(data / f"{slug(department)}.txt")
        exports[-1].write_text(senacs_text(told), "utf-8")
    return National(folder, tuple(exports), placed, actions)


def _spread(
    dice: random.Random, departments: Sequence[str], centres: int
) -> dict[str, tuple[str, ...]]:
    """The centres of each department: one at least, far more in some than in others."""
    weights = [dice.lognormvariate(0, 0.6) for _ in departments]
    where = [*departments, *dice.choices(departments, weights, k=centres - len(departments))]
    names = _names(dice)
    placed: dict[str, list[str]] = {department: [] for department in departments}
    for department in where:
        placed[department].append(next(names))
    return {department: tuple(held) for department, held in placed.items()}


def _names(dice: random.Random) -> Iterator[str]:
    """Names of centres, endlessly, no two that differ by case and accents alone."""
    seen: set[str] = set()
    while True:
        town = "".join(map(dice.choice, (TOWN_STARTS, TOWN_MIDDLES, TOWN_ENDS)))
        town = re.sub(r"-(\w)", lambda found: found[0].upper(), town)
        kind, name = dice.choice(KINDS), dice.choice(NAMES)
        if kind.startswith("CENTRE"):
            town, name = town.upper(), name.upper()
        of_town = f"d'{town}" if fold(town)[0] in "aeiou" else f"de {town}"
        written = kind.format(name=name, town=town, of_town=of_town)
        if fold(written) not in seen:
            seen.add(fold(written))
            yield written


def _counts(dice: random.Random, centres: int, actions: int) -> list[int]:
    """How many actions each centre has: one, and for some of them a share of the rest."""
    counts = [1] * centres
    rest = actions - centres
    most = max(MOST, 2 * -(-actions // centres))
    busy = dice.sample(range(centres), min(centres, max(round(BUSY * centres), rest // 2)))
    for _ in range(rest):
        place = dice.randrange(len(busy))
        counts[busy[place]] += 1
        if counts[busy[place]] == most:
            busy[place] = busy[-1]
            busy.pop()
    return counts


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    for name, default in (("centres", 2400), ("departments", 101), ("actions", 3500), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    try:
        national = write_national(**vars(parser.parse_args()))
    except (ValueError, FileExistsError) as error:
        sys.exit(str(error))
    print(f"{national.actions} actions in {len(national.exports)} exports, "
          f"{national.reports} reports: {national.folder}")  # fmt: skip


if __name__ == "__main__":
    main()
