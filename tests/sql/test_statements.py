"""Every statement of the pipeline runs on PostgreSQL and Spark too, and answers what DuckDB answers.

A recording engine walks the pipeline on small made-up data and keeps every statement with its answer. What only DuckDB can
do (opening files) is kept as the table that came of it. Then the record is played on the other engines.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
import sqlglot
from sqlglot import exp

from coterie.assign import settle
from coterie.demo import make_world
from coterie.engines.duckdb import DuckDBEngine
from coterie.pipeline import APPLY, FIT, walk
from coterie.plan import make_plan
from coterie.records import Given, Previous
from coterie.since import since
from coterie.sql import quote
from coterie.sql.translate import statements

OPENS_A_FILE = re.compile(r"\browid\b|\bread_csv\b|\bread_parquet\b|\bparquet_|\bsniff_csv\b")
ONLY_HERE = re.compile(r"^\s*(DESCRIBE|COPY|SET|PRAGMA|SELECT current_setting)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Said:
    """A statement, and DuckDB's answer where it is a question."""

    sql: str
    answer: list[tuple[Any, ...]] | None = None


@dataclass(frozen=True)
class Laid:
    """A table that another engine would have in its own way: files opened, arrays loaded."""

    name: str
    data: pa.Table


class Recorder(DuckDBEngine):
    """DuckDB, and a record of all that it was asked."""

    def __init__(self) -> None:
        self.record: list[Said | Laid] = []
        super().__init__(threads=1)

    def run(self, sql: str) -> Any:
        """Run a statement and keep it."""
        if ONLY_HERE.match(sql):
            return super().run(sql)
        tree = sqlglot.parse_one(sql, read="duckdb")
        if isinstance(tree, exp.Query):
            if not OPENS_A_FILE.search(sql):
                self.record.append(Said(sql, super().run(sql).fetchall()))
            return super().run(sql)
        result = super().run(sql)
        if isinstance(tree, exp.Create) and OPENS_A_FILE.search(sql):
            self._lay(tree.find(exp.Table).name)
        else:
            self.record.append(Said(sql))
        return result

    def load(self, table: str, columns: Any) -> None:
        """Load arrays, and keep the table."""
        data = columns if isinstance(columns, pa.Table) else pa.table(dict(columns))
        with DuckDBEngine.lent(self, data) as view:
            super().run(f"CREATE OR REPLACE TABLE {quote.name(table)} AS SELECT * FROM {view}")
        self._lay(table)

    @contextmanager
    def lent(self, data: Any, name: str = "coterie_lent") -> Iterator[str]:
        """Lend data, and keep it."""
        with super().lent(data, name) as view:
            self._lay(name)
            yield view

    def lend(self, name: str, data: Any) -> str:
        """Lend data, and keep it."""
        view = super().lend(name, data)
        self._lay(name)
        return view

    def _lay(self, name: str) -> None:
        self.record.append(Laid(name, self._connection.sql(f"SELECT * FROM {quote.name(name)}").to_arrow_table()))


def recorded(given: Given, **settings: Any) -> list[Said | Laid]:
    """What the engine is asked when customers are segmented, and when they are scored."""
    with Recorder() as engine:
        start = {"engine": engine, "plan": make_plan(k=3, budget=64, **settings), "given": given}
        known = walk(FIT, **start, model=None, space=None)
        segments, customers = known["segments"].segments, known["features"].customers
        engine.run("CREATE OR REPLACE TABLE previous_run AS SELECT f.*, a.segment FROM features AS f JOIN labels AS a USING (position)")
        previous = Previous("before", "previous_run", customers, known["model"], segments, {s.id: s.name for s in segments})
        walk((settle, since), **{**known, "given": replace(given, previous=previous)})
        walk(APPLY, **start, model=known["model"], space=None)
        return engine.record


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> list[Said | Laid]:
    world = make_world("shop", tmp_path_factory.mktemp("shop"), customers=30)
    # two rules are off, one of either table, so that what they would have done is asked as well
    off = {"non-positive-price": "off", "internal-customer": "off"}
    own = {"biggest": "max(amount) FILTER (WHERE purchase)", "moments": "count(DISTINCT ordered_at)", "twice": "age * 2"}
    return recorded(Given(world.orders, world.customers), rules=off, own_features=own)


@pytest.fixture(scope="module")
def mall(tmp_path_factory: pytest.TempPathFactory) -> list[Said | Laid]:
    world = make_world("mall", tmp_path_factory.mktemp("mall"), customers=60)
    return recorded(Given(world.customers))


@pytest.fixture(scope="module")
def basket(tmp_path_factory: pytest.TempPathFactory) -> list[Said | Laid]:
    """Orders and their items: some orders stand there twice, have no items or were refunded, some items are of no order."""
    folder = tmp_path_factory.mktemp("basket")
    numbers, ids = [*range(60), 7, 8], [n for n in range(5, 70) for _ in range(n % 3 + 1)]
    orders = [f"{n},{n % 17}@x.org,2024-0{n % 8 + 1}-1{place % 5},{n}.50,{5 if n % 9 == 0 else 0}" for place, n in enumerate(numbers)]
    items = [f"{n},{'ABCDE'[n % 5]},€{place % 9}.25" for place, n in enumerate(ids)]
    for name, header, rows in (("orders", "id,email,created_at,total,refunded_amount", orders), ("items", "order_id,sku,price", items)):
        (folder / f"{name}.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    return recorded(Given(folder / "orders.csv", items=folder / "items.csv"))


@pytest.fixture(scope="module")
def untidy(tmp_path_factory: pytest.TempPathFactory) -> list[Said | Laid]:
    """Orders, a row each, with what is looked at only where it is wrong: two spellings, a contradiction, an outlier, a row twice."""
    folder = tmp_path_factory.mktemp("untidy")
    who = [f"C{n % 12}" if n % 5 else f"{1000 + n % 12}" for n in range(90)]
    rows = [f"{900 + n},{name},2024-{1 + n % 9:02}-{1 + n % 28:02},{5 + n * n % 37}.50,Web" for n, name in enumerate(who)]
    rows += [
        rows[0],
        "a1,c1,2024-05-01,7.00,web",
        "A2,C1,2024-05-02,8.00,WEB ",
        "A1,1005.0,2024-05-03,9.00,Fax",
        "A3,C2,2024-05-03,999999.00,",
    ]
    (folder / "orders.csv").write_text("\n".join(["order_id,customer_id,order_date,amount,channel", *rows]))
    people = [f"{name},{sex}" for name, sex in zip(sorted(set(who)), ("M", "male", "F", "Female", "F ", "male") * 9, strict=False)]
    (folder / "customers.csv").write_text("\n".join(["customer_id,gender", *people]))
    where = "coalesce(channel, '') <> 'Telex'"
    record = recorded(Given(folder / "orders.csv", folder / "customers.csv"), duplicates="keep", where=where)
    text = "\n".join(event.sql for event in record if isinstance(event, Said))
    found = (
        "clean_mended_customer",
        "clean_mended_order",
        "clean_contradicted",
        "THEN 'male'",
        "WHEN 'WEB' THEN 'Web'",
        "coalesce(sum(copies), 0)",
        'FILTER (WHERE ("_c_fate" = 0',
    )
    assert [words for words in found if words not in text] == []
    return record


@pytest.fixture(scope="module")
def behaving(tmp_path_factory: pytest.TempPathFactory) -> list[Said | Laid]:
    """Lines with all that tells how customers behave, over more than a year, with ties and gaps in it."""
    header = "order_id,customer_id,order_date,product,category,quantity,unit_price,discount,channel,country"
    rows = []
    for n in range(120):
        day = f"202{3 + n % 2}-{1 + n * 5 % 12:02}-{1 + n * 7 % 28:02} {n * 11 % 24:02}:{n % 60:02}:00"
        sort, channel, country = ("Tea", "Cups", "")[n % 3], ("web", "shop", "")[n * n % 3], ("DE", "AT")[n % 5 % 2]
        about = f"{sort},{1 + n % 2},{3 + n % 7}.25,{n % 4 * 0.5},{channel},{country}"
        rows += [f"{n},c{n * n % 17},{day},{name},{about}" for name in (f"p{n % 9}", f"q{n % 4}")]
    path = tmp_path_factory.mktemp("behaving") / "orders.csv"
    path.write_text("\n".join([header, *rows]))
    record = recorded(Given(path))
    text = "\n".join(event.sql for event in record if isinstance(event, Said))
    subjects = ("variety", "category", "channel", "country", "discount")
    assert [s for s in subjects if f" LEFT JOIN {s} ON {s}.buyer" not in text] == []
    return record


@pytest.fixture(params=["shop", "mall", "basket", "untidy", "behaving"])
def record(request: pytest.FixtureRequest) -> list[Said | Laid]:
    return request.getfixturevalue(request.param)


def same(ours: Any, theirs: Any) -> bool:
    """Whether two engines mean the same value: numbers to 12 digits, moments whatever their type."""
    if isinstance(ours, int | float | Decimal) and isinstance(theirs, int | float | Decimal):
        return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-12) or (math.isnan(ours) and math.isnan(theirs))
    if isinstance(ours, date) and isinstance(theirs, date):
        return str(ours).removesuffix(" 00:00:00") == str(theirs).removesuffix(" 00:00:00")
    if ours is None and theirs == []:
        return True  # a list of nothing: NULL in DuckDB, empty in Spark
    if isinstance(ours, list | tuple) and isinstance(theirs, list | tuple):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return bool(ours == theirs)


def in_order(sql: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows, sorted unless the statement sorts them itself."""
    return rows if sqlglot.parse_one(sql, read="duckdb").args.get("order") else sorted(rows, key=_key)


def _key(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(f"{cell:.9g}" if isinstance(cell, int | float | Decimal) else str(cell) for cell in row)


def play(record: list[Said | Laid], lay: Callable[[Laid], None], run: Callable[[Said], list[tuple[Any, ...]]]) -> list[str]:
    """Play a record; what differs comes back, as text that shows the statement."""
    wrong, done, laid = [], set(), {}
    for event in record:
        if isinstance(event, Laid):
            if not event.data.equals(laid.get(event.name)):
                lay(event)
            laid[event.name] = event.data
            continue
        if event.sql in done:
            continue  # scoring the same customers asks the same again
        done.add(event.sql)
        theirs = run(event)
        if event.answer is None:
            continue
        ours, theirs = in_order(event.sql, event.answer), in_order(event.sql, theirs)
        if not same(ours, theirs):
            differing = next(((a, b) for a, b in zip(ours, theirs, strict=False) if not same(a, b)), (len(ours), len(theirs)))
            wrong.append(f"{event.sql}\n  ours   {differing[0]}\n  theirs {differing[1]}")
    return wrong


def test_the_record_holds_the_whole_pipeline(record: list[Said | Laid]) -> None:
    text = "\n".join(event.sql for event in record if isinstance(event, Said))
    assert text.count("CREATE ") >= 3
    assert not OPENS_A_FILE.search(text)


@pytest.mark.xdist_group("postgres")
def test_postgres_answers_the_same(record: list[Said | Laid], postgres: Any) -> None:
    postgres.execute("DROP SCHEMA IF EXISTS play CASCADE; CREATE SCHEMA play; SET search_path = play")

    def lay(table: Laid) -> None:
        name = quote.name(table.name)
        columns = ", ".join(f"{quote.name(f.name)} {_postgres_type(f.type)}" for f in table.data.schema)
        postgres.execute(f"DROP TABLE IF EXISTS {name} CASCADE; CREATE TABLE {name} ({columns})")
        with postgres.cursor().copy(f"COPY {name} FROM STDIN") as copy:
            for row in table.data.to_pylist():
                copy.write_row(list(row.values()))

    def run(said: Said) -> list[tuple[Any, ...]]:
        for one in statements(said.sql, "postgres"):
            try:
                cursor = postgres.execute(one.encode())
            except Exception as error:
                raise AssertionError(f"{error}\n{said.sql}\n→ {one}") from error
        return cursor.fetchall() if cursor.description else []

    assert play(record, lay, run) == []


A_VIEW = re.compile(r"CREATE (?:OR REPLACE )?(?:TEMPORARY )?VIEW (\S+) AS", re.IGNORECASE)


def laid_down(sqls: Iterable[str]) -> Iterator[str]:
    """Views as tables: Spark plans a view on views on views anew whenever one is asked, which takes most of the time."""
    for sql in sqls:
        if found := A_VIEW.match(sql):
            yield f"DROP TABLE IF EXISTS {found[1]}"
            yield f"CREATE TABLE {found[1]} AS{sql[found.end() :]}"
        else:
            yield re.sub(r"^DROP VIEW", "DROP TABLE", sql)


SEEN = ["shop", "mall", "behaving", *(pytest.param(name, marks=pytest.mark.long) for name in ("basket", "untidy"))]


@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("record", SEEN, indirect=True)
def test_spark_answers_the_same(record: list[Said | Laid], spark: Any) -> None:
    for line in ("DROP DATABASE IF EXISTS play CASCADE", "CREATE DATABASE play", "USE play"):
        spark.sql(line)

    def lay(table: Laid) -> None:
        spark.sql(f"DROP TABLE IF EXISTS `{table.name}`")
        spark.createDataFrame(table.data).write.saveAsTable(f"`{table.name}`")

    def run(said: Said) -> list[tuple[Any, ...]]:
        for one in laid_down(statements(said.sql, "spark")):
            try:
                rows = [_plain(row) for row in spark.sql(one).collect()]
            except Exception as error:
                raise AssertionError(f"{error}\n{said.sql}\n→ {one}") from error
        return rows

    assert play(record, lay, run) == []


def _plain(value: Any) -> Any:
    """A row of Spark, or an array in it, as DuckDB gives it."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _postgres_type(kind: pa.DataType) -> str:
    """The type of a column that is laid."""
    table = {"bool": "boolean", "double": "double precision", "string": "text", "large_string": "text", "date32[day]": "date"}
    if pa.types.is_integer(kind):
        return "bigint"
    return table.get(str(kind)) or ("timestamp" if pa.types.is_timestamp(kind) else str(kind).replace("decimal128", "decimal"))
