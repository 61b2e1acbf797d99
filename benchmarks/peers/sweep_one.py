"""k-means for every k from 2 to 10 with ten starts and the classic yardsticks, ours or the loop that people write; the last line says what came out.

python benchmarks/peers/sweep_one.py Coterie 1000000
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
from methods_one import AXES, THREADS, made

KS, STARTS, SAMPLE = range(2, 11), 10, 2000


def within(rows: np.ndarray, means: np.ndarray) -> float:
    """The sum of squares of everyone around the nearest of some means."""
    parts = np.array_split(rows, max(1, len(rows) // 100_000))
    nearest = (((part**2).sum(axis=1)[:, None] - 2 * part @ means.T + (means**2).sum(axis=1)).min(axis=1) for part in parts)
    return float(sum(float(np.maximum(each, 0).sum()) for each in nearest))


def timed(module: object, name: str, spent: list[float]) -> None:
    """Let a function of a module count its seconds."""
    function = getattr(module, name)

    def counted(*given: object, **named: object) -> object:
        start = time.perf_counter()
        try:
            return function(*given, **named)
        finally:
            spent.append(time.perf_counter() - start)

    setattr(module, name, counted)


def coterie(rows: np.ndarray) -> tuple[float, float, dict[int, float], dict[int, float], int]:
    """Points, the sweep and all yardsticks, as a run does it; then the finalists polished on everyone.

    Beyond the classic yardsticks a run asks whether there are groups at all, what a crowd without any would give (the gap
    statistic), and whether the finalists are found again: their seconds are told apart.
    """
    from coterie.assign import _prototypes
    from coterie.cluster import cluster
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.judge import _base, choose, judge
    from coterie.kernels.compress import compress
    from coterie.plan import make_plan
    from coterie.records import Features, Past, Space, SpaceModel

    beyond: list[float] = []
    for module, name in ((choose, "structure"), (_base, "reference"), (choose, "examined")):
        timed(module, name, beyond)
    start = time.perf_counter()
    plan = make_plan(method="kmeans", k="2:10", starts=STARTS, sample=SAMPLE, threads=THREADS)
    past = Past(reason="no orders")
    space = Space(SpaceModel((), tuple(f"x{i}" for i in range(AXES))), compress(rows, plan.budget), rows, past=past)
    with DuckDBEngine(threads=THREADS) as engine:
        candidates = cluster(engine, plan, space, Features("features", (), len(rows)))
    board = judge(plan=plan, space=space, candidates=candidates)
    seconds = time.perf_counter() - start
    swept = {c.k: within(rows, c.prototypes.mean) for c in candidates.fitted}
    final = {s.k for s in board.standings[:3]}
    polished = {c.k: within(rows, _prototypes(c, space, THREADS).mean) for c in candidates.fitted if c.k in final}
    return seconds, sum(beyond), swept, polished, board.standings[0].k


def loop(rows: np.ndarray) -> tuple[float, float, dict[int, float], dict[int, float], int]:
    """The loop of every notebook."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

    start, swept, scores = time.perf_counter(), {}, {}
    for k in KS:
        fitted = KMeans(k, n_init=STARTS, random_state=0).fit(rows)
        swept[k] = float(fitted.inertia_)
        scores[k] = silhouette_score(rows, fitted.labels_, sample_size=SAMPLE, random_state=0)
        calinski_harabasz_score(rows, fitted.labels_)
        davies_bouldin_score(rows, fitted.labels_)
        print(k, round(time.perf_counter() - start, 1), flush=True)
    return time.perf_counter() - start, 0.0, swept, {}, max(scores, key=lambda k: scores[k])


def main(who: str, customers: int) -> None:
    """Print the seconds and the sums of squares."""
    rows, _ = made(customers)
    seconds, beyond, swept, polished, chosen = (coterie if who == "Coterie" else loop)(rows)
    print(json.dumps({"seconds": seconds, "beyond": beyond, "swept": swept, "polished": polished, "chosen": chosen}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
