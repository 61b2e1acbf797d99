"""SQLite: values as they are stored, one table out of several, a query that may only read, and databases that cannot be read."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from coterie.errors import InputError, SurroundingsError
from coterie.plan import Plan, make_plan
from coterie.read import sqlite
from coterie.read._door import open_table

HOSTILE = 'a"; DROP TABLE orders; --'


def write(path, *statements, wal=False):
    with closing(sqlite3.connect(path)) as database:
        if wal:
            database.execute("PRAGMA journal_mode = wal")
        for statement in statements:
            database.execute(statement)
        database.commit()
    return path


@pytest.fixture
def shop(tmp_path):
    return write(
        tmp_path / "it's a shop?.db",
        "CREATE TABLE notes (text)",
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id TEXT, created_at TEXT, total REAL)",
        "INSERT INTO orders VALUES (1, '00123', '2024-01-05', 17850.0), (2, 'b', '2024-01-06', 0.1)",
        f'CREATE TABLE "{HOSTILE.replace(chr(34), chr(34) * 2)}" ("x y", "_line")',
        f'INSERT INTO "{HOSTILE.replace(chr(34), chr(34) * 2)}" VALUES (1, 2)',
        "CREATE VIEW totals AS SELECT customer_id, total FROM orders",
        "CREATE VIEW broken AS SELECT * FROM nowhere",
    )


@pytest.fixture
def rows(engine):
    def read(path, **settings):
        table = open_table(engine, path, "read_data", make_plan(**settings))
        return engine.rows(f"SELECT * EXCLUDE (_file) FROM {table.numbered} ORDER BY _line")

    return read


ORDERS = [("1", "00123", "2024-01-05", "17850", None, 1), ("2", "b", "2024-01-06", "0.1", None, 2)]


@pytest.mark.parametrize(
    "settings, wanted",
    [
        ({}, ORDERS),
        ({"table": "totals"}, [("00123", "17850", None, 1), ("b", "0.1", None, 2)]),
        ({"table": HOSTILE}, [("1", "2", None, 1)]),
        ({"query": "SELECT total * 2 AS double FROM orders ORDER BY id DESC;"}, [("0.2", None, 1), ("35700", None, 2)]),
        ({"query": "-- all\nWITH o AS (SELECT count(*) FROM orders) SELECT * FROM o"}, [("2", None, 1)]),
    ],
)
def test_tables_views_and_queries(rows, shop, settings, wanted):
    assert rows(shop, **settings) == wanted


def test_the_choice_is_told(engine, shop):
    table = open_table(engine, shop, "read_data", Plan())
    assert "The table 'orders' was read. There are also 'notes'" in table.notes[0]
    assert (table.name, engine.rows(f"SELECT DISTINCT _file FROM {table.numbered}")) == (str(shop), [(str(shop),)])


@pytest.mark.parametrize(
    "value, text",
    [
        ("'00123'", "00123"),
        ("123", "123"),
        ("9223372036854775807", "9223372036854775807"),
        ("17850.0", "17850"),
        ("-0.0", "0"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("1e300", "1e+300"),
        ("9e999", "inf"),
        ("NULL", None),
        ("''", ""),
        ("' NA '", " NA "),
        ("x'00ff'", "00ff"),
        ("'a' || char(0) || 'b'", "a\0b"),
        ("'😀'", "😀"),
    ],
)
def test_a_value_is_the_text_that_is_stored(rows, tmp_path, value, text):
    path = write(tmp_path / "values.db", "CREATE TABLE t (id, v)", f"INSERT INTO t VALUES ('x', {value})")
    assert rows(path) == [("x", text, None, 1)]


def test_text_that_is_no_utf8_is_set_aside_with_its_row(rows, tmp_path):
    insert = "INSERT INTO t VALUES ('good', 1), (CAST(x'ff41' AS TEXT), 2), ('also good', 3)"
    good, bad, also = rows(write(tmp_path / "bytes.db", "CREATE TABLE t (a, b)", insert))
    assert (good, also) == (("good", "1", None, 1), ("also good", "3", None, 3))
    assert bad == ("\ufffdA\t2", None, "unreadable characters", 2)


def test_many_batches(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "CHUNK", 4)
    monkeypatch.setattr(sqlite, "BATCH_ROWS", 10)
    fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 55) INSERT INTO t SELECT i FROM n"
    table = open_table(engine, write(tmp_path / "many.db", "CREATE TABLE t (i)", fill), "t", Plan())
    assert engine.rows(f"SELECT count(*), count(DISTINCT _line), bool_and(i = CAST(_line AS VARCHAR)) FROM {table.numbered}") == [
        (55, 55, True)
    ]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1; SELECT 2",
        "",
        "SELEC 1",
        "SELECT * FROM nowhere",
        "DELETE FROM orders",
        "ATTACH 'other.db' AS other",
        "VACUUM INTO 'copy.db'",
        "PRAGMA writable_schema = 1",
        "SELECT load_extension('evil')",
        "CREATE TEMP TABLE t AS SELECT 1",
    ],
)
def test_a_query_that_is_wrong_or_does_more_than_read_is_refused(rows, shop, tmp_path, monkeypatch, query):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"shop\?\.db.*Give one SELECT.*\[bad-query\]"):
        rows(shop, query=query)
    assert [path.name for path in tmp_path.iterdir()] == [shop.name]
    assert rows(shop) == ORDERS


@pytest.mark.parametrize(
    "settings, code", [({"table": "orderz"}, "no-such-table"), ({"table": "broken"}, "bad-query"), ({"table": "notes"}, "no-rows")]
)
def test_tables_that_cannot_be_read(rows, shop, settings, code):
    with pytest.raises(InputError) as refusal:
        rows(shop, **settings)
    assert refusal.value.code == code


def test_a_database_without_tables(rows, tmp_path):
    with pytest.raises(InputError, match=r"\[no-tables\]"):
        rows(write(tmp_path / "none.db", "CREATE TABLE t (a)", "DROP TABLE t"))


@pytest.mark.parametrize(
    "damage", [lambda d: d[:4096], lambda d: d[:100] + bytes(b ^ 0x5A for b in d[100:]), lambda d: d[:16] + b"\xff" * 84]
)
def test_a_broken_database_is_refused(rows, shop, tmp_path, damage):
    path = tmp_path / "broken.db"
    path.write_bytes(damage(shop.read_bytes()))
    with pytest.raises(InputError, match=r"broken\.db.*\[broken-sqlite\]"):
        rows(path)


def test_a_page_that_lost_rows_is_noticed(rows, tmp_path):
    fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO t SELECT i, 'text' FROM n"
    path = write(tmp_path / "lost.db", "CREATE TABLE t (i, v)", fill)
    content = bytearray(path.read_bytes())
    assert content[3 * 4096] == 0x0D, "a page of rows"
    content[3 * 4096 + 3 : 3 * 4096 + 5] = b"\0\x02"  # it says that it has two
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"\[broken-sqlite\]"):
        rows(path)


def test_an_encrypted_database_looks_like_noise_and_is_refused(rows, tmp_path):
    path = tmp_path / "secret.db"
    path.write_bytes(bytes((i * 193 + (i >> 3) * 71) % 256 for i in range(4096)))
    with pytest.raises(InputError):
        rows(path)


def test_a_locked_database_fails_as_the_surroundings(rows, shop, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    with closing(sqlite3.connect(shop, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(SurroundingsError, match=r"Another program has locked the database.*\[database-busy\]"):
            rows(shop)
    assert rows(shop) == ORDERS


def test_a_log_beside_the_database_is_read_too(rows, tmp_path):
    path = write(tmp_path / "wal.db", "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)", wal=True)
    assert (rows(path), [*tmp_path.iterdir()]) == ([("1", None, 1)], [path])
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("INSERT INTO t VALUES (2)")
        writer.commit()
        assert path.with_name("wal.db-wal").stat().st_size
        assert rows(path) == [("1", None, 1), ("2", None, 2)]


def test_a_database_that_changes_while_it_is_read_is_not_trusted(rows, tmp_path, monkeypatch):
    path = write(tmp_path / "wal.db", "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)", wal=True)
    untouched = sqlite._write

    def write_while_reading(spool, batch):
        untouched(spool, batch)
        write(path, "INSERT INTO t VALUES (2)")

    monkeypatch.setattr(sqlite, "_write", write_while_reading)
    with pytest.raises(SurroundingsError, match=r"\[source-changed\]"):
        rows(path)
