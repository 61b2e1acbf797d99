"""Values that are written in several ways, such as M, male and Male or Web and web, are one: of customers, and of orders' categories."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Value in another spelling",
    order=3,
    table="both",
    fate="used",
    condition=None,
    reason="The same value stands in other rows with another case or spacing, or as another common word for it",
    remedy='Switch the rule "mended-category" off if these are different values.',
)
