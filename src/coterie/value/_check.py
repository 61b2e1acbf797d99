"""The out-of-time check: models fitted to what was known on an earlier day, held against what came since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from coterie.records import Foretold, OutOfTime, Tried
from coterie.value._base import WEEK, Fit, Histories, OrderModel
from coterie.value._forecast import expected
from coterie.words import counted, percent

if TYPE_CHECKING:
    from datetime import date

    from coterie.records import Floats, Integers

BARS = 8  # classes of customers by their orders so far; the last is of so many and more


def check(models: Mapping[str, OrderModel], rows: Mapping[str, Integers], cut: date, days: int) -> tuple[OutOfTime, dict[str, Fit]]:
    """Every model against the orders since the cut-off, the best one chosen; and what was fitted.

    `rows` are distinct histories with the orders `later` than the cut-off, and the number of customers.
    """
    histories, place = _distinct(rows)
    later, customers = rows["later"].astype(float), rows["customers"].astype(float)
    fits = {name: model.fit(histories) for name, model in models.items()}
    told = {name: expected(models[name], fit.values, histories, days / WEEK)[place] for name, fit in fits.items()}
    tried = [Tried(n, m.title, fits[n].log_likelihood, *_nearness(told[n], later, customers)) for n, m in models.items()]
    once = int(customers[rows["repeats"] == 0].sum())
    tried = [_uncertain(t, once) if len(models) > 1 and models[t.method].certain and once else t for t in tried]
    best = max((t for t in tried if not t.note), key=lambda t: t.explained)
    ranked = tuple(sorted((replace(t, chosen=t is best) for t in tried), key=lambda t: (not t.chosen, -t.explained)))
    orders = int((later * customers).sum())
    sentence = _sentence(ranked[0], orders, days, cut)
    bars = _bars(rows["repeats"], customers, told[best.method], later)
    return OutOfTime(cut, days, int(customers.sum()), orders, ranked, bars, sentence), fits


def _distinct(rows: Mapping[str, Integers]) -> tuple[Histories, Integers]:
    """The histories alone, and which of them each row has; rows are sorted, so that equal ones lie together."""
    keys = np.column_stack([rows[name] for name in ("repeats", "span", "age")])
    new = np.concatenate([[True], (keys[1:] != keys[:-1]).any(axis=1)])
    starts = np.flatnonzero(new)
    repeats, span, age = keys[starts].T
    return Histories.of(repeats, span, age, np.add.reduceat(rows["customers"], starts)), np.cumsum(new) - 1


def _nearness(told: Floats, later: Floats, customers: Floats) -> tuple[float, float, float]:
    """How near a model came to the truth: the orders it foretold, the share it explained, and how far off it was per customer."""
    total = customers.sum()
    mean = np.full_like(told, max(float((later * customers).sum() / total), 1e-12))
    alike = _deviance(later, mean, customers)
    explained = 1 - _deviance(later, np.maximum(told, 1e-12), customers) / alike if alike > 0 else 0.0
    error = float(np.sqrt(((told - later) ** 2 * customers).sum() / total))
    return float((told * customers).sum()), explained, error


def _deviance(real: Floats, told: Floats, customers: Floats) -> float:
    """How unlikely the real orders are, were those told the means of Poisson distributions."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logarithms = np.where(real > 0, real * np.log(real / told), 0.0)
    return float(2 * ((logarithms - (real - told)) * customers).sum())


def _uncertain(tried: Tried, once: int) -> Tried:
    """A model that is not to be chosen."""
    return replace(tried, note=f"not chosen: it takes all {counted(once, 'customer')} with one order as active for certain")


def _bars(repeats: Integers, customers: Floats, told: Floats, later: Floats) -> tuple[Foretold, ...]:
    """Customers by their orders before the cut-off."""
    found = []
    for orders in range(1, BARS + 1):
        inside = repeats + 1 == orders if orders < BARS else repeats + 1 >= orders
        count = customers[inside].sum()
        if count:
            means = (float((part[inside] * customers[inside]).sum() / count) for part in (told, later))
            found.append(Foretold(orders, orders == BARS, int(count), *means))
    return tuple(found)


def _sentence(best: Tried, orders: int, days: int, cut: date) -> str:
    """What came of it, in words."""
    since = f"in the {days} days from {cut.day} {cut:%B %Y} on"
    told = f"{best.title}, fitted to what was known then, foretold {best.predicted:,.0f} orders {since}"
    if not orders:
        return f"{told}; there was none."
    apart = best.predicted / orders - 1
    off = f"{percent(abs(apart))} too {'many' if apart > 0 else 'few'}" if abs(apart) >= 0.005 else "as many as came"
    explained = percent(max(0.0, best.explained))
    return f"{told}; {orders:,} came: {off}. It explains {explained} of who ordered more and who less."
