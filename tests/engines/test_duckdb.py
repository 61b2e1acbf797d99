"""What the stages rely on: values as they are, queries judged before they run, failures told, nothing left behind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coterie.engines.duckdb import DuckDBEngine, confined
from coterie.errors import SurroundingsError


def test_a_matrix_keeps_the_order_and_knows_what_is_missing(engine: DuckDBEngine) -> None:
    engine.load("t", {"position": np.array([2, 0, 1]), "x": np.array([5.0, 3.0, 4.0])})
    found = engine.matrix("SELECT position, CASE WHEN position <> 1 THEN x END FROM t ORDER BY position")
    np.testing.assert_array_equal(found, [[0, 3], [1, np.nan], [2, 5]])
    assert engine.columns("SELECT * FROM t") == ["position", "x"]
    assert engine.row("SELECT count(*) AS n, max(x) AS high FROM t") == {"n": 3, "high": 5.0}


@pytest.mark.parametrize(("query", "words"), [("SELECT 1", ""), ("SELECT 1; SELECT 2", "not one condition"), ("SELECT nothing", "nothing")])
def test_a_query_is_judged_before_it_counts(engine: DuckDBEngine, query: str, words: str) -> None:
    complaint = engine.complaint(query)
    assert words in complaint
    assert bool(complaint) is bool(words)


def test_a_file_that_cannot_be_written_is_told(engine: DuckDBEngine, tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError, match="engine-io"):
        engine.write_parquet("SELECT 1 AS x", tmp_path / "nowhere" / "x.parquet")


def test_scratch_files_go_with_the_engine() -> None:
    with DuckDBEngine() as own:
        file = own.scratch(".csv")
        assert file.exists()
    assert not file.exists()


def test_a_statement_that_fails_asks_what_there_is_doubt_about(engine: DuckDBEngine) -> None:
    asked = []

    def check() -> None:
        asked.append(1)
        engine.rows("SELECT nothing_either")  # what fails meanwhile is not asked about again

    engine.doubt(check)
    engine.rows("SELECT 1")
    assert not asked
    for times in (1, 2):
        with pytest.raises(Exception, match="nothing_either"):
            engine.rows("SELECT nothing")
        assert len(asked) == times


REACHES_OUT = [
    "SELECT * FROM read_text('{outside}')",
    "SELECT * FROM read_text('{inside}/../secret.txt')",
    "SELECT * FROM '{outside}'",
    "SELECT * FROM glob('{parent}/*')",
    "COPY (SELECT 1) TO '{parent}/made.csv'",
    "ATTACH '{parent}/made.duckdb'",
    "LOAD httpfs",
    "INSTALL httpfs",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET memory_limit = '1TB'",
    "SELECT * FROM frame",
]


@pytest.mark.parametrize("sql", REACHES_OUT)
def test_a_confined_engine_reaches_nothing_outside_and_cannot_be_told_otherwise(sql: str, tmp_path: Path) -> None:
    frame = __import__("pyarrow").table({"a": [1]})
    inside, outside = tmp_path / "inside", tmp_path / "secret.txt"
    inside.mkdir()
    outside.write_text("a secret")
    with confined(inside), DuckDBEngine() as engine:
        assert engine.complaint(sql.format(inside=inside, outside=outside, parent=tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inside", "secret.txt"]
    assert frame.num_rows == 1


def test_a_confined_engine_does_its_work_inside(tmp_path: Path) -> None:
    with confined(tmp_path), DuckDBEngine(memory="200MB") as engine:
        engine.write_parquet("SELECT range AS i FROM range(10)", tmp_path / "t.parquet")
        assert engine.rows(f"SELECT count(*) FROM read_parquet('{tmp_path}/t.parquet')") == [(10,)]
        assert engine.scratch(".parquet").exists()
        engine.write_parquet("SELECT 1 AS a", engine.scratch(".parquet"))
    with DuckDBEngine() as engine:
        assert engine.complaint("SELECT count(*) FROM glob('*')") == ""
