"""Orders that stand in the table again with other content, where one row is one order: the newest counts, else the fullest."""

from coterie.clean._rule import Row, Rule


def _condition(row: Row) -> str:
    """Which rows contradict the one that is kept is found beforehand; few orders have such."""
    table = row.contradicted
    orders, contents = f"SELECT order_id FROM {table}", f"SELECT content FROM {table}"
    return f"{row.value('order')} IN ({orders}) AND {row.content()} IN ({contents})" if table else ""


MEMBER = Rule(
    title="Contradicted order",
    order=126,
    table="orders",
    fate="set aside",
    condition=_condition,
    reason="Another row has the same order id and other content; the newest, or else the fullest, row is kept",
    remedy='Export one row per order; switch the rule "contradicted-order" off if these are parts of one order.',
    role="order",
    needs=frozenset({"order"}),
)
