"""Fragments of sections as they are printed, kept as pages that a person has read.

A change of wording shows here as a difference. `REPORTKIT_SNAPSHOTS=write pytest …` writes the
files anew; read them before you commit them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from senacs import action, page_lines, read_bytes, text_of

from reportkit.complements import Complement
from reportkit.config import Config, Funder
from reportkit.dataset import Dataset, build_dataset
from reportkit.report.markup import render_block
from reportkit.report.perimeter import Perimeter
from reportkit.report.report import Report
from reportkit.report.scope import cut_scope

FOLDER = Path(__file__).parent / "snapshots"
CENTRE = "Centre social du Pré"

LIMITS = (
    "La salle est trop petite pour accueillir tout le monde.",
    "Le financement de la commune n'est pas reconduit. Peu de familles viennent en hiver.",
    None,
    "RAS",
    "Le calendrier scolaire laisse trop peu de temps à l'équipe.",
    "La salle n'est pas chauffée.",
)
FUNDING = (
    "Coût total : 1 200 €",
    None,
    "Subvention de la Caf : 800 €",
    "RAS",
    "Budget de 450 €",
    None,
)
PEOPLE = ("12 habitants, 3 bénévoles", "8 familles", None, None, "45 participants", "1 salariée")


def dataset(count: int, *, years: tuple[int, ...] = (2024,)) -> Dataset:
    """`count` actions a year, their fields filled in turn, of two structures and none."""
    places = (f"{CENTRE} - Sarthe", f"{CENTRE} - Sarthe", "Le Lien - Sarthe")
    read = []
    for year in years:
        actions: list[dict[str, Any]] = [
            action(
                title=f"Action {n + 1} de {year}",
                organisation=places[n % 3],
                status="En cours" if n % 2 else "Terminée",
                partners=["Caf", "Commune"] if n % 2 else ["Commune"],
                limits=LIMITS[n % 6],
                funding=FUNDING[n % 6],
                people=PEOPLE[n % 6],
                outcomes_centre=None if n % 2 else "De nouveaux adhérents.",
            )
            for n in range(count)
        ]
        read.append((read_bytes(text_of(page_lines(actions, year)), f"{year}.txt"), None))
    config = Config(funders={"caf": Funder(name="Caf de la Sarthe", select=("Caf",))})
    built = build_dataset(read)
    second = built.actions["action_id"].iloc[1]
    given = Complement(second, "bilan de l'association", 2, 1000.0, 1250.0, 40, 26, 14, None)
    return Dataset(
        built.actions, built.findings, built.files, complements={second: given}, config=config
    )


def fragment(about: Perimeter, section: str, count: int, *, years: tuple[int, ...]) -> str:
    """A section's HTML, one element a line, pictures left out."""
    report = Report(cut_scope(dataset(count, years=years), about))
    blocks = getattr(report, section)()
    html = "\n".join(str(render_block(block, "image.svg")) for block in blocks)
    html = re.sub(r"[ \t]*\n\s*", "\n", html)
    return html.replace("\u202f", "\u2423").replace("\u00a0", "\u2420") + "\n"


CASES = [
    (kind, section, count, years)
    for kind, sections in {
        "centre": ("summary", "structure", "means", "limits", "method"),
        "departement": ("structure", "participation", "means", "limits", "evolution", "zoom"),
        "financeur": ("purpose", "deeds", "reached", "achieved", "budget", "sequel"),
    }.items()
    for section in sections
    for count, years in ((2, (2024,)), (12, (2023, 2024)))
]


@pytest.mark.parametrize(
    ("kind", "section", "count", "years"), CASES, ids=lambda value: str(value).replace(" ", "")
)
def test_a_fragment_is_as_it_was_read(kind: Any, section: str, count: int, years: Any) -> None:
    centre = CENTRE if kind == "centre" else None
    about = Perimeter(kind, 2024, "Sarthe", centre, "caf" if kind == "financeur" else None)
    found = fragment(about, section, count, years=years)
    path = FOLDER / f"{kind}-{section}-{count}.html"
    if os.environ.get("REPORTKIT_SNAPSHOTS") == "write":
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8")
