"""Running a notebook: parameters refused before a kernel starts, failures kept."""

from __future__ import annotations

import time
from pathlib import Path

import nbformat
import papermill
import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook

from reportkit.batch.engine import check_notebook, run_notebook
from reportkit.errors import NotebookError, ParameterError

CENTRE = ROOT / "notebooks" / "centre.ipynb"


def notebook(path: Path, *sources: str) -> Path:
    cells = [new_code_cell("annee = None", metadata={"tags": ["parameters"]})]
    cells += [new_code_cell(source) for source in sources]
    meta = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=meta), path)
    return path


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
def test_parameters_are_refused_before_anything_runs(
    values: dict, hint: str, tmp_path: Path
) -> None:
    began = time.perf_counter()
    with pytest.raises(ParameterError, match=hint):
        run_notebook(CENTRE, values, tmp_path / "out.ipynb")
    assert time.perf_counter() - began < 0.5
    assert not (tmp_path / "out.ipynb").exists()


def test_a_notebook_without_parameters_cell_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), path)
    with pytest.raises(ParameterError, match="parameters"):
        check_notebook(path, {})


def test_parameters_reach_the_notebook_in_odd_folders(tmp_path: Path) -> None:
    folder = tmp_path / "un {dossier} à nous"
    folder.mkdir()
    path = notebook(folder / "n.ipynb", "annee + 1")
    node = run_notebook(path, {"annee": 2023}, folder / "fait.ipynb")
    assert node.cells[-1].outputs[0].data["text/plain"] == "2024"
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


def test_a_failed_cell_is_told_and_its_notebook_kept(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", "raise ValueError('raté')", "1")
    with pytest.raises(NotebookError, match="ValueError : raté"):
        run_notebook(path, {}, tmp_path / "fait.ipynb")
    outputs = [
        o for c in nbformat.read(tmp_path / "fait.ipynb", 4).cells for o in c.get("outputs", [])
    ]
    assert any(o.output_type == "error" and o.evalue == "raté" for o in outputs)


def test_the_input_notebook_is_never_modified(tmp_path: Path) -> None:
    path = notebook(tmp_path / "n.ipynb", "annee")
    before = path.read_bytes()
    run_notebook(path, {"annee": 2001}, tmp_path / "fait.ipynb")
    assert path.read_bytes() == before


def test_a_kernel_that_dies_at_its_start_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two kernels that draw the same ports: rare, so the first start is made to fail."""
    path = notebook(tmp_path / "n.ipynb", "annee")
    start = papermill.execute_notebook
    starts: list[int] = []

    def unlucky(*arguments: object, **options: object) -> object:
        starts.append(1)
        if len(starts) == 1:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return start(*arguments, **options)

    monkeypatch.setattr(papermill, "execute_notebook", unlucky)
    node = run_notebook(path, {"annee": 2001}, tmp_path / "fait.ipynb")
    assert len(starts) == 2
    assert node.cells[-1].outputs[0].data["text/plain"] == "2001"
