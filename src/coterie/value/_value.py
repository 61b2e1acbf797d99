"""The stage: choose a model by what it would have told, fit it, and say of every customer what is to be expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.kernels.sampling import sampled_sql
from coterie.records import OF_ORDERS, OF_SPENDING, Estimate, Value, ValueModel
from coterie.registry import load_all, member
from coterie.value import _statements as sql
from coterie.value._base import Histories
from coterie.value._check import check
from coterie.value._forecast import forecast
from coterie.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import Plan
    from coterie.records import Cleaned, Features, Floats, Forecast, Integers, Model
    from coterie.value._base import Fit, OrderModel

CELLS = 10_000  # distinct histories; of more, time is counted in longer steps
STEPS = (1, 2, 7, 14, 28, 84, 364)
MONEY = 10_000  # customers whose money is looked at
YEAR, SHORTEST, PARTS = 365, 90, 3  # days; and parts of the history, two to learn from and one to see
RETURNING = 30  # customers who must have come back
RELATED = 0.3


def value(engine: DuckDBEngine, plan: Plan, cleaned: Cleaned, features: Features, model: Model | None) -> Value:
    """The chance of being active, orders and money to expect of every customer; or why nobody can say."""
    if reason := _refused(plan, cleaned, model):
        return Value(reason=reason)
    engine.run(sql.history_table(features, cleaned))
    unit = _unit(engine, features.customers)
    if model:
        assert model.value is not None, "a model without value is refused"
        return _applied(engine, features, unit, model.value)
    assert cleaned.as_of is not None and cleaned.first is not None, "who has orders has days"
    history = (cleaned.as_of - cleaned.first).days
    horizon = plan.horizon or min(YEAR, history)
    days = min(horizon, history // PARTS)
    cut = cleaned.as_of - timedelta(days=days)
    rows = engine.arrays(sql.earlier(cleaned, cut, unit))
    returning = int(rows["customers"][rows["repeats"] > 0].sum())
    if returning < RETURNING:
        fact = f"only {counted(returning, 'customer')} had come back by {cut.day} {cut:%B %Y}, and it takes {RETURNING}"
        return Value(reason=_sentence(fact, "Give a longer history, or orders of more customers."))
    found, fits = check(_models(plan), rows, cut, days)
    chosen = found.tried[0].method
    histories = Histories.of(**engine.arrays(sql.grouped(unit)))
    orders = _estimate(chosen, member("value", chosen).fit(histories, fits[chosen].values))
    money, notes = _money(engine, features.customers) if "amount" in cleaned.roles else (None, ())
    return replace(_applied(engine, features, unit, ValueModel(orders, money, horizon)), check=found, notes=notes)


def _refused(plan: Plan, cleaned: Cleaned, model: Model | None) -> str:
    """Why there is nothing to say, before anything is worked out."""
    if model and model.value is None:
        return "The run has no model of what customers are worth."
    if not model and plan.value == "off":
        return 'What customers are worth was not worked out: the plan says value = "off".'
    if not cleaned.orders or cleaned.first is None or cleaned.as_of is None:
        return _sentence("there are no orders with a time", "Give the orders of these customers.")
    history = (cleaned.as_of - cleaned.first).days
    if not model and history < SHORTEST:
        return _sentence(f"the orders span {counted(history, 'day')}, and it takes {SHORTEST}", "Give a longer history.")
    return ""


def _sentence(fact: str, remedy: str) -> str:
    """A refusal as a sentence."""
    return f"Nobody can say what customers will be worth: {fact}. {remedy}"


def _models(plan: Plan) -> dict[str, OrderModel]:
    """The models to try."""
    if plan.value != "auto":
        return {plan.value: member("value", plan.value)}
    return {name: model for name, model in load_all("value").items() if model.of_orders}


def _unit(engine: DuckDBEngine, customers: int) -> int:
    """The shortest steps of time, in days, in which there are few distinct histories."""
    if customers <= CELLS:
        return STEPS[0]
    return next((step for step in STEPS if engine.rows(sql.how_many(step))[0][0] <= CELLS), STEPS[-1])


def _estimate(method: str, fit: Fit) -> Estimate:
    """What was fitted, as a record."""
    model = member("value", method)
    covariance = tuple(tuple(map(float, row)) for row in fit.covariance)
    return Estimate(method, model.title, model.names, tuple(map(float, fit.values)), covariance, model.above)


def _money(engine: DuckDBEngine, customers: int) -> tuple[Estimate | None, tuple[str, ...]]:
    """The model of money, fitted to a sample of the customers; and a warning where it leans on what is not so."""
    orders, mean = engine.matrix(sql.money_rows(sampled_sql(customers, MONEY))).T
    if (orders > 1).sum() < RETURNING:
        return None, ("What orders bring was not forecast: too few customers spent anything more than once.",)
    related = _correlation(np.log(orders), np.log(mean))
    more = "more" if related > 0 else "less"
    note = f"Customers who order more often spend {more} per order (correlation {related:.2f}), which the model of money does not know of."
    return _estimate("gamma-gamma", member("value", "gamma-gamma").fit(orders, mean)), (note,) if abs(related) > RELATED else ()


def _correlation(one: Floats, other: Floats) -> float:
    """How far two columns rise together; 0 where one of them does not move."""
    one, other = one - one.mean(), other - other.mean()
    both = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum()) / both if both > 0 else 0.0


def _applied(engine: DuckDBEngine, features: Features, unit: int, known: ValueModel) -> Value:
    """The forecast of each distinct history, joined back to the customers."""
    keys = engine.arrays(sql.grouped(unit))
    told = forecast(known, Histories.of(**keys))
    engine.load(sql.CELLS, _columns(keys, told))
    engine.run(sql.customers_table(features, unit, known.money.values[2] if known.money else None))
    columns = tuple(sql.shown_as(name, features) for name in (*OF_ORDERS, *(OF_SPENDING if known.money else ())))
    return Value(table=sql.TABLE, columns=columns, unit=unit, cells=len(told.orders), model=known, forecast=told)


def _columns(keys: Mapping[str, Integers], told: Forecast) -> dict[str, NDArray[Any]]:
    """The forecast as a table, a row per distinct history."""
    orders = (told.active, told.orders, *told.ranges.T)
    return {
        "cell": np.arange(len(told.orders)),
        **{name: np.asarray(keys[name], dtype=np.int64) for name in ("repeats", "span", "age")},
        **dict(zip(OF_ORDERS, orders, strict=True)),
        **dict(zip(OF_SPENDING, (told.orders * told.each, *told.sums.T), strict=True)),
    }
