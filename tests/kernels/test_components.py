"""Covariance and principal components, against NumPy's own."""

from __future__ import annotations

import numpy as np
import pytest

from coterie.kernels.components import principal_components
from coterie.kernels.moments import CHUNK, covariance


@pytest.mark.parametrize("rows", [1, 7, CHUNK, CHUNK + 1])
def test_covariance_is_that_of_all_rows(rows) -> None:
    matrix = np.random.default_rng(0).normal(5, 2, size=(rows, 3))
    mean, spread = covariance(matrix)
    np.testing.assert_allclose(mean, matrix.mean(axis=0))
    np.testing.assert_allclose(spread, np.cov(matrix.T, bias=True), atol=1e-12)


def test_components_are_orthonormal_and_explain_everything_together() -> None:
    matrix = np.random.default_rng(0).normal(size=(500, 4)) * [3, 2, 1, 0.5]
    spread = covariance(matrix)[1]
    components, explained = principal_components(spread, 4)
    np.testing.assert_allclose(components @ components.T, np.eye(4), atol=1e-12)
    np.testing.assert_allclose(np.diag(components @ spread @ components.T) / np.trace(spread), explained)
    assert explained.sum() == pytest.approx(1)
    assert (np.diff(explained) < 0).all()


def test_the_largest_loading_is_positive_and_of_equals_the_first() -> None:
    components, _ = principal_components(np.array([[1.0, -1.0, 0.0], [-1.0, 1.0, 0.0], [0.0, 0.0, 0.1]]), 2)
    assert components[0, 0] > 0 > components[0, 1]
    assert components[1].tolist() == pytest.approx([0, 0, 1])


def test_more_components_than_axes_are_all_there_are() -> None:
    assert principal_components(np.eye(2), 5)[0].shape == (2, 2)
