"""The embedded engine, and the contract that other engines will keep."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coterie.errors import SurroundingsError
from coterie.meter import Meter, unmetered
from coterie.sql import quote
from coterie.sql.harmless import harmless, harmless_text
from coterie.sql.primitives import duckdb_macros

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

MEMBER = "DuckDBEngine"
_CONFINED: ContextVar[tuple[Path, ...] | None] = ContextVar("confined", default=None)


@contextmanager
def confined(*folders: str | Path) -> Iterator[None]:
    """Every engine made in the block reaches no file outside these folders, loads no extension, and cannot be told otherwise.

    >>> with confined("uploads"), DuckDBEngine() as engine:
    ...     engine.complaint("SELECT count(*) FROM read_text('pyproject.toml')").partition(":")[0]
    'Permission Error'
    """
    token = _CONFINED.set(tuple(Path(folder).absolute() for folder in folders))
    try:
        yield
    finally:
        _CONFINED.reset(token)


class DuckDBEngine:
    """DuckDB inside this process: nothing to install, larger than memory by spilling to a folder.

    >>> with DuckDBEngine() as engine:
    ...     engine.rows("SELECT days_between(DATE '2024-01-31', DATE '2024-02-01')")
    [(1,)]
    """

    dialect = "duckdb"

    def __init__(self, *, threads: int | None = None, memory: str | None = None) -> None:
        import duckdb

        self._duckdb = duckdb
        self.meter: Meter = unmetered
        self._relied: list[Callable[[], None]] = []
        self._doubts: list[Callable[[], None]] = []
        self._spill = tempfile.TemporaryDirectory(prefix="coterie-", ignore_cleanup_errors=True)
        settings: dict[str, Any] = {
            "temp_directory": self._spill.name,
            "autoinstall_known_extensions": "false",
        }
        if threads:
            settings["threads"] = threads
        if memory:
            settings["memory_limit"] = memory
        self._connection = duckdb.connect(":memory:", config=settings)
        self._connection.execute("SET TimeZone = 'UTC'")
        if self.rows("SELECT current_setting('enable_progress_bar')") == [(True,)]:  # in a notebook it may be off, and then cannot be set
            self._connection.execute("SET enable_progress_bar = false")  # the stages tell of progress; two bars would fight
        self._connection.execute(duckdb_macros())
        if (folders := _CONFINED.get()) is not None:
            self._confine(folders)

    def __enter__(self) -> DuckDBEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of memory and spilled files."""
        self._connection.close()
        self._spill.cleanup()

    def _confine(self, folders: tuple[Path, ...]) -> None:
        """Shut all doors but those of some folders; the last statement takes away the key."""
        allowed = ", ".join(quote.text(f"{folder}/") for folder in (Path(self._spill.name).absolute(), *folders))
        for setting in (
            f"allowed_directories = [{allowed}]",
            "python_enable_replacements = false",
            "autoload_known_extensions = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            self._connection.execute(f"SET {setting}")

    def run(self, sql: str) -> Any:
        """Run a statement; what the surroundings did wrong becomes an error that says so."""
        with self._told():
            return self._connection.execute(sql)

    def doubt(self, check: Callable[[], None]) -> None:
        """Have something looked at whenever a statement fails: `check` raises an error of ours if that is what is broken."""
        self._doubts.append(check)

    def rely(self, check: Callable[[], None]) -> None:
        """Have `check` raise an error of ours where a source is not what it was; asked after every stage, and when a statement fails."""
        self._relied.append(check)

    def hold(self) -> None:
        """Refuse to go on where what is relied on has changed."""
        for check in self._relied:
            check()

    def _asked(self) -> None:
        """Look at all that there is doubt about; what fails meanwhile is not asked again."""
        self.hold()
        doubts, self._doubts = self._doubts, []
        try:
            for check in doubts:
                check()
        finally:
            self._doubts = doubts

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Memory and disk that fail, told as errors of ours."""
        try:
            yield
        except self._duckdb.OutOfMemoryException as error:
            fact = "The engine ran out of memory or of room to spill"
            remedy = "Give it more with --memory, or free space in the temporary folder."
            raise SurroundingsError("out-of-memory", fact, place=str(error).partition("\n")[0], remedy=remedy) from error
        except self._duckdb.Error as error:
            self._asked()
            if not isinstance(error, self._duckdb.IOException):
                raise
            raise SurroundingsError("engine-io", "The engine could not read or write", place=str(error).partition("\n")[0]) from error

    def complaint(self, query: str) -> str:
        """What the engine has against a query that holds a condition of the user's: its first line, "" when it runs.

        >>> DuckDBEngine().complaint("SELECT 1; SELECT 2")
        'it is not one condition'
        """
        try:
            if len(self._duckdb.extract_statements(query)) != 1:
                return "it is not one condition"
            self.run(query).fetchall()
        except self._duckdb.Error as error:
            return str(error).partition("\n")[0]
        return ""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The result as tuples; for results that are small."""
        found: list[tuple[Any, ...]] = self.run(sql).fetchall()
        return found

    def row(self, sql: str) -> dict[str, Any]:
        """The only row of a result, by column name."""
        result = self.run(sql)
        names = [d[0] for d in result.description]
        return dict(zip(names, result.fetchall()[0], strict=True))

    def columns(self, sql: str) -> list[str]:
        """The column names that a query gives."""
        return [str(r[0]) for r in self.rows(f"DESCRIBE {sql}")]

    def arrow(self, sql: str) -> pa.Table:
        """The result as an Arrow table."""
        with self._told():
            return self._connection.sql(sql).to_arrow_table()

    def arrays(self, sql: str) -> dict[str, NDArray[Any]]:
        """The result as one NumPy array per column."""
        found: dict[str, NDArray[Any]] = self.run(sql).fetchnumpy()
        return found

    def matrix(self, sql: str) -> NDArray[np.float64]:
        """An all-numeric result as one matrix (rows × columns), in the order that the query gives; NULL becomes NaN."""
        import numpy as np

        columns = list(self.arrays(sql).values())
        matrix = np.empty((len(columns[0]), len(columns)))
        for number in range(len(columns)):
            column = columns.pop(0).astype(float)  # let go of each one once it is copied
            matrix[:, number] = column.filled(np.nan) if hasattr(column, "filled") else column  # with NULL among it, it is masked
        return matrix

    def load(self, table: str, columns: Mapping[str, NDArray[Any]] | pa.Table, *, more: bool = False) -> None:
        """Make a table of arrays that lie in memory, or add `more` rows to it; NaN becomes NULL."""
        import numpy as np

        whole = {name: np.ascontiguousarray(values) for name, values in columns.items()} if isinstance(columns, Mapping) else columns
        with self.lent(whole) as view:
            into = f"INSERT INTO {quote.name(table)}" if more else f"CREATE OR REPLACE TABLE {quote.name(table)} AS"
            self.run(f"{into} SELECT * FROM {view}")

    @contextmanager
    def lent(self, data: Any, name: str = "coterie_lent") -> Iterator[str]:
        """Data of the caller, visible under a name while the block runs."""
        self._connection.register(name, data)
        try:
            yield quote.name(name)
        finally:
            self._connection.unregister(name)

    def lend(self, name: str, data: Any) -> str:
        """Data of the caller, visible under a name for as long as the engine lives."""
        self._connection.register(name, data)
        return quote.name(name)

    def scratch(self, suffix: str) -> Path:
        """The path of a new, empty file that goes away with the engine."""
        with tempfile.NamedTemporaryFile(dir=self._spill.name, suffix=suffix, delete=False) as file:
            return Path(file.name)

    def discard(self, path: Path) -> None:
        """Remove a file before the engine goes, if it is one of its scratch files."""
        if path.parent == Path(self._spill.name):
            path.unlink(missing_ok=True)

    def write_parquet(self, sql: str, path: Path) -> None:
        """Write a query's result as Parquet, in the order that it gives."""
        self.run(f"COPY ({sql}) TO {quote.text(str(path))} (FORMAT parquet, COMPRESSION zstd)")

    def write_table(self, sql: str, path: Path) -> None:
        """Write a query's result as CSV or Parquet; in CSV, text that a spreadsheet would run is made harmless."""
        if path.suffix == ".parquet":
            return self.write_parquet(sql, path)
        described = self.rows(f"DESCRIBE {sql}")
        cells = ", ".join(
            f"{harmless(quote.name(column)) if kind == 'VARCHAR' else quote.name(column)} AS {quote.name(harmless_text(column))}"
            for column, kind, *_ in described
        )
        self.run(f"COPY (SELECT {cells} FROM ({sql}) AS listed) TO {quote.text(str(path))} (FORMAT csv, HEADER)")
        return None
