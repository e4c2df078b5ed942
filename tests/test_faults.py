"""The short form of the campaign of faults: a kill, two runs at once, a disk that fills up."""

from __future__ import annotations

import random
import sys

import faults
import pytest
from faults import Site, Trial

pytestmark = [
    pytest.mark.xdist_group("faults"),  # one worker makes the undisturbed builds
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, as the campaign does"),
]

AS_BEFORE = Trial(happened=True, wrong=[])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("faults") / "home", 2, 1, "--type", "centre", fresh=False)


def test_a_new_run_mends_what_a_kill_left(site: Site) -> None:
    assert faults.trial_kill(site, "driver", random.Random(3), over_earlier=True) == AS_BEFORE


def test_a_second_run_is_refused_and_the_first_ends_well(site: Site) -> None:
    assert faults.trial_two_at_once(site) == AS_BEFORE


def test_a_disk_that_fills_up_loses_nothing(site: Site) -> None:
    full = faults.fill_by_limit(50_000, 0.5 * site.seconds_again)
    assert faults.trial_disk(site, full, over_earlier=True) == AS_BEFORE


def test_a_difference_is_seen(site: Site) -> None:
    """The trials can fail: one byte, one row, one column of the ledger."""
    changed = dict(site.second) | {"_travail/constats.csv": b""}
    assert faults.differing(changed, site.second) == ["_travail/constats.csv"]
    rows = [{**row, "avant": ""} for row in site.second[faults.LEDGER]]
    assert faults.differing({**site.second, faults.LEDGER: rows}, site.second) == [faults.LEDGER]
    again = {**site.second, faults.LEDGER: rows}
    assert faults.differing(again, site.second, a_run_between=True) == []
    assert faults.differing({}, site.second) == sorted(site.second)
