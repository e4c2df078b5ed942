"""Every defect that a PDF can have is caught, by our gates, by veraPDF or by both."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import defects
import pikepdf
import pytest

from reportkit.printing.verify import Verdict, as_json, verify_file

UA, A = "PDF/UA-1", "PDF/A-3a"

# A defect, the gates that catch it, the rules by which veraPDF does.
DEFECTS: tuple[tuple[Callable[[pikepdf.Pdf], None], set[str], set[str]], ...] = (
    (defects.title_not_in_xmp, {"titre"}, {f"{UA} 7.1-9"}),
    (defects.title_not_displayed, {"titre-affiche"}, {f"{UA} 7.1-10"}),
    (defects.not_marked, set(), {f"{UA} 6.2-1", f"{A} 6.7.2.2-1"}),
    (defects.no_tags, {"niveaux-de-titres"}, {f"{UA} 7.1-11", f"{A} 6.7.3.3-1"}),
    (defects.headers_of_nothing, {"tableaux"}, {f"{UA} 7.5-1"}),
    (defects.letters_without_meaning, set(), {f"{UA} 7.21.7-1", f"{A} 6.2.11.7.2-1"}),
    (defects.fonts_left_out, {"polices-jointes"}, {f"{UA} 7.21.4.1-1", f"{A} 6.2.11.4.1-1"}),
    (defects.content_without_tag, set(), {f"{UA} 7.1-3"}),
    (defects.reading_order_reversed, {"ordre-de-lecture"}, set()),
    (defects.links_without_words, set(), {f"{UA} 7.18.5-2"}),
    (defects.chapters_as_paragraphs, {"niveaux-de-titres"}, {f"{UA} 7.4.2-1"}),
    (defects.files_not_associated, {"fichiers-joints"}, {f"{A} 6.8-4"}),
    (defects.another_archive_part, {"declare-archive"}, {f"{A} 6.6.4-2"}),
    (defects.no_output_intent, set(), {f"{A} 6.2.4.3-2"}),
    (defects.figures_without_place, {"figures-situees"}, set()),
)


def caught_by(verdict: Verdict) -> tuple[set[str], set[str]]:
    """The gates that a file fails at, and the rules of veraPDF."""
    gates = {reason.code for reason in verdict.errors}
    rules = {f"{p.profile} {check.rule}" for p in verdict.profiles for check in p.failed}
    return gates, rules


def test_a_report_as_it_is_printed_passes(conforming_pdf: Path) -> None:
    verdict = verify_file(conforming_pdf)
    assert verdict.reasons == ()
    assert [(one.profile, one.failed, one.problem) for one in verdict.profiles] == [
        (UA, (), ""),
        (A, (), ""),
    ]
    assert verdict.passed


@pytest.mark.parametrize(
    ("make", "gates", "rules"), DEFECTS, ids=[make.__name__ for make, _, _ in DEFECTS]
)
def test_a_defect_is_caught(
    conforming_pdf: Path,
    tmp_path: Path,
    make: Callable[[pikepdf.Pdf], None],
    gates: set[str],
    rules: set[str],
) -> None:
    path = tmp_path / "defect.pdf"
    with pikepdf.open(conforming_pdf) as pdf:
        make(pdf)
        pdf.save(path)
    verdict = verify_file(path)
    found, broken = caught_by(verdict)
    assert not verdict.passed
    assert found == gates
    assert broken >= rules
    assert bool(broken) == bool(rules)


def test_a_truncated_file_is_caught_by_both(conforming_pdf: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes(conforming_pdf.read_bytes()[:-600])
    verdict = verify_file(path)
    assert caught_by(verdict) == ({"fichier-entier"}, set())
    assert all(profile.problem for profile in verdict.profiles)
    assert not verdict.passed


def test_json_holds_the_whole_verdict(tmp_path: Path) -> None:
    path = tmp_path / "note.pdf"
    path.write_bytes(b"une note")
    (record,) = json.loads(as_json([verify_file(path)]))
    assert record["file"] == str(path)
    assert record["passed"] is False
    assert record["pages"] is None
    assert [reason["code"] for reason in record["reasons"]] == ["fichier-entier"]
    assert [(one["profile"], one["passed"]) for one in record["profiles"]] == [
        (UA, False),
        (A, False),
    ]
