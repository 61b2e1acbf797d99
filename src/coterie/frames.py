"""The door for data frames: which kind the user came with, and tables back as that same kind."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Any

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
