"""A segmentation as one query gives what scoring gives, on the engines that are at hand; for the others it can be parsed."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import sqlglot

import coterie
from coterie.demo import make_world
from coterie.errors import InputError
from coterie.portable import DIALECTS
from coterie.sql import quote

# Times that are none become NULL, and an order of days to come, which only a clock can tell, is left out.
TYPED = """SELECT * REPLACE (coalesce(try_cast(order_date AS TIMESTAMP), try_strptime(order_date, '%d/%m/%Y %H:%M')) AS order_date)
    FROM read_csv('{}') WHERE coalesce(try_cast(order_date AS TIMESTAMP) < '2026-06-01', true)"""
Tables = dict[str, pa.Table]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """A shop's tables as a warehouse has them, with all that cleaning is for: returns, cancellations, postage, guests, lines twice."""
    world = make_world("shop", tmp_path_factory.mktemp("shop"), customers=160)
    with duckdb.connect() as connection:
        orders = connection.sql(TYPED.format(world.orders)).to_arrow_table()
        return {"orders": orders, "customers": connection.sql(f"FROM read_csv('{world.customers}')").to_arrow_table()}


def labels(result: Any, tables: Tables) -> dict[str, int]:
    """What scoring says."""
    scored = result.score(tables["orders"], tables.get("customers"))
    return dict(zip(scored["customer"].to_pylist(), scored["segment"].to_pylist(), strict=True))


def in_duckdb(sql: str, tables: Tables) -> dict[str, int]:
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        return {customer: segment for customer, segment, _ in connection.sql(sql).fetchall()}


def lay(postgres: Any, tables: Tables) -> None:
    """The tables in the server."""
    postgres.execute("DROP SCHEMA IF EXISTS portable CASCADE; CREATE SCHEMA portable; SET search_path = portable")
    for name, table in tables.items():
        columns = ", ".join(f"{quote.name(f.name)} {_kind(f.type)}" for f in table.schema)
        postgres.execute(f"CREATE TABLE {name} ({columns})")
        with postgres.cursor().copy(f"COPY {name} FROM STDIN") as copy:
            for row in table.to_pylist():
                copy.write_row(list(row.values()))


def _kind(kind: pa.DataType) -> str:
    known = {"string": "text", "int64": "bigint", "double": "double precision", "date32[day]": "date"}
    return known.get(str(kind)) or ("timestamp" if pa.types.is_timestamp(kind) else "numeric")


# One of each way of giving a segment: by middles, by rules on features, by shapes, within reach.
WAYS: dict[str, dict[str, Any]] = {
    "kmeans": {"k": 4, "method": "kmeans"},
    "attributes": {"k": 3, "method": "kmeans", "features": "recency,money,age,city", "pca": 2},
    "rfm-grid": {"method": "rfm-grid"},
    "rfm-klaviyo": {"method": "rfm-klaviyo"},
    "mixture": {"k": 3, "method": "mixture"},
    "dbscan": {"method": "dbscan", "features": "recency,frequency", "parameters": {"dbscan.eps": 0.3}},
    "kept": {"k": 3, "method": "kmeans", "duplicates": "keep", "returns": "drop", "where": "country <> 'Nowhere'"},
}


def with_customers(way: str, tables: Tables) -> Tables:
    """The tables that a way needs."""
    return tables if way == "attributes" else {"orders": tables["orders"]}


@pytest.fixture(scope="module")
def segmented(shop: Tables) -> Callable[[str], Any]:
    """The shop, segmented in a way; each once."""

    @functools.cache
    def result(way: str) -> Any:
        tables = with_customers(way, shop)
        return coterie.segment(tables["orders"], tables.get("customers"), **WAYS[way])

    return result


@pytest.mark.parametrize("way", WAYS)
def test_duckdb_gives_the_labels_of_score(way: str, shop: Tables, segmented: Callable[[str], Any]) -> None:
    tables, result = with_customers(way, shop), segmented(way)
    sql = result.sql("duckdb")
    assert "gives all of them their segment" in sql
    assert in_duckdb(sql, tables) == labels(result, tables)


@pytest.mark.xdist_group("postgres")
@pytest.mark.parametrize("way", WAYS)
def test_postgres_gives_the_labels_of_score(way: str, shop: Tables, segmented: Callable[[str], Any], postgres: Any) -> None:
    tables, result = with_customers(way, shop), segmented(way)
    lay(postgres, tables)
    found = {customer: segment for customer, segment, _ in postgres.execute(result.sql("postgres").encode()).fetchall()}
    assert found == labels(result, tables)


@pytest.mark.parametrize("way", ["kmeans", "attributes", "rfm-klaviyo", "mixture"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_can_be_parsed_and_holds_no_word_of_ours(dialect: str, way: str, segmented: Callable[[str], Any]) -> None:
    sql = segmented(way).sql(dialect)
    assert sqlglot.parse_one(sql, read=dialect)
    assert not re.search(r"\b(days_between|text_of|digit_first|share_of|ratio|blank)\s*\(", sql.lower())


def test_where_prototypes_are_many_rules_in_words_are_taken_and_the_agreement_is_said(shop: Tables) -> None:
    result = coterie.segment(shop["orders"], k=4, method="ward", features="recency,frequency,money,tenure,basket,gap,trend,products")
    model = result.story.model.prototypes.mean
    from coterie import portable

    before, portable.MOST = portable.MOST, model.size - 1
    try:
        sql = result.sql("duckdb")
    finally:
        portable.MOST = before
    found, wanted = in_duckdb(sql, shop), labels(result, {"orders": shop["orders"]})
    right = sum(found[customer] == segment for customer, segment in wanted.items()) / len(wanted)
    said = re.search(r"it gives ([\d.]+)% of them", sql)
    assert said and abs(float(said[1]) / 100 - right) < 0.02
    assert right > 0.5


def test_what_is_not_inside_is_said(segmented: Callable[[str], Any]) -> None:
    result = segmented("kmeans")
    head = [line for line in result.sql("postgres", table="dwh.sales").splitlines() if line.startswith("-- ")]
    text = "\n".join(head)
    for words in ("dwh.sales", "order_date (time)", "Not a product", "Cancelled purchase", "not inside", "as of"):
        assert words in text


def test_a_day_can_be_named(shop: Tables, segmented: Callable[[str], Any]) -> None:
    orders = {"orders": shop["orders"]}
    result = segmented("kmeans")
    day = date(2025, 6, 30)
    scored = result.score(shop["orders"], as_of=day)
    assert in_duckdb(result.sql(as_of=day), orders) == dict(zip(scored["customer"].to_pylist(), scored["segment"].to_pylist(), strict=True))


def test_later_orders_move_the_day(shop: Tables, segmented: Callable[[str], Any]) -> None:
    result = segmented("kmeans")
    row = shop["orders"].to_pylist()[5] | {"order_date": datetime(2026, 3, 5, 10), "order_id": "999999"}
    orders = {"orders": pa.concat_tables([shop["orders"], pa.Table.from_pylist([row], schema=shop["orders"].schema)])}
    assert in_duckdb(result.sql(), orders) == labels(result, orders)


def test_customers_alone(tmp_path: Path) -> None:
    world = make_world("mall", tmp_path, customers=150)
    result = coterie.segment(world.customers, k=4, method="kmeans")
    with duckdb.connect() as connection:
        people = connection.sql(f"FROM read_csv('{world.customers}')").to_arrow_table()
    scored = result.score(world.customers)
    assert in_duckdb(result.sql(), {"customers": people}) == dict(zip(scored["customer"].astype(str), scored["segment"], strict=True))


def test_customers_without_an_id_are_refused() -> None:
    people = pa.table({"age": [20, 21, 70, 71], "income": [1, 2, 3, 4]})
    with pytest.raises(InputError, match="no id"):
        coterie.segment(people, k=2, method="kmeans").sql()


def test_an_unknown_dialect_is_refused(segmented: Callable[[str], Any]) -> None:
    with pytest.raises(InputError, match="Did you mean 'postgres'"):
        segmented("kmeans").sql("postgre")


def test_a_saved_run_gives_the_same_query(segmented: Callable[[str], Any], tmp_path: Path) -> None:
    result = segmented("kmeans")
    assert coterie.load(result.save(tmp_path)).sql("postgres") == result.sql("postgres")


@pytest.fixture(scope="module")
def retail(shared: Path) -> Tables:
    """The published orders of an online shop, as a warehouse has them."""
    kinds = {"InvoiceDate": "TIMESTAMP", "Quantity": "BIGINT", "UnitPrice": "DOUBLE", "CustomerID": "DECIMAL(10, 0)"}
    cast = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in kinds.items())
    with duckdb.connect() as connection:
        place = shared / "online_retail.csv.gz"
        return {"orders": connection.sql(f"SELECT * REPLACE ({cast}) FROM read_csv('{place}', all_varchar = true)").to_arrow_table()}


def test_online_retail(retail: Tables) -> None:
    """Every customer of half a million lines, cleaned by the query itself."""
    result = coterie.segment(retail["orders"], k=5, method="kmeans")
    wanted = labels(result, retail)
    assert len(wanted) > 4000
    assert in_duckdb(result.sql(), retail) == wanted


@pytest.mark.xdist_group("postgres")
def test_online_retail_in_postgres(retail: Tables, postgres: Any) -> None:
    """The same on a server, for the last weeks, which have every kind of line there is."""
    lines = retail["orders"]
    tables = {"orders": lines.filter(pc.greater_equal(lines["InvoiceDate"], datetime(2011, 11, 20)))}
    result = coterie.segment(tables["orders"], method="rfm-grid")
    lay(postgres, tables)
    assert {row[0]: row[1] for row in postgres.execute(result.sql("postgres").encode()).fetchall()} == labels(result, tables)
