"""What a report needs, imported and rehearsed once: every report's process is forked from this.

Imported by name, by the server of `reportkit.apart`; nothing here may start a thread, which a
fork would not take along.
"""

from __future__ import annotations

import gc
import logging
import os
from multiprocessing import spawn

from reportkit.apart import call_with_room, ignore_stops
from reportkit.lean import collect_seldom, leave_out_grammar

ignore_stops()  # from the first second on
collect_seldom()
leave_out_grammar()

# multiprocessing would run whatever script began all this again, in each process: it is another
# program's (dask's, a notebook's), of which what runs here needs nothing.
spawn._fixup_main_from_name = spawn._fixup_main_from_path = lambda _: None  # type: ignore[attr-defined]

# Read once by the libraries, when they are first loaded.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["JE_ARROW_MALLOC_CONF"] = "background_thread:false"
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"

import ipykernel.debugger  # noqa: F401 (an in-process kernel loads it late)
from nbformat.v4 import new_code_cell, new_notebook, new_output

import reportkit.batch.cells  # noqa: F401 (runs in the processes forked from here)
from reportkit.dataset import build_dataset
from reportkit.printing.fonts import page_settings
from reportkit.printing.order import print_here
from reportkit.readers.content import Content
from reportkit.readers.text import read_text
from reportkit.report.charts import full_width, plot_bars, plot_stack, to_svg
from reportkit.report.indicators import Share
from reportkit.report.markup import mime_bundle
from reportkit.report.perimeter import perimeters
from reportkit.report.report import Report
from reportkit.report.scope import cut_scope
from reportkit.schema import FIELDS, Kind
from reportkit.senacs import action_lines

SECTIONS = (
    *("cover", "summary", "structure", "actions", "audiences", "outcomes", "means", "limits"),
    *("perspectives", "sheets", "method", "glossary", "files"),
)


def _rehearse() -> None:
    """Compose and print a report of one action: templates, fonts and hyphens are then at hand."""
    words = "Les familles du quartier se retrouvent ; dix habitantes ont préparé la fête."
    told = {f.column: [words] if f.kind is Kind.LIST else words for f in FIELDS}
    told |= {"title": "Répétition", "organisation": "Centre social - Ain"}
    page = "\n".join(action_lines(told))
    export = read_text(Content(page.encode(), "repetition.txt"))
    dataset = build_dataset([(export, None)])
    (about,) = (p for p in perimeters(dataset) if p.kind == "centre")
    scope = cut_scope(dataset, about, facts=())
    report = Report(scope)
    blocks = [block for name in SECTIONS for block in getattr(report, name)()]
    outputs = [new_output("display_data", data=mime_bundle(block)) for block in blocks]
    share = Share("Répétition", 1, 2, ("a",))
    to_svg(scope.colours, plot_bars, [share], full_width())
    to_svg(scope.colours, plot_stack, [share, share])
    print_here((new_notebook(cells=[new_code_cell("", outputs=outputs)]), False))


os.environ.update(page_settings())
try:
    call_with_room(_rehearse)
except Exception:
    logging.getLogger(__name__).debug("rehearsal failed", exc_info=True)
gc.collect()
gc.freeze()
