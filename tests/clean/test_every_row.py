"""Every row ends in exactly one place, held against plain Python on random messy tables."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.clean import clean
from coterie.engines.duckdb import DuckDBEngine
from coterie.plan import Plan
from coterie.records import Cleaned, Inputs, Ledger
from handmade import make_source

HEADER = "who=customer id=order day=time what=product pieces=quantity each=price note"
GOOD = "Z|1|2024-01-01|mug|1|1|-"

cells = st.tuples(
    st.sampled_from(["A", "B", "-", " ", "C", "", " A"]),
    st.sampled_from(["1", "2", "C3", "-", "", "C3 "]),
    st.sampled_from(["2024-01-01", "2024-02-01", "2023-12-01", "soon", "-", "1850-01-01", "9999-01-01"]),
    st.sampled_from(["mug", "bowl"]),
    st.sampled_from(["1", "2", "-1", "0", "many", "-"]),
    st.sampled_from(["1.5", "2.25", "0", "-1", "dear"]),
    st.sampled_from(["-", "", "x"]),
)
tables = st.lists(
    st.tuples(st.sampled_from(["", "", "", "", "", "!"]), cells).map(lambda row: row[0] + "|".join(row[1])), min_size=20, max_size=120
)


def expected(rows: list[str], plan: Plan) -> tuple[Counter[str], dict[tuple, list[Decimal | int]]]:
    """Rows per fate, and money, units and lines per order, as plain Python sees it."""
    fates: Counter[str] = Counter()
    orders: dict[tuple, list[Decimal | int]] = defaultdict(lambda: [Decimal(0), Decimal(0), 0])
    seen = set()
    for row in rows:
        who, order, day, _, pieces, each, _ = (cell.strip() for cell in row.removeprefix("!").split("|"))
        bad = row.startswith("!") or who in ("", "-") or not day.startswith("202") or {pieces, each} & {"many", "dear"}
        back = not bad and (order.startswith("C") or (pieces.startswith("-") and pieces != "-"))
        if bad or (back and plan.returns == "drop") or (not back and (each in ("0", "-1") or pieces in ("0", "-"))):
            fates["set aside"] += 1
        elif row in seen and plan.duplicates == "merge":
            fates["merged"] += 1
        else:
            seen.add(row)
            fates["netted" if back else "used"] += 1
            units = Decimal(0 if pieces == "-" else pieces)
            money = units * Decimal(each)
            found = orders[who, order if order not in ("", "-") else f"{day} 00:00:00", not back]
            found[0] += -abs(money) if back else money
            found[1] += -abs(units) if back else units
            found[2] += 1
    return fates, {key: value for key, value in orders.items() if value[2]}


def told(cleaned: Cleaned) -> Ledger:
    """The ledger without the examples: they name lines, and rows that are shuffled stand on others."""
    return replace(cleaned.ledger, examples=())


def outcome(engine: DuckDBEngine, rows: list[str], plan: Plan) -> tuple:
    cleaned = clean(engine, plan, Inputs(orders=make_source(engine, "orders", HEADER, rows)), None)
    found = engine.rows(f"SELECT customer, order_id, purchase, amount, coalesce(units, 0), lines FROM {cleaned.orders}")
    listed = engine.rows(f"SELECT count(*) FROM {cleaned.set_aside}")[0][0]
    assert listed == cleaned.ledger.total("orders", "set aside")
    return told(cleaned), {tuple(row[:3]): list(row[3:]) for row in found}, cleaned.as_of


# What costs is the asking, not the rows: few tables, each with many.
@settings(max_examples=20, deadline=None)
@given(
    tables,
    st.sampled_from(["merge", "keep"]),
    st.sampled_from(["net", "drop"]),
    st.sampled_from(["zero-quantity", "non-positive-price", "absurd-date"]),
    st.integers(0, 9),
)
def test_used_merged_netted_and_set_aside_add_up(rows: list[str], duplicates: str, returns: str, off: str, seed: int) -> None:
    rows = [GOOD, *rows]
    plan = Plan(duplicates=duplicates, returns=returns, max_unreadable=1, rules={"cancelled-purchase": "off"})
    with DuckDBEngine(threads=2) as engine:
        ledger, orders, _ = outcome(engine, rows, plan)
        fates, expected_orders = expected(rows, plan)
        assert {fate: ledger.total("orders", fate) for fate in fates} == fates
        assert sum(line.rows for line in ledger.lines) == ledger.rows_in["orders"] == len(rows)
        assert orders == expected_orders
        assert sum(line.money for line in ledger.lines if line.fate in ("used", "netted")) == float(sum(o[0] for o in orders.values()))
        random.Random(seed).shuffle(rows)
        without = plan.model_copy(update={"rules": {**plan.rules, off: "off"}})
        told_of = outcome(engine, rows, without)[0]
        assert [line for line in told_of.would if line.rule == off] == [line for line in ledger.lines if line.rule == off]
        assert sum(line.rows for line in told_of.lines) == len(rows)
        matching = Plan(duplicates=duplicates, returns=returns, max_unreadable=1)
        matched, others, _ = outcome(engine, rows, matching)
        assert sum(line.rows for line in matched.lines) == len(rows)
        assert sum(Decimal(str(line.money)) for line in matched.lines) == sum(Decimal(str(line.money)) for line in ledger.lines)
        kept = sum(Decimal(str(line.money)) for line in matched.lines if line.fate in ("used", "netted"))
        assert kept == sum(order[0] for order in others.values())
        random.Random(seed + 1).shuffle(rows)
        assert outcome(engine, rows, matching)[:2] == (matched, others)


names = st.sampled_from(["A", "B", "C", "-", ""])
people = st.lists(
    st.tuples(st.sampled_from(["", "", "", "!"]), names, st.sampled_from(["1", "2", "-", "x"]), st.sampled_from(["", "-", "red"])),
    min_size=10,
    max_size=80,
)


@settings(max_examples=20, deadline=None)
@given(people, st.integers(0, 9))
def test_customers_add_up_too(found: list[tuple[str, ...]], seed: int) -> None:
    rows = ["Z|1|red", *(row[0] + "|".join(row[1:]) for row in found)]

    def result(engine: DuckDBEngine) -> tuple:
        source = make_source(engine, "customers", "id=customer age colour", rows, {"age": "number"})
        cleaned = clean(engine, Plan(max_unreadable=1), Inputs(customers=source), None)
        return told(cleaned), engine.rows(f"SELECT * FROM {cleaned.customers} ORDER BY customer")

    with DuckDBEngine(threads=2) as engine:
        ledger, customers = result(engine)
        assert sum(line.rows for line in ledger.lines) == ledger.rows_in["customers"] == len(rows)
        known = {row.split("|")[0] for row in rows if not row.startswith("!") and row.split("|")[0] not in ("", "-")}
        assert [row[0] for row in customers] == sorted(known)
        random.Random(seed).shuffle(rows)
        assert result(engine) == (ledger, customers)
