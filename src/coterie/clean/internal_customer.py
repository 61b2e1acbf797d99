"""Customers who are none: tests, staff, the business's own use."""

from coterie.clean._lexicon import is_address_of, is_one_of, words
from coterie.clean._rule import Row, Rule


def _condition(row: Row) -> str:
    """The customer is called so, or has an address that only tests have."""
    lists = words("test")
    texts = [row.value("customer"), *(c.value for c in row.source.columns if c.role == "email")]
    found = [is_one_of(texts[0], lists["names"], tail=True), *(is_address_of(text, lists["mailboxes"], lists["domains"]) for text in texts)]
    return " OR ".join(f"coalesce({condition}, false)" for condition in found)


MEMBER = Rule(
    title="Test or internal customer",
    order=23,
    table="both",
    fate="set aside",
    condition=_condition,
    reason="The customer is a test, staff or the business itself",
    remedy='Switch the rule "internal-customer" off if these are real customers.',
    role="customer",
    needs=frozenset({"customer"}),
)
