"""Words or sentences glued together, told from names, addresses, times and inclusive spelling."""

from __future__ import annotations

import re

# Written in one word with a capital inside, on purpose.
_MIXED_NAMES = frozenset({
    "AirBnB", "BlaBlaCar", "BookCrossing", "CléA", "DuoDay", "EdTech", "FabLab", "FaceBook",
    "GoPro", "GrandLyon", "HelloAsso", "JobIrl", "JavaScript", "LibreOffice", "LinkedIn", "McDo",
    "McDonald", "MediaLab", "MédiaLab", "OneDrive", "OpenOffice", "OpenStreetMap", "PhotoShop",
    "PlayStation", "PowerPoint", "ProNote", "SoliGuide", "TedX", "TikTok", "WeTransfer",
    "WhatsApp", "WordPress", "YouTube", "bioPic", "eSport", "miniBus",
})  # fmt: skip
_FUNCTION_WORDS = frozenset({
    "Ainsi", "Après", "Au", "Aussi", "Aux", "Avec", "C", "Ce", "Ces", "Cet", "Cette", "Chaque", "D",
    "Dans", "De", "Depuis", "Des", "Du", "Elle", "Elles", "En", "Enfin", "Et", "Il", "Ils", "J",
    "L", "La", "Le", "Les", "Leur", "Lors", "Mais", "Mes", "N", "Nos", "Notre", "Nous", "On", "Ou",
    "Par", "Pas", "Pendant", "Plus", "Pour", "Puis", "Qu", "Que", "Quand", "Qui", "S", "Sans",
    "Ses", "Si", "Son", "Sur", "Tous", "Tout", "Toutes", "Un", "Une", "Vous", "À",
})  # fmt: skip
# Feminine and plural of inclusive spelling (« habitantEs »).
_INCLUSIVE = frozenset({"E", "Es", "S", "Ne", "Nes", "Se", "Ses", "Ve", "Ves", "Te", "Tes"})
_ABBREVIATIONS = frozenset({
    "al", "art", "av", "bd", "bld", "boul", "cf", "chap", "dr", "env", "ex", "fig", "imp", "max",
    "min", "nb", "no", "ph", "pl", "pp", "réf", "rte", "st", "ste", "tel", "tél", "vol",
})  # fmt: skip
_ADDRESS = re.compile(
    r"://|www\.|@|\.(?:fr|com|org|net|eu|info|asso|gouv|be|ch|io|tv|"
    r"pdf|docx?|xlsx?|odt|ods|pptx?|txt|jpe?g|png|mp[34]|html?)\b",
    re.IGNORECASE,
)

_AROUND = ".,;:!?…«»()\"'-"  # no plus sign: `paella+`
_LOWER, _UPPER = "a-zß-öø-ÿœ", "A-ZÀ-ÖØ-ÞŒ"
_NUMBERED = re.compile(r"^\W*\d{1,2}[.)]")
_SENTENCES = re.compile(
    rf"([{_LOWER}]{{2,}}|[{_LOWER}]\d+|\dh\d*)[»\")]*[.!?…]+[»\")]*"
    rf"[{_UPPER}](?:[{_LOWER}]|['’]|$)"
)
_CASE = re.compile(rf"([^\W\d_]*?[{_LOWER}]{{2,}})([{_UPPER}][^\W\d_]*)")
_CAPITAL_INSIDE = re.compile(rf"[{_UPPER}](?<=[{_LOWER}]{{2}}[{_UPPER}])")
_COMMA = re.compile(rf"[{_LOWER}]{{2,}}[\"»)]?[,;][^\W\d_]|[.…\w]\)[,;][^\W\d_]")
_TIME = re.compile(
    r"(?:^|[^\w-])(?:de|à|le|la|les|du|des|au|aux|et|en|entre|dès|depuis|vers|pour|par|avec)\d"
)
_PARTICIPLE = re.compile(
    r"ées?(?:en|et|est|au|aux|avec|un|une|ou|où|elles?|ils?|on|afin|ainsi|entre|à)$"
)
_PLUS = re.compile(rf"[^\W\d_]*[{_LOWER}]{{3,}}\+$")
_PLUS_NAMES = frozenset({"Canal+", "canal+", "Google+", "Disney+", "Erasmus+", "erasmus+"})


def glued_in(chunk: str) -> str | None:
    """The part of a word (a run of signs without a space) where two are glued, None if none.

    Glued are: two sentences (`matin.Le`, `16h30.Méthode`), a small letter followed by a capital
    inside a word (`socialUn`), a comma or semicolon between two words (`tablettes,forfaits`,
    `),développement`), a small word and a figure (`de14h`), a feminine participle and the
    small word behind it (`illimitéeen`), a plus sign and the word before it (`paella+`). Web and
    mail addresses, file names, acronyms with periods (A.M.I.), decimals, times (14h30), mixed
    names (PowerPoint) and inclusive spelling (habitant.e.s, habitantEs) are not.
    """
    if len(chunk) < 4 or chunk.isdigit():  # noqa: PLR2004 (« a.Le »)
        return None
    core = chunk.strip(_AROUND)
    if core.replace("'", "").isalpha() and core[1:].islower():
        return core if "ée" in core and _PARTICIPLE.search(core) else None
    return None if _ADDRESS.search(chunk) else _joint(chunk)


def _joint(chunk: str) -> str | None:
    body = _NUMBERED.sub("", chunk, count=1)
    sentences = _SENTENCES.search(body)
    if sentences and sentences[1] not in _ABBREVIATIONS:
        return sentences.group()
    found = _COMMA.search(body) or _TIME.search(chunk)
    if not found and chunk not in _PLUS_NAMES:
        found = _PLUS.search(chunk)
    if found:
        return found.group()
    return next((m.group() for m in _CASE.finditer(chunk) if _is_glued(*m.groups())), None)


def _is_glued(before: str, after: str) -> bool:
    """Whether a capital inside a word begins another word, and is no name's own spelling."""
    if before + after in _MIXED_NAMES or after in _INCLUSIVE or before[:2] in ("Mc", "Mac"):
        return False
    if after in _FUNCTION_WORDS:
        return True
    return before.islower() and len(before) > 2 and after[1:].islower()  # noqa: PLR2004 (« iPad »)


def case_boundaries(text: str) -> list[int]:
    """Places where a word glued to the one before begins, in a text or a sentence."""
    found = []
    for capital in _CAPITAL_INSIDE.finditer(text):
        begin = max(text.rfind(" ", 0, capital.start()), text.rfind("'", 0, capital.start())) + 1
        match = _CASE.search(text, begin)
        if match and match.start(2) == capital.start() and _is_glued(*match.groups()):
            found.append(capital.start())
    return found
