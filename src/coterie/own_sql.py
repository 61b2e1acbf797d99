"""SQL that a user wrote for a feature: which table it is over, or why it cannot be worked out. It is tried on no row.

Cleaning asks this of tables without rows, so that a slip is told before the large pass; the features ask it of those that were made.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from coterie.errors import InputError, did_you_mean, lacking_column, shown
from coterie.records import Cleaned, Ledger
from coterie.sql import quote
from coterie.sql.history import history

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import Plan
    from coterie.records import Inputs, Source

    Table = Literal["orders", "customers"]

NUMBERS = ("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
FRACTIONS = ("DECIMAL", "FLOAT", "DOUBLE")
COLUMNS = "customer, order_id, ordered_at, purchase, amount, units, lines, returned, days_ago, gap_days, first_days_ago, products"
# The columns that cleaning gives to orders and to their lines, with their types.
ORDERS = {
    **{"customer": "VARCHAR", "order_id": "VARCHAR", "at": "TIMESTAMP", "purchase": "BOOLEAN", "amount": "DECIMAL(18, 4)"},
    **{"returned": "DECIMAL(18, 4)", "units": "DECIMAL(18, 4)", "lines": "BIGINT"},
}
LINES = {
    **{"customer": "VARCHAR", "order_id": "VARCHAR", "product": "VARCHAR", "at": "TIMESTAMP"},
    **{"amount": "DECIMAL(18, 4)", "quantity": "DECIMAL(18, 4)", "fate": "INTEGER"},
}


def check(engine: DuckDBEngine, plan: Plan, inputs: Inputs, codes: frozenset[str] = frozenset()) -> None:
    """Refuse a feature of the plan that can never be worked out, before any row is looked at.

    `codes` are columns of the customers that hold numbers, of which cleaning may make texts.
    """
    for name, own in plan.own_features.items():
        try:
            table_of(engine, name, own.sql, blank_tables(inputs))
        except InputError:
            if not codes:
                raise
            table_of(engine, name, own.sql, blank_tables(inputs, codes))


def blank_tables(inputs: Inputs, texts: frozenset[str] = frozenset()) -> Cleaned:
    """What cleaning will make of the input, without a row; `texts` are columns of the customers that are none as they stand."""
    return Cleaned(
        Ledger((), {}),
        set_aside="",
        orders=_blank(ORDERS) if inputs.orders else "",
        lines=_blank(LINES) if inputs.orders else "",
        customers=_blank_people(inputs.customers, texts) if inputs.customers else "",
        attributes=tuple(c for c in inputs.customers.columns if c.role != "customer") if inputs.customers else (),
        as_of=date(2000, 1, 1),
    )


def _blank(columns: dict[str, str]) -> str:
    """A table with these columns and no row."""
    return f"(SELECT {', '.join(f'CAST(NULL AS {kind}) AS {quote.name(name)}' for name, kind in columns.items())} WHERE false)"


def _blank_people(source: Source, texts: frozenset[str]) -> str:
    """The customers' columns without a row."""
    columns = [f"{c.text if c.name in texts else c.value} AS {quote.name(c.name)}" for c in source.columns if c.role != "customer"]
    return f"(SELECT {', '.join(['CAST(NULL AS VARCHAR) AS customer', *columns])} FROM {source.relation} WHERE false)"


def table_of(engine: DuckDBEngine, name: str, sql: str, cleaned: Cleaned, own: str = "") -> Table:
    """The table that the SQL is over, or `own` if it still is; refused where the engine cannot work it out to one number."""
    made = enclosed(sql)
    places: dict[Table, str] = {}
    if cleaned.orders:
        places["orders"] = f"({history(made, cleaned)}) AS history WHERE false GROUP BY customer"
    if cleaned.customers:
        places["customers"] = f"{cleaned.customers} AS people WHERE false"
    complaints: dict[Table, str] = {}
    for table, source in places.items():
        if own in ("", table):
            complaint = _complaint(engine, f"SELECT {made} AS value FROM {source}")
            if not complaint:
                return table
            complaints[table] = complaint
    known = {"orders": f"an aggregate over the orders' columns ({COLUMNS})", "customers": "an expression over the customers' columns"}
    told = next(iter(complaints.values()), f"it is over the {own}, which are not there")
    fact = f"The feature {shown(' '.join(sql.split()))} cannot be worked out: {told}"
    near = _near(complaints, [*COLUMNS.split(", "), *(c.name for c in cleaned.attributes)])
    remedy = f"{near}It is SQL: {' or '.join(known[table] for table in complaints or known)}."
    raise InputError("bad-own-feature", fact, place=place_of(name), remedy=remedy)


def enclosed(sql: str) -> str:
    """The SQL on lines of its own, so that a comment at its end harms nothing.

    >>> enclosed("max(amount) -- most")
    '(\\nmax(amount) -- most\\n)'
    """
    return f"(\n{sql}\n)"


def place_of(name: str) -> str:
    """Where a feature stands in the plan.

    >>> place_of("biggest")
    'own_features.biggest'
    """
    return f"own_features.{name}"


def _near(complaints: dict[Table, str], known: list[str]) -> str:
    """The column that may have been meant by one that is not there, as the beginning of a remedy; "" where none is near."""
    for complaint in complaints.values():
        if (lacking := lacking_column(complaint)) and (guess := did_you_mean(lacking, known)).startswith("Did"):
            return f"{guess} "
    return ""


def _complaint(engine: DuckDBEngine, query: str) -> str:
    """What is wrong with a query that is to give one number per row; "" for nothing."""
    if complaint := engine.complaint(query):
        return complaint
    types = [str(row[1]) for row in engine.rows(f"DESCRIBE {query}")]
    if len(types) != 1 or not (types[0] in NUMBERS or types[0].startswith(FRACTIONS)):
        return f"it gives {' and '.join(types)}, not one number"
    return ""
