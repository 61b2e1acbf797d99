"""The effect of a contact: found where it is planted, and nowhere else more often than chance allows."""

import math

import numpy as np
import pytest
from scipy.stats import binom, ttest_ind

from coterie.compare.effect import Arm, arms, effect, effects

DRAWS = 1000


def arm(values):
    return Arm(len(values), float(np.mean(values)), float(np.var(values, ddof=1)))


def spending(random, people, buyers, lift=1.0):
    """Most spend nothing, a few very much."""
    return np.where(random.random(people) < buyers, random.lognormal(3.5, 1.0, people) * lift, 0.0)


def test_the_interval_is_students():
    random = np.random.default_rng(0)
    with_it, without = random.normal(10, 3, 200), random.normal(9, 3, 60)
    found, known = effect(1, "spent", arm(with_it), arm(without)), ttest_ind(with_it, without).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((known.low, known.high))
    assert found.total == pytest.approx(found.difference * 200)


@pytest.mark.parametrize(("contacted", "control"), [(180, 20), (450, 50), (900, 100), (100, 100)])
def test_where_nothing_was_planted_nothing_is_found(contacted, control):
    random = np.random.default_rng(contacted)
    alarms = sum(
        effect(1, "spent", arm(spending(random, contacted, 0.4)), arm(spending(random, control, 0.4))).answer != "unclear"
        for _ in range(DRAWS)
    )
    assert alarms <= binom.ppf(0.999, DRAWS, 0.05)


def test_the_interval_holds_the_planted_effect():
    random, truth = np.random.default_rng(7), 0.4 * math.exp(3.5 + 0.5) * 0.5
    hits = 0
    for _ in range(DRAWS):
        found = effect(1, "spent", arm(spending(random, 900, 0.4, lift=1.5)), arm(spending(random, 300, 0.4)))
        hits += found.low <= truth <= found.high
    assert hits >= binom.ppf(0.001, DRAWS, 0.95)


def test_a_planted_effect_is_found_with_its_sign_and_size():
    random = np.random.default_rng(3)
    more = effect(1, "spent", arm(spending(random, 9000, 0.4, lift=1.5)), arm(spending(random, 1000, 0.4)))
    less = effect(1, "spent", arm(spending(random, 9000, 0.4, lift=0.5)), arm(spending(random, 1000, 0.4)))
    assert (more.answer, less.answer) == ("more", "less")
    assert more.difference == pytest.approx(0.4 * math.exp(4.0) * 0.5, rel=0.25)


def test_segments_are_put_together_by_who_was_contacted():
    groups = {1: {False: Arm(300, 12.0, 4.0), True: Arm(30, 10.0, 4.0)}, 2: {False: Arm(100, 5.0, 4.0), True: Arm(100, 5.0, 4.0)}}
    together, first, second = effects(groups, "spent")
    assert (together.segment, together.contacted, together.control) == (None, 400, 130)
    assert together.difference == pytest.approx(0.75 * first.difference + 0.25 * second.difference)
    assert first.answer == "more"
    assert second.answer == "unclear"


FEW = {
    "few held out": {1: {False: Arm(300, 12.0, 4.0), True: Arm(19, 10.0, 4.0)}},
    "none held out": {1: {False: Arm(300, 12.0, 4.0)}},
    "none contacted": {1: {True: Arm(300, 12.0, 4.0)}},
    "one of each": {1: {True: Arm(1, 12.0, 0.0), False: Arm(1, 12.0, 0.0)}},
}


@pytest.mark.parametrize("groups", FEW.values(), ids=FEW)
def test_of_few_nothing_is_said(groups):
    (found,) = effects(groups, "spent")
    assert found.answer == "too few"
    assert math.isnan(found.difference)


def test_sums_become_means():
    assert arms([(2, False, 3, 6.0, 14.0), (2, True, 1, None, None)]) == {2: {False: Arm(3, 2.0, 1.0), True: Arm(1, 0.0, 0.0)}}
