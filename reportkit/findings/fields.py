"""What shows in a field as a whole: empty, a bare number, content that belongs elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportkit.findings.lexicon import Family, lowered, misplaced_families
from reportkit.schema import LABELS, OUTCOMES, Finding, Severity
from reportkit.sheet import STRUCTURED_COLUMNS, TEXT_COLUMNS, Sheet, sentence_at
from reportkit.vocabulary import normalise

OPTIONAL = ("end_reason", "initiative_detail")
_TOLD_EMPTY = frozenset({*TEXT_COLUMNS, *STRUCTURED_COLUMNS}.difference(OPTIONAL))
JUDGED = frozenset({*OUTCOMES, "limits"})

_LONGEST_PLACEHOLDER = 40  # signs
_PLACEHOLDER = re.compile(
    r"ras|r\.a\.s|(?:à|a) (?:compléter|completer|définir|venir|préciser|renseigner)|néant|aucune?|"
    r"non renseigné(?:e|es|s)?|sans objet|n/?[acr]|en cours|idem|(?:voir|cf) .{1,20}",
    re.IGNORECASE,
)
_UNITS = (
    "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|"
    "trente|quarante|cinquante|soixante|cents?|mille|millions?|dizaines?|douzaines?|quinzaines?|"
    "vingtaines?|trentaines?|quarantaines?|cinquantaines?|soixantaines?|centaines?|milliers?"
)
_AMOUNT = re.compile(
    rf"\d|\b(?:{_UNITS})\b|gratuit|bénévol|aucun|néant|symbolique|\bsans (?:coût|frais|budget)|"
    r"\brien\b|zéro",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"\d|\b(?:une?|{_UNITS}|demi|aucune?|zéro|néant|personne n')\b", re.I)
_COUNT = rf"(?:\d+|une?|{_UNITS})"
_ONLY_NUMBER = re.compile(
    rf"\W*(?:environ|entre|de|plus de|moins de|près de|jusqu'à|env\.?)?\s*{_COUNT}"
    rf"(?:\s*(?:à|-|–|et|ou|/)\s*{_COUNT})?\W*",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\d\s*(?:€|euros?\b)", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()\n]*\)")
_PUBLIC = re.compile(
    rf"\b{_COUNT}\s+(?:de |d'|des )?(?:(?:autres|jeunes|nouveaux|nouvelles|petits)\s+)?"
    r"(?:(?:participant|apprenant|bénéficiaire|usager|adolescent|passager|convive|saisonnier|"
    r"spectateur|visiteur|écolier|élève|collégien|lycéen|locataire|inscrit|accueilli|"
    r"stagiaires de la formation)(?:e|es|s|\(e\)s)?|"
    r"participations|enfants?|ados|ménages|parents|"
    r"familles(?! d'accueil| marraines)|foyers(?! hébergeurs| d'accueil)|"
    r"jeunes(?! bénévoles| en service)|"
    r"(?:personnes|adultes|seniors|habitants|femmes|hommes)(?:\s+\w+){0,3}?\s+"
    r"(?:accueilli|accompagné|reçu|inscrit|différent|touché|concerné|bénéfici|fréquent|estimé|"
    r"particip|venu|présent|sur la journée|hébergé)\w*)(?!\s+bénévole)",
    re.IGNORECASE,
)


def find_empty(sheet: Sheet) -> Iterator[Finding]:
    """`champ-vide` and `fiche-presque-vide`.

    A label with nothing behind it, files and the two optional texts left aside; an action with
    no free text at all, or with nothing in its texts but single words and placeholders (RAS,
    à compléter). An action that was cut is told elsewhere.
    """
    for column, line in sheet.labels.items():
        if sheet.texts.get(column) or sheet.values.get(column) or column not in _TOLD_EMPTY:
            continue
        yield sheet.notice(
            ("champ-vide", Severity.INFO),
            line,
            f"« {LABELS[column]} » n'est pas renseigné.",
            "Complétez la fiche dans SENACS si l'information existe.",
        )
    if not sheet.cut and all(
        _says_nothing(text) for column, text in sheet.texts.items() if column not in OPTIONAL
    ):
        yield sheet.notice(
            ("fiche-presque-vide", Severity.CHECK),
            sheet.first_line,
            f"l'action « {sheet.title} » n'a aucun texte, ou seulement des mots d'attente.",
            "Complétez la fiche dans SENACS, ou signalez-la à la structure.",
        )


def _says_nothing(text: str) -> bool:
    if len(text) > _LONGEST_PLACEHOLDER:
        return False
    words = normalise(text).strip(" .-…?")
    return len(words.split()) <= 1 or _PLACEHOLDER.fullmatch(words) is not None


def find_numbers(sheet: Sheet) -> Iterator[Finding]:
    """`sans-montant`, `sans-nombre` and `nombre-seul`.

    Funding without a figure, a number word, or a word that says that it cost nothing; people
    without any number; people that are a number or a range and no more.
    """
    funding, people = sheet.plain.get("funding"), sheet.plain.get("people")
    if funding and not _AMOUNT.search(funding):
        yield sheet.notice(
            ("sans-montant", Severity.INFO),
            ("funding", 0, len(funding)),
            "les ressources financières sont dites sans montant.",
            "Aucun montant n'en sera tiré.",
        )
    if people and not _NUMBER.search(people):
        yield sheet.notice(
            ("sans-nombre", Severity.INFO),
            ("people", 0, len(people)),
            "les personnes mobilisées sont dites sans nombre.",
            "Aucun nombre n'en sera tiré.",
        )
    if people and _ONLY_NUMBER.fullmatch(people):
        yield sheet.notice(
            ("nombre-seul", Severity.INFO),
            ("people", 0, len(people)),
            f"« {normalise(people)} » ne dit pas de qui il s'agit.",
            "Précisez : salariés, bénévoles, partenaires ou public.",
        )


def find_misplaced(sheet: Sheet, column: str) -> Iterator[Finding]:
    """`contenu-deplace`: phrases that belong to another field, by the families of misplaced.toml.

    One finding a sentence; none where the sentence excuses it (« malgré », « levée »).
    """
    text = sheet.plain[column]
    small = lowered(text)
    told: set[int] = set()
    for family in misplaced_families():
        if column not in family.columns:
            continue
        for match in family.phrases.finditer(small):
            start, end = sentence_at(text, match.start())
            place = (start, match.start(), end)
            if start in told or _is_excused(family, small, place):
                continue
            told.add(start)
            yield sheet.notice(
                ("contenu-deplace", Severity.CHECK),
                (column, match.start(), match.end()),
                f"{family.message.format(champ=LABELS[column])} (« {match.group()} »).",
                family.advice,
            )


def _is_excused(family: Family, text: str, place: tuple[int, int, int]) -> bool:
    start, phrase, end = place
    anywhere, before = family.excuses, family.excuses_before
    return bool(
        (anywhere and anywhere.search(text, start, end))
        or (before and before.search(text, start, phrase))
    )


def find_misplaced_in_people(sheet: Sheet) -> Iterator[Finding]:
    """`contenu-deplace` among the people mobilised: the public counted there, an amount.

    Most structures count their public here, which asks nothing of them: good to know alone.
    """
    text = sheet.plain["people"]
    # What brackets hold details what stands before them.
    bare = _BRACKETS.sub(lambda held: " " * len(held.group()), text)
    public, money = _PUBLIC.search(bare), _MONEY.search(text)
    if public:
        yield sheet.notice(
            ("contenu-deplace", Severity.INFO),
            ("people", public.start(), public.end()),
            "le public est compté parmi les personnes mobilisées.",
            "Ne l'additionnez pas aux équipes ; dites-le plutôt dans les résultats.",
        )
    if money:
        yield sheet.notice(
            ("contenu-deplace", Severity.CHECK),
            ("people", money.start(), money.end()),
            f"un montant (« {money.group()} ») est dit parmi les personnes mobilisées.",
            f"Il a sa place sous « {LABELS['funding']} ».",
        )
