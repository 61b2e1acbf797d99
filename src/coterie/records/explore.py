"""What the data looks like before anything is clustered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from coterie.records.clean import Example
from coterie.records.read import PERSONAL


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the whole business: value, how it is shown (a format spec and a unit), and a sentence that says what it is."""

    name: str
    title: str
    value: float
    show: str
    sentence: str
    unit: str = ""


def is_open(month: date, last: date) -> bool:
    """Whether the data, whose last order is of the day `last`, ends before the month of this first day does.

    The last three days of a month may lack orders.

    >>> is_open(date(2011, 12, 1), date(2011, 12, 9)), is_open(date(2011, 12, 1), date(2011, 12, 29))
    (True, False)
    """
    return (last + timedelta(days=3)).replace(day=1) <= month


@dataclass(frozen=True)
class Month:
    """One month of the trend.

    `order_value` is the money per order; `repeat_share` is the share of the month's customers who had bought in an earlier month
    of the data. Both are NaN in a month without them.
    """

    month: date
    customers: int
    orders: int
    money: float
    new_customers: int
    order_value: float = float("nan")
    repeat_share: float = float("nan")


@dataclass(frozen=True)
class ScoreCell:
    """The customers with one pair of scores: how recently (5 is newest) and how often (5 is most), and what they brought."""

    recency: int
    frequency: int
    customers: int
    money: float
    share: float
    money_share: float


@dataclass(frozen=True)
class Cohort:
    """The customers who first bought in one period, and how many of them bought again 1, 2, 3… periods later."""

    start: date
    customers: int
    again: tuple[int, ...]

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of the cohort that bought again so many periods later."""
        return tuple(again / self.customers for again in self.again)


@dataclass(frozen=True)
class Cohorts:
    """Customers by the period (`month`, `quarter` or `year`) of their first purchase. The last period may be `unfinished`.

    `again` is the share of all customers who bought again 1, 2, 3… periods later, of those for whom that period is over.
    """

    period: str
    rows: tuple[Cohort, ...]
    again: tuple[float, ...]
    unfinished: bool


@dataclass(frozen=True)
class Distribution:
    """The shape of one feature: quantiles and counts per bin, or counts per level for a category.

    Mean, deviation (of the population), missing, outliers, quantiles (min, p1, p5, p25, median, p75, p95, p99, max)
    and levels count every customer; skew, bins and (of a number) `distinct` come from the sample. A bin of one value
    has low = high. `outlier_rule` says what counts as an outlier.
    """

    feature: str
    missing: int
    distinct: int
    quantiles: Mapping[str, float] = field(default_factory=dict)
    mean: float = float("nan")
    deviation: float = float("nan")
    skew: float = float("nan")
    outliers: int = 0
    outlier_rule: str = ""
    bins: tuple[tuple[float, float, int], ...] = ()
    levels: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Caution:
    """Too little of something: the fact, what it makes unreliable, and what would help."""

    fact: str
    unreliable: str
    remedy: str


@dataclass(frozen=True)
class ColumnQuality:
    """A column of the input: its role, how its cells are read, and how good they are.

    `rows` are those that have the shape of the table, `filled` those with something in this column. `distinct` is None where
    there are too many rows to compare. `unread` counts what stands there and could not be read: rows of orders that were set
    aside for it, cells of customers that count as missing; `examples` are the first.
    """

    table: str
    name: str
    role: str
    reading: str
    rows: int
    filled: int
    distinct: int | None
    unread: int = 0
    examples: tuple[Example, ...] = ()

    @property
    def lacking(self) -> int:
        """The cells that say nothing: empty, or not readable."""
        return self.rows - self.filled + self.unread

    @property
    def use(self) -> str:
        """What the column is used for."""
        if self.role in PERSONAL:
            return f"{self.role}, never used"
        return self.role or ("attribute" if self.table == "customers" else "not used")


@dataclass(frozen=True)
class Exploration:
    """What the data looks like before anything is clustered: the record behind `look` and the report.

    `relations` are Spearman's rank correlations of two number features. They and the bins are over `sample` customers,
    which are all of them where there are no more than that. `concentration` says which share of the revenue the best
    customers bring: pairs of a share of the customers and a share of the money, about one per cent of the customers apart.
    """

    figures: tuple[KeyFigure, ...]
    months: tuple[Month, ...]
    distributions: tuple[Distribution, ...]
    relations: tuple[tuple[str, str, float], ...]
    findings: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()
    sample: int = 0
    columns: tuple[ColumnQuality, ...] = ()
    concentration: tuple[tuple[float, float], ...] = ()
    scores: tuple[ScoreCell, ...] = ()
    cohorts: Cohorts | None = None
