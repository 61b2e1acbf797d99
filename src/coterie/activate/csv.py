"""A CSV file with all that is known of each customer, as spreadsheets open it."""

from pathlib import Path

from coterie.activate._csv import write_csv
from coterie.activate._destination import Destination, Sending


def _write(sending: Sending) -> None:
    """With a byte order mark, without which spreadsheets break umlauts."""
    write_csv(sending.engine, sending.sql, Path(sending.place), bom=True)


MEMBER = Destination(_write)
