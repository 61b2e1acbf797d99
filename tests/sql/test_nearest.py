"""The label of the nearest prototype as SQL."""

import numpy as np

from coterie.records import Prototypes
from coterie.sql.nearest import label_sql


def test_a_reach_without_end_leaves_nobody_out():
    near = Prototypes(np.array([[0.0], [9.0]]), np.array([0, 1]), reach=np.array([np.inf, 2.0]))
    sql = label_sql(near, 0)
    assert "inf" not in sql
    assert sql.count("sqrt(") == 1
