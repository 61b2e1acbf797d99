"""Made-up shops with two known groups of customers, who differ in what was planted and in nothing else, and what is found in them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coterie.engines.duckdb import DuckDBEngine
from coterie.explain.measured import Measured
from coterie.explain.profile import joined_sql, measure
from coterie.explain.tastes import tastes
from coterie.explain.worth import worth_of
from coterie.pipeline import FIT, walk
from coterie.plan import make_plan
from coterie.records import Assigned, Given, Tastes

CUSTOMERS, DAYS = 240, 730
PLANTED, OTHERS = 1, 2
CATEGORIES = ("tea", "pots", "cups", "books")
ALL = frozenset({"price", "season", "category", "churn"})
SIGNS = {
    ("discount_share", ""): 1,
    ("price_level", ""): -1,
    ("main_season", "October to December"): 1,
    ("main_category", "tea"): 1,
    ("recency", ""): 1,
}
LOOKS = (*SIGNS, *((name, "") for name in ("frequency", "order_value", "basket", "gap", "season_share", "category_share")))
STARTED = np.datetime64("2022-01-01")
EARLIER = [stage for stage in FIT if stage.__name__ in ("read", "clean", "features", "explore", "value")]


@dataclass(frozen=True)
class Found:
    """What is found of the two groups: their measures, what they buy, and how likely they are active."""

    segments: Mapping[int, Measured]
    tastes: Mapping[int, Tastes]
    active: Mapping[int, float]

    def sure(self, feature: str, level: str = "") -> int:
        """1 where the planted group surely has more of it than everyone, -1 where less, 0 where that is not sure."""
        told = next((d for d in self.segments[PLANTED].differences if (d.feature, d.level) == (feature, level)), None)
        return 0 if told is None or not told.sure else 1 if told.difference > 0 else -1

    def gap(self, feature: str, level: str = "") -> float:
        """How far the means of the two groups are apart."""
        one, other = (
            next(line.mean for line in self.segments[s].profile if (line.feature, line.level) == (feature, level))
            for s in (PLANTED, OTHERS)
        )
        return one - other

    def favours(self, name: str) -> bool:
        """Whether something of that name is among what the planted group buys more often than everyone."""
        return any(f.name.startswith(name) for f in self.tastes[PLANTED].favourites)


def made_shop(seed: int, planted: Set[str] = frozenset()) -> pd.DataFrame:
    """The orders of a shop in which one group is price-sensitive, seasonal, fond of tea, and stops early, as far as `planted` says."""
    draw = np.random.default_rng(seed)
    frames = []
    for n in range(CUSTOMERS):
        theirs = planted if n < CUSTOMERS // 2 else frozenset()
        orders = int(draw.integers(8, 25))
        day = draw.integers(0, DAYS * 6 // 10 if "churn" in theirs else DAYS, orders)
        if "season" in theirs:  # half of the orders move into a fourth quarter
            years = 1 if "churn" in theirs else 2
            late = draw.random(orders) < 0.5
            day = np.where(late, 273 + 365 * draw.integers(0, years, orders) + draw.integers(0, 92, orders), day)
        chances = (0.55, 0.15, 0.15, 0.15) if "category" in theirs else (0.25, 0.25, 0.25, 0.25)
        category, number = draw.choice(4, orders, p=chances), draw.integers(1, 6, orders)
        cheaper = draw.random(orders) < (0.6 if "price" in theirs else 0.2)
        price = (5.0 + 3 * category + number) * draw.normal(1, 0.04, orders) * np.where(cheaper, 0.85, 1.0)
        frames.append(
            pd.DataFrame(
                {
                    "customer_id": f"{'A' if n < CUSTOMERS // 2 else 'B'}{n:03}",
                    "order_id": [f"o{n}-{i}" for i in range(orders)],
                    "order_date": (STARTED + day).astype(str),
                    "product": [f"{CATEGORIES[c]} {i}" for c, i in zip(category, number, strict=True)],
                    "category": [CATEGORIES[c] for c in category],
                    "quantity": draw.integers(1, 4, orders),
                    "price": price.round(2),
                    "discount": np.where(cheaper, 15, 0),
                }
            )
        )
    return pd.concat(frames)


def looked_at(orders: pd.DataFrame) -> Found:
    """What the stages find, with the two groups as segments."""
    roles = {"discount": "discount", "price": "price", "quantity": "quantity", "category": "category", "product": "product"}
    with DuckDBEngine(threads=2) as engine:
        start = {"engine": engine, "plan": make_plan(as_of="2024-01-01", roles=roles), "given": Given(orders)}
        known = walk(EARLIER, **start, model=None, space=None)
        ids = engine.arrow(f"SELECT customer FROM {known['features'].table} ORDER BY position")["customer"].to_pylist()
        segment = np.array([PLANTED if i.startswith("A") else OTHERS for i in ids])
        engine.load("labels", {"position": np.arange(len(ids)), "segment": segment})
        assigned = Assigned("labels", segment, np.ones(len(ids)), np.zeros(len(ids)))
        told, _ = measure(engine, known["cleaned"], known["features"], known["exploration"], assigned)
        sizes = {m.id: m.customers for m in told}
        buys = tastes(engine, known["cleaned"], joined_sql(known["features"], assigned), sizes)
        worth, _ = worth_of(engine, assigned, known["value"], "")
        return Found({m.id: m for m in told}, buys, {s: w.active for s, w in worth.items()})
