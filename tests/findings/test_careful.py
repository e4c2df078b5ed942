"""What the careful reader notices: on small actions, on the sample, on a real export."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from senacs import action, page_lines, read_bytes, text_of

from reportkit.dataset import Dataset, build_dataset, load_dataset
from reportkit.disclosure import small_group_findings
from reportkit.findings.careful import read_carefully
from reportkit.findings.glued import glued_in
from reportkit.findings.privacy import recogniser, small_sensitive_groups
from reportkit.schema import Finding, Severity

PARAGRAPH = "Les habitants du quartier se retrouvent chaque mardi pour cuisiner ensemble."


def dataset_of(*actions: dict[str, Any]) -> Dataset:
    return build_dataset([(read_bytes(text_of(page_lines(actions))), None)])


def all_findings(dataset: Dataset) -> list[Finding]:
    return read_carefully(dataset) + small_group_findings(dataset)


def noticed(code: str, **changes: Any) -> list[Finding]:
    return [f for f in all_findings(dataset_of(action(**changes))) if f.code == code]


def test_a_sound_action_gives_nothing() -> None:
    found = [f for f in read_carefully(dataset_of(action())) if f.code != "champ-vide"]
    assert found == []


def test_a_finding_names_line_passage_and_action() -> None:
    dataset = dataset_of(action(description="Une séance.\nLe matin.Le soir aussi."))
    (finding,) = (f for f in read_carefully(dataset) if f.code == "phrases-collees")
    lines = page_lines([action(description="Une séance.\nLe matin.Le soir aussi.")])
    assert lines[finding.line - 1] == finding.text == "Le matin.Le soir aussi."
    assert finding.action_id == dataset.actions["action_id"].iloc[0]
    assert finding.source_file == "export.txt"
    assert finding.severity is Severity.CHECK


def test_a_long_passage_is_quoted_around_the_place() -> None:
    text = "mot " * 100 + "fin.Le début " + "mot " * 100
    (finding,) = noticed("phrases-collees", description=text)
    assert len(finding.text) <= 200
    assert "fin.Le" in finding.text
    assert finding.text in text


# Fields as a whole.


def test_an_empty_field_is_told_on_the_line_of_its_label() -> None:
    given_ = action(limits=None, partners=None)
    found = noticed("champ-vide", limits=None, partners=None)
    lines = page_lines([given_])
    assert {lines[f.line - 1] for f in found} == {
        "- Avec qui cette action a-t-elle été menée ?",
        "- Suite de l'action : Limites",
    }


TEXTS = ("summary", "experience", "description", "funding", "people", "outcomes_territory",
         "outcomes_centre", "outcomes_residents", "limits", "perspectives")  # fmt: skip


@pytest.mark.parametrize("text", [None, "RAS", "à compléter", "Convivialité", "Non renseigné."])
def test_an_action_that_says_nothing(text: str | None) -> None:
    assert noticed("fiche-presque-vide", **dict.fromkeys(TEXTS, text))


def test_an_action_with_one_sentence_says_something() -> None:
    assert not noticed("fiche-presque-vide", **dict.fromkeys(TEXTS[1:]))


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("funding", "Budget du centre", "sans-montant"),
        ("people", "Toute l'équipe", "sans-nombre"),
        ("people", "14", "nombre-seul"),
        ("people", "environ 8 à 12", "nombre-seul"),
        ("people", "quinze", "nombre-seul"),
    ],
)
def test_numbers_that_lack(column: str, text: str, code: str) -> None:
    assert [f.text for f in noticed(code, **{column: text})] == [text]


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("funding", "gratuit", "sans-montant"),
        ("funding", "l'euro symbolique", "sans-montant"),
        ("funding", "deux mille euros", "sans-montant"),
        ("people", "Un animateur", "sans-nombre"),
        ("people", "14 bénévoles", "nombre-seul"),
    ],
)
def test_numbers_that_are_there(column: str, text: str, code: str) -> None:
    assert noticed(code, **{column: text}) == []


# Wording.


def test_a_repeated_paragraph_gives_one_finding_on_its_second_place() -> None:
    (finding,) = noticed(
        "paragraphe-repete", summary=f"{PARAGRAPH}\n{PARAGRAPH}", limits=f"- {PARAGRAPH}"
    )
    assert "3 fois" in finding.message
    assert "« Résumé »" in finding.message


@pytest.mark.parametrize("between", [" ", "", " Ensuite. "])
def test_a_sentence_repeated_in_a_line(between: str) -> None:
    (finding,) = noticed("phrase-repetee", summary=f"{PARAGRAPH}{between}{PARAGRAPH}")
    assert "2 fois" in finding.message


def test_a_repeat_glued_without_any_sign() -> None:
    bare = PARAGRAPH.removesuffix(".")
    assert len(noticed("phrase-repetee", summary=bare + bare)) == 1


@pytest.mark.parametrize(
    "chunk",
    ["matin.Le", "16h30.Méthode", "l'école.Les", "quartierUn", "stylos,cahiers", "jeux),puis",
     "de14h", "oubliéeen", "Raclette+", "arrivé!Nous", "fini.À"],
)  # fmt: skip
def test_glued(chunk: str) -> None:
    assert glued_in(chunk)


@pytest.mark.parametrize(
    "chunk",
    ["PowerPoint", "YouTube", "McDo", "A.M.I.", "C.S.C.", "14h30", "8,50", "1.200", "site.fr",
     "www.Exemple.fr", "contact@exemple.Fr", "bilan.pdf", "habitant.e.s", "habitantEs", "ami(e)s",
     "1.Accueillir", "etc.", "porte-à-porte", "CM1-CM2", "européen", "créées", "lycéenne",
     "Erasmus+", "l'AMI", "iPad", "av.Foch", "Mobil'Idées"],
)  # fmt: skip
def test_not_glued(chunk: str) -> None:
    assert glued_in(chunk) is None


@pytest.mark.parametrize(
    "text",
    ["Les voisins du quartier,", "Il a fallu pour les", "Une soirée avec (",
     "Pendant\nPendant l'été.", "Dans\nLe local est prêté."],
)  # fmt: skip
def test_a_text_that_stops(text: str) -> None:
    assert len(noticed("texte-interrompu", outcomes_centre=text)) == 1


@pytest.mark.parametrize(
    "text",
    ["Un atelier.", "- des jeux,\n- des livres,", "Déroulement\nLe matin.", "Dans\nle local.",
     "Ils sont venus…"],
)  # fmt: skip
def test_a_text_that_ends(text: str) -> None:
    assert noticed("texte-interrompu", outcomes_centre=text) == []


@pytest.mark.parametrize("text", ["¨Personnel : 3 €", "Un caf\ufffd", "Achat : (stylos) : 8 €",
                                  "Un repas (partagé le soir."])  # fmt: skip
def test_a_stray_sign(text: str) -> None:
    assert len(noticed("caractere-isole", description=text)) == 1


def test_brackets_that_close_and_smileys_are_no_stray_signs() -> None:
    assert noticed("caractere-isole", description="Un repas (partagé). Peu de monde :(") == []


def test_a_word_written_twice() -> None:
    assert noticed("mot-repete", summary="On ouvre la la porte.")
    text = "Nous nous voyons, vous vous parlez, petit à petit. Bora Bora."
    assert noticed("mot-repete", summary=text) == []


# Content of another field.


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("outcomes_residents", "Malheureusement le local est fermé."),
        ("outcomes_centre", "L'équipe n'a pas pu former de bénévoles, par manque de temps."),
        ("limits", "Nous envisageons un second atelier."),
        ("limits", "L'atelier mérite d'être renouvelé."),
        ("outcomes_territory", "L’an prochain une autre commune nous rejoint."),
        ("people", "2 salariés et 12 enfants"),
        ("people", "2 salariés, 300 €"),
    ],
)
def test_content_of_another_field(column: str, text: str) -> None:
    assert len(noticed("contenu-deplace", **{column: text})) == 1


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("limits", "Malheureusement le local est fermé."),
        ("perspectives", "Nous envisageons un second atelier."),
        ("outcomes_centre", "Malgré le manque de place, le groupe a grandi."),
        ("outcomes_centre", "La difficulté à trouver un local a été levée."),
        ("outcomes_centre", "L'action comble un manque de lieux."),
        ("people", "2 salariés et 6 bénévoles (dont 2 lycéens)"),
        ("people", "Trois familles d'accueil"),
    ],
)
def test_content_in_its_place(column: str, text: str) -> None:
    assert noticed("contenu-deplace", **{column: text}) == []


# Persons.


@pytest.mark.parametrize(
    "text",
    ["06 12 34 56 78", "0612345678", "06.12.34.56.78", "+33 6 12 34 56 78", "03-12-34-56-78",
     "Écrire à accueil@exemple.fr."],
)  # fmt: skip
def test_an_address_or_a_number_of_a_person(text: str) -> None:
    assert len(noticed("donnees-personnelles", description=f"Renseignements : {text}")) == 1


@pytest.mark.parametrize(
    "text",
    ["12 500 000 €", "du 02/03/2023 au 04/05/2023", "SIRET 012 345 678 00012", "0123456789012",
     "01 02 03", "de 08h30 à 09h15", "1 06 12 34 56 78"],
)  # fmt: skip
def test_figures_that_reach_nobody(text: str) -> None:
    assert noticed("donnees-personnelles", description=text) == []


def test_a_name_behind_a_title_is_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportkit.findings.privacy.recogniser", lambda: None)
    (finding,) = noticed("nom-de-personne", summary="L'idée vient de Mme Lebrun.")
    assert finding.severity is Severity.INFO
    assert "« Mme Lebrun »" in finding.message
    assert noticed("nom-de-personne", summary="Madame la maire est venue, rue M. Blanc.") == []


def test_without_the_extra_no_name_is_sought(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "spacy", None)
    recogniser.cache_clear()
    assert recogniser() is None
    recogniser.cache_clear()


SMALL = [
    "3 familles bénéficiaires du RSA sont venues.",
    "8 mères au foyer, 38 % bénéficient du RSA.",
    "12 adultes dont 2 en situation de handicap",
    "Trois réfugiées ont rejoint l'atelier.",
    "Une dizaine de femmes victimes de violences",
    "deux jeunes sortant de prison",
    "Un enfant autiste a été accueilli.",
    "5 à 8 personnes suivies pour une addiction",
    "Personnes bénéficiaires du RSA : 6",
    "4 demandeurs d’asile",
]
NOT_SMALL = [
    "8 séances sur la santé mentale",
    "3 partenaires pour le handicap",
    "38 familles au RSA",
    "une aide de 10 € pour les bénéficiaires du RSA",
    "dès 10 ans, un atelier sur le handicap",
    "Une personne sur trois est allocataire du RSA.",
    "La Caf et l'assurance maladie reçoivent 3 familles.",
    "3 familles sont venues. L'accès au RSA est expliqué.",
    "À l'origine, deux mères de l'école",
    "1 150 personnes au RSA",
]


@pytest.mark.parametrize("text", SMALL)
def test_a_small_group_told_with_something_sensitive(text: str) -> None:
    before = "Un début.\n"
    ((start, end),) = small_sensitive_groups(before + text)
    assert (before + text)[start:end] == text
    assert len(noticed("petit-groupe-sensible", description=text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "8 femmes du quartier\nbénéficient du RSA.",
        "Les 8 femmes bénéficient du\nRSA.",
        "8\u202ffemmes, au\nRSA,\u00a0\nviennent.",
        "2 personnes malades de l‘\nalcool",
        "3 fem\u00admes au R\u200bSA",
    ],
)
@pytest.mark.parametrize("bullet", ["", "- ", "– "])
def test_a_sentence_runs_on_over_lines_and_is_none_of_its_bullet(text: str, bullet: str) -> None:
    whole = f"Un début.\n{bullet}{text}\nUne suite."
    assert [whole[slice(*span)] for span in small_sensitive_groups(whole)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "8 femmes\nRSA : atelier",
        "8 femmes\n- accès au RSA",
        "8 femmes.\nau RSA",
        "8 femmes\n\nau RSA",
    ],
)
def test_a_line_that_ends_is_no_part_of_the_next(text: str) -> None:
    assert small_sensitive_groups(text) == []


@pytest.mark.parametrize("text", NOT_SMALL)
def test_what_is_no_small_group(text: str) -> None:
    assert small_sensitive_groups(text) == []


@given(st.text(alphabet=st.sampled_from("3 famil.sRSA\n,İdx«»’?"), max_size=200))
def test_spans_are_sentences_of_the_text_in_order(text: str) -> None:
    end_before = 0
    for start, end in small_sensitive_groups(text):
        assert end_before <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
        end_before = end


# Between actions.


def test_sentences_copied_from_another_action_give_one_finding() -> None:
    second = "Le groupe prépare ensuite le repas avec les légumes du jardin partagé."
    shared = f"{PARAGRAPH} {second}"
    found = read_carefully(
        dataset_of(
            action(title="A", summary=shared, experience="Un four."),
            action(title="B", summary="Autre chose.", experience=shared),
        )
    )
    (copied,) = (f for f in found if f.code == "phrase-copiee")
    assert copied.message.startswith("2 phrases se lisent aussi dans l'action « A »")


def test_an_exact_repeat_copies_nothing() -> None:
    same = action(summary=PARAGRAPH)
    assert not [f for f in read_carefully(dataset_of(same, same)) if f.code == "phrase-copiee"]


# Whatever stands in a text.

lines = st.text(
    alphabet=st.characters(exclude_characters="\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029",
                           exclude_categories=("Cs", "Cc")),
    max_size=80,
)  # fmt: skip


@given(st.lists(lines, min_size=1, max_size=6), st.sampled_from(TEXTS))
def test_every_finding_quotes_the_line_it_names(texts: list[str], column: str) -> None:
    data = text_of(page_lines([action(**{column: "\n".join(texts)})]))
    dataset = build_dataset([(read_bytes(data), None)])
    found = read_carefully(dataset)
    assert found == read_carefully(dataset)
    assert [f.line for f in found] == sorted(f.line for f in found)
    written = data.decode().split("\n")
    for finding in found:
        assert 1 <= finding.line <= len(written)
        if finding.code not in ("champ-vide", "fiche-presque-vide"):
            assert finding.text in dataset.actions[column].iloc[0] or any(
                finding.text in line for line in written
            )


# The sample: what a reader wrote down beforehand, no less and no more.


def straight(text: str) -> str:
    return text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")


def test_the_sample_gives_what_a_reader_noticed(sample: Dataset, root: Path) -> None:
    table = (root / "tests" / "findings" / "sample_findings.csv").read_text("utf-8")
    expected = list(csv.DictReader(table.splitlines()))
    found = [f for f in all_findings(sample) if f.code != "champ-vide"]
    rows = sample.actions.to_dict("records")
    unexplained = list(found)
    for row in expected:
        hits = [f for f in found if f.code == row["code"] and is_told(f, row, rows)]
        assert bool(hits) != row["note"].startswith("manqué"), row
        unexplained = [f for f in unexplained if f not in hits]
    assert unexplained == []


def is_told(finding: Finding, row: dict[str, str], actions: list[dict[str, Any]]) -> bool:
    if Path(finding.source_file).name != row["file"]:
        return False
    if row["code"] == "phrase-copiee":  # one finding for all the sentences of an action
        (told,) = (a for a in actions if a["action_id"] == finding.action_id)
        return any(row["text"] in straight(told[c] or "") for c in TEXTS)
    return row["text"] in straight(finding.text) or any(
        row["text"] in straight(part) for part in finding.message.split("»")
    )


def test_every_empty_field_of_the_sample_is_told(sample: Dataset) -> None:
    columns = [*TEXTS, "status", "dimension", "keywords", "initiators", "territory", "audience",
               "partners"]  # fmt: skip
    empty = sum(not row[c] for row in sample.actions.to_dict("records") for c in columns)
    assert sum(f.code == "champ-vide" for f in read_carefully(sample)) == empty


# A real export against its reading by hand.

# Kind in the reading: code, floor of what must be found, ceiling of what may be found besides.
FLOORS = {
    "field_empty": ("champ-vide", 51, 0),
    "record_nearly_empty": ("fiche-presque-vide", 1, 0),
    "paragraph_repeated": ("paragraphe-repete", 4, 0),
    "sentence_repeated": ("phrase-repetee", 2, 0),
    "glued_text": ("phrases-collees", 7, 0),
    "misplaced_content": ("contenu-deplace", 7, 0),
    "bare_number": ("nombre-seul", 2, 0),
    "no_amount": ("sans-montant", 2, 0),
    "no_number": ("sans-nombre", 1, 0),
    "truncated_text": ("texte-interrompu", 2, 0),
    "stray_character": ("caractere-isole", 2, 0),
    "word_repeated": ("mot-repete", 0, 0),  # none of the three is the same word twice running
    "copied_between_actions": ("phrase-copiee", 0, 3),  # told on the later action, not the first
}


@pytest.fixture(scope="module")
def real(real_folder: Path) -> tuple[list[Finding], list[dict[str, Any]]]:
    gold = json.loads((real_folder / "senacs-aude-16.gold.json").read_text("utf-8"))
    return all_findings(load_dataset([real_folder / "senacs-aude-16.txt"])), gold["actions"]


def defects(gold: list[dict[str, Any]], kind: str) -> Iterator[set[int]]:
    """The lines that each defect may be told on; the second Territoire repeats the first."""
    for reading in gold:
        for defect in reading["defects"]:
            if defect["kind"] == kind and not defect["field"].endswith("(2)"):
                title = {defect["line"] - 1} if kind == "record_nearly_empty" else set()
                yield {defect["line"], *defect.get("also_lines", ()), *title}


@pytest.mark.parametrize("kind", FLOORS)
def test_a_real_export_gives_what_was_read_by_hand(
    kind: str,
    real: tuple[list[Finding], list[dict[str, Any]]],
    record_property: Callable[..., None],
) -> None:
    found, gold = real
    code, floor, ceiling = FLOORS[kind]
    told = [f.line for f in found if f.code == code]
    expected = list(defects(gold, kind))
    hit = sum(any(line in lines_ for line in told) for lines_ in expected)
    besides = sum(not any(line in lines_ for lines_ in expected) for line in told)
    record_property(kind, f"found {hit}, missed {len(expected) - hit}, besides {besides}")
    assert hit >= floor
    assert besides <= ceiling


def test_small_groups_of_a_real_export(real: tuple[list[Finding], list[dict[str, Any]]]) -> None:
    assert [f.line for f in real[0] if f.code == "petit-groupe-sensible"] == [90, 686]
