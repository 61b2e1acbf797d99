"""Customers a page at a time: of one segment or of all, sorted, filtered, searched, straight from where they are stored."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from coterie.errors import InputError, did_you_mean, shown
from coterie.sql import quote

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coterie.engines.duckdb import DuckDBEngine

LARGEST_PAGE = 1000
POSITION = "position"
DEEP = 5000  # customers before a page, from which on all are sorted, once
KEPT = 4  # orders


@dataclass(frozen=True)
class Page:
    """Some of the customers: page `number` of `pages`, with `size` of them or fewer, of the `total` that fit the wishes.

    `customers` is a table with a row each, in the order that was asked for, `positions` are their places among all.
    """

    customers: Any
    number: int
    size: int
    total: int
    positions: tuple[int, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are; one where nobody fits.

        >>> Page(None, 1, 50, 101).pages
        3
        """
        return max(1, math.ceil(self.total / self.size))


@dataclass(frozen=True)
class Wishes:
    """Which customers are wanted, and in which order.

    `where` has per column a range of numbers or days, from and to, either of which may be None; or a text, or several, that it equals.
    `search` is what an id holds, whatever its case. `columns` are those to show; all where none is named.
    """

    segment: int | None = None
    where: Mapping[str, Any] | None = None
    search: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    size: int = 50
    columns: tuple[str, ...] = ()


class Browsing:
    """The pages of one result. The order that a deep page takes is kept for the next ones: to sort a million rows takes longest."""

    def __init__(self, engine: DuckDBEngine) -> None:
        self.engine = engine
        self._orders: dict[str, NDArray[np.int32]] = {}

    def page(self, placed: str, wishes: Wishes, names: Mapping[int, str]) -> Page:
        """A page out of a query that gives `position` and the customers' columns, without their order.

        The order is found first, on one column; only then are the others read, of the customers on the page.
        """
        kinds = {name: kind for name, kind, *_ in self.engine.rows(f"DESCRIBE {placed}") if name != POSITION}
        _check(wishes, kinds, names)
        condition, order = " AND ".join(_conditions(wishes, kinds)) or "true", _order(wishes)
        fitting = f"FROM ({placed}) AS p WHERE {condition}"
        total = int(self.engine.rows(f"SELECT count(*) {fitting}")[0][0])
        number = min(wishes.page, max(1, math.ceil(total / wishes.size)))
        taken = self._taken(f"SELECT position {fitting} ORDER BY {order}", (number - 1) * wishes.size, wishes.size)
        columns = ", ".join(map(quote.name, wishes.columns)) or f"* EXCLUDE ({POSITION})"
        among = f"position IN ({', '.join(map(str, taken))})" if taken else "false"
        rows = self.engine.arrow(f"SELECT {columns} FROM ({placed}) AS p WHERE {among} ORDER BY {order}")
        return Page(rows, number, wishes.size, total, tuple(taken))

    def _taken(self, ordered: str, first: int, size: int) -> list[int]:
        """The positions of the customers on the page."""
        if first < DEEP:
            return [position for (position,) in self.engine.rows(f"{ordered} LIMIT {size} OFFSET {first}")]
        if ordered not in self._orders:
            found = self.engine.arrays(ordered)[POSITION].astype("int32")
            self._orders = dict([*self._orders.items(), (ordered, found)][-KEPT:])
        page: list[int] = self._orders[ordered][first : first + size].tolist()
        return page


def _check(wishes: Wishes, kinds: Mapping[str, str], names: Mapping[int, str]) -> None:
    """Refuse segments and columns that there are not, and pages that cannot be."""
    if wishes.segment is not None and wishes.segment not in names:
        raise InputError(
            "unknown-segment", f"There is no segment {wishes.segment}", remedy=f"There are: {', '.join(map(str, sorted(names)))}."
        )
    for name in (*(wishes.where or ()), *wishes.columns, *([wishes.sort] if wishes.sort else [])):
        if name not in kinds:
            raise InputError("unknown-column", f"The customers have no column {shown(name)}", remedy=did_you_mean(name, kinds))
    if wishes.page < 1:
        raise InputError("bad-page", f"There is no page {wishes.page}", remedy="Give 1 for the first one.")
    if not 1 <= wishes.size <= LARGEST_PAGE:
        raise InputError("bad-page", f"A page cannot have {wishes.size:,} customers", remedy=f"Give 1 to {LARGEST_PAGE:,}.")


def _order(wishes: Wishes) -> str:
    """The order; of equals, and without a wish, that of the ids. Who has no value comes last."""
    ways, column = "DESC" if wishes.descending else "ASC", _sorted_by(wishes)
    return f"position {ways}" if column == POSITION else f"{column} {ways} NULLS LAST, position"


def _sorted_by(wishes: Wishes) -> str:
    """The column that is sorted by; positions are in the order of the ids."""
    return POSITION if wishes.sort in ("", "customer") else quote.name(wishes.sort)


def _conditions(wishes: Wishes, kinds: Mapping[str, str]) -> Iterator[str]:
    """All that must hold, as SQL; what a user gave stands in it as quoted text or as a number."""
    if wishes.segment is not None:
        yield f"segment = {int(wishes.segment)}"
    if wishes.search:
        yield f"contains(lower(customer), lower({quote.text(wishes.search)}))"
    for name, wanted in (wishes.where or {}).items():
        yield from _holds(name, kinds[name], wanted)


def _holds(name: str, kind: str, wanted: Any) -> Iterator[str]:
    """One filter: a range for numbers and days, equality for texts."""
    column = quote.name(name)
    if kind == "VARCHAR":
        texts = [wanted] if isinstance(wanted, str) else wanted
        if not isinstance(texts, Collection) or not all(isinstance(text, str) for text in texts):
            raise InputError("bad-filter", f"{name} cannot be {shown(wanted)}", remedy="Give a text, or several.")
        yield f"{column} IN ({', '.join(map(quote.text, texts))})" if texts else "false"
        return
    low, high = wanted if isinstance(wanted, tuple | list) and len(wanted) == 2 else (wanted, wanted)
    for bound, sign in ((low, ">="), (high, "<=")):
        if bound is not None:
            yield f"{column} {sign} {_bound(name, kind, bound)}"


def _bound(name: str, kind: str, bound: Any) -> str:
    """A number or a day as SQL."""
    if kind == "DATE":
        if isinstance(bound, date):
            return f"DATE {quote.text(bound.isoformat()[:10])}"
    elif isinstance(bound, int | float) and math.isfinite(bound):
        return quote.number(bound)
    what = "a day" if kind == "DATE" else "a number"
    raise InputError("bad-filter", f"{name} is compared with {shown(bound)}, which is not {what}", remedy=f"Give {what}, or from and to.")
