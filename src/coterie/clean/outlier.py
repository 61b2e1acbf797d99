"""Order lines whose money or quantity lies absurdly far above all the rest, such as a million pieces: a slip of the keyboard."""

from coterie.clean._rule import Row, Rule


def _condition(row: Row) -> str:
    """A line alone exceeds what is absurd for a whole order; who orders much in many lines does not."""
    return " OR ".join(f"{row.value(name)} > {bound.limit}" for name, bound in row.bounds.items())


def _detail(row: Row) -> str:
    """The bounds, and how far they are from what is usual."""
    far = "{} above {:,.2f} ({:,} times what three orders in four stay below)"
    return ", ".join(far.format(name, bound.limit, bound.times) for name, bound in row.bounds.items())


MEMBER = Rule(
    title="Outlier",
    order=105,
    table="orders",
    fate="set aside",
    condition=_condition,
    detail=_detail,
    reason="The line is absurdly far above the rest",
    remedy="Mend the line at the source if it is a mistake.",
    default=False,
)
