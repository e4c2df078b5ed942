"""The cover's motif: quarter circles, arches, roofs and people on a grid, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping

WIDTH, HEIGHT, CELL = 210, 150, 30


def draw_motif(seed: str, colours: Mapping[str, str]) -> str:
    """An SVG of 210 x 150 mm; the same seed and colours (#rrggbb by name) give the same picture."""
    dice = random.Random(seed)  # noqa: S311 (a picture, not a secret)
    palette = [colours[name] for name in ("teal", "ochre", "clay", "sand", "mist", "teal-dark")]
    cells: list[str] = []
    above: list[str] = [""] * (WIDTH // CELL)
    for y in range(0, HEIGHT, CELL):
        left = ""
        for x in range(0, WIDTH, CELL):
            column = x // CELL
            ground = dice.choice([c for c in palette if c not in (left, above[column])])
            shape = dice.choice([c for c in palette if c != ground])
            left = above[column] = ground
            cells.append(_rectangle(x, y, ground))
            cells.append(dice.choice(_SHAPES)(x, y, shape, dice.randrange(4)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}mm" height="{HEIGHT}mm">{"".join(cells)}</svg>'
    )


def _rectangle(x: int, y: int, fill: str) -> str:
    # A little wider than the cell, so that no hairline shows between two.
    return f'<rect x="{x}" y="{y}" width="{CELL + 0.3}" height="{CELL + 0.3}" fill="{fill}"/>'


def _quarter(x: int, y: int, fill: str, turn: int) -> str:
    middle = f"{x + CELL / 2} {y + CELL / 2}"
    path = f"M{x} {y}h{CELL}a{CELL} {CELL} 0 0 1 -{CELL} {CELL}z"
    return f'<path d="{path}" fill="{fill}" transform="rotate({90 * turn} {middle})"/>'


def _disc(x: int, y: int, fill: str, turn: int) -> str:
    radius = (0.24, 0.3, 0.36, 0.42)[turn] * CELL
    return f'<circle cx="{x + CELL / 2}" cy="{y + CELL / 2}" r="{radius}" fill="{fill}"/>'


def _roof(x: int, y: int, fill: str, turn: int) -> str:
    wall = (12, 14, 16, 18)[turn]
    half = CELL / 2
    path = f"M{x} {y + CELL}v-{wall}l{half} -{CELL - wall}l{half} {CELL - wall}v{wall}z"
    return f'<path d="{path}" fill="{fill}"/>'


def _arches(x: int, y: int, fill: str, turn: int) -> str:
    half = CELL / 2
    upper = f"M{x} {y + half}a{half} {half} 0 0 1 {CELL} 0z"
    lower = f"M{x} {y + CELL}a{half} {half} 0 0 1 {CELL} 0z"
    kept = (upper + lower) if turn % 2 else lower
    return f'<path d="{kept}" fill="{fill}"/>'


def _person(x: int, y: int, fill: str, turn: int) -> str:
    middle, wide = x + CELL / 2, (0.3, 0.33, 0.36, 0.39)[turn] * CELL
    head = f'<circle cx="{middle}" cy="{y + CELL * 0.32}" r="{CELL * 0.16}" fill="{fill}"/>'
    body = f"M{middle - wide} {y + CELL}a{wide} {CELL * 0.44} 0 0 1 {2 * wide} 0z"
    return head + f'<path d="{body}" fill="{fill}"/>'


_SHAPES = (_quarter, _quarter, _disc, _roof, _arches, _person)
