"""Cut-points: the same value always scores the same, no bin is empty, nothing crashes."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.engines.duckdb import DuckDBEngine
from coterie.features._cuts import BINS, find_cuts
from coterie.records import Cuts, Feature
from coterie.sql.scores import score


def scored(values: list[float], name: str = "f_score", feature: str = "frequency") -> tuple[Cuts, list[int]]:
    columns = (Feature(name, "", "", "", "", "numeric", "scores"),)
    with DuckDBEngine(threads=2) as engine:
        engine.load("people", {feature: np.array(values, dtype=float), "place": np.arange(len(values))})
        (cuts,) = find_cuts(engine, columns, "people")
        rows = engine.rows(f"SELECT {score(cuts, feature)} FROM people ORDER BY place")
    return cuts, [int(value) for (value,) in rows]


@pytest.mark.parametrize(
    ("values", "scores"),
    [
        (range(1, 11), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
        ([1] * 6 + [2, 3, 4, 5], [1] * 6 + [2, 3, 4, 5]),
        ([1] * 96 + [2, 2, 3, 9], [1] * 96 + [2, 2, 3, 4]),
        ([1, 2, 3, 4] + [5] * 96, [1, 2, 3, 4] + [5] * 96),
        ([1] * 50 + [2] * 50, [1] * 50 + [2] * 50),
        ([7] * 10, [1] * 10),
        ([7], [1]),
    ],
)
def test_scores_of_ties(values, scores) -> None:
    assert scored(list(values))[1] == scores


def test_few_days_score_high() -> None:
    cuts, scores = scored(list(range(1, 11)), "r_score", "recency")
    assert scores == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert cuts == Cuts("r_score", "recency", (3.0, 5.0, 7.0, 9.0), 5, reverse=True)


def test_bins_that_would_be_empty_are_named() -> None:
    cuts, _ = scored([1] * 96 + [2, 2, 3, 9])
    assert cuts.note == "The quintiles of frequency coincide and would leave scores 2, 3 and 4 empty. Cut-points instead: 2, 3 and 9."
    assert scored([1] * 50 + list(range(2, 52)))[0].note.startswith("The quintiles of frequency coincide and would leave score 2 empty.")
    assert scored([7] * 10)[0].note.endswith("Cut-points instead: none, as all are the same.")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(st.integers(1, 4), st.integers(1, 40), st.floats(-1e9, 1e9)), min_size=1, max_size=60), st.booleans())
def test_ties_are_never_split_and_no_bin_is_empty(values: list[float], reverse: bool) -> None:
    cuts, scores = scored(values, *(("r_score", "recency") if reverse else ("m_score", "money")))
    by_value = {value: {s for v, s in zip(values, scores, strict=True) if v == value} for value in values}
    assert all(len(found) == 1 for found in by_value.values())
    in_order = [by_value[value].pop() for value in sorted(by_value)]
    assert in_order == sorted(in_order, reverse=reverse)
    assert len(Counter(scores)) == min(BINS, len(set(values)))
    assert list(cuts.edges) == sorted(set(cuts.edges))
