"""Do intervals hold what they say? Made-up shops whose customers behave as a model says, and what came of the forecast.

python benchmarks/intervals.py        a thousand shops for each model, a quarter of an hour
python benchmarks/intervals.py 100    so many
"""

from __future__ import annotations

import math
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

import numpy as np  # noqa: E402

from buyers import TRUTH, Shop, make_shop  # noqa: E402  # the shops of the tests
from coterie.kernels.worth import worth  # noqa: E402
from coterie.records import Estimate, Value, ValueModel  # noqa: E402
from coterie.registry import member  # noqa: E402
from coterie.value._base import Fit  # noqa: E402
from coterie.value._forecast import forecast  # noqa: E402

CUSTOMERS, AHEAD = 400, 182


def estimated(name: str, fit: Fit) -> Estimate:
    """A fit as a record."""
    model = member("value", name)
    return Estimate(name, model.title, model.names, tuple(fit.values), tuple(map(tuple, fit.covariance)), model.above)


def told(name: str, shop: Shop) -> tuple[Value, float]:
    """The forecast, and gamma."""
    orders = shop.histories.repeats + 1.0
    money = estimated("gamma-gamma", member("value", "gamma-gamma").fit(orders, shop.spent / orders))
    known = ValueModel(estimated(name, member("value", name).fit(shop.histories)), money, AHEAD)
    return Value(model=known, forecast=forecast(known, shop.histories)), money.values[2]


def covered(name: str, seed: int) -> list[bool]:
    """Of one customer of a shop and of all of them: whether what came lies within the interval."""
    shop = make_shop(name, seed, CUSTOMERS, ahead=AHEAD / 7)
    value, gamma = told(name, shop)
    found, one = value.forecast, seed % CUSTOMERS
    low, high = found.ranges[one]
    least, most = found.sums[one] * (gamma + shop.spent[one])
    group = worth(value, np.array([np.ones(CUSTOMERS), shop.spent, shop.spent**2]))
    return [
        low <= shop.orders[one] <= high,
        least <= shop.money[one] <= most,
        group.orders_low <= shop.orders.sum() <= group.orders_high,
        group.money_low <= shop.money.sum() <= group.money_high,
    ]


def main(times: int) -> None:
    """Print a table."""
    off = 1.96 * math.sqrt(0.95 * 0.05 / times)
    print(f"{time.strftime('%Y-%m-%d')}, {times} shops of {CUSTOMERS} customers for each model, {AHEAD} days ahead;", end=" ")
    print(f"an exact interval of 95 % lies between {0.95 - off:.1%} and {0.95 + off:.1%}\n")
    print("| model | orders of a customer | spending of a customer | orders of all | spending of all |\n|---|---|---|---|---|", flush=True)
    for name in TRUTH:
        shares = np.array([covered(name, seed) for seed in range(times)]).mean(axis=0)
        print(f"| {member('value', name).title} | {' | '.join(f'{share:.1%}' for share in shares)} |", flush=True)


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:2] or ["1000"]))
