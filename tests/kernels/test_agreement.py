"""How far two divisions agree."""

from __future__ import annotations

import numpy as np
import pytest

from coterie.kernels.agreement import agreement


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [([0, 0, 1, 1], [5, 5, 2, 2], 1.0), ([0, 0, 0, 0], [0, 1, 2, 3], 0.25), ([0, 0, 1, 1, 1], [0, 0, 0, 1, 1], 0.8)],
    ids=["other names", "no division", "one customer apart"],
)
def test_agreement_is_the_share_in_matching_segments(one, other, share):
    assert agreement(np.array(one), np.array(other)) == share == agreement(np.array(other), np.array(one))
