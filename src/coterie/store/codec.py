"""Records as JSON and back, by their own type hints. Arrays go aside, by the path at which they stood."""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

HINTS = {"Floats": NDArray[np.float64], "Integers": NDArray[np.int64]}


def to_plain(value: Any, arrays: dict[str, NDArray[Any]], path: str = "") -> Any:
    """A record as what JSON can say; arrays are put into `arrays` under their path.

    >>> from coterie.records import Dropped
    >>> to_plain(Dropped("age", "constant"), {})
    {'feature': 'age', 'reason': 'constant'}
    """
    if is_dataclass(value) and not isinstance(value, type):
        hints = _hints(type(value))
        return {
            f.name: to_plain(_as_hinted(hints[f.name], getattr(value, f.name)), arrays, f"{path}.{f.name}".lstrip("."))
            for f in fields(value)
        }
    if isinstance(value, np.ndarray):
        arrays[path] = np.ascontiguousarray(value)
        return {"array": path}
    if isinstance(value, Mapping):
        return {str(k): to_plain(v, arrays, f"{path}.{k}") for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return [to_plain(v, arrays, f"{path}.{i}") for i, v in enumerate(items)]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def from_plain(kind: Any, value: Any, arrays: Mapping[str, NDArray[Any]]) -> Any:
    """What `to_plain` said, as a value of the given type.

    >>> from coterie.records import Dropped
    >>> from_plain(Dropped, {"feature": "age", "reason": "constant"}, {})
    Dropped(feature='age', reason='constant')
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _from_union(inner, value, arrays)
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**{k: from_plain(hint, value[k], arrays) for k, hint in _hints(kind).items() if k in value})
    if isinstance(value, dict) and value.keys() == {"array"}:
        return arrays[value["array"]]
    if origin in (tuple, frozenset):
        return _from_sequence(origin, inner, value, arrays)
    if isinstance(value, dict) and inner:
        return {from_plain(inner[0], k, arrays): from_plain(inner[1], v, arrays) for k, v in value.items()}
    if kind is float:
        return math.nan if value is None else float(value)
    if kind is int:
        return int(value)
    return date.fromisoformat(value) if kind is date else value


def _as_hinted(hint: Any, value: Any) -> Any:
    """An integer in a field of floats as a float, so that a record reads the same before and after."""
    return float(value) if hint is float and isinstance(value, int) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    """The field types of a record."""
    return get_type_hints(kind, localns=HINTS)


def _from_union(options: tuple[Any, ...], value: Any, arrays: Mapping[str, NDArray[Any]]) -> Any:
    """A value of `X | None`, or of a union of plain types, which stays as it is."""
    if value is None:
        return None
    others = [o for o in options if o is not type(None)]
    plain = len(others) > 1 or get_origin(others[0]) is Literal
    return value if plain else from_plain(others[0], value, arrays)


def _from_sequence(origin: Any, inner: tuple[Any, ...], value: Any, arrays: Mapping[str, NDArray[Any]]) -> Any:
    """A tuple or a frozen set of anything."""
    many = origin is frozenset or inner[-1] is Ellipsis
    hints = [inner[0]] * len(value) if many else inner
    return origin(from_plain(hint, item, arrays) for hint, item in zip(hints, value, strict=True))
