"""What a destination is. A new one is a file beside this that assigns MEMBER.

A destination says what it takes of the people that are handed over: `columns`, a mapping of its own documented headers to SQL,
or all there is. The people have `customer`, `segment`, `name`, `confidence` and the features, and beside them these columns:

_email, _phone          lower-case address; number in E.164 (+4915112345678); NULL where there is none that can be used
_first, _last           first and last name
_country, _zip          two letters where they are given so; postal code
_control                true for who is held out
_previous               the segment in the earlier run, where changes are asked for
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from coterie.activate._csv import write_csv

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine


@dataclass(frozen=True)
class Sending:
    """What is sent: a query for the people as the destination wants them, and of which run; `place` is a file or an address."""

    engine: DuckDBEngine
    sql: str
    place: str
    table: str
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Destination:
    """Where segments can go.

    `ending` is that of the file it takes; "" for a service, whose address the user gives. `needs` are contacts of which a person
    must have one to be of use there. A destination that `acts` on who it is given never gets those who are held out;
    the others get them, marked. An `audience` is one list without a column for the segment. `largest` is the most bytes that it takes.
    """

    write: Callable[[Sending], None]
    ending: str = ".csv"
    columns: Mapping[str, str] | None = None
    needs: tuple[str, ...] = ()
    acts: bool = False
    audience: bool = False
    largest: int | None = None


def listed(columns: Mapping[str, str], *needs: str, audience: bool = False, largest: int | None = None, bom: bool = False) -> Destination:
    """A destination that imports contacts from a CSV file with these columns."""

    def write(sending: Sending) -> None:
        write_csv(sending.engine, sending.sql, Path(sending.place), bom=bom)

    return Destination(write, columns=columns, needs=needs, acts=True, audience=audience, largest=largest)


def hashed(value: str) -> str:
    """SQL for the SHA-256 of a text, in small hexadecimal letters; NULL stays NULL.

    >>> hashed("_email")
    "CASE WHEN _email <> '' THEN sha256(_email) END"
    """
    return f"CASE WHEN {value} <> '' THEN sha256({value}) END"
