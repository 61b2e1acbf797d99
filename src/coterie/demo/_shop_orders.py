"""The shop's order lines and customers, before anything goes wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from coterie.demo._shop_behaviours import BEHAVIOURS, SALES, SEASON

Column = NDArray[Any]
Columns = dict[str, Column]

FIRST = np.datetime64("2024-01-01", "s")
DAYS = 731
COUNTRIES = {"Germany": 0.46, "France": 0.20, "Netherlands": 0.14, "Austria": 0.12, "Switzerland": 0.08}
CITIES = ("Berlin", "Hamburg", "Munich", "Cologne", "Leipzig", "Lyon", "Paris", "Utrecht", "Vienna", "Zurich")
# Category, the median of its list prices, its products.
CATEGORIES = {
    "Kitchen": (9.0, ("mug", "bowl", "plate", "teapot", "pan", "tray")),
    "Stationery": (4.0, ("notebook", "pen set", "calendar", "gift wrap", "card", "stickers")),
    "Home": (16.0, ("candle", "cushion", "vase", "throw", "frame", "clock")),
    "Toys": (11.0, ("puzzle", "kite", "doll", "blocks", "game", "train")),
    "Garden": (15.0, ("planter", "lantern", "seeds", "gloves", "bird house", "watering can")),
    "Furniture": (240.0, ("chair", "shelf", "side table", "bench", "desk", "wardrobe")),
    "Electronics": (150.0, ("speaker", "lamp", "headphones", "camera", "radio", "monitor")),
}
LOOKS = ("red", "blue", "oak", "vintage", "striped", "travel")
PER_CATEGORY = 36


def active_days(kind: Column, rng: Generator) -> tuple[Column, Column]:
    """The first and the last day on which each customer buys."""
    windows = np.array([(*b.joined, *b.left) for b in BEHAVIOURS.values()])[kind].T
    joined = rng.integers(windows[0], windows[1])
    return joined, np.maximum(joined + 1, rng.integers(windows[2], windows[3]))


def order_lines(kind: Column, ids: Column, joined: Column, left: Column, rng: Generator) -> tuple[Columns, Column]:
    """All lines, in order of time, and the place of each one's buyer: customers → orders → lines."""
    of = {name: np.array([getattr(b, name) for b in BEHAVIOURS.values()])[kind] for name in ("orders", "lines", "quantity", "in_sales")}
    months = (left - joined) / 30
    country = rng.choice(list(COUNTRIES), len(kind), p=list(COUNTRIES.values()))
    # The gamma factors make customers of one kind differ: counts are negative binomial, not Poisson.
    further = rng.poisson(of["orders"] * months * rng.gamma(4, 1 / 4, len(kind)))
    who = np.repeat(np.arange(len(kind)), 1 + further)
    again = np.diff(who, prepend=-1) == 0
    at = _moments(joined[who], left[who], again, of["in_sales"][who], rng)
    order = np.argsort(at, kind="stable")
    who, at = who[order], at[order]

    size = 1 + rng.poisson(of["lines"][who] * rng.gamma(3, 1 / 3, len(who)))
    number = np.repeat(np.arange(len(who)), size)
    product, price = _products(kind[who[number]], rng)
    _, once = np.unique(number * len(CATEGORIES) * PER_CATEGORY + product, return_index=True)
    number, product, price = number[once], product[once], price[once]
    buyer = who[number]
    names, categories = _catalogue()
    lines = {
        "order_id": (number + 500_001).astype(str).astype(object),
        "order_date": at[number],
        "customer_id": ids[buyer].astype(str).astype(object),
        "product": names[product],
        "category": categories[product],
        "quantity": 1 + rng.poisson(of["quantity"][buyer] * rng.gamma(2, 1 / 2, len(buyer))),
        "unit_price": price,
        "country": country[buyer].astype(object),
    }
    return lines, buyer


def people(kind: Column, ids: Column, joined: Column, rng: Generator) -> Columns:
    """What the shop knows of its customers; it says a little about how they buy."""
    female = np.array([b.female for b in BEHAVIOURS.values()])[kind]
    age = np.clip(rng.normal(np.array([b.age for b in BEHAVIOURS.values()])[kind], 9), 18, 88).round().astype(int)
    signed = (FIRST + joined * np.timedelta64(1, "D")).astype("datetime64[D]") - rng.integers(0, 10, len(kind))
    return {
        "customer_id": ids.astype(str).astype(object),
        "age": age.astype(str).astype(object),
        "gender": np.where(rng.random(len(kind)) < female, "female", "male").astype(object),
        "city": rng.choice(CITIES, len(kind)).astype(object),
        "signup_date": signed.astype(str).astype(object),
    }


def _moments(joined: Column, left: Column, again: Column, in_sales: Column, rng: Generator) -> Column:
    """When orders were placed: the first on the day of joining, the further ones by the season, all in daytime."""
    month = (FIRST + np.arange(DAYS) * np.timedelta64(1, "D")).astype("datetime64[M]").astype(int) % 12
    day = np.zeros(len(joined))
    for sales, weights in ((False, SEASON), (True, SALES)):
        curve = np.concatenate(([0.0], np.cumsum(np.array(weights)[month])))
        chosen = in_sales == sales
        low, high = curve[joined[chosen]], curve[left[chosen]]
        day[chosen] = np.interp(rng.uniform(low, high), curve, np.arange(DAYS + 1))
    day = np.where(again, np.floor(day), joined).astype(int)
    minute = np.clip(rng.normal(14 * 60, 200, len(day)), 7 * 60, 23 * 60).astype(int)
    return FIRST + day * np.timedelta64(1, "D") + minute * np.timedelta64(1, "m")


def _products(kind: Column, rng: Generator) -> tuple[Column, Column]:
    """The product of each line and its price after the discount."""
    taste = np.array([b.taste for b in BEHAVIOURS.values()], float)
    reach = (taste / taste.sum(axis=1, keepdims=True)).cumsum(axis=1)[kind]
    category = (rng.random((len(kind), 1)) > reach[:, :-1]).sum(axis=1)
    # A few products sell much more than the rest.
    product = category * PER_CATEGORY + (PER_CATEGORY * rng.random(len(kind)) ** 1.6).astype(int)
    medians = np.repeat([median for median, _ in CATEGORIES.values()], PER_CATEGORY)
    listed = medians * np.exp(rng.normal(0, 0.4, len(medians)))
    low, high = np.array([b.off for b in BEHAVIOURS.values()])[kind].T
    return product, np.maximum(0.25, (listed[product] * (1 - rng.uniform(low, high))).round(2))


def _catalogue() -> tuple[Column, Column]:
    """The name and the category of every product."""
    names = [f"{look} {noun}" for _, nouns in CATEGORIES.values() for noun in nouns for look in LOOKS]
    return np.array(names, object), np.repeat(np.array(list(CATEGORIES), object), PER_CATEGORY)
