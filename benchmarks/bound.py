"""WeasyPrint alone on pages that are ready: what no batch that prints with it can go below.

python benchmarks/bound.py FOLDER   (prints, as JSON, by the path of each executed notebook under
FOLDER, such as out/_travail, seconds of processor and of wall clock)

One process, warm: each page is laid out once before it is laid out and written for the measure.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from pathlib import Path

import nbformat
from weasyprint import HTML

from reportkit.apart import call_with_room
from reportkit.printing.fonts import font_settings
from reportkit.printing.order import build_order
from reportkit.printing.press import CONTENTS_FROM, VARIANT, MemoryFetcher, Order


def page_of(order: Order) -> str:
    """The page that the printer takes of the two that it is given."""
    pages = len(_laid_out(order.long, order).render(pdf_variant=VARIANT).pages)
    return order.short() if order.short and pages - 1 < CONTENTS_FROM else order.long


def _written(page: str, order: Order) -> bytes:
    pdf: bytes = _laid_out(page, order).write_pdf(pdf_variant=VARIANT)
    return pdf


def _laid_out(page: str, order: Order) -> HTML:
    return HTML(string=page, url_fetcher=MemoryFetcher(order.files))


def main() -> None:
    """The command line."""
    os.environ["FONTCONFIG_FILE"] = str(font_settings())
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    spent = {}
    folder = Path(sys.argv[1])
    for path in sorted(folder.rglob("*.ipynb")):
        order, _ = build_order(nbformat.read(path, as_version=4))
        page = page_of(order)
        began = time.process_time(), time.perf_counter()
        # With room for frames, as in a batch: the bound must not hang on the depth of this script.
        pdf = call_with_room(_written, page, order)
        took = time.process_time() - began[0], time.perf_counter() - began[1]
        spent[path.relative_to(folder).as_posix()] = took
        path.with_suffix(".alone.pdf").write_bytes(pdf)
    print(json.dumps(spent))


if __name__ == "__main__":
    main()
