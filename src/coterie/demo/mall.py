"""A shopping mall that knows each visitor's age, income and a spending score; five groups."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from coterie.demo.world import World, write_csv

# Share of the visitors and of women among them; mean and deviation of age, income (k$) and score; the sentence.
GROUPS = {
    "young high earners who spend": (0.18, 0.9, (31, 4), (90, 11), (84, 7), "High income and a high score, about thirty; mostly women."),
    "careful high earners": (0.18, 0.1, (46, 7), (90, 12), (18, 8), "High income, hardly any of it spent here; mostly men."),
    "the middle": (0.26, 0.85, (58, 7), (56, 7), (49, 6), "Average income and an average score; the oldest."),
    "young spenders": (0.19, 0.2, (23, 4), (27, 6), (78, 8), "Little income, much of it spent here; the youngest, mostly men."),
    "careful low earners": (0.19, 0.8, (41, 7), (26, 6), (19, 8), "Little income and a low score; about forty."),
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
    women = np.array([g[1] for g in GROUPS.values()], float)
    gender = np.where(rng.random(customers) < women[group], "Female", "Male")
    header = ("CustomerID", "Gender", "Age", "Annual Income (k$)", "Spending Score (1-100)")
    columns = (ids, gender.tolist(), drawn(2, 18, 75), drawn(3, 10, 140), drawn(4, 1, 100))
    return World(
        name="mall",
        customers=write_csv(folder / "customers.csv", header, columns),
        truth=write_csv(folder / "truth.csv", ("customer", "segment"), (ids, [names[g] for g in group])),
        segments={name: str(g[-1]) for name, g in GROUPS.items()},
    )


MEMBER = make_mall
