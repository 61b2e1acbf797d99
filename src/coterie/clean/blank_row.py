"""Rows in which nothing stands."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Blank row",
    order=7,
    table="both",
    fate="set aside",
    condition=lambda row: " AND ".join(f"blank({column.text})" for column in row.source.columns),
    reason="Nothing stands in the row",
    remedy="Nothing is lost. Delete the blank rows before the export to be rid of this line.",
)
