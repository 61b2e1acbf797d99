"""The peer: the segmentation notebook that people write today, as one script of pandas and scikit-learn.

Read the orders, drop missing customers, identical lines, returns and free lines; sum up per customer; take
logarithms, standardise; k-means for k = 2…10 with ten starts each and a sampled silhouette; profile the best.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler


def main(path: str) -> None:
    lines = pd.read_parquet(path)
    lines["order_date"] = pd.to_datetime(lines["order_date"])
    lines = lines.dropna(subset=["customer_id"]).drop_duplicates()
    lines = lines[(lines["quantity"] > 0) & (lines["unit_price"] > 0)]
    lines["amount"] = lines["quantity"] * lines["unit_price"]

    as_of = lines["order_date"].max() + pd.Timedelta(days=1)
    people = lines.groupby("customer_id").agg(
        first=("order_date", "min"),
        last=("order_date", "max"),
        frequency=("order_id", "nunique"),
        money=("amount", "sum"),
        lines=("amount", "size"),
        units=("quantity", "sum"),
    )
    people["recency"] = (as_of - people.pop("last")).dt.days
    people["tenure"] = (as_of - people.pop("first")).dt.days
    people["order_value"] = people["money"] / people["frequency"]
    people["basket"] = people.pop("lines") / people["frequency"]

    points = StandardScaler().fit_transform(np.log1p(people))
    scores, models = {}, {}
    for k in range(2, 11):
        models[k] = KMeans(k, n_init=10, random_state=0).fit(points)
        scores[k] = silhouette_score(points, models[k].labels_, sample_size=min(10_000, len(points)), random_state=0)
    best = max(scores, key=scores.__getitem__)
    people["segment"] = models[best].labels_
    print(people.groupby("segment").mean().round(1))
    print(f"{len(people)} customers, k = {best}, inertia by k: { {k: round(m.inertia_) for k, m in models.items()} }")


if __name__ == "__main__":
    main(sys.argv[1])
