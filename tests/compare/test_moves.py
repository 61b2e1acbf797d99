"""The migration table: every customer of either run once, and which segments are the same."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.compare.moves import crossed, moves, paired
from coterie.engines.duckdb import DuckDBEngine
from coterie.records import Comparison

people = st.dictionaries(st.integers(0, 60), st.integers(0, 4), min_size=1)
CASES = {
    "numbered otherwise": ([(1, 7, 9), (2, 8, 9), (2, 7, 1)], {1: 7, 2: 8}),
    "one falls in two: the larger part is it": ([(1, 1, 6), (1, 2, 4)], {1: 1}),
    "two become one: the larger one stays": ([(1, 5, 6), (2, 5, 4)], {1: 5}),
    "nobody is in both": ([(1, None, 6), (None, 1, 4)], {}),
    "new customers do not tell": ([(1, 2, 3), (None, 2, 90), (None, 1, 90)], {1: 2}),
}


@pytest.mark.parametrize(("rows", "same"), CASES.values(), ids=CASES)
def test_which_segment_of_now_is_which_of_then(rows, same):
    assert paired([(*row, 0.0, 0.0) for row in rows]) == same | {0: 0}


@pytest.fixture(scope="module")
def engine():
    with DuckDBEngine(threads=1) as engine:
        yield engine


@settings(deadline=None)
@given(then=people, now=people)
def test_every_customer_is_in_one_move(engine, then, now):
    for name, side in (("b", then), ("a", now)):
        engine.lend(name, pd.DataFrame({"customer": list(side), "segment": list(side.values()), "money": [float(c) for c in side]}))
    rows = crossed(engine, "b", "a", ["b", "a"])
    found = Comparison(moves=moves(rows, {number: number for number in range(5)}))
    both = set(then) & set(now)
    assert (found.both, found.new, found.lost) == (len(both), len(set(now) - both), len(set(then) - both))
    assert found.moved == sum(then[c] != now[c] for c in both)
    assert sum(m.money_before for m in found.moves) == sum(then)
    assert sum(m.money_after for m in found.moves) == sum(now)
    for number in range(5):
        assert sum(m.customers for m in found.moves if m.before == number) == sum(s == number for s in then.values())
        assert sum(m.customers for m in found.moves if m.after == number) == sum(s == number for s in now.values())
