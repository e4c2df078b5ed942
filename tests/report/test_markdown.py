"""A team's Markdown as HTML: words stay, nothing else gets through."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from thorough import examples

from reportkit.report.markdown import TAGS, render_markdown

HOSTILE = (
    "<script>", "</script>", "<img src=x onerror=a>", "<!--", "-->", "<a href='javascript:a'>",
    "](javascript:a)", "[", "![", "](http://a.fr)", "](data:text/html,a)", "<javascript:a>",
    "&lt;", "&#60;", "&#x202e;", "```", "~~~", "`", "**", "*", "_", "# ", "### ", "> ", "- ",
    "1. ", "| ", "|---|---|", "\n", "\n\n", "    ", "\\", "[a]: ", "<?", "<![CDATA[", "<div>",
)  # fmt: skip
word = st.integers(0, 10**6).map(lambda n: f"mot{n}")
texts = st.lists(st.one_of(st.sampled_from(HOSTILE), word), max_size=30).map(" ".join)


class Page(HTMLParser):
    """The tags, the addresses and the words of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:  # noqa: D102
        self.text += data


@given(texts)
@example("[a](javascript:b) <javascript:c> ![d](javascript:e)")
@settings(max_examples=examples(400))
def test_nothing_hostile_passes_and_no_word_is_lost(text: str) -> None:
    page = Page(render_markdown(text))
    assert set(page.tags) <= TAGS
    assert {name for name, _ in page.attributes} <= {"href", "start", "scope"}
    links = [value for name, value in page.attributes if name == "href"]
    assert all(re.match(r"(https?|mailto):", link) for link in links)
    said = re.findall(r"mot\d+", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
    assert set(said) <= set(re.findall(r"mot\d+", page.text))


@given(st.lists(st.tuples(st.integers(2, 6), word), max_size=8))
@settings(max_examples=examples(100))
def test_headings_begin_at_three_and_skip_no_level(headings: list[tuple[int, str]]) -> None:
    html = render_markdown("\n\n".join(f"{'#' * level} {text}" for level, text in headings))
    levels = [int(tag[1]) for tag in Page(html).tags]
    assert len(levels) == len(headings)
    assert all(now <= before + 1 for before, now in zip([2, *levels], levels, strict=False))
    assert levels[:1] in ([], [3])


def test_headings_follow_the_heading_above() -> None:
    assert Page(render_markdown("### A\n\n#### B", above=1)).tags == ["h2", "h3"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Un **mot** et *un* autre", "<p>Un <strong>mot</strong> et <em>un</em> autre</p>"),
        ("« Oui » : 12 000 € !", "<p>«\xa0Oui\xa0»\xa0: 12\xa0000\xa0€\xa0!</p>"),
        ("**Qui** ? `a : b`", "<p><strong>Qui</strong>\xa0? <code>a : b</code></p>"),
        ("l'été – « l’an »", "<p>l'été – «\xa0l’an\xa0»</p>"),
        ("[ici](https://a.fr/b)", '<p><a href="https://a.fr/b">ici</a></p>'),
        ("[ici](../b.html) et [là](ftp://a.fr)", "<p>ici et là</p>"),
        ("![Une *photo*](a.png)", "<p>Une <em>photo</em></p>"),
        ("a <!-- b --> c", "<p>a  c</p>"),
        ("<!-- a\n\n# b --> reste", "<p>reste</p>"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("## A\n#### B\n## C", "<h3>A</h3>\n<h4>B</h4>\n<h3>C</h3>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("- a\n\n- b\n\n  c", "<ul><li>\na\n</li><li>\nb\n<br>c\n</li></ul>"),
        ("[Note]: mots", "<p>[Note]: mots</p>"),
        ("|a|b|\n|-|-|\n|1|2|3|", "<p>|a|b|\n|-|-|\n|1|2|3|</p>"),
        ("|a|\n|-|\n|1|", '<table>\n<caption>Tableau de l’équipe</caption><thead>\n<tr>\n'
         '<th scope="col">a</th>\n</tr>\n</thead>\n'
         "<tbody>\n<tr>\n<td>1</td>\n</tr>\n</tbody>\n</table>"),
        ("", ""),
    ],
)  # fmt: skip
def test_markdown_as_teams_write_it(text: str, html: str) -> None:
    assert render_markdown(text).strip().replace("&nbsp;", "\xa0") == html


@pytest.mark.parametrize("opening", ["> ", "- ", "1. ", "[", "*"])
def test_depth_loses_no_word(opening: str) -> None:
    assert "mots" in render_markdown(opening * 300 + "mots")
