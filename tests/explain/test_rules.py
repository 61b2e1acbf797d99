"""Rules in words: found on a sample, counted on everyone, and honest."""

from __future__ import annotations

import numpy as np
import pytest

import coterie
from coterie.demo import make_world
from explained import explained


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    world = make_world("shop", tmp_path_factory.mktemp("shop"), customers=1000)
    return coterie.segment(world.orders, customers=world.customers, k=6, method="kmeans")


def rules_of(found):
    return {s.id: s.rule for s in found.segments}


def test_the_rule_of_planted_segments(engine):
    random = np.random.default_rng(1)
    recency, frequency = random.integers(1, 300, 900).astype(float), random.integers(1, 20, 900).astype(float)
    segment = np.where((recency <= 40) & (frequency >= 8), 1, np.where(recency > 200, 2, 3))
    found = rules_of(explained(engine, {"recency": recency, "frequency": frequency}, segment, family="orders"))
    assert found[1].words == "ordered within 40 days and placed at least 8"
    assert found[1].sql == '"recency" <= 40 AND "frequency" >= 8'
    assert (found[1].precision, found[1].coverage) == (1.0, 1.0)
    assert found[1].sentence == "It catches 100% of them; 100% of those it catches are right."
    assert found[2].words == "last ordered at least 200 days ago"


def test_a_category_can_be_the_rule(engine):
    card = ["gold"] * 50 + ["blue"] * 50 + ["none"] * 50
    found = rules_of(explained(engine, {"age": np.tile([30.0, 50.0], 75), "card": card}, [1] * 50 + [2] * 100))
    assert (found[1].words, found[2].words) == ("Card is gold", "Card is blue or none")


def test_more_customers_than_the_sample_are_all_counted(engine):
    spend = np.arange(9000.0)
    first, second = explained(engine, {"spend": spend}, np.where(spend < 6200, 1, 2)).segments
    assert first.rule.caught == np.count_nonzero(spend <= float(first.rule.sql.rpartition(" ")[2]))
    assert second.rule.right <= second.customers == 2800
    assert second.rule.coverage == second.rule.right / 2800
    assert second.rule.precision == second.rule.right / second.rule.caught


def test_a_rule_that_does_not_tell_them_apart_says_so(engine):
    random = np.random.default_rng(0)
    found = rules_of(explained(engine, {"age": random.normal(40, 9, 600)}, random.integers(1, 4, 600)))
    assert all(rule.sentence.startswith("A poor rule") for rule in found.values())


def test_one_segment_alone_has_no_rule(engine):
    assert rules_of(explained(engine, {"age": [30.0, 31.0, 50.0, 51.0]}, [1, 1, 1, 1])) == {1: None}


def test_what_a_rule_catches_is_what_its_sql_catches_among_the_customers(shop):
    customers = shop.customers
    for segment in shop.story.segments.segments:
        caught = customers.query(segment.rule.sql.replace(" AND ", " and ").replace('"', "`"))  # bounds only: pandas can read them
        assert len(caught) == segment.rule.caught
        assert (caught["segment"] == segment.id).sum() == segment.rule.right


def test_the_behaviours_of_the_shop_have_good_short_rules(shop):
    rules = rules_of(shop.story.segments)
    assert sum(r.precision >= 0.8 and r.coverage >= 0.8 for r in rules.values()) >= 5
    assert all(r.words.count(" and ") + r.words.count(", ") <= 2 for r in rules.values())


def test_the_rule_stands_in_the_table_on_the_card_and_in_a_loaded_run(shop, tmp_path):
    frame = shop.segments
    rule = shop.story.segments.segments[0].rule
    assert frame["rule"][0] == rule.words
    assert frame["rule_sql"][0] == rule.sql
    assert frame["rule_coverage"][0] == rule.coverage
    assert rule.sentence in shop._repr_html_()
    loaded = coterie.load(shop.save(tmp_path))
    assert loaded.story.segments.segments == shop.story.segments.segments
