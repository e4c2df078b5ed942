"""The HTML reader: whatever the markup, a saved page reads as its copied text does."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import FOOTER, HEAD, MARKUPS, definitions, page, preformatted
from senacs import HEADER, action, action_lines, page_lines, read_bytes, text_of

from reportkit.errors import InputError
from reportkit.readers.content import Content
from reportkit.readers.export import Export
from reportkit.readers.form import label_text
from reportkit.readers.html import recognise_html
from reportkit.readers.spelling import LABELS
from reportkit.schema import FIELDS, Kind, Severity

EVERY_MARKUP = pytest.mark.parametrize("markup", MARKUPS.values(), ids=MARKUPS.keys())
STARTS = pytest.mark.parametrize("starts", [False, True], ids=["titles", "with « Actions »"])

FREE = [f.column for f in FIELDS if f.kind is Kind.FREE and f.column not in ("files", "end_reason")]


def read(html: str) -> Export:
    export = read_bytes(html.encode(), "page.html")
    export.check_accounted()
    return export


def told(export: Export) -> tuple[Any, ...]:
    """What an export says, wherever it stands."""
    return (
        [
            (raw.title, {c: t.value for c, t in raw.texts.items()}, raw.lists, raw.missing)
            for raw in export.actions
        ],
        [(row.page, row.position, row.title, row.department, row.year) for row in export.index],
    )


def as_text(actions: Sequence[dict], year: int | None = None) -> Export:
    return read_bytes(text_of(page_lines(actions, year)))


def codes(export: Export) -> list[str]:
    return [finding.code for finding in export.findings]


def in_body(markup: str) -> str:
    return f"<html><body>{markup}</body></html>"


@EVERY_MARKUP
@STARTS
def test_a_page_reads_as_its_text(markup, starts: bool) -> None:
    actions = [
        action(title="Un", summary="Avant.\n\nAprès.", status="Terminée", end_reason="Fin."),
        action(title='« Deux » & <trois> | "quatre"', funding=None, keywords=[]),
        action(title="Un", limits="Moins  de  60 ans : <60\n- un\n- deux\nl'été"),
    ]
    export = read(page(actions, markup, 2021, starts))
    assert told(export) == told(as_text(actions, 2021))
    assert export.findings == ()


@EVERY_MARKUP
def test_a_page_with_one_action_reads_as_its_text(markup) -> None:
    export = read(page([action()], markup))
    assert told(export) == told(as_text([action()]))
    assert export.findings == ()


def test_every_text_knows_its_source_line() -> None:
    html = (
        "<!DOCTYPE html>\n<html>\n<head>\n<script>\nvar a;\n</script></head>\n<body\n class='a'>\n"
        "<!-- a\ncomment -->\n<h2>\n  Jardin\n</h2>\n<dl>\n"
        + "".join(
            f"<dt\n  class='label'\n>{field.label}</dt><dd>\n\n  Une <b>l\nigne</b>\n<br>autre\n"
            for field in FIELDS
        )
        + "</dl>\n</body></html>\n"
    )
    lines = html.split("\n")
    raw = read(html).actions[0]
    assert lines[raw.first_line - 1].strip() == "Jardin"
    for column, number in raw.label_lines.items():
        label = next(field.label for field in FIELDS if field.column == column)
        assert lines[number - 1] == f">{label}</dt><dd>"
    for text in [raw.texts[column] for column in FREE]:
        assert text.value == "Une l igne\nautre"
        assert [lines[n - 1].strip() for n in text.numbers] == ["Une <b>l", "<br>autre"]


def test_lines_of_preformatted_text_keep_their_numbers() -> None:
    html = f"<html><body>\n{preformatted(action(), True)}\n</body></html>\n"
    text = read(html).actions[0].texts["limits"]
    assert [unescape(html.split("\n")[n - 1]) for n in text.numbers] == ["L'eau manque en été."]


def test_lines_are_counted_beyond_what_the_parser_counts() -> None:
    html = in_body("<p>\n</p>\n" * 40_000 + definitions(action(), False))
    raw = read(html).actions[0]
    lines = html.split("\n")
    assert raw.first_line > 65_535
    assert lines[raw.texts["status"].numbers[0] - 1].strip() == "<dd>En cours</dd>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Un</p><p>Deux</p>", "Un\nDeux"),
        ("<div><div><p>Un</p></div></div>\n\n<div>Deux</div>", "Un\nDeux"),
        ("Un<br>\n<br>Deux", "Un\n\nDeux"),
        ("<p>Un</p><p>&nbsp;</p><p>Deux</p>", "Un\n\nDeux"),
        ("<p>Un</p><p></p><p>Deux</p>", "Un\n\nDeux"),
        ("Un :<ul><li>a</li><li>– b<ol><li><p>c</p></li></ol></li></ul>", "Un :\n- a\n– b\n- c"),
        ("<pre>\nUn\n  deux\n</pre>", "Un\n  deux"),
        ("<pre>Un&#10;deux</pre>", "Un\ndeux"),
        (
            "Une&nbsp;phrase   en <em>ital</em>ique,\n\t puis la fin",
            "Une\xa0phrase   en italique, puis la fin",
        ),
        ("e&#769;té &lt;b&gt; &amp; l&rsquo;eau <60 ans", "été <b> & l’eau <60 ans"),
        ("<b>Public</b> : les familles", "Public : les familles"),
        ("<b>Public</b><i hidden></i> <b>Public</b> : tous", "Public Public : tous"),
        ("Un<script>var a;</script><span hidden></span><!-- non -->", "Un"),
    ],
)
def test_text_is_laid_out_as_a_browser_does(markup: str, text: str) -> None:
    mark = "Description à remplacer"
    html = in_body(definitions(action(summary=mark), False).replace(mark, markup))
    export = read(html)
    assert export.actions[0].texts["summary"].value == text
    assert export.findings == ()


@EVERY_MARKUP
@pytest.mark.parametrize(
    "line", ["- Public", "Actions", HEADER, "- Structure organisatrice", "a | b | 2019 |"]
)
def test_text_that_reads_like_a_mark_stays_text(markup, line: str) -> None:
    actions = [
        action(outcomes_centre=f"Avant.\n{line}\nUne phrase."),
        action(title="La suivante"),
        action(title="Et une autre"),
    ]
    export = read(page(actions, markup, 2020, starts=True))
    assert told(export) == told(as_text(actions, 2020))


@EVERY_MARKUP
@pytest.mark.parametrize("title", ["Actions", "- Public", "Résumé", 'Dire "oui"', "A | B | 2019 |"])
@STARTS
def test_a_title_may_read_like_anything(markup, starts: bool, title: str) -> None:
    export = read(page([action(title=title), action(title=title)], markup, 2023, starts))
    assert [raw.title for raw in export.actions] == [title, title]
    assert [row.title for row in export.index] == [title, title]


@pytest.mark.parametrize("heading", ['Actions "Le "vrai" titre"', 'Le "vrai" titre'])
def test_second_form_has_no_structure(heading: str) -> None:
    fields = definitions(action(), False)
    fields = fields[fields.index("<dt>Statut") :]
    html = f"<h2>{heading}</h2><h3>DESCRIPTION DE L'ACTION</h3><dl>{fields}"
    export = read(in_body(f"<h1>{HEADER}</h1>{html}{definitions(action(), False)}"))
    assert [raw.second_form for raw in export.actions] == [True, False]
    assert [raw.title for raw in export.actions] == ['Le "vrai" titre', "Jardin des voisins"]
    assert export.findings == ()


@pytest.mark.parametrize("name", ["dl", "table", "classes"])
def test_what_stands_behind_an_action_is_no_part_of_it(name: str) -> None:
    html = page([action(), action(title="Deux")], MARKUPS[name])
    html = html.replace(FOOTER, "<div class='pages'>1 2 3</div>")
    export = read(html)
    assert told(export) == told(as_text([action(), action(title="Deux")]))
    assert [(f.code, f.text) for f in export.findings] == [("hors-fiche", "1 2 3")]


def test_a_value_may_begin_with_the_colon_of_an_inline_label() -> None:
    html = page([action(limits="Une.")], MARKUPS["strong"])
    assert told(read(html.replace(" :</strong>", "</strong>&nbsp;:"))) == told(
        as_text([action(limits="Une.")])
    )
    own = page([action(limits=": une.")], MARKUPS["strong"])
    assert read(own).actions[0].texts["limits"].value == ": une."


def test_labels_that_words_alone_set_off_are_read() -> None:
    html = page([action()], MARKUPS["strong"]).replace("<strong>", "").replace("</strong>", "")
    assert told(read(html)) == told(as_text([action()]))


def test_a_text_that_somebody_wrapped_in_html_is_read() -> None:
    html = in_body("\n".join(["", *page_lines([action()]), ""]))
    assert told(read(html)) == told(as_text([action()]))


@pytest.mark.parametrize(
    "heading",
    [
        "<header><a href='/1'>Un</a></header>",
        "<h2>Un</h2><h3>DESCRIPTION DE L'ACTION</h3>",
        "<h2>U<em>n</em></h2>",
    ],
)
def test_titles_come_in_many_dresses(heading: str) -> None:
    fields = definitions(action(), False)
    fields = fields[fields.index("<dl>") : fields.index("</article>")]
    html = f"<article>{heading}{fields}<footer><a>Imprimer</a></footer></article>"
    export = read(in_body(html * 2))
    assert [raw.title for raw in export.actions] == ["Un", "Un"]
    assert export.findings == ()


def test_a_line_between_title_and_labels_is_no_title_and_told() -> None:
    html = page([action()], definitions).replace("</h3>", "</h3><p>Publié le 3 mai 2021</p>")
    export = read(html)
    assert export.actions[0].title == "Jardin des voisins"
    assert [(f.code, f.text) for f in export.findings] == [("hors-fiche", "Publié le 3 mai 2021")]


def test_headings_of_sections_are_no_titles_and_no_values() -> None:
    html = page([action(title="Un"), action(title="Deux")], definitions)
    html = html.replace("</h3>", "</h3><h4>Identité</h4>")
    html = html.replace("<dt>Résumé", "</dl><h4>Contenu</h4><dl><dt>Résumé")
    export = read(html)
    assert told(export) == told(as_text([action(title="Un"), action(title="Deux")]))
    assert [f.text for f in export.findings] == ["Identité", "Contenu"] * 2


@pytest.mark.parametrize(
    "title", ["- Public", "Raisons pour lesquelles l'action est terminée", "- Dimension"]
)
@STARTS
@EVERY_MARKUP
def test_a_title_may_read_like_a_label(markup: Any, starts: bool, title: str) -> None:
    actions = [action(title=words, end_reason=None) for words in ("Un", title, "Deux")]
    assert told(read(page(actions, markup, starts=starts))) == told(as_text(actions))


def test_starts_and_values_may_share_their_markup() -> None:
    def plain(values: dict) -> str:
        lines = ["Actions", values["title"], *action_lines(values)[2:]]
        return "".join(
            f"<p><b>{line[2:]}</b></p>" if label_text(line) in LABELS else f"<p>{line}</p>"
            for line in lines
        )

    actions = [action(title="Un", perspectives="Actions"), action(title="Deux")]
    html = in_body(f"<h1>{HEADER}</h1>" + "".join(map(plain, actions)))
    assert told(read(html)) == told(as_text(actions))


def test_values_that_the_page_folds_away_are_read() -> None:
    html = page([action(), action(title="Bal")], definitions).replace("<dd>", "<dd hidden>")
    export = read(html)
    assert told(export) == told(as_text([action(), action(title="Bal")]))
    assert codes(export) == ["page-repliee"]


def test_line_ends_kept_by_style_are_read_in_inline_markup_too() -> None:
    html = page([action(summary="XX")], definitions)
    html = html.replace("XX", "\n  <span style='white-space: pre-line'>Un\nDeux</span>\n")
    assert read(html).actions[0].texts["summary"].value == "Un\nDeux"


def test_a_list_in_a_text_keeps_its_dashes_where_the_fields_are_a_list_too() -> None:
    html = re.sub(
        r"<li>([^<]+)\n", r"<li><b>\1</b> ", page([action(summary="XX")], MARKUPS["list"])
    )
    html = html.replace(
        "<ul><li>XX</li></ul>", "Au jardin :<ul><li>semer</li><li>arroser</li></ul>"
    )
    assert read(html).actions[0].texts["summary"].value == "Au jardin :\n- semer\n- arroser"


def test_a_whole_page_within_a_form_is_read() -> None:
    html = in_body(f"<form><header><h2>Fiche</h2></header>{definitions(action(), False)}</form>")
    assert read(html).actions[0].title == "Jardin des voisins"


def test_what_the_page_hides_in_an_action_is_told() -> None:
    html = page([action(summary="Un texte caché.")], definitions)
    html = html.replace("<dd>Un texte", "<dd>Un <span style='display: none'>vrai </span>texte")
    export = read(html)
    assert export.actions[0].texts["summary"].value == "Un texte caché."
    assert codes(export) == ["texte-masque"]


def test_texts_hidden_in_one_field_are_told_once() -> None:
    hidden = "<p hidden>un</p><p hidden>deux</p><p hidden>trois</p>"
    html = page([action(summary="Un texte.", limits="Une limite.")], definitions)
    html = html.replace("Un texte.", f"Un texte.{hidden}").replace("Une limite.", f"Une{hidden}")
    assert codes(read(html)) == ["texte-masque"] * 2


def test_folded_sections_are_read() -> None:
    html = in_body(
        f"<div style='display:none' aria-hidden='true'>{definitions(action(), False)}</div>"
    )
    assert told(read(html)) == told(as_text([action()]))


def test_pages_one_behind_another_are_all_read() -> None:
    first, second = [action(title="Un")], [action(title="Deux")]
    export = read(
        page(first, definitions, 2020) + page(second, MARKUPS["table"], 2021, starts=True)
    )
    assert [(raw.title, raw.page) for raw in export.actions] == [("Un", 0), ("Deux", 1)]
    assert [(row.title, row.year) for row in export.index] == [("Un", 2020), ("Deux", 2021)]


def test_an_unclosed_page_gives_all_its_actions() -> None:
    html = page([action(), action(title="Deux")], MARKUPS["table"])
    for tag in ("</td>", "</tr>", "</table>", "</div>"):
        html = html.replace(tag, "")
    assert [raw.title for raw in read(html).actions] == ["Jardin des voisins", "Deux"]


@EVERY_MARKUP
def test_every_cut_keeps_what_is_complete(markup) -> None:
    actions = [action(title="Un"), action(title="Deux")]
    html = page(actions, markup, 2020)
    whole = read(html).actions
    second = html.rindex("Deux")
    for size in range(second, html.rindex("</body"), 37):
        export = read(html[:size])
        assert export.actions[0].texts == whole[0].texts, size
        assert export.is_cut, size


def test_a_label_cut_in_two_is_no_text() -> None:
    html = page([action()], definitions)
    export = read(html[: html.index("<dt>Résultat pour le centre") + 20])
    assert export.actions[0].texts["outcomes_territory"].value == "Le quartier est plus vert."
    assert "repere-coupe" in codes(export)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<html><body></body></html>", "sans texte visible"),
        ("<!DOCTYPE html><html><body><script>go()</script></body></html>", "sans texte visible"),
        (
            "<html><body><form><label>Mot de passe</label><input></form></body></html>",
            "Mot de passe",
        ),
        (f"<html><body><h1>{HEADER}</h1><p>Rien</p></body></html>", "aucune action ensuite"),
        ("<html><body><nav>Accueil</nav></body></html>", "Accueil"),
        ("<html><body>" + "<div>" * 3000 + "x</body></html>", "trop profondément"),
    ],
)
def test_what_is_no_export_is_told(html: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as told_:
        read(html)
    assert told_.value.line == 1


@pytest.mark.parametrize(
    ("text", "is_html"),
    [
        ("<!doctype html>\n<p>a</p>", True),
        ("\n<!-- saved from url -->\n<HTML><BODY>a", True),
        (definitions(action(), False), True),
        (f"Accueil\n{definitions(action(), False)}", True),
        (preformatted(action(), True), True),
        ("\n".join(page_lines([action(summary="Un<br>saut, <60 ans, <b>gras</b>")])), False),
        ("\n".join(page_lines([action(summary="<div><p>a</p></div>" * 9)])), False),
        ("<60 ans\nActions", False),
    ],
)
def test_pages_are_told_by_their_content(text: str, is_html: bool) -> None:
    assert recognise_html(Content(text.encode(), "export.txt")) is is_html


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_a_page_says_of_its_encoding_misleads_nobody(encoding: str) -> None:
    html = page([action(title="Été à Nîmes")], definitions)
    raw = read_bytes(html.encode(encoding), "page.html").actions[0]
    assert raw.title == "Été à Nîmes"
    assert "meta charset" in HEAD


def test_control_characters_stop_nothing() -> None:
    html = page([action(summary="Avant\x00\x0c\x1bAprès")], definitions)
    assert read(html).actions[0].texts["summary"].value.endswith("\x1bAprès")


def test_a_large_page_is_read_in_linear_time() -> None:
    def seconds(count: int) -> float:
        html = page([action(title=f"Action {n}") for n in range(count)], definitions, 2020)
        began = time.perf_counter()
        assert len(read(html).actions) == count
        return time.perf_counter() - began

    seconds(10)
    assert seconds(400) < 12 * seconds(100)


LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Z"), exclude_characters="|\ufeff")
WORDS = (
    st.text(LETTERS | st.sampled_from(" \u00a0:-"), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)
LABEL_LIKE = st.sampled_from([f"- {f.label}" for f in FIELDS] + ["Actions", HEADER, "a | b |"])
PROSE = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
HOSTILE = st.lists(st.one_of(WORDS, LABEL_LIKE), min_size=1, max_size=4).map("\n".join)
MARKUP = st.sampled_from(list(MARKUPS.values()))


def actions_with(free: st.SearchStrategy) -> st.SearchStrategy:
    texts = st.fixed_dictionaries({column: st.none() | free for column in FREE})
    made = st.builds(lambda title, texts: action(title=title, **texts), WORDS, texts)
    return st.lists(made, min_size=1, max_size=3)


@settings(max_examples=120, deadline=None)
@given(actions_with(PROSE), MARKUP, st.booleans())
def test_what_is_written_is_read_back(actions: list[dict], markup, starts: bool) -> None:
    assert told(read(page(actions, markup, 2020, starts))) == told(as_text(actions, 2020))


@settings(max_examples=120, deadline=None)
@given(actions_with(HOSTILE), MARKUP, st.booleans())
def test_hostile_text_is_read_back_or_its_line_is_named(
    actions: list[dict], markup, starts: bool
) -> None:
    export = read(page(actions, markup, 2020, starts))
    kept = [{c: v for c, v in values.items() if c in FREE and v} for values in actions]
    if [{c: t.value for c, t in raw.texts.items() if c in FREE} for raw in export.actions] != kept:
        assert export.findings or told(export) == told(as_text(actions, 2020))


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), MARKUP, st.booleans())
def test_damage_brings_no_traceback(dice, markup, cut: bool) -> None:
    data = bytearray(page([action(), action(title="Deux")], markup, 2020).encode())
    if cut:
        del data[dice.randrange(len(data)) :]
    for _ in range(dice.randrange(12)):
        if data:
            data[dice.randrange(len(data))] = dice.choice(b"<>\"'&;/\x00\xff\n ")
    with contextlib.suppress(InputError):
        read_bytes(bytes(data), "page.html").check_accounted()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_bring_a_traceback(data: bytes) -> None:
    with contextlib.suppress(InputError):
        read_bytes(b"<html>" + data, "x").check_accounted()


@pytest.mark.parametrize("name", ["dl", "headings", "table", "strong", "pre"])
def test_a_real_export_reads_alike_as_a_page(real_folder: Path, name: str) -> None:
    original = read_bytes((real_folder / "senacs-aude-16.txt").read_bytes())
    actions = [
        {"title": raw.title, **{c: t.value for c, t in raw.texts.items()}, **raw.lists}
        | {c: "" for c in raw.label_lines if c in ("end_reason", "initiative_detail")}
        | {c: t.value for c, t in raw.texts.items()}
        for raw in original.actions
    ]
    export = read(page(actions, MARKUPS[name]))
    assert told(export) == told(original)
    assert {finding.severity for finding in export.findings} <= {Severity.CHECK}


@pytest.mark.parametrize("markup", [MARKUPS["classes"], MARKUPS["dl"], MARKUPS["table"]])
def test_no_line_of_a_text_is_taken_for_the_heading_of_the_second_form(markup) -> None:
    told_text = "DESCRIPTION DE L'ACTION\n- Structure organisatrice"
    export = read(page([action(perspectives=told_text)], markup))
    assert export.actions[0].texts["perspectives"].value == told_text


def test_a_text_may_hold_a_label_and_its_colon_in_inline_markup() -> None:
    values = action(summary="Avant\nRésumé :\naprès")
    assert read(page([values], MARKUPS["strong"])).actions[0].texts["summary"].value == (
        "Avant\nRésumé :\naprès"
    )
