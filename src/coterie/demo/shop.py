"""A shop with two years of orders and a list of its customers; six behaviours, and the usual mess."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from coterie.demo._shop_behaviours import BEHAVIOURS
from coterie.demo._shop_mess import spoil_orders, spoil_people
from coterie.demo._shop_orders import DAYS, FIRST, active_days, order_lines, people
from coterie.demo.world import World, write_csv


def make_shop(folder: Path, *, customers: int = 2000, seed: int = 7) -> World:
    """Orders with what goes wrong in real exports, and what is known of the customers."""
    rng = np.random.default_rng(seed)
    names = list(BEHAVIOURS)
    kind = rng.choice(len(names), customers, p=[b.share for b in BEHAVIOURS.values()])
    ids = rng.permutation(customers) + 10_001
    joined, left = active_days(kind, rng)
    lines, buyer = order_lines(kind, ids, joined, left, rng)
    cancelled = rng.random(len(buyer)) < np.array([b.returns for b in BEHAVIOURS.values()])[kind[buyer]]
    lines, mess, blanks = spoil_orders(lines, cancelled, FIRST + DAYS * np.timedelta64(1, "D"), rng)
    persons, more_mess, more_blanks = spoil_people(people(kind, ids, joined, rng), rng)
    return World(
        name="shop",
        orders=write_csv(folder / "orders.csv", tuple(lines), (column.tolist() for column in lines.values())),
        customers=write_csv(folder / "customers.csv", tuple(persons), (column.tolist() for column in persons.values())),
        truth=write_csv(folder / "truth.csv", ("customer", "segment"), (ids.tolist(), [names[k] for k in kind])),
        segments={name: b.sentence for name, b in BEHAVIOURS.items()},
        mess=mess | more_mess,
        blanks=blanks | more_blanks,
    )


MEMBER = make_shop
