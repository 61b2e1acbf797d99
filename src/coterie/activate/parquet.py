"""A Parquet file with all that is known of each customer; every text as it is."""

from pathlib import Path

from coterie.activate._destination import Destination, Sending
from coterie.store.folder import write_whole


def _write(sending: Sending) -> None:
    """Whole or not at all."""
    write_whole(Path(sending.place), lambda temporary: sending.engine.write_parquet(sending.sql, temporary))


MEMBER = Destination(_write, ".parquet")
