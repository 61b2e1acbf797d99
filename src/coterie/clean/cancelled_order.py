"""Cancelled orders: the id is that of an order with a C before it, such as C536379."""

from coterie.clean._rule import Row, Rule

MANY = 100_000  # order ids looked at to see how ids begin: all of most tables, and plenty of the others


def _condition(row: Row) -> str:
    """Where no order id begins with a digit, a C is no mark but just how ids begin."""
    column = row.source.column("order")
    if column is None:
        return ""
    begins = "substr({0}, {1}, 1) BETWEEN '0' AND '9'"
    seen = f"SELECT {column.value} AS id FROM {row.source.relation} LIMIT {MANY}"
    plain = f"EXISTS (SELECT 1 FROM ({seen}) AS seen WHERE {begins.format('id', 1)})"
    return f"{row.value('order')} LIKE 'C%' AND {begins.format(row.value('order'), 2)} AND {plain}"


MEMBER = Rule(
    title="Cancelled order",
    order=90,
    table="orders",
    fate="netted",
    condition=_condition,
    reason="The order id says that an order was cancelled",
    remedy='It is no purchase; set returns = "drop" not to take its money off either.',
    role="order",
    needs=frozenset({"order"}),
)
