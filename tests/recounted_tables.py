"""The figures of a report's tables, row by row, beside their recount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

from printed import Document, key
from recounted import COLUMN_OF, OUTCOMES, WITHHELD, Slice, is_exact, role_of, told
from recounted_charts import Found

FAMILY_TABLES = {
    "Limites signalées, par famille": "limit",
    "Perspectives annoncées, par famille": "perspective",
    "Ce dont parlent les résultats déclarés": "outcome",
}
AMOUNT_KINDS = {
    r"Coûts? tota": "total",
    r"Subvention": "subsidy",
    r"Postes? de dépense": "component",
    r"Prix unitaire": "unit_price",
    r"Montants? de nature": "other",
}
ROLES = {
    r"Participant": "participant",
    r"Familles? ou foyer": "household",
    r"Personnes? salarié": "professional",
    r"Personnes? en formation": "trainee",
    r"Bénévole": "volunteer",
    r"Personnes? de structures? partenaire": "partner",
    r"Personnes? de rôles? non précisé": "unspecified",
    r"Personnes? de rôles mêlés": "mixed",
}
ASPECTS = {
    "Statut": "status_norm",
    "Thématiques": "keywords_norm",
    "Thématique": "keywords_norm",
    "Dimension": "dimension_norm",
    "Public": "audience_norm",
    "Territoire": "territory_norm",
    "Types de partenaire": "partners_norm",
    "Type de partenaire": "partners_norm",
}
RATIO = r"\d+ sur \d+"


def figures(doc: Document, chosen: Slice) -> Iterator[Found]:
    """Every figure of every table of counts."""
    yield from structures(doc, chosen)
    for title, measure in FAMILY_TABLES.items():
        yield from families(doc, chosen, title, measure)
    yield from amounts(doc, chosen)
    yield from amount_by_amount(doc, chosen)
    yield from persons(doc, chosen)
    yield from complements(doc)
    yield from filled(doc, chosen)
    yield from aspects(doc, chosen)


Cells = tuple[str, int, list[str]]


def rows(doc: Document, title: str, heads: set[str], width: int) -> Iterator[Cells]:
    """Label, place, and the cells behind it, of each row that holds a « k sur n ».

    `heads`: headings, printed again on each page. `width`: cells of a row, its ratio included.
    """
    for start, end in doc.sections(re.escape(title), r"Champ\b"):
        label: list[str] = []
        at = start
        while at < end:
            text = doc.body[at].text
            if re.fullmatch(RATIO, text):
                cells = [run.text for run in doc.body[at : at + width]]
                doc.explain(doc.starts[at], doc.starts[at] + len(text))
                yield " ".join(label), at, cells
                label = []
                at += width
                continue
            if text not in heads:
                label.append(text)
            at += 1


def structures(doc: Document, chosen: Slice) -> Iterator[Found]:
    """Actions by structure, their status, and those that tell results or limits."""
    heads = {"Structure", "Actions", "En cours", "Terminées", "Avec résultat", "Avec limites"}
    known = {key(name): name for name in chosen.structures()}
    for start, end in doc.sections("Actions déclarées par structure", r"Champ\b"):
        runs = [run for run in doc.body[start:end] if run.text not in heads]
        label: list[str] = []
        streak: list[str] = []
        for run, following in zip(runs, [*runs[1:], None], strict=True):
            is_last = following is None or not following.text.isdecimal()
            (streak if run.text.isdecimal() else label).append(run.text)
            if not (streak and is_last):
                continue
            name = " ".join([*label, *streak[:-5]])
            printed = streak[-5:]
            wanted = known.get(key(name), "")
            own = chosen.where(
                lambda row, wanted=wanted, name=name: (
                    name == "Ensemble" or row["organisation_norm"] == wanted
                )
            )
            counts = (
                len(own),
                sum(row["status_norm"] == "En cours" for row in own),
                sum(row["status_norm"] == "Terminée" for row in own),
                sum(any(row[c].strip() for c in OUTCOMES.values()) for row in own),
                sum(bool(row["limits"].strip()) for row in own),
            )
            for head, left, right in zip(
                ("actions", "en cours", "terminées", "avec résultat", "avec limites"),
                printed, counts, strict=False,
            ):  # fmt: skip
                yield f"structures, {name}, {head}", run.page, left, str(right), ""
            label, streak = [], []


def families(doc: Document, chosen: Slice, title: str, measure: str) -> Iterator[Found]:
    """Actions of each family, and their numbers; for results, those of each of three fields."""
    is_outcome = measure == "outcome"
    heads = {"Famille", "Actions", "Lesquelles", *(OUTCOMES if is_outcome else ())}
    found = chosen.families(measure)
    left = {key(family) for family in found}
    width = 1 + len(OUTCOMES) * is_outcome
    page = 0
    for label, at, cells in rows(doc, title, heads, width):
        page = doc.body[at].page
        words = re.sub(r"^.*?\d\. ?", "", re.sub(r"^.*\b(?:\d+|et \d+)\.", "", label)).strip()
        family = next((f for f in found if key(f) == key(words)), "")
        left.discard(key(family))
        name = f"{title}, {words}"
        numbers = found.get(family, set())
        yield name, page, cells[0], f"{len(numbers)} sur {chosen.n}", str(chosen.n)
        for cell, (head, column) in zip(cells[1:], OUTCOMES.items(), strict=False):
            count = len(chosen.families(measure, column).get(family, ()))
            yield f"{name}, {head}", page, cell, str(count), ""
        which = numbered(doc, at + width)
        yield f"{name}, lesquelles", page, listed(which), listed(numbers), ""
    if page:
        for family in left:
            yield f"{title}, {family}", page, "absente", "présente", ""


def numbered(doc: Document, at: int) -> set[int]:
    """The numbers of « Actions n° 1 à 3 et 5. », that may go on over several lines."""
    words = ""
    while not words.endswith("."):
        words += " " + doc.body[at].text
        at += 1
    numbers: set[int] = set()
    for first, last in re.findall(r"(\d+)(?: à (\d+))?", words):
        numbers |= set(range(int(first), int(last or first) + 1))
    return numbers


def listed(numbers: set[int]) -> str:
    return " ".join(str(number) for number in sorted(numbers))


def kind_of(label: str, kinds: dict[str, str]) -> str:
    return next((kind for words, kind in kinds.items() if re.match(words, label)), "")


def euros(text: str) -> float | None:
    """The value of « 8 240,50 € »."""
    digits = re.sub(r"[^\d,]", "", text).replace(",", ".")
    return float(digits) if digits else None


def amounts(doc: Document, chosen: Slice) -> Iterator[Found]:
    """Least, median and greatest of each kind, and its total where one may be given."""
    heads = {"Nature", "Actions", "Montants", "Le plus petit", "Médiane", "Le plus grand", "Total"}
    for label, at, cells in rows(doc, "Montants déclarés, par nature", heads, 6):
        page = doc.body[at].page
        facts = chosen.amounts(kind_of(label, AMOUNT_KINDS))
        ids = {fact["action_id"] for fact in facts}
        name = f"montants, {label}"
        yield f"{name}, actions", page, cells[0], f"{len(ids)} sur {chosen.n}", str(chosen.n)
        yield f"{name}, nombre", page, cells[1], str(len(facts)), ""
        if chosen.few(ids) or cells[2] == WITHHELD:
            words = WITHHELD if chosen.few(ids) else "publiable"
            yield f"{name}, valeurs", page, cells[2], words, ""
            continue
        lows = [min(told(f)) for f in facts]
        highs = [max(told(f)) for f in facts]
        exact = [float(f["value"]) for f in facts if is_exact(f)]
        middle = median(exact) if len(exact) > 2 else None
        expected = (min(lows), middle, max(highs), chosen.total(kind_of(label, AMOUNT_KINDS)))
        for head, cell, value in zip(
            ("minimum", "médiane", "maximum", "total"), cells[2:], expected, strict=True
        ):
            recounted = (
                cell if euros(cell) == (None if value is None else round(value, 2)) else value
            )
            yield f"{name}, {head}", page, cell, str(recounted), ""


def amount_by_amount(doc: Document, chosen: Slice) -> Iterator[Found]:
    """Each amount of an action, its kind, its value, in the order of the actions."""
    left: dict[tuple[int, str], list[tuple[float, ...]]] = {}
    for fact in chosen.facts:
        if fact["measure"] == "amount":
            place = chosen.number[fact["action_id"]], fact["type"]
            left.setdefault(place, []).append(tuple(sorted(told(fact))))
    wrong = []
    page = 0
    for start, end in doc.sections("Montants déclarés, action par action", r"Montants tels"):
        page = doc.body[start].page
        texts = [run.text for run in doc.body[start:end]]
        for at in range(len(texts) - 2):
            number, label = texts[at : at + 2]
            amount = next((t for t in texts[at + 2 : at + 4] if "€" in t), "")
            kind = kind_of(label, AMOUNT_KINDS)
            if not (number.isdecimal() and kind and amount):
                continue
            values = tuple(
                sorted(v for v in map(euros, re.split(r" à |–", amount)) if v is not None)
            )
            told_there = left.get((int(number), kind), [])
            if values in told_there:
                told_there.remove(values)
                yield f"montant, action {number}, {label}", page, amount, amount, ""
            else:
                wrong.append((int(number), kind, amount, doc.body[start + at].page))
    for number, kind, amount, where in wrong:
        others = left.get((number, kind), [])
        recounted = str(others.pop(0)) if others else "absent des faits"
        yield f"montant, action {number}, {kind}", where, amount, recounted, ""
    for (number, kind), rest in left.items() if page else ():
        for values in rest:
            yield f"montant, action {number}, {kind}", page, "absent", str(values), ""


def persons(doc: Document, chosen: Slice) -> Iterator[Found]:
    """Actions that mention each role, the least and the greatest number."""
    if chosen.n == 1:
        yield from persons_of_one(doc, chosen)
        return
    heads = {"Rôle", "Actions", "Le plus petit nombre", "Le plus grand"}
    told_roles = roles_told(chosen)
    page = 0
    for label, at, cells in rows(doc, "Personnes mentionnées, par rôle", heads, 3):
        page = doc.body[at].page
        role = kind_of(label, ROLES)
        told_roles.discard(role)
        numbers = chosen.persons(role)
        name = f"personnes, {label}"
        yield f"{name}, actions", page, cells[0], f"{len(numbers)} sur {chosen.n}", str(chosen.n)
        if chosen.few(numbers) or cells[1] == WITHHELD:
            words = WITHHELD if chosen.few(numbers) else "publiable"
            yield f"{name}, valeurs", page, cells[1], words, ""
            continue
        least = min((low for low, _ in numbers.values()), default=0)
        greatest = max((high for _, high in numbers.values()), default=0)
        for head, cell, value in zip(
            ("minimum", "maximum"), cells[1:], (least, greatest), strict=True
        ):
            number = cell.removesuffix(" ou plus").replace(" ", "")
            yield f"{name}, {head}", page, number, f"{value:g}", ""
    for role in told_roles if page else ():
        yield f"personnes, {role}", page, "absent", "présent", ""


def roles_told(chosen: Slice) -> set[str]:
    return {role_of(f) for f in chosen.facts if f["measure"] in {"participants", "staff"}}


def persons_of_one(doc: Document, chosen: Slice) -> Iterator[Found]:
    """The number that one action tells of each role, « de a à b » of a range, in one column."""
    left = roles_told(chosen)
    page = 0
    for start, end in doc.sections("Personnes mentionnées, par rôle", "Chaque action compte"):
        page = doc.body[start].page
        label: list[str] = []
        for run in doc.body[start:end]:
            cell = re.fullmatch(
                rf"{re.escape(WITHHELD)}|(?:de )?([\d ]+?)(?: à ([\d ]+?))?(?: ou plus)?", run.text
            )
            if not cell:
                label = [] if run.text == "Nombre" else [*label, run.text]
                continue
            role = kind_of(" ".join(label), ROLES)
            left.discard(role)
            numbers = chosen.persons(role)
            low, high = next(iter(numbers.values()), (0.0, 0.0))
            expected = WITHHELD if chosen.few(numbers) else f"{low:g} {high:g}"
            printed = f"{cell.group(1)} {cell.group(2) or cell.group(1)}"
            printed = run.text if run.text == WITHHELD else printed
            yield f"personnes, {' '.join(label)}", run.page, printed, expected, "1"
            label = []
    for role in left if page else ():
        yield f"personnes, {role}", page, "absent", "présent", "1"


def complements(doc: Document) -> Iterator[Found]:
    """What is reckoned from the bearer's sums: the gap of each action, and its share.

    The sums themselves stand in no table or facts.
    """
    sum_ = r"-?[\d ]+(?:,\d+)? €"
    row = re.compile(rf"({sum_}) ({sum_}) ([+−]?{sum_}) ([+−]?\d+|moins de 1) ?%")
    for start, end in doc.sections("Budget prévu et réalisé, selon le porteur", "Notes :"):
        for at in range(start, end - 3):
            words = " ".join(run.text for run in doc.body[at : at + 4])
            match = row.fullmatch(words)
            if not match:
                continue
            planned, spent = (euros(match.group(i)) or 0.0 for i in (1, 2))
            gap = spent - planned
            share = int(100 * abs(gap) / planned + 0.5)
            sign = "+" if gap > 0 else "−" if gap < 0 else ""
            less = "moins de 1" if gap and not share else f"{sign}{share}"
            page = doc.body[at].page
            printed = f"{match.group(3)[:1].strip('0123456789 ')}{euros(match.group(3)):g}"
            yield f"écart, {words}", page, printed, f"{sign}{abs(gap):g}", ""
            yield f"écart en %, {words}", page, match.group(4), less, ""


def filled(doc: Document, chosen: Slice) -> Iterator[Found]:
    """Filled fields, where a table stands for a chart."""
    heads = {"Valeur", "Actions", "Champs"}
    for label, at, cells in rows(doc, "Champs de résultat renseignés", heads, 1):
        count = len(chosen.filled(COLUMN_OF[key(label)]))
        page = doc.body[at].page
        yield f"renseigné, {label}", page, cells[0], f"{count} sur {chosen.n}", str(chosen.n)
    for start, end in doc.sections("Champs renseignés", r"Champ\b"):
        ratio = ""
        listed_fields: dict[str, str] = {}
        for at in range(start, end):
            text = doc.body[at].text
            if re.fullmatch(RATIO, text):
                ratio = text
                listed_fields[ratio] = ""
                doc.explain(doc.starts[at], doc.starts[at] + len(text))
            elif ratio and text not in heads:
                listed_fields[ratio] += " " + text
        for ratio, words in listed_fields.items():
            for label in words.split(", "):
                column = COLUMN_OF.get(key(label), "")
                count = len(chosen.filled(column)) if column else -1
                name = f"renseigné, {label.strip()}"
                yield name, doc.body[start].page, ratio, f"{count} sur {chosen.n}", str(chosen.n)


def aspects(doc: Document, chosen: Slice) -> Iterator[Found]:
    """Values with « (k sur n) » behind each, where tables stand for charts."""
    for match in re.finditer(r"Valeurs déclarées, en nombre d’actions (.*?) Base :", doc.prose):
        column = ""
        for value in re.finditer(r"([^()]+?) \((\d+ sur \d+)\)", match.group(1)):
            label = re.sub(r"^.* non renseigné |^, |^ ", "", value.group(1))
            for aspect, of in ASPECTS.items():
                if label.startswith(aspect + " ") and not value.group(1).startswith(","):
                    column, label = of, label.removeprefix(aspect + " ")
                    break
            counts = {key(v): k for v, k in chosen.values(column).items()} if column else {}
            base = len(chosen.filled(column)) if column else 0
            start = match.start(1) + value.start(2)
            doc.explain(start, match.start(1) + value.end(2))
            expected = f"{counts.get(key(label), 0)} sur {base}"
            yield f"{column}, {label}", doc.page(start), value.group(2), expected, str(base)
