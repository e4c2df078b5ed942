"""A working folder without a mistake, and one mistake of every kind that a preflight knows."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT
from senacs import COMPLETE, HEADER, INDEX_HEAD, action, action_lines, text_of

from reportkit.batch import run as batch_run
from reportkit.batch.making import Made, Task
from reportkit.batch.notices import Notice
from reportkit.batch.plan import Choice
from reportkit.comments import lay_out
from reportkit.dataset import Dataset, load_dataset
from reportkit.printing.pdf import Printed
from reportkit.report.figures import key_figures
from reportkit.report.scope import build_scope
from reportkit.schema import FREE_TEXTS

PONT, MOULIN, PORT = "Centre social du Pont", "Espace Jean Moulin", "Amicale du port"
STEMS = {
    PONT: "2024_aude_centre_centre-social-du-pont",
    MOULIN: "2024_aude_centre_espace-jean-moulin",
    "Aude": "2024_aude_departement",
}
ACTIONS = (
    action(title="Le jardin du quai", organisation=f"{PONT} - Aude", partners=["Caf"]),
    action(title="La cuisine ouverte", organisation=f"{PONT} - Aude"),
    action(title="Les aînés connectés", organisation=f"{MOULIN} - Aude"),
    action(title="La fête du port", organisation=f"{PORT} - Aude"),
)
FUNDERS = '[funders.caf]\nname = "La Caf de l\'Aude"\nselect = ["Caf"]\n'


def agreed() -> list[Notice]:
    """The messages that were agreed on, in their order."""
    path = ROOT / "tests" / "batch" / "preflight_messages.csv"
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file, delimiter=";", quoting=csv.QUOTE_NONE)
    return [Notice(*row) for row in rows]


def write_page(
    path: Path,
    actions: tuple[Mapping[str, object], ...],
    department: str = "Aude",
    second_form: bool = False,
) -> None:
    """A page of 2024, every action in its index."""
    lines = [HEADER, *INDEX_HEAD]
    lines += [f"{values['title']} | {department} | 2024 |" for values in actions]
    for values in actions:
        lines += action_lines(values, second_form)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text_of(lines))


def lay_folder(home: Path) -> Path:
    """Four actions of three structures of the Aude, a funder, and nothing to be said of them."""
    write_page(home / "data" / "fiches.txt", ACTIONS)
    (home / "reportkit.toml").write_text(FUNDERS, "utf-8")
    return home


def load(home: Path) -> Dataset:
    """What the folder holds."""
    return load_dataset([home / "data"])


def write_comments(
    home: Path, about: str, *, signed: bool = True, edit: Callable[[str], str] = str
) -> Path:
    """The team's words for a report of 2024, against the figures that it has today."""
    kind = "departement" if about == "Aude" else "centre"
    centre = None if kind == "departement" else about
    scope = build_scope(load(home), kind, 2024, "Aude", centre)
    text = lay_out(f"{about}, 2024", key_figures(scope), ("limits",))
    if signed:
        text = text.replace("auteur:", "auteur: Anne Martin").replace("date:", "date: 2025-03-01")
    path = home / "commentaires" / "2024" / f"{STEMS[about]}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(edit(f"{text}\nL'eau a manqué.\n"), "utf-8")
    return path


def damage_notebook(home: Path, kind: str, edit: Callable[[dict], object]) -> None:
    """A notebook of the working folder: ours, changed."""
    path = home / "notebooks" / f"{kind}.ipynb"
    path.parent.mkdir(exist_ok=True)
    notebook = json.loads((ROOT / "notebooks" / path.name).read_text("utf-8"))
    edit(notebook)
    path.write_text(json.dumps(notebook), "utf-8")


class Mistake(NamedTuple):
    """How a mistake is made in a folder, and the choice with which it shows alone."""

    make: Callable[[Path], object]
    choice: Choice = Choice()


def _add_funder(home: Path, key: str, value: str) -> None:
    with (home / "reportkit.toml").open("a", encoding="utf-8") as file:
        file.write(f'[funders.{key}]\nname = "{key}"\nselect = ["{value}"]\n')


def _break_notebook(home: Path) -> None:
    (home / "notebooks").mkdir(exist_ok=True)
    (home / "notebooks" / "centre.ipynb").write_text("ceci n'est pas un notebook", "utf-8")


def _untag_parameters(notebook: dict) -> None:
    for cell in notebook["cells"]:
        cell["metadata"].pop("tags", None)


def _drop_year(notebook: dict) -> None:
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            lines = "".join(cell["source"]).splitlines(keepends=True)
            cell["source"] = [line for line in lines if not line.startswith("annee =")]


def _without_department(home: Path) -> None:
    lines = [HEADER, *action_lines(action(title="Fête du quai", organisation=None))]
    (home / "data" / "quai.txt").write_bytes(text_of(lines))


def _misspelt_department(home: Path) -> None:
    told = action(title="Le bal", organisation="Foyer des arts - Audee")
    write_page(home / "data" / "bal.txt", (told,), department="Audee")


def _cut(home: Path) -> None:
    path = home / "data" / "fiches.txt"
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"- Suite de l'action : Perspectives")])


def _without_structure(home: Path) -> None:
    told = action(title="Le repas de rue")
    write_page(home / "data" / "rue.txt", (told,), second_form=True)


def _empty(home: Path) -> None:
    bare = dict.fromkeys(FREE_TEXTS)
    emptied = [{**a, **bare} if MOULIN in a["organisation"] else a for a in ACTIONS]
    write_page(home / "data" / "fiches.txt", tuple(emptied))


def complements_with(*wrong: str) -> Callable[[Path], None]:
    """The whole table of mistakes, of which each row but those wanted is left without figures."""

    def make(home: Path) -> None:
        ids = list(load(home).actions["action_id"])
        rows = {
            2: ("a-00000000", "12", "", "", "bilan"),
            3: (ids[0], "douze", "", "", "bilan"),
            4: (ids[1], "12", "8", "7", "bilan"),
            5: (ids[2], "15", "", "", ""),
            6: (ids[3], "20", "", "", "bilan"),
            7: (ids[3], "21", "", "", "bilan"),
        }
        lines = ["action_id;public_total;femmes;hommes;source"]
        for line, (action_id, *figures, source) in rows.items():
            kept = figures if line == 6 or str(line) in wrong else ["", "", ""]
            lines.append(";".join((action_id, *kept, source)))
        (home / "complements.csv").write_text("\n".join(lines) + "\n", "utf-8")

    return make


def _outdate(text: str) -> str:
    return text.replace("  Actions recensées: 4", "  Actions recensées: 3")


def _misspell_part(_: str) -> str:
    """The unknown part on line 9, behind a short head."""
    head = "---\nrapport: Pont\nauteur: Anne Martin\ndate: 2025-03-01\n---\n\n\n"
    return f"{head}\n# Remarque sur les limittes\n\nL'eau a manqué.\n"


def _orphan(home: Path) -> None:
    written = write_comments(home, "Aude")
    orphan = home / "commentaires" / "2023" / "2023_aude_departement.md"
    orphan.parent.mkdir()
    written.rename(orphan)


AUDE = Choice(("departement",), (), ("Aude",))
MISTAKES: dict[str, Mistake] = {
    "choix-inconnu": Mistake(lambda _: None, Choice(centres=("Centre social du Pon",))),
    "financeur-inconnu": Mistake(
        lambda home: _add_funder(home, "msa", "Commune"), Choice(funders=("msaa",))
    ),
    "financeur-valeur-inconnue": Mistake(
        lambda home: _add_funder(home, "region", "Conseil régionnal")
    ),
    "financeur-sans-action": Mistake(lambda home: _add_funder(home, "msa", "MSA")),
    "notebook-illisible": Mistake(_break_notebook),
    "notebook-sans-parametres": Mistake(
        lambda home: damage_notebook(home, "financeur", _untag_parameters)
    ),
    "parametre-non-declare": Mistake(lambda home: damage_notebook(home, "departement", _drop_year)),
    "sortie-impossible": Mistake(
        lambda home: (home / "out/2024/aude/2024_aude_departement.pdf").mkdir(parents=True)
    ),
    "departement-absent": Mistake(_without_department),
    "departement-inconnu": Mistake(_misspelt_department),
    "export-coupe": Mistake(_cut, AUDE),
    "structure-non-precisee": Mistake(_without_structure),
    "fiches-vides": Mistake(_empty),
    "complement-sans-action": Mistake(complements_with("2")),
    "complement-invalide": Mistake(complements_with("3")),
    "complement-incoherent": Mistake(complements_with("4")),
    "complement-non-signe": Mistake(complements_with("5")),
    "complement-en-double": Mistake(complements_with("7")),
    "commentaire-perime": Mistake(lambda home: write_comments(home, "Aude", edit=_outdate)),
    "commentaire-non-signe": Mistake(lambda home: write_comments(home, MOULIN, signed=False)),
    "commentaire-illisible": Mistake(lambda home: write_comments(home, PONT, edit=_misspell_part)),
    "commentaire-sans-rapport": Mistake(_orphan),
}
"""By code; totals that differ and sentences withheld are no mistakes of a person."""

assert COMPLETE["partners"] == ["Commune"], "MSA and Caf are declared by nobody else"


def without_notebooks(patch: pytest.MonkeyPatch) -> list[str]:
    """Make reports at once: a file that says which edition it replaces; gives which were made."""
    made: list[str] = []

    def make(task: Task) -> Made:
        about = task.held.parameters
        made.append(about.centre or about.departement or "")
        pdf = f"remplace {about.remplace}".encode()
        return Made(b"{}", Printed(pdf, 9, "", (), (), ()), seconds=0.1)

    patch.setattr(batch_run, "make_report", make)
    return made
