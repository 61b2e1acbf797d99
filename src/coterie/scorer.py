"""Segments from features alone: a million customers in about a second, or one at a time as fast as an app asks."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from coterie.engines.duckdb import DuckDBEngine
from coterie.errors import InputError, did_you_mean, shown
from coterie.kernels.coordinates import coordinates
from coterie.kernels.membership import membership
from coterie.kernels.nearest import in_chunks
from coterie.kernels.single import single
from coterie.pipeline import APPLY, walk
from coterie.plan import make_plan
from coterie.records import Cuts, Feature, Story

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from coterie.records import Floats, Integers

    Columns = dict[str, NDArray[Any]]

CHUNK = 1 << 17  # customers looked at at once: what a thread holds stays small, however many there are
ASKED = "asked"  # the table of those whose segments a rule gives


@dataclass(frozen=True)
class OneScore:
    """The segment of one customer."""

    segment: int
    name: str
    confidence: float


class Scorer:
    """Gives customers their segments from the features of a run. Made by `Segmentation.scorer`.

    `needs` are the features without which there is no segment; a score such as `r_score` is made where it is not given.
    """

    def __init__(self, story: Story) -> None:
        self.model = story.model
        self.features: dict[str, Feature] = {f.name: f for f in story.features.columns}
        self._cuts: dict[str, Cuts] = {c.score: c for c in self.model.cuts}
        self._story = story
        self._plan = make_plan(None, **story.settings)
        self._engine: DuckDBEngine | None = None
        self._lock = threading.Lock()
        used = [p.feature for p in self.model.space.parameters]
        if self.model.rule:
            used += [*(c.score for c in self.model.cuts), *(c.feature for c in self.model.rule_cuts)]
        self.needs: tuple[str, ...] = tuple(dict.fromkeys(self._cuts[name].feature if name in self._cuts else name for name in used))
        self._used = tuple(dict.fromkeys((*self.needs, *used)))
        self._single = single(self.model) if set(used) == set(self.needs) else None

    def one(self, values: Mapping[str, Any]) -> OneScore:
        """One customer, from the values of features by name; None for what is not known.

        >>> import pandas, coterie
        >>> people = pandas.DataFrame({"customer_id": ["a", "b", "c", "d"], "age": [20, 21, 70, 71]})
        >>> coterie.segment(people, k=2, method="kmeans").scorer.one({"age": 68}).segment
        2
        """
        if self._single is None:
            return self.each([values])[0]
        self._check(values)
        segment, sure = self._single({name: _cell(values[name], self.features[name]) for name in self.needs})
        return OneScore(segment, self.model.names[segment], sure)

    def each(self, rows: Sequence[Mapping[str, Any]]) -> list[OneScore]:
        """A few customers, each as a mapping."""
        segment, sure = self._membership(self.arrays(rows)) if rows else ((), ())
        names = self.model.names
        return [OneScore(int(s), names[int(s)], float(c)) for s, c in zip(segment, sure, strict=True)]

    def arrays(self, rows: Sequence[Mapping[str, Any]]) -> Columns:
        """The features that count of a few customers, each as a mapping: an array per feature, the scores among them."""
        for row in rows:
            self._check(row)
        given = self._given(rows[0]) if rows else []
        return self._with_scores({name: _listed([row.get(name) for row in rows], self.features[name]) for name in given})

    def table(self, table: pa.Table) -> pa.Table:
        """A whole table: a row per row of it with `segment`, `name`, `confidence`, and `customer` where it has that."""
        import pyarrow as pa

        self._check(dict.fromkeys(table.column_names), strangers=True)
        given = self._given(table.column_names)
        segment, sure = np.empty(table.num_rows, dtype=np.int64), np.empty(table.num_rows)

        def fill(part: slice) -> None:
            rows = table.slice(part.start, part.stop - part.start)
            segment[part], sure[part] = self._membership(
                self._with_scores({name: _column(rows[name], self.features[name]) for name in given})
            )

        in_chunks(table.num_rows, CHUNK, fill, self._plan.threads) if table.num_rows else None
        ids = {"customer": table["customer"]} if "customer" in table.column_names else {}
        known = sorted(self.model.names)
        places = pa.array(np.searchsorted(known, segment), pa.int32())
        name = pa.DictionaryArray.from_arrays(places, pa.array([self.model.names[i] for i in known], pa.string())).cast(pa.string())
        return pa.table({**ids, "segment": segment, "name": name, "confidence": sure})

    def _membership(self, columns: Columns) -> tuple[Integers, Floats]:
        """Segment and confidence of each row."""
        if self.model.rule:
            return self._by_rule(columns)
        segment, sure, _ = membership(self.model, coordinates(self.model.space, columns), threads=1)
        return segment, sure

    def _with_scores(self, columns: Columns) -> Columns:
        """The columns with the scores that were not given."""
        made = [name for name in self._cuts if name in self._used and name not in columns]
        return columns | {name: _score(self._cuts[name], columns[self._cuts[name].feature]) for name in made}

    def _by_rule(self, columns: Columns) -> tuple[Integers, Floats]:
        """By a rule, which is SQL: through the stage that a run goes through."""
        with self._lock:
            self._engine = self._engine or DuckDBEngine(threads=1)
            self._engine.load(ASKED, {"position": np.arange(len(next(iter(columns.values())))), **columns})
            features = replace(self._story.features, table=ASKED)
            known = walk(APPLY[-1:], engine=self._engine, plan=self._plan, features=features, model=self.model, space=None)
            return known["assigned"].segment, known["assigned"].confidence

    def _given(self, names: Any) -> list[str]:
        """The features that count, of those that are given."""
        return [name for name in self._used if name in names]

    def _check(self, given: Mapping[str, Any], *, strangers: bool = False) -> None:
        """Refuse what lacks a feature that counts, and, where no strangers are welcome, what is no feature of the run."""
        for name in self.needs:
            if name not in given:
                remedy = f"These count: {', '.join(self.needs)}. Leave empty what is not known."
                raise InputError("missing-feature", f"The feature '{name}' is missing", place=name, remedy=remedy)
        for name in () if strangers else given:
            if name not in self.features:
                raise InputError("unknown-feature", f"The run has no feature {shown(name)}", remedy=did_you_mean(str(name), self.features))


def _listed(values: list[Any], feature: Feature) -> NDArray[Any]:
    """Values of one feature as an array."""
    cells = [_cell(value, feature) for value in values]
    return np.array(cells, dtype=object) if feature.kind == "category" else np.array([np.nan if cell is None else cell for cell in cells])


def _cell(value: Any, feature: Feature) -> Any:
    """A value of a feature: a number, a text, or None for what is not known, for which pandas says NaN."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if feature.kind == "category":
        if not isinstance(value, str):
            raise _wrong(feature, value, "a text")
        return value
    if not isinstance(value, Real) or isinstance(value, bool):
        raise _wrong(feature, value, "a number")
    return _number(value)


def _number(value: Any) -> float:
    """A number; one that is too large to be one is infinite, and counts as missing."""
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def _column(column: pa.ChunkedArray, feature: Feature) -> NDArray[Any]:
    """A column as an array: numbers with NaN for what is missing, or texts with None."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if feature.kind == "category":
        found: NDArray[Any] = column.cast(pa.string()).to_numpy()
        return found
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind)):
        raise _wrong(feature, kind, "a number")
    numbers: NDArray[Any] = column.cast(pa.float64(), safe=False).to_numpy()
    return numbers


def _wrong(feature: Feature, value: object, wanted: str) -> InputError:
    return InputError("bad-feature", f"{feature.name} is {shown(value)}, but it must be {wanted}", place=feature.name, remedy="Correct it.")


def _score(cuts: Cuts, values: NDArray[Any]) -> NDArray[Any]:
    """The score of each value, as `sql/scores.py` says it."""
    steps = np.array([values >= edge for edge in cuts.edges]).sum(axis=0) if cuts.edges else np.zeros(len(values))
    return np.where(np.isnan(values), np.nan, cuts.bins - steps if cuts.reverse else 1.0 + steps)
