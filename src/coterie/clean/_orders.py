"""The statements that make orders of order lines.

One pass groups the lines by customer, order and fate. So that identical lines can be merged without grouping by every
column, each order also counts how many of some 60 slots the fingerprints of its lines fill, in three ways: when one of the
three equals the number of lines, no two lines are the same. Only the other orders are counted again, exactly.
"""

from __future__ import annotations

from coterie.clean._rule import Row, Rule
from coterie.clean._typed import NUMBER, judged_lines, places
from coterie.sql import quote

ORDERS, LINES = "clean_orders", "clean_lines"
GATHERED, RECOUNTED = "clean_gathered", "clean_recounted"
SHIFTS = (0, 8, 16)
TELLING = ("product", "quantity", "price", "amount")
LESS = (("amount", "copied"), ("units", "units"))
FIRST = 'min("at") AS "at"'
SUMS = f"TRY_CAST(sum(amount) AS {NUMBER}) AS amount, TRY_CAST(sum(units) AS {NUMBER}) AS units"


def _negative(row: Row, rules: tuple[Rule, ...], value: str) -> str:
    """A value that counts against the customer in a row that is netted, whatever sign the table gives it."""
    return f"CASE WHEN {row.own('fate')} IN ({places(rules, 'netted')}) THEN -abs({value}) ELSE {value} END"


def line_measures(row: Row, rules: tuple[Rule, ...]) -> tuple[tuple[str, str], ...]:
    """The moment, the money and the units of a line, each as SQL and under its name."""
    units = _negative(row, rules, row.value("quantity")) if row.has("quantity") else f"CAST(NULL AS {NUMBER})"
    return (row.value("time"), '"at"'), (f"coalesce({_negative(row, rules, row.value('money'))}, 0)", "amount"), (units, "units")


def gather(row: Row, rules: tuple[Rule, ...]) -> str:
    """One row per customer, order and fate, and whether it is `sure` that no two of its lines are the same."""
    taken = f"IN (0, {places(rules, 'netted')})"
    sure = " OR ".join([f"NOT fate {taken}", *(f"slots_filled(line_key, {s}) = count(*)" for s in SHIFTS)])
    measures = ", ".join(f"{value} AS {name}" for value, name in line_measures(row, rules))
    lines = (
        f"SELECT {_kept(row, rules, 'customer', row.value('customer'))} AS customer,"
        f" {_kept(row, rules, 'order', row.own('key'))} AS order_key, {row.own('fate')} AS fate, {measures},"
        f" row_key(({', '.join(_telling(row))})) AS line_key"
        f" FROM ({judged_lines(row, rules, row.source.relation)}) AS judged"
    )
    return (
        f"CREATE OR REPLACE TABLE {GATHERED} AS SELECT customer, CAST(order_key AS VARCHAR) AS order_id, fate, {FIRST}, {SUMS},"
        f" count(*) AS lines, ({sure}) AS sure FROM ({lines}) AS lines GROUP BY customer, order_key, fate"
    )


def _kept(row: Row, rules: tuple[Rule, ...], role: str, key: str) -> str:
    """What rows are gathered by. Those set aside are one row per rule, but for those that `untidy` must see."""
    seen = f" OR {_has_space(key)}" if row.as_it_stands and row.has(role) else ""
    return f"CASE WHEN {row.own('fate')} IN (0, {places(rules, 'netted')}){seen} THEN {key} END"


def untidy() -> str:
    """One row if there is an id with white space around it, so that the ids cannot be taken as they stand."""
    return f"SELECT 1 FROM {GATHERED} WHERE {_has_space('customer')} OR {_has_space('order_id')} LIMIT 1"


def _has_space(text: str) -> str:
    """True for a text with white space around it; not for one that is blank."""
    return f"{text} <> text_of({text})"


def _telling(row: Row) -> list[str]:
    """The columns that tell the lines of an order apart: product, pieces and money, or all where there is no product."""
    own = [c for c in row.source.columns if c.role not in ("customer", "order")]
    return [quote.name(c.name) for c in own if c.role in TELLING or not row.has("product")]


def recount(row: Row, rules: tuple[Rule, ...]) -> str:
    """The orders that may hold identical lines, counted exactly: each different line once; `copies` and `copied` are what it merges."""
    columns, found = ", ".join([*(quote.name(c.name) for c in row.source.columns), *row.source.made, "_fault"]), row.own("found")
    same = f"SELECT {columns}, count(*) AS {found} FROM {_likely(row)} GROUP BY {columns} HAVING count(*) > 1"
    measures = ", ".join(f"{value} AS {name}" for value, name in line_measures(row, rules))
    lines = (
        f"SELECT {row.value('customer')} AS customer, CAST({row.own('key')} AS VARCHAR) AS order_id, {row.own('fate')} AS fate,"
        f" {measures}, {found} - 1 AS more FROM ({judged_lines(row, rules, f'({same}) AS same', found)}) AS judged"
    )
    copies = (
        "SELECT customer, order_id, fate, sum(more) AS copies, sum(amount * more) AS copied, sum(units * more) AS units"
        f" FROM ({lines}) AS lines GROUP BY customer, order_id, fate"
    )
    keys = ("customer", "order_id", "fate")
    less = ", ".join(f"TRY_CAST(g.{name} - coalesce(c.{copied}, 0) AS {NUMBER}) AS {name}" for name, copied in LESS)
    return (
        f'CREATE OR REPLACE TABLE {RECOUNTED} AS SELECT {", ".join(f"g.{key}" for key in keys)}, g."at", {less},'
        " CAST(g.lines - coalesce(c.copies, 0) AS BIGINT) AS lines, coalesce(c.copies, 0) AS copies, coalesce(c.copied, 0) AS copied"
        f" FROM {GATHERED} AS g LEFT JOIN ({copies}) AS c ON {' AND '.join(f'c.{key} = g.{key}' for key in keys)} WHERE NOT g.sure"
    )


def doubtful() -> str:
    """One row if some order may hold identical lines."""
    return f"SELECT 1 FROM {GATHERED} WHERE NOT sure LIMIT 1"


def copies() -> str:
    """The lines of all orders that were counted again which are the same as another one, and their money."""
    return f"SELECT coalesce(sum(copies), 0), coalesce(sum(copied), 0) FROM {RECOUNTED}"


def _likely(row: Row) -> str:
    """The rows that may belong to a doubtful order."""
    return of_orders(row, f"SELECT order_id FROM {GATHERED} WHERE NOT sure") if row.has("order") else row.source.relation


def of_orders(row: Row, orders: str) -> str:
    """The rows of some orders, told by the order id before anything else is worked out; without an id, the moment is the order."""
    column = row.source.column("order")
    assert column is not None
    own = column.text if row.as_it_stands else column.value
    told = f"CASE WHEN blank({own}) THEN '' ELSE {own} END"
    return f"(SELECT * FROM {row.source.relation} WHERE {told} IN ({orders} UNION ALL SELECT '')) AS likely"


def line_facts(row: Row) -> dict[str, str]:
    """What else a line tells where there is such a column, name → SQL: its price, what it is of, how it was sold, whether at a discount."""
    facts = {"price": row.value("price")} if row.has("price") else {}
    for role in ("product_name", "category", "channel", "country"):
        if column := row.source.column(role):
            facts[role] = column.value if column.kind == "text" else f"text_of({column.text})"
    if discount := row.source.column("discount"):
        facts["discounted"] = f"coalesce({discount.value}, 0) <> 0" if discount.kind == "number" else _said_yes(discount.text)
    return facts


def _said_yes(text: str) -> str:
    """Whether a cell about discounts names one."""
    return f"NOT blank({text}) AND lower(text_of({text})) NOT IN ('0', 'n', 'no', 'none', 'false')"


def lines_query(row: Row, rules: tuple[Rule, ...]) -> str:
    """The typed lines, not merged."""
    product = row.value("product") if row.has("product") else "CAST(NULL AS VARCHAR)"
    measures = ", ".join(f"{value} AS {name}" for value, name in line_measures(row, rules)).replace("AS units", "AS quantity")
    facts = "".join(f", {value} AS {name}" for name, value in line_facts(row).items())
    return (
        f"SELECT {row.value('customer')} AS customer, CAST({row.own('key')} AS VARCHAR) AS order_id,"
        f" {product} AS product, {measures}{facts}, {row.own('fate')} AS fate"
        f" FROM ({judged_lines(row, rules, row.source.relation)}) AS judged"
    )


def totals(recounted: bool) -> str:
    """Rows, money, and copies with their money, per fate; `bounded` is false where a sum of money is too large to hold."""
    first = f"SELECT fate, lines, amount, 0 AS copies, 0 AS copied FROM {GATHERED}"
    also = f" WHERE sure UNION ALL SELECT fate, lines, amount, copies, copied FROM {RECOUNTED}" if recounted else ""
    return (
        "SELECT fate, sum(lines) AS rows, coalesce(sum(amount), 0) AS money, sum(copies) AS copies, sum(copied) AS copied,"
        f" count(*) = count(amount) AS bounded FROM ({first}{also}) AS counted GROUP BY fate ORDER BY fate"
    )


def period() -> str:
    """The first and the last day of the orders, and whether most of their times are more than a day."""
    hours = 'count(*) FILTER (WHERE "at" <> CAST(CAST("at" AS DATE) AS TIMESTAMP))'
    return f'SELECT CAST(min("at") AS DATE), CAST(max("at") AS DATE), 2 * {hours} > count(*) FROM {ORDERS}'
