"""A table in an SQLite file, replaced in one transaction."""

import sqlite3
from contextlib import closing

from coterie.activate._destination import Destination, Sending
from coterie.sql import quote

KINDS = {"VARCHAR": "TEXT", "DATE": "TEXT", "TIMESTAMP": "TEXT", "DOUBLE": "REAL"}


def _write(sending: Sending) -> None:
    """The file is made where there is none; other tables in it stay as they are."""
    from coterie.activate._failures import told

    described = sending.engine.rows(f"DESCRIBE {sending.sql}")
    table = quote.name(sending.table)
    columns = ", ".join(f"{quote.name(name)} {KINDS.get(kind, 'INTEGER')}" for name, kind, *_ in described)
    with told(sending.place), closing(sqlite3.connect(sending.place, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute(f"DROP TABLE IF EXISTS {table}")
        database.execute(f"CREATE TABLE {table} ({columns})")
        rows = sending.engine.rows(sending.sql)
        database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(described))})", rows)
        database.execute("COMMIT")


MEMBER = Destination(_write, ".sqlite")
