"""The segments of a run for other customers: the applying half of the pipeline, on other data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.pipeline import APPLY, Watch, walk
from coterie.plan import make_plan
from coterie.records import Given, Ledger, Previous, Story, Value
from coterie.sql import quote
from coterie.store.folder import check_writable, write_whole
from coterie.unseen import unseen

if TYPE_CHECKING:
    import pyarrow as pa

SINCE = "in_segment_since"  # what an earlier run lends beside its customers

# What held for the orders that the segments were found in, and their file, not for those that come later.
OF_THEN = ("since", "until", "as_of", "table", "customer_table", "item_table", "query")


@dataclass(frozen=True)
class Scored:
    """A row per customer with segment, name, confidence and, where the run has it, the value; where every row of the data ended; and what
    else there is to know.

    `unseen` are notes on values that the run did not know, which are among the `notes` too.
    """

    table: pa.Table
    ledger: Ledger
    notes: tuple[str, ...]
    unseen: tuple[str, ...] = ()


def scored(story: Story, given: Given, watch: Watch | None, settings: dict[str, Any]) -> Scored:
    """Score other customers with the run's settings, but for those of its days and its file, and with those given now."""
    plan = make_plan(None, **{**lasting(story), **settings})
    with DuckDBEngine(threads=plan.threads, memory=plan.memory) as engine:
        start = {"engine": engine, "plan": plan, "given": given, "model": story.model, "space": None}
        known = walk(APPLY, watch, **start)
        features, ledger = known["features"], known["cleaned"].ledger
        worth, joined = value_sql(known["value"])
        table = engine.arrow(
            f"SELECT f.customer, l.segment, {name_sql(story)} AS name, l.confidence{worth}"
            f" FROM {quote.name(features.table)} AS f JOIN labels AS l USING (position){joined} ORDER BY position"
        )
        strange = unseen(engine, story, features)
    return Scored(table, ledger, (*ledger.notes, *features.notes, *strange), strange)


def lasting(story: Story) -> dict[str, Any]:
    """The settings of a run that hold for other orders too."""
    return {name: value for name, value in story.settings.items() if name not in OF_THEN}


def name_sql(story: Story) -> str:
    """SQL that turns a segment id into its name."""
    whens = " ".join(f"WHEN {i} THEN {quote.text(name)}" for i, name in sorted(story.model.names.items()))
    return f"CASE l.segment {whens} END"


def value_sql(value: Value) -> tuple[str, str]:
    """The columns of the value, and the join that they take; nothing where there is none.

    >>> value_sql(Value(table="t", columns=("active",)))
    (', v."active"', ' JOIN "t" AS v USING (position)')
    """
    columns = "".join(f", v.{quote.name(name)}" for name in value.columns)
    return columns, f" JOIN {quote.name(value.table)} AS v USING (position)" if columns else ""


def customers_sql(story: Story, previous: Previous | None) -> str:
    """The query for customers with segment, name, confidence and features, in order of position; and with the segment of the earlier
    run, if there was one, and since when they are in theirs."""
    return f"SELECT * EXCLUDE (position) FROM ({placed_sql(story, previous)}) AS p ORDER BY position"


def placed_sql(story: Story, previous: Previous | None) -> str:
    """The same with `position`, in no order."""
    features = ", ".join(f"f.{quote.name(f.name)}" for f in story.features.columns)
    worth, forecast = value_sql(story.value)
    past, joined = "", ""
    if previous:
        taken = {f.name for f in story.features.columns}  # an attribute of the user's keeps its name
        past = "" if "previous_segment" in taken else ", e.segment AS previous_segment"
        if story.features.as_of and previous.model.as_of and "since" not in taken:
            past += f", CASE WHEN e.segment = l.segment THEN e.{SINCE} ELSE DATE '{story.features.as_of}' END AS since"
        joined = f" LEFT JOIN {quote.name(previous.table)} AS e ON e.customer = f.customer"
    return (
        f"SELECT position, f.customer, l.segment, {name_sql(story)} AS name, l.confidence{past}, {features}{worth}"
        f" FROM {quote.name(story.features.table)} AS f JOIN labels AS l USING (position){forecast}{joined}"
    )


def table_path(path: str | Path) -> Path:
    """Where a table is to be written, refused unless its ending says how and the place can be written to.

    >>> table_path("scores.txt")
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: A table cannot be written as '.txt': scores.txt. Use a name that ends with .csv or .parquet. [unknown-ending]
    """
    wanted = Path(path)
    if wanted.suffix not in (".csv", ".parquet"):
        fact = f"A table cannot be written as '{wanted.suffix}'"
        raise InputError("unknown-ending", fact, place=str(path), remedy="Use a name that ends with .csv or .parquet.")
    check_writable(wanted, folder=False)
    return wanted


def write_scores(found: Scored, path: Path) -> Path:
    """Write scores as CSV (formula cells made harmless) or Parquet."""
    with DuckDBEngine() as engine, engine.lent(found.table, "scored") as view:
        return write_whole(path, lambda temporary: engine.write_table(f"SELECT * FROM {view}", temporary))
