"""What translation must do to the text, where running it on the engines would not show it."""

from __future__ import annotations

import pytest

from coterie.sql import moments
from coterie.sql.translate import MENDS, statements, translate

CASES = [
    # two statements where the engine cannot replace a table
    ("CREATE OR REPLACE TABLE t AS SELECT 1 AS a", "postgres", "DROP TABLE IF EXISTS t CASCADE;\nCREATE TABLE t AS SELECT 1 AS a"),
    ("CREATE OR REPLACE TABLE t AS SELECT 1 AS a", "spark", "DROP TABLE IF EXISTS t;\nCREATE TABLE t AS SELECT 1 AS a"),
    ("CREATE OR REPLACE VIEW v AS SELECT 1 AS a", "spark", "CREATE OR REPLACE VIEW v AS SELECT 1 AS a"),
    # a subquery gets a name where it needs one, and keeps the one it has
    ("SELECT a FROM (SELECT 1 AS a)", "postgres", "SELECT a FROM (SELECT 1 AS a) AS q0"),
    ("SELECT a FROM (SELECT 1 AS a) AS mine", "postgres", "SELECT a FROM (SELECT 1 AS a) AS mine"),
    # names are quoted as the engine quotes them, whatever is in them
    ('SELECT "a""b" FROM t', "spark", 'SELECT `a"b` FROM t'),
    ("SELECT 'it''s' AS a", "postgres", "SELECT 'it''s' AS a"),
    # where NULL stands in the order of a window
    (
        "SELECT sum(x) OVER (ORDER BY a, b DESC) FROM t",
        "bigquery",
        "SELECT SUM(x) OVER (ORDER BY (a) IS NULL ASC, a ASC, (b) IS NULL ASC, b DESC) FROM t",
    ),
    # what a replacement refers to
    ("SELECT regexp_replace(a, '^(x)y', '-\\1') FROM t", "spark", "SELECT REGEXP_REPLACE(a, '^(x)y', '-$1') FROM t"),
    ("SELECT regexp_replace(a, '^(x)y', '-\\1') FROM t", "postgres", "SELECT REGEXP_REPLACE(a, '^(x)y', '-\\1') FROM t"),
    # a primitive stays whole beside any operator, and so does what it is given
    ("SELECT 1 / ratio(a + b, c) FROM t", "spark", "SELECT 1 / (CAST((a + b) AS DOUBLE) / nullif(CAST(c AS DOUBLE), 0)) FROM t"),
    ("SELECT days_between(min(a), max(a)) FROM t", "spark", "SELECT (datediff(CAST(MAX(a) AS DATE), CAST(MIN(a) AS DATE))) FROM t"),
]


@pytest.mark.parametrize(("ours", "dialect", "theirs"), CASES)
def test_the_text(ours: str, dialect: str, theirs: str) -> None:
    assert translate(ours, dialect) == theirs


@pytest.mark.parametrize("dialect", MENDS)
def test_primitives_may_stand_in_primitives(dialect: str) -> None:
    sql = translate("SELECT ratio(exact_sum(number_of(x)), days_between(min(a), max(a))) FROM t", dialect)
    assert "exact_sum" not in sql and "number_of" not in sql and "days_between" not in sql


@pytest.mark.parametrize("dialect", MENDS)
def test_several_statements_stay_several(dialect: str) -> None:
    assert len(statements("SELECT 1; SELECT ';'", dialect)) == 2


@pytest.mark.parametrize("format", ["%j", "%Y %U"])
def test_a_directive_that_no_engine_shares_is_refused(format: str) -> None:
    with pytest.raises(ValueError, match="no translation"):
        moments.pattern(format)


def test_a_format_that_is_no_constant_is_refused() -> None:
    with pytest.raises(ValueError, match="constant format"):
        translate("SELECT time_of(x, f) FROM t", "postgres")
