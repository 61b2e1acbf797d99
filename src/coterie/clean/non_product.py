"""Lines that are no product: postage, fees, adjustments, vouchers, gift cards, tests.

What is one is found among the different products, of which there are few; each line is only looked up.
"""

from coterie.clean._lexicon import is_one_of, words
from coterie.clean._rule import Row, Rule


def _condition(row: Row) -> str:
    """Short codes such as M are no products only where the codes of products begin with a digit."""
    column = row.source.column("product")
    if column is None:
        return ""
    lists = words("non-product")
    relation = f"{row.source.relation} WHERE _fault IS NULL"
    phrases = is_one_of("name", [name for kind, names in lists.items() if kind != "codes" for name in names], tail=True)
    numbered = "(SELECT 2 * count(*) FILTER (WHERE digit_first(name)) > count(*) FROM products)"
    found = f"SELECT name FROM products WHERE {phrases} OR ({is_one_of('name', lists['codes'])} AND {numbered})"
    products = f"SELECT DISTINCT {column.value} AS name FROM {relation}"
    return f"{row.value('product')} IN (WITH products AS ({products}) {found})"


MEMBER = Rule(
    title="Not a product",
    order=84,
    table="orders",
    fate="set aside",
    condition=_condition,
    reason="Postage, a fee, an adjustment, a voucher, a gift card or a test: nothing that was bought",
    remedy='Switch the rule "non-product" off if such lines are to count.',
    role="product",
    needs=frozenset({"product"}),
)
