"""Cancellations and returns are matched with what they take back, held against plain Python that does it unit by unit."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.clean import clean
from coterie.engines.duckdb import DuckDBEngine
from coterie.plan import Plan
from coterie.records import Inputs
from handmade import make_source

HEADER = "who=customer id=order day=time what=product pieces=quantity each=price"


def orders(engine, cleaned) -> list[tuple]:
    found = engine.rows(f"SELECT customer, order_id, purchase, amount, returned, units, lines FROM {cleaned.orders}")
    return sorted((c, o, p, float(a), float(r), None if u is None else float(u), n) for c, o, p, a, r, u, n in found)


def told(cleaned) -> dict[str, tuple[int, float]]:
    return {line.rule: (line.rows, line.money) for line in cleaned.ledger.lines}


# rows; the orders that come of them; the ledger but for `used`
CASES = {
    "a whole order": (
        ["A|1|2024-01-01|mug|2|5", "A|C9|2024-01-03|mug|-2|5", "A|2|2024-02-01|cup|1|4"],
        [("A", "1", False, 0, 10, 0, 0), ("A", "2", True, 4, 0, 1, 1)],
        {"cancelled-order": (1, -10), "cancelled-purchase": (1, 10)},
    ),
    "one line of two": (
        ["A|1|2024-01-01|mug|2|5", "A|1|2024-01-01|cup|1|4", "A|C9|2024-01-03|mug|-2|5"],
        [("A", "1", True, 4, 10, 1, 1)],
        {"cancelled-order": (1, -10), "cancelled-purchase": (1, 10)},
    ),
    "a part of a line": (
        ["A|1|2024-01-01|mug|5|5", "A|C9|2024-01-03|mug|-2|5"],
        [("A", "1", True, 15, 10, 3, 1)],
        {"cancelled-order": (1, -10)},
    ),
    "in two steps": (
        ["A|1|2024-01-01|mug|5|5", "A|C8|2024-01-03|mug|-2|5", "A|C9|2024-03-03|mug|-3|5", "A|2|2024-01-01|cup|1|4"],
        [("A", "1", False, 0, 25, 0, 0), ("A", "2", True, 4, 0, 1, 1)],
        {"cancelled-order": (2, -25), "cancelled-purchase": (1, 25)},
    ),
    "the earliest first": (
        ["A|1|2024-01-01|mug|1|5", "A|2|2024-01-02|mug|1|5", "A|C9|2024-01-03|mug|-1|5"],
        [("A", "1", False, 0, 5, 0, 0), ("A", "2", True, 5, 0, 1, 1)],
        {"cancelled-order": (1, -5), "cancelled-purchase": (1, 5)},
    ),
    "the order that it names before any other": (
        ["A|1|2024-01-01|mug|1|5", "A|2|2024-01-02|mug|1|5", "A|C2|2024-01-03|mug|-1|5"],
        [("A", "1", True, 5, 0, 1, 1), ("A", "2", False, 0, 5, 0, 0)],
        {"cancelled-order": (1, -5), "cancelled-purchase": (1, 5)},
    ),
    "a return in the order itself": (
        ["A|1|2024-01-01|mug|1|5", "A|2|2024-01-02|mug|3|5", "A|2|2024-01-09|mug|-1|5"],
        [("A", "1", True, 5, 0, 1, 1), ("A", "2", True, 10, 5, 2, 1)],
        {"returned-quantity": (1, -5)},
    ),
    "across two orders": (
        ["A|1|2024-01-01|mug|2|5", "A|2|2024-01-02|mug|2|5", "A|C9|2024-01-03|mug|-3|5"],
        [("A", "1", False, 0, 10, 0, 0), ("A", "2", True, 5, 5, 1, 1)],
        {"cancelled-order": (1, -15), "cancelled-purchase": (1, 10)},
    ),
    "never what is bought later": (
        ["A|C9|2024-01-03|mug|-1|5", "A|1|2024-01-04|mug|1|5"],
        [("A", "1", True, 5, 0, 1, 1)],
        {"unmatched-cancellation": (1, -5)},
    ),
    "never another price, product or customer": (
        ["A|1|2024-01-01|mug|1|5", "A|C7|2024-01-03|mug|-1|6", "A|C8|2024-01-03|cup|-1|5", "B|C9|2024-01-03|mug|-1|5"],
        [("A", "1", True, 5, 0, 1, 1)],
        {"unmatched-cancellation": (3, -16)},
    ),
    "more than was bought": (
        ["A|1|2024-01-01|mug|2|5", "A|2|2024-01-01|cup|1|4", "A|C9|2024-01-03|mug|-5|5"],
        [("A", "1", False, 0, 10, 0, 0), ("A", "2", True, 4, 0, 1, 1)],
        {"cancelled-order": (1, -10), "cancelled-purchase": (1, 10), "unmatched-cancellation": (0, -15)},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_cancellation_takes_back(engine, orders_of, case) -> None:
    rows, expected, lines = CASES[case]
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
        assert orders(engine, cleaned) == expected
        found = told(cleaned)
        found.pop("used")
        assert found == lines


# A table without products; its rows; the orders of which something is left
PLAIN = {
    "the order that it names": (
        "who=customer id=order day=time paid=amount",
        ["A|1|2024-01-01|10", "A|2|2024-01-02|10", "A|C2|2024-01-03|-4", "A|3|2024-01-04|7"],
        [("1", 10), ("2", 6), ("3", 7)],
    ),
    "an equal amount": (
        "who=customer id=order day=time paid=amount",
        ["A|1|2024-01-01|10", "A|2|2024-01-02|12", "A|9|2024-01-03|-12"],
        [("1", 10)],
    ),
    "a part of what the customer paid": (
        "who=customer id=order day=time paid=amount",
        ["A|1|2024-01-01|10", "A|2|2024-01-02|12", "A|9|2024-01-03|-12", "A|8|2024-01-03|-4", "B|7|2024-01-03|-4"],
        [("1", 6)],
    ),
    "an equal amount where there is no order id": (
        "who=customer day=time paid=amount",
        ["A|2024-01-01|10", "A|2024-01-02|12", "A|2024-01-03|-12", "A|2024-01-04|-3"],
        [("2024-01-01 00:00:00", 7)],
    ),
    "an order without money": (
        "who=customer id=order day=time",
        ["A|1|2024-01-01", "A|2|2024-01-02", "A|C2|2024-01-03", "A|C8|2024-01-03"],
        [("1", 0)],
    ),
    "units where there is no price": (
        "who=customer id=order day=time what=product pieces=quantity paid=amount",
        ["A|1|2024-01-01|mug|4|10", "A|9|2024-01-03|mug|-1|-2"],
        [("1", 8)],
    ),
    "money where there is no quantity": (
        "who=customer id=order day=time what=product paid=amount",
        ["A|1|2024-01-01|mug|10", "A|9|2024-01-03|mug|-2", "A|2|2024-01-03|cup|2"],
        [("1", 8), ("2", 2)],
    ),
}


@pytest.mark.parametrize("case", PLAIN)
def test_whatever_the_table_holds(engine, orders_of, case) -> None:
    header, rows, expected = PLAIN[case]
    cleaned = clean(engine, Plan(), orders_of(header, rows), None)
    assert [(o, a) for _, o, kept, a, *_ in orders(engine, cleaned) if kept] == expected


def test_the_share_of_the_money_goes_with_the_units_to_the_last_cent(engine, orders_of) -> None:
    header = "who=customer id=order day=time what=product pieces=quantity paid=amount"
    rows = ["A|1|2024-01-01|mug|1|5", "A|2|2024-01-02|mug|1|5", "A|3|2024-01-03|mug|1|5", "A|9|2024-01-04|mug|-3|-10"]
    rows.append("A|4|2024-01-05|cup|1|1")
    cleaned = clean(engine, Plan(), orders_of(header, rows), None)
    found = engine.rows(f"SELECT order_id, returned, amount FROM {cleaned.orders} ORDER BY order_id")
    third, two_thirds, rest = Decimal("3.3333"), Decimal("3.3333"), Decimal("3.3334")
    assert found == [("1", third, 5 - third), ("2", two_thirds, 5 - two_thirds), ("3", rest, 5 - rest), ("4", 0, 1)]


def test_a_cancelled_line_is_no_bought_product(engine, orders_of) -> None:
    rows = ["A|1|2024-01-01|mug|2|5", "A|1|2024-01-01|cup|1|4", "A|C9|2024-01-03|mug|-2|5"]
    cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
    assert engine.rows(f"SELECT product FROM {cleaned.lines} WHERE fate = 0") == [("cup",)]


def test_a_cancellation_of_nothing_is_listed_with_its_line(engine, orders_of) -> None:
    rows = [
        "A|1|2024-01-01|mug|2|5",
        "A|C8|2024-01-03|mug|-2|5",
        "A|C9|2024-01-03|cup|-1|5",
        "A|C9|2024-01-03|cup|-1|5",
        "A|2|2024-01-01|a|2|5",
    ]
    cleaned = clean(engine, Plan(), orders_of(HEADER, rows), None)
    assert engine.rows(f'SELECT line, "column", code, raw FROM {cleaned.set_aside}') == [
        (4, "id", "unmatched-cancellation", "who=A | id=C9 | day=2024-01-03 | what=cup | pieces=-1 | each=5")
    ]
    assert told(cleaned)["identical-line"] == (1, -5)
    kept = clean(engine, Plan(duplicates="keep"), orders_of(HEADER, rows), None)
    assert [line for (line,) in engine.rows(f"SELECT line FROM {kept.set_aside}")] == [4, 5]


def test_what_is_taken_back_of_nothing_can_be_taken_off_all_the_same(engine, orders_of) -> None:
    rows = ["A|1|2024-01-01|mug|2|5", "A|C8|2024-01-03|mug|-3|5", "A|C9|2024-01-03|cup|-1|5", "A|2|2024-01-01|a|2|5"]
    plan = Plan(rules={"unmatched-cancellation": "off"})
    cleaned = clean(engine, plan, orders_of(HEADER, rows), None)
    assert orders(engine, cleaned) == [
        ("A", "1", False, 0, 10, 0, 0),
        ("A", "2", True, 10, 0, 2, 1),
        ("A", "C8", False, -5, 5, -1, 1),
        ("A", "C9", False, -5, 5, -1, 1),
    ]
    assert told(cleaned) == {"used": (1, 10), "cancelled-order": (2, -20), "cancelled-purchase": (1, 10)}


def test_without_matching_purchases_stay_and_only_the_money_goes(engine, orders_of) -> None:
    rows = ["A|1|2024-01-01|mug|2|5", "A|C8|2024-01-03|mug|-2|5"]
    cleaned = clean(engine, Plan(rules={"cancelled-purchase": "off"}), orders_of(HEADER, rows), None)
    assert orders(engine, cleaned) == [("A", "1", True, 10, 0, 2, 1), ("A", "C8", False, -10, 10, -2, 1)]


@dataclass
class Line:
    """A line as the plain matching sees it."""

    who: str
    order: str
    day: int
    what: str
    pieces: Decimal
    each: Decimal
    note: str
    left: Decimal = field(init=False)

    def __post_init__(self) -> None:
        self.left = abs(self.pieces)

    @property
    def back(self) -> bool:
        return self.pieces < 0 or self.order.startswith("C")

    def text(self) -> str:
        return f"{self.who}|{self.order}|2024-01-{self.day:02}|{self.what}|{self.pieces}|{self.each}|{self.note}"


lines = st.builds(
    Line,
    who=st.sampled_from("AB"),
    order=st.sampled_from(["1", "2", "3", "C1", "C2", "C9"]),
    day=st.integers(1, 9),
    what=st.sampled_from(["mug", "cup"]),
    pieces=st.sampled_from([Decimal(n) for n in ("1", "1", "2", "3", "7", "0.5", "-1", "-2", "-3", "-9", "-0.25")]),
    each=st.sampled_from([Decimal("5"), Decimal("0.1")]),
    note=st.sampled_from("xy"),
)


def by_hand(found: list[Line]) -> None:
    """Take every cancellation, in order of time, off what came before it: first its own order, then any."""
    found.sort(key=lambda line: (line.day, line.who, line.order, line.what, str(line.pieces), str(line.each), line.note))
    keys = (
        lambda line: (line.who, line.order.removeprefix("C"), line.what, line.each),
        lambda line: (line.who, line.what, line.each),
    )
    for key in keys:
        for back in (line for line in found if line.back):
            for bought in found:
                if not bought.back and bought.day <= back.day and key(bought) == key(back):
                    units = min(bought.left, back.left)
                    bought.left -= units
                    back.left -= units


@settings(max_examples=60, deadline=None)
@given(st.lists(lines, min_size=10, max_size=60), st.sampled_from(["merge", "keep"]))
def test_matching_is_that_of_a_plain_loop(found: list[Line], duplicates: str) -> None:
    found.append(Line("Z", "1", 1, "mug", Decimal(1), Decimal(5), "x"))
    texts = [line.text() for line in found]
    known = list({line.text(): line for line in found}.values()) if duplicates == "merge" else found
    by_hand(known)
    expected: dict[tuple[str, str], list[Decimal | int]] = defaultdict(lambda: [Decimal(0), Decimal(0), 0])
    for line in known:
        if not line.back:
            order = expected[line.who, line.order]
            order[0] += line.left * line.each
            order[1] += (abs(line.pieces) - line.left) * line.each
            order[2] += line.left > 0
    with DuckDBEngine(threads=2) as engine:
        plan = Plan(duplicates=duplicates)
        cleaned = clean(engine, plan, Inputs(orders=make_source(engine, "orders", HEADER + " note", texts)), None)
        made = engine.rows(f"SELECT customer, order_id, amount, returned, lines, purchase FROM {cleaned.orders}")
        assert {(c, o): [a, r, n] for c, o, a, r, n, _ in made} == expected
        assert all(purchase == (n > 0) for *_, n, purchase in made)
        ledger = told(cleaned)
        whole = [line for line in known if not line.back and not line.left]
        alone = [line for line in known if line.back and line.left == abs(line.pieces)]
        assert ledger.get("cancelled-purchase", (0,))[0] == len(whole)
        assert ledger.get("unmatched-cancellation", (0,))[0] == len(alone)
        over = sum((line.left * line.each for line in known if line.back), Decimal(0))
        assert ledger.get("unmatched-cancellation", (0, 0))[1] == float(-over)
        assert sum(rows for rows, _ in ledger.values()) == len(texts)
        money = sum((abs(line.pieces) * line.each * (-1 if line.back else 1) for line in found), Decimal(0))
        assert sum(Decimal(str(line.money)) for line in cleaned.ledger.lines) == money
        listed = engine.rows(f"SELECT count(*) FROM {cleaned.set_aside}")[0][0]
        assert listed == len(alone)
