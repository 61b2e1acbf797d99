"""`coterie sql`: the segments of a saved run as one query for a warehouse."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from coterie.cli.answer import Answer
from coterie.cli.page import facts, verbatim


def sql(
    run: Path,
    /,
    *,
    dialect: Literal["duckdb", "postgres", "spark", "bigquery", "snowflake"] = "duckdb",
    table: str = "orders",
    customer_table: str = "customers",
    as_of: date | None = None,
    out: Path | None = None,
) -> Answer:
    """Write the segments of a saved run as one query over a table of orders.

    Parameters
    ----------
    run
        The folder of a run, such as results/latest.
    dialect
        Whose SQL it is to be.
    table
        The name of the table of order lines there, such as sales.orders.
    customer_table
        The name of the table of customers, where features are made of it.
    as_of
        The day to look at customers from; by default the run's, or the day after the last order where that is later.
    out
        The file to write; by default it is printed.
    """
    import coterie
    from coterie.store.folder import check_writable, write_file

    if out:
        check_writable(out, folder=False)
    text = coterie.load(run).sql(dialect, table=table, customer_table=customer_table, as_of=as_of)
    shown = facts({"query": str(write_file(out, text))}) if out else verbatim(text.rstrip("\n"))
    return Answer({"dialect": dialect, "sql": text, "out": str(out) if out else None}, (shown,))
