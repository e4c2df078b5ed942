"""What a run loads, and what it leaves to the processes that need it."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADED = """
import sys
{first}
import {module}
print(*(name for name in sys.modules if sys.modules[name]))
"""


def loaded(module: str, first: str = "") -> set[str]:
    """What is loaded once a module is, in a process of its own."""
    code = LOADED.format(first=first, module=module)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    return set(done.stdout.split())


def test_the_driver_loads_nothing_that_only_prints() -> None:
    assert not {"weasyprint", "matplotlib", "nbconvert"} & loaded("reportkit.pipeline")


def test_the_command_line_loads_no_data_before_it_is_asked_to() -> None:
    assert not {"pandas", "papermill", "nbformat"} & loaded("reportkit.cli")


@pytest.mark.parametrize("module", ["nbformat", "papermill"])
def test_notebooks_are_read_without_the_grammar_of_addresses(module: str) -> None:
    first = "from reportkit.lean import leave_out_grammar; leave_out_grammar()"
    assert {"jsonschema"} <= loaded(module, first)
    assert not {"lark", "rfc3987_syntax"} & loaded(module, first)


def test_processes_are_forked_from_one_that_left_it_out_too() -> None:
    held = loaded("reportkit.batch.warm")
    assert {"weasyprint", "matplotlib", "nbconvert", "ipykernel"} <= held
    assert "rfc3987_syntax" not in held
