"""A bank that knows each customer's age, income, balances and how the card is used; five kinds of customer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from coterie.demo.world import World, write_csv

PRODUCTS = ("card", "card + savings", "card + loan", "card + savings + mortgage")
MONEY = ("income", "balance", "credit_limit", "purchases", "payments", "cash_advance")
BLANK_INCOME = 0.04


@dataclass(frozen=True)
class Kind:
    """A planted kind of customer.

    `medians` are those of income and balance, then the credit limit, and a month's purchases, payments and cash
    advances; `spread` is the deviation of their logarithms; `uses` is the share of the customers who do each of the
    last three at all; `mix` is the share of each of the products.
    """

    sentence: str
    share: float
    age: tuple[float, float]
    tenure: float
    medians: tuple[float, ...]
    uses: tuple[float, float, float]
    mix: tuple[float, ...]
    spread: float = 0.45


KINDS = {
    "everyday customers": Kind(
        "Average income, a card used and paid off every month.",
        0.36,
        (44, 12),
        80,
        (42_000, 5_000, 4_500, 620, 620, 60),
        (0.98, 0.98, 0.08),
        (0.35, 0.40, 0.17, 0.08),
    ),
    "young card users": Kind(
        "Under thirty-five, little income, short with us, a card that is used a lot.",
        0.20,
        (26, 4),
        14,
        (23_000, 700, 1_600, 480, 430, 60),
        (0.99, 0.98, 0.10),
        (0.75, 0.15, 0.10, 0.00),
    ),
    "borrowers on the card": Kind(
        "They draw cash on the card and pay it back slowly.",
        0.16,
        (42, 10),
        60,
        (34_000, 900, 6_500, 170, 260, 1_300),
        (0.75, 0.97, 0.99),
        (0.45, 0.05, 0.48, 0.02),
    ),
    "affluent savers": Kind(
        "High income, large savings, a high limit, long with us, no cash advances.",
        0.14,
        (57, 9),
        150,
        (98_000, 62_000, 14_000, 1_500, 1_500, 60),
        (0.98, 0.98, 0.02),
        (0.05, 0.45, 0.05, 0.45),
    ),
    "dormant": Kind(
        "A card that is hardly ever used.",
        0.14,
        (50, 14),
        95,
        (36_000, 1_500, 4_000, 16, 14, 60),
        (0.45, 0.40, 0.01),
        (0.70, 0.26, 0.03, 0.01),
    ),
}


def make_bank(folder: Path, *, customers: int = 2000, seed: int = 7) -> World:
    """One row per customer; incomes are partly missing, all amounts are skewed."""
    rng = np.random.default_rng(seed)
    names, kinds = list(KINDS), list(KINDS.values())
    kind = rng.choice(len(kinds), customers, p=[k.share for k in kinds])
    ids = [f"B{number}" for number in rng.permutation(customers) + 10_001]
    age = np.clip(rng.normal(*np.array([k.age for k in kinds]).T[:, kind]), 18, 92).round().astype(int)
    money = _money(kind, rng)
    blank = rng.random(customers) < BLANK_INCOME
    income = ["" if b else str(v) for b, v in zip(blank.tolist(), money["income"].tolist(), strict=True)]
    tenure = np.clip(rng.gamma(2.5, np.array([k.tenure for k in kinds])[kind] / 2.5), 1, 12 * (age - 16)).round().astype(int)
    product = (rng.random((customers, 1)) > np.array([k.mix for k in kinds]).cumsum(axis=1)[kind][:, :-1]).sum(axis=1)
    others = [money[name].tolist() for name in MONEY[1:]]
    columns = (ids, age.tolist(), income, *others, tenure.tolist(), [PRODUCTS[p] for p in product])
    header = ("customer_id", "age", *MONEY, "tenure_months", "products")
    return World(
        name="bank",
        customers=write_csv(folder / "customers.csv", header, columns),
        truth=write_csv(folder / "truth.csv", ("customer", "segment"), (ids, [names[k] for k in kind])),
        segments={name: k.sentence for name, k in KINDS.items()},
        blanks={"income": int(blank.sum())},
    )


def _money(kind: NDArray[np.int64], rng: Generator) -> dict[str, NDArray[np.int64]]:
    """The amounts of each customer; one common factor makes who has more also spend more."""
    medians = np.array([k.medians for k in KINDS.values()])[kind]
    spread = np.array([[k.spread] for k in KINDS.values()])[kind]
    uses = np.array([(1, 1, 1, *k.uses) for k in KINDS.values()])[kind]
    common = rng.normal(size=(len(kind), 1))
    noise = 0.5 * common + np.sqrt(0.75) * rng.normal(size=medians.shape)
    drawn = (medians * np.exp(spread * noise) * (rng.random(uses.shape) < uses)).round().astype(np.int64)
    drawn[:, 2] = np.maximum(500, drawn[:, 2] // 500 * 500)
    return dict(zip(MONEY, drawn.T, strict=True))


MEMBER = make_bank
