"""Key sentences: what an editor would quote, and what is never chosen."""

from __future__ import annotations

from coded import EXAMPLES, Example
from hypothesis import given
from hypothesis import strategies as st
from texts import sentences

from reportkit.measures.keysentences import find_key_sentences

OWN = [
    example
    for example in EXAMPLES
    if example.column.startswith(("limits", "perspectives", "outcomes"))
]
ACTION = {
    "summary": "Un atelier couture réunit chaque mardi des habitantes de deux quartiers. "
    "L'objectif est de rompre l'isolement. Accueillir toutes les habitantes.",
    "outcomes_residents": "Résultats :\nLes habitantes de l'atelier couture ont pris confiance en "
    "elles.\nRompre l'isolement.\n12 séances\nL'atelier couture a rapproché les deux quartiers.",
    "limits": "RAS\nLa salle de l'atelier est trop petite pour douze machines.\nFreins :",
    "perspectives": "Pas de suite prévue.\nOuvrir un deuxième atelier couture le jeudi.",
}


def chosen(**texts: str) -> list[tuple[str | None, str]]:
    return [(fact.type, fact.quote) for fact in find_key_sentences(sentences(**texts))]


def test_each_section_gives_what_an_editor_would_quote() -> None:
    assert chosen(**ACTION) == [
        ("summary", "Un atelier couture réunit chaque mardi des habitantes de deux quartiers."),
        (
            "outcomes_residents",
            "Les habitantes de l'atelier couture ont pris confiance en elles.",
        ),
        ("limits", "La salle de l'atelier est trop petite pour douze machines."),
        ("perspectives", "Ouvrir un deuxième atelier couture le jeudi."),
    ]


def test_the_most_central_comes_first_and_repeats_are_passed_over() -> None:
    lines = [
        "Les parents de l'atelier lecture ont repris confiance.",
        "Les parents de l'atelier lecture ont bien repris confiance.",
        "Un voisin a trouvé un vélo.",
        "Les enfants de l'atelier lecture ont progressé à l'école.",
    ]
    quotes = [quote for _, quote in chosen(outcomes_residents="\n".join(lines))]
    assert len(quotes) == 2
    assert len({*quotes} & {*lines[:2]}) == 1


def test_a_sentence_without_verb_stands_in_where_there_is_no_other() -> None:
    assert chosen(outcomes_residents="Meilleure entente entre les voisins du quartier") == [
        ("outcomes_residents", "Meilleure entente entre les voisins du quartier")
    ]


def test_an_action_without_texts_has_none() -> None:
    assert chosen() == []
    assert chosen(limits="RAS", perspectives="Néant") == []


def test_withheld_sentences_are_never_chosen() -> None:
    read = sentences(**ACTION)
    facts = find_key_sentences(read, withheld=lambda sentence: "confiance" in sentence.text)
    assert not [fact for fact in facts if "confiance" in fact.quote]
    assert [fact.type for fact in facts].count("outcomes_residents") == 1


@given(st.lists(st.sampled_from(OWN), max_size=12))
def test_at_most_three_a_section_and_the_same_each_time(written: list[Example]) -> None:
    texts: dict[str, str] = {}
    for e in written:
        texts[e.column] = f"{texts[e.column]}\n{e.text}" if e.column in texts else e.text
    first, again = chosen(**texts), chosen(**texts)
    assert first == again
    for column, text in texts.items():
        quotes = [quote for type_, quote in first if type_ == column]
        assert len(quotes) <= 3
        assert all(quote in text for quote in quotes)
