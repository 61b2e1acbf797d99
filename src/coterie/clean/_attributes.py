"""What the columns of the customers table are: numbers, categories, dates; and how many cells could not be read."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from coterie.clean._categories import one_spelling
from coterie.clean._rule import Row
from coterie.clean._spellings import MOST
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.records import Column, LedgerLine, Model, Source
from coterie.sql import quote
from coterie.words import counted

# A number under such a name counts nothing: it says which.
CODES = re.compile(
    "area|branch|category|channel|city|class|cluster|code|country|department|district|division|education|gender|group|id|kind|level|"
    "marital|market|number|occupation|phone|plz|postal|postcode|region|segment|sex|shop|state|status|store|tier|type|zip|zipcode",
    re.IGNORECASE,
)
MOST_CODES = 50
PERSONAL = ("email", "name")
# A column in which most customers have a value of their own is no category.
FEW_VALUES, OWN_VALUES = 20, 0.5


def is_code(name: str) -> bool:
    """Whether a column's name says that its numbers are codes.

    >>> [is_code(n) for n in ("Channel", "region_code", "StoreID", "Age", "Type 2", "Spending Score (1-100)", "number of orders")]
    [True, True, True, False, True, False, False]
    """
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return bool(words) and CODES.fullmatch(words[-1]) is not None


def may_be_codes(customers: Source | None) -> frozenset[str]:
    """The columns of numbers that turn out to be codes, and so texts, if they have few values."""
    return frozenset(c.name for c in customers.columns if c.kind == "number" and is_code(c.name)) if customers else frozenset()


def survey(columns: tuple[Column, ...], relation: str) -> str:
    """Per column: different values, whether all are whole numbers, filled cells, and filled cells that could not be read."""
    parts = []
    for place, column in enumerate(columns):
        whole = f"bool_and({column.value} = floor({column.value}))" if column.kind == "number" else "false"
        filled, lost = f"NOT blank({column.text})", f"NOT blank({column.text}) AND {column.value} IS NULL"
        parts.append(f"count(DISTINCT {column.value}) AS distinct_{place}, coalesce({whole}, false) AS whole_{place}")
        parts.append(f"count(*) FILTER (WHERE {filled}) AS filled_{place}, count(*) FILTER (WHERE {lost}) AS lost_{place}")
    return f"SELECT {', '.join(parts)} FROM {relation} WHERE _fault IS NULL"


@dataclass(frozen=True)
class Attributes:
    """The attributes, each with the kind that clustering sees, notes on their cells, and what a rule that is off would have done."""

    columns: tuple[Column, ...] = ()
    notes: tuple[str, ...] = ()
    would: tuple[LedgerLine, ...] = ()


def attributes(engine: DuckDBEngine, row: Row, model: Model | None) -> Attributes:
    """What is known of the customers beside their orders.

    Numbers that are codes become text; values of a category in other spellings become one. With a model, kinds and spellings
    are those that the model was made with.
    """
    columns = tuple(c for c in row.source.columns if c.role != "customer")
    if not columns:
        return Attributes()
    kinds = {f.sql: f.kind for f in model.features if f.family == "attribute"} if model else {}
    columns = tuple(_as_number(c) if kinds.get(quote.name(c.name)) == "numeric" else c for c in columns)
    facts = engine.row(survey(columns, row.source.relation))
    found, notes, would = [], list[str](), list[LedgerLine]()
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
        if column.kind == "text" and column.role not in PERSONAL and distinct <= min(MOST, max(FEW_VALUES, OWN_VALUES * filled)):
            found[-1], said, off = one_spelling(engine, row, found[-1], _known(model, column))
            notes += said
            would += off
    return Attributes(_named_apart(found), tuple(notes), tuple(would))


def _known(model: Model | None, column: Column) -> tuple[str, ...]:
    """The values of a category that a model knows."""
    if not model:
        return ()
    names = {f.name for f in model.features if f.family == "attribute" and f.sql == quote.name(column.name)}
    levels = [p.levels[: -1 if p.other else None] for p in model.space.parameters if p.feature in names]
    return tuple(level for some in levels for level in some if level)


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
    return dataclasses.replace(column, value=f"text_of({column.text})")


def _named_apart(columns: list[Column]) -> tuple[Column, ...]:
    """An attribute may not be called `customer`: that is the id."""
    taken = {c.name.casefold() for c in columns}
    apart = "customer (2)" if "customer (2)" not in taken else "customer (attribute)"
    return tuple(dataclasses.replace(c, name=apart) if c.name.casefold() == "customer" else c for c in columns)
