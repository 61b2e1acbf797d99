"""DuckDB files: a table where it lies, views and queries that reach no other file, and databases that cannot be read."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import duckdb
import pytest

from coterie.errors import InputError, SurroundingsError
from coterie.plan import Plan, make_plan
from coterie.read._door import open_table

HOSTILE = 'a"; DROP TABLE orders; --'


def write(path, *statements):
    with duckdb.connect(str(path)) as database:
        for statement in statements:
            database.execute(statement)
    return path


@pytest.fixture
def shop(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    return write(
        tmp_path / "it's a shop.duckdb",
        "CREATE TABLE notes (text VARCHAR)",
        "CREATE TABLE orders (id INTEGER, customer VARCHAR, day DATE, total DECIMAL(9, 2))",
        "INSERT INTO orders VALUES (1, '00123', '2024-01-05', 1.50), (2, 'b', NULL, 0.10)",
        f'CREATE TABLE "{HOSTILE.replace(chr(34), chr(34) * 2)}" AS SELECT 1 AS "x y", 2 AS _line',
        'CREATE SCHEMA "the past"; CREATE TABLE "the past".sales AS SELECT 5 AS id',
        "CREATE VIEW totals AS SELECT customer, sum(total) AS total, sum(id) AS ids FROM orders GROUP BY customer ORDER BY customer",
        f"CREATE VIEW spy AS SELECT content FROM read_text('{str(tmp_path).replace(chr(39), chr(39) * 2)}/secret.txt')",
    )


@pytest.fixture
def rows(engine):
    def read(path, slot="read_data", **settings):
        table = open_table(engine, path, slot, make_plan(**settings))
        return [tuple(map(str, row)) for row in engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line")]

    return read


@pytest.mark.parametrize(
    "settings, wanted",
    [
        ({}, [("1", "00123", "2024-01-05", "1.50", "None", "1"), ("2", "b", "None", "0.10", "None", "2")]),
        ({"table": "totals"}, [("00123", "1.50", "1", "None", "1"), ("b", "0.10", "2", "None", "2")]),
        ({"table": HOSTILE}, [("1", "2", "None", "1")]),
        ({"table": "the past.sales"}, [("5", "None", "1")]),
        ({"query": "SELECT id FROM orders ORDER BY id DESC; "}, [("2", "None", "1"), ("1", "None", "2")]),
        ({"query": "FROM orders SELECT count(*) AS n -- all"}, [("2", "None", "1")]),
    ],
)
def test_tables_views_and_queries(rows, shop, settings, wanted):
    assert rows(shop, **settings) == wanted


def test_orders_and_customers_of_one_file(rows, shop):
    assert len(rows(shop)) == 2
    assert rows(shop, slot="read_customers", customer_table="totals")[0][0] == "00123"
    assert rows(shop, slot="read_customers", customer_table="orders")[0][0] == "1"


def test_the_choice_is_told(engine, shop):
    (note,) = open_table(engine, shop, "read_data", Plan()).notes
    assert note.startswith("The table 'orders' was read.") and "'the past.sales'" in note


@pytest.mark.parametrize(
    "value, text",
    [
        ("'1E5'", "1E5"),
        ("170141183460469231731687303715884105727::HUGEINT", "170141183460469231731687303715884105727"),
        ("12345678901234567890.123456789::DECIMAL(38, 9)", "12345678901234567890.123456789"),
        ("true", "True"),
        ("[1.5, 2]", "[1.5,2.0]"),
        ("{'a': 'x', 'b': [1]}", '{"a":"x","b":[1]}'),
        ("MAP {'k': 1}", '{"k":1}'),
        ("TIME '09:30:00'", "09:30:00"),
        ("INTERVAL 3 DAY", "3 days"),
        ("'5bb1d5e5-0000-4000-8000-000000000000'::UUID", "5bb1d5e5-0000-4000-8000-000000000000"),
        ("'\\xC3\\xA9'::BLOB", "é"),
        ("'\\xFF'::BLOB", "\\xFF"),
        ("'a'::ENUM ('a', 'b')", "a"),
        ("TIMESTAMPTZ '2024-01-01 00:30:00+02'", "2023-12-31 22:30:00+00:00"),
        ("TIMESTAMP_NS '2024-01-01 00:30:00.5'", "2024-01-01 00:30:00.500000"),
        ("NULL", "None"),
    ],
)
@pytest.mark.parametrize("settings", [{"table": "t"}, {"query": "SELECT * FROM t"}], ids=["table", "query"])
def test_a_value_of_every_type(rows, tmp_path, value, text, settings):
    path = write(tmp_path / "types.duckdb", f"CREATE TABLE t AS SELECT 'x' AS id, {value} AS v")
    assert rows(path, **settings) == [("x", text, "None", "1")]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1; SELECT 2",
        "",
        "SELEC 1",
        "SELECT * FROM nowhere",
        "SELECT error('no')",
        "DELETE FROM orders",
        "ATTACH 'other.duckdb'",
        "COPY orders TO 'copy.csv'",
        "SET threads = 1",
        "SELECT * FROM read_text('secret.txt')",
        "SELECT * FROM 'secret.txt'",
        "FROM spy",
    ],
)
def test_a_query_that_is_wrong_or_reaches_out_is_refused(rows, shop, tmp_path, monkeypatch, query):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"shop\.duckdb.*Give one SELECT.*\[bad-query\]"):
        rows(shop, query=query)
    assert {path.name for path in tmp_path.iterdir()} == {shop.name, "secret.txt"}


@pytest.mark.parametrize(
    "settings, code", [({"table": "orderz"}, "no-such-table"), ({"table": "spy"}, "bad-query"), ({"table": "notes"}, "no-rows")]
)
def test_tables_that_cannot_be_read(rows, shop, settings, code):
    with pytest.raises(InputError) as refusal:
        rows(shop, **settings)
    assert refusal.value.code == code


@pytest.mark.parametrize("cut", [100, 5_000, -4_096])
def test_a_broken_database_is_refused(rows, shop, tmp_path, cut):
    path = tmp_path / "broken.duckdb"
    path.write_bytes(shop.read_bytes()[:cut])
    with pytest.raises(InputError, match=r"broken\.duckdb.*\[broken-duckdb\]"):
        rows(path)


def test_an_encrypted_database_is_refused(rows, tmp_path):
    path = tmp_path / "secret.duckdb"
    with duckdb.connect() as database:
        database.execute("SET force_mbedtls_unsafe = 'true'")
        database.execute(f"ATTACH '{path}' AS secret (ENCRYPTION_KEY 'key'); CREATE TABLE secret.t AS SELECT 1 AS a; DETACH secret")
    with pytest.raises(InputError, match=r"\[encrypted\]"):
        rows(path)


def test_a_database_of_a_newer_engine_is_refused():
    from coterie.read.duckdb import _trouble

    said = "IO Error: Trying to read a database file with version number 69, but we can only read versions between 64 and 68."
    assert _trouble(said, "shop.duckdb").code == "newer-duckdb"


def test_a_database_that_this_program_writes_to(rows, shop):
    with duckdb.connect(str(shop)), pytest.raises(SurroundingsError, match=r"open for writing elsewhere.*\[database-busy\]"):
        rows(shop)
    assert len(rows(shop)) == 2


def test_a_database_that_another_program_writes_to(rows, shop):
    program = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", program, str(shop)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(SurroundingsError, match=r"\[database-busy\]"):
            rows(shop)
        other.stdin.close()


def test_moments_are_typed(source, engine, tmp_path):
    path = write(
        tmp_path / "shop.duckdb",
        "CREATE TABLE orders (customer_id VARCHAR, order_date TIMESTAMPTZ, amount DECIMAL(9, 2))",
        "INSERT INTO orders SELECT 'c' || i % 7, '2024-01-01 01:00:00+02', i FROM range(50) AS r (i)",
    )
    orders = source(path)
    assert engine.rows(f"SELECT DISTINCT {orders.column('time').value} FROM {orders.relation}") == [(datetime(2023, 12, 31, 23),)]
