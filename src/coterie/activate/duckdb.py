"""A table in a DuckDB file, replaced in one transaction."""

from coterie.activate._destination import Destination, Sending
from coterie.sql import quote


def _write(sending: Sending) -> None:
    """The file is made where there is none; other tables in it stay as they are."""
    import duckdb

    from coterie.activate._failures import told

    with told(sending.place), duckdb.connect(sending.place) as database:
        database.register("handed_over", sending.engine.arrow(sending.sql))
        database.begin()
        database.execute(f"CREATE OR REPLACE TABLE {quote.name(sending.table)} AS SELECT * FROM handed_over")
        database.commit()


MEMBER = Destination(_write, ".duckdb")
