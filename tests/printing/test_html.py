"""From executed notebook to page: our blocks, an analyst's cells made safe."""

from __future__ import annotations

import re

import pytest
from cells import COVER, png, shown
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from reportkit.errors import PrintError
from reportkit.printing.exporter import export_html
from reportkit.printing.html import css_string
from reportkit.report.model import MIME, Figure, Heading, Text

TABLE = '<table onclick="x"><tr><td>7</td></tr></table><iframe></iframe>'


def html_of(*cells) -> str:
    return export_html(new_notebook(cells=[shown(COVER), *cells]))


def test_blocks_are_printed_from_their_model() -> None:
    html = html_of(shown(Heading(level=1, text="Limites", anchor="l"), Text(paragraphs=("Mots",))))
    assert '<h1 class="chapter" id="l">Limites</h1>' in html
    assert '<a href="#l">Limites</a>' in html
    assert "aperçu" not in html
    assert "report.x()" not in html


def test_an_export_cannot_close_the_style_or_open_a_script() -> None:
    html = html_of()
    assert "<script" not in html
    assert html.count("</style>") == 1


def test_an_analysts_words_are_printed_and_made_safe() -> None:
    html = html_of(
        new_markdown_cell("## Mot du directeur\n\n**Bravo** <script>x</script> [a](javascript:1)"),
        new_code_cell(outputs=[new_output("display_data", data={"text/html": TABLE})]),
        new_code_cell(outputs=[new_output("execute_result", data={"text/plain": "<b>42"})]),
    )  # fmt: skip
    assert "Mot du directeur" in html
    assert "<strong>Bravo</strong>" in html
    assert re.search(r"<t[hd][^>]*>7</t[hd]>", html)
    assert "<pre>&lt;b&gt;42</pre>" in html
    assert "¶" not in html
    for trace in ("<script", "javascript:", "onclick", "<iframe"):
        assert trace not in html


@pytest.mark.parametrize("tag", ["remove-cell", "remove_cell"])
def test_cells_can_be_left_out(tag: str) -> None:
    assert "Secret" not in html_of(shown(Text(paragraphs=("Secret",)), tags=(tag,)))


def test_code_never_shows() -> None:
    assert "SECRET_CODE" not in html_of(new_code_cell("SECRET_CODE = 1"))


def test_pictures_bear_their_words() -> None:
    figure = Figure(
        title="t", subtitle="s", svg="<svg xmlns='http://www.w3.org/2000/svg'/>", alt="8 sur 15",
        scope="c", reading="r", columns=("a",), rows=(("b",),),
    )  # fmt: skip
    assert 'alt="8 sur 15"' in html_of(shown(figure))


def test_an_analysts_picture_is_printed() -> None:
    output = new_output("display_data", data={"image/png": png(3, 2), "text/plain": "<Figure>"})
    html = html_of(new_code_cell(outputs=[output]))
    assert f'src="data:image/png;base64,{png(3, 2)}"' in html
    assert "&lt;Figure&gt;" not in html


def test_a_notebook_without_cover_cannot_be_printed() -> None:
    with pytest.raises(PrintError, match="couverture"):
        export_html(new_notebook(cells=[new_code_cell("1")]))


def test_a_block_of_another_version_is_refused() -> None:
    cell = new_code_cell(outputs=[new_output("display_data", data={MIME: {"kind": "novelty"}})])
    with pytest.raises(PrintError, match="version"):
        html_of(cell)


@pytest.mark.parametrize("text", ['a"b', "a\\b", "</style>", "a\nb", "é — «", "url(x)"])
def test_css_strings_cannot_end_themselves(text: str) -> None:
    inner = css_string(text)[1:-1]
    assert not set(inner) & set("\"'<>()/\n")
