"""Order lines that are the same in every column: exports repeat lines more often than tills do."""

from coterie.clean._rule import Rule

MEMBER = Rule(
    title="Identical line",
    order=125,
    table="orders",
    fate="merged",
    condition=None,
    reason="Another line is the same in every column",
    remedy='Set duplicates = "keep" if they are separate purchases.',
    fixed='It follows from the setting duplicates; set duplicates = "keep" to keep such lines.',
)
