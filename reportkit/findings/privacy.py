"""What may name or reveal a person: addresses, telephones, names, small groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from reportkit.findings.lexicon import lowered, sensitive_words
from reportkit.findings.screen import MAIL, PHONE, TITLE
from reportkit.schema import LABELS, Finding, Severity
from reportkit.sheet import Sheet, sentence_at
from reportkit.vocabulary import APOSTROPHES_WRITTEN

SMALL = 10  # persons: below or at this a group may let one of them be known

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\d.,/+-])(?<!\d )(?:(?:\+|00)33[ .]?(?:\(0\))?[ .]?[1-9]|0[1-9])"
    r"(?:([ .\-/]?)\d{2})(?:\1\d{2}){3}(?![\d]|[.,/-]\d| \d|\s?€)"
)
_PERSON = re.compile(
    r"(?<!\w)(?:M\.|Mr\.?|Mme|Mlle|Monsieur|Madame|Mademoiselle)\s+"
    r"(?:[A-ZÀ-ÖØ-Þ]\.\s*)?[A-ZÀ-ÖØ-Þ][\w'-]+"
)
_NOT_A_PERSON = re.compile(r"(?:rue|avenue|place|boulevard|allée|impasse|école|collège)\s+$", re.I)

_SMALL_NUMBER = r"(?:[1-9]|10|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|une dizaine de)"
_BEFORE = r"(?<![\w,.€%-])(?<!\d )"
_ADJECTIVES = (
    r"(?:(?:autres?|jeunes?|nouve\w+|petite?s?|ancien\w*|première?s?|premiers?|seule?s?|"
    r"grande?s?|vieille?s?|vieux|très|de|d'|des)\s*)*"
)
_LINKS = (
    r"(?:sont|sont en|est|est en|étaient|ont|en|au|aux|avec|bénéfici\w+|perç\w+|touch\w+|vivent|"
    r"souffr\w+|atteinte?s?|relev\w+|issue?s?|porteu\w+|suivie?s?|reconnue?s?|d'origine|"
    r"de nationalité|de|d')"
)
_BULLET = re.compile(r"(?:[-–—•●▪◦·*➢➤►✓]\s*)+")
# A line that no sign ends runs on in the next where that begins with a small letter, or where its
# own last word cannot be one.
_RUNS_ON = re.compile(
    r"(?:(?<=[^\s.!?…:;])[^\S\n]*\n(?=[^\S\n]*[a-zß-öø-ÿœ]))|"
    r"(?<![\w-])(?:au|aux|avec|d'|dans|de|des|dont|du|en|et|l'|la|le|les|ou|par|sans|"
    r"sous|sur|un|une)[^\S\n]*\n(?=[^\S\n]*\w)"
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
Span = tuple[int, int]


@cache
def _small_group() -> re.Pattern[str]:
    """A number of ten or less with the persons, or the sensitive word, that it counts."""
    words = sensitive_words()
    attribute = words.attributes.pattern
    return re.compile(
        rf"{_BEFORE}{_SMALL_NUMBER}(?:\s*(?:à|-|ou)\s*\w+)?\s+{_ADJECTIVES}"
        rf"(?:(?:{words.persons})(?!\w)|(?:{_LINKS}\s+)?{attribute})(?!\s+sur\s)|"
        rf"\bdont\s+{_SMALL_NUMBER}\b(?!\s*(?:[%€\d,.]|ans\b|séance|atelier|euro))|"
        rf"{attribute}[^.;\n\d]{{0,30}}[:=(]\s*{_SMALL_NUMBER}(?=\s*(?:[),;.\n]|$))"
    )


def small_sensitive_groups(text: str) -> list[Span]:
    """The sentences (start, end) that tell something sensitive of ten persons or fewer.

    A sentence counts when it holds a word of sensitive.toml and a number of ten or less, in
    figures or letters, with the persons that it counts: « 3 familles bénéficiaires du RSA »,
    « 12 adultes dont 2 en situation de handicap », « trois réfugiées ». Sessions, partners, ages,
    shares (« une personne sur trois ») and amounts are no groups of persons. Apostrophes and
    spaces may be of any kind, a sentence may run on over several lines, and a bullet before it
    is none of its words.
    """
    if _INVISIBLE.search(text):  # a word that the eye reads may be cut by such a sign
        seen = [place for place, sign in enumerate(text) if not _INVISIBLE.match(sign)]
        plain = _INVISIBLE.sub("", text)
        return [(seen[start], seen[end - 1] + 1) for start, end in small_sensitive_groups(plain)]
    words = sensitive_words()
    found: list[Span] = []
    if not words.attributes.search(lowered(text)):
        return found
    text = _in_one_line(text)
    small = lowered(text)
    for match in words.attributes.finditer(small):
        if found and match.start() < found[-1][1]:
            continue
        start, end = sentence_at(text, match.start())
        sentence = words.excuses.sub(lambda excused: " " * len(excused.group()), small[start:end])
        if words.attributes.search(sentence) and _small_group().search(sentence):
            start += len(text[start:end]) - len(text[start:end].lstrip())
            bullet = _BULLET.match(text, start, match.start())
            found.append((bullet.end() if bullet else start, start + len(text[start:end].rstrip())))
    return found


def _in_one_line(text: str) -> str:
    """The text sign for sign, apostrophes straight, and a space where a line runs on."""
    for apostrophe in APOSTROPHES_WRITTEN[1:]:
        text = text.replace(apostrophe, "'")
    return _RUNS_ON.sub(lambda end: end.group().replace("\n", " "), text)


def find_contacts(sheet: Sheet, column: str, marks: int) -> Iterator[Finding]:
    """`donnees-personnelles`: e-mail addresses and French telephone numbers.

    A telephone number is a 0 or +33 and nine digits, in pairs parted by one and the same sign or
    by none; amounts, dates and the digits of a longer number (SIRET) are none.
    """
    text = sheet.plain[column]
    for mark, pattern, what in (
        (MAIL, _MAIL, "une adresse électronique"),
        (PHONE, _PHONE, "un numéro de téléphone"),
    ):
        if mark & marks:
            for match in pattern.finditer(text):
                yield sheet.notice(
                    ("donnees-personnelles", Severity.CHECK),
                    (column, match.start(), match.end()),
                    f"« {LABELS[column]} » contient {what}.",
                    "Retirez-le de la fiche, ou ne publiez pas cet extrait."
                    if mark == PHONE
                    else "Retirez-la de la fiche, ou ne publiez pas cet extrait.",
                )


def find_names(sheet: Sheet, column: str, marks: int) -> Iterator[Finding]:
    """`nom-de-personne`: a hint, from « M. X » and « Mme X » where a capital follows.

    With the optional extra `noms` (spaCy and its small French model) names without a title are
    hinted at too. Both miss some and take others wrongly: a person decides.
    """
    text = sheet.plain[column]
    spans: list[Span] = []
    if TITLE & marks:
        spans += [
            match.span()
            for match in _PERSON.finditer(text)
            if not _NOT_A_PERSON.search(text, 0, match.start())
        ]
    recognise = recogniser()
    if recognise is not None:
        titled = list(spans)
        spans += [
            (start, end)
            for start, end in recognise(text)
            if not any(start < last and first < end for first, last in titled)
        ]
    for start, end in sorted(spans):
        yield sheet.notice(
            ("nom-de-personne", Severity.INFO),
            (column, start, end),
            f"« {text[start:end]} » pourrait être le nom d'une personne.",
            "Vérifiez que cette personne peut être nommée.",
        )


@cache
def recogniser() -> Callable[[str], list[Span]] | None:
    """The names of persons in a text by spaCy's French model, None where it is not installed."""
    try:
        import spacy  # noqa: PLC0415 (an optional extra, and slow to load)

        model = spacy.load("fr_core_news_sm", enable=["tok2vec", "ner"])
    except (ImportError, OSError):
        return None
    return lambda text: [
        (entity.start_char, entity.end_char)
        for entity in model(text).ents
        if entity.label_ == "PER"
    ]
