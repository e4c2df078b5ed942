"""Dates in French prose: every form that carries a year, and the numbers that look like one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportkit.measures.moments import FIRST, LAST, find_moments

MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/03/21", ["2021-03-12"]),
        ("12.03.2021", ["2021-03-12"]),
        ("2021-03-12", ["2021-03-12"]),
        ("03/2021", ["2021-03"]),
        ("le 1er avril 2022", ["2022-04-01"]),
        ("octobre2017", ["2017-10"]),
        ("sept. 2019, nov. 2020, oct 2018", ["2019-09", "2020-11", "2018-10"]),
        ("rentrée 2019 et été 2021", ["2019-09", "2021"]),
        ("1er trimestre 2022", ["2022"]),
        ("début 2020, fin 2019, fin mars 2018", ["2020", "2019", "2018-03"]),
        ("les 20, 21 et 22 octobre 2020", ["2020-10-20", "2020-10-21", "2020-10-22"]),
        ("en mai, juin et juillet 2021", ["2021-05", "2021-06", "2021-07"]),
        ("en 2018, 2019 et 2020", ["2018", "2019", "2020"]),
        ("en 2020 plusieurs ateliers", ["2020"]),
        ("en2019", ["2019"]),
    ],
)
def test_dates_are_read_as_precise_as_told(text: str, expected: list[str]) -> None:
    assert [moment.iso for moment in find_moments(text)] == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("du 5 au 12 juillet 2021", "2021-07-05", "2021-07-12"),
        ("du 20/12 au 05/01/2021", "2020-12-20", "2021-01-05"),
        ("de septembre 2019 à juin", "2019-09", "2020-06"),
        ("de septembre à juin 2020", "2019-09", "2020-06"),
        ("mars-avril 2020", "2020-03", "2020-04"),
        ("de fin mars à début juin 2021", "2021-03", "2021-06"),
        ("entre mars et mai 2021", "2021-03", "2021-05"),
        ("2018-2019", "2018", "2019"),
        ("2018/19", "2018", "2019"),
        ("de 2017 à 2019", "2017", "2019"),
        ("depuis mars 2020 jusqu'en juin 2021", "2020-03", "2021-06"),
        ("du 12 mars 2021 au 5 mars 2020", "2021-03-12", "2020-03-05"),
    ],
)
def test_periods_have_two_ends(text: str, first: str, last: str) -> None:
    assert [(m.iso, m.role) for m in find_moments(text)] == [(first, FIRST), (last, LAST)]


@pytest.mark.parametrize(
    "text",
    [
        "2000 personnes",
        "2019 familles accueillies",
        "2020 €",
        "2 019",
        "11200 lézignan",
        "01.02.03.04.05",
        "10-12-14 ans",
        "31/02/2020",
        "n°2019",
        "covid2019",
        "24/24",
        "près de 2000 repas",
    ],
)
def test_numbers_that_look_like_years_are_none(text: str) -> None:
    assert find_moments(text) == []


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2049, 12, 31)),
    st.sampled_from(("{d:02}/{m:02}/{y}", "{d}/{m}/{y}", "{d:02}.{m:02}.{y}", "{d} {month} {y}")),
    st.sampled_from(("le {}", "depuis le {}", "({})", "{}", "a démarré le {}.", "au {}, avec")),
)
def test_every_day_written_in_any_form_is_read_back(day: dt.date, form: str, frame: str) -> None:
    month = MONTHS[day.month - 1]
    written = form.format(d=day.day, m=day.month, y=day.year, month=month)
    text = frame.format(written)
    found = find_moments(text)
    assert [moment.iso for moment in found] == [day.isoformat()]
    assert text[found[0].start : found[0].end] == written


@given(st.text(alphabet="0123456789/-. àduenmarsjui'°€h", max_size=40))
def test_any_text_is_read_and_places_are_its_own(text: str) -> None:
    for moment in find_moments(text):
        assert 0 <= moment.start < moment.end <= len(text)
        assert moment.first <= moment.last
