"""What is planted in a shop is found, with its sign and its size, and nothing is found where nothing was planted.

A few shops here; a thousand of each kind in `benchmarks/planted.py`.
"""

from __future__ import annotations

import pytest

from planted import ALL, LOOKS, OTHERS, PLANTED, SIGNS, looked_at, made_shop


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2))])
def test_price_season_category_and_churn_are_found(seed: int) -> None:
    found = looked_at(made_shop(seed, ALL))
    assert {look: found.sure(*look) for look in SIGNS} == SIGNS
    assert found.favours("tea")
    assert found.gap("discount_share") == pytest.approx(0.4, abs=0.06)
    assert found.gap("price_level") == pytest.approx(-0.064, abs=0.02)
    assert found.active[PLANTED] < 0.3 < found.active[OTHERS]


def test_nothing_is_found_where_nothing_was_planted() -> None:
    shops = [looked_at(made_shop(seed)) for seed in range(100, 103)]
    wrong = sum(found.sure(*look) != 0 for found in shops for look in LOOKS)
    assert wrong <= 8  # of 33 looks, 5% are expected: more than that comes in one of ten thousand
    assert not any(found.tastes[PLANTED].favourites for found in shops)
    assert all(abs(found.active[PLANTED] - found.active[OTHERS]) < 0.1 for found in shops)
