"""An unusual number of pages is worth a look."""

from __future__ import annotations

import pytest

from reportkit.batch.pages import tell_pages


@pytest.mark.parametrize(
    ("kind", "actions", "pages", "told"),
    [
        ("centre", 6, 15, ""),
        ("centre", 1, 2, "rapport court : 2 pages, 4 au moins d'habitude"),
        ("centre", 2, 60, "rapport long : 60 pages pour 2 actions, 17 au plus d'habitude"),
        ("departement", 25, 23, ""),
        ("departement", 200, 200, ""),
        ("financeur", 5, 6, ""),
        ("financeur", 5, 30, "rapport long : 30 pages pour 5 actions, 10 au plus d'habitude"),
    ],
)
def test_pages(kind: str, actions: int, pages: int, told: str) -> None:
    assert tell_pages(kind, actions, pages) == told
