"""Customers who are none: tests, staff, the business's own use."""

from coterie.clean._lexicon import is_address_of, is_one_of, words
from coterie.clean._rule import Row, Rule
from coterie.records import Column


def _among(row: Row) -> list[tuple[Column, str]]:
    """The customer is called so, or has an address that only tests have."""
    lists = words("test")
    called, address = is_one_of("name", lists["names"], tail=True), is_address_of("name", lists["mailboxes"], lists["domains"])
    conditions = {"customer": f"{called} OR {address}", "email": address}
    return [(column, conditions[column.role]) for column in row.source.columns if column.role in conditions]


MEMBER = Rule(
    title="Test or internal customer",
    order=23,
    table="both",
    fate="set aside",
    condition=None,
    reason="The customer is a test, staff or the business itself",
    remedy='Switch the rule "internal-customer" off if these are real customers.',
    among=_among,
    role="customer",
    needs=frozenset({"customer"}),
)
