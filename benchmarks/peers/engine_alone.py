"""The floor: what DuckDB alone needs to read the orders, merge identical lines and sum up per customer."""

from __future__ import annotations

import sys

import duckdb

SQL = """
    CREATE TABLE people AS
    SELECT customer_id, max(order_date), min(order_date), count(DISTINCT order_id), sum(amount), sum(quantity), sum(lines)
    FROM (
        SELECT customer_id, order_id, min(order_date) AS order_date, sum(quantity * unit_price) AS amount,
            sum(quantity) AS quantity, count(*) AS lines
        FROM (SELECT DISTINCT * FROM '{path}' WHERE customer_id IS NOT NULL AND quantity > 0 AND unit_price > 0)
        GROUP BY customer_id, order_id
    )
    GROUP BY customer_id
"""


def main(path: str, memory: str) -> None:
    con = duckdb.connect(config={"threads": 2, "memory_limit": memory})
    con.execute(SQL.format(path=path))
    print(con.sql("SELECT count(*) FROM people").fetchall())


if __name__ == "__main__":
    main(*sys.argv[1:])
