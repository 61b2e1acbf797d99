"""On which line of its file each row of a text stands, and the records that could not be read; memory holds a few of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coterie.engines.duckdb import DuckDBEngine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Rows are joined to their shift by blocks of so many.
BLOCK = 256
PENDING = 100_000
PENDING_TEXT = 1 << 26


class Places:
    """From row to line: a row (from 1) stands on the line of its number plus a shift, which changes from some rows on.

    >>> with DuckDBEngine() as engine:
    ...     places = Places(engine, "t")
    ...     places.row(1, 2)
    ...     places.row(2, 5)
    ...     numbered = places.numbered("SELECT i AS _row FROM range(1, 4) AS rows (i)", 3)
    ...     engine.rows(f"SELECT _row, {numbered[0]} FROM {numbered[1]} ORDER BY _row")
    [(1, 2), (2, 5), (3, 6)]
    """

    def __init__(self, engine: DuckDBEngine, slot: str) -> None:
        self._engine, self._table = engine, f"{slot}_places"
        self._rows, self._shifts = list[int](), list[int]()
        self._written = False

    def row(self, row: int, line: int) -> None:
        """Rows from this one on stand on lines from this one on."""
        if not self._shifts or line - row != self._shifts[-1]:
            self._rows.append(row)
            self._shifts.append(line - row)
            if len(self._rows) > PENDING:
                self._write(row)

    def rows(self, row: int, lines: NDArray[np.int64]) -> None:
        """The lines of several rows, of which the first is this one."""
        import numpy as np

        shifts = lines - np.arange(row, row + len(lines))
        changes = np.flatnonzero(np.diff(shifts, prepend=self._shifts[-1] if self._shifts else shifts[0] - 1))
        self._rows.extend((row + changes).tolist())
        self._shifts.extend(shifts[changes].tolist())
        if len(self._rows) > PENDING:
            self._write(row + len(lines))

    def numbered(self, rows: str, count: int) -> tuple[str, str]:
        """SQL for the line, and for what to select it from: a query that gives `count` rows with their number as `_row`."""
        if not self._written and len(self._rows) <= 1:
            return f"_row + {self._shifts[0] if self._shifts else 0}", f"({rows}) AS rows"
        self._write(count + 1)
        same = f"_row // {BLOCK} = places.block AND _row BETWEEN places.low AND places.high"
        return "_row + places.shift", f"({rows}) AS rows JOIN {self._table} AS places ON {same}"

    def _write(self, upto: int) -> None:
        """Write down the shifts of the rows before this one, each for rows of one block only."""
        import numpy as np

        rows, shifts = np.array(self._rows), np.array(self._shifts)
        low = np.union1d(rows, np.arange(rows[0] + BLOCK - rows[0] % BLOCK, upto, BLOCK))
        low = low[low < upto]
        shift = shifts[np.searchsorted(rows, low, side="right") - 1]
        columns = {"block": low // BLOCK, "low": low, "high": np.append(low[1:], upto)[: len(low)] - 1, "shift": shift}
        self._engine.load(self._table, columns, more=self._written)
        self._written = True
        self._rows, self._shifts = [upto], [self._shifts[-1]]


class Lost:
    """Records that cannot be read: the line, the raw text and the reason."""

    def __init__(self, engine: DuckDBEngine, slot: str) -> None:
        self._engine, self.table = engine, f"{slot}_lost"
        self._pending, self._size = list[tuple[int, str, str]](), 0
        self.count = 0

    def add(self, line: int, raw: str, fault: str) -> None:
        """One more."""
        self._pending.append((line, raw, fault))
        self.count += 1
        self._size += len(raw)
        if len(self._pending) >= PENDING or self._size >= PENDING_TEXT:
            self._write()

    def written(self) -> bool:
        """Whether there are any; their table has the columns `line`, `raw` and `fault`."""
        if self._pending:
            self._write()
        return self.count > 0

    def _write(self) -> None:
        """Hand them to the engine."""
        import numpy as np

        lines, raw, faults = zip(*self._pending, strict=True)
        columns = {"line": np.array(lines), "raw": np.array(raw, object), "fault": np.array(faults, object)}
        self._engine.load(self.table, columns, more=self.count > len(self._pending))
        self._pending, self._size = [], 0
