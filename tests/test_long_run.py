"""The events of a long run, read and told by tenths."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from long_run import MEGABYTE, Made, Memory, draw, read_events, resident, tenths


def event(number: int, at: float, **changes: object) -> str:
    told = {"event": "rapport", "rapport": f"2024/aude/{number}.pdf", "etat": "fait",
            "secondes": 1.5, "pages": 12, "faits": number, "total": 100, "t": at}  # fmt: skip
    return json.dumps(told | changes) + "\n"


def test_reports_are_read_and_other_events_left_out() -> None:
    lines = [
        '{"event": "debut", "total": 2}\n',
        event(1, 9.0),
        "\n",
        event(2, 9.5, etat="echec", pages=None),
    ]
    assert list(read_events(lines)) == [
        Made("2024/aude/1.pdf", "fait", 1.5, 9.0, 12),
        Made("2024/aude/2.pdf", "echec", 1.5, 9.5, 0),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "3 rapports dans out\n",
        "[1, 2]\n",
        "{}\n",
        '{"event": "rapport", "t": 3}\n',
        event(1, 0)[:40],
        event(1, 0, secondes=None),
    ],
)
def test_a_line_that_is_no_event_is_told_with_its_words(line: str) -> None:
    with pytest.raises(ValueError, match=r"not an event of --progress json: .") as told:
        list(read_events([event(1, 0.0), line]))
    assert line.strip()[:30] in str(told.value)


def made_at(*moments: float) -> list[Made]:
    return [Made(f"{n}.pdf", "fait", 1.0, at, 10) for n, at in enumerate(moments)]


def test_a_steady_run_has_ten_tenths_of_one_pace_and_its_start_is_left_out() -> None:
    parts = tenths(made_at(*(30 + 2 * n for n in range(101))), [])
    assert [part.reports for part in parts] == [10] * 10
    assert {round(part.rate, 6) for part in parts} == {30.0}
    assert {round(part.pages, 6) for part in parts} == {300.0}


def test_a_run_that_slows_down_shows_it_whatever_the_order_of_its_events() -> None:
    made = made_at(*(n if n <= 50 else 50 + 2 * (n - 50) for n in range(101)))
    parts = tenths(made[::-1], [])
    assert parts[-1].rate / parts[0].rate == pytest.approx(0.5)


def test_every_report_but_the_first_stands_in_one_tenth() -> None:
    for count in (2, 7, 11, 23, 250):
        parts = tenths(made_at(*range(count)), [])
        assert sum(part.reports for part in parts) == count - 1
        assert len(parts) == min(10, count - 1)


def test_nothing_made_and_one_report_have_no_pace() -> None:
    assert tenths([], []) == tenths(made_at(3.0), []) == []


def test_peaks_of_memory_stand_in_the_tenth_in_which_they_were() -> None:
    memory = [Memory(at, int(at) * MEGABYTE, 5 * MEGABYTE) for at in (1, 12, 95, 120)]
    parts = tenths(made_at(*(10 + n for n in range(101))), memory)
    assert parts[0].parent == 12  # reading, before the first report, counts in the first
    assert parts[8].parent == 95
    assert parts[4].parent == parts[4].children == 0
    assert parts[9].parent == 0  # what comes behind the last report is none of the run


def test_memory_of_descendants_is_counted_down_to_the_last() -> None:
    grandchild = "import sys; held = bytearray(40_000_000); print(1, flush=True); sys.stdin.read()"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grandchild!r}])"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", child], **pipes) as process:
        process.stdout.readline()
        parent, children = resident(os.getpid())
        alone, below = resident(process.pid)
        process.stdin.close()
    assert parent > 10_000_000
    assert below > 40_000_000
    assert children >= 0.9 * (alone + below)
    assert resident(process.pid) == (0, 0)


def test_the_chart_is_drawn(tmp_path: Path) -> None:
    memory = [Memory(at, 200 * MEGABYTE, 400 * MEGABYTE) for at in range(0, 60, 5)]
    draw(made_at(*range(5, 60)), memory, tmp_path / "run.svg")
    assert "<svg" in (tmp_path / "run.svg").read_text()
