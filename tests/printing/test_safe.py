"""What an analyst's cell shows is printed within bounds, keeps its words and meets the rules."""

from __future__ import annotations

import re

import pytest
from cells import COVER, png, shown
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from thorough import examples

from reportkit.printing.exporter import ReportHTMLExporter
from reportkit.printing.lint import lint
from reportkit.printing.safe import Picture, read_added, safe_html, safe_markdown
from reportkit.report.limits import BREAK, LONGEST_WORD, PICTURE_BYTES, PICTURE_PIXELS, ROWS
from reportkit.report.model import Heading, Remark, Table
from reportkit.report.tree import Outline

CHAPTER = Heading(level=1, text="Chapitre", anchor="chapitre")
TAGS = (
    *("p", "div", "span", "section", "b", "a", "ul", "ol", "li", "dl", "dt", "dd", "blockquote"),
    *("pre", "h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "thead", "tbody", "tr", "th"),
    *("td", "details", "summary", "form", "button", "img", "br", "legend", "center", "main"),
    *("svg", "math", "select", "option", "template", "label", "figure", "figcaption", "nav"),
)
ATTRIBUTES = (
    *('href="a.html"', 'href="#chapitre"', 'href="https://a.fr/"', 'href="javascript:x"'),
    *('colspan="100000"', 'rowspan="0"', 'colspan="x"', 'scope="x"', 'scope="row"', 'alt="a.png"'),
    *('id="chapitre"', 'style="color:red"', 'onclick="x"', 'src="x.png"', 'start="99999999999"'),
)
words = st.integers(0, 10**6).map(lambda n: f" mot{n} ")
opened = st.builds("<{} {}>".format, st.sampled_from(TAGS), st.sampled_from(("", *ATTRIBUTES)))
closed = st.sampled_from(TAGS).map("</{}>".format)
htmls = st.lists(st.one_of(words, opened, closed), max_size=40).map("".join)
SIGNS = (
    *("# ", "## ", "#### ", "- ", "1. ", "> ", "    ", "\n", "\n\n", "|", "|-|-|\n", "a|b\n-|-\n"),
    *("**", "`", "```\n", "[a](b.md)", "![c](d.png)", "$x$", "<b>", "<table>", "[^1]", "---\n"),
)
markdowns = st.lists(st.one_of(words, st.sampled_from(SIGNS)), max_size=40).map("".join)


def page(*cells) -> str:
    exporter = ReportHTMLExporter(embed_images=False)
    html, _ = exporter.from_notebook_node(new_notebook(cells=[shown(COVER, CHAPTER), *cells]))
    return html


def html_cell(html: str):
    return new_code_cell(outputs=[new_output("display_data", data={"text/html": html})])


def said(text: str) -> list[str]:
    return sorted(re.findall(r"mot\d+", text))


@given(htmls)
@example("<b>" * 500 + "mot1")
@example("<div>" * 500 + "mot1" + "</div>" * 500)
@example("<ul><li>" * 500 + "mot1")
@example("<table><tr><td>" * 500 + "mot1")
@example("<blockquote>" * 62 + "<table><tr><td>mot1</table>")
@settings(max_examples=examples(150))
def test_html_of_an_analyst_meets_the_rules_and_keeps_its_words(html: str) -> None:
    # Elements that hold no prose are dropped with their content by every sanitiser.
    source = re.sub(r"</?(svg|math|select|option|template)\b[^>]*>", "", html)
    made = page(html_cell(source))
    assert lint(made) == []
    assert said(made) == said(source)


@given(htmls)
@settings(max_examples=examples(80))
def test_foreign_elements_do_not_break_the_rules(html: str) -> None:
    assert lint(page(html_cell(html))) == []


@given(markdowns)
@example("> " * 500 + "mot1")
@example("- " * 500 + "mot1")
@example("[" * 500 + "mot1" + "](a)" * 500)
@settings(max_examples=examples(150))
def test_markdown_of_an_analyst_meets_the_rules_and_keeps_its_words(source: str) -> None:
    made = page(new_markdown_cell(source))
    assert lint(made) == []
    assert set(said(source)) <= set(said(made))


def cleaned(html: str) -> str:
    return str(safe_html(html, Outline(above=1))).replace("&nbsp;", "\xa0")


@pytest.mark.parametrize(
    ("html", "printed"),
    [
        ("<ul><li><p>a</p></li></ul>", "<ul><li>a</li></ul>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li>a<br>b</li></ul>"),
        ("<ul>a<p>b</p>c<li>d</li></ul>", "<ul><li>a</li><li>b</li><li>c</li><li>d</li></ul>"),
        ("<li>a</li>", "<div>a</div>"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<div><div>a</div><div>b</div></div>"),
        ("<style>p{}</style><p class='x'>a</p>", "<p>a</p>"),
        ('<a href="b.html">a</a> <a href="#b">c</a>', "a c"),
        ('<a href="https://b.fr"><b>a</b></a>', '<a href="https://b.fr">a</a>'),
        ('<a href="https://b.fr"></a>a', "a"),
        ('<img src="a.png" alt="Carte">', " [image non imprimée\xa0: Carte] "),
        ("<h5>a</h5><h6>b</h6><h5>c</h5><h1>d</h1><h2>e</h2>",
         "<h2>a</h2><h3>b</h3><h2>c</h2><h2>d</h2><h3>e</h3>"),
        ("<h2></h2><h2>a<p>b</p></h2>", "<div>a<p>b</p></div>"),
    ],
)  # fmt: skip
def test_structure_is_put_in_order(html: str, printed: str) -> None:
    assert cleaned(html) == printed


CAPTION = "<caption>Tableau ajouté au notebook</caption>"


@pytest.mark.parametrize(
    ("rows", "printed"),
    [
        # A table of pandas: a corner without words, the index in the first column.
        ("<thead><tr><th></th><th>a</th></tr></thead><tbody><tr><th>0</th><td>1</td></tr></tbody>",
         CAPTION + '<thead><tr><td></td><th scope="col">a</th></tr></thead>'
         '<tbody><tr><th scope="row">0</th><td>1</td></tr></tbody>'),
        ("<tr><td>a<td>b<tr><td>1<td>2", CAPTION + '<tbody><tr><th scope="col">a</th>'
         '<th scope="col">b</th></tr><tr><td>1</td><td>2</td></tr></tbody>'),
        ("<tr><td>a<td>1", CAPTION + '<tbody><tr><th scope="row">a</th><td>1</td></tr></tbody>'),
        ("<tr><th>a<td>1<tr><th>b<td>2", CAPTION + '<tbody><tr><th scope="row">a</th><td>1</td>'
         '</tr><tr><th scope="row">b</th><td>2</td></tr></tbody>'),
        ("<caption><p>T</p></caption><tr><th scope=col>a", "<caption>T</caption><tbody><tr>"
         '<th scope="col">a</th></tr></tbody>'),
        ("<tr><th colspan=100000>a<th rowspan=0>b", CAPTION + '<tbody><tr><th colspan="50" '
         'scope="col">a</th><th rowspan="1" scope="col">b</th></tr></tbody>'),
    ],
)  # fmt: skip
def test_tables_get_what_they_lack(rows: str, printed: str) -> None:
    assert cleaned(f"<table>{rows}</table>") == f"<table>{printed}</table>"


def test_rows_left_out_are_counted() -> None:
    made = cleaned(f"<table>{'<tr><th>a<td>1' * (ROWS + 1200)}</table><p>suite</p>")
    assert made.count("<tr>") == ROWS
    assert ">1\u202f200\xa0lignes de plus dans le notebook.</p><p>suite</p>" in made


def test_long_words_are_broken_even_across_elements() -> None:
    made = re.sub("<[^>]*>", "", cleaned("<p>" + "<b>aaaa</b>" * LONGEST_WORD))
    assert max(map(len, made.split(BREAK))) == LONGEST_WORD
    assert made.replace(BREAK, "") == "aaaa" * LONGEST_WORD


def test_headings_go_on_from_one_cell_to_the_next() -> None:
    remark = Remark(title="Mots", markdown="### a", signature="s")
    cells = (
        *(new_markdown_cell(text) for text in ("# un", "## deux", "##### trois", "## quatre")),
        shown(remark), new_markdown_cell("#### cinq"), shown(CHAPTER), new_markdown_cell("### six"),
    )  # fmt: skip
    made = page(*cells)
    assert lint(made) == []
    order = re.findall(r"<h(\d)[^>]*>(un|deux|trois|quatre|cinq|six)<", made)
    assert "".join(level for level, _ in order) == "234342"


def test_a_section_shown_twice_has_its_id_once() -> None:
    assert page(shown(CHAPTER)).count('id="chapitre"') == 1


def added(**data: str) -> object:
    return read_added({key.replace("_", "/"): value for key, value in data.items()}, Outline(1))


def test_pictures_within_bounds_are_printed() -> None:
    assert isinstance(added(image_png=png(30, 20), text_plain="<Figure>"), Picture)


@pytest.mark.parametrize(
    ("encoded", "why"),
    [
        ("aGVsbG8=", "illisible"),
        ("é", "illisible"),
        (png(30, 20)[:60], "illisible"),
        ("AAAA" * (PICTURE_BYTES // 3 + 1), "trop lourde"),
        (png(PICTURE_PIXELS // 1000 + 1, 1000), "trop grande"),
    ],
    ids=["no-picture", "no-base64", "cut", "heavy", "large"],
)
def test_pictures_beyond_bounds_are_told(encoded: str, why: str) -> None:
    assert why in str(added(image_png=encoded))


@pytest.mark.parametrize(
    "mime",
    ["image/svg+xml", "image/jpeg", "application/javascript", "application/pdf",
     "application/vnd.jupyter.widget-view+json", "application/vnd.plotly.v1+json"],
)  # fmt: skip
def test_outputs_that_are_not_printed_are_told(mime: str) -> None:
    piece = str(read_added({mime: "x", "text/plain": "<objet>"}, Outline(1)))
    assert f"type {mime}) n’est pas imprimée" in piece
    assert "objet" not in piece


def test_html_of_scripts_alone_is_told() -> None:
    assert "text/html" in str(added(text_html="<script>x()</script>", text_plain="<objet>"))


def test_other_forms_give_their_words() -> None:
    assert added(text_markdown="**a**") == "<p><strong>a</strong></p>\n"
    assert added(text_latex="$x$", text_plain="x") == "<pre>x</pre>"
    assert added(text_html=" ", text_plain="x") == "<pre>x</pre>"


def test_half_a_character_is_left_out() -> None:
    assert "ab" in str(safe_markdown("a\ud800b", Outline(1)))


def test_blocks_cut_their_rows_but_keep_the_total() -> None:
    rows = (*((f"ligne{n}", str(n)) for n in range(ROWS + 10)), ("Total", "9"))
    made = page(shown(Table(title="T", columns=({"label": "a"}, {"label": "b"}), rows=rows,
                            total=True)))  # fmt: skip
    assert lint(made) == []
    assert "Total" in made
    assert "11\xa0lignes de plus dans chiffres.csv" in made
