"""The same actions in every form, encoding and line end give the same table."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import forms
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from senacs import HEADER, action, read_bytes
from thorough import examples

from reportkit.dataset import Dataset
from reportkit.schema import FIELDS, Kind
from reportkit.senacs import senacs_text
from reportkit.table import table_records
from reportkit.vocabulary import normalise

FREE = [f.column for f in FIELDS if f.kind is Kind.FREE and f.column != "files"]
OPTIONAL = [f.column for f in FIELDS if f.optional]
LABEL_LIKE = [f"- {f.label}" for f in FIELDS] + [
    *("Actions", HEADER, "-", "A | Sarthe | 2020 |", "Nom | Département | Année |"),
    *("DESCRIPTION DE L'ACTION", 'Actions "Bal"', "Public", "Résumé :", "- Partenaires d'action:"),
]
# What a text file, a page and a spreadsheet can all hold: no control characters, and no space
# that only HTML would fold.
WORDS = (
    st.text(
        st.characters(codec="utf-8", exclude_characters="\ufeff", exclude_categories=("Cs", "C"))
        | st.sampled_from("éàç’'«»\u00a0œ|;,\"-<&>"),
        min_size=1,
        max_size=30,
    )
    .map(lambda words: " ".join(unicodedata.normalize("NFC", words).split(" ")).strip())
    .map(lambda words: words.strip("".join(map(chr, (0x85, 0xA0, 0x2028, 0x2029, *range(33))))))
    .filter(lambda words: bool(words.strip()))
)
PROSE = st.lists(WORDS, min_size=1, max_size=4).map("\n".join)
HOSTILE = st.lists(WORDS | st.sampled_from(LABEL_LIKE), min_size=1, max_size=5).map("\n".join)
ITEMS = st.lists(
    st.sampled_from(["Emploi, économie", "mobilité / transport", "Santé", "Jonglage"]),
    max_size=3,
    unique=True,
)


def actions_of(titles: st.SearchStrategy, texts: st.SearchStrategy) -> st.SearchStrategy:
    free = st.fixed_dictionaries({column: st.none() | texts for column in FREE})
    return st.lists(
        st.builds(
            lambda title, free, items: action(title=title, keywords=items, **free),
            titles, free, ITEMS,
        ),
        min_size=1, max_size=4,
    )  # fmt: skip


def expected(actions: list[dict], year: int | None, form: str) -> list[dict]:
    """What the table says of the actions as the form can tell them."""
    shown = actions
    if form == "second form":
        shown = [{k: v for k, v in values.items() if k != "organisation"} for values in actions]
    read = forms.records(forms.tidied(forms.text(actions, year).encode()))
    for record, values in zip(read, shown, strict=True):
        if "organisation" not in values:
            record |= {"organisation": None, "organisation_norm": None}
    return read


def same(read: list[dict], told: list[dict]) -> bool:
    """Equal but for ids, where a form has no place for the structure."""
    left_out = ("action_id", "duplicate_of")
    return [{k: v for k, v in r.items() if k not in left_out} for r in read] == [
        {k: v for k, v in r.items() if k not in left_out} for r in told
    ]


ANY_FORM = st.sampled_from(sorted(forms.FORMS))
ANY_ENCODING = st.sampled_from(sorted(forms.ENCODINGS))
ANY_LINE_END = st.sampled_from(sorted(forms.LINE_ENDS))


@settings(max_examples=examples(250), deadline=None)
@given(actions_of(WORDS, PROSE), ANY_FORM, ANY_ENCODING, ANY_LINE_END)
def test_every_form_reads_as_it_was_written(
    actions: list[dict], form: str, encoding: str, line_end: str
) -> None:
    dataset = forms.tidied(encoded(form, encoding, line_end, actions))
    assert same(forms.records(dataset), expected(actions, 2020, form)), form


@settings(max_examples=examples(250), deadline=None)
@given(
    actions_of(WORDS | st.sampled_from(LABEL_LIKE), HOSTILE), ANY_FORM, ANY_ENCODING, ANY_LINE_END
)
def test_what_reads_like_a_mark_shifts_nothing_or_its_line_is_named(
    actions: list[dict], form: str, encoding: str, line_end: str
) -> None:
    dataset = forms.tidied(encoded(form, encoding, line_end, actions))
    read = [read_back(record) for record in dataset.actions.to_dict("records")]
    wanted = [as_written(values) for values in actions]
    if read == wanted:
        return
    named = {normalise(finding.text) for finding in dataset.findings}
    wrong = [w for n, w in enumerate(wanted) if n >= len(read) or read[n] != w]
    wrong += wanted[-1:] if len(read) > len(wanted) else []
    for values in wrong:
        hostile = {normalise(line) for text in values.values() for line in text.split("\n")}
        assert named & hostile, (form, values["title"])


SPARSE = st.lists(
    st.builds(
        lambda title, free, items, status, audience: action(
            title=title, keywords=items, status=status, audience=audience, end_reason=None,
            initiative_detail=None, territory=None, sparse=True, **free,
        ),
        WORDS,
        st.dictionaries(st.sampled_from([c for c in FREE if c not in OPTIONAL]), PROSE),
        ITEMS,
        st.none() | st.just("En cours"),
        st.lists(st.just("Adultes"), max_size=1),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=examples(150), deadline=None)
@given(SPARSE, st.sampled_from([name for name in forms.FORMS if name.startswith("html")]))
def test_a_page_may_leave_out_the_labels_of_empty_fields(actions: list[dict], form: str) -> None:
    whole = [{**dict.fromkeys(FREE), **values, "sparse": False} for values in actions]
    dataset = forms.tidied(forms.FORMS[form](actions, 2020).encode())
    assert same(forms.records(dataset), expected(whole, 2020, form)), form


def encoded(form: str, encoding: str, line_end: str, actions: list[dict]) -> bytes:
    try:
        return forms.written(form, encoding, line_end, actions, 2020)
    except UnicodeEncodeError:
        assume(False)
        raise


def as_written(values: dict[str, Any]) -> dict[str, str]:
    return {"title": values["title"], **{c: values[c] for c in FREE if values.get(c)}}


def read_back(record: dict[str, Any]) -> dict[str, str]:
    return {"title": record["title"], **{c: record[c] for c in FREE if record[c]}}


@settings(max_examples=examples(100), deadline=None)
@given(actions_of(WORDS, PROSE), st.sampled_from([None, 2021]))
def test_a_workbook_and_an_archive_read_as_the_text(actions: list[dict], year: int | None) -> None:
    told = forms.records(forms.tidied(forms.text(actions, year).encode()))
    assert forms.records(forms.tidied(forms.workbook(actions, year))) == told
    packed = forms.archive(**{"a.txt": forms.text(actions, year).encode()})
    assert forms.records(forms.tidied(packed)) == told


@settings(max_examples=examples(100), deadline=None)
@given(actions_of(WORDS, PROSE), st.sampled_from([None, 2021]))
def test_written_back_in_senacs_form_the_table_is_the_same(
    actions: list[dict], year: int | None
) -> None:
    first = forms.tidied(forms.text(actions, year).encode())
    again = forms.tidied(senacs_text(table_records(first)).encode())
    assert forms.records(again) == forms.records(first)


# The real export, rewritten.


@pytest.fixture(scope="module")
def real(real_folder: Path) -> Dataset:
    return forms.tidied((real_folder / "senacs-aude-16.txt").read_bytes())


@pytest.fixture(scope="module")
def real_actions(real_folder: Path) -> list[dict]:
    export = read_bytes((real_folder / "senacs-aude-16.txt").read_bytes())
    return [
        {"title": raw.title}
        | {c: "" for c in raw.label_lines if c in ("end_reason", "initiative_detail")}
        | {column: text.value for column, text in raw.texts.items()}
        | {column: list(items) for column, items in raw.lists.items()}
        for raw in export.actions
    ]


@pytest.mark.parametrize("year", [None, 2019])
@pytest.mark.parametrize("form", sorted(forms.FORMS))
def test_the_real_export_in_every_form(
    real: Dataset, real_actions: list[dict], form: str, year: int | None
) -> None:
    data = forms.written(form, "utf-8", "LF", real_actions, year)
    read, told = forms.tidied(data), forms.records(real)
    for record in told:
        record["senacs_year"] = year
        if form == "second form":  # it has no structures
            record |= {"organisation": None, "organisation_norm": None}
    assert same(forms.records(read), told)


@pytest.mark.parametrize("line_end", forms.LINE_ENDS)
@pytest.mark.parametrize("encoding", forms.ENCODINGS)
@pytest.mark.parametrize("form", ["text", "html dl", "csv ;"])
def test_the_real_export_in_every_encoding_and_line_end(
    real: Dataset, real_actions: list[dict], form: str, encoding: str, line_end: str
) -> None:
    text = forms.FORMS[form](real_actions, None).replace("\n", forms.LINE_ENDS[line_end])
    told = forms.records(real)
    if encoding == "windows-1252":  # what it has no sign for is left out on both sides
        text = text.encode("cp1252", errors="ignore").decode("cp1252")
        shown = forms.text(real_actions, None).encode("cp1252", errors="ignore").decode("cp1252")
        told = forms.records(forms.tidied(shown.encode()))
    assert forms.records(forms.tidied(forms.ENCODINGS[encoding](text))) == told


def test_the_real_export_as_workbook_and_written_back(
    real: Dataset, real_actions: list[dict]
) -> None:
    assert forms.records(forms.tidied(forms.workbook(real_actions, None))) == forms.records(real)
    again = forms.tidied(senacs_text(table_records(real)).encode())
    assert forms.records(again) == forms.records(real)


def test_three_pages_of_the_real_export_in_one_file(
    real: Dataset, real_actions: list[dict]
) -> None:
    pages = [real_actions[:5], real_actions[5:11], real_actions[11:]]
    data = "".join(forms.text(page, 2019) for page in pages).encode()
    read = forms.records(forms.tidied(data))
    assert [record["senacs_year"] for record in read] == [2019] * 16
    without_year = [{**record, "senacs_year": None} for record in read]
    assert same(without_year, forms.records(real))
