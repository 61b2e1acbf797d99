"""The best matching of rows with columns, against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linear_sum_assignment

from coterie.kernels.assignment import best_columns

SHAPES = st.tuples(st.integers(1, 9), st.integers(1, 9))
WORTHS = SHAPES.flatmap(lambda shape: arrays(float, shape, elements=st.integers(-5, 5).map(float) | st.floats(-1e6, 1e6)))


@given(WORTHS)
def test_no_matching_is_worth_more(worth):
    found = best_columns(worth)
    placed = np.flatnonzero(found >= 0)
    assert len(set(found[placed])) == len(placed) == min(worth.shape)
    assert worth[placed, found[placed]].sum() == pytest.approx(worth[linear_sum_assignment(worth, maximize=True)].sum())
