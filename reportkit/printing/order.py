"""All that is printed of an executed notebook, gathered and pressed, in this process."""

from __future__ import annotations

import hashlib
from collections import Counter

import nbformat
from nbformat import NotebookNode

from reportkit.printing.archive import moment_of
from reportkit.printing.exporter import ReportHTMLExporter, export_html
from reportkit.printing.fonts import spell_out, told
from reportkit.printing.html import Document
from reportkit.printing.motif import draw_motif
from reportkit.printing.pdf import Printed
from reportkit.printing.press import Order, press
from reportkit.report.tokens import paint, templates


def print_here(asked: tuple[NotebookNode | bytes, bool]) -> Printed:
    """`print_notebook` in this process, whose variables name the look and its fonts.

    Raises:
        PrintError: as `print_notebook`.
    """
    notebook, web = asked
    if isinstance(notebook, bytes):
        notebook = nbformat.reads(notebook.decode(), as_version=4)
    order, missing = build_order(notebook)
    pressed = press(order)
    return Printed(
        pressed.pdf,
        pressed.pages,
        pressed.html,
        tuple(pressed.refusals),
        tuple(pressed.remarks),
        tuple(filter(None, [told(missing)])),
        export_html(notebook) if web else None,
    )


def build_order(notebook: NotebookNode) -> tuple[Order, Counter[str]]:
    """What is printed, and the characters of it that no font has."""
    html, document = _page(notebook, contents=True)

    def short() -> str:
        return _printable(_page(notebook, contents=False)[0], Counter())

    missing: Counter[str] = Counter()
    long = _printable(html, missing)
    files = _files(document, missing)
    return (
        Order(
            long=long,
            short=short if document.contents else None,
            files=files,
            attachments=document.attachments,
            moment=moment_of(document.day),
            identifier=hashlib.sha256(html.encode()).digest()[:16],
        ),
        missing,
    )


def _page(notebook: NotebookNode, *, contents: bool) -> tuple[str, Document]:
    exporter = ReportHTMLExporter(contents=contents, embed_images=False)
    html, _ = exporter.from_notebook_node(notebook)
    return html, exporter.document


def _printable(html: str, missing: Counter[str]) -> str:
    """The page with what no font has spelt out; its head is not printed, and keeps all."""
    head, body, rest = html.partition("<body")
    return head + body + spell_out(rest, missing)


def _files(document: Document, missing: Counter[str]) -> dict[str, tuple[str, bytes]]:
    motif = draw_motif(document.title, document.colours)
    files = {"motif.svg": ("image/svg+xml", motif.encode())}
    for name in ("bar.svg", "draft.svg"):
        drawn = paint((templates() / name).read_text("utf-8"), document.colours)
        files[name] = ("image/svg+xml", drawn.encode())
    for name, picture in document.images.items():
        data = picture.data
        if picture.mime == "image/svg+xml":
            data = spell_out(data.decode(), missing).encode()
        files[name] = (picture.mime, data)
    return files
