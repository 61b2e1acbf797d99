"""The door for data frames: which kind the user came with, and tables back as that same kind."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coterie.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa


def kind_of(data: Any) -> str:
    """`pandas`, `polars` or `arrow`: the user's own kind; for a path, pandas or Polars where one is loaded or installed.

    >>> import pandas
    >>> kind_of(pandas.DataFrame())
    'pandas'
    """
    root = type(data).__module__.partition(".")[0]
    if root in ("pandas", "polars"):
        return root
    if root == "pyarrow":
        return "arrow"
    for name in ("pandas", "polars"):
        if name in sys.modules:
            return name
    return next((name for name in ("pandas", "polars") if importlib.util.find_spec(name)), "arrow")


def as_arrow(data: Any) -> pa.Table:
    """A frame of any kind, or a mapping of columns, as an Arrow table.

    >>> as_arrow({"a": [1, 2]}).num_rows
    2
    """
    import narwhals as nw
    import pyarrow

    if isinstance(data, pyarrow.Table):
        return data
    try:
        frame = nw.from_native(pyarrow.table(data) if isinstance(data, Mapping) else data)
        made = (frame.collect() if isinstance(frame, nw.LazyFrame) else frame).to_arrow()
    except (TypeError, ValueError, pyarrow.ArrowException) as error:
        fact = f"A {type(data).__name__} cannot be read as a table: {str(error).partition(chr(10))[0]}"
        raise InputError("unknown-table", fact, remedy="Give a pandas, Polars or Arrow table.") from error
    return made if isinstance(made, pyarrow.Table) else pyarrow.table(made)


def as_kind(table: pa.Table, kind: str) -> Any:
    """An Arrow table as a frame of that kind.

    >>> import pyarrow
    >>> type(as_kind(pyarrow.table({"a": [1]}), "polars")).__name__
    'DataFrame'
    """
    if kind == "pandas":
        return table.to_pandas()
    if kind == "polars":
        import polars

        return polars.from_arrow(table)
    return table
