"""What a database or a service refuses, as an error of ours that shows no secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from coterie.errors import CoterieError, SurroundingsError


@contextmanager
def told(place: str) -> Iterator[None]:
    """Whatever fails inside leaves the table as it was, and says where it failed."""
    try:
        yield
    except (CoterieError, KeyboardInterrupt):
        raise
    except Exception as error:
        cause = str(error).partition("\n")[0]
        remedy = "What was there before is untouched. See whether the place can be written to and is not in use."
        raise SurroundingsError("export-failed", f"The table could not be written ({cause})", place=place, remedy=remedy) from error
