"""The content id of a report: one wherever it is reckoned, another when what is told moves."""

from __future__ import annotations

from dataclasses import replace

from reportkit.config import Identity
from reportkit.dataset import Dataset
from reportkit.facts import tell_facts
from reportkit.report.edition import content_id
from reportkit.report.perimeter import perimeters
from reportkit.report.scope import Slicer, cut_scope


def test_the_plan_and_the_notebook_reckon_one_id(sample: Dataset) -> None:
    """The plan draws the facts of all actions at once, a notebook those of its own."""
    planned = Slicer(sample, tell_facts(sample, sample.config).facts)
    for about in perimeters(sample):
        assert content_id(planned.cut(about)) == content_id(cut_scope(sample, about)), about


def test_another_word_of_the_settings_is_another_edition(sample: Dataset) -> None:
    renamed = replace(sample, config=sample.config.model_copy(update={"name": "Autre organisme"}))
    about = perimeters(sample)[0]
    assert content_id(cut_scope(renamed, about)) != content_id(cut_scope(sample, about))


def test_other_colours_are_the_same_edition(sample: Dataset) -> None:
    identity = Identity(primary="#1f6b3a", accent="#b15204")
    painted = replace(sample, config=sample.config.model_copy(update={"identity": identity}))
    about = perimeters(sample)[0]
    assert content_id(cut_scope(painted, about)) == content_id(cut_scope(sample, about))
