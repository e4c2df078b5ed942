"""Notebook cells as our blocks leave them, for the tests of printing."""

from __future__ import annotations

import base64
import io

from nbformat.v4 import new_code_cell, new_output
from PIL import Image

from reportkit.report.model import MIME, Cover

COVER = Cover(
    kicker="Fiche", title="Centre </style><script>1</script>", subtitle="s",
    running_head='</style>"; }', source_line="Source", description="d",
)  # fmt: skip


def png(width: int, height: int) -> str:
    """A picture as a notebook holds it."""
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def shown(*blocks, tags: tuple[str, ...] = ()) -> dict:
    outputs = [
        new_output(
            "display_data", data={MIME: block.model_dump(mode="json"), "text/html": "<i>aperçu</i>"}
        )
        for block in blocks
    ]
    return new_code_cell("report.x()", outputs=outputs, metadata={"tags": list(tags)})
