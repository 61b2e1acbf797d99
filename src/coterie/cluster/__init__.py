"""The cluster stage: every method for every k, on weighted points; and rules on features. One file per method."""

from typing import Any

from coterie.cluster._candidates import cluster
from coterie.registry import assigned, member

__all__ = ["cluster"]


def __getattr__(name: str) -> Any:
    """A method by the name of its class, imported now.

    >>> from coterie.cluster import KMeans
    >>> KMeans(2).fit_predict([[0.0], [1.0], [8.0]])
    array([0, 0, 1])
    """
    method = assigned("cluster").get(name, "")
    if not method:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return member("cluster", method)


def __dir__() -> list[str]:
    return [*__all__, *assigned("cluster")]
