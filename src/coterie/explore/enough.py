"""Whether there is enough data, and what will be unreliable where there is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.records import Caution
from coterie.words import counted, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coterie.explore.trade import Trade
    from coterie.records import Cleaned, Distribution, Features

# Of 30 customers, a share is known to about 18 points either way; of 200, to 7.
HANDFUL, FEW = 30, 200
MONTH, QUARTER, YEAR = 28, 90, 365
RETURNING = 0.1
UNUSED = 1 / 3
MOSTLY_MISSING = 0.5
ASKED_FOR = ("not-selected", "outside-period", "after-as-of")  # rows that the user left out are no lack


def cautions(cleaned: Cleaned, features: Features, trade: Trade | None, shapes: Sequence[Distribution]) -> tuple[Caution, ...]:
    """Everything there is too little of, the gravest first."""
    about_orders = (*_history(cleaned), *_returning(trade), *_money(trade)) if trade else ()
    return (*_customers(features.customers), *about_orders, *_unused(cleaned), *_missing(features, shapes))


def _customers(customers: int) -> Iterator[Caution]:
    """Too few customers for segments, or for small ones."""
    if customers < HANDFUL:
        fact = f"There {'is' if customers == 1 else 'are'} only {counted(customers, 'customer')}."
        yield Caution(fact, "All segments: one customer more or less can change them.", "Read each customer by name instead.")
    elif customers < FEW:
        unreliable = f"The number of segments, and every segment of fewer than {HANDFUL} customers."
        yield Caution(f"There are only {customers} customers.", unreliable, "Take the segments as a first sketch, or add a longer period.")


def _history(cleaned: Cleaned) -> Iterator[Caution]:
    """Orders over too short a time."""
    if not (cleaned.first and cleaned.last):
        return
    days = (cleaned.last - cleaned.first).days + 1
    fact = f"The orders span {counted(days, 'day')}."
    if days < MONTH:
        unreliable = "Who is loyal and who is lost, the days since the last order, the gaps between orders, and every trend."
    elif days < QUARTER:
        unreliable = "Who is lost: a customer who buys every few months looks like one who left. Trends rest on a few weeks."
    elif days < YEAR:
        unreliable = "Everything that has a season: a customer who buys once a year looks lost."
    else:
        return
    yield Caution(fact, unreliable, "Export a longer period; a year or more is best.")


def _returning(trade: Trade) -> Iterator[Caution]:
    """Too few customers who came back."""
    returning = trade.customers - trade.one_time
    if trade.customers and (returning < HANDFUL or returning < RETURNING * trade.customers):
        fact = f"Only {counted(returning, 'customer')} of {trade.customers:,} bought more than once."
        if not returning:
            fact = "No customer bought more than once." if trade.customers > 1 else "The only customer bought once."
        unreliable = "What rests on repeat orders: how often, the gaps between orders, and their trend."
        yield Caution(fact, unreliable, "A longer period shows more of them; else rely on recency, money and what was bought.")


def _money(trade: Trade) -> Iterator[Caution]:
    """Orders without money."""
    if trade.revenue + trade.returned == 0:
        unreliable = "What a segment is worth: customers are told apart by when and how often they bought only."
        yield Caution("The orders have no money.", unreliable, "Add the column of the amount, or name it: --roles amount=COLUMN.")


def _unused(cleaned: Cleaned) -> Iterator[Caution]:
    """A large share of the rows that could not count."""
    for table, rows in cleaned.ledger.rows_in.items():
        lines = [line for line in cleaned.ledger.lines if line.table == table and line.rule not in ASKED_FOR]
        unused = sum(line.rows for line in lines if line.fate == "set aside")
        if unused > UNUSED * rows:
            main = max((line for line in lines if line.fate == "set aside"), key=lambda line: line.rows)
            fact = f"{percent(unused / rows)} of the rows of {table} could not be used, most of them for: {main.title.lower()}."
            yield Caution(fact, "Totals and shares: they speak of the other rows only.", main.remedy)


def _missing(features: Features, shapes: Sequence[Distribution]) -> Iterator[Caution]:
    """Attributes that most customers lack."""
    for shape in shapes:
        share = shape.missing / max(1, features.customers)
        feature = features.feature(shape.feature)
        if feature.family == "attribute" and share > MOSTLY_MISSING:
            fact = f"{feature.title} is missing for {percent(share)} of customers."
            yield Caution(
                fact,
                "What a segment says of it: it speaks of the few that have it.",
                "Fill it in at the source, or leave it out with --attributes.",
            )
