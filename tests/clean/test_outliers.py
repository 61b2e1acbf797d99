"""Lines that lie absurdly far above all the rest: told by default, set aside where the rule is on, and never ordinary skew."""

from __future__ import annotations

import random

import pytest

from coterie.clean import clean
from coterie.plan import Plan

HEADER = "who=customer id=order day=time what=product pieces=quantity each=price"
ON = Plan(rules={"outlier": "on"})
ORDINARY = [f"A{n}|{n}|2024-01-01|mug|{1 + n % 3}|{5 + n % 7}" for n in range(60)]


def told(lines) -> dict[str, tuple[int, float]]:
    return {line.rule: (line.rows, line.money) for line in lines}


# rows beside the ordinary ones; the rows and the money of those that are outliers
CASES = {
    "nothing": ([], None),
    "too many pieces": (["B|90|2024-01-01|mug|80995|2.08"], (1, 168469.6)),
    "too much money": (["B|90|2024-01-01|mug|2|99999"], (1, 199998.0)),
    "a price that is forgotten does not hide the pieces": (["B|90|2024-01-01|mug|80995|0.0001"], (1, 8.0995)),
    "twice the same": (["B|90|2024-01-01|mug|80995|2.08"] * 2, (2, 336939.2)),
    "only the one line of an order": (["B|90|2024-01-01|mug|80995|2.08", "B|90|2024-01-01|cup|1|5"], (1, 168469.6)),
    "a large order": (["B|90|2024-01-01|mug|300|5"], None),
    "one who buys very much, in many lines": ([f"W|w{n // 40}|2024-01-01|thing {n}|200|8" for n in range(400)], None),
    "what came back": (["B|90|2024-01-01|mug|-80995|2.08"], None),
    "what is set aside for another reason": (["-|90|2024-01-01|mug|80995|2.08", "B|91|2024-01-01|postage|80995|2.08"], None),
}


@pytest.mark.parametrize("case", CASES)
def test_a_line_far_above_the_rest_is_an_outlier(engine, orders_of, case) -> None:
    more, outlier = CASES[case]
    rows = [*ORDINARY, *more]
    off = clean(engine, Plan(), orders_of(HEADER, rows), None).ledger
    assert told(off.would) == ({"outlier": outlier} if outlier else {})
    assert "outlier" not in told(off.lines)
    on = clean(engine, ON, orders_of(HEADER, random.Random(1).sample(rows, len(rows))), None).ledger
    assert told(on.lines).get("outlier") == outlier
    assert on.would == ()
    for ledger in (off, on):
        assert sum(line.rows for line in ledger.lines) == len(rows)
        assert sum(line.money for line in ledger.lines) == pytest.approx(sum(line.money for line in off.lines))


@pytest.mark.parametrize("header", ["who=customer id=order day=time paid=amount", "who=customer day=time paid=amount"])
def test_a_table_of_amounts_has_them_too(engine, orders_of, header) -> None:
    cells = [(f"A{n}", str(n), f"2024-01-{1 + n % 28:02}", str(10 + n % 30)) for n in range(60)]
    cells.append(("B", "x", "2024-02-01", "1000000"))
    rows = ["|".join(row if "id=order" in header else (row[0], *row[2:])) for row in cells]
    assert told(clean(engine, Plan(), orders_of(header, rows), None).ledger.would) == {"outlier": (1, 1_000_000.0)}
    cleaned = clean(engine, ON, orders_of(header, rows), None)
    assert engine.rows(f"SELECT max(amount) FROM {cleaned.orders}") == [(39,)]


def test_the_bound_is_said_and_the_line_is_listed(engine, orders_of) -> None:
    cleaned = clean(engine, ON, orders_of(HEADER, [*ORDINARY, "B|90|2024-01-01|mug|80995|2.08"]), None)
    reason = (
        "The line is absurdly far above the rest: money above 2,100.00 (100 times what three orders in four stay below),"
        " quantity above 300.00 (100 times what three orders in four stay below)"
    )
    assert engine.rows(f"SELECT line, code, reason FROM {cleaned.set_aside}") == [(62, "outlier", reason)]


def test_of_a_handful_of_orders_nobody_can_say_what_is_usual(engine, orders_of) -> None:
    rows = [*ORDINARY[:28], "B|90|2024-01-01|mug|80995|2.08"]
    assert clean(engine, ON, orders_of(HEADER, rows), None).ledger.total("orders", "used") == 29


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sigma", [0.1, 1.0, 2.0])
def test_ordinary_skew_is_left_alone(engine, orders_of, sigma, seed) -> None:
    draw = random.Random(seed)
    rows = [f"A{n}|{n}|2024-01-01|mug|1|{draw.lognormvariate(3, sigma):.2f}" for n in range(2000)]
    ledger = clean(engine, ON, orders_of(HEADER, rows), None).ledger
    assert "outlier" not in told(ledger.lines)
