"""Our own gamma function and its kin, against SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from coterie.kernels.gamma import digamma, log_beta, log_gamma, prime_share, rising

POSITIVE = st.floats(1e-3, 1e5)


@given(POSITIVE)
def test_logarithm_and_slope(z: float) -> None:
    assert log_gamma(np.array([z])) == pytest.approx(scipy.special.gammaln(z), rel=1e-11, abs=1e-10)
    assert digamma(np.array([z])) == pytest.approx(scipy.special.digamma(z), rel=1e-11, abs=1e-10)


@given(st.floats(1e-6, 1e4), st.floats(0.05, 500), st.floats(0.05, 500))
def test_share_of_a_beta_prime(x: float, a: float, b: float) -> None:
    at, shapes = np.array([x]), (np.array([a]), np.array([b]))
    share, slope = prime_share(at, *shapes, log_beta(*shapes))
    assert share == pytest.approx(scipy.special.betainc(a, b, x / (1 + x)), abs=1e-6)
    assert (slope >= 0).all()


@given(st.floats(1e-3, 1e3), st.integers(0, 300))
def test_rising_factors(start: float, count: int) -> None:
    logarithm, slope = rising(start, np.array([count]))
    assert logarithm == pytest.approx(scipy.special.gammaln(start + count) - scipy.special.gammaln(start), rel=1e-9, abs=1e-9)
    assert slope == pytest.approx(scipy.special.digamma(start + count) - scipy.special.digamma(start), rel=1e-9, abs=1e-9)
