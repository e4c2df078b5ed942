"""veraPDF in this process: rules named and counted, and a judgement on any file at all."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from weasyprint import HTML

from reportkit.errors import MissingExtraError
from reportkit.printing.verapdf import LIBRARIES, Conformance, require_libraries, validate

PAGE = '<html lang="fr"><title>Page</title><body style="font-family:sans-serif"><h1>Page</h1>'


def judged(path: Path, pdf: bytes) -> dict[str, Conformance]:
    path.write_bytes(pdf)
    return {one.profile: one for one in validate(path)}


def test_a_page_without_archive_profile_keeps_one_set_of_rules_only(tmp_path: Path) -> None:
    found = judged(tmp_path / "a.pdf", HTML(string=PAGE).write_pdf(pdf_variant="pdf/ua-1"))
    accessible, archive = found["PDF/UA-1"], found["PDF/A-3a"]
    assert accessible.passed
    assert accessible.rules > 100
    assert not archive.passed
    undeclared = next(check for check in archive.failed if check.rule == "6.6.4-1")
    assert undeclared.times == 1
    assert "PDF/A Identification extension schema" in undeclared.description


def test_a_rule_is_counted_once_a_breach(tmp_path: Path) -> None:
    body = (
        PAGE + '<img src="data:image/gif;base64,R0lGODdhAQABAIAAAP///////ywAAAAAAQABAAACAkQBADs=">'
    )
    pdf = HTML(string=body + "<h3>Trop bas</h3>").write_pdf(pdf_variant="pdf/ua-1")
    broken = {
        check.rule: check.times for check in judged(tmp_path / "a.pdf", pdf)["PDF/UA-1"].failed
    }
    assert broken == {"7.3-1": 1, "7.4.2-1": 1}


@pytest.mark.parametrize("content", [b"", b"une note", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_a_failure_with_a_reason(tmp_path: Path, content: bytes) -> None:
    for one in judged(tmp_path / "a.pdf", content).values():
        assert not one.passed
        assert one.problem.startswith("veraPDF ne peut pas lire ce fichier : ")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_file_never_raises(tmp_path: Path, data: st.DataObject) -> None:
    pdf = bytearray(HTML(string=PAGE).write_pdf(pdf_variant="pdf/ua-1"))
    start = data.draw(st.integers(0, len(pdf) - 1))
    pdf[start : start + data.draw(st.integers(0, 200))] = data.draw(st.binary(max_size=50))
    assert set(judged(tmp_path / "a.pdf", bytes(pdf))) == {"PDF/UA-1", "PDF/A-3a"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_missing_library_names_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    found = importlib.util.find_spec
    without = lambda name: None if name == library else found(name)  # noqa: E731
    monkeypatch.setattr("reportkit.printing.verapdf.find_spec", without)
    with pytest.raises(MissingExtraError, match=r'pip install "reportkit\[verify\]"'):
        require_libraries()
