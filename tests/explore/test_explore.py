import math
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coterie.engines.duckdb import DuckDBEngine
from coterie.explore import explore
from coterie.explore.relations import relations
from coterie.explore.trade import trade
from coterie.kernels.sampling import keys, sampled_sql
from coterie.plan import Plan
from coterie.records import Cleaned, Feature, Features, Inputs, Ledger

ALONE = Cleaned(Ledger((), {}), "", customers="customers")


def figures(exploration):
    return {f.name: f.value for f in exploration.figures}


def shape(exploration, name):
    return next(d for d in exploration.distributions if d.feature == name)


def test_key_figures_of_a_small_shop(engine, shop, lay):
    found = figures(explore(engine, Plan(), Inputs(), shop, lay(money=[200.0, 20.0, 400.0])))
    assert found["customers"] == 3  # d only returned something
    assert found["orders"] == 5
    assert found["revenue"] == 615
    assert found["order_value"] == 123
    assert found["orders_per_customer"] == pytest.approx(5 / 3)
    assert found["repeat_share"] == pytest.approx(1 / 3)
    assert found["one_time_share"] == pytest.approx(2 / 3)
    assert found["top_share"] == pytest.approx(400 / 615)
    assert found["return_share"] == pytest.approx(35 / 650)
    assert found["days"] == 116


def test_orders_without_money_have_no_figures_of_it(engine, shop, lay):
    engine.run("UPDATE orders SET amount = 0, returned = 0")
    found = figures(explore(engine, Plan(), Inputs(), shop, lay(recency=[1.0, 2.0, 3.0])))
    assert found["orders"] == 5
    assert found.keys().isdisjoint({"revenue", "order_value", "customer_value", "top_share", "return_share"})


def test_months_are_exact_and_have_no_gaps(engine, shop):
    found = trade(engine, shop).months
    assert [(m.month, m.customers, m.orders, m.money, m.new_customers) for m in found] == [
        (date(2023, 1, 1), 2, 3, 170.0, 2),
        (date(2023, 2, 1), 0, 0, -35.0, 0),
        (date(2023, 3, 1), 0, 0, 0.0, 0),
        (date(2023, 4, 1), 2, 2, 480.0, 1),
    ]
    assert [m.order_value for m in found] == pytest.approx([170 / 3, math.nan, math.nan, 240], nan_ok=True)
    assert [m.repeat_share for m in found] == pytest.approx([0, math.nan, math.nan, 0.5], nan_ok=True)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 200), st.booleans(), st.integers(1, 9)), min_size=1, max_size=40))
def test_months_count_what_a_plain_loop_counts(engine, rows):
    def moment(number):
        return date(2010 + number // 12, number % 12 + 1, 3)

    values = ", ".join(f"('{c}', TIMESTAMP '{moment(m)}', {p}, {a if p else -a}::DECIMAL(18, 4), {0 if p else a})" for c, m, p, a in rows)
    engine.run(f'CREATE OR REPLACE TABLE orders AS SELECT * FROM (VALUES {values}) AS t(customer, "at", purchase, amount, returned)')
    found = trade(engine, Cleaned(Ledger((), {}), "", orders="orders"))
    bought = {(c, moment(m).replace(day=1)) for c, m, p, _ in rows if p}
    first = {c: min(m for k, m in bought if k == c) for c, _ in bought}
    assert found.customers == len(first)
    assert sum(m.new_customers for m in found.months) == len(first)
    for month in found.months:
        assert month.customers == sum(m == month.month for _, m in bought)
        assert month.new_customers == sum(m == month.month for m in first.values())
        assert month.orders == sum(p and moment(m).replace(day=1) == month.month for _, m, p, _ in rows)
        before = [c for c, m in bought if m == month.month and first[c] < m]
        assert month.repeat_share == pytest.approx(len(before) / month.customers if month.customers else math.nan, nan_ok=True)


def test_the_shape_of_a_number(engine, lay):
    values = [float(v) for v in range(1, 100)] + [1000.0, None]
    age = shape(explore(engine, Plan(), Inputs(), ALONE, lay(age=values)), "age")
    known = np.array(values[:-1])
    assert (age.missing, age.distinct, age.outliers) == (1, 100, 1)
    assert age.mean == pytest.approx(known.mean(), rel=1e-12)
    assert age.deviation == pytest.approx(known.std(), rel=1e-12)
    assert age.skew == pytest.approx(((known - known.mean()) ** 3).mean() / known.std() ** 3)
    assert (age.quantiles["min"], age.quantiles["p25"], age.quantiles["median"], age.quantiles["max"]) == (1, 25, 50, 1000)
    assert sum(count for _, _, count in age.bins) == 100
    assert len(age.bins) == 20
    assert age.outlier_rule == "above 150: 1.5 interquartile ranges beyond the quartiles"


def test_a_long_tail_is_judged_on_a_logarithmic_scale(engine, lay):
    values = np.exp(np.random.default_rng(0).normal(5, 1.2, 2000))
    money = shape(explore(engine, Plan(), Inputs(), ALONE, lay(money=values)), "money")
    plain = np.quantile(values, [0.25, 0.75])
    assert money.outliers < 40 < np.sum(values > plain[1] + 1.5 * (plain[1] - plain[0]))
    assert money.outlier_rule.endswith("on a logarithmic scale")


@pytest.mark.parametrize(
    ("values", "missing", "distinct", "bins", "outliers"),
    [
        ([None, None], 2, 0, (), 0),
        ([4.0, 4.0, None], 1, 1, ((4.0, 4.0, 2),), 0),
        ([0.0] * 9 + [5.0], 0, 2, ((0.0, 0.0, 9), (5.0, 5.0, 1)), 0),
    ],
)
def test_shapes_at_the_edge(engine, lay, values, missing, distinct, bins, outliers):
    known = shape(explore(engine, Plan(), Inputs(), ALONE, lay(age=np.array(values, dtype=object), other=[1.5] * len(values))), "age")
    assert (known.missing, known.distinct, known.bins, known.outliers) == (missing, distinct, bins, outliers)


def test_the_levels_of_a_category(engine, lay):
    exploration = explore(engine, Plan(), Inputs(), ALONE, lay(city=["Rome", "Oslo", None, "Rome", "Bonn"]))
    city = shape(exploration, "city")
    assert (city.levels, city.missing, city.distinct) == ((("Rome", 2), ("Bonn", 1), ("Oslo", 1)), 1, 3)
    assert figures(exploration) == {"customers": 5, "attributes": 1, "missing_cells": pytest.approx(0.2)}


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(-5, 5), st.floats(-100, 100)), min_size=3, max_size=60))
def test_relations_are_those_of_scipy(pairs):
    from scipy.stats import spearmanr

    a, b = np.array(pairs, dtype=float).T
    found = relations({"a": a, "b": b})
    if len(set(a)) == 1 or len(set(b)) == 1:
        assert found == ()
    else:
        assert found[0][2] == pytest.approx(spearmanr(a, b).statistic, abs=1e-9)


@pytest.mark.parametrize(
    ("columns", "finding"),
    [
        ({"age": [30, 40, None, 50] * 10}, "Age is missing for 25% of customers."),
        ({"plan": ["gold"] * 9 + ["free"]}, "Plan is gold for 90% of customers."),
        ({"age": [5.0] * 12}, "Age is the same for every customer."),
        ({"city": ["Oslo"] * 12}, "City is the same for every customer."),
        ({"city": ["Oslo"] * 11 + [None]}, "City is the same for every customer that has it."),
        ({"spend": range(30), "age": [-v for v in range(30)]}, "Spend and age run against each other (rank correlation −1.00)."),
        ({"spend": [10.0] * 9 + [500.0]}, "Spend is very uneven: half of the customers have at most 10, the mean is 59."),
        ({"spend": [0.0] * 3 + list(range(500, 540))}, "Spend: 3 customers have 0, far below all others."),
        ({"spend": [0.0, 2.0, 3.0, *list(range(500, 540))]}, "Spend: 3 customers lie far outside (below 474)."),
        ({"spend": [0.0] * 3 + list(range(500, 540)) + [900.0]}, "Spend: 4 customers lie far outside (at 0 or above 562)."),
        ({"spend": range(30), "visits": [v * v for v in range(30)]}, "Spend and visits rise together (rank correlation 1.00)."),
    ],
)
def test_findings_on_attributes(engine, lay, columns, finding):
    assert finding in explore(engine, Plan(), Inputs(), ALONE, lay(**columns)).findings


def test_findings_on_trade(engine, shop, lay):
    found = explore(engine, Plan(), Inputs(), shop, lay(money=[200.0, 20.0, 400.0])).findings
    assert "February 2023 and March 2023 have no orders." in found
    assert not [f for f in found if "bought once" in f]  # a key figure says so


@pytest.mark.parametrize(
    "columns",
    [
        {"age": [20.0, 30.0, 40.0, 50.0], "plan": ["a", "b", "a", "b"]},
        {"age": [20.0], "plan": ["a"]},
        {"spend": [1.0] * 8 + [500.0], "visits": [2.0] * 8 + [9.0]},
    ],
)
def test_nothing_remarkable_gives_no_finding(engine, lay, columns):
    assert explore(engine, Plan(), Inputs(), ALONE, lay(**columns)).findings == ()


def test_the_sample_is_even_and_bounded(engine):
    engine.run("CREATE TABLE t AS SELECT range AS position FROM range(100000)")
    taken = [p for (p,) in engine.rows(f"SELECT position FROM t WHERE {sampled_sql(100_000, 5_000)} ORDER BY 1")]
    assert abs(len(taken) - 5_000) < 5
    assert np.all(keys(np.array(taken)) < 2**32 * 0.0501)
    assert max(np.diff(taken)) < 60  # no stretch of customers is left out
    assert abs(sum(p % 2 for p in taken) - 2_500) < 50


def test_threads_and_the_order_of_rows_change_nothing():
    def explored(threads, order):
        with DuckDBEngine(threads=threads) as engine:
            engine.run(
                f"""CREATE TABLE orders AS SELECT 'c' || (i % 700) AS customer, DATE '2023-01-01' + CAST(i * 7 % 500 AS INTEGER) AS "at",
                i % 11 <> 0 AS purchase,
                CAST(i % 97 * 1.07 AS DECIMAL(18, 4)) AS amount, 0 AS returned FROM range(4000) AS r(i) ORDER BY hash(i + {order})"""
            )
            engine.run(
                """CREATE TABLE features AS SELECT row_number() OVER (ORDER BY customer) - 1 AS position, customer,
                CAST(sum(amount) AS DOUBLE) / 3 AS money, count(*) AS frequency FROM orders GROUP BY customer"""
            )
            columns = tuple(Feature(n, n, "", "", "", "numeric", n) for n in ("money", "frequency"))
            return explore(engine, Plan(), Inputs(), Cleaned(Ledger((), {}), "", orders="orders"), Features("features", columns, 700))

    assert explored(1, 0) == explored(2, 5)


def test_online_retail_as_it_is_known(engine, shared, lay):
    engine.run(
        f"""CREATE TABLE orders AS SELECT CustomerID AS customer, InvoiceNo AS order_id, min(InvoiceDate) AS "at", true AS purchase,
        sum(CAST(Quantity AS DECIMAL(18, 4)) * CAST(UnitPrice AS DECIMAL(10, 4))) AS amount, 0 AS returned
        FROM (SELECT CAST("CustomerID" AS VARCHAR) AS CustomerID, CAST("InvoiceNo" AS VARCHAR) AS InvoiceNo,
              CAST("InvoiceDate" AS TIMESTAMP) AS InvoiceDate, CAST("Quantity" AS BIGINT) AS Quantity,
              CAST("UnitPrice" AS DOUBLE) AS UnitPrice
              FROM read_csv('{shared}/online_retail.csv.gz')) AS raw
        WHERE CustomerID IS NOT NULL AND InvoiceNo NOT LIKE 'C%' AND Quantity > 0 AND UnitPrice > 0 GROUP BY 1, 2"""
    )
    found = trade(engine, Cleaned(Ledger((), {}), "", orders="orders"))
    assert (found.customers, found.orders, round(found.revenue, 3)) == (4338, 18532, 8911407.904)
    assert len(found.months) == 13
