"""Names of an earlier run: kept while they are true, never given to another segment, and what no longer holds is said."""

import numpy as np
import pytest

from coterie.explain.kept import faded
from coterie.explain.naming import Named, still_fits
from coterie.records import Lineage, Model, Previous, Segment, SpaceModel, Trait
from explained import explained


def previous_of(*segments, names=None):
    called = {s.id: s.name for s in segments} | (names or {})
    return Previous("before", "previous_run", 100, None, segments, called)


def segment_of(number, name, *traits):
    return Segment(number, name, "", 50, 0.5, 0.0, 0.0, 1.0, tuple(traits), (), ())


def trait_of(feature, difference, words="as it was"):
    return Trait(feature, 1.0, 0.0, "mean", difference, words)


def after(engine, previous, kept, columns=None, ids=(1, 2)):
    """Two segments of people, apart by their income, after an earlier run of which `kept` are still there."""
    columns = columns or {"milk": np.repeat([1.0, 9.0], 50) + np.tile([0.0, 0.5], 50), "fresh": np.tile([1.0, 2.0], 50)}
    lineage = Lineage("before", None, "customers", 100, 1.0, tuple(kept), (), dict(previous.names), max(ids))
    found = explained(engine, columns, np.repeat(ids, 50), previous=previous, ids=tuple(ids), lineage=lineage).segments
    return {s.id: s for s in found}


def test_a_name_made_of_traits_stays_while_they_hold(engine):
    fresh = after(engine, previous_of(), ())
    held = after(engine, previous_of(segment_of(1, "Milkless", trait_of("milk", -0.9))), (1,))
    assert held[1].name == "Milkless"
    assert held[2].name == fresh[2].name
    assert held[1].faded == ()


def test_a_name_made_of_traits_goes_when_they_do(engine):
    fresh = after(engine, previous_of(), ())
    turned = after(engine, previous_of(segment_of(1, "Milky", trait_of("milk", 0.9))), (1,))
    assert turned[1].name == fresh[1].name
    assert turned[1].faded == ()  # it does not keep its name, so there is nothing to take back


SHOP = ("recency", "frequency", "money", "order_value")
BOUNDS = [  # champions have ordered lately and often, and spent much
    ("Champions", (-1.0, 1.4, 1.9), True),
    ("Champions, high order value", (-1.0, 1.4, 1.9), True),
    ("Champions", (-0.3, 1.2, 0.4), True),  # a little beyond a bound of the name
    ("Champions", (-0.3, 1.2, 0.2), False),
    ("Champions", (0.5, 1.4, 1.9), False),
    ("Champions of ours", (-1.0, 1.4, 1.9), None),
]


@pytest.mark.parametrize(("name", "place", "expected"), BOUNDS)
def test_a_name_that_stands_for_a_situation_stays_a_little_beyond_its_bounds(maker, name, place, expected):
    make = maker(SHOP)
    segment = make.segment(1, dict(zip(SHOP, place, strict=False)), quiet=0.1)
    assert still_fits(name, segment, make.everyone) is expected


def test_what_no_longer_holds_of_a_name_that_stays_is_said(maker):
    make = maker(SHOP)
    traits = (trait_of("money", 1.9, "spend much"), trait_of("order_value", 1.1, "have big baskets"), trait_of("recency", 1.0, "are late"))
    previous = previous_of(segment_of(1, "Champions", *traits))
    lineage = Lineage("before", None, "customers", 100, 1.0, (1,), (), {}, 2)
    model = Model((), (), SpaceModel((), ()), "kmeans", 1, None, np.zeros((1, 1)), lineage=lineage)
    segments = [make.segment(1, {"recency": -1.0, "frequency": 1.4, "money": 1.9}), make.segment(2, {"money": -1.0})]
    named = {1: Named("Champions", "champions", ""), 2: Named("Others", "", "")}
    assert faded(segments, named, model, previous) == {1: ("have big baskets",)}
    assert faded(segments, {**named, 1: Named("Loyal", "", "")}, model, previous) == {}
    assert faded(segments, named, model, None) == {}


@pytest.mark.parametrize("given", ["found", "the user's own"])
def test_no_other_segment_is_called_as_one_that_stays(engine, given):
    fresh = after(engine, previous_of(), ())
    name = fresh[2].name
    before = segment_of(1, name if given == "found" else "Milkless", trait_of("milk", -0.9))
    found = after(engine, previous_of(before, names={1: name}), (1,))
    assert found[1].name == before.name
    assert found[2].name == f"{name}, group 2"


def test_segments_stand_by_value_whatever_their_ids(engine):
    found = after(engine, previous_of(segment_of(3, "Third")), (3,), ids=(7, 3))
    assert list(found) == [7, 3]


def test_the_name_of_all_is_not_kept_by_a_part(engine):
    assert after(engine, previous_of(segment_of(1, "All customers")), (1,))[1].name != "All customers"
