"""Random damage to exports of every form: never a traceback, the lines always add up.

python tests/campaign_mutations.py [--count 100000] [--seed 1] [--jobs 2] [FILES ...]
"""

from __future__ import annotations

import argparse
import os
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import forms

from reportkit.dataset import build_dataset
from reportkit.errors import InputError
from reportkit.readers.content import Content
from reportkit.readers.formats import read_content
from reportkit.schema import FIELDS

MARKS = [f"- {field.label}" for field in FIELDS] + [
    *("Actions", "-", "Les actions des centres sociaux", "Nom | Département | Année |"),
    *('Actions "Titre"', "DESCRIPTION DE L'ACTION", "A | Aude | 2020 |", "\u2028", "\ufeff", ""),
    *(
        "<dl>",
        "</dd>",
        "<table><tr><td>",
        "<td rowspan=3>",
        "</table>",
        "&#0;",
        "<!--",
        "-->",
        ";;;",
        '"',
        "\t",
        "=1+1",
    ),
    *("sep=,", "Nom", "Département", "Année", "2020", "Titre;Résumé", "{", "}, {", "[]", "]"),
]
BREAKS = (b"\n", b"\r\n", b"\r")


def mutate(data: bytes, dice: random.Random) -> bytes:
    """One to four changes of bytes, lines or blocks."""
    for _ in range(dice.randint(1, 4)):
        data = dice.choice(CHANGES)(data, dice)
    return data


def _flip(data: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        if damaged:
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def _insert(data: bytes, dice: random.Random) -> bytes:
    place = dice.randint(0, len(data))
    return data[:place] + dice.randbytes(dice.randint(1, 12)) + data[place:]


def _cut(data: bytes, dice: random.Random) -> bytes:
    first = dice.randint(0, len(data))
    last = min(len(data), first + int(dice.paretovariate(0.6)))
    return data[:first] + data[last:]


def _truncate(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randint(0, len(data))]


def _lines(change: Callable[[list[bytes], random.Random], None]) -> Callable[..., bytes]:
    def changed(data: bytes, dice: random.Random) -> bytes:
        lines = data.split(b"\n")
        change(lines, dice)
        return b"\n".join(lines)

    return changed


def _drop(lines: list[bytes], dice: random.Random) -> None:
    place = dice.randrange(len(lines))
    del lines[place : place + dice.randint(1, 5)]


def _double(lines: list[bytes], dice: random.Random) -> None:
    place = dice.randrange(len(lines))
    lines[place:place] = lines[place : place + dice.randint(1, 30)]


def _move(lines: list[bytes], dice: random.Random) -> None:
    place, size = dice.randrange(len(lines)), dice.randint(1, 30)
    block = lines[place : place + size]
    del lines[place : place + size]
    target = dice.randint(0, len(lines))
    lines[target:target] = block


def _mark(lines: list[bytes], dice: random.Random) -> None:
    lines.insert(dice.randint(0, len(lines)), dice.choice(MARKS).encode())


def _reencode(data: bytes, dice: random.Random) -> bytes:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data
    encoding = dice.choice(("utf-16", "utf-16-le", "cp1252", "mac_roman", "utf-32", "utf-8-sig"))
    return text.encode(encoding, errors="replace")


def _rebreak(data: bytes, dice: random.Random) -> bytes:
    return data.replace(b"\n", dice.choice(BREAKS))


CHANGES = (
    *(_flip, _insert, _cut, _truncate, _reencode, _rebreak),
    *(_lines(change) for change in (_drop, _double, _move, _mark, _mark)),
)


def trial(data: bytes, seed: int) -> str:
    """What became of one mutation: `read`, `refused`, or a traceback."""
    damaged = mutate(data, random.Random(seed))
    try:
        exports = read_content(Content(damaged, "export"))
        for export in exports:
            export.check_accounted()
        if seed % 10 == 0:
            build_dataset([(export, None) for export in exports])
    except InputError:
        return "refused"
    except Exception:  # noqa: BLE001 (every other exception is what is looked for)
        return f"seed {seed}\n{traceback.format_exc(limit=-4)}"
    return "read"


def batch(data: bytes, seeds: range) -> Counter[str]:
    """The outcomes of many mutations of one export."""
    return Counter(trial(data, seed) for seed in seeds)


def run(exports: Sequence[bytes], count: int, seed: int, jobs: int) -> Counter[str]:
    """`count` mutations in all, shared among the exports."""
    outcomes: Counter[str] = Counter()
    share = -(-count // len(exports))
    step = 250
    with ProcessPoolExecutor(jobs) as pool:
        futures = [
            pool.submit(batch, data, range(first, min(first + step, seed + share)))
            for data in exports
            for first in range(seed, seed + share, step)
        ]
        for future in futures:
            outcomes += future.result()
    return outcomes


def specimens() -> list[bytes]:
    """The sample in every form, and the real export where REPORTKIT_REAL_EXPORT names it."""
    root = Path(__file__).parent.parent / "data" / "exemple"
    files = [*sorted(root.glob("*.txt")), *sorted((root / "pieges").glob("*.txt"))]
    real = os.environ.get("REPORTKIT_REAL_EXPORT")
    files += [Path(real) / "senacs-aude-16.txt"] if real else []
    found = [path.read_bytes() for path in files]
    for path in files[:2] + files[-1:]:
        actions = written_actions(path.read_bytes())[:6]
        found += [forms.FORMS[form](actions, 2023).encode() for form in sorted(forms.FORMS)]
        found += [write(actions, 2023) for write in (forms.workbook, forms.parquet, forms.mhtml)]
        found += [forms.archive(**{"a.txt": forms.text(actions, 2023).encode()})]
    return found


def written_actions(data: bytes) -> list[dict[str, Any]]:
    """The actions of a text export as the writers of `forms` take them."""
    (export,) = read_content(Content(data, "export"))
    return [
        {"title": raw.title, **{c: t.value for c, t in raw.texts.items()}}
        | {column: list(items) for column, items in raw.lists.items()}
        for raw in export.actions
        if "organisation" in raw.texts
    ]


def main() -> None:
    """Print the outcomes; exit code 1 when anything but a refusal was raised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    exports = [path.read_bytes() for path in given.files] or specimens()
    began = time.perf_counter()
    outcomes = run(exports, given.count, given.seed, given.jobs)
    failures = {words: n for words, n in outcomes.items() if words not in ("read", "refused")}
    for words, number in failures.items():
        print(f"{number} x {words}")
    print(f"{outcomes.total()} mutations of {len(exports)} exports in "
          f"{time.perf_counter() - began:.0f} s: {outcomes['read']} read, "
          f"{outcomes['refused']} refused, {sum(failures.values())} failures")  # fmt: skip
    raise SystemExit(bool(failures))


if __name__ == "__main__":
    main()
