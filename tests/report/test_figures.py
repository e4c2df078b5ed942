"""The figures that reconcile reports are those that reports print."""

from __future__ import annotations

from typing import get_args

from reportkit.dataset import Dataset
from reportkit.facts import tell_facts
from reportkit.report.coded import Coded, families
from reportkit.report.figures import COUNT, count_all, differences
from reportkit.report.indicators import (
    ANY_OUTCOME,
    fill_rates,
    fill_share,
    ranking,
    resident_initiative,
)
from reportkit.report.perimeter import perimeters
from reportkit.report.scope import Scope, Slicer, cut_scope

RANKED = {
    "Statut": "status_norm",
    "Thématique": "keywords_norm",
    "Dimension": "dimension_norm",
    "Public": "audience_norm",
    "Territoire": "territory_norm",
    "Partenaire": "partners_norm",
}
CODED: dict[str, Coded] = {"Limite": "limit", "Perspective": "perspective", "Résultat": "outcome"}


def printed(scope: Scope) -> dict[str, int]:
    """Every count as the chapters draw it."""
    actions = scope.actions
    counts = {COUNT: scope.size}
    counts |= {f"Champ renseigné : {share.label}": share.count for share in fill_rates(actions)}
    counts["Avec un résultat renseigné"] = fill_share(actions, ANY_OUTCOME).count
    counts["À l'initiative d'habitants"] = resident_initiative(actions).count
    for name, column in RANKED.items():
        counts |= {
            f"{name} : {share.label}": share.count for share in ranking(actions, column).shares
        }
    for name, measure in CODED.items():
        told = families(scope.facts, measure, scope.numbers)
        counts |= {f"{name} : {family.name}": family.count for family in told}
    return counts


def test_the_figures_are_those_that_reports_print(sample: Dataset) -> None:
    assert set(CODED.values()) == set(get_args(Coded))
    slicer = Slicer(sample, tell_facts(sample, sample.config).facts)
    scopes = [slicer.cut(about) for about in perimeters(sample)]
    for scope in scopes:
        assert dict(count_all(scope.actions, scope.facts)) == printed(scope)
    assert len(scopes) > 20


def test_a_slice_is_the_same_with_all_facts_and_with_its_own(sample: Dataset) -> None:
    slicer = Slicer(sample, tell_facts(sample, sample.config).facts)
    for about in perimeters(sample)[:6]:
        one, other = slicer.cut(about), cut_scope(sample, about)
        assert one.actions.equals(other.actions)
        assert (one.facts, one.findings, one.titles) == (other.facts, other.findings, other.titles)


def test_differences_name_what_only_one_side_counts(sample: Dataset) -> None:
    scope = cut_scope(sample, perimeters(sample)[0], ())
    counts = count_all(scope.actions, ())
    assert list(differences(counts, counts)) == []
    more = counts + type(counts)({"Limite : bruit": 1})
    assert list(differences(counts, more)) == [("Limite : bruit", 0, 1)]
