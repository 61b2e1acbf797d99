"""What came of an export: those who were contacted against those who were held out, by orders or answers that came later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coterie.activate._control import written
from coterie.compare.effect import FEWEST, arms, arms_sql, effects
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, did_you_mean
from coterie.frames import as_kind, kind_of
from coterie.pipeline import APPLY, Watch, walk
from coterie.plan import make_plan
from coterie.records import Effect, Given
from coterie.segmentation import load
from coterie.sql import quote
from coterie.store.manifest import CONTROL
from coterie.words import listed, percent, shown

if TYPE_CHECKING:
    from coterie.records import Story

# What of the run's settings says how its kind of file is read and cleaned.
OF_THE_FILE = ("roles", "item_roles", "dates", "decimal", "where", "duplicates", "returns", "rules", "max_unreadable")
SPENT, ORDERED = "spent", "ordered"
TRIAL, MEASURES = "effect_trial", "effect_measures"


@dataclass(frozen=True)
class Effects:
    """The effect of one export, by each measure, in all segments together and in each; made by `coterie.effect`."""

    export: str
    exported: str
    found: tuple[Effect, ...]
    sentences: tuple[str, ...]
    kind: str = "pandas"

    def __repr__(self) -> str:
        """What came out, a line each."""
        return "\n".join(self.sentences)

    @property
    def table(self) -> Any:
        """A row per measure and segment (empty for all): people, means with and without, the difference with its 95% interval."""
        import pyarrow

        names = ("measure", "segment", "contacted", "control", "with_it", "without", "difference", "low", "high", "total", "answer")
        return as_kind(pyarrow.table({name: [getattr(each, name) for each in self.found] for name in names}), self.kind)


def effect(run: str | Path, data: Any, *, column: str = "", export: str = "", watch: Watch | None = None, **settings: Any) -> Effects:
    """What an export brought, told by the control group that was held out of it.

    `data` are orders that came since; or, with `column`, a table of customers with a number such as the answer to a survey.
    `export` names the export; by default the last one with a control group. `settings` are those of `Plan`, for `data`.

    >>> effect("nowhere", "orders.csv")
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: There is no such run: nowhere. Give the folder of a run, such as results/latest. [no-run]
    """
    folder = Path(run)
    story = load(folder).story
    with DuckDBEngine() as engine:
        name, exported = _trial(engine, story, folder, export)
        kept = {} if column else {key: value for key, value in story.settings.items() if key in OF_THE_FILE} | {"since": exported[:10]}
        wanted = {"features": column, "attributes": column} if column else {"features": "frequency,money"}
        plan = make_plan(None, **{**kept, **wanted, **settings})
        known = walk(APPLY[:3], watch, engine=engine, plan=plan, given=Given(data), model=None)
        names = _measures(engine, known["features"], column)
        _check_met(engine, name, known["features"].table)
        rows = engine.rows(arms_sql(TRIAL, MEASURES, names))
    found: tuple[Effect, ...] = ()
    for i, measure in enumerate(names):
        found += effects(arms([(int(r[0]), r[1], r[2], r[3 + 2 * i], r[4 + 2 * i]) for r in rows]), measure)
    return Effects(name, exported, found, tuple(_told(story, found)), kind_of(data))


def _trial(engine: DuckDBEngine, story: Story, folder: Path, export: str) -> tuple[str, str]:
    """Show who was contacted and who was held out as a table, and say of which export."""
    path = folder / CONTROL
    remedy = "Hold some out when you hand a segment over: coterie export RUN --to csv --control 10%."
    rows = written(engine, folder, story.model.names)
    source = f"({rows}) AS w"
    if not rows or not engine.rows(f"SELECT 1 FROM {source} WHERE \"group\" = 'control' LIMIT 1"):
        raise InputError("no-control", "Nobody was held out of an export of this run", place=str(folder), remedy=remedy)
    some = "HAVING bool_or(\"group\" = 'control')"  # of small segments, a share may be nobody
    found = dict(engine.rows(f"SELECT export, max(exported) FROM {source} GROUP BY 1 {some} ORDER BY 2, 1"))
    name = export or list(found)[-1]
    if name not in found:
        fact = f"No control group was held out of an export '{name}'"
        raise InputError("no-export", fact, place=str(path), remedy=did_you_mean(name, found))
    cells = "CAST(segment AS BIGINT) AS segment, customer, \"group\" = 'control' AS control"
    engine.run(f"CREATE TABLE {TRIAL} AS SELECT DISTINCT {cells} FROM {source} WHERE export = {quote.text(name)}")
    return name, found[name]


def _check_met(engine: DuckDBEngine, name: str, table: str) -> None:
    """Refuse a file of others: that nobody of the export is in it would be told as that nobody ordered."""
    met = f"count(*) FILTER (WHERE customer IN (SELECT customer FROM {quote.name(table)}))"
    everyone, there = engine.rows(f"SELECT count(*), {met} FROM {TRIAL}")[0]
    if not there:
        fact = f"None of the {everyone:,} people of this export is in the file"
        raise InputError(
            "nobody-there", fact, place=name, remedy="Give a file with the same ids as the run, from the time since the export."
        )


def _measures(engine: DuckDBEngine, features: Any, column: str) -> tuple[str, ...]:
    """Show what each of them did as a table, and say what is measured. Who did not order spent nothing; who did not answer is left out."""
    table = quote.name(features.table)
    if column:
        feature = next((f for f in features.columns if f.name == column), None)
        if feature is None:  # a name such as money is that of a feature of ours
            remedy = "Give the column another name."
            raise InputError("not-a-column", f"The column '{column}' cannot be told from a feature of that name", remedy=remedy)
        if feature.kind != "numeric":
            raise InputError("not-a-number", f"The column '{column}' holds no numbers", remedy="Give a column with a number per customer.")
        value = quote.name(column)
        engine.run(f"CREATE VIEW {MEASURES} AS SELECT customer, CAST({value} AS DOUBLE) AS {value} FROM {table} WHERE {value} IS NOT NULL")
        return (column,)
    engine.run(
        f"CREATE VIEW {MEASURES} AS SELECT t.customer, coalesce(f.money, 0) AS {SPENT},"
        f" CASE WHEN f.customer IS NULL THEN 0 ELSE 1 END AS {ORDERED}"
        f" FROM {TRIAL} AS t LEFT JOIN {table} AS f ON f.customer = t.customer"
    )
    return (SPENT, ORDERED)


def _told(story: Story, found: tuple[Effect, ...]) -> Iterator[str]:
    """What came out, a sentence per measure and segment; those of whom too few were held out in one."""
    names = story.model.names
    few = dict.fromkeys(f"“{names[e.segment]}”" if e.segment is not None else "all together" for e in found if e.answer == "too few")
    for each in found:
        if each.answer != "too few":
            yield f"{f'“{names[each.segment]}”' if each.segment is not None else 'All together'}: {_compared(story, each)}"
    if few:
        yield f"Too few to say anything of {listed(list(few))}: at least {FEWEST} contacted and {FEWEST} held out are needed."


def _compared(story: Story, each: Effect) -> str:
    """One effect in words."""
    with_it, without = (_value(story, each.measure, v) for v in (each.with_it, each.without))
    low, high = (_difference(story, each.measure, v) for v in (each.low, each.high))
    what = {SPENT: "spending per customer", ORDERED: "share who ordered"}.get(each.measure, each.measure)
    means = f"{what} {with_it} with the contact, {without} without"
    if each.answer == "unclear":
        return f"{means}; that may be chance, as the difference lies between {low} and {high} (95% interval)."
    if each.answer == "less":
        low, high = (_difference(story, each.measure, -v) for v in (each.high, each.low))
    total = f", about {_value(story, each.measure, each.total)} in all" if each.measure == SPENT else ""
    return f"{means}; the contact made it {each.answer} by {low} to {high} (95% interval){total}."


def _difference(story: Story, measure: str, value: float) -> str:
    """A difference of two values; that of two shares is in percentage points, not in percent of either."""
    if measure == ORDERED:
        return f"{100 * value:.1f} percentage points".replace("-", "−")
    return _value(story, measure, value)


def _value(story: Story, measure: str, value: float) -> str:
    """A value of a measure as people read it."""
    if measure == ORDERED:
        return percent(value)
    unit = story.features.money_unit if measure == SPENT else ""
    return shown(value, ",.2f", unit)
