"""Made-up orders at scale, the same for the same number of lines: skewed customers, returns, gaps, identical lines.

python benchmarks/generate.py 30_000_000 orders.parquet   # or orders.csv
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

# Every draw is a hash of the row's number and a salt, so threads and versions cannot change the data.
DRAW = "CREATE MACRO draw(row, salt) AS (hash(row * 1000003 + salt) % 1000000007) / 1000000007.0"

ORDERS = """
    SELECT
        i AS n,
        floor(power(draw(i, 1), 2) * {customers})::BIGINT AS person,
        TIMESTAMP '2023-01-01' + to_seconds(floor(draw(i, 2) * 730 * 86400)::BIGINT) AS order_date,
        1 + floor(draw(i, 3) * 9)::BIGINT AS lines
    FROM range({orders}) AS t(i)
"""

LINES = """
    SELECT
        CASE WHEN draw(n, 4) >= 0.02 THEN 'C' || lpad(person::VARCHAR, 8, '0') END AS customer_id,
        'O' || n AS order_id,
        order_date,
        'P' || floor(draw(n * 10 + line, 5) * 5000)::INT AS product_id,
        CASE WHEN draw(n * 10 + line, 6) < 0.02 THEN -1 ELSE 1 + floor(draw(n * 10 + line, 7) * 6) END::INT AS quantity,
        round(1 + draw(n * 10 + line, 8) * 50 * (0.3 + draw(person, 9)), 2) AS unit_price
    FROM (SELECT *, unnest(range(lines)) AS line FROM orders),
        range(2) AS again(copy)
    WHERE copy = 0 OR draw(n * 10 + line, 10) < 0.01
"""


def generate(lines: int, path: Path) -> None:
    """Write about that many order lines as Parquet or CSV, with a customer for every thirty."""
    con = duckdb.connect()
    con.execute("SET threads = 2; SET preserve_insertion_order = true")
    con.execute(DRAW)
    con.execute(f"CREATE VIEW orders AS {ORDERS.format(customers=lines // 30, orders=int(lines / 5.05))}")
    form = "csv, HEADER" if path.suffix == ".csv" else "parquet, ROW_GROUP_SIZE 250000"
    con.execute(f"COPY ({LINES}) TO '{path}' (FORMAT {form})")


if __name__ == "__main__":
    generate(int(sys.argv[1]), Path(sys.argv[2]))
