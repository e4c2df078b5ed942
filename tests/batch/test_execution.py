"""Running a notebook: two engines, one result; what fails is told and its notebook kept."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from conftest import ROOT
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from reportkit.batch import cells, execution, forked
from reportkit.batch.execution import run_notebook
from reportkit.errors import ParameterError

PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
ENGINES = ("reportkit", "kernel")


def notebook(*sources: str, tags: tuple[str, ...] = ()) -> NotebookNode:
    built = [new_code_cell("annee = None", metadata={"tags": ["parameters"]})]
    built += [new_code_cell(source, metadata={"tags": list(tags)}) for source in sources]
    return new_notebook(cells=built, metadata=PYTHON)


def run(
    node: NotebookNode, folder: Path, engine: Any = "reportkit", **parameters: Any
) -> tuple[list[Any], str]:
    """The outputs of the cells behind the parameters, and why the notebook stopped."""
    executed, failure = run_notebook(node, folder, {"annee": 2001, **parameters}, engine)
    found = nbformat.reads(executed.decode(), as_version=4)
    added = {"parameters", "injected-parameters", "papermill-error-cell-tag"}
    ours = [c for c in found.cells if not added & set(c.metadata.get("tags", ()))]
    return [c.get("outputs", []) for c in ours], failure


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"anee": 2024}, "« anee » ; vouliez-vous dire « annee »"),
        ({"annee": "2024"}, "« annee » : attendu une année entière"),
        ({"annee": 2024.0}, "« annee »"),
        ({"centre": 7}, "« centre » : attendu un texte"),
        ({"exports": 3}, "« exports » : attendu une liste de chemins"),
    ],
)
def test_parameters_are_refused_before_anything_runs(values: dict, hint: str) -> None:
    centre = ROOT / "notebooks" / "centre.ipynb"
    node = nbformat.read(centre, as_version=4)
    began = time.perf_counter()
    with pytest.raises(ParameterError, match=hint):
        run_notebook(node, centre.parent, values)
    assert time.perf_counter() - began < 0.5


def test_a_notebook_without_parameters_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="parameters"):
        run_notebook(new_notebook(cells=[new_code_cell("1")], metadata=PYTHON), tmp_path, {})


@pytest.mark.parametrize("engine", ENGINES)
def test_parameters_reach_the_notebook_in_odd_folders(tmp_path: Path, engine: str) -> None:
    folder = tmp_path / "un {dossier} à nous"
    folder.mkdir()
    (folder / "voisin.py").write_text("ici = 1\n")
    node = notebook("annee + 1", "import os, voisin; os.path.basename(os.getcwd()), voisin.ici")
    before = json.dumps(node)
    (added, place), failure = run(node, folder, engine, annee=2023)
    assert failure == ""
    assert added[0].data["text/plain"] == "2024"
    assert place[0].data["text/plain"] == "('un {dossier} à nous', 1)"
    assert json.dumps(node) == before
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_failed_cell_is_told_and_its_notebook_kept(tmp_path: Path, engine: str) -> None:
    (failed, left), failure = run(notebook("raise ValueError('raté')", "1"), tmp_path, engine)
    assert failure == "cellule 2 : ValueError : raté"
    assert [o.evalue for o in failed] == ["raté"]
    assert left == []


def test_a_run_again_is_the_same_file(tmp_path: Path) -> None:
    node = notebook("1 + 1", "print('oui')", "1 / 0")
    assert run_notebook(node, tmp_path, {}) == run_notebook(node, tmp_path, {})


def test_a_kernel_that_dies_at_its_start_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two kernels that draw the same ports: rare, so the first start is made to fail."""
    start = papermill.execute_notebook
    starts: list[int] = []

    def unlucky(*arguments: object, **options: object) -> object:
        starts.append(1)
        if len(starts) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return start(*arguments, **options)

    monkeypatch.setattr(papermill, "execute_notebook", unlucky)
    (shown,), _ = run(notebook("annee"), tmp_path, "kernel")
    assert len(starts) == 2
    assert shown[0].data["text/plain"] == "2001"


# What a cell can show, and what it can do that changes what others show.
SHOWN = (
    "print('un'); print('deux')",
    "import sys; print('erreur', file=sys.stderr)",
    "1 + 1",
    "None",
    "'é « ' + chr(0x202f) + '»'",
    "from IPython.display import display, HTML, Markdown, Image, SVG, JSON\n"
    "display(HTML('<b>a</b>')); print('entre'); display(Markdown('*b*'), metadata={'c': 1})",
    "import pandas as pd; pd.DataFrame({'a': [1, 2], 'b': ['x', None]})",
    "pd.DataFrame({'a': range(100)}).style.bar()._repr_html_()[:9]",
    "import matplotlib; matplotlib.rcParams['svg.hashsalt'] = 'a'\n"
    "%config InlineBackend.figure_formats = ['svg']\n"
    "%config InlineBackend.print_figure_kwargs = {'metadata': {'Date': None}}\n"
    "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]); plt.title('é')",
    "fig, ax = plt.subplots(); ax.bar([1], [2]); fig",
    "%config InlineBackend.figure_formats = ['png']\nplt.plot([3, 1])",
    "handle = display('premier', display_id='là')",
    "handle.update('second'); 'autre'",
    "from IPython.display import clear_output\nprint('effacé'); clear_output(); print('gardé')",
    "print('attend'); clear_output(wait=True); print('vient')",
    "import warnings; warnings.warn('attention')",
    "class Carte:\n    def _repr_html_(self):\n        return '<i>carte</i>'\nCarte()",
    "class Tout:\n    def _ipython_display_(self):\n"
    "        display({'text/plain': 'tout'}, raw=True)\n"
    "Tout()",
    "%%capture tu\nprint('tu')",
    "%%html\n<u>souligné</u>",
    "!echo commande",
    "import asyncio; await asyncio.sleep(0); 'attendu'",
    "_, __name__, len(In), sorted(k for k in globals() if k.startswith('Car'))",
    "?len",
    "import logging; logging.getLogger('x').warning('journal')",
    "",
)
STARTED = (
    "import os, subprocess\nos.write(1, b'direct')\nsubprocess.run(['echo', 'd’un programme'])\n"
)
STOPS = ("def f(x):\n    return 1 / x\nf(0)", "oups(", "import sys; sys.exit(3)", "%oups", "raise")


def settled(outputs: list[Any]) -> list[Any]:
    """Outputs with streams joined, as a front end shows them, without addresses and numbers."""
    told: list[Any] = []
    for output in outputs:
        last = told[-1] if told else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            told.append(output)
    text = json.dumps(told, sort_keys=True)
    text = re.sub(r"ipykernel_\d+", "ipykernel_N", text)
    text = re.sub(r"inprocess/ipkernel|InProcessInteractiveShell|ZMQInteractiveShell", "K", text)
    return json.loads(re.sub(r"0x[0-9a-f]{6,}", "0xN", text))


def test_both_engines_show_the_same_cell_by_cell(tmp_path: Path) -> None:
    node = notebook(*SHOWN)
    node.cells.insert(4, new_markdown_cell("# Titre"))
    ours, why = run(node, tmp_path)
    stock, why_stock = run(node, tmp_path, "kernel")
    assert (why, why_stock) == ("", "")
    assert len(ours) == len(SHOWN) + 1
    for source, one, other in zip(node.cells[1:], ours, stock, strict=True):
        assert settled(one) == settled(other), source.source


def test_what_a_cell_starts_is_heard_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # kernels leave the streams of a test alone
    waits = "import time; time.sleep(0.5)"
    (ours, *_), _ = run(notebook(STARTED + waits), tmp_path)
    (stock, *_), _ = run(notebook(STARTED + waits), tmp_path, "kernel")
    told = ["".join(o.text for o in found if o.name == "stdout") for found in (ours, stock)]
    assert told == ["directd’un programme\n"] * 2


@pytest.mark.parametrize("source", STOPS)
def test_both_engines_stop_alike(source: str, tmp_path: Path) -> None:
    ours, why = run(notebook("x = 1", source, "2"), tmp_path)
    stock, why_stock = run(notebook("x = 1", source, "2"), tmp_path, "kernel")
    assert why == why_stock != ""
    assert [settled(o) for o in ours] == [settled(o) for o in stock]


@pytest.mark.parametrize("tag", ["raises-exception", "skip-execution"])
def test_both_engines_heed_the_same_tags(tag: str, tmp_path: Path) -> None:
    node = notebook("1 / 0", "2", tags=(tag,))
    ours, why = run(node, tmp_path)
    stock, why_stock = run(node, tmp_path, "kernel")
    assert why == why_stock
    assert [settled(o) for o in ours] == [settled(o) for o in stock]
    assert bool(ours[1]) == (tag == "raises-exception")


@pytest.mark.parametrize("kind", ["centre", "departement", "financeur"])
def test_both_engines_show_the_same_of_our_notebooks(kind: str) -> None:
    path = ROOT / "notebooks" / f"{kind}.ipynb"
    node = nbformat.read(path, as_version=4)
    ours, why = run_notebook(node, path.parent, {"annee": 2024})
    stock, why_stock = run_notebook(node, path.parent, {"annee": 2024}, "kernel")
    assert why == why_stock == ""
    one, other = (nbformat.reads(text.decode(), as_version=4).cells for text in (ours, stock))
    assert [settled(c.get("outputs", [])) for c in one] == [
        settled(c.get("outputs", [])) for c in other
    ]
    assert sum(len(c.get("outputs", [])) for c in one) > 30


def test_each_notebook_begins_anew(tmp_path: Path) -> None:
    spoil = (
        "import os, sys, matplotlib, threading, time, pandas\n"
        "os.environ['TRACE'] = '1'; os.chdir('/'); sys.path.append('/trace')\n"
        "matplotlib.rcParams['font.size'] = 99; pandas.DataFrame.to_html = None; trace = 1\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    )
    look = (
        "import os, sys, matplotlib, threading, pandas\n"
        "('TRACE' in os.environ, os.getcwd(), '/trace' in sys.path, 'trace' in globals(),\n"
        " matplotlib.rcParams['font.size'], pandas.DataFrame.to_html is None)"
    )
    assert run(notebook(spoil), tmp_path)[1] == ""
    (shown,), why = run(notebook(look), tmp_path)
    assert why == ""
    expected = (False, str(tmp_path), False, False, 10.0, False)
    assert ast.literal_eval(shown[0].data["text/plain"]) == expected


REFUSED = {
    "input('Nom ? ')": "input()",
    "from getpass import getpass; getpass()": "input()",
    "from comm import create_comm; create_comm(target_name='jupyter.widget')": "jupyter.widget",
}


@pytest.mark.parametrize("source", REFUSED)
def test_what_needs_an_ordinary_kernel_is_refused(source: str, tmp_path: Path) -> None:
    _, why = run(notebook(source), tmp_path)
    assert REFUSED[source] in why
    assert "--engine kernel" in why


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import os; os._exit(3)", "code 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("while True: print('x' * 100_000)", "sans fin"),
        ("while True: display('x' * 100_000)", "sans fin"),
        ("while True: pass", "2 secondes"),
        ("import time; time.sleep(100)", "2 secondes"),
        ("held = []\nwhile True: held.append(bytearray(10_000_000))", "mémoire"),
    ],
)
def test_a_notebook_that_runs_wild_is_ended_alone(
    source: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(notebook("1"), tmp_path)  # the warm process is there: the seconds are the notebook's
    patient = any(word in source for word in ("print", "display", "held"))
    limits = cells_limits(seconds=60 if patient else 2)
    monkeypatch.setattr(forked, "LIMITS", limits)
    began = time.monotonic()
    outputs, why = run(notebook("print('avant')", source, "3"), tmp_path)
    assert told in why
    assert time.monotonic() - began < 40
    assert outputs[0][0].text == "avant\n"
    assert outputs[1][0].output_type == "error"
    assert outputs[2] == []


def test_one_that_is_ended_before_its_first_code_is_told_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = notebook("1")
    node.cells.insert(0, new_markdown_cell("# Titre"))
    monkeypatch.setattr(forked, "LIMITS", cells_limits(seconds=0))
    _, why = run(node, tmp_path)
    assert why.startswith("cellule 1 : Arrêt : le temps accordé")


def cells_limits(seconds: float) -> Any:
    return type(forked.LIMITS)(memory=2 * 1024**3, seconds=seconds)


def call_papermill(folder: Path, *options: object) -> str:
    """Run n.ipynb into fait.ipynb from the command line; gives what is logged."""
    done = subprocess.run(
        [sys.executable, "-m", "papermill", *options, "n.ipynb", "fait.ipynb", "-p", "annee", "21"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_papermill_finds_the_engine(tmp_path: Path) -> None:
    """As an analyst would use it, from the command line, on a notebook that is not ours."""
    nbformat.write(notebook("annee * 2"), tmp_path / "n.ipynb")
    call_papermill(tmp_path, "--engine", "reportkit")
    found = nbformat.read(tmp_path / "fait.ipynb", as_version=4)
    assert found.cells[-1].outputs[0].data["text/plain"] == "42"
    assert found.metadata.papermill.duration > 0


def test_papermill_logs_what_cells_show_with_either_engine(tmp_path: Path) -> None:
    """Its options --log-output, --stdout-file and --stderr-file."""
    node = notebook("print('un'); annee", "import sys; print('deux'); print('ah', file=sys.stderr)")
    nbformat.write(node, tmp_path / "n.ipynb")
    told = []
    for engine in ((), ("--engine", "reportkit")):
        files = tmp_path / "stdout.txt", tmp_path / "stderr.txt"
        to_files = ("--stdout-file", files[0], "--stderr-file", files[1])
        log = call_papermill(tmp_path, *engine, "--log-output", *to_files)
        logged = [word for word in ("un", "21", "deux", "ah") if f"{word}\n" in log]
        told.append((*(path.read_text("utf-8") for path in files), logged))
    assert told[0] == told[1] == ("un\ndeux\n", "ah\n", ["un", "21", "deux", "ah"])


def test_a_notebook_of_another_language_is_refused() -> None:
    spec = {"name": "ir", "language": "R", "display_name": "R"}
    node = new_notebook(metadata={"kernelspec": spec})
    manager = papermill.engines.NotebookExecutionManager(node, progress_bar=False)
    with pytest.raises(Exception, match="--engine kernel"):
        forked.run_managed(manager, "ir", None, None, None, {})


def test_a_machine_that_cannot_fork_runs_kernels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "FORKS", False)
    (shown,), why = run(notebook("get_ipython().kernel.__class__.__name__"), tmp_path)
    assert why == ""
    assert shown[0].data["text/plain"] == "'IPythonKernel'"


def test_output_is_counted_in_all(tmp_path: Path) -> None:
    """Not only what one cell prints: the limit is that of the notebook."""
    assert cells.OUTPUT_LETTERS == 32 * 1024**2
    part = f"print('x' * {20 * 1024**2})"
    _, why = run(notebook(part, part), tmp_path)
    assert why.startswith("cellule 3")
    assert "sans fin" in why
