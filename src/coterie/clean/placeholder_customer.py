"""Customers who are called what programs write where there is none: NULL, N/A, undefined."""

from coterie.clean._lexicon import is_one_of, words
from coterie.clean._rule import Row, Rule
from coterie.records import Column


def _among(row: Row) -> list[tuple[Column, str]]:
    """The customer is called so."""
    return [(c, is_one_of("name", words("placeholder")["names"])) for c in row.source.columns if c.role == "customer"]


MEMBER = Rule(
    title="Placeholder for a customer",
    order=21,
    table="orders",
    fate="set aside",
    condition=None,
    reason="The id is what a program writes where there is none, so that many customers may be one",
    remedy='Switch the rule "placeholder-customer" on unless a customer is called so; export guest orders with an e-mail.',
    among=_among,
    role="customer",
    needs=frozenset({"customer"}),
    default=False,
)
