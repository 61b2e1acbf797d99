"""What customers are worth from here on: who is still active, how much they will order and spend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coterie.records.arrays import Floats, Integers

# The columns of a customer's value; those of spending where the orders hold money.
OF_ORDERS = ("active", "expected_orders", "orders_low", "orders_high")
OF_SPENDING = ("expected_spending", "spending_low", "spending_high")


@dataclass(frozen=True)
class Estimate:
    """Parameters of a model, by name, and the covariance of the logarithms of what they are `above` their least."""

    method: str
    title: str
    names: tuple[str, ...]
    values: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    above: tuple[float, ...]


@dataclass(frozen=True)
class ValueModel:
    """All that is needed to forecast other customers: the model of orders, that of money where there is any, and the horizon in days.

    Times are in weeks, money in that of the orders.
    """

    orders: Estimate
    money: Estimate | None
    horizon: int


@dataclass(frozen=True)
class Tried:
    """A model in the out-of-time check: what it told of the time after, and what it is or is not chosen for.

    `predicted` orders of all customers; `explained` is the share of the differences between customers that it foretold (of
    the Poisson deviance: 1 is all, 0 is what their mean tells); `error` is how far off it was per customer (root mean square).
    """

    method: str
    title: str
    log_likelihood: float
    predicted: float
    explained: float
    error: float
    chosen: bool = False
    note: str = ""


@dataclass(frozen=True)
class Foretold:
    """Customers with so many orders by the cut-off (`more`: that many or more), and their orders since: foretold and real, on average."""

    orders: int
    more: bool
    customers: int
    predicted: float
    real: float


@dataclass(frozen=True)
class OutOfTime:
    """Models fitted to what was known on an earlier day, held against the `orders` in the `days` since."""

    as_of: date
    days: int
    customers: int
    orders: int
    tried: tuple[Tried, ...]
    bars: tuple[Foretold, ...]
    sentence: str


@dataclass(frozen=True)
class Worth:
    """What a group of customers is worth over the horizon: their mean chance of being active, orders and money with 95 % intervals.

    `at_risk` is the money that those who have stopped would have spent over the same time. Money is 0 where there is none.
    """

    customers: int
    active: float
    orders: float
    orders_low: float
    orders_high: float
    money: float
    money_low: float
    money_high: float
    at_risk: float
    sentence: str = ""


@dataclass(frozen=True)
class Forecast:
    """Distinct histories, a cell each, and what is expected of a customer with such a one.

    `active` (NaN where the model cannot tell) and `orders` are from the parameters themselves; `ranges` has the least and the
    most orders in 95 of 100 cases; `spread` holds the expected orders for several likely sets of parameters (cells × sets),
    `variance` what chance adds, to orders and to money. Money is in units of (gamma + what the customer spent so far), which
    differs within a cell: `each` is that of one order, `sums` has the least and the most.
    """

    repeats: Integers
    active: Floats
    if_active: Floats
    orders: Floats
    ranges: Floats
    spread: Floats
    variance: Floats
    each: Floats
    sums: Floats


@dataclass(frozen=True)
class Value:
    """What customers are worth, or the `reason` why nobody can say.

    `table` has, per `position`, the `cell` of the forecast, what was `spent` so far, and the columns in `columns`. Time was
    counted in steps of `unit` days, so that `cells` distinct histories stand for all customers.
    """

    reason: str = ""
    table: str = ""
    columns: tuple[str, ...] = ()
    unit: int = 1
    cells: int = 0
    model: ValueModel | None = None
    check: OutOfTime | None = None
    notes: tuple[str, ...] = ()
    forecast: Forecast | None = None
