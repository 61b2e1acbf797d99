"""Customers that stand for whoever came by: guests, cash sales, walk-in customers."""

from coterie.clean._lexicon import is_one_of, words
from coterie.clean._rule import Row, Rule
from coterie.records import Column


def _among(row: Row) -> list[tuple[Column, str]]:
    """The customer is called so."""
    return [(c, is_one_of("name", words("anonymous")["names"])) for c in row.source.columns if c.role == "customer"]


MEMBER = Rule(
    title="Anonymous customer",
    order=22,
    table="orders",
    fate="set aside",
    condition=None,
    reason="The name stands for many people, of whom nobody is known",
    remedy="Ask at the till for an e-mail or a card, so that these orders get a customer.",
    among=_among,
    role="customer",
    needs=frozenset({"customer"}),
)
