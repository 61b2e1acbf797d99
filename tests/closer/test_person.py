"""One customer: the record agrees with the tables, the reasons add up, and every change does what it says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import coterie
from coterie.errors import InputError


@pytest.fixture(scope="module")
def people(fresh):
    return [fresh.customer(c) for c in fresh.customers.customer[::15]]


def test_the_record_is_what_the_tables_say(fresh, people):
    everyone = fresh.customers.set_index("customer")
    for person in people:
        row = everyone.loc[person.id]
        assert (person.segment, person.name, person.confidence) == (row.segment, row["name"], pytest.approx(row.confidence))
        for known in person.features:
            assert known.value == row[known.feature] or (known.value is None and pd.isna(row[known.feature])), known.feature
        assert dict(person.value) == {name: pytest.approx(row[name]) for name in fresh.story.value.columns}


def test_the_percentile_is_the_share_below_and_half_of_the_equal(fresh, people):
    everyone = fresh.customers
    for person in people:
        for known in person.features:
            if known.percentile is not None:
                column = everyone[known.feature].dropna()
                expected = ((column < known.value).sum() + (column == known.value).sum() / 2) / len(column)
                assert known.percentile == pytest.approx(expected)


def test_the_orders_are_all_of_them_the_newest_first(fresh, loaded, people):
    for person in people:
        features = {known.feature: known.value for known in person.features}
        bought = person.orders[person.orders.purchase]
        assert len(bought) == features["frequency"]
        assert person.orders["at"].is_monotonic_decreasing
        assert len(loaded.customer(person.id).orders) == len(person.orders)


def test_the_pulls_add_up_to_how_much_farther_the_runner_up_is(fresh, people):
    model = fresh.story.model
    places = fresh.coordinates.to_numpy()
    for person, place in zip(people, places[::15], strict=True):
        middles = dict(zip(model.by_value, model.centroids, strict=True))
        own, other = (((place - middles[i]) ** 2).sum() for i in (person.segment, person.reasons.runner_up))
        assert sum(reason.pull for reason in person.reasons.pulls) == pytest.approx(other - own)
        assert person.reasons.runner_up == min((i for i in middles if i != person.segment), key=lambda i: ((place - middles[i]) ** 2).sum())


def test_pulls_are_told_of_features_under_components_too(world):
    result = coterie.segment(world.orders, value="off", k=3, method="kmeans", pca=2)
    place, person = result.coordinates.to_numpy()[7], result.customer(result.customers.customer[7])
    middles = dict(zip(result.story.model.by_value, result.story.model.centroids, strict=True))
    own, other = (((place - middles[i]) ** 2).sum() for i in (person.segment, person.reasons.runner_up))
    assert sum(reason.pull for reason in person.reasons.pulls) == pytest.approx(other - own)
    assert {reason.feature for reason in person.reasons.pulls} <= {f.name for f in result.story.features.columns}


def test_every_change_gives_the_segment_that_it_names_and_half_of_it_does_not(fresh, people):
    changes = [(person, change) for person in people for change in person.changes]
    assert len(changes) >= 10
    for person, change in changes:
        found = fresh.what_if(person.id, {change.feature: change.after})
        assert (found.after.segment, found.after.name) == (change.segment, change.name)
        assert change.segment != person.segment
        assert change.sentence.startswith("If ")
        if isinstance(change.after, float):
            half = (change.before + change.after) / 2
            assert fresh.what_if(person.id, {change.feature: half}).after.segment == person.segment


def test_changes_stay_within_what_is_seen(fresh, people):
    everyone = fresh.customers
    for person in people:
        for change in person.changes:
            seen = everyone[change.feature].dropna()
            assert change.after in set(seen) if isinstance(change.after, str) else seen.min() <= change.after <= seen.max()


def test_the_reasons_of_a_rule_are_the_rule(world):
    result = coterie.segment(world.orders, value="off", method="rfm-grid")
    person = result.customer(result.customers.customer[3])
    assert person.reasons.sentences[0].startswith("The RFM grid calls R score ")
    assert all(change.feature in ("recency", "frequency", "money") for change in person.changes)


def test_who_is_in_no_segment_is_told_so(world):
    result = coterie.segment(world.orders, value="off", method="dbscan", parameters={"dbscan.eps": 1.5})
    outside = result.customers.query("segment == 0").customer.iloc[0]
    assert result.customer(outside).reasons.sentences[0].startswith("In no segment")


def test_the_earlier_segment_is_told(world, fresh):
    later = coterie.segment(world.orders, customers=world.customers, k=4, method="kmeans", previous=fresh)
    person = later.customer(later.customers.customer[0])
    assert person.previous == person.segment
    assert person.previous_name == person.name
    assert person.since == fresh.story.features.as_of


def test_an_attribute_called_like_our_column_is_not_taken_for_it():
    people = pd.DataFrame({"customer_id": list("abcdef"), "age": [1.0, 2, 3, 41, 42, 43], "previous_segment": [7.0, 8, 9, 7, 8, 9]})
    person = coterie.segment(people, k=2, method="kmeans").customer("a")
    assert (person.previous, person.since, person.orders) == (None, None, None)


def test_orders_that_were_not_kept_are_none(world, tmp_path):
    run = coterie.load(coterie.segment(world.orders, value="off", k=3, method="kmeans", keep=[]).save(tmp_path))
    assert run.customer(run.customers.customer[0]).orders is None


def test_who_is_not_there_is_refused(fresh):
    with pytest.raises(InputError, match="no customer 'nobody'"):
        fresh.customer("nobody")


def test_one_segment_has_no_runner_up():
    alike = pd.DataFrame({"customer_id": list("abc"), "age": [5, 5, 5]})
    person = coterie.segment(alike).customer("a")
    assert person.reasons.runner_up is None
    assert person.changes == ()
    assert np.isfinite(person.confidence)
