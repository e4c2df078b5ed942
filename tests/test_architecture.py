"""The house: arrows run down, every module says its purpose, nothing grows too long."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "reportkit"
MODULES = sorted(PACKAGE.rglob("*.py"))

# From the roof to the cellar: a module imports from its own floor or from those below.
FLOORS = (
    ("cli", "__main__"),
    ("commenting", "pipeline", "starter"),
    ("batch",),
    ("printing",),
    ("report",),
    ("check", "facts", "disclosure"),
    ("table", "senacs", "factfile", "evaluate"),
    ("findings",),
    ("measures",),
    ("sheet",),
    ("dataset",),
    ("comments", "commenthead", "complements", "corrections"),
    ("identity", "index", "norms", "superseded"),
    ("handtable", "likeness", "record", "spreadsheet"),
    ("readers",),
    ("config", "vocabulary"),
    ("apart", "lean"),
    ("schema", "errors", "files", "resources", "printable", "commonmark", "palette", "logo"),
)
LEVEL = {room: level for level, floor in enumerate(FLOORS) for room in floor}


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(module: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        rooms |= {n.split(".")[1] for n in names if n.startswith("reportkit.")}
    return rooms - {"__version__"}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_arrows_run_down(module: Path) -> None:
    room = room_of(module)
    if room == "__init__":
        return  # the package's front door
    upwards = {other for other in imported_rooms(module) if LEVEL[other] < LEVEL[room]}
    assert not upwards


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_every_module_opens_with_its_purpose(module: Path) -> None:
    purpose = ast.get_docstring(ast.parse(module.read_text("utf-8")))
    assert purpose
    assert len(purpose.splitlines()[0]) <= 100


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_files_and_functions_stay_short(module: Path) -> None:
    text = module.read_text("utf-8")
    assert text.count("\n") <= 450
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.name != "build":
            assert node.end_lineno - node.lineno <= 70, node.name


def test_readers_do_not_load_pandas() -> None:
    for module in (PACKAGE / "readers").glob("*.py"):
        assert "pandas" not in module.read_text("utf-8"), module.name
