"""Lays the report's HTML out with WeasyPrint and writes it; runs in a process of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reportkit.errors import PrintError
from reportkit.printing import archive, gates, tags
from reportkit.printing.contrast import contrast
from reportkit.printing.html import SCHEME
from reportkit.printing.lint import lint
from reportkit.report.limits import PICTURE_BYTES
from reportkit.report.model import Attachment

VARIANT = "pdf/a-3a"
"""WeasyPrint's variant; `archive` and `tags` make it PDF/UA-1 as well."""

CONTENTS_FROM = 8
"""Pages, the contents page left out, from which a report lists its chapters."""


@dataclass(frozen=True)
class Order:
    """All that is printed: nothing else is within reach of the press.

    `long` lists its chapters; `short` writes the page for a report of fewer than CONTENTS_FROM
    pages, and is None where there is no list to leave out. `files` are held by name, each with its
    MIME type.
    """

    long: str
    short: Callable[[], str] | None
    files: dict[str, tuple[str, bytes]]
    attachments: tuple[Attachment, ...]
    moment: datetime
    identifier: bytes


@dataclass
class Pressed:
    """The PDF and the HTML it was made from; why it may not be sent, what to look at."""

    pdf: bytes
    pages: int
    html: str
    refusals: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class MemoryFetcher(URLFetcher):  # type: ignore[misc]
    """Default deny: one private scheme, files held in memory."""

    def __init__(self, files: dict[str, tuple[str, bytes]]) -> None:
        super().__init__(allowed_protocols=(SCHEME,), allow_redirects=False, fail_on_errors=True)
        self.files = files

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002
        """Give the named file.

        Raises:
            FatalURLFetchingError: any other address, or a file that is too large.
        """
        name = url.removeprefix(f"{SCHEME}:")
        if not url.startswith(f"{SCHEME}:") or name not in self.files:
            raise FatalURLFetchingError(f"adresse refusée : {url[:80]}")
        mime, data = self.files[name]
        if len(data) > PICTURE_BYTES:
            raise FatalURLFetchingError(f"fichier trop lourd : {name[:80]}")
        return URLFetcherResponse(url, data, {"Content-Type": mime})


def press(order: Order) -> Pressed:
    """Lay out, check, write.

    Raises:
        PrintError: the HTML asks for a file that is not held.
    """
    with _heard() as lines:
        html, source, laid_out = _lay_out(order.long, order)
        if order.short and len(laid_out.pages) - 1 < CONTENTS_FROM:
            lines.clear()
            html, source, laid_out = _lay_out(order.short(), order)
        archive.describe(laid_out, order.attachments, order.moment)
        fonts: list[str] = []

        def finish(document: Any, pdf: Any) -> None:
            tags.finish(document, pdf)
            archive.finish(pdf)
            fonts.extend(str(item["BaseFont"]) for item in pdf.objects if _is_font(item))

        with tags.mended_tags():
            pdf = laid_out.write_pdf(
                pdf_variant=VARIANT, pdf_identifier=order.identifier, finisher=finish
            )
    refusals = [
        *(f"{problem.code} : {problem.message}" for problem in (*lint(html), *contrast(laid_out))),
        *gates.refused_lines(lines),
        *gates.missing_text(laid_out, source.etree_element),
        *gates.foreign_fonts(fonts),
    ]
    return Pressed(pdf, len(laid_out.pages), html, refusals, gates.sparse_pages(laid_out))


def _is_font(item: Any) -> bool:
    return isinstance(item, dict) and item.get("Type") == "/Font" and "BaseFont" in item


def _lay_out(html: str, order: Order) -> tuple[str, HTML, Any]:
    source = HTML(string=html, base_url=None, url_fetcher=MemoryFetcher(order.files))
    try:
        laid_out = source.render(font_config=FontConfiguration(), pdf_variant=VARIANT)
    except FatalURLFetchingError as error:
        raise PrintError(f"la page demande un fichier du dehors ; {error}.") from error
    return html, source, laid_out


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
