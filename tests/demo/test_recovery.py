"""How well found segments agree with planted ones, held against scikit-learn."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from coterie.demo import recovered
from coterie.demo.recovery import adjusted_rand


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60))
def test_the_index_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    counts = np.zeros((5, 5), np.int64)
    np.add.at(counts, tuple(np.array(pairs).T), 1)
    assert adjusted_rand(counts) == pytest.approx(adjusted_rand_score(*np.array(pairs).T), abs=1e-12)


def truth(folder: Path, rows: str) -> Path:
    path = folder / "truth.csv"
    path.write_text("customer,segment\n" + rows, encoding="utf-8")
    return path


def test_the_table_the_match_and_who_is_missing(tmp_path: Path) -> None:
    planted = truth(tmp_path, "a,loyal\nb,loyal\nc,new\nd,new\ne,lapsed\n")
    found = recovered(planted, {"a": 1, "b": 1, "c": 2, "d": 1})
    assert found.planted == ("loyal", "new", "lapsed")
    assert found.found == ("1", "2")
    assert found.counts == ((2, 0), (1, 1), (0, 0))
    assert found.match == {"1": "loyal", "2": "new"}
    assert found.matched == pytest.approx(3 / 4)
    assert found.missing == 1


def test_nobody_found_is_no_error(tmp_path: Path) -> None:
    found = recovered(truth(tmp_path, "a,loyal\n"), {})
    assert (found.missing, found.matched, found.found) == (1, 0.0, ())
