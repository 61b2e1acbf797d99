"""A table without a line of names: what its columns are, where their contents leave no doubt."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

ENOUGH_ROWS = 20
DATE = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|(19|20)\d\d([-/.])\d{1,2}\5\d{1,2}")
MONEY = re.compile(r"\d+[.,]\d\d")
WHOLE = re.compile(r"\d+")
NUMBER = re.compile(r"[-+]?\d+([.]\d+)?([eE][-+]?\d+)?")
ID_LENGTH = 4
MOST_BOUGHT = 999
# A product is sold more often than a customer buys.
ROWS_PER_CUSTOMER = 10

Column = Sequence[str]


def names_by_contents(rows: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """Names for the columns: of orders, or of customers of whom nothing but measures is known; None where there is a doubt.

    >>> rows = [(f"{i % 9:05}", f"199701{i + 1}", str(i % 2 + 1), f"{i % 2 * 9 + 9}.50") for i in range(9, 30)]
    >>> names_by_contents(rows)
    ('customer', 'date', 'quantity', 'amount')
    >>> names_by_contents([(f"{i}.5", f"-{i}") for i in range(20)])
    ('column 1', 'column 2')
    >>> names_by_contents([(f"{i}", "Paris") for i in range(20)])
    """
    columns = [[cell.strip() for cell in column] for column in zip(*rows, strict=True)]
    if len(rows) < ENOUGH_ROWS or len(columns) < 2:
        return None
    roles = _roles_of_orders(columns)
    if roles is None and not all(map(_is_measure, columns)):
        return None
    return tuple((roles or {}).get(place, f"column {place + 1}") for place in range(len(columns)))


def _roles_of_orders(columns: Sequence[Column]) -> dict[int, str] | None:
    """Place → role, when there is one date, one amount, at most one quantity, and ids of customers before them."""
    dates, money = _places(columns, DATE), _places(columns, MONEY)
    whole = [place for place in _places(columns, WHOLE) if place not in dates]
    quantities = [place for place in whole if _is_quantity(columns[place])]
    ids = [place for place in whole if place not in quantities]
    if len(dates) != 1 or len(money) != 1 or len(quantities) > 1 or len(whole) + 2 != len(columns):
        return None
    if ids not in ([0], [0, 1]) or dates[0] != len(ids) or not all(_are_customers(columns[place], columns[dates[0]]) for place in ids):
        return None
    pairs = len(set(zip(columns[0], columns[ids[-1]], strict=True)))
    if not pairs == len(set(columns[0])) == len(set(columns[ids[-1]])):
        return None
    if quantities and not _grows(columns[quantities[0]], columns[money[0]]):
        return None
    return {0: "customer", dates[0]: "date", money[0]: "amount"} | dict.fromkeys(quantities, "quantity")


def _places(columns: Sequence[Column], pattern: re.Pattern[str]) -> list[int]:
    """The columns in which every cell is so."""
    return [place for place, column in enumerate(columns) if all(map(pattern.fullmatch, column))]


def _is_quantity(column: Column) -> bool:
    """Small numbers, of which the smallest are the most common."""
    counts = Counter(column)
    return all(str(int(cell)) == cell and int(cell) <= MOST_BOUGHT for cell in counts) and counts.most_common(1)[0][0] in ("1", "2")


def _are_customers(ids: Column, dates: Column) -> bool:
    """Ids that are as long as each other and come on several days, so no orders, and not on very many, so no products."""
    days = defaultdict(set)
    for id_, day in zip(ids, dates, strict=True):
        days[id_].add(day)
    lengths = {len(id_) for id_ in days}
    several = any(len(own) > 1 for own in days.values())
    return len(lengths) == 1 and min(lengths) >= ID_LENGTH and several and len(days) * ROWS_PER_CUSTOMER >= len(ids)


def _grows(quantities: Column, money: Column) -> bool:
    """Whether who buys more pays more: then the money is for all of them, not for one."""
    paid: dict[bool, list[float]] = {True: [], False: []}
    for quantity, amount in zip(quantities, money, strict=True):
        paid[quantity == "1"].append(float(amount.replace(",", ".")))
    return bool(paid[True] and paid[False]) and median(paid[False]) > 1.25 * median(paid[True])


def _is_measure(column: Column) -> bool:
    """Numbers that can be no ids: with fractions or signs, or so many different ones that it is odd that some come twice."""
    if not all(map(NUMBER.fullmatch, column)) or all(map(DATE.fullmatch, column)):
        return False
    if any(not WHOLE.fullmatch(cell) for cell in column):
        return True
    return all(str(int(cell)) == cell for cell in column) and len(column) / 2 < len(set(column)) < len(column)
