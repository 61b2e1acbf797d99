"""The customer attributes as features."""

from __future__ import annotations

from collections.abc import Sequence

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, did_you_mean
from coterie.features._statements import ATTRIBUTE
from coterie.records import PERSONAL, Cleaned, Column, Feature
from coterie.registry import load_all
from coterie.sql import quote
from coterie.words import on_one_line

# Columns of the features table and of what is joined to it later, which no attribute may take.
OURS = ("position", "customer", "segment", "confidence", "distance")
OWN_VALUES = 0.5
FEW_VALUES = 20


def survey(columns: Sequence[Column], table: str) -> str:
    """Per column: filled cells, different values, and whether numbers are large or whole enough to be shown without decimals."""
    parts = []
    for place, column in enumerate(columns):
        own = quote.name(column.name)
        whole = f"max(abs({own})) >= 1000 OR bool_and({own} = floor({own}))" if column.kind == "number" else "false"
        parts.append(
            f"count({own}) AS filled_{place}, count(DISTINCT {own}) AS distinct_{place}, coalesce({whole}, false) AS whole_{place}"
        )
    return f"SELECT {', '.join(parts)} FROM {table}"


def attribute_features(engine: DuckDBEngine, asked: tuple[str, ...], cleaned: Cleaned) -> tuple[tuple[Feature, ...], tuple[str, ...]]:
    """The attributes that are asked for, or all that can tell groups apart, with notes on those that cannot."""
    columns = _asked(asked, cleaned.attributes)
    if not columns:
        return (), ()
    facts = engine.row(survey(columns, cleaned.customers))
    taken = {*OURS, *(feature.name for family in load_all("features").values() for feature in family)}
    found, notes = [], []
    for place, column in enumerate(columns):
        filled, distinct = facts[f"filled_{place}"], facts[f"distinct_{place}"]
        if column.role in PERSONAL and not asked:
            notes.append(f"{column.name} is left out: it says who a customer is.")
        elif column.kind == "time":
            notes.append(f"{column.name} is a date; dates are no features.")
        elif column.kind == "text" and not asked and distinct > max(FEW_VALUES, OWN_VALUES * filled):
            notes.append(f"{column.name} is left out: nearly every customer has a value of their own.")
        else:
            name = f"{column.name} (attribute)" if column.name.casefold() in taken else column.name
            found.append(_feature(name, column, facts[f"whole_{place}"]))
    return tuple(found), tuple(notes)


def _asked(asked: tuple[str, ...], columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns that are asked for; all when none is named."""
    known = {c.name: c for c in columns}
    for name in asked:
        if name not in known:
            remedy = did_you_mean(name, known) if known else "Give a table of customers with --customers."
            raise InputError("unknown-attribute", f"The customers have no attribute '{name}'", remedy=remedy)
    return tuple(known[name] for name in dict.fromkeys(asked)) or columns


def _feature(name: str, column: Column, whole: bool) -> Feature:
    """An attribute as a feature; its SQL is the user's column."""
    title = on_one_line(column.name.replace("_", " "))
    title = title[:1].upper() + title[1:]
    return Feature(
        name=name,
        title=title,
        sentence=f"{title}, from the customers table.",
        unit="",
        show=",.0f" if whole else ",.2f",
        kind="numeric" if column.kind == "number" else "category",
        family=ATTRIBUTE,
        sql=quote.name(column.name),
    )
