"""The object that a user holds: segments, customers, evidence; it scores, reports and saves."""

from __future__ import annotations

import os
import warnings
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Never, Self

import numpy as np

from coterie import own_words, report
from coterie.closer import Closer
from coterie.compare import Side, check_alike, check_order, compared
from coterie.comparing import Compared, numbers
from coterie.drawn import Charts
from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError
from coterie.frames import as_arrow, as_kind, kind_of
from coterie.instead import instead, plan_instead
from coterie.kernels.coordinates import coordinates
from coterie.meter import meter_of
from coterie.pipeline import FIT, Watch, walk
from coterie.plan import Plan, make_plan
from coterie.records import Given, Previous, Story
from coterie.scoring import SINCE, Scored, customers_sql, placed_sql, scored, table_path, write_scores
from coterie.sql import quote
from coterie.store import PLACED, load_run, open_run, save_run
from coterie.store.folder import write_file, write_whole
from coterie.tabled import difference_rows, favourite_rows, ledger_rows, rows, segment_row
from coterie.valued import CustomerValue

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coterie.activate import HandOver

PREVIOUS = "previous_run"  # the table of an earlier run's customers and their segments


def segment(
    data: Any,
    customers: Any = None,
    items: Any = None,
    *,
    config: str | Path | None = None,
    title: str | None = None,
    previous: Segmentation | str | Path | None = None,
    watch: Watch | None = None,
    **settings: Any,
) -> Segmentation:
    """Segment the customers of an order table, a customer table, or both.

    `data`, `customers` and `items` are data frames, or paths of files and folders, patterns, addresses, or lists of them, read as one
    table; `items` are the lines of the orders where they are a table of their own. `settings` are those of `Plan`, by name.
    `previous` is an earlier result or the folder of a run: segments that are still there keep their ids and names.

    >>> import pandas
    >>> people = pandas.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71]})
    >>> segment(people, k=2, method="kmeans").segments.customers.tolist()
    [2, 2]
    """
    before = previous if isinstance(previous, Segmentation) else None
    plan = make_plan(config, **settings, previous=None if before else _as_text(previous))
    timer = Timer(watch)
    if before is None and plan.previous is not None:
        before = load(plan.previous)
    with _held(DuckDBEngine(threads=plan.threads, memory=plan.memory)) as engine:
        given = Given(data, customers, items, before._lent_to(engine) if before else None)
        start = {"engine": engine, "plan": plan, "given": given, "model": None, "space": None}
        known = walk(FIT, timer, **start)
        story = _story(plan, known, title)
        tables = {
            "customers": customers_sql(story, given.previous),
            PLACED: placed_sql(story, given.previous),
            "set_aside": f"SELECT * FROM {quote.name(known['cleaned'].set_aside)}",
        }
        if known["cleaned"].orders:
            tables["orders"] = f'SELECT * FROM {quote.name(known["cleaned"].orders)} ORDER BY customer, "at", order_id, purchase'
        points = known["space"].points
        arrays = {"mean": points.mean, "weight": points.weight, "scatter": points.scatter, "cell": points.cell.astype(np.int32)}
        result = Segmentation(engine, story, tables=tables, points=arrays, kind=kind_of(data), seconds=timer.seconds)
        if before:
            result._tell(own_words.carried(before._own, story))
        return result


def load(path: str | Path, *, frames: str | None = None) -> Segmentation:
    """A saved run, verified file by file, as the same object that `segment` gives.

    Its tables come as `frames`: pandas, polars or arrow; by default as pandas or Polars where one is there.

    >>> load("nowhere")
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: There is no such run: nowhere. Give the folder of a run, such as results/latest. [no-run]
    """
    folder = Path(path)
    story, points = load_run(folder)
    with _held(DuckDBEngine()) as engine:
        tables = {name: f"SELECT * FROM {quote.name(name)}" for name in (*open_run(folder, engine), PLACED)}
        own = own_words.read(story, folder)
        result = Segmentation(engine, story, tables=tables, points=points, kind=frames or kind_of(None), seconds={})
        result.folder = folder
        result._tell(own)
        return result


@contextmanager
def _held(engine: DuckDBEngine) -> Iterator[DuckDBEngine]:
    """The engine, which the result holds from then on, or nobody when the block fails."""
    try:
        yield engine
    except BaseException:
        engine.close()
        raise


class Timer:
    """Tells the caller's watch about stages, and keeps how long each took."""

    def __init__(self, watch: Watch | None) -> None:
        self.watch = watch
        self.meter = meter_of(watch)
        self.seconds: dict[str, float] = {}

    def __call__(self, stage: str, seconds: float | None) -> None:
        """Take down one piece of news and hand it on."""
        if seconds is not None:
            self.seconds[stage] = seconds
        if self.watch:
            self.watch(stage, seconds)


class Segmentation(Closer):
    """Customer segments and the evidence for them. Made by `coterie.segment` or `coterie.load`.

    `story` holds everything that the report shows, as plain records; `folder` is where the run is saved, if it is.
    """

    def __init__(
        self,
        engine: DuckDBEngine,
        story: Story,
        *,
        tables: dict[str, str],
        points: dict[str, NDArray[Any]],
        kind: str,
        seconds: dict[str, float],
    ) -> None:
        self.story = story
        self.seconds = seconds
        self.folder: Path | None = None
        self._found, self._own = story, own_words.OwnWords()
        self._engine, self._tables, self._points, self._kind = engine, tables, points, kind
        weakref.finalize(self, engine.close)

    def __repr__(self) -> str:
        """The segments, one line each."""
        lines = [self.story.segments.opening]
        lines += [f"{s.id:>3}  {s.name:<32} {s.customers:>10,}  {s.share:>6.1%}" for s in self.story.segments.segments]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """The segments as cards, for a notebook."""
        return report.cards(self.story)

    @property
    def found(self) -> Story:
        """The story as it was found, without the names and the advice that the user gave."""
        return self._found

    # ---- tables

    @property
    def segments(self) -> Any:
        """A row per segment: id, name, size, value, what it is, its rule in words and in SQL, and of every feature the mean,
        the median (`money_median`) and how far the mean lies from everyone's, in standard deviations (`money_difference`)."""
        return self._frame(rows(segment_row(s) for s in self.story.segments.segments))

    @property
    def differences(self) -> Any:
        """A row per segment and feature (or level of one): how far it lies from everyone, in standard deviations, from `low` to
        `high` with 95% confidence, and whether that is `sure`; the furthest first."""
        return self._frame(difference_rows(self.story))

    @property
    def products(self) -> Any:
        """A row per segment and product or category that it buys more often than everyone, beyond doubt: how many, and the lift."""
        return self._frame(favourite_rows(self.story))

    @property
    def customers(self) -> Any:
        """A row per customer: customer, segment, name, confidence, features and, where it is known, the value."""
        return self._query(self._customers)

    @property
    def value(self) -> CustomerValue:
        """What customers are worth from here on, as tables: `result.value.segments`, and why to believe it."""
        return CustomerValue(self.story, lambda listed: self._frame(rows(listed)), self._customer_columns)

    @property
    def coordinates(self) -> Any:
        """A row per customer, in the order of `customers`: where it stands in the space that the methods see."""
        import pyarrow

        space = self.story.model.space
        found = coordinates(space, self._engine.arrays(self._tables["customers"]))
        return self._frame(pyarrow.table(dict(zip(space.axes, found.T, strict=True))))

    @property
    def leaderboard(self) -> Any:
        """A row per candidate, the best first: rank, method, k, every yardstick, the work it took, and whether it was chosen.

        What could not be a candidate is in `story.leaderboard.refused`, each with its reason.
        """
        standings = enumerate(self.story.leaderboard.standings, 1)
        return self._frame(
            rows(
                {"rank": rank, "method": s.method, "k": s.k, **s.scores, "total": s.total, "work": s.work}
                | {"chosen": s.chosen, "note": s.note}
                for rank, s in standings
            )
        )

    @property
    def ledger(self) -> Any:
        """A row per cleaning rule: what it did to how many rows and how much money."""
        return self._frame(ledger_rows(self.story.ledger.lines))

    @property
    def would_have(self) -> Any:
        """A row per cleaning rule that is off: what it would have done to how many rows, had it alone been on."""
        return self._frame(ledger_rows(self.story.ledger.would))

    @property
    def set_aside(self) -> Any:
        """Every row that was set aside, with its file, line and reason."""
        return self._query(self._table("set_aside"))

    # ---- what can be done with it

    def instead(self, method: str | None = None, k: int | None = None, *, watch: Watch | None = None) -> Segmentation:
        """The same customers by another method or number of segments, in seconds: nothing is read again.

        Segments that are the same people keep their ids and names. It can be saved as a run of its own.

        >>> import pandas
        >>> people = pandas.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71]})
        >>> len(segment(people, k=2, method="kmeans").instead("ward", 3).segments)
        3
        """
        plan, timer = plan_instead(self.story, method, k), Timer(watch)
        placed, orders = self._tables[PLACED], self._table("orders") if self.story.model.as_of else ""
        with _held(DuckDBEngine(threads=plan.threads, memory=plan.memory)) as engine:
            self._handed_to(engine)
            previous = self._lent_to(engine)
            placed, orders = (sql and f"SELECT * FROM {name}" for name, sql in ((PLACED, placed), ("orders", orders)))
            story = instead(engine, self._found, plan, previous, placed=placed, orders=orders, points=self._points, watch=timer)
            tables = {name: f"SELECT * FROM {quote.name(name)}" for name in self._tables}
            tables |= {"customers": customers_sql(story, previous), PLACED: placed_sql(story, previous)}
            result = Segmentation(engine, story, tables=tables, points=self._points, kind=self._kind, seconds=timer.seconds)
            result._tell(own_words.carried(self._own, story))
            return result

    @cached_property
    def charts(self) -> Charts:
        """The charts, each a method: `result.charts.elbow()`; `dir(result.charts)` lists them."""
        return Charts(self.story)

    def rename(
        self, names: Mapping[int, str] | None = None, *, advice: Mapping[int, Mapping[str, str | Mapping[str, str]]] | None = None
    ) -> Self:
        """Give segments names and advice of your own; reports, scores and exports use them, and a saved run keeps them.

        `advice` is per segment and field an action, or a table of `action`, `situation`, `timing` and `measure`; it replaces
        what you gave for that segment before. A blank name brings back the one that was found.

        >>> import pandas
        >>> people = pandas.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71]})
        >>> segment(people, k=2, method="kmeans").rename({1: "Pensioners"}).segments.name.tolist()[0]
        'Pensioners'
        """
        own = own_words.checked(self._found, {**self._own.names, **(names or {})}, {**self._own.advice, **(advice or {})})
        self._tell(own)
        if self.folder:
            write_file(self.folder / own_words.FILE, own_words.text(self._found, own))
        return self

    def report(self, path: str | Path = "report.html", *, format: str = "") -> Path:
        """Write the report, in a `format` or in the one that the name ends in: html, pdf, md, or ipynb to go on by hand.

        The HTML file needs nothing else. A notebook opens the saved run, so save it first.
        """
        return report.write(self.story, Path(path), form=format, run=self.folder)

    def save(self, folder: str | Path = "results") -> Path:
        """Save the run into a new folder of its own, and point `latest` to it."""
        page = report.render(self.story)
        kept = ("customers", *make_plan(None, **self.story.settings).keep)
        tables = {name: sql for name, sql in self._tables.items() if name in kept}
        saved = save_run(
            Path(folder),
            self._engine,
            self._found,
            tables=tables,
            points=self._points,
            report=page,
            seconds=self.seconds,
            beside={own_words.FILE: own_words.text(self._found, self._own)},
        )
        self.folder = saved
        return saved

    def score(self, data: Any, customers: Any = None, items: Any = None, *, watch: Watch | None = None, **settings: Any) -> Any:
        """The same segments for other customers: a row per customer with segment, name, confidence and, where the run has it, the value.

        The settings of the run hold, but for `since`, `until` and `as_of`: later orders count. Any setting can be given anew.
        A value that the run never saw, such as an age below zero or a new city, is a warning that names the field.
        """
        return as_kind(_warned(scored(self.story, Given(data, customers, items), watch, settings)).table, kind_of(data))

    def score_features(self, data: Any) -> Any:
        """The segments of customers whose features are known: a row per row with segment, name, confidence, and customer where it is given.

        `data` is a data frame with a column per feature, as in `customers`; what else it has is left aside. There is no value
        here, which is made of orders.

        >>> import pandas
        >>> people = pandas.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71]})
        >>> segment(people, k=2, method="kmeans").score_features(pandas.DataFrame({"age": [19, 75]})).segment.tolist()
        [1, 2]
        """
        return as_kind(self.scorer.table(as_arrow(data)), kind_of(data))

    def write_scores(
        self, data: Any, path: str | Path, customers: Any = None, items: Any = None, *, watch: Watch | None = None, **settings: Any
    ) -> Path:
        """Score other customers straight into a CSV or Parquet file."""
        wanted = table_path(path)
        return write_scores(_warned(scored(self.story, Given(data, customers, items), watch, settings)), wanted)

    def sql(self, dialect: str = "duckdb", *, table: str = "orders", customer_table: str = "customers", as_of: date | None = None) -> str:
        """The segmentation as one query over a table of orders, for duckdb, postgres, spark, bigquery or snowflake.

        It cleans, makes the features and gives each customer a segment, as `score` does. The comment at its head says how
        segments are given, how many of the run's customers get their own, and which rules of the cleaning are inside.

        >>> import pandas
        >>> people = pandas.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71]})
        >>> segment(people, k=2, method="kmeans").sql("postgres").splitlines()[0]
        '-- Segments of pandas DataFrame, as one query for PostgreSQL: customer, segment, name.'
        """
        from coterie.portable import Tables, query

        return query(self._engine, self.story, self._customers, dialect, Tables(table, customer_table, as_of))

    def export(self, to: str, out: str | Path = "", *, changes_since: Segmentation | str | Path | None = None, **wishes: Any) -> HandOver:
        """Hand the customers and their segments over to a destination, such as csv, excel, klaviyo, meta, postgres or webhook.

        `out` is the file or the address. With `changes_since`, an earlier run, only who is new or in another segment goes. `wishes`
        are `segments` (ids or names), `contacts` (a table with ids, e-mails, telephone numbers and names), `control` (a share of
        each segment to hold out, such as "10%", written down beside the run), `seed` of that choice, `min_size` of a segment,
        `pseudonyms` (a file with a key, or "env"), and `table`, the name of a table in a database.

        >>> import pandas
        >>> people = pandas.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71]})
        >>> segment(people, k=2, method="kmeans").export("klavyo")
        Traceback (most recent call last):
        ...
        coterie.errors.InputError: There is no destination called 'klavyo'. Did you mean 'klaviyo'? [unknown-activate]
        """
        from coterie.activate import export, wished

        earlier = self.compare(changes_since).earlier if changes_since else None
        return export(self._engine, self.story, self._customers, self.folder, wished(to, out, earlier, wishes))

    def write_customers(self, path: str | Path) -> Path:
        """Write the customers with their segments as CSV or Parquet, by the name's ending."""
        wanted = table_path(path)
        return write_whole(wanted, lambda temporary: self._engine.write_table(self._customers, temporary))

    def compare(self, before: Segmentation | str | Path) -> Compared:
        """This result against an earlier one: who moved, what drifted, and whether the earlier segments still fit.

        Segments are the same by their ids where this result was made with `previous=before`, else by the customers they share.

        >>> import pandas
        >>> people = pandas.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71]})
        >>> result = segment(people, k=2, method="kmeans")
        >>> result.compare(result).migration[["before", "after", "customers"]].values.tolist()
        [[1, 1, 2], [2, 2, 2]]
        """
        earlier = before if isinstance(before, Segmentation) else load(before)
        given = earlier._lent_to(self._engine, f"compared_with_{next(numbers)}")
        check_alike(given.model, given.run, orders=self.story.model.as_of is not None)
        check_order(given.model, given.run, self.story.model.as_of)
        view = f"{given.table}_now"
        self._engine.run(f"CREATE OR REPLACE TEMP VIEW {view} AS {self._tables['customers']}")
        then = Side(given.table, given.model, given.names, given.run)
        lineage = self.story.model.lineage
        follows = bool(given.run) and lineage is not None and given.run in lineage.runs
        found = compared(self._engine, then, Side(view, self.story.model), follows=follows)
        told = (
            self.story if lineage and lineage.run == given.run != "" else replace(self.story, model=replace(self.story.model, lineage=None))
        )
        return Compared(self, replace(told, comparison=found), then=given.table, now=view)

    # ---- inside

    def __reduce__(self) -> Never:
        """A pickle is code that runs when it is opened, so there is none of a segmentation."""
        raise InputError("no-pickle", "A segmentation cannot be pickled", remedy="Use result.save(folder) and coterie.load(folder).")

    def _lent_to(self, engine: DuckDBEngine, name: str = PREVIOUS) -> Previous:
        """This run as the earlier one of another, to whose engine it lends its customers with their segments."""
        model, sql = self._found.model, self._tables["customers"]
        if model.as_of:  # in the first run of a chain all are in their segment since its day
            own = "since" in self._engine.columns(sql) and not any(f.name == "since" for f in model.features)
            sql = f"SELECT *, {'since' if own else f'DATE {quote.text(str(model.as_of))}'} AS {SINCE} FROM ({sql}) AS l"
        table = self._engine.arrow(sql)
        engine.lend(name, table)
        return Previous(
            run=self.folder.resolve().name if self.folder else "",
            table=name,
            customers=table.num_rows,
            model=model,
            segments=self._found.segments.segments,
            names={s.id: s.name for s in self.story.segments.segments},
        )

    def _handed_to(self, engine: DuckDBEngine) -> None:
        """Every table of this run in another engine: from the folder where it is saved, else lent."""
        if self.folder:
            open_run(self.folder, engine)
            return
        for name, sql in self._tables.items():
            engine.lend(name, self._engine.arrow(sql))

    def _tell(self, own: own_words.OwnWords) -> None:
        """Tell the story in the user's words from now on."""
        self.story, self._own = own_words.applied(self._found, own), own
        for told in ("charts", "scorer"):
            self.__dict__.pop(told, None)

    @property
    def _customers(self) -> str:
        """The query for the customers, with the segments' names of now."""
        return self._named("customers")

    def _customer_columns(self, columns: Sequence[str]) -> Any:
        """Some columns of the customers."""
        return self._query(f"SELECT {', '.join(map(quote.name, columns))} FROM ({self._customers}) AS listed")

    def _query(self, sql: str) -> Any:
        return as_kind(self._engine.arrow(sql), self._kind)


def _warned(found: Scored) -> Scored:
    """Scores, with a warning for each field whose values the run did not know."""
    for note in found.unseen:
        warnings.warn(note, stacklevel=3)
    return found


def _as_text(path: Any) -> Any:
    """A path as text; anything else as it is, for the plan to refuse."""
    return os.fspath(path) if isinstance(path, os.PathLike) else path


def _story(plan: Plan, known: dict[str, Any], title: str | None) -> Story:
    """All that is shown and saved, gathered from the records of a walk."""
    inputs, space, leaderboard = known["inputs"], known["space"], known["leaderboard"]
    segments = known["segments"]
    return Story(
        title=title or f"Segments of {Path(inputs.sources[0].name).name}",
        sources=tuple(Path(s.name).name for s in inputs.sources),
        roles={s.table: s.roles for s in inputs.sources},
        settings=plan.model_dump(mode="json", exclude_defaults=True, exclude={"threads", "memory", "previous"}),
        ledger=known["cleaned"].ledger,
        features=known["features"],
        exploration=known["exploration"],
        dropped=space.dropped,
        clipped=space.clipped,
        notes=space.notes,
        leaderboard=replace(leaderboard, chosen=None),
        model=replace(known["model"], names={**known["model"].names, **{s.id: s.name for s in segments.segments}}),
        segments=segments,
        comparison=known["comparison"],
        value=replace(known["value"], model=None, forecast=None),
    )
