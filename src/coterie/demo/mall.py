"""A shopping mall that knows each visitor's age, income and a spending score; five groups."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from coterie.demo.world import World, write_csv

# Share of the visitors; mean and deviation of age, income (k$) and score; the sentence.
GROUPS = {
    "young high earners who spend": (0.18, (33, 4), (88, 15), (82, 8), "High income and a high score, about thirty."),
    "careful high earners": (0.18, (42, 11), (88, 15), (17, 9), "High income, and hardly any of it is spent here."),
    "the middle": (0.40, (44, 15), (55, 8), (50, 6), "Average income and an average score, of any age."),
    "young spenders": (0.12, (25, 5), (26, 7), (79, 9), "Little income, much of it spent here; young."),
    "careful low earners": (0.12, (46, 12), (26, 7), (21, 10), "Little income and a low score; older."),
}


def make_mall(folder: Path, *, customers: int = 300, seed: int = 7) -> World:
    """One row per visitor, as in the classic table of the same columns."""
    rng = np.random.default_rng(seed)
    names = list(GROUPS)
    group = rng.choice(len(names), customers, p=[g[0] for g in GROUPS.values()])

    def drawn(place: int, low: int, high: int) -> list[int]:
        mean, deviation = np.array([g[place] for g in GROUPS.values()], float).T
        value: list[int] = np.clip(rng.normal(mean[group], deviation[group]).round(), low, high).astype(int).tolist()
        return value

    ids = range(1, customers + 1)
    gender = np.where(rng.random(customers) < 0.56, "Female", "Male")
    header = ("CustomerID", "Gender", "Age", "Annual Income (k$)", "Spending Score (1-100)")
    columns = (ids, gender.tolist(), drawn(1, 18, 75), drawn(2, 10, 140), drawn(3, 1, 100))
    return World(
        name="mall",
        customers=write_csv(folder / "customers.csv", header, columns),
        truth=write_csv(folder / "truth.csv", ("customer", "segment"), (ids, [names[g] for g in group])),
        segments={name: str(g[4]) for name, g in GROUPS.items()},
    )


MEMBER = make_mall
