"""Customers who behave as the models say, with what they do later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coterie.value._base import Histories

TRUTH = {
    "bgnbd": (0.243, 4.414, 0.793, 2.426),
    "mbgnbd": (0.525, 6.183, 0.891, 1.614),
    "pareto": (0.553, 10.578, 0.606, 11.669),
}
MONEY = (6.25, 3.74, 15.44)


@dataclass(frozen=True)
class Shop:
    """What is known of the customers, what they spent, and what they order and spend later."""

    histories: Histories
    spent: np.ndarray
    orders: np.ndarray
    money: np.ndarray


def make_shop(model: str, seed: int, customers: int = 400, weeks: float = 78.0, ahead: float = 26.0) -> Shop:
    """Customers with rates and lifetimes of their own, who came one after the other."""
    rng, (r, alpha, a, b), (p, q, gamma) = np.random.default_rng(seed), TRUTH[model], MONEY
    age = rng.uniform(weeks / 4, weeks, customers)
    rate = rng.gamma(r, 1 / alpha, customers)
    stops = rng.exponential(1, customers) / rng.gamma(a, 1 / b, customers) if model == "pareto" else rng.beta(a, b, customers)
    repeats, later, last = np.zeros(customers, int), np.zeros(customers, int), np.zeros(customers)
    for i in range(customers):
        now, end = 0.0, min(age[i] + ahead, stops[i] if model == "pareto" else np.inf)
        if model == "mbgnbd" and rng.random() < stops[i]:
            continue
        while (now := now + rng.exponential(1 / max(rate[i], 1e-9))) <= end:
            if now <= age[i]:
                repeats[i], last[i] = repeats[i] + 1, now
            else:
                later[i] += 1
            if model != "pareto" and rng.random() < stops[i]:
                break
    each = rng.gamma(q, 1 / gamma, customers)
    spent = rng.gamma(p * (repeats + 1)) / each
    money = np.where(later > 0, rng.gamma(np.maximum(p * later, 1.0)) / each, 0.0)
    return Shop(Histories(repeats, last, age, np.ones(customers)), spent, later, money)
