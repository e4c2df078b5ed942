"""A federation's identity in its reports: cover, charts and colophon, and in no other report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import notebook_sections

from reportkit.config import Config, Identity
from reportkit.dataset import Dataset
from reportkit.logo import parse_logo
from reportkit.report.model import Cover, Figure, Table
from reportkit.report.perimeter import perimeters
from reportkit.report.report import Report
from reportkit.report.scope import cut_scope
from reportkit.report.tokens import colours

LOGO = parse_logo(
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path d="M0 0h9v3z"/></svg>'
)
OWN = Identity(primary="#1f6b3a", accent="#b15204", logo=LOGO)


def report_of(dataset: Dataset, identity: Identity, kind: str = "departement") -> Report:
    config = Config(name="Fédération du Bocage", identity=identity, funders=dataset.config.funders)
    about = next(p for p in perimeters(dataset) if p.kind == kind)
    return Report(cut_scope(replace(dataset, config=config), about))


def figures(report: Report) -> list[str]:
    names = notebook_sections(report.scope.kind)
    blocks = [block for name in names for block in getattr(report, name)()]
    return [block.svg for block in blocks if isinstance(block, Figure)]


def test_charts_take_the_colours_of_their_own_report(sample: Dataset) -> None:
    own, plain = report_of(sample, OWN), report_of(sample, Identity())
    before, painted, after = figures(plain), figures(own), figures(plain)
    assert before == after
    replaced = {colours()[token] for token in OWN.colours()}
    assert len(painted) == len(before) > 3
    for svg in painted:
        assert OWN.primary in svg
        assert not [colour for colour in replaced if colour in svg]
    assert all(colours()["teal"] in svg and OWN.primary not in svg for svg in before)


@pytest.mark.parametrize("kind", ["centre", "departement", "financeur"])
def test_the_cover_carries_what_the_printer_needs(sample: Dataset, kind: str) -> None:
    (cover,) = report_of(sample, OWN, kind).cover()
    assert isinstance(cover, Cover)
    assert cover.identity.colours == OWN.colours()
    assert cover.identity.logo is not None
    assert cover.identity.logo.uri == f"data:image/svg+xml;base64,{LOGO.base64}"
    assert cover.author == "Fédération du Bocage"


def test_the_colophon_says_who_publishes_with_what_and_from_what(sample: Dataset) -> None:
    tables = [block for block in report_of(sample, OWN).files() if isinstance(block, Table)]
    told = {str(name): str(value) for name, value in tables[0].rows}
    assert told["Publication"] == "Fédération du Bocage"
    assert "Source Serif et Source Sans" in told["Composition"]
    assert "SENACS" in " ".join(told.values())
