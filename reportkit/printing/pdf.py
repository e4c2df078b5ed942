"""Lays the report's HTML out with WeasyPrint; nothing is fetched but what we hold in memory."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from nbformat import NotebookNode
from weasyprint import HTML, Attachment
from weasyprint.document import Document as LaidOut
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reportkit.printing.exporter import ReportHTMLExporter
from reportkit.printing.html import SCHEME, Document
from reportkit.printing.motif import draw_motif
from reportkit.report.tokens import paint, templates

CONTENTS_FROM = 8
"""Pages, the contents page left out, from which a report lists its chapters."""

VARIANT = "pdf/ua-1"

EPOCH = dt.date(2000, 1, 1)
"""The date of attachments whose export is not dated."""


@dataclass(frozen=True)
class Printed:
    """A finished PDF, its number of pages, its HTML, and what the layout complained of."""

    pdf: bytes
    pages: int
    html: str
    warnings: tuple[str, ...]


class MemoryFetcher(URLFetcher):  # type: ignore[misc]
    """Default deny: one private scheme, files held in memory."""

    def __init__(self, files: dict[str, tuple[str, bytes]]) -> None:
        super().__init__(allowed_protocols=(SCHEME,), allow_redirects=False, fail_on_errors=True)
        self.files = files

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002
        """Give the named file.

        Raises:
            FatalURLFetchingError: any other address.
        """
        name = url.removeprefix(f"{SCHEME}:")
        if not url.startswith(f"{SCHEME}:") or name not in self.files:
            raise FatalURLFetchingError(f"adresse refusée : {url[:80]}")
        mime, data = self.files[name]
        return URLFetcherResponse(url, data, {"Content-Type": mime})


def print_notebook(notebook: NotebookNode) -> Printed:
    """Print an executed notebook; short reports do without a contents page.

    Raises:
        PrintError: the notebook shows no report.
    """
    with _heard() as warnings:
        html, document, laid_out = _lay_out(notebook, contents=True)
        if len(laid_out.pages) - 1 < CONTENTS_FROM:
            warnings.clear()
            html, document, laid_out = _lay_out(notebook, contents=False)
        pdf = laid_out.write_pdf(
            attachments=_attachments(document),
            pdf_variant=VARIANT,
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        )
    return Printed(pdf, len(laid_out.pages), html, tuple(warnings))


def _attachments(document: Document) -> list[Attachment]:
    """The report's own files, dated by its export so that two builds give the same bytes."""
    day = dt.date.fromisoformat(document.day) if document.day else EPOCH
    when = dt.datetime.combine(day, dt.time(), dt.UTC)
    return [
        Attachment(
            file_obj=io.BytesIO(item.content.encode()),
            name=item.name,
            description=item.description,
            created=when,
            modified=when,
            relationship="Data",
        )
        for item in document.attachments
    ]


def _lay_out(notebook: NotebookNode, *, contents: bool) -> tuple[str, Document, LaidOut]:
    exporter = ReportHTMLExporter(contents=contents, embed_images=False)
    html, _ = exporter.from_notebook_node(notebook)
    fetcher = MemoryFetcher(_files(exporter.document))
    source = HTML(string=html, base_url=None, url_fetcher=fetcher)
    return (
        html,
        exporter.document,
        source.render(font_config=FontConfiguration(), pdf_variant=VARIANT),
    )


def _files(document: Document) -> dict[str, tuple[str, bytes]]:
    files = dict(_fonts())
    files["motif.svg"] = ("image/svg+xml", draw_motif(document.title, document.colours).encode())
    for name in ("bar.svg", "draft.svg"):
        drawn = paint((templates() / name).read_text("utf-8"), document.colours)
        files[name] = ("image/svg+xml", drawn.encode())
    for name, picture in document.images.items():
        files[name] = (picture.mime, picture.data)
    return files


@cache
def _fonts() -> dict[str, tuple[str, bytes]]:
    return {
        f"fonts/{path.name}": ("font/ttf", path.read_bytes())
        for path in sorted((templates() / "fonts").glob("*.ttf"))
    }


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What WeasyPrint logs while a report is laid out."""
    lines: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger = logging.getLogger("weasyprint")
    listener = Listener(logging.WARNING)
    logger.addHandler(listener)
    try:
        yield lines
    finally:
        logger.removeHandler(listener)
