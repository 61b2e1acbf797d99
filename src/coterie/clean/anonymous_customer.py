"""Customers that stand for whoever came by: guests, cash sales, walk-in customers."""

from coterie.clean._lexicon import is_one_of, words
from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Anonymous customer",
    order=22,
    table="orders",
    fate="set aside",
    condition=lambda row: is_one_of(row.value("customer"), words("anonymous")["names"]),
    reason="The name stands for many people, of whom nobody is known",
    remedy="Ask at the till for an e-mail or a card, so that these orders get a customer.",
    role="customer",
    needs=frozenset({"customer"}),
)
