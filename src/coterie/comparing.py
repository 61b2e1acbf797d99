"""Two results side by side, as an object that a user holds."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coterie import report
from coterie.compare import since_told
from coterie.frames import as_kind
from coterie.scoring import table_path
from coterie.sql import quote
from coterie.store.folder import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from coterie.records import Comparison, Story
    from coterie.segmentation import Segmentation

numbers = itertools.count(1)


class Compared:
    """Who moved between two results, and whether the earlier segments still fit. Made by `Segmentation.compare`.

    `story` is that of the later result, with the comparison in it; `verdict` is keep, refresh, anew, or "" where nothing can be said.
    """

    def __init__(self, later: Segmentation, story: Story, *, then: str, now: str) -> None:
        self.story = story
        self._later, self._then, self._now = later, then, now  # the later result holds the engine, and with it the tables

    def __repr__(self) -> str:
        """What there is to say, a line each."""
        return "\n".join(self.sentences)

    @property
    def found(self) -> Comparison:
        """The comparison as a plain record."""
        return self.story.comparison

    @property
    def earlier(self) -> pa.Table:
        """The customers of the earlier result, each with the segment of the later one that theirs is now.

        Who was in one that is no longer there keeps its id, unless the later result calls another one so.
        """
        same = {m.before: m.after for m in self.found.moves if m.stayed}
        here = {m.after for m in self.found.moves}
        same |= {m.before: m.before for m in self.found.moves if m.before not in same and m.before not in here}
        cases = "".join(f" WHEN {then} THEN {now}" for then, now in same.items() if then is not None)
        segment = f"CASE segment{cases} END" if cases else "NULL"
        return self._later._engine.arrow(f"SELECT customer, CAST({segment} AS BIGINT) AS segment FROM {self._then}")

    @property
    def record(self) -> dict[str, Any]:
        """All of it as plain records: the verdict and its reason, how many stayed and moved, moves, drift, fit, and the sentences."""
        told = {name: getattr(self.found, name) for name in ("verdict", "reason", "both", "moved", "new", "lost", "moves", "drift", "fit")}
        return {**told, "sentences": self.sentences}

    @property
    def verdict(self) -> str:
        """Keep the earlier segments, refresh who is in them, or segment anew."""
        return self.found.verdict

    @property
    def names(self) -> Mapping[int, str]:
        """What the segments of the later result are called."""
        return self.story.model.names

    @property
    def sentences(self) -> tuple[str, ...]:
        """What became of segments and customers, and the verdict with its reason."""
        return since_told(self.story)

    @property
    def migration(self) -> Any:
        """A row per pair of segments: id and name then and now, customers, their money by then and by now, and whether they stayed.

        A missing segment of then means new customers, one of now those who are no longer there.
        """
        import pyarrow

        moves, names = self.found.moves, self.names
        columns = {
            "before": pyarrow.array([m.before for m in moves], pyarrow.int64()),
            "before_name": pyarrow.array([None if m.before is None else self.found.names[m.before] for m in moves], pyarrow.string()),
            "after": pyarrow.array([m.after for m in moves], pyarrow.int64()),
            "after_name": pyarrow.array([None if m.after is None else names[m.after] for m in moves], pyarrow.string()),
            **{what: [getattr(m, what) for m in moves] for what in ("customers", "money_before", "money_after", "stayed")},
        }
        return as_kind(pyarrow.table(columns), self._later._kind)

    @property
    def drift(self) -> Any:
        """A row per feature: what is usual then and now, the stability index, and what it means; the most moved first."""
        import pyarrow

        fields = ("feature", "level", "before", "after", "index", "grade")
        return as_kind(pyarrow.table({name: [getattr(d, name) for d in self.found.drift] for name in fields}), self._later._kind)

    @property
    def customers(self) -> Any:
        """A row per customer of either result: the segment then and now, empty where a customer is in one of them only."""
        return as_kind(self._later._engine.arrow(self._customers), self._later._kind)

    def write_customers(self, path: str | Path) -> Path:
        """Write the customers with their segment then and now as CSV or Parquet, by the name's ending."""
        wanted = table_path(path)
        return write_whole(wanted, lambda temporary: self._later._engine.write_table(self._customers, temporary))

    @property
    def _customers(self) -> str:
        return (
            f"SELECT coalesce(b.customer, a.customer) AS customer, b.segment AS before, a.segment AS after"
            f" FROM {quote.name(self._then)} AS b FULL JOIN {quote.name(self._now)} AS a ON a.customer = b.customer ORDER BY 1"
        )

    def report(self, path: str | Path = "comparison.html", *, format: str = "") -> Path:
        """Write the report of the later result, with what became of the earlier one."""
        return report.write(self.story, Path(path), form=format)
