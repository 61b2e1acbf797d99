"""The cleaned orders and order lines as views over what was gathered, with what matching changed."""

from __future__ import annotations

from coterie.clean._matched import CHANGES, UNMATCHED, Matched, fully_cancelled
from coterie.clean._orders import GATHERED, LINES, ORDERS, RECOUNTED, line_facts, lines_query
from coterie.clean._rule import Row, Rule
from coterie.clean._typed import NUMBER, money, places

COLUMNS = 'customer, order_id, "at", {purchase} AS purchase, {amount} AS amount, {returned} AS returned, {units} AS units, lines'


def gathered(recounted: bool, fates: str) -> str:
    """The orders of some fates; where they were `recounted`, identical lines count once."""
    columns = 'customer, order_id, "at", fate, amount, units, lines'
    also = f" WHERE sure UNION ALL SELECT {columns} FROM {RECOUNTED}" if recounted else ""
    return f"SELECT * FROM (SELECT {columns} FROM {GATHERED}{also}) AS gathered WHERE fate IN ({fates})"


def orders_view(row: Row, rules: tuple[Rule, ...], recounted: bool, matched: Matched | None) -> str:
    """The orders: purchases with what was taken back taken off, and what takes money off without being one."""
    cancels = [str(place) for place, rule in enumerate(rules, 1) if rule.cancels and rule.fate == "netted"]
    others = [place for place in places(rules, "netted").split(", ") if place not in cancels]
    parts = [_purchases(recounted, matched is not None), _taken_off(recounted, ", ".join(others), "0")]
    if not matched:
        parts.append(_taken_off(recounted, ", ".join(cancels) or "-1", "-amount"))
    elif "unmatched-cancellation" not in {rule.code for rule in rules}:
        parts.append(_left_over(row))
    return f"CREATE OR REPLACE VIEW {ORDERS} AS {' UNION ALL '.join(parts)}"


def _purchases(recounted: bool, matched: bool) -> str:
    """What was bought. An order of which every line was taken back is no purchase."""
    if not matched:
        columns = COLUMNS.format(purchase="true", amount="amount", returned="0", units="units")
        return f"SELECT {columns} FROM ({gathered(recounted, '0')}) AS bought"
    kept = 'bought.customer, bought.order_id, bought."at", bought.lines > coalesce(changes.lines, 0) AS purchase'
    amount = f"CAST(amount - coalesce(refund, 0) AS {NUMBER}) AS amount, CAST(coalesce(refund, 0) AS {NUMBER}) AS returned"
    units = f"CAST(units - coalesce(taken, 0) AS {NUMBER}) AS units"
    same = "changes.customer = bought.customer AND changes.order_id = bought.order_id"
    return (
        f"SELECT {kept}, {amount}, {units}, CAST(bought.lines - coalesce(changes.lines, 0) AS BIGINT) AS lines"
        f" FROM ({gathered(recounted, '0')}) AS bought LEFT JOIN {CHANGES} AS changes ON {same}"
    )


def _taken_off(recounted: bool, fates: str, returned: str) -> str:
    """Money that is taken off and is no purchase."""
    columns = COLUMNS.format(purchase="false", amount="amount", returned=returned, units="units")
    return f"SELECT {columns} FROM ({gathered(recounted, fates)}) AS back"


def _left_over(row: Row) -> str:
    """Per order: cancellations of nothing, whose money is taken off all the same."""
    own = row.own
    money = "sum(money_left)"
    units = "-sum(units_left)" if row.has("quantity") else "NULL"
    return (
        f'SELECT {own("customer")} AS customer, {own("order_id")} AS order_id, min({own("time")}) AS "at", false AS purchase,'
        f" CAST(-{money} AS {NUMBER}) AS amount, CAST({money} AS {NUMBER}) AS returned, CAST({units} AS {NUMBER}) AS units,"
        f" count(*) AS lines FROM {UNMATCHED} GROUP BY {own('customer')}, {own('order_id')}"
    )


def lines_view(row: Row, rules: tuple[Rule, ...], matched: Matched | None) -> str:
    """The typed lines, not merged; purchases that were taken back as a whole have the fate of that."""
    lines = lines_query(row, rules)
    if matched and matched.whole:
        own = row.own
        place = next(place for place, rule in enumerate(rules, 1) if rule.code == "cancelled-purchase")
        size = "quantity" if row.has("quantity") else "amount" if money(row) else ""
        pairs = {
            "customer": "lines.customer",
            "order_id": "lines.order_id",
            "time": 'lines."at"',
            "item": "coalesce(lines.product, '')",
            "weight": f"coalesce(abs(lines.{size}), 0)" if size else "1",
            "sum": "abs(lines.amount)",
        }
        same = " AND ".join(f"cancelled.{own(name)} = {value}" for name, value in pairs.items())
        fate = f"CASE WHEN cancelled.{own('customer')} IS NULL THEN lines.fate ELSE {place} END AS fate"
        names = ["customer", "order_id", "product", '"at"', "amount", "quantity", *line_facts(row)]
        columns = ", ".join(f"lines.{name}" for name in names)
        lines = (
            f"SELECT {columns}, {fate} FROM ({lines}) AS lines LEFT JOIN ({fully_cancelled(row)}) AS cancelled ON {same} AND lines.fate = 0"
        )
    return f"CREATE OR REPLACE VIEW {LINES} AS {lines}"
