"""A user's own features: a line of SQL each, over the orders of a customer or over the customers table."""

from __future__ import annotations

import dataclasses

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, shown
from coterie.features._attributes import OURS
from coterie.features._statements import ATTRIBUTE, history
from coterie.plan import Plan
from coterie.records import Cleaned, Feature
from coterie.registry import load_all

NUMBERS = ("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
FRACTIONS = ("DECIMAL", "FLOAT", "DOUBLE")


def own_features(engine: DuckDBEngine, plan: Plan, cleaned: Cleaned) -> tuple[Feature, ...]:
    """The features of the plan's own SQL, each tried on no row before the large pass."""
    taken = {*OURS, *(c.name for c in cleaned.attributes), *(f.name for family in load_all("features").values() for f in family)}
    found = []
    for name, own in plan.own_features.items():
        if name.casefold() in {t.casefold() for t in taken}:
            raise InputError("own-feature-name", f"There is a column '{name}' already", place=_place(name), remedy="Choose another name.")
        title = own.title or name.replace("_", " ").capitalize()
        percent = own.unit == "%"
        feature = Feature(
            name=name,
            title=title,
            sentence=f"Your own: {' '.join(own.sql.split())}",
            unit="" if percent else own.unit,
            show=".0%" if percent else ",.2f",
            kind="numeric",
            family=ATTRIBUTE,
            sql=f"(\n{own.sql}\n)",
        )
        found.append(tried(engine, feature, cleaned))
    return tuple(found)


def tried(engine: DuckDBEngine, feature: Feature, cleaned: Cleaned) -> Feature:
    """The feature with the table that its SQL is over; refused where the engine cannot work it out to one number."""
    places = {"orders": f"({history(feature.sql, cleaned)}) AS history WHERE false GROUP BY customer"} if cleaned.orders else {}
    places |= {"customers": f"{cleaned.customers} AS people WHERE false"} if cleaned.customers else {}
    complaints = {}
    for own, source in places.items():
        if feature.own in ("", own):
            complaint = _complaint(engine, f"SELECT {feature.sql} AS value FROM {source}")
            if not complaint:
                return _over(feature, own)
            complaints[own] = complaint
    columns = "customer, order_id, ordered_at, purchase, amount, units, lines, returned, days_ago, gap_days, first_days_ago, products"
    known = {"orders": f"an aggregate over the orders' columns ({columns})", "customers": "an expression over the customers' columns"}
    told = next(iter(complaints.values()), f"it is over the {feature.own}, which are not there")
    fact = f"The feature {shown(' '.join(feature.sql[2:-2].split()))} cannot be worked out: {told}"
    remedy = f"It is SQL: {' or '.join(known[own] for own in complaints or known)}."
    raise InputError("bad-own-feature", fact, place=_place(feature.name), remedy=remedy)


def _complaint(engine: DuckDBEngine, query: str) -> str:
    """What is wrong with a query that is to give one number per row; "" for nothing."""
    if complaint := engine.complaint(query):
        return complaint
    types = [str(row[1]) for row in engine.rows(f"DESCRIBE {query}")]
    if len(types) != 1 or not (types[0] in NUMBERS or types[0].startswith(FRACTIONS)):
        return f"it gives {' and '.join(types)}, not one number"
    return ""


def _over(feature: Feature, own: str) -> Feature:
    """The feature as one over that table."""
    return dataclasses.replace(feature, own="orders" if own == "orders" else "customers")


def _place(name: str) -> str:
    """Where a feature stands in the plan."""
    return f"own_features.{name}"
