"""Lines that are no product: postage, fees, adjustments, vouchers, gift cards, tests."""

from coterie.clean._lexicon import is_one_of, words
from coterie.clean._names import NAMES
from coterie.clean._rule import Row, Rule
from coterie.records import Column


def _among(row: Row) -> list[tuple[Column, str]]:
    """Short codes such as M are no products only where the codes of products begin with a digit."""
    lists = words("non-product")
    phrases = is_one_of("name", [name for kind, names in lists.items() if kind != "codes" for name in names], tail=True)
    numbered = f"(SELECT 2 * count(*) FILTER (WHERE digit_first(name)) > count(*) FROM {NAMES})"
    condition = f"{phrases} OR ({is_one_of('name', lists['codes'])} AND {numbered})"
    return [(column, condition) for column in row.source.columns if column.role == "product"]


MEMBER = Rule(
    title="Not a product",
    order=84,
    table="orders",
    fate="set aside",
    condition=None,
    reason="Postage, a fee, an adjustment, a voucher, a gift card or a test: nothing that was bought",
    remedy='Switch the rule "non-product" off if such lines are to count.',
    among=_among,
    role="product",
    needs=frozenset({"product"}),
)
