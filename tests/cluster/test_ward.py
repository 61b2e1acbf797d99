"""Ward: the published figures, and the same as others find."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score, silhouette_score

from coterie.cluster.ward import Ward

SETS = [("s1", 15, 0.983), ("s2", 15, 0.906), ("a1", 20, 0.914), ("unbalance", 8, 1.0), ("hepta", 7, 1.0), ("lsun", 3, 0.369)]


def test_silhouette_of_mall(mall):
    assert silhouette_score(mall[:, 1:], Ward(5).fit(mall[:, 1:]).labels_) == pytest.approx(0.5530, abs=5e-5)


@pytest.mark.parametrize(("name", "k", "published"), SETS, ids=[s[0] for s in SETS])
def test_published_agreement_with_the_truth(benchmark_set, name, k, published):
    rows, truth = benchmark_set(name)
    assert adjusted_rand_score(truth, Ward(k).fit(rows).labels_) >= published - 0.0006


@pytest.mark.parametrize("k", [2, 3, 5, 8])
def test_weighted_points_divide_as_the_customers_do(k):
    random = np.random.default_rng(k)
    rows, weight = random.normal(size=(60, 2)), random.integers(1, 7, 60)
    reference = AgglomerativeClustering(k).fit(rows.repeat(weight, axis=0)).labels_
    own = Ward(k).fit(rows, sample_weight=weight).labels_.repeat(weight)
    assert adjusted_rand_score(reference, own) == 1.0


def test_the_points_are_the_prototypes():
    rows = np.array([[3.0], [0.0], [1.0], [0.0]])
    fitted = Ward(2).fit(rows)
    assert fitted.prototypes_.mean.tolist() == [[0.0], [1.0], [3.0]]
    assert fitted.predict([[0.4], [2.9]]).tolist() == [0, 1]


@pytest.mark.parametrize(("name", "k", "published"), SETS, ids=[s[0] for s in SETS])
def test_few_points_find_nearly_as_much(told_by_points, name, k, published):
    assert told_by_points(Ward, name, k, 100 if name in ("hepta", "lsun") else 512) >= published - 0.02
