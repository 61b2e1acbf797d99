"""A segmentation as one query over a table of orders: the cleaning, the features and the segment, in the SQL of a warehouse.

Each step is a common table, made by the same functions that the pipeline runs. How a segment is given is exact for rules on
features, and where the prototypes are few enough to be written down; else it goes by the segments' rules in words. Either
way it is tried on the run's own customers, and the share of them that get their own segment stands at the head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from coterie.errors import InputError, did_you_mean
from coterie.pipeline import PORTABLE
from coterie.plan import make_plan
from coterie.records import NO_SEGMENT, Cleaned, Ledger, Prototypes, Story
from coterie.registry import member
from coterie.scoring import lasting, name_sql
from coterie.sql import quote
from coterie.sql.coordinates import coordinates_sql
from coterie.sql.nearest import costs_sql, label_sql
from coterie.words import counted, listed, on_one_line, part

if TYPE_CHECKING:
    from coterie.engines.duckdb import DuckDBEngine
    from coterie.plan import Plan

DIALECTS = {"duckdb": "DuckDB", "postgres": "PostgreSQL", "spark": "Spark", "bigquery": "BigQuery", "snowflake": "Snowflake"}
MOST = 5000  # numbers of prototypes that a query can bear to hold
PEOPLE, DAY = "clean_customers", "as_of"
MERGED = "identical-line"


@dataclass(frozen=True)
class Way:
    """How segments are given: the steps from `features` to `segments`, and that in words."""

    steps: Mapping[str, str]
    words: str


@dataclass(frozen=True)
class Tables:
    """What the query is to be over, as the user names it, and the day that it looks from; without it, the day after the last order."""

    orders: str = "orders"
    customers: str = "customers"
    as_of: date | None = None


def query(engine: DuckDBEngine, story: Story, known: str, dialect: str, tables: Tables) -> str:
    """The query in a dialect, with what there is to know of it as a comment at its head; `known` is a query for the run's customers."""
    from coterie.sql.translate import statements

    if dialect not in DIALECTS:
        raise InputError("unknown-dialect", f"There is no dialect '{dialect}'", remedy=did_you_mean(dialect, DIALECTS))
    way = _way(story)
    steps, inside = _steps(story, way, tables)
    sql = f"{_with(steps)} SELECT customer, segment, {name_sql(story)} AS name FROM segments AS l"
    [text] = statements(sql, dialect, pretty=True)
    head = [
        f"{story.title}, as one query for {DIALECTS[dialect]}: customer, segment, name.",
        *_about_tables(story, tables),
        f"{way.words} {_tried(engine, known, way)}",
        *(_about_cleaning(story, inside) if inside else ()),
    ]
    seen = text.replace("\t\r\n", "' || chr(9) || chr(13) || chr(10) || '")  # what no eye sees gets lost where text is copied
    return "".join(f"-- {on_one_line(line)}\n" for line in head) + f"{seen}\n"


def _steps(story: Story, way: Way, tables: Tables) -> tuple[dict[str, str], Mapping[str, str]]:
    """Every step that the segments rest on, in order, and the rules of the cleaning that are inside, by code."""
    plan = _plan(story, tables)
    clean_sql, features_sql = PORTABLE
    roles = _roles(story)
    steps, inside, cleaned = dict[str, str](), dict[str, str](), Cleaned(Ledger((), {}), "")
    if roles:
        written = clean_sql(plan, roles, _named(tables.orders), _columns(plan.where))
        steps, cleaned = {**written.steps, DAY: _day(story.model.as_of)}, written.cleaned
        inside = {rule.code: rule.title for rule in written.rules if rule.code != MERGED or plan.duplicates == "merge"}
    if people := _people(story, tables):
        steps[PEOPLE], cleaned = people, replace(cleaned, customers=PEOPLE)
    steps |= features_sql(story.model, replace(cleaned, as_of=tables.as_of), " ".join(way.steps.values()))
    return _used({**steps, **way.steps}), inside


def _roles(story: Story) -> dict[str, str]:
    """The columns of the orders by their roles; what products are called moves nobody."""
    roles = {**story.roles.get("orders", {}), **story.roles.get("items", {})}
    return {role: column for role, column in roles.items() if role != "product_name"}


def _plan(story: Story, tables: Tables) -> Plan:
    """The plan that holds for other orders than the run's."""
    return make_plan(None, **lasting(story), as_of=tables.as_of)


def _named(table: str) -> str:
    """The name of a table, which may say where it is: schema.table."""
    return ".".join(quote.name(each.strip('"`')) for each in table.split("."))


def _columns(condition: str | None) -> tuple[str, ...]:
    """The columns that an expression of the user's names."""
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(condition, read="duckdb") if condition else None
    return tuple(dict.fromkeys(column.name for column in tree.find_all(exp.Column))) if tree else ()


def _day(as_of: date | None) -> str:
    """The day that customers are looked at from: the run's, or the day after the last order where that is later."""
    after = 'CAST(max("at") + INTERVAL 1 DAY AS DATE)'
    later = f"greatest({after}, DATE '{as_of}')" if as_of else after
    return f"SELECT {later} AS day FROM clean_orders"


def _people(story: Story, tables: Tables) -> str:
    """The customers with the attributes that features are made of; "" when none is."""
    attributes = [f for f in story.model.features if f.family == "attribute" and f.own != "orders"]
    if not attributes:
        return ""
    own = story.roles.get("customers", {}).get("customer")
    if not own:
        fact = "The customers have no id, so a query cannot tell one from another"
        raise InputError("no-customer-id", fact, remedy="Segment a table with an id, or name it with customer_roles.")
    names = dict.fromkeys(name for f in attributes for name in _columns(f.sql))
    columns = ", ".join(quote.name(name) for name in names)
    return f"SELECT text_of(CAST({quote.name(own)} AS VARCHAR)) AS customer, {columns} FROM {_named(tables.customers)}"


def _way(story: Story) -> Way:
    """How this model's segments are given."""
    model = story.model
    if model.rule:
        number = member("cluster", model.rule).planned(_plan(story, Tables())).segment_sql(model.rule_cuts)
        ids = " ".join(f"WHEN {place} THEN {own}" for place, own in enumerate(model.rule_ids, 1))
        return Way({"segments": f"SELECT customer, CASE {number} {ids} END AS segment FROM features"}, "By the rule itself, exactly.")
    space = {"coordinates": coordinates_sql(model.space, "features")}
    joined = "FROM features JOIN costs ON costs.position = features.position"
    few = model.prototypes.mean.size if model.prototypes.shape is None else model.prototypes.shape.size
    near = model.prototypes if few <= MOST else Prototypes(model.centroids, _ids(model.by_value))
    segment = label_sql(near, NO_SEGMENT)
    words = "By the nearest prototype, exactly as the method does."
    if few > MOST:
        rules = sorted((s for s in story.segments.segments if s.rule), key=lambda s: (-s.rule.precision if s.rule else 0.0, s.id))
        cases = " ".join(f"WHEN {s.rule.sql} THEN {s.id}" for s in rules if s.rule)
        segment = f"CASE {cases} ELSE {segment} END" if cases else segment
        words = "By the segments' rules in words, the most precise first, and else by the nearest middle of a segment: no exact copy."
    costs = {"costs": costs_sql(near, model.space.axes, "coordinates")}
    return Way({**space, **costs, "segments": f"SELECT features.customer, {segment} AS segment {joined}"}, words)


def _ids(ids: Sequence[int]) -> Any:
    """Segment ids as labels."""
    import numpy as np

    return np.array(ids)


def _used(steps: Mapping[str, str]) -> dict[str, str]:
    """The steps that the last one rests on."""
    needed, found = {"segments"}, []
    for name, sql in reversed(list(steps.items())):
        if name in needed:
            found.append(name)
            needed |= set(re.findall(r"\w+", sql))
    return {name: steps[name] for name in reversed(found)}


def _with(steps: Mapping[str, str]) -> str:
    """Steps as common tables; in what order rows lie in one of them does not matter."""
    plain = {name: re.sub(r' ORDER BY "?position"?$', "", sql) for name, sql in steps.items()}
    return f"WITH {', '.join(f'{name} AS ({sql})' for name, sql in plain.items())}"


def _tried(engine: DuckDBEngine, known: str, way: Way) -> str:
    """On how many of the run's own customers the way gives their segment."""
    customers = f"SELECT row_number() OVER () - 1 AS position, * FROM ({known}) AS known"
    right = "count(*) FILTER (WHERE segments.segment = features.segment)"
    steps = _with({"features": customers, **way.steps})
    same, all_of_them = engine.rows(
        f"{steps} SELECT {right}, count(*) FROM features JOIN segments ON segments.customer = features.customer"
    )[0]
    share = "all" if same == all_of_them else part(same / all_of_them)
    return f"Tried on the {counted(all_of_them, 'customer')} of the run, it gives {share} of them their segment."


def _about_tables(story: Story, tables: Tables) -> Iterator[str]:
    """What the query reads, and from which day it looks."""
    roles = _roles(story)
    if roles:
        joined = ", the items joined to them," if "items" in story.roles else ""
        yield f"It reads {tables.orders}: a row per line of an order{joined} with {listed([f'{n} ({r})' for r, n in roles.items()])}."
        yield "Where names or types of columns differ, change them in the first step, given; times are without a zone."
        after = f"{story.model.as_of}, or the day after the last order where that is later"
        yield f"Customers are looked at as of {tables.as_of or after}."
    if any(f.family == "attribute" and f.own != "orders" for f in story.model.features):
        yield f"It reads {tables.customers}: one row per customer."


def _about_cleaning(story: Story, inside: Mapping[str, str]) -> Iterator[str]:
    """Which rules of the cleaning are inside, and what was done in the run and is not."""
    yield f"Cleaning that is inside: {listed(list(inside.values()))}; lines are identical where the columns above are."
    met = [line for line in story.ledger.lines if line.fate != "used" and line.table == "orders"]
    outside = [f"{line.title} ({counted(line.rows, 'row')})" for line in met if line.rule not in inside]
    notes = "ids in several spellings, unreadable cells, lines that are no rows, orders that contradict one another"
    yield f"Cleaning that is not inside: {notes}.{f' Of this run: {listed(outside)}.' if outside else ''}"
