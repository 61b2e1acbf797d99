"""Principal components of a covariance, with a sign and an order that never change by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coterie.records import Floats


def principal_components(covariance: Floats, count: int) -> tuple[Floats, Floats]:
    """The first components (count × axes), the largest loading of each positive, and the share of the variance each explains.

    >>> components, explained = principal_components(np.array([[3.0, 0.0], [0.0, 1.0]]), 2)
    >>> components.tolist(), explained.tolist()
    ([[1.0, 0.0], [0.0, 1.0]], [0.75, 0.25])
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        values, vectors = np.linalg.eigh(covariance)
    values, components = np.maximum(values[::-1], 0.0), vectors.T[::-1][:count]
    largest = np.argmax(np.abs(components).round(9), axis=1)
    signs = np.sign(components[np.arange(len(components)), largest])
    return components * signs[:, None] + 0.0, (values / (values.sum() or 1.0))[:count]
