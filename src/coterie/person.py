"""One customer: what is known of them, which segment they are in, why, and what would move them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from coterie.errors import InputError, shown
from coterie.moving import Change, changes
from coterie.reasons import Reasons, reasons
from coterie.sql import quote
from coterie.words import shown_value

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.records import Feature, Story
    from coterie.scorer import Scorer


@dataclass(frozen=True)
class Known:
    """One feature of a customer: the value, as a number or text and as it is read, and where it stands among everyone.

    `percentile` is the share of the customers who have less, and half of those who have as much; None of a category, and where
    nothing is known. `usual` is the median of the customer's segment, as it is read.
    """

    feature: str
    title: str
    unit: str
    value: float | str | None
    text: str
    percentile: float | None = None
    usual: str = ""


@dataclass(frozen=True)
class Customer:
    """What is known of one customer, the segment, why it is this one, and the single changes that would give another.

    `orders` is a table with a row per order and per return, the newest first; None where the run has none. `value` has what is expected
    of the customer, by the column of the customers. `previous` is the segment of an earlier run, `since` the day from which on the
    customer is in this one.
    """

    id: str
    segment: int
    name: str
    confidence: float
    features: tuple[Known, ...]
    reasons: Reasons
    changes: tuple[Change, ...]
    orders: Any = None
    value: Mapping[str, float] = field(default_factory=dict)
    previous: int | None = None
    previous_name: str = ""
    since: date | None = None

    def __repr__(self) -> str:
        """Who it is, why, and what would move them, a line each."""
        return "\n".join([f"{self.id}: {self.name} ({self.confidence:.2f})", *self.reasons.sentences, *(c.sentence for c in self.changes)])


def customer_row(engine: DuckDBEngine, placed: str, customer: str | int) -> dict[str, Any]:
    """The stored row of a customer, by id, or by the place among all."""
    who = f"position = {customer}" if isinstance(customer, int) else f"customer = {quote.text(customer)}"
    found = engine.arrow(f"SELECT * EXCLUDE (position) FROM ({placed}) AS p WHERE {who}").to_pylist()
    if not found:
        fact = f"There is no customer {shown(customer)} in this run"
        raise InputError("unknown-customer", fact, remedy="Give the id as it stands in the customers of the run.")
    row: dict[str, Any] = found[0]
    return row


def features_of(story: Story, row: Mapping[str, Any]) -> dict[str, float | str | None]:
    """The features of a stored row, as the scorer takes them."""
    numbers = {f.name for f in story.features.columns if f.kind == "numeric"}
    return {f.name: float(v) if (v := row[f.name]) is not None and f.name in numbers else v for f in story.features.columns}


def person(engine: DuckDBEngine, story: Story, scorer: Scorer, customer: str | int, *, placed: str, orders: str) -> Customer:
    """All there is to say of one customer; `orders` is the query for all orders, "" where they were not kept."""
    row = customer_row(engine, placed, customer)
    id = str(row["customer"])
    segment, features, taken = int(row["segment"]), features_of(story, row), {f.name for f in story.features.columns}
    previous = None if "previous_segment" in taken else row.get("previous_segment")
    lineage = story.model.lineage
    return Customer(
        id=id,
        segment=segment,
        name=str(row["name"]),
        confidence=float(row["confidence"]),
        features=_known(engine, story, placed, row),
        reasons=reasons(story, scorer, features, segment),
        changes=changes(story, scorer, features, segment),
        orders=_orders(engine, orders, id) if orders else None,
        value={name: row[name] for name in story.value.columns if row.get(name) is not None},
        previous=previous,
        previous_name=lineage.names.get(previous, "") if lineage and previous is not None else "",
        since=None if "since" in taken else row.get("since"),
    )


def _orders(engine: DuckDBEngine, orders: str, customer: str) -> Any:
    """The customer's orders, the newest first."""
    own = f"SELECT * EXCLUDE (customer) FROM ({orders}) AS o WHERE customer = {quote.text(customer)}"
    return engine.arrow(f'{own} ORDER BY "at" DESC, order_id, purchase')


def _known(engine: DuckDBEngine, story: Story, placed: str, row: Mapping[str, Any]) -> tuple[Known, ...]:
    """Every feature with its place among everyone's."""
    standing = _percentiles(engine, story, placed, row)
    own = next((s for s in story.segments.segments if s.id == row["segment"]), None)
    medians = {line.feature: line.median for line in (own.profile if own else ()) if not line.level}
    return tuple(
        Known(
            feature=f.name,
            title=f.title,
            unit=f.unit,
            value=row[f.name],
            text=value_text(f, row[f.name]),
            percentile=standing.get(f.name),
            usual=shown_value(f, medians[f.name]) if f.name in medians else "",
        )
        for f in story.features.columns
    )


def value_text(feature: Feature, value: Any) -> str:
    """A value of a feature as it is read.

    >>> from coterie.records import Feature
    >>> value_text(Feature("age", "Age", "", "years", ",.0f", "numeric", "attribute"), None)
    '—'
    """
    if value is None:
        return "—"
    return shown_value(feature, float(value)) if feature.kind == "numeric" else str(value)


def _percentiles(engine: DuckDBEngine, story: Story, placed: str, row: Mapping[str, Any]) -> dict[str, float]:
    """Of each number that is known the share of the customers below it, and half of those who are level with it."""
    numbers = [f.name for f in story.features.columns if f.kind == "numeric" and row[f.name] is not None]
    if not numbers:
        return {}
    counts = ", ".join(
        f"count(*) FILTER (WHERE {c} < {v}), count(*) FILTER (WHERE {c} = {v}), count({c})"
        for c, v in ((quote.name(name), quote.number(row[name])) for name in numbers)
    )
    found = engine.rows(f"SELECT {counts} FROM ({placed}) AS p")[0]
    triples = zip(found[::3], found[1::3], found[2::3], strict=True)
    return {name: (below + level / 2) / known for name, (below, level, known) in zip(numbers, triples, strict=True)}
