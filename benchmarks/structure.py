"""How often the test for structure finds groups: in shapes that have none, in two groups ever farther apart, and in sets with known groups.

python benchmarks/structure.py                     1,000 draws of each shape of 300 customers, an hour on two cores
python benchmarks/structure.py 100 skewed uniform  fewer draws, some shapes
python benchmarks/structure.py 100 ../shared/data/clusters/s1.data.gz   subsamples of a file of numbers
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from coterie.judge._structure import structure
from coterie.records import Points, Space, SpaceModel

ROWS, AXES = 300, 6
Shape = Callable[[np.random.Generator], np.ndarray]


def _mixed(g: np.random.Generator) -> np.ndarray:
    """Related numbers beside a category of three levels, a flag, and a scale from 1 to 5."""
    one_hot = np.eye(3)[g.integers(0, 3, ROWS)] * 1.7
    return np.column_stack([_related(g)[:, :3], one_hot, g.random(ROWS) < 0.3, g.binomial(4, 0.6, ROWS) + 1.0])


def _related(g: np.random.Generator) -> np.ndarray:
    """Numbers with random correlations."""
    return g.normal(size=(ROWS, AXES)) @ g.normal(size=(AXES, AXES))


def _ball(g: np.random.Generator) -> np.ndarray:
    """Evenly in a ball."""
    rays = g.normal(size=(ROWS, 3))
    return rays / np.linalg.norm(rays, axis=1)[:, None] * g.random((ROWS, 1)) ** (1 / 3)


def _bought_once(g: np.random.Generator) -> np.ndarray:
    """Shop customers by degrees: two fifths bought once, most never returned anything, money follows orders."""
    orders = g.geometric(0.4, ROWS)
    money = np.log1p(orders * np.exp(g.normal(3, 0.7, ROWS)))
    returned = np.where(g.random(ROWS) < 0.7, 0.0, g.beta(2, 5, ROWS))
    return np.column_stack([np.log1p(orders), money, g.exponential(90, ROWS), returned])


SHAPES: dict[str, Shape] = {
    "normal": lambda g: g.normal(size=(ROWS, AXES)),
    "correlated": _related,
    "skewed": lambda g: np.exp(0.8 * g.normal(size=(ROWS, AXES))),
    "exponential": lambda g: g.exponential(size=(ROWS, AXES)),
    "skewed and correlated": lambda g: np.exp(0.7 * _standard(_related(g))),
    "heavy tails": lambda g: g.standard_t(3, size=(ROWS, AXES)),
    "heavy tails together": lambda g: g.normal(size=(ROWS, AXES)) / np.sqrt(g.chisquare(3, size=(ROWS, 1)) / 3),
    "uniform": lambda g: g.random((ROWS, AXES)),
    "uniform in a plane": lambda g: g.random((ROWS, 2)),
    "a ball": _ball,
    "mixed with categories": _mixed,
    "heaps of equal values": _bought_once,
}
APART = {f"two groups {gap} deviations apart": (lambda g, gap=gap: _two(g, gap)) for gap in (2, 3, 4, 5, 6)}


def _two(g: np.random.Generator, gap: float) -> np.ndarray:
    """Two equal normal groups, apart on one axis of several."""
    rows = g.normal(size=(ROWS, AXES))
    rows[:, 0] += gap * (np.arange(ROWS) % 2)
    return rows


def _standard(rows: np.ndarray) -> np.ndarray:
    return np.asarray((rows - rows.mean(axis=0)) / rows.std(axis=0))


def _subsamples(path: str) -> Shape:
    """Half of the rows of a file."""
    rows = np.loadtxt(path)
    return lambda g: rows[g.choice(len(rows), len(rows) // 2, replace=False)]


def found(shape: Shape, seed: int) -> bool:
    """Whether the test finds groups in one draw."""
    generator = np.random.default_rng(seed)
    rows = _standard(shape(generator))
    one = np.ones(len(rows))
    points = Points(rows, one, np.zeros((len(rows), rows.shape[1], rows.shape[1])), np.arange(len(rows)), True)
    answer = structure(Space(SpaceModel((), tuple(map(str, range(rows.shape[1])))), points, rows), seed)
    return answer is not None and answer.found


def main(draws: int, names: list[str]) -> None:
    """Print a row per shape."""
    shapes = SHAPES | APART | {name: _subsamples(name) for name in names if Path(name).exists()}
    print(f"{time.strftime('%Y-%m-%d')}, {draws:,} draws of {ROWS} customers\n\n| shape | groups found |\n|---|---|", flush=True)
    for name in names or [*SHAPES, *APART]:
        with threadpool_limits(limits=1):
            share = sum(found(shapes[name], seed) for seed in range(draws)) / draws
        print(f"| {Path(name).name} | {share:.1%} ± {1.96 * math.sqrt(share * (1 - share) / draws):.1%} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1000, sys.argv[2:])
