"""The reports in JupyterLab's export menu, and for `jupyter nbconvert --to reportkit-pdf`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException
from nbformat import NotebookNode
from traitlets import default

from reportkit.errors import PrintError
from reportkit.printing.exporter import ReportHTMLExporter


class WebPageExporter(ReportHTMLExporter):
    """`reportkit-html`: an executed notebook as one web page."""

    export_from_notebook = "Rapport reportkit (page web)"
    output_mimetype = "text/html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, Any]:
        """The page.

        Raises:
            ConversionException: the notebook shows no report.
        """
        with _told():
            page, resources = super().from_notebook_node(nb, resources, **kw)
        return str(page), resources


class ReportPDFExporter(Exporter):
    """`reportkit-pdf`: an executed notebook as the PDF that a batch would make of it."""

    export_from_notebook = "Rapport reportkit (PDF)"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[bytes, Any]:
        """The bytes of the PDF.

        Raises:
            ConversionException: the notebook shows no report, or one that the gates refuse.
        """
        # Imported here: Jupyter makes every exporter just to list them, and seldom prints.
        from reportkit.printing.pdf import print_notebook  # noqa: PLC0415

        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        with _told():
            printed = print_notebook(notebook)
            if printed.refusals:
                raise PrintError("le PDF ne passe pas les contrôles : " + printed.refusals[0])
        for warning in (*printed.warnings, *printed.remarks):
            self.log.warning(warning)
        return printed.pdf, resources


@contextmanager
def _told() -> Iterator[None]:
    """Our error as one line on the command line, as nbconvert's own to anyone else who calls."""
    from nbconvert.nbconvertapp import NbConvertApp  # noqa: PLC0415 (it loads all that it knows)

    try:
        yield
    except PrintError as error:
        if NbConvertApp.initialized():
            # The application would print the whole trace of a ConversionException.
            NbConvertApp.instance().log.error(f"reportkit : {error}")
            sys.exit(1)
        raise ConversionException(str(error)) from error
