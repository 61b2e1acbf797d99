"""Lift: what is planted is found, a fluke is not, and where nothing is planted nothing is found."""

from __future__ import annotations

import numpy as np
import pytest

from coterie.kernels.lift import LEVEL, lift_bound, stands_out


@pytest.mark.parametrize(
    ("did", "group", "all_did", "everyone", "looks", "found"),
    [
        (60, 100, 200, 1000, 50, True),
        (5, 5, 5, 1000, 1, False),  # a fluke of five
        (19, 19, 19, 1000, 1, False),
        (20, 20, 20, 1000, 1, True),
        (20, 100, 200, 1000, 1, False),  # as usual
        (28, 100, 200, 1000, 1, True),
        (28, 100, 200, 1000, 1000, False),  # of a thousand looks, one is so by chance
        (0, 100, 200, 1000, 1, False),
        (1000, 1000, 1000, 1000, 10, False),
    ],
)
def test_what_stands_out(did, group, all_did, everyone, looks, found) -> None:
    assert stands_out(did, group, all_did, everyone, looks) == found


def test_the_bound_is_below_the_lift_and_falls_with_every_look() -> None:
    bounds = [lift_bound(60, 100, 200, 1000, looks) for looks in (1, 10, 1000)]
    assert [lift for lift, _ in bounds] == [3.0] * 3
    assert 3.0 > bounds[0][1] > bounds[1][1] > bounds[2][1] > 1


def test_nothing_is_found_where_nothing_is_planted() -> None:
    """1,000 shops of 1,200 customers in four random segments, 60 products of all popularities."""
    rng = np.random.default_rng(7)
    sizes, popular = np.array([600, 300, 200, 100]), np.linspace(0.01, 0.7, 60)
    wrong = 0
    for _ in range(1000):
        buyers = rng.binomial(sizes.sum(), popular)
        counts = np.array([rng.multivariate_hypergeometric(sizes, n) for n in buyers]).T
        looks = counts.size
        wrong += any(
            stands_out(int(counts[g, p]), int(sizes[g]), int(buyers[p]), int(sizes.sum()), looks)
            for g in range(len(sizes))
            for p in np.flatnonzero(counts[g] / sizes[g] > popular * 1.1)
        )
    assert wrong <= 1000 * LEVEL + 3 * (1000 * LEVEL * (1 - LEVEL)) ** 0.5


def test_what_is_planted_is_found() -> None:
    rng = np.random.default_rng(7)
    missed = 0
    for _ in range(300):
        own, others = rng.binomial(200, 0.4), rng.binomial(800, 0.2)
        missed += not stands_out(int(own), 200, int(own + others), 1000, 4 * 60)
    assert missed <= 30
