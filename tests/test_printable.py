"""What reaches a page, a spreadsheet or a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.printable import cell, clean


def test_controls_and_bidi_overrides_are_not_printed() -> None:
    assert clean("a\u202eb\x07c\u200bd\u2028e\ufeff\x1b[31m") == "abcd e[31m"
    assert clean("e\u0301") == "é"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "- Public"])
def test_a_spreadsheet_sees_no_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_empty_cells_stay_empty() -> None:
    assert cell(None) == ""
    assert cell(7) == "7"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
