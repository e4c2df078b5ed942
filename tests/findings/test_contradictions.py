"""What an action's own dates and amounts contradict, as findings."""

from __future__ import annotations

from pathlib import Path

import pytest
from senacs import action, page_lines, read_bytes, text_of

from reportkit.dataset import build_dataset, load_dataset
from reportkit.findings.contradictions import contradiction_findings
from reportkit.schema import Finding, Severity


def found(**changes: str) -> list[Finding]:
    data = text_of(page_lines([action(**changes)]))
    return contradiction_findings(build_dataset([(read_bytes(data), None)]))


def test_an_end_before_the_start_is_told_with_its_line() -> None:
    (finding,) = found(
        description="Le jardin est ouvert.\nL'action a débuté le 4 mai 2021 et s'est achevée le "
        "2 mars 2021."
    )
    assert (finding.code, finding.severity) == ("dates-contradictoires", Severity.CHECK)
    assert "4 mai 2021" in finding.text
    assert finding.text in page_lines(
        [action(description="Le jardin est ouvert.\nL'action a débuté le 4 mai 2021 et s'est "
                "achevée le 2 mars 2021.")]
    )[finding.line - 1]  # fmt: skip


def test_a_total_unlike_its_parts_is_told_with_their_sum() -> None:
    (finding,) = found(
        funding="Personnel : 1 200 €\nMatériel : 300 €\nTotal : 1 600 €",
    )
    assert (finding.code, finding.text) == ("total-different", "Total : 1 600 €")
    assert "1 500,00 €" in finding.message


@pytest.mark.parametrize(
    "text",
    ["L'action a débuté le 2 mars 2021 et s'est achevée le 4 mai 2021.",
     "Personnel : 1 200 €\nMatériel : 300 €\nTotal : 1 500 €",
     "Un budget de 3 000 € en 2021, 2 500 € en 2020."],
)  # fmt: skip
def test_what_agrees_is_no_finding(text: str) -> None:
    assert found(funding=text) == []


def test_the_real_export_gives_the_contradictions_of_its_reading(real_folder: Path) -> None:
    dataset = load_dataset([real_folder / "senacs-aude-16.txt"])
    sure = {(f.code, f.line) for f in contradiction_findings(dataset)
            if f.severity is Severity.CHECK}  # fmt: skip
    assert {("dates-contradictoires", 278), ("total-different", 906)} <= sure
    assert sure <= {("dates-contradictoires", n) for n in (278, 280, 282, 325, 762)} | {
        ("total-different", 906)
    }
