"""A region holds the customers that lie in it: by the map that is drawn, or by two features."""

from __future__ import annotations

import pytest

from coterie.errors import InputError


def test_the_map_is_the_one_that_is_drawn(loaded):
    portrait = loaded.story.segments.portrait
    assert len(portrait.x) == loaded.story.features.customers  # all are in the sample
    box = ((-0.5, 2.0), (None, 0.75))
    inside = [s for x, y, s in zip(portrait.x, portrait.y, portrait.segment, strict=True) if -0.5 <= x <= 2.0 and y <= 0.75]
    found = loaded.region(*box)
    assert found.customers == len(inside)
    assert dict(found.segments) == {s: inside.count(s) for s in sorted(set(inside))}
    assert found.share == len(inside) / len(portrait.x)


def test_two_features_are_a_filter(loaded):
    everyone = loaded.customers
    found = loaded.region((0, 60), (200, None), features=("recency", "money"))
    held = everyone[everyone.recency.between(0, 60) & (everyone.money >= 200)]
    assert found.customers == len(held)
    assert found.money == pytest.approx(held.money.sum())
    assert found.money_share == pytest.approx(held.money.sum() / everyone.money.sum())


def test_a_segment_as_a_region_is_told_like_the_segment(fresh):
    everyone = fresh.region()
    assert everyone.customers == fresh.story.features.customers
    assert everyone.share == 1
    late = fresh.region((180, None), features=("recency", "money"))
    assert late.traits[0].feature == "recency"
    assert late.sentence.startswith(f"{late.customers:,} customers (")


def test_nobody_is_there(fresh):
    found = fresh.region((10_000, None), features=("recency", "money"))
    assert (found.customers, found.sentence, dict(found.segments)) == (0, "Nobody.", {})


@pytest.mark.parametrize("features", [("recency", "mony"), ("city", "money")])
def test_what_is_no_number_is_refused(fresh, features):
    with pytest.raises(InputError, match="no number called"):
        fresh.region(features=features)
