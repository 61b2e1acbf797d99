"""Names that stand on two lines: groups of columns above, as people make them in spreadsheets, and the columns below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from coterie.read._layout import is_word

# Below the name of a group, these say less than the group: whose number, which date.
SHORT = frozenset(
    [
        "id",
        "no",
        "no.",
        "nr",
        "nr.",
        "#",
        "number",
        "nummer",
        "numero",
        "número",
        "code",
        "name",
        "date",
        "datum",
        "fecha",
        "data",
        "day",
        "time",
        "value",
        "total",
    ]
)


def on_two_lines(groups: Sequence[str], names: Sequence[str]) -> tuple[str, ...] | None:
    """The names of the columns under those of the groups; None where the upper line adds nothing.

    A column without a name of its own has that of the cell above, as where the two cells were merged. A name that
    says little or comes more than once is told apart by its group, which goes on to the right until the next one.

    >>> on_two_lines(("Customer", "Order", "", "", ""), ("", "No", "Date", "Product", "Amount"))
    ('Customer', 'Order No', 'Order Date', 'Product', 'Amount')
    >>> on_two_lines(("Monthly report", "", ""), ("", "date", "amount"))
    """
    groups = [*groups, *[""] * (len(names) - len(groups))][: len(names)]
    if sum(map(bool, groups)) < 2 or not all(is_word(cell) for cell in (*groups, *names) if cell):
        return None
    count, found, group = Counter(name.casefold() for name in names), list[str](), ""
    for above, name in zip(groups, names, strict=True):
        group = above or (group if name else "")
        vague = name.casefold() in SHORT or count[name.casefold()] > 1
        found.append(f"{group} {name}".strip() if vague or not name else name)
        group = group if name else ""
    return tuple(found) if found != list(names) else None
