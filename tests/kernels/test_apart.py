"""Intervals of differences hold what they say: drawn anew, they cover the truth as often as they should."""

from __future__ import annotations

import math

import numpy as np
import pytest

from coterie.kernels.apart import interval, share_apart

DRAWS = 2000


def reached(group: np.ndarray, rest: np.ndarray, truth: float) -> bool:
    """Whether the interval for one draw of customers holds the true difference."""
    everyone = np.concatenate([group, rest])
    z = (group - everyone.mean()) / everyone.std()
    low, high = interval(float(z.mean()), float((z * z).mean()), len(group), len(everyone))
    return low <= truth <= high


@pytest.mark.parametrize(("size", "rest", "shift"), [(30, 300, 0.0), (200, 200, 0.0), (400, 100, 0.0), (60, 600, 0.5), (300, 300, 1.0)])
def test_they_cover_19_of_20(size: int, rest: int, shift: float) -> None:
    draw = np.random.default_rng(size + rest)
    share = size / (size + rest)
    deviation = math.sqrt(1 + share * (1 - share) * shift**2)
    truth = shift * (1 - share) / deviation
    held = sum(reached(draw.normal(shift, 1, size), draw.normal(0, 1, rest), truth) for _ in range(DRAWS))
    slack = 3.3 * math.sqrt(0.05 * 0.95 / DRAWS)
    # A difference in deviations of a sample strays with these too: that is counted on the cautious side only.
    assert 0.95 - slack - 0.01 * (shift > 0) <= held / DRAWS <= 0.95 + slack + 0.03


@pytest.mark.parametrize(("share", "overall"), [(0.0, 0.1), (1.0, 0.9), (0.3, 0.3), (0.02, 0.01)])
def test_a_share_of_a_few_is_no_certainty(share: float, overall: float) -> None:
    apart, square = share_apart(share, overall, 25)
    low, high = interval(apart, square, 25, 1000)
    assert low < apart < high
    assert apart == pytest.approx((share - overall) / math.sqrt(overall * (1 - overall)))


@pytest.mark.parametrize(("count", "everyone"), [(1, 50), (49, 50), (50, 50), (0, 0)])
def test_of_fewer_than_two_nothing_is_known(count: int, everyone: int) -> None:
    assert all(map(math.isnan, interval(0.0, 1.0, count, everyone)))
