"""The search for labels: plain actions need none, and are read as the search would read them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from senacs import action, page_lines

from reportkit.readers import form

TEXTS = st.sampled_from(
    ["Une phrase.", "- Public", "Actions", "- Résumé", "Avant.\n- Dimension\nB."]
)


def searched(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> list[form.Segment]:
    with monkeypatch.context() as patch:
        patch.setattr(form, "_plain_action", lambda *_: [])
        return form.segment(lines)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=4), st.integers(0, 200))
def test_the_short_way_reads_as_the_search_does(
    texts: list[tuple[str, str, str]], cut: int
) -> None:
    actions = [
        action(title=title.split("\n")[0], summary=summary, perspectives=last)
        for title, summary, last in texts
    ]
    lines = page_lines(actions, 2020)
    lines = lines[: len(lines) - cut] if cut < len(lines) - 6 else lines
    with pytest.MonkeyPatch.context() as patch:
        assert form.segment(lines) == searched(lines, patch)


def test_a_plain_page_is_read_without_search(monkeypatch: pytest.MonkeyPatch) -> None:
    advanced: list[int] = []
    search = form._advance
    monkeypatch.setattr(form, "_advance", lambda *given: advanced.append(1) or search(*given))
    form.segment(page_lines([action(title=str(n)) for n in range(25)], 2020))
    assert len(advanced) == 2  # the header and the index head
