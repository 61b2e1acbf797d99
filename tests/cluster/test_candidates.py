"""The cluster stage: which methods and which k."""

from __future__ import annotations

import numpy as np
import pytest

from coterie.cluster import cluster
from coterie.cluster.kmeans import KMeans
from coterie.cluster.ward import Ward
from coterie.errors import InputError
from coterie.plan import Plan


@pytest.fixture
def found(engine, space_of, features_of):
    return lambda matrix, **settings: cluster(engine, Plan(**settings), space_of(matrix), features_of(len(matrix)))


def test_every_method_meets_every_k(found):
    matrix = np.random.default_rng(0).normal(size=(50, 2))
    assert [(c.method, c.k) for c in found(matrix, k="2:4").fitted] == [(m, k) for m in ("kmeans", "ward") for k in (2, 3, 4)]


@pytest.mark.parametrize(
    ("matrix", "k", "ks", "said"),
    [
        ([[1.0], [2.0], [2.0], [7.0]], "2:10", [2, 3], "No more than 3 segments: there are only 3 different customers."),
        ([[1.0], [2.0]] * 3, "5:6", [1], "There are only 2 different customers, so they form one segment."),
        ([[1.0]], "2:10", [1], "All customers are alike, so they form one segment."),
        ([[3.0, 1.0]] * 20, "4", [1], "All customers are alike, so they form one segment."),
    ],
    ids=["capped", "few are different", "n = 1", "all alike"],
)
def test_more_segments_than_the_data_can_have_are_refused(found, matrix, k, ks, said):
    candidates = found(matrix, k=k, method="kmeans,ward")
    assert candidates.refused == (("kmeans", said), ("ward", said))
    assert [c.k for c in candidates.fitted] == ks * 2
    assert all(set(c.labels) == set(range(c.k)) for c in candidates.fitted)


@pytest.mark.parametrize(
    ("customers", "k", "said"),
    [
        (51, "200:300", "There cannot be 200 to 300 segments of 51 customers. Give a k of at most 51, such as 2:10. [k-range]"),
        (2, "3", "There cannot be 3 segments of 2 customers. Give a k of at most 2. [k-range]"),
        (1, "3:9", "There cannot be 3 to 9 segments of 1 customer. Give a k of at most 2. [k-range]"),
    ],
)
def test_more_segments_than_customers_are_refused_before_anything_is_clustered(found, monkeypatch, customers, k, said):
    monkeypatch.setattr(KMeans, "sweep", None)
    with pytest.raises(InputError) as caught:
        found(np.arange(customers)[:, None], k=k, method="kmeans")
    assert str(caught.value) == said


def test_a_rule_needs_no_k(engine, space_of, features_of):
    with pytest.raises(InputError, match="needs-orders"):  # and not that k is too large
        engine.load("features", {"position": np.arange(2)})
        cluster(engine, Plan(k=900, method="rfm-grid"), space_of([[1.0], [2.0]]), features_of(2))


def test_one_segment_may_be_asked_for(found):
    assert [c.k for c in found([[1.0], [2.0], [4.0]], k="1:2", method="kmeans").fitted] == [1, 2]


def test_no_customer_is_refused(engine, space_of, features_of):
    with pytest.raises(InputError, match="too-few-customers"):
        cluster(engine, Plan(), space_of([[1.0]]), features_of(0))


def test_an_unknown_method_is_refused_with_the_nearest(found):
    with pytest.raises(InputError, match="Did you mean 'kmeans'"):
        found([[1.0], [2.0]], method="kmean")


def test_a_method_that_would_take_too_long_gets_fewer_points(found, monkeypatch):
    monkeypatch.setattr(Ward, "largest", 3)
    kmeans, ward = found([[1.0], [2.0], [4.0], [5.5]], k="2").fitted
    assert (len(kmeans.points.weight), len(ward.points.weight)) == (4, 3)
    assert ward.labels[ward.points.cell].tolist() == kmeans.labels[kmeans.points.cell].tolist() == [0, 0, 1, 1]


def test_rows_a_rounding_error_apart_are_not_two_groups(found):
    candidates = found([[0.0], [1e-300], [1.0]], k="2:3", method="kmeans")
    assert [c.k for c in candidates.fitted] == [2]
    assert candidates.refused == (("kmeans", "No 3 segments: only 2 groups can be told apart."),)


def test_points_stand_for_their_customers(engine, space_of, features_of):
    random = np.random.default_rng(1)
    truth = random.integers(0, 3, 3000)
    space = space_of(random.normal(size=(3000, 2)) + 12.0 * truth[:, None], budget=100)
    for candidate in cluster(engine, Plan(k=3), space, features_of(3000)).fitted:
        own = candidate.labels[candidate.points.cell]
        assert len(set(zip(own, truth, strict=True))) == 3


@pytest.mark.parametrize("method", ["kmeans", "ward"])
def test_training_points_get_exactly_their_labels(found, method):
    for candidate in found(np.random.default_rng(3).normal(size=(300, 3)), k="2:6", method=method).fitted:
        assert (candidate.estimator.predict(candidate.points.mean) == candidate.labels).all()
