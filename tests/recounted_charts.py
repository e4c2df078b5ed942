"""The figures of a report's charts, each label with its « k sur n », beside their recount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from printed import Document, Run, key
from recounted import COLUMN_OF, OUTCOMES, Slice, year_of

Found = tuple[str, int, str, str, str]

TITLES = {
    r"Statut déclaré, en nombre": "status_norm",
    r"Thématiques,? en nombre": "keywords_norm",
    r"Dimensions,? en nombre": "dimension_norm",
    r"Publics,? en nombre": "audience_norm",
    r"Territoires,? en nombre": "territory_norm",
    r"Types de partenaires,? en nombre": "partners_norm",
    r"Champs de résultat renseignés, en nombre": "outcomes",
    r"Champs non vides, en nombre": "filled",
    r"Nombre d’actions dont le champ est renseigné": "heat",
    r"Nombre de fiches en \d{4} et en \d{4}": "pairs",
}
LEAST_FOR_PERCENT = 20


def figures(doc: Document, chosen: Slice) -> Iterator[Found]:
    """Every figure of every chart; a chart without a title, and the reverse, is one too."""
    for page in sorted({run.page for run in doc.runs}):
        kinds = list(titles(doc, page))
        charts = doc.charts(page)
        if len(kinds) != len(charts):
            yield "graphiques de la page", page, str(len(charts)), str(len(kinds)), ""
        for kind, chart in zip(kinds, charts, strict=False):
            if kind == "status_norm":
                yield from statuses(chart, chosen)
            elif kind == "heat":
                yield from heat(chart, chosen)
            elif kind == "pairs":
                yield from pairs(chart, chosen)
            else:
                yield from bars(kind, chart, chosen)


def titles(doc: Document, page: int) -> Iterator[str]:
    runs = [run.text for run in doc.body if run.page == page]
    for text, following in zip(runs, [*runs[1:], ""], strict=True):
        for pattern, kind in TITLES.items():
            whole = f"{text} {following}" if text in {"Publics", "Territoires"} else text
            if re.match(pattern, whole):
                yield kind


def counts_of(kind: str, chosen: Slice) -> tuple[dict[str, int], int]:
    """The count of each label, spelled as `key` does, and the base."""
    if kind in {"outcomes", "filled"}:
        wanted = OUTCOMES if kind == "outcomes" else None
        labels = {key(k): v for k, v in wanted.items()} if wanted else COLUMN_OF
        return {label: len(chosen.filled(column)) for label, column in labels.items()}, chosen.n
    counts = {key(value): count for value, count in chosen.values(kind).items()}
    return counts, len(chosen.filled(kind))


def ratio(printed: str, k: int, n: int) -> str:
    """« k sur n » in the printed form; a percentage only where the base is large enough."""
    if "%" in printed and n >= LEAST_FOR_PERCENT:
        return f"{int(100 * k / n + 0.5)} % ({k} sur {n})"
    return f"{k} sur {n}"


def bars(kind: str, chart: list[Run], chosen: Slice) -> Iterator[Found]:
    counts, base = counts_of(kind, chosen)
    values = [run for run in chart if re.search(r"sur \d+", run.text)]
    labels = [run for run in chart if run not in values]
    page = chart[0].page
    if len(labels) != len(values):
        yield f"{kind}, étiquettes", page, str(len(labels)), str(len(values)), ""
    if kind != "filled":
        yield f"{kind}, nombre de barres", page, str(len(labels)), str(len(counts)), ""
    for label, value in zip(labels, values, strict=False):
        expected = ratio(value.text, counts.get(key(label.text), 0), base)
        yield f"{kind}, {label.text}", page, value.text, expected, str(base)


def statuses(chart: list[Run], chosen: Slice) -> Iterator[Found]:
    counts = chosen.values("status_norm")
    texts = [run.text for run in chart]
    for label, printed in zip(texts[::2], texts[1::2], strict=False):
        yield f"statut, {label}", chart[0].page, printed, str(counts[label]), str(chosen.n)


def heat(chart: list[Run], chosen: Slice) -> Iterator[Found]:
    """Cells by their place: a row has its label's height, a column its heading's left edge."""
    page = chart[0].page
    columns = {run.x: OUTCOMES[run.text] for run in chart if run.text in OUTCOMES}
    labels = {
        run.y: (match.group(1), match.group(2))
        for run in chart
        if (match := re.fullmatch(r"(.+?) ?\((\d+)\)", run.text))
    }
    cells = {(run.x, run.y): run.text for run in chart if run.text.isdecimal()}
    values = {key(value): value for value in chosen.values("keywords_norm")}
    for y, (label, total) in labels.items():
        theme = values.get(key(label), "")
        citing = chosen.where(lambda row, theme=theme: theme in row["keywords_norm"].split("; "))
        yield f"résultats, {label}", page, total, str(len(citing)), ""
        for x, column in columns.items():
            count = sum(bool(row[column].strip()) for row in citing)
            printed = cells.pop((x, y), "0")
            yield f"résultats, {label}, {column}", page, printed, str(count), total
    for place, text in cells.items():
        yield f"résultats, case en {place}", page, text, "", ""


def pairs(chart: list[Run], chosen: Slice) -> Iterator[Found]:
    """The fiches of each structure that has some in both years."""
    bars_ = [m for run in chart if (m := re.fullmatch(r"(\d+) ?\((\d{4})\)", run.text))]
    labels = [run.text for run in chart if not re.search(r"\(\d{4}\)$", run.text)]
    both = chosen.structures() & chosen.structures(chosen.previous)
    yield "évolution, structures", chart[0].page, str(len(labels)), str(len(both)), ""
    names = {key(name): name for name in both}
    years = {year_of(row) for row in (*chosen.rows, *chosen.previous)}
    places = product(labels, sorted(years))
    for (label, year), bar in zip(places, bars_, strict=False):
        rows = chosen.rows if year == chosen.year else chosen.previous
        count = sum(row["organisation_norm"] == names.get(key(label)) for row in rows)
        printed = f"{bar.group(1)} ({bar.group(2)})"
        yield f"évolution, {label}, {year}", chart[0].page, printed, f"{count} ({year})", ""
