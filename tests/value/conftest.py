"""What the tests of the value share: CDNOW as published, and shops made by the models themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from coterie.value._base import Histories

END = date(1997, 9, 30)


@pytest.fixture(scope="session")
def cdnow(shared: Path) -> dict[str, dict[date, float]]:
    """Money per customer and day, of the published sample, up to the end of the calibration."""
    found: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    for line in (shared / "cdnow_sample.txt").read_text().splitlines():
        _, customer, day, _, dollars = line.split()
        at = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        if at <= END:
            found[customer][at] += float(dollars)
    return found


@pytest.fixture(scope="session")
def histories(cdnow: dict[str, dict[date, float]]) -> Histories:
    """The distinct histories of CDNOW."""
    rows = Counter((len(days) - 1, (max(days) - min(days)).days, (END - min(days)).days) for days in cdnow.values())
    keys = np.array(sorted(rows))
    return Histories.of(*keys.T, [rows[tuple(key)] for key in keys.tolist()])
