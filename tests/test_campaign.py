"""The short form of the campaign of mutations: some of each form, in every run."""

from __future__ import annotations

import random

import campaign_mutations as campaign
import pytest
from senacs import action, page_lines, text_of

EXPORTS = campaign.specimens()


@pytest.mark.parametrize("place", range(len(EXPORTS)))
def test_mutations_bring_no_traceback_and_lose_no_line(place: int) -> None:
    outcomes = campaign.batch(EXPORTS[place], range(place * 100, place * 100 + 12))
    assert set(outcomes) <= {"read", "refused"}


def test_a_mutation_is_the_same_each_time_and_a_change() -> None:
    data = text_of(page_lines([action()]))
    changed = [campaign.mutate(data, random.Random(seed)) for seed in (1, 1, 2)]
    assert changed[0] == changed[1] != changed[2] != data
