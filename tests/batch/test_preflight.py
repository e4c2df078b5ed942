"""What is said before reports are made: each agreed message, provoked in a folder of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import folders
import pytest
from folders import MISTAKES, PONT, agreed, lay_folder, load

from reportkit.batch.conditions import check_scope
from reportkit.batch.notices import Notice
from reportkit.batch.plan import Choice, build_plan
from reportkit.batch.preflight import check_plan
from reportkit.batch.reconcile import reconcile
from reportkit.facts import tell_facts
from reportkit.report.perimeter import perimeters
from reportkit.report.scope import cut_scope

OTHERWISE = {"totaux-differents", "phrases-retenues"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder without a mistake, as the current folder."""
    monkeypatch.chdir(tmp_path)
    return lay_folder(tmp_path)


def notices(home: Path, choice: Choice = Choice()) -> list[Notice]:  # noqa: B008
    return list(check_plan(load(home), choice, {}, home / "out").notices)


def test_a_folder_without_mistakes_gives_no_notice(home: Path) -> None:
    assert notices(home) == []


@pytest.mark.parametrize("code", MISTAKES)
def test_a_mistake_gives_the_agreed_notice_and_no_other(home: Path, code: str) -> None:
    mistake = MISTAKES[code]
    mistake.make(home)
    assert notices(home, mistake.choice) == [n for n in agreed() if n.code == code]


def test_every_agreed_message_is_provoked() -> None:
    assert {notice.code for notice in agreed()} == set(MISTAKES) | OTHERWISE


def test_the_guide_explains_every_message(root: Path) -> None:
    guide = (root / "docs" / "guide.md").read_text("utf-8")
    _, _, chapter = guide.partition("\n## Avant de produire\n")
    chapter, _, _ = chapter.partition("\n## ")
    rows = re.findall(r"^\| `([a-z-]+-[a-z-]+)` \| ([^|]+) \|", chapter, re.MULTILINE)
    assert rows == [(notice.code, notice.state) for notice in agreed()]


def test_totals_that_differ_block_every_report(home: Path) -> None:
    dataset = load(home)
    facts = tell_facts(dataset, dataset.config).facts
    scopes = {about: cut_scope(dataset, about, facts) for about in perimeters(dataset)}
    lost = next(a for a in scopes if a.kind == "centre" and a.centre == folders.PORT)
    told = list(reconcile(dataset, {a: s for a, s in scopes.items() if a != lost}))
    assert next(n for n in agreed() if n.code == "totaux-differents") in told
    assert {n.code for n in told} == {"totaux-differents"}
    assert list(reconcile(dataset, scopes)) == []


def test_withheld_sentences_are_counted(home: Path) -> None:
    dataset = load(home)
    (job,) = build_plan(dataset, Choice(("centre",), (PONT,)), {})
    scope = cut_scope(dataset, job.perimeter)
    (expected,) = [n for n in agreed() if n.code == "phrases-retenues"]
    assert list(check_scope(job, scope)) == []
    assert list(check_scope(job, replace(scope, unquoted=1))) == [expected]
    (several,) = check_scope(job, replace(scope, unquoted=3))
    assert several.message.startswith("3 phrases ne sont pas citées : elles disent")
