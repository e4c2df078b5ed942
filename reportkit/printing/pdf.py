"""An executed notebook to a checked PDF: what is printed is gathered and pressed apart."""

from __future__ import annotations

import os
from dataclasses import dataclass

from nbformat import NotebookNode

from reportkit.apart import Limits, run_apart
from reportkit.errors import ApartError, PrintError
from reportkit.printing.fonts import page_settings

LIMITS = Limits()

PRINTER = "reportkit.printing.order:print_here"
"""What prints, by its name: whoever waits for a PDF need not load WeasyPrint."""


@dataclass(frozen=True)
class Printed:
    """A finished PDF, its number of pages and its HTML; `web`: the page for screens, if asked for.

    With `refusals` it may not be sent; `remarks` are for a person to look at; `warnings` are
    for the record.
    """

    pdf: bytes
    pages: int
    html: str
    refusals: tuple[str, ...]
    remarks: tuple[str, ...]
    warnings: tuple[str, ...]
    web: str | None = None


def print_notebook(
    notebook: NotebookNode | bytes, limits: Limits = LIMITS, *, web: bool = False
) -> Printed:
    """Print an executed notebook, in a process of its own without a network.

    Args:
        notebook: executed, as a node or as its file holds it.
        limits: what that process may take.
        web: whether to make the page for screens as well.

    Raises:
        PrintError: the notebook shows no report, or cannot be laid out within the limits.
    """
    settings = {**os.environ, **page_settings()}
    try:
        printed: Printed = run_apart(PRINTER, (notebook, web), limits, settings)
    except ApartError as error:
        own = error.kind == "raised"
        raise PrintError(str(error) if own else f"l'impression a échoué : {error}.") from error
    return printed
