"""The report as a web page: one file that fetches nothing, open to everyone, on any screen."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import chromium, heard
from cells import COVER, png, shown
from fontTools.ttLib import TTFont
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Browser

from reportkit.printing.exporter import export_html
from reportkit.printing.lint import lint
from reportkit.printing.webfonts import subset_font
from reportkit.report.model import Column, Figure, Heading, Remark, Table

WIDTHS = (1280, 360)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text style="font-weight: 600; '
    "font-family: 'Source Sans 3'\">Élan</text></svg>"
)
FIGURE = Figure(title="Un titre", subtitle="s", svg=SVG, alt="8 sur 15", scope="c", reading="r",
                columns=("a",), rows=(("b",),))  # fmt: skip
TABLE = Table(title="Base « a & b »", columns=(Column(label="Nom"), Column(label="Nombre")),
              rows=(("x", "1"),))  # fmt: skip
PANDAS = "<table><thead><tr><th></th><th>a</th></tr></thead><tr><th>0</th><td>1</td></tr></table>"


def analysts_report() -> NotebookNode:
    """A draft with an analyst's cells and the words of a team."""
    outputs = [
        new_output("display_data", data={"text/html": PANDAS}),
        new_output("display_data", data={"image/png": png(900, 40)}),
        new_output("display_data", data={"image/svg+xml": SVG}),
        new_output("stream", name="stdout", text="mot " * 40),
    ]
    remark = Remark(
        title="Mots", markdown="# Titre\n\n- un\n\n- deux\n\n||b|\n|-|-|\n|1|2|\n\n[là](https://a.fr)",
        signature="L’équipe",
    )  # fmt: skip
    chapters = [Heading(level=1, text=f"Chapitre {n}", anchor=f"c{n}") for n in (1, 2)]
    cover = COVER.model_copy(update={"draft": True, "fictional": True, "title": "Centre"})
    return new_notebook(
        cells=[
            shown(cover, chapters[0], FIGURE, TABLE, TABLE),
            new_markdown_cell(
                "# Notre analyse\n\n#### Détail\n\n> [voir](https://a.fr) ou [là](b)"
            ),
            new_code_cell(outputs=outputs),
            shown(chapters[1], remark),
        ]
    )


PAGE = export_html(analysts_report())


def test_the_page_holds_all_that_it_shows() -> None:
    assert not re.search(r"""[("']rk:""", PAGE)
    assert lint(PAGE) == []
    for tag in ("<script", "<link", 'http-equiv="refresh'):
        assert tag not in PAGE
    assert "default-src 'none'" in PAGE


def test_the_same_notebook_gives_the_same_page() -> None:
    assert export_html(analysts_report()) == PAGE


def test_what_is_printed_knows_nothing_of_screens() -> None:
    from reportkit.printing.exporter import ReportHTMLExporter  # noqa: PLC0415

    html, _ = ReportHTMLExporter(embed_images=False).from_notebook_node(analysts_report())
    for word in ("@media screen", 'class="skip"', 'class="scroll"', '<footer class="page-foot'):
        assert word in PAGE
        assert word not in html


def test_tables_and_wide_charts_scroll_in_a_box_that_the_keyboard_reaches() -> None:
    labels = re.findall(r'<div class="scroll" role="group" tabindex="0" aria-label="(.*?)">', PAGE)
    assert labels == ["Un titre", "Base « a &amp; b »", "Base « a &amp; b »",
                      "Tableau ajouté au notebook", "Tableau de l’équipe"]  # fmt: skip


def test_charts_hold_the_faces_that_they_ask_for() -> None:
    charts = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', PAGE)
    chart = base64.b64decode(charts[0]).decode()
    assert chart.count("@font-face") == 2  # regular and 600
    assert "url(data:font/woff2;base64," in chart


def test_fonts_hold_the_characters_asked_for_and_no_more() -> None:
    font = subset_font("SourceSans3-Regular.ttf", "aé\u202f→")
    with TTFont(io.BytesIO(font)) as face:
        assert set(face.getBestCmap()) == set(map(ord, "aé\u202f→"))
    assert len(font) < 8_000
    assert subset_font("SourceSans3-Regular.ttf", "→\u202féa") == font


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def check(browser: Browser, html: str, path: Path) -> None:
    """No violation of axe-core, no request, nothing on the console, no sideways scroll."""
    assert lint(html) == []
    path.write_text(html, "utf-8")
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 800})
        told = heard(page)
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert told == [f"request {path.as_uri()[:80]}"] + [
            line for line in told[1:] if line.startswith("request data:")
        ]
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        page.close()


@pytest.mark.xdist_group("browser")
def test_an_analysts_page_is_open_to_everyone(browser: Browser, tmp_path: Path) -> None:
    check(browser, PAGE, tmp_path / "page.html")


@pytest.mark.xdist_group("browser")
def test_the_keyboard_goes_to_the_text_first(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    assert skip.evaluate("e => e === document.activeElement && e.getBoundingClientRect().x >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "texte"


@pytest.mark.parametrize("kind", ["centre", "departement", "financeur"])
def test_the_sample_is_open_to_everyone(
    browser: Browser, out: Path, kind: str, tmp_path: Path
) -> None:
    found = sorted((out / "_travail").rglob(f"*_{kind}*.ipynb"))
    check(browser, export_html(nbformat.read(found[-1], as_version=4)), tmp_path / "page.html")
