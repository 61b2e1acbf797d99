"""Cancelled orders: the id is that of an order with a C before it, such as C536379."""

from coterie.clean._rule import Row, Rule


def _condition(row: Row) -> str:
    """Where no order id begins with a digit, a C is no mark but just how ids begin."""
    column = row.source.column("order")
    if column is None:
        return ""
    own = row.value("order")
    plain = f"EXISTS (SELECT 1 FROM {row.source.relation} WHERE digit_first({column.text}))"
    return f"{own} LIKE 'C%' AND digit_first(substr({own}, 2, 1)) AND {plain}"


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
    cancels=True,
)
