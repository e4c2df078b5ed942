"""Nothing that must not be cited is in any file of a run: PDF, attachments, HTML, notebooks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from senacs import action, page_lines, text_of

from reportkit.batch.plan import WORK
from reportkit.cli import main
from reportkit.schema import FREE_TEXTS

pytestmark = pytest.mark.xdist_group("withheld")  # one worker builds the reports

NUMBERS = (
    "deux",
    "trois",
    "4",
    "cinq",
    "6",
    "sept",
    "huit",
    "9",
    "dix",
    "3",
    "quatre",
    "neuf",
    "8",
)
PERSONS = ("femmes", "jeunes", "familles", "réfugiés", "adultes")
ATTRIBUTES = (
    "bénéficiaires du RSA",
    "en situation de handicap",
    "sans papiers",
    "suivies pour une dépression",
    "sortant de prison",
)
RUN = 4
"""So many words in a row are words of the source, and no chance."""


def sentence(rank: int) -> str:
    group = f"{NUMBERS[rank % len(NUMBERS)]} {PERSONS[rank % 5]} {ATTRIBUTES[rank // 5 % 5]}"
    return f"Cette semaine {rank + 1000} nous avons accueilli {group} autour du four à pain."


@pytest.fixture(scope="module")
def told() -> list[str]:
    """One sentence on a small group for every field of three actions, the title included."""
    return [sentence(rank) for rank in range(3 * (len(FREE_TEXTS) + 2))]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, told: list[str]) -> Path:
    """The reports of all kinds on actions full of such sentences, with harmless words between."""
    folder = tmp_path_factory.mktemp("petits-groupes")
    sentences = iter(told)
    actions = []
    for number in range(3):
        texts = {c: f"Rien que de banal ici. {next(sentences)}" for c in FREE_TEXTS}
        texts |= {"title": next(sentences), "keywords": ["Santé", next(sentences)]}
        organisation = "Centre social du Pré - Sarthe" if number < 2 else "Le Lien - Sarthe"
        actions.append(action(organisation=organisation, partners=["Caf"], **texts))
    (folder / "fiches.txt").write_bytes(text_of(page_lines(actions, 2024)))
    toml = '[[exports]]\nfile = "fiches.txt"\n[funders.caf]\nname = "Caf"\nselect = ["Caf"]\n'
    (folder / "reportkit.toml").write_text(toml, "utf-8")
    out = folder / "out"
    with pytest.raises(SystemExit) as ended:
        main(["build", str(folder / "fiches.txt"), "--out", str(out), "--keep-html"])
    assert ended.value.code == 0
    return out


def shingles(text: str) -> set[tuple[str, ...]]:
    """Every run of RUN words, whatever stands between them."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}


def outputs(out: Path) -> Iterator[tuple[str, str]]:
    """The text of every file that a run gives, and of what is inside its PDFs."""
    for path in sorted(out.rglob("*.pdf")):
        reader = PdfReader(path)
        yield path.name, "\n".join(page.extract_text() for page in reader.pages)
        yield f"{path.name}: about", f"{reader.metadata} {reader.outline}"
        for name, held in reader.attachments.items():
            yield f"{path.name}: {name}", "\n".join(data.decode() for data in held)
    for pattern in ("*.html", "*.ipynb"):
        for path in sorted((out / WORK).rglob(pattern)):
            yield path.name, path.read_text("utf-8").replace("\\n", " ")


def test_withheld_sentences_are_in_no_file(made: Path, told: list[str]) -> None:
    banal = shingles("Cette semaine nous avons accueilli autour du four à pain")
    hidden = set().union(*map(shingles, told)) - banal
    seen = dict(outputs(made))
    assert sum(name.endswith(".pdf") for name in seen) == 6
    assert sum(name.endswith("faits.csv") for name in seen) == 6
    assert sum(name.endswith(".ipynb") for name in seen) == 6
    for name, text in seen.items():
        assert not shingles(text) & hidden, name
        if name.endswith((".pdf", "actions.csv", ".ipynb", ".html")):
            assert "Rien que de banal ici" in " ".join(text.split()), name


def test_the_method_note_counts_them(made: Path, told: list[str]) -> None:
    path = next(made.rglob("*_departement.pdf"))
    text = " ".join(" ".join(p.extract_text() for p in PdfReader(path).pages).split())
    assert f"{len(told)} phrases ne sont pas citées" in text.replace("\u00a0", " ")
