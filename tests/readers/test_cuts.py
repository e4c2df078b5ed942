"""An export of six actions cut at every byte: what is complete stays whole, the cut is told."""

from __future__ import annotations

import forms
import pytest
from campaign_mutations import written_actions
from conftest import ROOT
from senacs import read_bytes
from thorough import TIMES

from reportkit.errors import InputError
from reportkit.schema import PARTIAL

SAMPLE = (ROOT / "data" / "exemple" / "senacs-2024.txt").read_bytes()
ACTIONS = written_actions(SAMPLE)[:6]
STEP = 1 if TIMES > 1 else 23  # every byte in the long form


@pytest.mark.parametrize("form", ["text", "second form", "html dl", "html table"])
def test_a_cut_costs_the_action_that_it_cuts(form: str) -> None:
    data = forms.FORMS[form](ACTIONS, 2024).encode()
    whole = read_bytes(data).actions
    line_ends = [n for n, byte in enumerate(data, start=1) if byte == 10]
    ends = [line_ends[raw.last_line - 1] for raw in whole]
    for size in range(0, len(data), STEP):
        try:
            export = read_bytes(data[:size])
        except InputError:
            assert not any(end <= size for end in ends), size
            continue
        export.check_accounted()
        done = sum(end <= size for end in ends)
        assert len(export.actions) <= done + 1, size
        for read, original in zip(export.actions[:done], whole, strict=False):
            assert (read.title, read.texts, read.lists) == (
                original.title, original.texts, original.lists
            ), size  # fmt: skip
        for cut in export.actions:
            if cut.missing:
                lines = range(cut.first_line, len(line_ends) + 2)
                told = [f for f in export.findings if f.severity in PARTIAL and f.line in lines]
                assert told, size
