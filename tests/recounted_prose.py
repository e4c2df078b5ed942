"""The figures of a report's sentences and tiles, beside their recount."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from printed import Document, key
from recounted import COLUMN_OF, OUTCOMES, WITHHELD, Slice, told
from recounted_charts import Found

Words = re.Match[str]
Told = Iterator[tuple[str, str, str, str]]
Check = Callable[[Words, Document, Slice], Told]

ONES = {"aucun": 0, "aucune": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
        "six": 6, "sept": 7, "huit": 8, "neuf": 9}  # fmt: skip
NUMBER = r"(?:\d+(?: \d{3})*|[Aa]ucune?|[Uu]ne?|[Dd]eux|[Tt]rois)"
COUNT = (
    r"(?:(?:\d+|[Uu]ne|[Aa]ucune) actions? sur (?:les )?(?:\d+|une)(?: renseignées)?|"
    r"[Ll]es (?:\d+|deux) actions|"
    r"aucune des (?:\d+|deux) actions|cette action|[Ll]’action|la seule action renseignée)"
)
MOST_TIED = 3
OWN = ("total", "subsidy", "component")
VALUES = {
    "thématique": "keywords_norm",
    "dimension": "dimension_norm",
    "public": "audience_norm",
    "territoire": "territory_norm",
    "type de partenaire": "partners_norm",
    "partenaire": "partners_norm",
}


def number(words: str) -> int:
    bare = words.replace(" ", "").lower()
    return int(bare) if bare.isdecimal() else ONES[bare]


def both(words: str, n: int) -> str:
    """« k sur n » of any wording of a count; of « the n actions », n of n."""
    found = [number(w) for w in re.findall(r"\d+|\b(?:[Uu]ne|deux|[Aa]ucune)\b", words)]
    if words.startswith("aucune des"):
        return f"0 sur {found[-1]}"
    if len(found) == 2:
        return f"{found[0]} sur {found[1]}"
    return f"{found[0]} sur {found[0]}" if found else f"{n} sur 1"


def plain(k: int, n: int) -> str:
    return f"{k} sur {n}"


def figures(doc: Document, chosen: Slice) -> Iterator[Found]:
    """Every figure of the sentences that we know; each explains its own words."""
    for pattern, check in CHECKS.items():
        for match in re.finditer(pattern, doc.prose):
            for name, printed, recounted, base in check(match, doc, chosen):
                doc.explain(*match.span())
                yield name, doc.page(match.start()), printed, recounted, base


def recensus(match: Words, _doc: Document, chosen: Slice) -> Told:
    yield "actions recensées", str(number(match["k"])), str(chosen.n), ""


def cover(match: Words, _doc: Document, chosen: Slice) -> Told:
    yield "couverture, actions", match["k"], str(chosen.n), ""
    if match["s"]:
        yield "couverture, structures", match["s"], str(len(chosen.structures())), ""


def duplicates(match: Words, _doc: Document, chosen: Slice) -> Told:
    """Exact repeats of the actions counted; the copy itself is not in the slice."""
    ids = {row["action_id"] for row in chosen.rows}
    repeats = [row for row in chosen.everything if row["duplicate_of"] in ids]
    printed = str(number(match["k"])) if match["k"] else "0"
    yield "doublons exacts", printed, str(len(repeats)), ""


def structures(match: Words, _doc: Document, chosen: Slice) -> Told:
    yield "structures", str(number(match["k"])), str(len(chosen.structures())), ""


def unnamed(match: Words, _doc: Document, chosen: Slice) -> Told:
    count = len(chosen.where(lambda row: not row["organisation_norm"]))
    yield "actions sans structure", str(number(match["k"])), str(count), ""


def tile(match: Words, _doc: Document, chosen: Slice) -> Told:
    base = number(match["n"])
    if match["what"].startswith("en cours"):
        count = chosen.values("status_norm")["En cours"]
    elif "résultat" in match["what"]:
        count = len(chosen.where(lambda row: any(row[c].strip() for c in OUTCOMES.values())))
    else:
        count = len(chosen.filled(COLUMN_OF[key(match["what"].split()[-2])]))
    yield match["what"], plain(int(match["k"]), base), plain(count, chosen.n), str(chosen.n)


def a_field(match: Words, _doc: Document, chosen: Slice) -> Told:
    count = len(chosen.filled(COLUMN_OF[key(match["label"])]))
    printed = both(match["c"], 0 if "pas" in match["verb"] else 1)
    yield f"renseigné, {match['label']}", printed, plain(count, chosen.n), str(chosen.n)


def any_outcome(match: Words, _doc: Document, chosen: Slice) -> Told:
    count = len(chosen.where(lambda row: any(row[c].strip() for c in OUTCOMES.values())))
    yield "au moins un résultat", both(match["c"], 1), plain(count, chosen.n), str(chosen.n)


def reading(match: Words, doc: Document, chosen: Slice) -> Told:
    label, verb = match["label"], match["verb"]
    column = COLUMN_OF.get(key(label), "")
    if "renseign" in verb:
        count, base = len(chosen.filled(column)), chosen.n
    elif "statut" in verb:
        count, base = chosen.values("status_norm")[label], chosen.n
    else:
        column = column_citing(chosen, [label], doc.prose[: match.start()])
        count, base = chosen.values(column)[label], len(chosen.filled(column))
    yield f"lecture, {label}", both(match["c"], 1), plain(count, base), str(base)


def column_citing(chosen: Slice, labels: list[str], before: str = "") -> str:
    """The column of values that holds all labels; of two, the one whose title came last."""
    holds = [c for c in VALUES.values() if all(chosen.values(c)[label] for label in labels)]
    words = {column: word for word, column in VALUES.items()}
    lower = before.casefold()
    return max(holds, key=lambda c: lower.rfind(words[c]), default="keywords_norm")


def top(match: Words, doc: Document, chosen: Slice) -> Told:
    """What is cited most: who, how often, of how many."""
    what = match["what"].lower()
    labels = re.findall(r"« (.+?) »", match["labels"])
    verbs = {"mentionn": "outcome", "signalé": "limit", "envisag": "perspective"}
    coded = next((measure for verb, measure in verbs.items() if verb in match["verb"]), "")
    if coded:
        column = outcome_context(doc, match.start()) if coded == "outcome" else None
        counts = {k: len(v) for k, v in chosen.families(coded, column).items()}
        base = len(chosen.filled(column)) if column else chosen.n
    else:
        column = VALUES.get(what.removeprefix("la ").removeprefix("le ")) or column_citing(
            chosen, labels, doc.prose[: match.start()]
        )
        counts = dict(chosen.values(column))
        base = len(chosen.filled(column))
    leading = leaders(counts)
    printed = ", ".join(sorted(labels)) + " : " + both(match["c"], 1)
    k = max(counts.values(), default=0)
    yield "en tête", printed, ", ".join(sorted(leading)) + " : " + plain(k, base), str(base)


def no_top(match: Words, doc: Document, chosen: Slice) -> Told:
    """« Aucun … ne se détache »: only where many or all are cited as often as the first."""
    what = match["what"]
    if what in {"résultat", "limite", "perspective"}:
        measure = {"résultat": "outcome", "limite": "limit", "perspective": "perspective"}[what]
        column = outcome_context(doc, match.start()) if what == "résultat" else None
        counts = {k: len(v) for k, v in chosen.families(measure, column).items()}
        by_main = {k: len(v) for k, v in chosen.families(measure, column, main=True).items()}
    else:
        counts = by_main = dict(chosen.values(VALUES[what]))
    leading = leaders(counts)
    tied = len(leading) > MOST_TIED or leading == set(counts) - {"autre"}
    # What leads by second families alone is not said to stand out.
    tied = tied or not leading <= leaders(by_main)
    recounted = "aucun" if tied else ", ".join(sorted(leading))
    yield f"en tête, {what}", "aucun", recounted, ""


def leaders(counts: dict[str, int]) -> set[str]:
    """Labels with the greatest count; « autre » names no family."""
    named = {label: count for label, count in counts.items() if label != "autre"}
    most = max(named.values(), default=0)
    return {label for label, count in named.items() if count == most}


def outcome_context(doc: Document, offset: int) -> str | None:
    """The outcome column that the last sentence about a field names; None in a note."""
    heads = list(re.finditer(r"Le champ « ([^»]+) »|Valeur Actions", doc.prose[:offset]))
    label = heads[-1].group(1) if heads else None
    column = COLUMN_OF.get(key(label)) if label else None
    return column if column in OUTCOMES.values() else None


def card(match: Words, doc: Document, chosen: Slice) -> Told:
    """A family above its excerpts: « Lien social (2 actions) »."""
    heads = re.findall(
        r"Le champ « ([^»]+) »|(Valeur Actions)|(Mots de la fiche)", doc.prose[: match.start()]
    )
    if not heads:
        return
    label = heads[-1][0]
    measure = {"Limites": "limit", "Perspectives": "perspective"}.get(label, "outcome")
    column = outcome_context(doc, match.start()) if measure == "outcome" else None
    families = chosen.families(measure, column)
    words = key(match["label"])
    family = max((f for f in families if words.endswith(key(f))), key=len, default=None)
    if family is None:
        return
    yield f"{label or 'résultats'}, {family}", match["k"], str(len(families[family])), ""


def initiative(match: Words, _doc: Document, chosen: Slice) -> Told:
    filled = chosen.filled("initiators")
    residents = {"Un groupe d'habitants", "Un habitant"}
    words = [row["initiators"].replace("’", "'") for row in filled]
    count = sum(any(name in cell.split("; ") for name in residents) for cell in words)
    if match["given"]:
        yield "initiative précisée", match["given"], plain(len(filled), chosen.n), str(chosen.n)
        yield "initiative", str(number(match["c"].split()[0])), str(count), str(len(filled))
    else:
        yield "initiative", both(match["c"], 1), plain(count, len(filled)), str(len(filled))


def status(match: Words, _doc: Document, chosen: Slice) -> Told:
    count = chosen.values("status_norm")["En cours"]
    yield "en cours", both(match["c"], 1), plain(count, chosen.n), str(chosen.n)


def statuses(match: Words, _doc: Document, chosen: Slice) -> Told:
    for k, label in re.findall(r"(\d+) actions? « ([^»]+) »", match["list"]):
        yield f"statut, {label}", k, str(chosen.values("status_norm")[label]), str(chosen.n)


def champ(match: Words, doc: Document, chosen: Slice) -> Told:
    """The base under a chart: that of the field whose title came last."""
    titles = {"thématique": "keywords_norm", "Dimensions": "dimension_norm",
              "Publics": "audience_norm", "Territoires": "territory_norm",
              "Types de partenaires": "partners_norm"}  # fmt: skip
    before = doc.prose[max(0, match.start() - 200) : match.start()]
    title = max(titles, key=before.replace("Thématiques", "thématiques").rfind)
    column = titles[title]
    expected = plain(len(chosen.filled(column)), chosen.n)
    yield f"champ, {title}", plain(number(match["k"]), int(match["n"])), expected, str(chosen.n)


def champ_all(match: Words, _doc: Document, chosen: Slice) -> Told:
    yield (
        "champ, toutes les actions",
        str(number(match["k"] or "une")),
        str(chosen.n),
        str(chosen.n),
    )


def amounts(match: Words, _doc: Document, chosen: Slice) -> Told:
    """How many, and from what to what; a range that is kept back belongs to few structures."""
    facts = [f for kind in OWN for f in chosen.amounts(kind)]
    count = number(match["k"]) if match["k"] else 0
    yield "montants déclarés", str(count), str(len(facts)), ""
    few = any(chosen.few([f["action_id"] for f in chosen.amounts(kind)]) for kind in OWN)
    values = [value for f in facts for value in told(f)]
    expected = WITHHELD if few else str((min(values), max(values)) if values else ())
    ends = [match[end] for end in ("a", "b") if match["k"] and match[end]]
    sums = [float(end.replace(" ", "").replace(",", ".")) for end in ends]
    printed = str((sums[0], sums[-1]) if sums else ())
    yield "montants, de … à …", WITHHELD if count and not sums else printed, expected, ""


def alone(match: Words, _doc: Document, chosen: Slice) -> Told:
    count = sum(fact["rule"] == "lone" for fact in chosen.amounts("total"))
    yield "montants seuls dans leur champ", str(number(match["k"])), str(count), ""


def apart(match: Words, _doc: Document, chosen: Slice) -> Told:
    words = {"prix": "unit_price", "montant": "other", "montants": "other"}
    told = dict.fromkeys(("unit_price", "other"), 0)
    for k, word in re.findall(rf"({NUMBER}) (prix|montants?)", match["list"]):
        told[words[word]] = number(k)
    for kind, count in told.items():
        yield f"hors compte, {kind}", str(count), str(len(chosen.amounts(kind))), ""


def participants(match: Words, _doc: Document, chosen: Slice) -> Told:
    numbers = chosen.persons("participant")
    count = len(numbers)
    printed = both(match["c"] or "cette action", 1)
    yield "participants", printed, plain(count, chosen.n), str(chosen.n)
    ends = [match[end].replace(" ", "") for end in ("a", "b") if match[end]]
    printed = f"{ends[0]} {ends[-1]}" if ends else WITHHELD
    low = min((low for low, _ in numbers.values()), default=0)
    high = max((high for _, high in numbers.values()), default=0)
    expected = WITHHELD if chosen.few(numbers) else f"{low:g} {high:g}"
    yield "participants, de … à …", printed, expected, ""


def no_participants(_match: Words, _doc: Document, chosen: Slice) -> Told:
    yield "participants", "0", str(len(chosen.persons("participant"))), str(chosen.n)


def evolution(match: Words, _doc: Document, chosen: Slice) -> Told:
    """The fiches of the structures of both years, and how many structures these are and are not."""
    common = chosen.structures() & chosen.structures(chosen.previous)
    now = sum(row["organisation_norm"] in common for row in chosen.rows)
    before = sum(row["organisation_norm"] in common for row in chosen.previous)
    sign = {"plus": 1, "moins": -1}.get(match["way"] or "", 0)
    gap = sign * number(match["gap"]) if match["gap"] else 0
    yield "évolution, fiches", str(number(match["k"])), str(now), ""
    yield "évolution, écart", str(gap), str(now - before), ""
    if chosen.several:
        kept = str(number(match["s"])) if match["s"] else "1"
        yield "évolution, structures", kept, str(len(common)), ""
        others = number(match["others"]) if match["others"] else 0
        expected = str(len(chosen.structures()) - len(common))
        yield "évolution, autres structures", str(others), expected, ""


def no_earlier(_match: Words, _doc: Document, chosen: Slice) -> Told:
    yield "évolution, fiches d’avant", "0", str(len(chosen.previous)), ""


def still_open(match: Words, _doc: Document, chosen: Slice) -> Told:
    count = sum(row["status_norm"] == "En cours" for row in chosen.earlier)
    yield "antérieures en cours", str(number(match["k"])), str(count), ""


def evolution_reading(match: Words, _doc: Document, chosen: Slice) -> Told:
    for rows, k in ((chosen.previous, match["a"]), (chosen.rows, match["b"])):
        same = [r for r in rows if key(r["organisation_norm"]) == key(match["name"])]
        yield f"évolution, {match['name']}", str(number(k)), str(len(same)), ""


def not_compared(match: Words, _doc: Document, chosen: Slice) -> Told:
    common = chosen.structures() & chosen.structures(chosen.previous)
    rows = chosen.rows if match["year"] == chosen.year else chosen.previous
    count = sum(row["organisation_norm"] in common for row in rows)
    yield "évolution, trop peu de fiches", str(number(match["k"])), str(count), ""


def not_shown(match: Words, doc: Document, chosen: Slice) -> Told:
    shown = len({
        (run.page, run.text)
        for run in doc.runs
        if run.drawn and re.search(r"[^\d ] ?\(\d{1,3}\)$", run.text)
    })  # fmt: skip
    count = len(chosen.values("keywords_norm")) - shown
    yield "thématiques non montrées", str(number(match["k"])), str(count), ""


def excerpts(match: Words, doc: Document, chosen: Slice) -> Told:
    """« 8 extraits sur 12 »: those printed below, of the actions that fill the field just named."""
    heads = re.findall(r"Le champ « ([^»]+) »", doc.prose[: match.start()])
    column = COLUMN_OF[key(heads[-1])]
    below = re.split(r"Le champ « ", doc.prose[match.end() :], maxsplit=1)[0]
    quoted = [int(at) for at in re.findall(r"» (?:[^«»]*, )?action (\d+), « ", below)]
    own = {chosen.number[row["action_id"]] for row in chosen.filled(column)}
    yield "extraits", str(number(match["k"])), str(len(own & set(quoted))), ""
    if match["n"]:
        yield "extraits, sur", match["n"], str(len(own)), ""


def complemented(match: Words, doc: Document, _chosen: Slice) -> Told:
    """The actions with figures in one of the two tables of the bearer: their rows end in (1)."""
    found: set[str] = set()
    for title in ("Public touché, selon le porteur", "Budget prévu et réalisé, selon le porteur"):
        for start, end in doc.sections(title, "Notes :"):
            number_ = ""
            for run, before in zip(doc.body[start:end], doc.body[start - 1 :], strict=False):
                opens = run.text.isdecimal() and run.x < before.x
                number_ = run.text if opens else number_
                found |= {number_} if re.fullmatch(r"\(\d+\)", run.text) else set()
    yield "actions complétées", match["k"], str(len(found)), ""


def file_read(match: Words, _doc: Document, chosen: Slice) -> Told:
    rows = [row for row in chosen.everything if row["source_file"] == match["file"]]
    yield f"actions du fichier {match['file']}", match["k"], str(len(rows)), ""


def perimeter(match: Words, _doc: Document, chosen: Slice) -> Told:
    yield "actions retenues", match["k"], str(chosen.n), ""


LABELS = r"(?P<labels>(?:« [^»]+(?: » [^»(]{1,40})? »(?:, | et )?)+)"
CHECKS: dict[str, Check] = {
    r"(?P<k>\d+|Une|Aucune|Deux) actions? (?:est |sont |n’est )?recensées?": recensus,
    r"(?P<k>\d+) actions? déclarées? sur SENACS(?: par (?P<s>\d+) structures?)?": cover,
    r"(?:hors (?P<k>\d+) doublons? exacts?|sans doublon exact)": duplicates,
    r"Doublons\. (?P<k>\d+|Une|Aucune) actions?": duplicates,
    r"Doublons exacts écartés (?P<k>\d+)": duplicates,
    r"(?P<k>\d+) structures? nommées? dans": structures,
    r"(?P<k>\d+|Une|Deux) structures? déclaren?t? au moins": structures,
    r"Actions retenues \d+ Structures? (?P<k>\d+)": structures,
    r"Actions retenues (?P<k>\d+)": perimeter,
    rf"et (?P<k>{NUMBER}) actions? sans structure précisée": unnamed,
    r"(?P<k>\d+) (?P<what>avec un résultat renseigné|au champ \w+ rempli|en cours à l’export) "
    r"sur (?P<n>\d+|une) actions?": tile,
    rf"Le champ « (?P<label>[^»]+) » (?P<verb>n’est (?:pas )?renseigné|est renseigné) pour "
    rf"(?P<c>{COUNT})": a_field,
    rf"(?P<c>{COUNT}) renseignen?t? au moins un champ de résultat": any_outcome,
    rf"Lecture : (?P<c>{COUNT}) (?P<verb>citen?t?|porten?t? le statut|renseignen?t?(?: le champ)?) "
    r"« (?P<label>.+?) »": reading,
    rf"(?P<what>L[ea] [\w ]{{4,20}}?) l[ea] plus (?P<verb>citée?|souvent \w+) est {LABELS} "
    rf"\((?P<c>{COUNT})\)": top,
    rf"{LABELS} (?P<what>)sont les plus (?P<verb>citée?s|souvent \w+) "
    rf"\((?P<c>{COUNT}) chacune?\)": top,
    r"Aucune? (?P<what>[\w ]{4,20}?) ne se détache": no_top,
    r"(?P<label>[A-ZÉ][^«»()]{3,60}?|[a-zé][^«»()]{3,60}?) \((?P<k>\d+) actions?\)": card,
    rf"(?:Parmi les actions qui le précisent \((?P<given>\d+ sur \d+)\), )?(?P<c>{COUNT}|{NUMBER} "
    r"actions?) (?:est|sont|n’est) déclarées? à l’initiative": initiative,
    rf"(?P<c>{COUNT}) (?:est|sont) déclarées? en cours": status,
    r"Statut à la date de l’export : (?P<list>[^.]+)\.": statuses,
    rf"Champ : (?P<k>{NUMBER}) actions? renseignées? sur (?P<n>\d+)": champ,
    r"Champ : (?:les (?P<k>\d+|deux) actions\b|cette action)": champ_all,
    rf"(?:Aucun montant exploitable|(?P<k>{NUMBER}) montants? (?:est|sont) déclarés?"
    r"(?:(?:,| :)(?: chacun de| environ| au moins| au plus)?(?: de)? (?P<a>\d[\d ]*(?:,\d+)?)"
    r"(?: à (?P<b>\d[\d ]*(?:,\d+)?))? €)?)": amounts,
    rf"(?P<k>{NUMBER}) montants?, seuls? dans (?:son|leur) champ": alone,
    r"Hors de ce compte : (?P<list>[^.]+)\.": apart,
    rf"mentionnen?t? des participants pour (?P<c>{COUNT})"
    r"(?:,(?: de)? (?P<a>\d[\d ]*?)(?: à (?P<b>\d[\d ]*?))?(?: ou plus)? personnes?"
    r")?": participants,
    rf"La fiche(?: d’)?(?P<c>{COUNT}|) mentionne des participants : "
    r"(?P<a>\d[\d ]*?)(?: à (?P<b>\d[\d ]*?))?(?: ou plus)? personnes?": participants,
    r"Aucun nombre de participants n’est mentionné": no_participants,
    rf"(?P<k>{NUMBER}) fiches? (?:d['’]années antérieures|d['’]une année antérieure)": still_open,
    r"(?:(?:Les (?P<s>\d+) structures présentes|La structure présente) les deux années publient? )?"
    rf"(?P<k>{NUMBER}) fiches? en \d{{4}}, (?:soit (?P<gap>{NUMBER}) fiches? de "
    r"(?P<way>plus|moins)|autant de fiches) qu’en \d{4}"
    r"(?: ; (?P<others>\d+) autres? structures? (?:est|sont) hors comparaison)?": evolution,
    r"les exports ne donnent aucune fiche pour": no_earlier,
    r"Lecture : (?P<name>(?:(?!Lecture : ).){1,120}?) publie (?P<a>\d+) fiches? en "
    r"\d{4}, et (?P<b>\d+) en": evolution_reading,
    r"non pertinente : (?P<k>\d+|une|deux|trois|quatre) fiches? seulement en (?P<year>\d{4})":
        not_compared,
    r"(?P<k>\d+|Une|Deux) autres? thématiques? (?:n’est|ne sont) pas": not_shown,
    rf"(?P<k>{NUMBER}) extraits? (?:sur (?P<n>\d+)|de structures différentes)": excerpts,
    r"(?P<k>\d+) actions? (?:est complétée|sont complétées) par le porteur": complemented,
    r"(?P<file>\S+\.txt) (?:\d+\S* \w+ \d{4}|non communiquée) (?P<k>\d+) ": file_read,
}  # fmt: skip
