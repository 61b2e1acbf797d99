"""Ids of customers and orders that are written in two ways, such as 17850.0 beside 17850 or c001 beside C001, are one."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Id in another spelling",
    order=2,
    table="both",
    fate="used",
    condition=None,
    reason="The same id stands elsewhere with another case, or without the .0 that a spreadsheet put behind it",
    remedy='Switch the rule "mended-id" off if these are different ids.',
    needs=frozenset({"customer"}),
)
