"""The peer for a table of customers: what people write today, as one script; it makes no report."""

from __future__ import annotations

import sys

import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler


def main(path: str) -> None:
    people = pd.read_csv(path).set_index("CustomerID").dropna()
    points = StandardScaler().fit_transform(pd.get_dummies(people, drop_first=True))
    models = {k: KMeans(k, n_init=10, random_state=0).fit(points) for k in range(2, 11)}
    best = max(models, key=lambda k: silhouette_score(points, models[k].labels_))
    people["segment"] = models[best].labels_
    print(people.groupby("segment").mean(numeric_only=True).round(1))
    print(f"{len(people)} customers, k = {best}, inertia by k: { {k: round(m.inertia_) for k, m in models.items()} }")


if __name__ == "__main__":
    main(sys.argv[1])
