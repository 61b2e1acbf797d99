"""An Excel workbook with all that is known of each customer: ids keep their leading zeros, dates are dates."""

from coterie.activate._destination import Destination, Sending
from coterie.activate._workbook import write_workbook


def _write(sending: Sending) -> None:
    """One sheet."""
    write_workbook(sending.engine, sending.sql, sending.place)


MEMBER = Destination(_write, ".xlsx")
