"""The columns of several tables as those of one: matched by name, of one type each."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from coterie.sql import quote

# How names are compared, the strictest way first.
WAYS: tuple[Callable[[str], str], ...] = (str, str.casefold, lambda name: "".join(name.casefold().split()))
WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
WIDE = {"HUGEINT", "UHUGEINT", "BIGNUM"}  # of these a Parquet file would make doubles
FLOATS = {"DOUBLE", "FLOAT"}
MOMENT = re.compile(r"DATE|TIMESTAMP.*")


def matched(tables: Sequence[Collection[str]]) -> tuple[list[str], list[dict[str, str]]]:
    """All columns there are, in the order in which they come up; and for each table, column → its own name for it.

    Names match that are equal, or else equal but for case, or else but for case and spaces.

    >>> matched([["Order ID", "a"], ["A", "order_id", "OrderID"]])
    (['Order ID', 'a', 'order_id'], [{'Order ID': 'Order ID', 'a': 'a'}, {'a': 'A', 'Order ID': 'OrderID', 'order_id': 'order_id'}])
    """
    columns: list[str] = []
    known = [dict[str, str]() for _ in WAYS]
    found = []
    for own in tables:
        mine, left = dict[str, str](), dict.fromkeys(own)
        for way, column_of in zip(WAYS, known, strict=True):
            for name in list(left):
                column = column_of.get(way(name))
                if column is not None and column not in mine:
                    mine[column] = name
                    del left[name]
        for name in left:
            mine[name] = name
            columns.append(name)
            for way, column_of in zip(WAYS, known, strict=True):
                column_of.setdefault(way(name), name)
        found.append(mine)
    return columns, found


def common_type(types: Collection[str]) -> str:
    """The type that holds every cell of columns of these types as it is: text, where they differ.

    >>> common_type({"INTEGER", "BIGINT"}), common_type({"DATE", "TIMESTAMP"}), common_type({"BIGINT", "DOUBLE"})
    ('BIGINT', 'TIMESTAMP', 'VARCHAR')
    """
    kinds = set(types)
    if len(kinds) == 1 and not kinds & WIDE:
        return kinds.pop()
    if kinds <= WHOLE:
        return "BIGINT"
    return "TIMESTAMP" if all(map(MOMENT.fullmatch, kinds)) else "VARCHAR"


def cells(columns: Mapping[str, str], own: Mapping[str, str], types: Mapping[str, str]) -> str:
    """SQL for the cells of one table under the common columns (name → type); `own` are its names for them, `types` its types."""
    return ", ".join(f"{_cell(own.get(column), types, kind)} AS {quote.name(column)}" for column, kind in columns.items())


def _cell(name: str | None, types: Mapping[str, str], kind: str) -> str:
    """One cell. A whole number that passed through a float loses its tail, so that the customer 17 is not also 17.0."""
    if name is None:
        return f"CAST(NULL AS {kind})"
    cell = quote.name(name)
    if types[name] == kind:
        return cell
    plain = f"CAST({cell} AS {kind})"
    if types[name] in FLOATS and kind == "VARCHAR":
        return (
            f"CASE WHEN {cell} = floor({cell}) THEN coalesce(CAST(try_cast({cell} AS DECIMAL(38, 0)) AS VARCHAR), {plain}) ELSE {plain} END"
        )
    return plain
