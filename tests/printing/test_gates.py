"""The gates: what a laid-out report may not be sent with."""

from __future__ import annotations

import pytest
from weasyprint import HTML

from reportkit.printing import gates

PAGE = "<html lang=fr><title>T</title><style>@page{size:A5}%s</style><body>%s</body></html>"


def laid_out(body: str, style: str = "") -> tuple:
    source = HTML(string=PAGE % (style, body))
    return source.render(), source.etree_element


def test_every_text_of_the_page_is_found_again() -> None:
    body = "<h1>Un titre</h1><p>Un mot <b>gras</b>, d’autres : « cités ».</p>" + (
        "<ul><li>" + "anticonstitutionnellement " * 80 + "</li></ul>"
    )
    assert gates.missing_text(*laid_out(body, "body{hyphens:auto}")) == []


def test_a_footnote_that_the_layout_loses_is_found_missing() -> None:
    """A footnote within an absolutely placed box is dropped without a word."""
    note = '<div class="a"><span class="f">Une note perdue en route.</span></div>'
    found = gates.missing_text(*laid_out(note, ".a{position:absolute}.f{float:footnote}"))
    assert found == ["texte absent des pages : « Une note perdue en route. »"]


def test_hidden_text_is_missing_text() -> None:
    assert gates.missing_text(*laid_out("<p style='display:none'>Caché</p>"))


def test_the_running_head_does_not_stand_for_the_text() -> None:
    found = gates.missing_text(
        *laid_out(
            "<p style='display:none'>Bonjour</p><p>Autre</p>", '@page{@top-left{content:"Bonjour"}}'
        )
    )
    assert len(found) == 1


def test_each_line_of_the_log_refuses_once() -> None:
    assert gates.refused_lines(["a", "b", "a"]) == [
        "la mise en page a signalé : a",
        "la mise en page a signalé : b",
    ]


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("/ABCDEF+Source-Sans-3-Bold", False),
        ("/ABCDEF+Source-Serif-4,", False),
        ("/ABCDEF+Source-Serif-4-Display-Italic", False),
        ("/ABCDEF+DejaVu-Sans", True),
        ("/Helvetica", True),
    ],
)
def test_only_our_fonts_pass(name: str, refused: bool) -> None:
    assert bool(gates.foreign_fonts([name])) is refused


def test_a_page_that_looks_empty_is_told_but_for_the_last() -> None:
    pages = "<p style='break-after:page'>Seul.</p>"
    document, _ = laid_out(pages * 4)
    assert gates.sparse_pages(document) == ["page 2 presque vide", "page 3 presque vide"]
    full, _ = laid_out("<p>Une phrase.</p>" * 200)
    assert gates.sparse_pages(full) == []
