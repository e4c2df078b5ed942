"""Facts that we invent, and French sentences without the signs that only a printer sees."""

from __future__ import annotations

import re
from typing import Any

from reportkit.measures.fact import SURE, Fact


def fact(measure: str, action: str = "a1", **told: Any) -> Fact:
    """A fact of the action « a1 », « a2 »…; `told` gives what matters."""
    given: dict[str, Any] = {
        "value": None,
        "low": None,
        "high": None,
        "unit": None,
        "type": None,
        "certainty": SURE,
        "quote": "mots de la fiche",
        "field": "description",
        "line": 1,
    }
    return Fact(action, "e.txt", 1, "Titre", measure, **{**given, **told})


def plain(text: str) -> str:
    """Ordinary spaces and apostrophes."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def assert_well_written(text: str) -> None:
    """One or more whole sentences in French typography."""
    assert text.endswith(".")
    assert "'" not in text
    assert "{" not in text
    assert not re.search(r"[\s]{2}|\s[.,)]|\(\s", text)
    assert not re.search(r"(?<![\u00a0\u202f])[:;!?»€](?!\w)", text)
    words = plain(text)
    assert not re.search(r"\b(?:0|1|[Uu]ne?|[Aa]ucune?) (?:actions|montants|personnes)\b", words)
    assert not re.search(r"\b(?:[2-9]|\d\d+|[Dd]eux) (?:action|montant|personne)\b", words)
    assert not re.search(r"\b(?:de|que|ne|le|la) [aeiouéèêh](?!uit|onze)", words.casefold())
