"""Every name map gives a customer the same name on every engine, also where scores are missing."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import pytest

from coterie.registry import member, members

MAPS = [name for name in members("cluster") if member("cluster", name).rule and name != "own-map"]
KNOWN = [(i, *scores, 7 * i % 500, i * i % 23, f"{i * i % 97}.50") for i, scores in enumerate(product(range(1, 6), repeat=3))]


@pytest.mark.parametrize("name", MAPS)
def test_a_name_map_answers_the_same_everywhere(name, ask, engine):
    columns = "position BIGINT, r_score BIGINT, f_score BIGINT, m_score BIGINT, recency BIGINT, frequency BIGINT, money DOUBLE"
    rows = ", ".join(map(str, KNOWN)).replace("'", "") + ", (125, NULL, NULL, NULL, NULL, NULL, NULL)"
    for run in {ask, engine.rows}:
        for line in (f"DROP TABLE IF EXISTS mapped_{name[4:]}", f"CREATE TABLE mapped_{name[4:]} ({columns})"):
            run(line)
        run(f"INSERT INTO mapped_{name[4:]} VALUES {rows}")

    def numbers(run):
        rule = member("cluster", name)().cut(SimpleNamespace(rows=run), f"mapped_{name[4:]}")
        return rule.cuts, [row[0] for row in run(f"SELECT {rule.segment_sql()} FROM mapped_{name[4:]} ORDER BY position")]

    cuts, found = numbers(ask)
    assert (cuts, found) == numbers(engine.rows)
    assert len(set(found)) > 5
