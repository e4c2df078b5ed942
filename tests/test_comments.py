"""commentaires/….md: a team's words are read back word for word, and nothing is guessed."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path, PurePosixPath

import pytest
import yaml
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from thorough import examples

from reportkit.commenthead import refreshed
from reportkit.comments import (
    PARTS,
    Comments,
    Moved,
    comment_path,
    lay_out,
    moved_figures,
    parse_comments,
    read_comments,
    read_text,
    tell_moved,
    tell_orphan,
    tell_unsigned,
)
from reportkit.errors import CommentError

REPORT = "Synthèse départementale de l'Aude, année SENACS 2024"
FIGURES = {"Actions recensées": 12, "Avec un résultat renseigné": 7}
FILE = lay_out(REPORT, FIGURES, list(PARTS))
SIGNED = FILE.replace("auteur:", "auteur: Anne Martin").replace("date:", "date: 2025-03-01")
HEAD = "---\nrapport: R\nauteur: A\ndate: 2025-03-01\nchiffres: {}\n---\n"

labels = st.text(min_size=1, max_size=60).filter(lambda label: label.isprintable())
any_figures = st.dictionaries(
    st.one_of(st.sampled_from([*FIGURES, "Oui", "12", "a: b", "# c", "- d", "~", "-->"]), labels),
    st.integers(0, 10**9),
    max_size=5,
)
words = st.text(
    st.characters(codec="utf-8", exclude_characters="#<`~=\r", exclude_categories=["Cc", "Cs"]),
    max_size=40,
)
prose = st.lists(words, min_size=1, max_size=5).map("\n".join)


def preflight(code: str) -> tuple[str, str]:
    """The message and the advice that the preflight must give for a code."""
    table = (ROOT / "tests" / "batch" / "preflight_messages.csv").read_text("utf-8")
    rows = {row["code"]: row for row in csv.DictReader(table.splitlines(), delimiter=";")}
    return rows[code]["message"], rows[code]["quoi faire"]


def failure(text: str) -> CommentError:
    with pytest.raises(CommentError) as caught:
        parse_comments(text, "c.md")
    return caught.value


def test_a_new_file_says_whose_it_is_and_nothing_more() -> None:
    read = parse_comments(FILE, "c.md")
    assert read == Comments("c.md", REPORT, "", "", None, FIGURES, {})
    assert not read.signed
    assert "Actions recensées : 12 ; Avec un résultat renseigné : 7" in FILE.split("# Contexte")[0]


@given(labels, any_figures, st.lists(st.sampled_from(list(PARTS)), unique=True))
@settings(max_examples=examples(100))
def test_a_new_file_is_read_back(report: str, figures: dict[str, int], parts: list[str]) -> None:
    read = parse_comments(lay_out(report, figures, parts), "c.md")
    assert (read.report, read.figures, read.parts) == (report.strip(), figures, {})
    assert list(read.figures) == list(figures)


@given(st.dictionaries(st.sampled_from(list(PARTS)), prose), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=examples(200))
def test_words_are_read_back_verbatim(parts: dict[str, str], feed: str) -> None:
    body = "".join(f"# {PARTS[key]}\n\n{text}\n\n" for key, text in parts.items())
    said = {key: stripped(text) for key, text in parts.items() if text.strip()}
    assert parse_comments((HEAD + body).replace("\n", feed), "c.md").parts == said


def stripped(text: str) -> str:
    lines = text.split("\n")
    said = [number for number, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[said[0] : said[-1] + 1])


@given(any_figures, any_figures, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
@settings(max_examples=examples(100))
def test_only_the_figures_are_refreshed(
    then: dict[str, int], now: dict[str, int], feed: str, mark: str
) -> None:
    text = lay_out(REPORT, then, ["editorial"]) + "\n« Une année\n  pleine »  \n\n"
    text = mark + text.replace("\n", feed)
    new = refreshed(text, now)
    assert parse_comments(new, "c.md").figures == now
    (before, after), (new_before, new_after) = halves(text), halves(new)
    assert (before, after) == (new_before, new_after)


def halves(text: str) -> tuple[str, str]:
    before, _, rest = text.partition("la main")
    return before, rest[rest.index("---") :] if "\n---" not in rest else rest.partition("\n---")[2]


@pytest.mark.parametrize(
    "head",
    [
        "chiffres: {A: 1}  # note\nauteur: B",
        "chiffres:   # note\nauteur: B",
        "chiffres: ~\nauteur: B",
        "auteur: B",
        "auteur: B\nchiffres:",
        "chiffres:\n      A: 1\n      # entre deux\n      C: 2  # note\n\n# fin\nauteur: B",
        "  chiffres:\n     A: 1\n  auteur: B",
        "  auteur: B",
    ],
)
@pytest.mark.parametrize("now", [{}, {"A": 1}, {"A": 2, "Oui : non": 3}])
def test_figures_are_refreshed_however_they_are_written(head: str, now: dict[str, int]) -> None:
    text = f"---\n{head}\n---\n# Contexte\nmots\n"
    read = parse_comments(refreshed(text, now), "c.md")
    assert (read.figures, read.author, read.parts) == (now, "B", {"context": "mots"})
    assert ("# note" in refreshed(text, now)) == ("# note" in head)


@pytest.mark.parametrize(
    "date",
    ["2025-03-01", "1/3/2025", "01/03/2025", "1er mars 2025", "le 1er Mars 2025", '"2025-3-1"'],
)
def test_dates_as_people_write_them(date: str) -> None:
    read = parse_comments(HEAD.replace("2025-03-01", date), "c.md")
    assert read.date == dt.date(2025, 3, 1)
    assert read.signed


@pytest.mark.parametrize(
    "date", ["2025-02-30", "mars 2025", "3/2025", "demain", "1/3/25", "31/6/2025"]
)
def test_what_is_no_date_is_told(date: str) -> None:
    error = failure(HEAD.replace("2025-03-01", date))
    assert error.message == f"c.md, ligne 4 : « {date} » n'est pas une date."


@pytest.mark.parametrize("author", ["Non", "12", "2024-01-01", "null", "L'équipe, Anne & Léo"])
def test_any_text_may_sign(author: str) -> None:
    assert parse_comments(HEAD.replace("auteur: A", f"auteur: {author}"), "c.md").author == author


@pytest.mark.parametrize(
    ("old", "new", "line", "problem", "advice"),
    [
        ("---\nrapport", "rapport", 1, "l'en-tête manque.", "reportkit comments new"),
        ("{}\n---\n", "{}\n", 1, "l'en-tête n'est pas fermé.", "---"),
        ("auteur: A", "auteur: A : B", 3, "l'en-tête ne se lit pas.", "guillemets"),
        ("auteur: A", "auteur: \x01", 3, "l'en-tête ne se lit pas.", "guillemets"),
        ("rapport: R", "rapport", 3, "l'en-tête ne se lit pas.", "clé: valeur"),
        ("auteur: A", "auteur: [A]", 3, "« auteur » attend un texte.", "guillemets"),
        ("auteur: A", "auter: A", 3, "la clé « auter » est inconnue.", "« auteur » ?"),
        ("date: ", "Auteur: B\ndate: ", 4, "la clé « auteur » est donnée deux fois.", "une"),
        ("{}", "{A: douze}", 5, "« A » n'est pas suivi d'un nombre entier.", "Remettez"),
        ("{}", "{A: 1, A: 2}", 5, "ce chiffre ne se lit pas, ou est donné deux fois.", "main"),
        ("{}", "douze", 5, "« chiffres » attend un nom et un nombre par ligne.", "Remettez"),
    ],
)
def test_a_wrong_head_names_its_line(
    old: str, new: str, line: int, problem: str, advice: str
) -> None:
    error = failure(HEAD.replace(old, new))
    assert error.message == f"c.md, ligne {line} : {problem}"
    assert advice in error.advice


@pytest.mark.parametrize(
    ("body", "line", "problem", "advice"),
    [
        ("mots", 7, "du texte précède le premier titre.", "# Éditorial"),
        ("<!-- a\n\n-->\n mots\n# Contexte", 10, "du texte précède le premier titre.", "titre"),
        ("# Contextes\n", 7, "la partie « Contextes » est inconnue.", "« Contexte » ?"),
        ("# Zzz\n", 7, "la partie « Zzz » est inconnue.", "Sont connus : « Éditorial »"),
        ("# Contexte\na\n# CONTEXTE\n", 9, "la partie « Contexte » est donnée deux fois.", "titre"),
        ("# Contexte\n<!-- a\n# Conclusion\n", 8, "un commentaire « <!-- » n'est pas fermé.", ">"),
        ("# Contexte\nb\nb <!-- a\n", 9, "un commentaire « <!-- » n'est pas fermé.", "-->"),
        ("# Contexte\n```\n# Conclusion\nb\n", 8, "un bloc de code « ``` » n'est pas fermé.", "`"),
        ("# Contexte\na\n#Conclusion\n", 9, "« #Conclusion » n'est pas lu comme un titre.", "#"),
    ],
)  # fmt: skip
def test_a_wrong_body_names_its_line(body: str, line: int, problem: str, advice: str) -> None:
    for feed in ("\n", "\r\n", "\r"):
        error = failure((HEAD + body).replace("\n", feed))
        assert error.message == f"c.md, ligne {line} : {problem}"
        assert advice in error.advice


@pytest.mark.parametrize(
    "heading", ["# editorial", "#  ÉDITORIAL #", "Éditorial\n===", "# Editorial <!-- a -->"]
)
def test_headings_are_known_however_they_are_spelt(heading: str) -> None:
    assert parse_comments(f"{HEAD}{heading}\nmots", "c.md").parts == {"editorial": "mots"}


def test_headings_in_comments_code_quotes_and_below_are_the_teams() -> None:
    text = "<!--\n# a\n-->\n```\n# b\n```\n## c\n> # d\n\n    # e"
    assert parse_comments(f"{HEAD}# Contexte\n{text}", "c.md").parts == {"context": text}


def test_figures_that_moved_are_told_in_todays_order() -> None:
    read = parse_comments(SIGNED, "c.md")
    assert moved_figures(read, FIGURES) == []
    assert moved_figures(read, {"Limites": 2, "Actions recensées": 13}) == [
        Moved("Limites", None, 2),
        Moved("Actions recensées", 12, 13),
        Moved("Avec un résultat renseigné", 7, None),
    ]


def test_the_preflight_speaks_so() -> None:
    path = "commentaires/2024/2024_aude_departement.md"
    read = parse_comments(lay_out(REPORT, {"Actions recensées": 3}, ["editorial"]), path)
    moved = moved_figures(read, {"Actions recensées": 4})
    assert tell_moved(read, moved) == preflight("commentaire-perime")
    orphan = "commentaires/2023/2023_aude_departement.md"
    assert tell_orphan(orphan) == preflight("commentaire-sans-rapport")
    path = "commentaires/2024/2024_aude_centre_espace-jean-moulin.md"
    assert tell_unsigned(parse_comments(FILE, path)) == preflight("commentaire-non-signe")


def test_an_unreadable_file_is_named_from_the_home_folder(tmp_path: Path) -> None:
    report = PurePosixPath("2024/aude/2024_aude_centre_centre-social-du-pont.pdf")
    path = comment_path(tmp_path, report)
    path.parent.mkdir(parents=True)
    path.write_bytes(
        (HEAD.replace("rapport: R\n", "") + "\n\n\n# Remarque sur les limittes").encode()
    )
    with pytest.raises(CommentError) as caught:
        read_comments(path, tmp_path)
    assert (caught.value.message, caught.value.advice) == preflight("commentaire-illisible")


def test_bytes_are_kept_and_other_encodings_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.md"
    path.write_bytes(SIGNED.replace("\n", "\r\n").encode("utf-8-sig"))
    assert read_text(path, tmp_path).encode() == path.read_bytes()
    assert read_comments(path, tmp_path).date == dt.date(2025, 3, 1)
    path.write_bytes(SIGNED.encode("cp1252"))
    with pytest.raises(CommentError, match=r"^c\.md, ligne 2 : le fichier n'est pas en UTF-8\."):
        read_comments(path, tmp_path)
    with pytest.raises(CommentError, match="lecture impossible"):
        read_comments(tmp_path, tmp_path)


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=examples(200))
def test_no_file_brings_anything_but_an_error_of_ours(head: str, body: str) -> None:
    for text in (head, f"---\n{head}\n---\n{body}", f"{HEAD}# Contexte\n{body}"):
        try:
            read = parse_comments(text, "c.md")
        except CommentError:
            continue
        assert parse_comments(refreshed(text, FIGURES), "c.md").figures == FIGURES
        assert set(read.parts) <= set(PARTS)


def test_a_head_nested_without_end_is_refused() -> None:
    assert "ne se lit pas" in failure("---\n" + "[" * 5000 + "\n---\n").message


def test_advice_is_yaml_that_other_tools_read() -> None:
    assert yaml.safe_load(SIGNED.split("---")[1])["chiffres"] == FIGURES
