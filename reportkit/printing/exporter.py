"""The nbconvert exporter: an executed notebook through our autoescaping template."""

from __future__ import annotations

from typing import Any

import jinja2
from nbconvert.exporters import TemplateExporter
from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode
from traitlets import Bool, default
from traitlets.config import Config

from reportkit.printing.html import Document, read_document
from reportkit.printing.web import as_web_page
from reportkit.report.tokens import templates


class ReportHTMLExporter(TemplateExporter):
    """The report as one HTML page; needs the executed notebook and nothing else."""

    contents = Bool(True, help="list the chapters behind the cover").tag(config=True)
    embed_images = Bool(True, help="a web page, all files inside it").tag(config=True)

    document: Document

    @default("template_name")
    def _template_name(self) -> str:
        return "reportkit"

    @default("file_extension")
    def _file_extension(self) -> str:
        return ".html"

    @default("template_extension")
    def _template_extension(self) -> str:
        return ".html.j2"

    @default("extra_template_basedirs")
    def _basedirs(self) -> list[str]:
        return [str(templates() / "nbconvert")]

    @property
    def default_config(self) -> Config:
        """Code never shows; whole cells go by either spelling of the tag."""
        removal = {
            "enabled": True,
            "remove_cell_tags": ["remove-cell", "remove_cell"],
            "remove_all_outputs_tags": ["remove-output", "remove_output"],
        }
        return Config({TagRemovePreprocessor.__name__: removal})

    def _create_environment(self) -> jinja2.Environment:
        environment: jinja2.Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        return environment

    def default_filters(self) -> Any:
        """Only ours: the stock filters do not escape."""
        yield "document", self._read

    def _read(self, notebook: NotebookNode) -> Document:
        document = read_document(notebook, contents=self.contents)
        self.document = as_web_page(document) if self.embed_images else document
        return self.document


def export_html(notebook: NotebookNode, *, contents: bool = True) -> str:
    """The report as one web page that fetches nothing."""
    html, _ = ReportHTMLExporter(contents=contents).from_notebook_node(notebook)
    return str(html)
