"""What a customer would be with other numbers, by the model that scores."""

from __future__ import annotations

import pytest

import coterie
from coterie.errors import InputError


def test_what_if_says_before_and_after(fresh):
    best = fresh.customers.sort_values("money").customer.iloc[-1]
    found = fresh.what_if(best, {"money": 1, "frequency": 1, "recency": 300})
    assert found.before.segment == fresh.customer(best).segment
    assert found.before.confidence == pytest.approx(fresh.customer(best).confidence)
    assert found.after.segment != found.before.segment
    assert str(found) == found.sentence
    assert f"“{found.after.name}”" in found.sentence and f"“{found.before.name}”" in found.sentence


def test_what_if_takes_features_alone_and_what_is_not_known(fresh):
    row = dict.fromkeys(fresh.scorer.needs)
    assert fresh.what_if(row).after == fresh.scorer.one(row)
    same = fresh.what_if(row | {"money": 10.0}, {"money": 10.0})
    assert same.before == same.after
    assert "would stay" in same.sentence


REFUSED = {
    "a feature that there is not": ({"mony": 1}, "unknown-feature"),
    "text for a number": ({"money": "much"}, "bad-feature"),
    "yes or no": ({"money": True}, "bad-feature"),
    "a score by itself": ({"m_score": 5}, "score-changed"),
}


@pytest.mark.parametrize(("changes", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused(fresh, changes, code):
    with pytest.raises(InputError) as told:
        fresh.what_if(fresh.customers.customer[0], changes)
    assert told.value.code == code


def test_a_rule_needs_what_it_looks_at(world):
    result = coterie.segment(world.orders, method="rfm-grid", value="off")
    row = dict.fromkeys(result.scorer.needs) | {"frequency": 50}
    with pytest.raises(InputError, match="recency"):
        result.what_if(row)
    assert result.what_if({**row, "recency": 1}).after.name == "Champions"
    assert result.what_if({**row, "recency": 1}, {"frequency": 1}).after.name != "Champions"
