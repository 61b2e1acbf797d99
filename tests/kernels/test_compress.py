"""Points stand for all customers: nothing is lost, and nothing depends on the order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from coterie.kernels.compress import compress
from coterie.records import Points

FINITE = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
FEW = st.sampled_from([0.0, 0.1, 0.3, 1.0, 7.0])
MATRICES = st.tuples(st.integers(1, 60), st.integers(1, 4)).flatmap(lambda shape: arrays(float, shape, elements=FINITE | FEW))
BUDGETS = st.integers(1, 70)


def spread(n: int, seed: int = 0) -> np.ndarray:
    """Correlated columns with long tails, a count and a flag."""
    rng = np.random.default_rng(seed)
    base = rng.normal(size=(n, 4)) @ (np.eye(4) + 0.5)
    base[:, 0] = np.exp(base[:, 0])
    return np.column_stack([base, rng.poisson(2, n), rng.random(n) < 0.3]).astype(float)


def total(points: Points) -> np.ndarray:
    """The scatter of all customers, from the points alone: inside the cells and between them."""
    mean = points.weight @ points.mean / points.weight.sum()
    apart = points.mean - mean
    return points.scatter.sum(axis=0) + (apart.T * points.weight) @ apart


@settings(deadline=None)
@given(MATRICES, BUDGETS)
def test_points_keep_weight_mean_and_scatter(matrix, budget) -> None:
    points = compress(matrix, budget)
    assert points.weight.sum() == len(matrix)
    assert len(points.weight) <= budget
    size = np.abs(matrix).max() + 1e-300
    np.testing.assert_allclose(points.weight @ points.mean / len(matrix), matrix.mean(axis=0), atol=1e-12 * size)
    apart = matrix - matrix.mean(axis=0)
    np.testing.assert_allclose(total(points), apart.T @ apart, atol=1e-11 * size**2 * len(matrix))


@settings(deadline=None)
@given(MATRICES, BUDGETS)
def test_every_customer_is_in_the_cell_of_its_point(matrix, budget) -> None:
    points = compress(matrix, budget)
    for number, (mean, weight) in enumerate(zip(points.mean, points.weight, strict=True)):
        rows = matrix[points.cell == number]
        assert len(rows) == weight
        assert (rows.min(axis=0) <= mean).all()
        assert (mean <= rows.max(axis=0)).all()


@settings(deadline=None)
@given(MATRICES, BUDGETS)
def test_identical_customers_share_a_point(matrix, budget) -> None:
    twice = np.concatenate([matrix, matrix])
    points = compress(twice, budget)
    assert (points.cell[: len(matrix)] == points.cell[len(matrix) :]).all()


@settings(deadline=None)
@given(MATRICES)
def test_up_to_the_budget_points_are_the_distinct_rows_to_the_last_bit(matrix) -> None:
    distinct, counts = np.unique(matrix, axis=0, return_counts=True)
    points = compress(matrix, len(distinct))
    assert points.exact
    assert np.array_equal(points.mean, distinct)
    assert np.array_equal(points.weight, counts)
    assert not points.scatter.any()
    assert np.array_equal(points.mean[points.cell], matrix)


def test_above_the_budget_the_points_are_not_exact_and_the_budget_is_spent() -> None:
    points = compress(spread(3000), 200)
    assert not points.exact
    assert len(points.weight) == 200


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_does_not_matter(seed) -> None:
    # tenths are where sums of another order differ in the last bit, and where means fall on values
    matrix = np.round(spread(4000, seed), 1)
    order = np.random.default_rng(seed).permutation(len(matrix))
    one, other = compress(matrix, 300), compress(matrix[order], 300)
    assert np.array_equal(one.cell[order], other.cell)
    assert np.array_equal(one.weight, other.weight)
    np.testing.assert_allclose(one.mean, other.mean, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(one.scatter, other.scatter, rtol=1e-9, atol=1e-9)


def test_points_are_in_order_of_the_lowest_corner_of_their_cells() -> None:
    matrix = spread(2000)
    cell = compress(matrix, 100).cell
    corners = [matrix[cell == number].min(axis=0).tolist() for number in range(100)]
    assert corners == sorted(corners)


@pytest.mark.parametrize(
    "matrix",
    [
        np.full((50, 3), 0.1),
        np.array([[1.0], [np.nextafter(1.0, 2.0)]] * 10),  # nothing fits between the two
        np.array([[0.0], [5e-324]] * 10),  # squares vanish
        np.array([[0.0], [1e-200], [3e-200]] * 10),
        np.array([[-1e100], [1e100]] * 10),
    ],
    ids=["identical", "neighbours", "smallest", "tiny", "huge"],
)
def test_extreme_values_are_split_to_the_end(matrix) -> None:
    points = compress(matrix, 100)
    assert points.exact
    assert np.array_equal(points.mean, np.unique(matrix, axis=0))


def test_the_matrix_is_left_as_it_was() -> None:
    matrix = spread(500)
    before = matrix.copy()
    compress(matrix, 20)
    assert np.array_equal(matrix, before)


def test_more_points_leave_less_inside() -> None:
    matrix = spread(5000)
    inside = [float(np.einsum("nii->", compress(matrix, budget).scatter)) for budget in (1, 16, 256, 5000)]
    assert inside[0] == pytest.approx(np.square(matrix - matrix.mean(axis=0)).sum())
    assert inside == sorted(inside, reverse=True)
    assert inside[-1] == 0
