"""Pandas frames as Arrow tables, column by column: names need not be text nor unique, and a column may mix types.

What Arrow would make something else of in silence is made text first: periods would become counts of months, a date and a
moment in one column would lose the clock.
"""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

EXACT = 1 << 53


def pandas_as_arrow(frame: Any) -> pa.Table:
    """A pandas frame as an Arrow table; an index that holds data is a column.

    >>> import pandas
    >>> pandas_as_arrow(pandas.DataFrame({("n", "sum"): [2.5, "x"]}, index=["a", "b"])).to_pydict()
    {'index': ['a', 'b'], 'n_sum': ['2.5', 'x']}
    """
    import pyarrow as pa

    names = [*_index_names(frame.index), *map(_name, frame.columns)]
    levels = [frame.index.get_level_values(place).to_series() for place, name in enumerate(_levels(frame.index)) if name is not None]
    columns = [*levels, *(frame.iloc[:, place] for place in range(frame.shape[1]))]
    return pa.table([_column(column) for column in columns], names=names)


def joined_names(frame: Any) -> tuple[str, ...]:
    """A note on names that were made of several levels.

    >>> import pandas
    >>> joined_names(pandas.DataFrame({("n", "sum"): [2.5]}))
    ("The names of the columns have 2 levels, which were joined: such as 'n_sum' of ('n', 'sum').",)
    """
    levels = frame.columns.nlevels
    made = next((name for name in frame.columns if levels > 1 and sum(map(bool, map(_name, name))) > 1), None)
    if made is None:
        return ()
    return (f"The names of the columns have {levels} levels, which were joined: such as {_name(made)!r} of {made!r}.",)


def _levels(index: Any) -> list[str | None]:
    """The name of each level of an index; None for one that only counts."""
    kinds = [index.get_level_values(place).dtype.kind for place in range(index.nlevels)]
    plain = "index" if index.nlevels == 1 else "index_{}"
    return [
        _name(name) if name is not None else None if kind in "iu" else plain.format(place)
        for place, (name, kind) in enumerate(zip(index.names, kinds, strict=True))
    ]


def _index_names(index: Any) -> list[str]:
    """The names of the levels that hold data."""
    return [name for name in _levels(index) if name is not None]


def _name(name: Any) -> str:
    """The name of a column as text; one of several levels is joined."""
    if isinstance(name, tuple):
        return "_".join(part for part in map(_name, name) if part)
    return "" if name is None or (isinstance(name, float) and math.isnan(name)) else str(name)


def _column(series: Any) -> pa.ChunkedArray:
    """One column; what Arrow cannot hold as one type, or only as something else, becomes text."""
    import pandas as pd
    import pyarrow as pa

    kind = series.dtype
    if isinstance(kind, pd.SparseDtype):
        series = series.sparse.to_dense()
    elif kind.kind == "f" and kind.itemsize not in (4, 8):
        series = series.astype("float64")
    try:
        texts = isinstance(kind, pd.PeriodDtype | pd.IntervalDtype) or (kind.kind == "O" and _mixes(series))
        made = _texts(series) if texts else pa.array(series, from_pandas=True)
    except (pa.ArrowException, OverflowError, UnicodeError):
        made = _texts(series)
    return made if isinstance(made, pa.ChunkedArray) else pa.chunked_array([made])


def _mixes(series: Any) -> bool:
    """Whether an object column holds values of several types, or moments with and without a zone."""
    values = series[series.notna()]
    kinds = set(map(type, values))
    return len(kinds) > 1 or (any(issubclass(kind, datetime) for kind in kinds) and len({value.tzinfo is None for value in values}) > 1)


def _texts(series: Any) -> pa.Array:
    """A column as texts."""
    import pyarrow as pa

    missing = series.isna()
    return pa.array([None if gone else _text(value) for value, gone in zip(series, missing, strict=True)], pa.large_string())


def _text(value: Any) -> str:
    """A value as text; a whole number has no tail, and halves of letters are spelled out.

    >>> [_text(v) for v in (17850.0, 2.5, b"a", [1, None], "\\ud800")]
    ['17850', '2.5', 'a', '[1, null]', '\\\\ud800']
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode(errors="backslashreplace")
    text = json.dumps(value, default=str, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
    return text.encode(errors="backslashreplace").decode()
