"""The planted truths are found and called by their right names, in words: a whole run of each demo with the settings of everyone."""

from __future__ import annotations

import re
from collections import Counter

import pandas
import pytest

import coterie
from coterie.demo import make_world

# What a name must say of each planted kind; it may say it of no other. Seed 7 is the demo that everyone sees.
WORDS = {
    "shop": {
        "champions": "champions",
        "loyal, small baskets": "(frequent|loyal).*(small|regulars)",
        "rare, big tickets": "big.*(rare|ticket)",
        "bargain hunters": "(occasional|price-sensitive).*(small|occasional)|returners",
        "new": "new",
        "lapsed": "lapsed|hibernating|slipping",
    },
    "bank": {
        "everyday customers": "everyday|average",
        "young card users": "young",
        "borrowers on the card": "borrowers",
        "affluent savers": "affluent.*savers",
        "dormant": "dormant",
    },
    "mall": {
        "young high earners who spend": "young.*(affluent|high).*(spend|earn)",
        "careful high earners": "high-income savers",
        "the middle": "average",
        "young spenders": "young.*spenders.*small income",
        "careful low earners": "careful low earners",
    },
}


def demos():
    """Each demo with five seeds, three of them each time; the tests of one are in one process, which makes its run once."""
    for name in WORDS:
        for seed in range(7, 12):
            marks = [pytest.mark.xdist_group(f"{name}-{seed}"), *([pytest.mark.long] if seed > 9 else [])]
            yield pytest.param((name, seed), id=f"{name}-{seed}", marks=marks)


@pytest.fixture(scope="module", params=demos())
def found(request, tmp_path_factory):
    """The demo, and per planted kind the names of the segments in which its customers were found."""
    name, seed = request.param
    world = make_world(name, tmp_path_factory.mktemp(name), seed=seed)
    result = coterie.segment(world.orders or world.customers, customers=world.customers if world.orders else None)
    frame = result.customers
    named = dict(zip(frame["customer"], frame["name"], strict=True))
    truth = pandas.read_csv(world.truth, dtype=str)
    planted = {kind: Counter(named[c] for c in group["customer"] if c in named) for kind, group in truth.groupby("segment")}
    return name, planted, [s.name for s in result.story.segments.segments]


def test_most_of_each_kind_are_in_a_segment_whose_name_says_what_they_are(found):
    name, planted, _ = found
    assert planted.keys() == WORDS[name].keys()
    for kind, names in planted.items():
        called, most = names.most_common(1)[0]
        assert most > 0.7 * names.total(), (kind, names)
        assert re.search(WORDS[name][kind], called.lower()), (kind, called)


def test_no_name_says_what_another_kind_is(found):
    name, planted, _ = found
    for kind, names in planted.items():
        called = names.most_common(1)[0][0].lower()
        assert [other for other, words in WORDS[name].items() if re.search(words, called)] == [kind]


def test_each_kind_has_a_segment_of_its_own(found):
    name, planted, names = found
    assert len(names) == len(WORDS[name])
    assert {count.most_common(1)[0][0] for count in planted.values()} == set(names)
