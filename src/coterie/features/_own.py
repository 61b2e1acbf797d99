"""A user's own features: a line of SQL each, over the orders of a customer or over the customers table."""

from __future__ import annotations

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.features._attributes import OURS
from coterie.features._statements import ATTRIBUTE
from coterie.own_sql import enclosed, place_of, table_of
from coterie.plan import Plan
from coterie.records import Cleaned, Feature
from coterie.registry import load_all


def own_features(engine: DuckDBEngine, plan: Plan, cleaned: Cleaned) -> tuple[Feature, ...]:
    """The features of the plan's own SQL, each tried on no row before the large pass."""
    taken = {*OURS, *(c.name for c in cleaned.attributes), *(f.name for family in load_all("features").values() for f in family)}
    found = []
    for name, own in plan.own_features.items():
        if name.casefold() in {t.casefold() for t in taken}:
            raise InputError("own-feature-name", f"There is a column '{name}' already", place=place_of(name), remedy="Choose another name.")
        percent = own.unit == "%"
        feature = Feature(
            name=name,
            title=own.title or name.replace("_", " ").capitalize(),
            sentence=f"Your own: {' '.join(own.sql.split())}",
            unit="" if percent else own.unit,
            show=".0%" if percent else ",.2f",
            kind="numeric",
            family=ATTRIBUTE,
            sql=enclosed(own.sql),
            own=table_of(engine, name, own.sql, cleaned),
        )
        found.append(feature)
    return tuple(found)
