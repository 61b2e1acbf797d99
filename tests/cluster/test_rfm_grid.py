"""The RFM grid and what all name maps share."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from coterie.cluster import cluster
from coterie.cluster._grid import Grid
from coterie.cluster.rfm_grid import RfmGrid
from coterie.errors import InputError
from coterie.plan import Plan

CODES = list(itertools.product(range(1, 6), repeat=2))
PLAN = Plan(method=("rfm-grid",))


@pytest.fixture
def scored(engine):
    def load(r, f):
        columns = {"position": np.arange(len(r)), "r_score": np.array(r), "f_score": np.array(f)}
        engine.load("features", columns)

    return load


@pytest.fixture
def grid(tmp_path):
    def load(text):
        class Own(Grid):
            title = "Own"
            when = "Always."
            file = tmp_path / "own.toml"

        Own.file.write_text(text, encoding="utf-8")
        return Own()

    return load


EXPECTED = {
    "Hibernating": "11 12 21 22",
    "At Risk": "13 14 23 24",
    "Can't Lose": "15 25",
    "About To Sleep": "31 32",
    "Need Attention": "33",
    "Loyal": "34 35 44 45",
    "Promising": "41",
    "New": "51",
    "Potential Loyalists": "42 43 52 53",
    "Champions": "54 55",
}


def test_every_code_has_its_well_known_name(engine, scored):
    scored([r for r, _ in CODES], [f for _, f in CODES])
    numbers = engine.matrix(f"SELECT {RfmGrid().segment_sql()} AS number FROM features ORDER BY position")[:, 0]
    found = {f"{r}{f}": RfmGrid().names[int(n) - 1] for (r, f), n in zip(CODES, numbers, strict=True)}
    assert found == {code: name for name, codes in EXPECTED.items() for code in codes.split()}


@pytest.mark.parametrize(
    ("segments", "said"),
    [
        ('"A" = ["1"]', "s=2 has no name"),
        ('"A" = ["[12]"]\n"B" = ["2"]', "s=2 has two names: A and B"),
        ('"A" = ["12"]', "s=1 has no name"),
    ],
    ids=["gap", "overlap", "too many places"],
)
def test_a_map_with_a_gap_or_an_overlap_is_refused(grid, segments, said):
    with pytest.raises(InputError, match=said):
        grid(f'bins = 2\nneeds = ["s"]\n[axes]\ns = "s"\n[segments]\n{segments}\n')


def test_a_map_may_list_codes_one_by_one(grid):
    own = grid('bins = 2\nneeds = ["a", "b"]\n[axes]\na = "a"\nb = "b"\n[segments]\n"Good" = ["22", "21"]\n"Rest" = ["1[12]"]\n')
    assert own.names == ("Good", "Rest")
    assert (
        own.segment_sql()
        == "CASE WHEN (a IN (2) AND b IN (2)) OR (a IN (2) AND b IN (1)) THEN 1 WHEN (a IN (1) AND b IN (1, 2)) THEN 2 END"
    )


def test_the_candidate_holds_each_customer_and_splits_the_points(engine, scored, space_of, features_of):
    scored([5, 5, 1, 3, 5], [5, 5, 1, 3, 1])
    space = space_of([[1.0, 0.0], [1.0, 2.0], [0.0, 0.0], [0.0, 0.0], [1.0, 0.0]], budget=2)
    (found,) = cluster(engine, PLAN, space, features_of(5)).fitted
    assert [found.names[label] for label in found.customer_labels] == ["Champions", "Champions", "Hibernating", "Need Attention", "New"]
    assert (found.k, found.rule, found.centroid) == (4, True, False)
    assert (found.labels[found.points.cell] == found.customer_labels).all()
    assert found.points.weight.sum() == 5
    centroids = dict(zip(found.prototypes.label, found.prototypes.mean.tolist(), strict=True))
    assert centroids[found.names.index("Champions")] == [1.0, 1.0]
    for label in set(found.customer_labels):
        mine = found.labels == label
        mean = (found.points.mean[mine] * found.points.weight[mine, None]).sum(axis=0) / found.points.weight[mine].sum()
        assert mean.tolist() == centroids[label]


def test_without_scores_it_is_refused(engine, scored, space_of, features_of):
    engine.load("features", {"position": np.arange(2), "age": np.array([1.0, 2.0])})
    with pytest.raises(InputError, match=r"the RFM grid needs orders, for r_score and f_score.*\[needs-orders\]"):
        cluster(engine, PLAN, space_of([[1.0], [2.0]]), features_of(2))


def test_customers_without_a_score_are_counted(engine, scored, space_of, features_of):
    scored([5, None, 3], [5, None, 3])
    plan = Plan(method=("kmeans", "rfm-grid"))
    found = cluster(engine, plan, space_of([[1.0], [2.0], [3.0]]), features_of(3))
    assert ("rfm-grid", "1 of 3 customers have no score.") in found.refused
    assert {c.method for c in found.fitted} == {"kmeans"}
