"""A chart of a saved run is the one that was drawn before it was saved."""

from __future__ import annotations

from pathlib import Path

import pytest

import coterie
from coterie.charts import draw_all
from coterie.demo import make_world


@pytest.mark.parametrize(("business", "least"), [("shop", 15), ("mall", 8)])
def test_every_chart_is_the_same_before_saving_and_after_loading(tmp_path: Path, business: str, least: int) -> None:
    world = make_world(business, tmp_path, customers=200)
    result = coterie.segment(*[file for file in (world.orders, world.customers) if file], k="2:4")
    again = coterie.load(result.save(tmp_path / "results"))
    before, after = draw_all(result.story), draw_all(again.story)
    assert [chart.name for chart in after] == [chart.name for chart in before]
    assert after == before
    assert len(before) >= least
