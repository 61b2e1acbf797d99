"""Rows that the condition of the plan leaves out."""

from coterie.clean._rule import Row, Rule


def _condition(row: Row) -> str:
    """`selected` is the value of the user's condition; a row for which it is unknown is not selected."""
    return f"NOT coalesce({row.own('selected')}, false)" if row.plan.where else ""


MEMBER = Rule(
    title="Not selected",
    order=80,
    table="both",
    fate="set aside",
    condition=_condition,
    reason="The condition given with --where leaves the row out",
    remedy="Change the condition if this is too many.",
    listed=False,
    fixed="It follows from the setting where.",
)
