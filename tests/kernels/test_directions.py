"""The directions of the map: those of all customers, also where points stand for several."""

import numpy as np
import pytest

from coterie.kernels.directions import directions_of
from coterie.records import Points


def test_scatter_counts_in_the_map():
    rng = np.random.default_rng(4)
    cloud = rng.normal(size=(300, 3)) * [3, 2, 1]
    whole = Points(cloud, np.ones(300), np.zeros((300, 3, 3)), np.arange(300), True)
    parts = [cloud[i : i + 30] for i in range(0, 300, 30)]
    mean = np.array([p.mean(axis=0) for p in parts])
    scatter = np.array([(p - p.mean(axis=0)).T @ (p - p.mean(axis=0)) for p in parts])
    few = Points(mean, np.full(10, 30.0), scatter, np.repeat(np.arange(10), 30), False)
    center, directions, shown = directions_of(whole)
    center_few, directions_few, shown_few = directions_of(few)
    assert np.allclose(center, center_few)
    assert np.allclose(directions, directions_few)
    assert shown == pytest.approx(shown_few)
