"""What cleaning did, and the cleaned tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from coterie.records.read import Column

Fate = Literal["used", "merged", "netted", "set aside"]
FATES: tuple[Fate, ...] = get_args(Fate)  # in the order of the sum: rows in = used + merged + netted + set aside


@dataclass(frozen=True)
class LedgerLine:
    """What one rule did to one table: rows and money, and where they ended. `rows` of all lines add up to the input.

    `column` is the user's column to blame, if it is one.
    """

    table: str
    rule: str
    title: str
    fate: Fate
    rows: int
    money: float
    reason: str = ""
    remedy: str = ""
    column: str = ""


@dataclass(frozen=True)
class Example:
    """One row that a rule set aside: where it stands, and what is in the column to blame (nothing of who the customer is)."""

    table: str
    rule: str
    file: str
    line: int
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Ledger:
    """What cleaning did, one line per rule that met a row; every input row is in exactly one line.

    `notes` are facts that change no row: how many customers did not join, what was mended, what was found odd. `examples`
    are the first rows of each rule that set rows aside. `would` says what each rule that is off would have done to rows
    that are in `lines` all the same.
    """

    lines: tuple[LedgerLine, ...]
    rows_in: Mapping[str, int]
    notes: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    would: tuple[LedgerLine, ...] = ()

    def total(self, table: str, fate: Fate) -> int:
        """Rows of a table that ended in this fate."""
        return sum(line.rows for line in self.lines if line.table == table and line.fate == fate)

    def examples_of(self, line: LedgerLine) -> tuple[Example, ...]:
        """The first rows that a line speaks of."""
        return tuple(e for e in self.examples if (e.table, e.rule) == (line.table, line.rule))


@dataclass(frozen=True)
class Cleaned:
    """The cleaned tables.

    `orders`: a table with one row per customer, order and kind: customer (text), order_id (text), at (timestamp),
    purchase (true: something was bought; false: a cancellation or return, whose money and units are negative), amount
    (DECIMAL), units (DECIMAL), lines. `lines`: a view of the typed order lines, not merged: customer, order_id, at,
    product, quantity, amount, fate (0 = used), and price, category, channel, country, discounted where there is such a
    column. `customers`: a table with one row per customer: customer and the
    attributes under the user's own names, typed. `set_aside`: the rows set aside: table, source, line, column, value,
    code, reason, raw. `roles` are the roles that orders have, and what
    there is besides: `amount`, `returns` taken off, times with `hours`, and at least a `year`; `attributes` the typed columns
    of `customers`.
    """

    ledger: Ledger
    set_aside: str
    orders: str = ""
    lines: str = ""
    customers: str = ""
    attributes: tuple[Column, ...] = ()
    roles: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None
    as_of: date | None = None
    currency: str = ""
