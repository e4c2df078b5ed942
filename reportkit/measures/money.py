"""Amounts of money in a French sentence: figures, words, ranges, « k€ », « 3 euros 50 »."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from reportkit.measures.fact import BORDERLINE, SURE
from reportkit.measures.numbers import Number, find_numbers, parse_figures, qualified

_FIGURES = (
    r"\d{1,3}(?:[\s.']\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,3}(?:,\d{3}){1,4}(?!\d)"
    r"|\d{1,12}(?:[.,]\d{1,2}(?!\d)|(?!\d))"
)
_EURO = r"(?:€(?:uros?)?|&euro;|euros?\b|eur\b|(?<=[\dk])\s?e(?![\w'-]))"
# A sum in letters behind its figures: « 3 euros 50 », « 3€50 », « 3 euros et 50 centimes ».
_CENTS = (
    r"(?:(?<=€)(?P<glued>\d{2})(?!\d)"
    r"|\s(?:et\s)?(?P<cents>\d{1,2})(?=\s?(?:centimes?|cts?)\b|\s*(?:[.,;)/]|$|par\b|pour\b|l[ae']|de\b))"
    r"(?:\s?(?:centimes?|cts?)\b)?)"
)
_SCALE = r"(?:k|m(?!\w)|m(?=\s?€)|mille\b|milliers?\s+d'|millions?(?:\s+d')?)"
_TOKEN = re.compile(
    rf"(?<![\d.,])(?<![\d]['])(?<![a-wyzà-ÿ])(?P<figures>{_FIGURES})"
    rf"(?:(?:\s?(?P<scale>{_SCALE}))?(?:[,.]--?)?\s*(?P<euro>{_EURO}){_CENTS}?"
    r"|\s?(?P<centimes>centimes?\b)|(?P<thousands>\s?k(?!\w)))?"
)
_LEADING = re.compile(rf"(?<![\dk])(?<![\d]\s)(?:€|\beur)\s?(?P<figures>{_FIGURES})")
_SYMBOLIC = re.compile(r"(?:l'\s?|\b(?:un|1)\s*)(?:euros?|€)\s+symboliques?")
_SPELT = re.compile(r"\s+(?:d')?(?:euros?\b|€)")
_JOINS = re.compile(r"\s*(?:à|a|-|–|/|ou|et)\s*(?:plus\s+de\s+)?")
_BETWEEN = re.compile(r"\bentre\s*$")
_FROM = re.compile(r"\b(?:entre|de)\s*$")
_MOVED = re.compile(r"\bpass\w+\s+de\s*$")
# What a number without a unit may stand before, to be money.
_CLOSED = re.compile(
    r"\s*(?:$|[,;+=]|[)](?!\s*:)|[.](?=\s|$)|/(?!\s?\d{4})|(?:-|–|et|dont|soit|pour|sur)\s)"
)
_DONT = re.compile(r"\bdont\s*$")
_GIVEN = re.compile(
    r"\s*(?:de\s+(?:la\s+)?(?:subvention|caf\b|mairie|commune|ville|msa\b)|prévus?\b)"
)
_NO_MONEY = re.compile(
    r"(?:\bn\s?°|\bnum[ée]ros?|\barticles?|\bloi|\bann[ée]es?|\bpages?|\bsiret|\bt[ée]l\w*|\ble"
    r"|\bjanvier|\bf[ée]vrier|\bmars|\bavril|\bmai|\bjuin|\bjuillet|\bao[uû]t|\bseptembre"
    r"|\boctobre|\bnovembre|\bd[ée]cembre|\ben|\bdepuis|\bdans|\bde|\bdu|\bà|\bpar|\bcp)[\s.:]*$"
)
_NO_AMOUNT = re.compile(  # telephones, dates, school years
    r"\b0\d(?:[ .-]?\d{2}){4}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b"
    r"|\b(?:19|20)\d\d\s?[/-]\s?(?:20)?\d\d\b"
)
_YEARS = (1980, 2040)
_SMALLEST_BARE = 100
_SMALLEST_E = 50
_WIDEST_RANGE = 10
_LOOK_BACK = 60
_TENS = 10
_THOUSAND = 1000


@dataclass(frozen=True)
class Money:
    """An amount at a place of a sentence, its qualifier and unit taken in.

    `value` and the bounds are euros, as in `Number`; `bare` says that no unit stands there,
    `symbolic` that it is « l'euro symbolique ».
    """

    start: int
    end: int
    value: float | None
    bounds: tuple[float | None, float | None] = (None, None)
    about: bool = False
    bare: bool = False
    symbolic: bool = False
    certainty: str = SURE


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    value: float
    unit: bool
    scaled: float = 1.0


def find_money(low: str, resources: bool = False) -> list[Money]:
    """The amounts of a sentence in small letters with ordinary spaces, in order.

    In the field of the resources (`resources`) numbers that stand where an amount would, with
    a label before them and nothing counted behind, are amounts too.
    """
    found = [Money(*m.span(), 1.0, symbolic=True) for m in _SYMBOLIC.finditer(low)]
    tokens = _joined(low, _tokens(low, resources))
    found += [_money(low, token) for token in tokens if isinstance(token, Number)]
    if "euro" in low or "€" in low:
        found += [
            Money(n.start, spelt.end(), n.value, n.bounds, about=n.about)
            for n in find_numbers(low)
            if not low[n.at].isdigit() and (spelt := _SPELT.match(low, n.end))
        ]
    found = _told_once(low, _apart(found))
    if resources:
        bare = [token for token in tokens if isinstance(token, _Token)]
        found = _apart(found + _bare(low, bare, found))
    return found


def _apart(found: list[Money]) -> list[Money]:
    """In their order, those that overlap an earlier one left out."""
    apart: list[Money] = []
    for money in sorted(found, key=lambda m: (m.start, -m.end)):
        if not apart or money.start >= apart[-1].end:
            apart.append(money)
    return apart


def _told_once(low: str, found: list[Money]) -> list[Money]:
    """« 1 000 euros (mille euros) » is one amount."""
    return [
        money
        for before, money in zip([None, *found], found, strict=False)
        if before is None
        or money.value is None
        or before.value != money.value
        or low[before.end : money.start].strip() not in ("(", "- soit", "soit", ", soit")
    ]


def _tokens(low: str, resources: bool) -> list[_Token]:
    tokens = []
    taken = [match.span() for match in _NO_AMOUNT.finditer(low)]
    for match in _LEADING.finditer(low):
        taken.append(match.span())
        tokens.append(_Token(*match.span(), read_figures(match["figures"]), unit=True))
    for match in _TOKEN.finditer(low):
        if any(start <= match.start() < end for start, end in taken):
            continue
        value = read_figures(match["figures"])
        euro = match["euro"]
        if euro and euro.strip() == "e" and not _is_euro_e(low, match, value, resources):
            tokens.append(_Token(match.start(), match.end("figures"), value, unit=False))
            continue
        scale = _scale(match["scale"] or match["thousands"])
        if match["thousands"] and not resources:
            continue
        cents = float(match["glued"] or match["cents"] or 0) / 100
        if match["centimes"]:
            value, cents = value / 100, 0.0
        unit = bool(euro or match["centimes"] or match["thousands"])
        tokens.append(_Token(*match.span(), round(value * scale + cents, 2), unit, scale))
    return sorted(tokens, key=lambda token: token.start)


def _is_euro_e(low: str, match: re.Match[str], value: float, resources: bool) -> bool:
    """« 3000 e » is money, « le 20e », « 12 e » and « la 100e visite » are not."""
    if match["scale"]:
        return True
    if value < _SMALLEST_E:
        return False
    noun = re.match(r"\s+[a-zà-ÿ]", low[match.end() :])
    spaced = low[match.end() - 2] == " "
    return resources or spaced or not noun


def read_figures(figures: str) -> float:
    """« 1 500,50 », « 1.500 », « 1,500 », « 1 500.50 » as a number.

    Three figures behind a comma are thousands: no price has tenths of a cent.
    """
    figures = re.sub(r"[\s']", "", figures)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", figures):
        figures = figures.replace(",", "")
    return parse_figures(figures)


def _scale(written: str | None) -> float:
    written = (written or "").strip()
    if not written:
        return 1.0
    return 1e6 if written == "m" or written.startswith("million") else 1e3


def _joined(low: str, tokens: list[_Token]) -> list[_Token | Number]:
    """Tokens with a unit as numbers, two that make a range as one; the others as they are."""
    joined: list[_Token | Number] = []
    skip = False
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        if skip:
            skip = False
            continue
        if following is not None and _make_range(low, token, following):
            scale = _scale_of_range(token, following)
            before = _FROM.search(low, max(0, token.start - _LOOK_BACK), token.start)
            start = before.start() if before else token.start
            joined.append(
                Number(start, start, following.end, None, token.value * scale, following.value)
            )
            skip = True
        elif token.unit:
            joined.append(Number(token.start, token.start, token.end, token.value))
        else:
            joined.append(token)
    return joined


def _scale_of_range(first: _Token, second: _Token) -> float:
    """« 10 à 15 k€ » and « 3 à 4 000 € » scale their first number as their second."""
    if first.unit:
        return 1.0
    if first.value < _TENS and second.value >= _THOUSAND * first.value:
        return float(_THOUSAND)
    return second.scaled


def _make_range(low: str, first: _Token, second: _Token) -> bool:
    join = _JOINS.fullmatch(low, first.end, second.start)
    least = first.value * _scale_of_range(first, second)
    if join is None or not (first.unit or second.unit) or least >= second.value:
        return False
    before = low[max(0, first.start - _LOOK_BACK) : first.start]
    word = join.group().strip().split(" ")[0]
    if word == "et":
        return _BETWEEN.search(before) is not None
    if not second.unit or _MOVED.search(before) or (first.unit and word == "a"):
        return False
    if word in ("/", "-", "–"):
        near = second.value <= _WIDEST_RANGE * least
        return near and re.search(r"\d\s?[/-]\s?$", before) is None
    return True


def _money(low: str, number: Number) -> Money:
    if number.value is None:
        return Money(number.start, number.end, None, number.bounds)
    said = qualified(low, number)
    return Money(said.start, said.end, said.value, said.bounds, about=said.about)


def _bare(low: str, tokens: list[_Token], found: list[Money]) -> list[Money]:
    """Numbers without a unit that stand as amounts in the field of the resources."""
    bare = []
    taken = {place for m in found for place in range(m.start, m.end)}
    for token in tokens:
        before = low[max(0, token.start - _LOOK_BACK) : token.start]
        if token.start in taken or _is_year(token, low):
            continue
        if not any(map(str.isalpha, before)):
            continue
        part = _DONT.search(before) and found
        behind = _CLOSED.match(low, token.end) or (_GIVEN.match(low, token.end) if found else None)
        if behind is None or (token.value < _SMALLEST_BARE and not part):
            continue
        if _NO_MONEY.search(before) or re.search(r"\d\s?[-/x×*]\s?$", before):
            continue
        number = Number(token.start, token.start, token.end, token.value)
        bare.append(replace(_money(low, number), bare=True))
    return bare


def _is_year(token: _Token, low: str) -> bool:
    if not _YEARS[0] <= token.value <= _YEARS[1] or token.end - token.start != len("2021"):
        return False
    summed = re.match(r"\s*[=+]", low[token.end :]) is not None
    return (
        not summed
        and re.search(r"[:=]\s*$", low[max(0, token.start - _LOOK_BACK) : token.start]) is None
    )


def lone_number(low: str) -> Money | None:
    """A number that is all that a field says, as an amount that a reader would only suppose."""
    match = re.fullmatch(rf"\s*(?P<figures>{_FIGURES})\s*\.?", low)
    if match is None:
        return None
    value = read_figures(match["figures"])
    token = _Token(*match.span("figures"), value, unit=False)
    if value < _SMALLEST_BARE or _is_year(token, "") or match["figures"].startswith("0"):
        return None
    return Money(*match.span("figures"), value, bare=True, certainty=BORDERLINE)
