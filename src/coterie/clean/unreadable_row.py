"""Rows that the reader could not make sense of."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Unreadable row",
    order=10,
    table="both",
    fate="set aside",
    condition=lambda row: "_fault IS NOT NULL",
    reason="The row does not have the shape of the table",
    remedy="Export it again with quotes around all texts, or mend the row in the file: too many or too few cells, or an open quote.",
    unreadable=True,
    fixed="What cannot be read cannot be used; max_unreadable says how much of it is borne.",
)
