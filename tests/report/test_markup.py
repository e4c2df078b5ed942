"""Blocks as HTML: everything from an export is escaped."""

from __future__ import annotations

import pytest

from reportkit.report.markup import mime_bundle, render_block
from reportkit.report.model import (
    MIME,
    Column,
    Cover,
    Excerpt,
    Excerpts,
    Figure,
    Heading,
    Points,
    Remark,
    Sheet,
    SheetPart,
    Source,
    Table,
    Text,
    Tile,
    Tiles,
    parse_block,
)

EVIL = "<script>alert('x')</script>{{ 7*7 }}{% raw %}\"'&amp;"
WHERE = Source(action_id="a", number=1, source_file=EVIL, first_line=1, last_line=2)
BLOCKS = [
    Cover(
        kicker=EVIL, title=EVIL, subtitle=EVIL, notes=(EVIL,), running_head=EVIL,
        source_line=EVIL, description=EVIL, fictional=True,
    ),
    Heading(level=1, text=EVIL, anchor="a"),
    Text(paragraphs=(EVIL,)),
    Points(items=((EVIL, EVIL),)),
    Tiles(items=(Tile(value=EVIL, label=EVIL, detail=EVIL),)),
    Table(title=EVIL, columns=(Column(label=EVIL),), rows=((EVIL,),), scope=EVIL, reading=EVIL),
    Figure(
        title=EVIL, subtitle=EVIL, svg="<svg/>", alt=EVIL, scope=EVIL, reading=EVIL,
        columns=("a",), rows=(("b",),),
    ),
    Excerpts(
        items=(
            Excerpt(lines=(EVIL, EVIL), title=EVIL, number=1, organisation=EVIL, field=EVIL,
                    source=WHERE),
        )
    ),
    Sheet(
        number=1, title=EVIL, status=EVIL, facts=((EVIL, EVIL),),
        parts=(SheetPart(label=EVIL, lines=(EVIL,)),), note=EVIL, sources=(WHERE,),
    ),
    Remark(title=EVIL, markdown=EVIL.replace("{% raw %}", ""), signature=EVIL),
]  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.kind)
def test_text_stays_text(block) -> None:
    html = render_block(block)
    assert "<script" not in html
    assert "{{ 7*7 }}" in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.kind)
def test_a_block_survives_its_mime_model(block) -> None:
    bundle = mime_bundle(block)
    assert parse_block(bundle[MIME]) == block
    assert "<script" not in bundle["text/html"]
