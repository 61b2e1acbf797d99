"""One CSV file of orders read by one program: ours with every check, DuckDB and Polars and pandas as they are.

python benchmarks/peers/readers.py coterie orders.csv
"""

from __future__ import annotations

import sys

THREADS, MEMORY = 2, "1GB"
COLUMNS = ("customer_id", "order_id", "order_date", "product_id", "quantity", "unit_price")


def coterie(path: str, *, typed: bool = False) -> int:
    """The read stage: roles, types, the width of every record, every line accounted for; then, if asked for, each cell typed."""
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import make_plan
    from coterie.read import read
    from coterie.records import Given

    with DuckDBEngine(threads=THREADS, memory=MEMORY) as engine:
        orders = read(engine, make_plan(threads=THREADS, memory=MEMORY), Given(path)).orders
        assert orders is not None
        if typed:
            engine.rows(f"SELECT {', '.join(f'count({column.value})' for column in orders.columns)} FROM {orders.relation}")
        found: int = engine.rows(f"SELECT count(*) FROM {orders.relation}")[0][0]
        return found


def coterie_typed(path: str) -> int:
    """The same, and one pass that types every cell."""
    return coterie(path, typed=True)


def _duckdb(path: str, sql: str) -> int:
    """DuckDB with all that it could look for told beforehand, every column as text, and no check asked for."""
    import duckdb

    con = duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY})
    con.execute("SET enable_progress_bar = false")
    types = ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)
    rows = f"read_csv('{path}', auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', columns = {{{types}}})"
    found: int = con.execute(sql.format(rows=rows)).fetchall()[0][0]
    return found


def duckdb_pass(path: str) -> int:
    """One pass that counts the cells and keeps nothing."""
    return _duckdb(path, f"SELECT count(*), {', '.join(f'count({name})' for name in COLUMNS)} FROM {{rows}}")


def duckdb_table(path: str) -> int:
    """Into a table, which later statements could ask, as they can what ours makes."""
    return _duckdb(path, "CREATE TABLE orders AS FROM {rows}")


def pandas(path: str) -> int:
    """Into a data frame, with dates."""
    from pandas import read_csv

    return len(read_csv(path, parse_dates=["order_date"]))


def polars(path: str) -> int:
    """Into a data frame, with dates."""
    from polars import read_csv

    return read_csv(path, try_parse_dates=True).height


READERS = {reader.__name__: reader for reader in (coterie, coterie_typed, duckdb_pass, duckdb_table, pandas, polars)}

if __name__ == "__main__":
    print(READERS[sys.argv[1]](sys.argv[2]))
