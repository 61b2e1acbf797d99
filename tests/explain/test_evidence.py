"""What the charts of the segments rest on: silhouettes of customers, the tree, the rhythm."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from coterie.cluster.ward import Ward
from coterie.explain.bands import bands
from coterie.explain.found_again import found_again
from coterie.explain.hierarchy import hierarchy
from coterie.explain.rhythm import rhythm
from coterie.kernels.silhouettes import silhouettes
from coterie.records import Assigned, Candidate, Candidates, FoundAgain, Leaderboard, Points, Stability
from explained import laid, model_of, space_of

GROUPS = {"age": [20.0, 21, 22, 50, 51, 52, 90, 91, 92], "milk": [1.0, 2, 1, 9, 8, 9, 2, 1, 2]}
SEGMENT = [2, 2, 2, 1, 1, 1, 3, 3, 3]


@pytest.fixture
def placed(engine):
    features, assigned = laid(engine, GROUPS, SEGMENT)
    return features, space_of(features, GROUPS), assigned


def test_bands_hold_every_sampled_silhouette(placed):
    _, space, assigned = placed
    found = bands(space, assigned, 100, 1)
    scores = silhouettes(space.matrix, [assigned.segment])[0]
    assert (found.sample, [band.segment for band in found.bands]) == (9, [1, 2, 3])
    assert found.mean == pytest.approx(scores.mean(), abs=0.001)
    assert found.bands[1].values == tuple(sorted(scores[:3].round(3).tolist(), reverse=True))
    assert found.below == 0.0


def test_one_segment_has_no_bands(placed):
    _, space, _ = placed
    assert bands(space, Assigned("labels", np.ones(9, dtype=np.int64), np.ones(9), np.zeros(9)), 100, 1) is None


def test_the_tree_is_cut_where_as_many_groups_are_left_as_there_are_segments(placed):
    features, space, assigned = placed
    points: Points = space.points
    ward = Ward(3).fit(points.mean, sample_weight=points.weight)
    candidate = Candidate("ward", 3, ward, ward.labels_, points, ward.prototypes_, False)
    tree = hierarchy(Candidates((candidate,)), space, model_of(features, space, 3), assigned)
    assert sum(customers for customers, _ in tree.leaves) == 9
    heights = [height for *_, height in tree.joins]
    assert heights == sorted(heights)
    assert heights[-3] < tree.cut < heights[-2]
    assert sorted(segment for _, segment in tree.leaves) == sorted(SEGMENT)


def test_a_segment_is_found_again_as_surely_as_the_group_that_most_of_it_comes_from(placed):
    _, space, assigned = placed
    grades = [FoundAgain(0.9, 1.0, "highly stable", "A."), FoundAgain(0.8, 0.7, "stable", "B."), FoundAgain(0.3, 0.0, "dissolved", "C.")]
    labels = np.array([2, 2, 2, 0, 0, 1, 1, 1, 1])  # one customer was polished out of group 1 into segment 1
    candidate = Candidate("kmeans", 3, None, labels, space.points, None, True)
    board = Leaderboard((), (), candidate, "", "none", "", stability=Stability(20, 4, 0.8, tuple(grades)))
    assert found_again(board, assigned) == {1: grades[0], 2: grades[2], 3: grades[1]}
    assert found_again(dataclasses.replace(board, stability=None), assigned) == {}


def test_without_a_tree_there_is_none(placed):
    features, space, assigned = placed
    assert hierarchy(Candidates(()), space, model_of(features, space, 3), assigned) is None


def test_every_customer_is_in_one_class_of_gaps(engine):
    gaps = [*[float(n % 50 + 20) for n in range(97)], None, None, 400.0]
    features, _ = laid(engine, {"gap": gaps}, [1 + n % 2 for n in range(100)])
    found = rhythm(engine, features, "features AS f JOIN labels AS a ON a.position = f.position")
    assert [sum(counts) for counts in found.counts.values()] == [100, 50, 50]
    assert found.counts[0][-1] == 2
    edges = [-1, *found.bounds, 10**9]
    known = [g for g in gaps if g is not None]
    assert found.counts[0][:-1] == tuple(sum(a < g <= b for g in known) for a, b in itertools.pairwise(edges))
    assert sum(found.shares(1)) == pytest.approx(1)


def test_nobody_who_ordered_twice_has_no_rhythm(engine):
    features, _ = laid(engine, {"gap": [None, None], "age": [1.0, 2.0]}, [1, 2])
    assert rhythm(engine, features, "features AS f JOIN labels AS a ON a.position = f.position") is None
