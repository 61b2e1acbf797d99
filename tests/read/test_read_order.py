"""The order of the rows of a table decides neither what its columns are nor what they hold."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from coterie.plan import Plan
from coterie.read import read
from coterie.read._facts import SAMPLE_ROWS
from coterie.records import Given

ROWS = 3 * SAMPLE_ROWS


def mostly(common, rare, rows=ROWS, share=0.12):
    """One cell after the other: the rare ones come last, more of them than the rules bear in a column of the common kind."""
    return [rare(n) if n >= rows * (1 - share) else common(n) for n in range(rows)]


COLUMNS = {
    "numbers": {"order_total": mostly(lambda n: f"{n % 500}.5", lambda n: f"see note {n}")},
    "dates": {"order_date": mostly(lambda n: f"2024-01-{n % 27 + 1:02}", lambda n: f"week {n}"), "day": ["2024-01-05"] * ROWS},
    "addresses": {"contact": mostly(lambda n: f"{n}@x.org", lambda n: f"none {n}", share=0.3)},
    "decimal marks": {"price": mostly(lambda n: f"1.{n % 1000:03}", lambda n: f"{n % 50},5", share=0.01)},
    "days": {"order_date": mostly(lambda n: f"0{n % 9 + 1}/0{n % 8 + 1}/2024", lambda n: f"{n % 9 + 13}/03/2024", share=0.001)},
    "blank at first": {"coupon": mostly(lambda _: "", lambda n: f"{n % 7}.5", share=0.0001)},
    "the same row over and over": {"product": ["tea"] * (ROWS - 9) + [f"cake {n}" for n in range(9)]},
    "totals on the first line": {
        "order_id": [str(n // 2) for n in range(ROWS)],
        "total": mostly(lambda n: "9" if n % 2 else "", lambda n: "9", share=0.5),
    },
}


@pytest.mark.parametrize("case", COLUMNS)
def test_shuffled_rows_give_the_same_roles_and_types(engine, case):
    same = case == "the same row over and over"
    base = {"customer_id": [f"C{0 if same else n % 999}" for n in range(ROWS)], "date": ["2024-02-05"] * ROWS, "amount": ["5"] * ROWS}
    columns = {**base, **COLUMNS[case]}
    if "order_date" in columns or "day" in columns:
        del columns["date"]
    told = []
    for seed in (None, 1, 2):
        order = list(range(ROWS))
        if seed:
            random.Random(seed).shuffle(order)
        table = pa.table({name: [cells[place] for place in order] for name, cells in columns.items()})
        found = read(engine, Plan(), Given(table)).orders
        told.append(([(c.name, c.kind, c.role, c.format, c.value) for c in found.columns], found.guesses, found.notes, found.made))
    assert told[0] == told[1] == told[2]
