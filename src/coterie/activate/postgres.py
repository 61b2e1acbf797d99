"""A table in PostgreSQL, replaced in one transaction (needs the extra `postgres`)."""

from urllib.parse import urlsplit

from coterie.activate._destination import Destination, Sending
from coterie.errors import SurroundingsError


def _write(sending: Sending) -> None:
    """Through ADBC; the password stands in the address or in PGPASSWORD, and is never shown."""
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError as error:
        remedy = "Install it with: pip install 'coterie[postgres]'"
        raise SurroundingsError("no-driver", "The driver of PostgreSQL is not installed", remedy=remedy) from error
    address = urlsplit(sending.place)
    host = address.hostname or "this machine"
    try:
        with dbapi.connect(sending.place) as connection, connection.cursor() as cursor:
            cursor.adbc_ingest(sending.table, sending.engine.arrow(sending.sql), mode="replace")
            connection.commit()
    except dbapi.Error as error:
        cause = str(error).partition("\n")[0].replace(sending.place, host)
        cause = cause.replace(address.password, "…") if address.password else cause
        remedy = "What was there before is untouched. Check the address, the user's rights and the network."
        raise SurroundingsError("export-failed", f"The table could not be written ({cause})", place=host, remedy=remedy) from error


MEMBER = Destination(_write, "")
