"""A report that fails a gate is refused with its reasons: each defect is put into a sound page."""

from __future__ import annotations

import base64
import dataclasses
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cells import COVER, shown
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from reportkit.apart import Limits, run_apart
from reportkit.errors import ApartError
from reportkit.printing.fonts import font_settings
from reportkit.printing.order import build_order
from reportkit.printing.press import Order, Pressed, press
from reportkit.printing.verify import verify_file
from reportkit.report.model import Column, Heading, Table, Text


def picture() -> str:
    data = io.BytesIO()
    Image.new("RGB", (30, 20), "#0b5563").save(data, "PNG")
    return base64.b64encode(data.getvalue()).decode()


@pytest.fixture(scope="module")
def order() -> Order:
    """A sound report: titles, a text, a table, a list and an analyst's raster picture."""
    columns = (Column(label="Nom"), Column(label="Actions", numeric=True))
    rows = (("Les uns", "3"), ("Les autres", "4"))
    png = new_output("display_data", data={"image/png": picture()})
    cells = [
        shown(COVER.model_copy(update={"title": "Centre du Pré"})),
        shown(Heading(level=1, text="Les actions", anchor="a")),
        shown(Text(paragraphs=("Sept actions sont décrites.",))),
        shown(Heading(level=2, text="Par groupe", anchor="b")),
        shown(Table(title="Par groupe", columns=columns, rows=rows)),
        new_markdown_cell("- un\n- deux"),
        new_code_cell("image", outputs=[png]),
    ]
    return build_order(new_notebook(cells=cells))[0]


def pressed(order: Order, change: Callable[[str], str] = str) -> Pressed:
    html = change(order.short() if order.short else order.long)
    changed = dataclasses.replace(order, long=html, short=None)
    return run_apart(
        press, changed, Limits(), {**os.environ, "FONTCONFIG_FILE": str(font_settings())}
    )


def test_a_sound_report_is_delivered(order: Order, tmp_path: Path) -> None:
    sound = pressed(order)
    assert sound.refusals == []
    path = tmp_path / "sain.pdf"
    path.write_bytes(sound.pdf)
    assert verify_file(path).passed


# The defects of a page, and what refuses it.
DEFECTS: dict[str, tuple[tuple[str, str], str]] = {
    "a picture without words": ((' alt="Figure', ' data-alt="Figure'), "alt"),
    "a picture told by its file": (('alt="Figure ajoutée au notebook"', 'alt="p.png"'), "alt"),
    "no title": (("<title>Centre du Pré – Fiche</title>", ""), "title"),
    "no language": ((' lang="fr-FR"', ""), "language"),
    "a table without heads": (("<th", "<td"), "table"),
    "a level skipped": (("<h2", "<h4"), "heading"),
    "a paragraph in a list": (("<li>deux", "<li><p>deux</p>"), "list"),
    "no titles": (("<h1", "<p"), "heading"),
    "pale letters": (("<main>", "<style>main p{color:#bbb}</style><main>"), "contrast"),
    "a letter that no font has": (("Sept", "Sept \U0001f984"), "U+1F984"),
    "a drawing without words": (
        ("<main>", '<main><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'),
        "svg",
    ),
    "a text that is not shown": (("<main>", '<main><p hidden="">Perdu.</p>'), "absent"),
    "a script": (("<main>", "<main><script>1</script>"), "script"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_refuses_the_report(order: Order, name: str) -> None:
    (found, put), told = DEFECTS[name]
    assert found in order.long
    refusals = pressed(order, lambda html: html.replace(found, put)).refusals
    assert refusals
    assert told in " ".join(refusals), refusals


def test_a_picture_that_readers_smooth_is_no_archive(order: Order, tmp_path: Path) -> None:
    """ISO 19005-3, 6.2.8: the printer does not see it, veraPDF does."""
    path = tmp_path / "lisse.pdf"
    path.write_bytes(pressed(order, lambda html: html.replace("crisp-edges", "auto")).pdf)
    verdict = verify_file(path)
    failed = [check.rule for profile in verdict.profiles for check in profile.failed]
    assert failed == ["6.2.8-3"]


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1/a", "rk:autre"])
def test_an_address_that_is_not_held_ends_the_printing(order: Order, address: str) -> None:
    with pytest.raises(ApartError, match="adresse refusée"):
        pressed(order, lambda html: html.replace("<main>", f'<main><img alt="x" src="{address}">'))
