"""One clustering method, ours or scikit-learn's, on made-up customers; the last line says what came out.

python benchmarks/peers/methods_one.py Coterie ward 20000
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np

AXES, GROUPS, THREADS = 8, 10, 2
OURS = (
    *("kmeans", "bisecting", "mixture", "ward", "average", "complete", "single"),
    *("dbscan", "hdbscan", "affinity", "spectral", "medoids"),
)


def made(customers: int) -> tuple[np.ndarray, np.ndarray]:
    """Customers in ten groups of unlike size, width and direction, and the group of each."""
    random = np.random.default_rng(0)
    centres, shares = random.normal(scale=3.0, size=(GROUPS, AXES)), random.dirichlet(np.full(GROUPS, 4.0))
    own = random.choice(GROUPS, customers, p=shares)
    turns = random.normal(scale=0.35, size=(GROUPS, AXES, AXES)) + 0.6 * np.eye(AXES)
    noise, rows = random.normal(size=(customers, AXES)), np.empty((customers, AXES))
    for group in range(GROUPS):
        rows[own == group] = centres[group] + noise[own == group] @ turns[group]
    return rows, own


def coterie(method: str, rows: np.ndarray) -> np.ndarray:
    """Points, the method on them, and everyone's label, as a run does it."""
    from coterie.assign import _prototypes
    from coterie.cluster import cluster
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.kernels.compress import compress
    from coterie.kernels.prototypes import labels_of
    from coterie.plan import make_plan
    from coterie.records import Features, Space, SpaceModel

    plan = make_plan(method=[method], k=str(GROUPS), threads=THREADS)
    space = Space(SpaceModel((), tuple(f"x{i}" for i in range(AXES))), compress(rows, plan.budget), rows)
    with DuckDBEngine(threads=THREADS) as engine:
        candidate = cluster(engine, plan, space, Features("features", (), len(rows))).fitted[0]
    return labels_of(_prototypes(candidate, space, THREADS), rows, THREADS, points=space.points)


def _peers() -> dict[str, Callable[[], object]]:
    """The estimators that people take, with the same settings."""
    from sklearn import cluster, mixture

    def hierarchy(linkage: str) -> Callable[[], object]:
        return lambda: cluster.AgglomerativeClustering(GROUPS, linkage=linkage)

    return {
        "kmeans": lambda: cluster.KMeans(GROUPS, n_init=10, random_state=0),
        "bisecting": lambda: cluster.BisectingKMeans(GROUPS, random_state=0),
        "mixture": lambda: mixture.GaussianMixture(GROUPS, n_init=10, random_state=0),
        **{linkage: hierarchy(linkage) for linkage in ("ward", "average", "complete", "single")},
        "dbscan": lambda: cluster.DBSCAN(eps=1.0, min_samples=16, n_jobs=THREADS),
        "hdbscan": lambda: cluster.HDBSCAN(min_cluster_size=50, n_jobs=THREADS, copy=True),
        "affinity": lambda: cluster.AffinityPropagation(random_state=0),
        "spectral": lambda: cluster.SpectralClustering(GROUPS, gamma=0.1, random_state=0, n_jobs=THREADS),
    }


PEERS = ("kmeans", "bisecting", "mixture", "ward", "average", "complete", "single", "dbscan", "hdbscan", "affinity", "spectral")


def main(who: str, method: str, customers: int) -> None:
    """Fit, label everyone, and print the seconds, the groups, the inertia per customer and the agreement with the truth."""
    rows, truth = made(customers)
    start = time.perf_counter()
    labels = np.asarray(coterie(method, rows) if who == "Coterie" else _peers()[method]().fit_predict(rows))
    seconds = time.perf_counter() - start
    from sklearn.metrics import adjusted_rand_score

    within = sum(float(((rows[labels == g] - rows[labels == g].mean(axis=0)) ** 2).sum()) for g in np.unique(labels[labels >= 0]))
    told = {"seconds": seconds, "groups": len(np.unique(labels[labels >= 0])), "inertia": within / max(1, int((labels >= 0).sum()))}
    print(json.dumps({**told, "ari": float(adjusted_rand_score(truth, labels))}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
