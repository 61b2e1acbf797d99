"""What the columns of the customers table are: numbers, categories, dates; and how many cells could not be read."""

from __future__ import annotations

import dataclasses
import re

from coterie.clean._rule import Row
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.records import Column, Model
from coterie.sql import quote
from coterie.words import counted

# A number under such a name counts nothing: it says which.
CODES = re.compile(
    "area|branch|category|channel|city|class|cluster|code|country|department|district|division|education|gender|group|id|kind|level|"
    "marital|market|number|occupation|phone|plz|postal|postcode|region|segment|sex|shop|state|status|store|tier|type|zip|zipcode",
    re.IGNORECASE,
)
MOST_CODES = 50


def is_code(name: str) -> bool:
    """Whether a column's name says that its numbers are codes.

    >>> [is_code(n) for n in ("Channel", "region_code", "StoreID", "Age", "Type 2", "Spending Score (1-100)", "number of orders")]
    [True, True, True, False, True, False, False]
    """
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return bool(words) and CODES.fullmatch(words[-1]) is not None


def survey(columns: tuple[Column, ...], relation: str) -> str:
    """Per column: different values, whether all are whole numbers, filled cells, and filled cells that could not be read."""
    parts = []
    for place, column in enumerate(columns):
        whole = f"bool_and({column.value} = floor({column.value}))" if column.kind == "number" else "false"
        filled, lost = f"NOT blank({column.text})", f"NOT blank({column.text}) AND {column.value} IS NULL"
        parts.append(f"count(DISTINCT {column.value}) AS distinct_{place}, coalesce({whole}, false) AS whole_{place}")
        parts.append(f"count(*) FILTER (WHERE {filled}) AS filled_{place}, count(*) FILTER (WHERE {lost}) AS lost_{place}")
    return f"SELECT {', '.join(parts)} FROM {relation} WHERE _fault IS NULL"


def attributes(engine: DuckDBEngine, row: Row, model: Model | None) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The attributes, each with the kind that clustering sees, and notes on cells that could not be read.

    Numbers that are codes become text. With a model, kinds are those that the model was made with.
    """
    columns = tuple(c for c in row.source.columns if c.role != "customer")
    if not columns:
        return (), ()
    kinds = {f.sql: f.kind for f in model.features if f.family == "attribute"} if model else {}
    columns = tuple(_as_number(c) if kinds.get(quote.name(c.name)) == "numeric" else c for c in columns)
    facts = engine.row(survey(columns, row.source.relation))
    found, notes = [], []
    for place, column in enumerate(columns):
        distinct, whole, filled, lost = (facts[f"{fact}_{place}"] for fact in ("distinct", "whole", "filled", "lost"))
        if lost and lost == filled and kinds:
            fact = f"The column '{column.name}' holds numbers in the model, but none of its {filled:,} cells can be read as one"
            raise InputError("wrong-kind", fact, place=row.source.name, remedy="Check that the column is the right one.")
        if lost:
            notes.append(f"{column.name}: {lost:,} of {counted(filled, 'cell')} cannot be read and count as missing.")
        known = kinds.get(quote.name(column.name))
        code = known == "category" if known else is_code(column.name) and whole and distinct <= MOST_CODES
        found.append(_as_code(column) if code and column.kind == "number" else _trimmed(column))
    return _named_apart(found), tuple(notes)


def _as_number(column: Column) -> Column:
    """A column that a model knows as numbers, where this table does not show it."""
    if column.kind == "number":
        return column
    return dataclasses.replace(column, kind="number", value=f"number_of({column.text})")


def _as_code(column: Column) -> Column:
    """A number as the text of a code: 1 and 1.0 are the same."""
    value = column.value
    text = f"CASE WHEN {value} = floor({value}) THEN CAST(CAST({value} AS BIGINT) AS VARCHAR) ELSE CAST({value} AS VARCHAR) END"
    return dataclasses.replace(column, kind="text", value=text)


def _trimmed(column: Column) -> Column:
    """A text without the spaces around it; blank is missing."""
    if column.kind != "text":
        return column
    return dataclasses.replace(column, value=f"CASE WHEN NOT blank({column.text}) THEN trim({column.text}) END")


def _named_apart(columns: list[Column]) -> tuple[Column, ...]:
    """An attribute may not be called `customer`: that is the id."""
    taken = {c.name.casefold() for c in columns}
    apart = "customer (2)" if "customer (2)" not in taken else "customer (attribute)"
    return tuple(dataclasses.replace(c, name=apart) if c.name.casefold() == "customer" else c for c in columns)
