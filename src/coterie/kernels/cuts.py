"""The weighted normalised cut: where points lie once what is alike is drawn together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coterie.kernels.nearest import squared_distances

if TYPE_CHECKING:
    from coterie.records import Floats

TINY = 1e-12
SHEAF = 32  # so many directions are found at once, so that a smaller number of groups begins with the same ones


@dataclass(frozen=True)
class Alike:
    """How alike points are, normalised, and the root of how many customers each is like."""

    matrix: Floats
    root: Floats
    weight: Floats


def alike(mean: Floats, weight: Floats, gamma: float) -> Alike:
    """exp(−gamma · squared distance), each point as often as it has customers, and no customer like itself.

    >>> alike(np.array([[0.0], [0.0]]), np.ones(2), 1.0).matrix.tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    found = np.exp(-gamma * squared_distances(mean, mean)) * weight
    np.fill_diagonal(found, np.maximum(weight - 1.0, 0.0))
    root = np.sqrt(np.maximum(found.sum(axis=1), TINY))
    half = np.sqrt(weight)
    found *= half[:, None] / half / root[:, None] / root
    return Alike((found + found.T) / 2, root, weight)


def embedded(known: Alike, count: int) -> Floats:
    """Points × so many directions: the smoothest ways of telling what is not alike apart.

    >>> places = embedded(alike(np.array([[0.0], [1.0], [9.0], [10.0]]), np.ones(4), 1.0), 2)
    >>> np.allclose(places[[0, 2]], places[[1, 3]])
    True
    """
    from scipy.linalg import eigh

    size = len(known.root)
    taken = min(size, SHEAF * -(-count // SHEAF))
    vectors = eigh(known.matrix, subset_by_index=(size - taken, size - 1))[1][:, ::-1][:, :count]
    places: Floats = vectors / (known.root * np.sqrt(known.weight))[:, None]
    strongest = np.abs(places).round(9).argmax(axis=0)
    places *= np.sign(places[strongest, np.arange(places.shape[1])])
    return places
