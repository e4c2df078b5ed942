"""What each library and rule brings to the facts: scores with all of them, and without each.

python benchmarks/ablation.py EXPORT READING [EXPORT READING ...]   (figures of all pairs together)

Each line leaves one part out, by putting a stand-in for one function; the scores are F1 as
`reportkit evaluate` gives them, summed over the readings. Only what moves is shown.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import reportkit.measures.keysentences
from reportkit.dataset import load_dataset
from reportkit.evaluate import evaluate
from reportkit.measures import numbers
from reportkit.measures.measure import measure

Parts = Mapping[str, tuple[str, Callable[..., Any]]]

PARTS: Parts = {
    "words for numbers (text2num)": ("numbers._words", lambda words: None),
    "ranges (« 5 à 10 »)": ("numbers._makes_range", lambda *_: False),
    "qualifiers (« plus de », « environ »)": ("numbers.qualified", lambda plain, number: number),
    "what is no count (dates, hours, ordinals)": ("numbers._NO_NUMBER.finditer", lambda _: ()),
    "amounts without a unit": ("money._bare", lambda *_: []),
    "amounts seen beside their neighbours": ("amounts._settled", lambda amounts, spoken: amounts),
    "people: parts of a whole": ("people._parted", lambda mentions, head: mentions),
    "people: repeats": ("people._without_repeats", lambda found: [m for l in found.values() for m in l]),
    "people: « un », « une » in front of a role": ("mentions._is_put_forward", lambda *_: False),
    "people: doubts (towns, prices, planned)": ("mentions._doubt", lambda *_: None),
    "people: partner by house (« de l'association X »)": ("mentions.of_partner", lambda *_, **__: False),
    "people: side by context": ("people._is_reached", lambda *_: False),
    "years of something else (laws, streets, studies)": ("years._is_not_its", lambda *_: False),
    "years: announced or held, by tense": ("tense.is_announced", lambda *_: None),
    "years: inferred from confinements": ("dates._confined", lambda *_: iter(())),
    "years: rejected by an anomaly": ("dates._without", lambda cited, doubtful: cited),
    "limits: excuses (« aucune difficulté »)": ("coding.Read.denied", lambda *_: False),
    "limits: repeats of an earlier sentence": ("coding._repeats", lambda *_: False),
    "limits and perspectives in clauses": ("coding.Read.clauses", lambda read, finer=False: [(0, len(read.folded))]),
    "headings told from sentences": ("wording.is_heading", lambda folded: False),
    "key sentences: unlike those chosen (MMR)": ("keysentences._Weights._likeness", lambda *_: 0.0),
    "key sentences: central (TF-IDF)": ("keysentences._Weights._worth", lambda *_: 0.5),
    "key sentences: complete": ("keysentences._complete", lambda *_: True),
}  # fmt: skip
"""Name -> the function left out, and what stands in for it."""


def scores(readings: Sequence[tuple[Any, Mapping[str, Any]]]) -> dict[str, tuple[float, float]]:
    """F1 by measure over all readings, and the share of right types."""
    totals: dict[str, list[int]] = {}
    for dataset, gold in readings:
        facts = [fact.record() for fact in measure(dataset)]
        for one in evaluate(facts, gold):
            row = (len(one.found), len(one.missed), one.right, len(one.false),
                   one.kinds_right, one.kinds_of)  # fmt: skip
            held = totals.setdefault(one.measure, [0] * 6)
            totals[one.measure] = [a + b for a, b in zip(held, row, strict=True)]
    told = {}
    for name, (found, missed, right, false, kinds, of) in totals.items():
        recall = found / (found + missed) if found + missed else 1.0
        precision = right / (right + false) if right + false else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        told[name] = (f1, kinds / of if of else 1.0)
    return told


def without(place: str, stand_in: Callable[..., Any], run: Callable[[], Any]) -> Any:
    """What a run gives with one function of reportkit.measures replaced wherever it is used."""
    module, *names = place.split(".")
    holder: Any = importlib.import_module(f"reportkit.measures.{module}")
    for name in names[:-1]:
        holder = getattr(holder, name)
    if names[0] == "_NO_NUMBER":
        holder, names = numbers, ["_NO_NUMBER"]
        stand_in = type("Nothing", (), {"finditer": staticmethod(stand_in)})  # type: ignore[assignment]
    original = getattr(holder, names[-1])
    users = [holder] + [
        other
        for key, other in list(sys.modules.items())
        if key.startswith("reportkit.measures.") and getattr(other, names[-1], None) is original
    ]
    for user in users:
        setattr(user, names[-1], stand_in)
    try:
        return run()
    finally:
        for user in users:
            setattr(user, names[-1], original)


def main(paths: list[str]) -> None:
    """Print the scores with all parts, then what leaving each out changes."""
    readings = [
        (load_dataset([export]), json.loads(Path(reading).read_bytes()))
        for export, reading in zip(paths[::2], paths[1::2], strict=True)
    ]
    whole = scores(readings)
    print("with all parts (F1; types)")
    for name, (f1, kinds) in whole.items():
        print(f"  {name:20} {f1:.2f}  {kinds:.2f}")
    for title, (place, stand_in) in PARTS.items():
        numbers._words.cache_clear()  # noqa: SLF001
        left = without(place, stand_in, lambda: scores(readings))
        numbers._words.cache_clear()  # noqa: SLF001
        moved = [
            f"{name} {whole[name][part]:.2f} -> {left[name][part]:.2f}{suffix}"
            for name in whole
            for part, suffix in ((0, ""), (1, " (types)"))
            if abs(left[name][part] - whole[name][part]) >= 0.005  # noqa: PLR2004
        ]
        print(f"without {title}: {'; '.join(moved) or 'nothing moves'}")


if __name__ == "__main__":
    assert reportkit.measures.keysentences
    main(sys.argv[1:])
