"""The stage: choose the features, work them out for every customer, freeze the cut-points of the scores."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, did_you_mean
from coterie.features._attributes import attribute_features
from coterie.features._cuts import SCORED, find_cuts
from coterie.features._earlier import earlier
from coterie.features._own import own_features
from coterie.features._statements import ATTRIBUTE, BASE, TABLE, base_table, features_view, only_returns
from coterie.own_sql import table_of
from coterie.plan import Plan
from coterie.records import OF_ORDERS, OF_SPENDING, SCORES, Cleaned, Cuts, Earlier, Feature, Features, Model
from coterie.registry import load_all
from coterie.sql import quote
from coterie.sql.scores import score
from coterie.words import counted, listed


def features(engine: DuckDBEngine, plan: Plan, cleaned: Cleaned, model: Model | None) -> Features:
    """One row per customer who bought something, or per customer where there are no orders, as of a day."""
    if model:
        columns, notes = _known(engine, model, cleaned), tuple[str, ...]()
    else:
        asked, asked_attributes = _asked(plan, cleaned)
        attributes, notes = attribute_features(engine, asked_attributes, cleaned)
        columns = (*_chosen(asked, cleaned, named=bool(plan.features)), *attributes, *own_features(engine, plan, cleaned))
    if not any(f.space for f in columns):
        raise InputError("no-features", "There is nothing to tell customers apart by", remedy="Give orders, or customers with attributes.")
    _work_out(engine, columns, cleaned)
    customers = int(engine.rows(f"SELECT count(*) FROM {BASE}")[0][0])
    if not customers:
        raise InputError("nothing-left", "No customer bought anything by the as-of day", remedy="Give a later day with --as-of.")
    cuts = model.cuts if model else find_cuts(engine, columns, BASE)
    engine.run(features_view(columns, cuts))
    if cleaned.orders and (back := engine.rows(only_returns(cleaned))[0][0]):
        notes = (*notes, f"Left out: {counted(back, 'customer')} with cancellations and returns, but no purchase.")
    notes = (*notes, *(c.note for c in cuts if c.note))
    before = earlier(engine, plan, [f for f in columns if not f.aside], cleaned, customers) if model is None else Earlier()
    return Features(TABLE, _with_score_sql(columns, cuts), customers, cleaned.as_of, cuts, notes, before)


def _work_out(engine: DuckDBEngine, columns: Sequence[Feature], cleaned: Cleaned) -> None:
    """Make the table; where the user wrote an expression, a value that it cannot bear is the user's to know of."""
    made, own = base_table(columns, cleaned), [f.name for f in columns if f.own]
    if not own:
        engine.run(made)
    elif complaint := engine.complaint(made):
        fact = f"Your own features cannot be worked out: {complaint}"
        raise InputError("bad-own-feature", fact, place=f"own_features.{own[0]}", remedy="Write them so that every row has an answer.")


def _families() -> dict[str, Feature]:
    """All features there are, by name; recency, frequency and money first, then those of the space, scores last."""
    first = list(SCORED.values())
    known = [feature for family in load_all("features").values() for feature in family]
    known.sort(key=lambda f: (f.family == SCORES, not f.default, first.index(f.name) if f.name in first else len(first)))
    return {f.name: f for f in known}


def _asked(plan: Plan, cleaned: Cleaned) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the features of orders and of the attributes that the plan asks for; of the latter none means all.

    A name that both have is the feature of orders, where there are such.
    """
    known = _families()
    if not plan.features:
        return tuple(name for name, f in known.items() if f.default), plan.attributes
    columns = [c.name for c in cleaned.attributes]
    attributes = {name for name in plan.features if name in columns and not (name in known and known[name].needs <= cleaned.roles)}
    asked = tuple(name for name in plan.features if name not in attributes)
    for name in asked:
        if name in (*OF_ORDERS, *OF_SPENDING):
            fact = f"'{name}' is a forecast made from the features, and cannot be one of them"
            remedy = "Segment once, and give result.customers as the customers of a second run: there it is an attribute."
            raise InputError("value-as-feature", fact, remedy=remedy)
        if name not in known:
            raise InputError("unknown-feature", f"There is no feature '{name}'", remedy=did_you_mean(name, (*known, *columns)))
        if missing := sorted(known[name].needs - cleaned.roles):
            fact = f"The feature '{name}' needs orders with these roles: {', '.join(missing)}"
            raise InputError("feature-lacks-role", fact, remedy="Name the columns with roles, or leave the feature out.")
    return asked, (*(name for name in plan.features if name in attributes), *plan.attributes)


def _chosen(asked: tuple[str, ...], cleaned: Cleaned, *, named: bool) -> tuple[Feature, ...]:
    """The features that are asked for, as far as the orders allow.

    Recency, frequency, money and their scores are always worked out, and how customers behave where the plan names no
    features; where they are not asked for they stay out of the space.
    """
    known = _families()
    always = {*SCORED, *SCORED.values(), *(name for name, f in known.items() if not f.default and not named)}
    given = [f for f in known.values() if f.needs <= cleaned.roles and (f.name in asked or f.name in always)]
    units = {"money": cleaned.currency or "money"}
    return tuple(dataclasses.replace(f, space=f.space and f.name in asked, unit=units.get(f.unit, f.unit)) for f in given)


def _known(engine: DuckDBEngine, model: Model, cleaned: Cleaned) -> tuple[Feature, ...]:
    """The model's features, unless the new data cannot give one of them."""
    columns = {quote.name(c.name) for c in cleaned.attributes}
    for feature in model.features:
        if feature.own:
            table_of(engine, feature.name, feature.sql[2:-2], cleaned, feature.own)
        elif feature.family == ATTRIBUTE:
            if feature.sql not in columns:
                fact = f"The model needs the customers' column {feature.sql}, which is not there"
                raise InputError("missing-feature", fact, remedy="Give a customers table with this column.")
        elif feature.needs - cleaned.roles:
            raise _lacking(model, cleaned)
    return model.features


def _lacking(model: Model, cleaned: Cleaned) -> InputError:
    """The refusal of data that lacks what the model's features are made of."""
    if not cleaned.orders:
        fact = "The model is made of orders, but what was given was read as a table of customers"
        remedy = "Orders have a customer, a time, and an amount or quantity and price: give these columns, or name them with roles."
        return InputError("missing-feature", fact, remedy=remedy)
    missing = sorted({role for feature in model.features for role in feature.needs} - cleaned.roles)
    needing = [f"'{feature.name}'" for feature in model.features if feature.needs - cleaned.roles]
    fact = f"The model needs {listed(needing)}, but the orders have no column for: {', '.join(missing)}"
    return InputError("missing-feature", fact, remedy="Give orders with these columns, or name them with roles.")


def _with_score_sql(columns: Sequence[Feature], cuts: Sequence[Cuts]) -> tuple[Feature, ...]:
    """The features, each score with its SQL over the other features."""
    by_name = {c.score: score(c, quote.name(c.feature)) for c in cuts}
    return tuple(dataclasses.replace(f, sql=by_name.get(f.name, f.sql)) for f in columns)
