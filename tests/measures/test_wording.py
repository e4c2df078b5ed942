"""How a sentence is built: headings, infinitives, verbs, futures."""

from __future__ import annotations

import pytest

from reportkit.measures.wording import has_future, has_verb, is_heading, opens_with_infinitive


@pytest.mark.parametrize("text", ["freins :", "les difficultes rencontrees :"])
def test_headings(text: str) -> None:
    assert is_heading(text)


@pytest.mark.parametrize(
    "text",
    [
        "freins",
        "cette action sera reconduite l'an prochain a la demande des familles du quartier :",
    ],
)
def test_no_headings(text: str) -> None:
    assert not is_heading(text)


@pytest.mark.parametrize(
    "text", ["poursuivre l'action", "- elargir le public", "mettre en place", "s'ouvrir aux autres"]
)
def test_infinitives(text: str) -> None:
    assert opens_with_infinitive(text)


@pytest.mark.parametrize(
    "text", ["atelier couture", "premier essai", "loisir creatif", "notre but"]
)
def test_no_infinitives(text: str) -> None:
    assert not opens_with_infinitive(text)


@pytest.mark.parametrize(
    "text", ["les enfants jouent ensemble", "elle progresse", "nous chantons", "la salle est vide"]
)
def test_verbs(text: str) -> None:
    assert has_verb(text)


@pytest.mark.parametrize("text", ["meilleure entente entre voisins", "manque de temps"])
def test_no_verbs(text: str) -> None:
    assert not has_verb(text)


@pytest.mark.parametrize("text", ["nous proposerons", "le groupe ira", "il aimerait"])
def test_futures(text: str) -> None:
    assert has_future(text)


@pytest.mark.parametrize("text", ["il montrait", "une camera", "les parents"])
def test_no_futures(text: str) -> None:
    assert not has_future(text)
