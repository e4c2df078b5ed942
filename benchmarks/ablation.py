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

from reportkit.dataset import load_dataset
from reportkit.evaluate import evaluate
from reportkit.measures.measure import measure

Parts = Mapping[str, tuple[str, Callable[..., Any]]]


def _nothing(*_: Any, **__: Any) -> None:
    """Finds, says or doubts nothing."""


def _no(*_: Any, **__: Any) -> bool:
    return False


def _yes(*_: Any, **__: Any) -> bool:
    return True


def _none(*_: Any, **__: Any) -> list[Any]:
    return []


def _first(given: Any, *_: Any) -> Any:
    return given


def _second(_: Any, given: Any) -> Any:
    return given


def _flat(found: Mapping[str, list[Any]]) -> list[Any]:
    return [mention for mentions in found.values() for mention in mentions]


def _whole(read: Any, *_: Any) -> list[tuple[int, int]]:
    return [(0, len(read.folded))]


def _even(*_: Any) -> float:
    return 0.5


def _zero(*_: Any) -> float:
    return 0.0


PARTS: Parts = {
    "words for numbers (text2num)": ("numbers._words", _nothing),
    "ranges (« 5 à 10 »)": ("numbers._makes_range", _no),
    "qualifiers (« plus de », « environ »)": ("numbers.qualified", _second),
    "amounts without a unit": ("money._bare", _none),
    "amounts seen beside their neighbours": ("amounts._settled", _first),
    "people: parts of a whole": ("people._parted", _first),
    "people: repeats": ("people._without_repeats", _flat),
    "people: « un », « une » before a role": ("mentions.is_put_forward", _no),
    "people: partner by house": ("mentions.of_partner", _no),
    "people: side by context": ("people._is_reached", _no),
    "people: doubts (towns, prices, planned)": ("weighing._doubt", _nothing),
    "years of something else": ("years._is_not_its", _no),
    "years: announced or held, by tense": ("tense.is_announced", _nothing),
    "years: inferred from confinements": ("dates._confined", _none),
    "years: rejected by an anomaly": ("dates._without", _first),
    "limits: excuses": ("coding.Read.denied", _no),
    "limits: repeats of a sentence": ("coding._repeats", _no),
    "limits and perspectives in clauses": ("coding.Read.clauses", _whole),
    "headings told from sentences": ("wording.is_heading", _no),
    "key sentences: unlike those chosen": ("keysentences._Weights._likeness", _zero),
    "key sentences: central": ("keysentences._Weights._worth", _even),
    "key sentences: complete": ("keysentences._complete", _yes),
}
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
        left = without(place, stand_in, lambda: scores(readings))
        moved = [
            f"{name} {whole[name][part]:.2f} -> {left[name][part]:.2f}{suffix}"
            for name in whole
            for part, suffix in ((0, ""), (1, " (types)"))
            if abs(left[name][part] - whole[name][part]) >= 0.005
        ]
        print(f"without {title}: {'; '.join(moved) or 'nothing moves'}")


if __name__ == "__main__":
    main(sys.argv[1:])
