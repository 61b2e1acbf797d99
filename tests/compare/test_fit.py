"""The verdict: keep, refresh, or segment anew."""

from dataclasses import replace

import numpy as np
import pytest

from coterie.compare.fit import fit, judged
from coterie.records import Comparison, Fit, Move

CENTRES = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])


def crowd(seed, centres=CENTRES, each=300):
    random = np.random.default_rng(seed)
    return np.concatenate([random.normal(centre, 1.0, (each, 2)) for centre in centres])


EVERYONE = (np.arange(900), np.arange(900))


def test_other_customers_of_the_same_groups_fit():
    found = fit(crowd(1), crowd(2), CENTRES, EVERYONE)
    assert found.changed < 0.01
    assert found.tighter < 0.02
    assert found.unusual < 0.03


def test_centres_that_no_method_settled_are_no_drift():
    found = fit(crowd(1), crowd(1), CENTRES + 3.0, EVERYONE)
    assert (found.changed, found.tighter, found.moved) == (0.0, 0.0, 0.0)


def test_groups_that_moved_no_longer_fit():
    moved = np.array([[5.0, 5.0], [10.0, 0.0], [-8.0, 10.0]])
    found = fit(crowd(1), crowd(2, moved), CENTRES, EVERYONE)
    assert found.unusual > 0.3


def test_the_order_of_rows_and_threads_change_nothing():
    then, now = crowd(1), crowd(2)
    assert fit(then, now, CENTRES, EVERYONE, 1) == fit(then, now, CENTRES, EVERYONE, 4)


def sides(stayed, moved, new):
    return (Move(1, 1, stayed, stayed=True), Move(1, 2, moved), Move(None, 1, new))


def test_who_goes_to_another_centre_moved():
    then = crowd(1)
    now = then.copy()
    now[:90] = then[300:390]
    assert fit(then, now, CENTRES, EVERYONE).moved == 0.1
    assert fit(then, now[90:], CENTRES, (np.arange(90, 900), np.arange(810))).moved == 0.0


GOOD = Fit(1000, 0.01, 0.01, 0.01)
VERDICTS = {
    "all is as it was": (GOOD, sides(990, 5, 5), "keep", "Keep them: the earlier segments still fit"),
    "many moved": (
        replace(GOOD, moved=0.09),
        sides(990, 0, 10),
        "refresh",
        "9.0% of those in both runs belong in another one now and 1.0% of the customers are new.",
    ),
    "the new run divides otherwise": (GOOD, sides(10, 990, 0), "keep", "Keep them"),
    "many are new": (GOOD, sides(900, 0, 100), "refresh", "still fit, but 10% of the customers are new."),
    "all are new": (GOOD, (Move(None, 1, 100), Move(1, None, 100)), "refresh", "still fit, but 100% of the customers are new."),
    "centres went elsewhere": (Fit(1000, 0.3, 0.15, 0.01), sides(990, 5, 5), "anew", "the segments would be 15% tighter"),
    "all went the same way": (Fit(1000, 0.0, 0.37, 0.01), sides(990, 5, 5), "anew", "the segments would be 37% tighter"),
    "centres wander at no gain": (Fit(1000, 0.3, 0.01, 0.01), sides(990, 5, 5), "keep", "Keep them"),
    "strange customers": (Fit(1000, 0.0, 0.0, 0.2), sides(990, 5, 5), "anew", "20% of the customers lie farther out"),
    "other features": (None, sides(990, 5, 5), "", "their features are not all in this run"),
}


@pytest.mark.parametrize(("found", "moves", "verdict", "words"), VERDICTS.values(), ids=VERDICTS)
def test_the_verdict(found, moves, verdict, words):
    said, reason = judged(Comparison(moves=moves, fit=found))
    assert said == verdict
    assert words in reason
