"""The lexicon: how its phrases are written, found and added to."""

from __future__ import annotations

import pytest

from reportkit.errors import ConfigError
from reportkit.measures.families import LISTS, Phrases, default_lexicon, fold, read_lexicon


def phrases(*written: str) -> Phrases:
    return Phrases({"a": written})


@pytest.mark.parametrize(
    ("written", "text", "found"),
    [
        ("manque de", "le manque de temps", ["manque de"]),
        ("manque de", "manques de", []),
        ("financ*", "les financeurs", ["financ*"]),
        ("manque/manquent de", "ils manquent de bras", ["manquent de"]),
        ("n'a … pas pu", "n'a malheureusement pas pu", ["n'a … pas pu"]),
        ("n'a … pas pu", "n'a pas pu", ["n'a … pas pu"]),
        ("n'a … pas pu", "n'a rien dit, il pas pu", []),
        ("aucune … difficulté*", "aucune reelle difficulte", ["aucune … difficulté*"]),
        ("mini-bus", "un mini bus", ["mini-bus"]),
        ("manque d'", "manque d'eau", ["manque d'"]),
        ("salle?", "la salle", ["salle?"]),
        ("€", "500 €", ["€"]),
    ],
)
def test_how_a_phrase_is_written(written: str, text: str, found: list[str]) -> None:
    assert [hit.phrase for hit in phrases(written).find(text)] == found


def test_the_longest_phrase_counts() -> None:
    hits = phrases("manque de", "manque de moyens").find("un manque de moyens")
    assert [hit.phrase for hit in hits] == ["manque de moyens"]


def test_a_phrase_of_two_families_counts_for_both() -> None:
    both = Phrases({"a": ["relais"], "b": ["relais"]})
    assert [hit.label for hit in both.find("un relais")] == ["a", "b"]


@pytest.mark.parametrize(("written", "weight"), [("salle", 1), ("la salle", 2), ("salle?", 0)])
def test_what_a_phrase_weighs(written: str, weight: int) -> None:
    (hit,) = phrases(written).find("la salle")
    assert hit.weight == weight


def test_folding_keeps_the_length() -> None:
    text = "œuvre à l'été, ça déjà où ï"
    assert len(fold(text)) == len(text)
    assert fold("été") == "ete"


def test_a_federation_adds_to_every_list() -> None:
    own = {"limites": {name: ["houle"] for name in LISTS} | {"familles": {"mer": ["houle"]}}}
    limits = read_lexicon(own).limits
    assert limits.families.find("la houle")[0].label == "mer"
    assert limits.empty.find("houle")
    assert not default_lexicon().limits.families.find("la houle")


@pytest.mark.parametrize(
    ("own", "named"),
    [
        ({"limite": {}}, "familles.limite"),
        ({"limites": {"mots": []}}, "familles.limites.mots"),
        ({"limites": ["houle"]}, "une table"),
        ({"limites": {"signes": "houle"}}, "une liste de mots"),
        ({"limites": {"signes": [1]}}, "une liste de mots"),
        *(
            ({"limites": {"signes": [word]}}, "vide")
            for word in ("*", "", " ", "?", "faible/", "/a", "-faible", "*ation", "a / b")
        ),
        ({"limites": {"familles": ["houle"]}}, "une table"),
    ],
)
def test_a_wrong_table_is_named(own: dict, named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        read_lexicon(own)
