"""Scores: what a match is, what counts neither way, what a miss and a false fact are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reportkit.errors import InputError
from reportkit.evaluate import Score, as_rows, evaluate, type_rows
from reportkit.factfile import read_facts, read_reading, write_facts
from reportkit.measures.fact import COLUMNS, Fact

LIMIT = {"theme": "moyens financiers", "certainty": "sure", "line": 9,
         "quote": "par manque de budget"}  # fmt: skip


def fact(measure: str, line: int = 9, **changes: Any) -> dict[str, Any]:
    plain = dict.fromkeys(COLUMNS) | {"source_file": "a.txt", "action": 1, "field": "limits"}
    return plain | {"measure": measure, "line": line, "quote": "", "type": None} | changes


def score(measure: str, facts: list[dict[str, Any]], **action: Any) -> Score:
    reading = {"source": "a.txt", "actions": [{"position": 1, **action}]}
    return next(s for s in evaluate(facts, reading) if s.measure == measure)


def counts(one: Score) -> tuple[int, int, int, int]:
    return len(one.found), len(one.missed), one.right, len(one.false)


def test_an_amount_is_found_by_its_value_on_its_line() -> None:
    asked = [{"amount": 604, "kind": "total", "line": 9, "quote": "604€"}]
    right = fact("amount", value=604.0, type="total")
    assert counts(score("amount", [right], budget_eur=asked)) == (1, 0, 1, 0)
    assert score("amount", [right], budget_eur=asked).kinds == 1
    elsewhere = fact("amount", 10, value=604, type="total")
    assert counts(score("amount", [elsewhere], budget_eur=asked)) == (0, 1, 0, 1)
    other = fact("amount", value=605, type="total")
    assert counts(score("amount", [other], budget_eur=asked)) == (0, 1, 0, 1)


def test_a_wrong_kind_is_found_but_told() -> None:
    asked = [{"amount": 604, "kind": "total", "line": 9, "quote": "604€"}]
    one = score("amount", [fact("amount", value=604, type="subsidy")], budget_eur=asked)
    assert (counts(one), one.kinds, len(one.wrong_kinds)) == ((1, 0, 1, 0), 0, 1)


def test_a_range_is_found_by_its_bounds() -> None:
    asked = [{"number": None, "min": 5, "max": 10, "type": "unspecified", "line": 9,
              "quote": "5 à 10"}]  # fmt: skip
    one = score("staff", [fact("staff", low=5, high=10, type="unspecified")], staff=asked)
    assert counts(one) == (1, 0, 1, 0)


@pytest.mark.parametrize("mark", [{"counted": False}, {"certainty": "borderline"}])
def test_what_the_reading_does_not_count_is_scored_neither_way(mark: dict[str, Any]) -> None:
    asked = [{"value": 8, "unit": "filles", "line": 9, "quote": "8 filles", **mark}]
    assert counts(score("participants", [], participants=asked)) == (0, 0, 0, 0)
    told = score("participants", [fact("participants", value=8)], participants=asked)
    assert counts(told) == (0, 0, 0, 0)


def test_a_limit_is_found_where_the_words_overlap_on_its_line() -> None:
    near = fact("limit", quote="Arrêt par manque de budget.", type="moyens financiers")
    assert counts(score("limit", [near], limits=[LIMIT])) == (1, 0, 1, 0)
    far = fact("limit", quote="Les salles sont loin.", type="locaux et matériel")
    assert counts(score("limit", [far], limits=[LIMIT])) == (0, 1, 0, 1)
    assert counts(score("limit", [near | {"line": 10}], limits=[LIMIT])) == (0, 1, 0, 1)


def test_a_rejected_year_is_false() -> None:
    asked = [{"year": 2018, "certainty": "sure", "line": 9, "quote": "2018"}]
    rejected = [{"year": 1969, "line": 9, "quote": "1969"}]
    facts = [fact("year", value=2018), fact("year", value=1969)]
    assert counts(score("year", facts, years=asked, years_rejected=rejected)) == (1, 0, 1, 1)


def test_a_total_is_compared_action_by_action() -> None:
    assert counts(score("staff_total", [fact("staff_total", value=3)], staff_total=3)) == (
        1, 0, 1, 0,
    )  # fmt: skip
    ranged = fact("funding_total", low=500, high=700)
    told = {"budget_total_eur": None, "budget_total_min": 500, "budget_total_max": 700}
    assert counts(score("funding_total", [ranged], **told)) == (1, 0, 1, 0)
    invented = score("staff_total", [fact("staff_total", value=3)], staff_total=None)
    assert counts(invented) == (0, 0, 0, 1)


def test_a_sentence_of_an_outcome_is_right_where_the_reading_holds_or_accepts_its_line() -> None:
    held = {"habitants": [{"theme": "lien social", "quote": "Ils rient.", "line": 9}]}
    facts = [
        fact("key_sentence", line, field="outcomes_residents", quote="Ils rient.")
        for line in (9, 12, 15)
    ] + [fact("key_sentence", 3, field="limits")]
    one = score(
        "key_sentence", facts, outcomes=held, outcomes_also_acceptable_lines={"habitants": [12]}
    )
    assert (one.right, [f["line"] for f in one.false]) == (1, [15])


def test_facts_of_other_exports_and_actions_are_left_out() -> None:
    facts = [fact("year", value=2018, action=2), fact("year", value=2018, source_file="x/b.txt")]
    assert counts(score("year", [*facts, fact("amount", value=1)])) == (0, 0, 0, 0)


def test_a_row_shows_shares_with_a_comma() -> None:
    asked = [LIMIT, LIMIT | {"line": 11, "quote": "sans salle"}]
    one = score("limit", [fact("limit", quote="par manque de budget", type="autre")], limits=asked)
    assert as_rows([one]) == [("limit", "2", "1", "1", "0", "1,00", "0,50", "0,67", "0,00")]


def test_types_are_scored_one_by_one() -> None:
    rooms = {"line": 11, "quote": "sans salle", "theme": "locaux et matériel"}
    time = {"line": 12, "quote": "trop court", "theme": "temps et fréquence"}
    asked = [LIMIT, LIMIT | rooms, LIMIT | time]
    facts = [
        fact("limit", quote="par manque de budget", type="moyens financiers"),
        fact("limit", 11, quote="sans salle", type="moyens financiers"),
    ]
    rows = type_rows(score("limit", facts, limits=asked))
    assert rows == [
        ("limit", "locaux et matériel", "1", "0", "–", "0,00", "–"),
        ("limit", "moyens financiers", "1", "2", "0,50", "1,00", "0,67"),
        ("limit", "temps et fréquence", "1", "0", "–", "0,00", "–"),
    ]
    assert type_rows(score("funding_total", [fact("funding_total", value=3)])) == []


@pytest.mark.parametrize("suffix", [".json", ".csv", ".xlsx"])
def test_facts_written_are_read_back(tmp_path: Path, suffix: str) -> None:
    one = Fact(
        action_id="a1", source_file="a.txt", action=3, title="=Bal", measure="amount", value=12.5,
        low=None, high=None, unit="EUR", type="total", certainty="sure", quote="12,50 €",
        field="funding", line=33,
    )  # fmt: skip
    path = tmp_path / f"faits{suffix}"
    write_facts([one], path)
    assert read_facts(path) == [one.record()]


@pytest.mark.parametrize(
    ("name", "content"),
    [("f.json", b"{}"), ("f.json", b"[1"), ("f.json", b'[{"measure": "year"}]'),
     ("f.csv", b"a;b\n1;2\n"), ("f.xlsx", b"PK nothing"), ("f.csv", b"\xff\xfe\x00")],
)  # fmt: skip
def test_what_is_no_file_of_facts_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match="reportkit facts"):
        read_facts(path)


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{",
        json.dumps({"actions": 3}),
        json.dumps({"actions": [3]}),
        json.dumps({"actions": [{"limits": [{"quote": "sans salle"}]}]}),
        json.dumps({"actions": [{"date_anomalies": [{"quote": "2021", "line": 3}]}]}),
        json.dumps({"actions": [{"outcomes": {"habitants": ["Ils rient."]}}]}),
    ],
)
def test_what_is_no_reading_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "lecture.json"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match=r"lecture|« line » et « quote »"):
        read_reading(path)
