"""Dates that are never today's, and the files in the PDF."""

from __future__ import annotations

import datetime as dt

import pytest

from reportkit.printing.archive import EPOCH, moment_of


def test_the_day_of_the_export_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert moment_of("2025-02-10") == dt.datetime(2025, 2, 10, tzinfo=dt.UTC)


def test_then_what_the_builder_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert moment_of(None) == dt.datetime(1970, 1, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize("value", ["", "demain", "-1", "1.5"])
def test_else_a_fixed_day(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    assert moment_of(None).date() == EPOCH
