import dataclasses

import pytest

from coterie.explain.phrases import traits
from coterie.explain.sentences import headline, risk, summary
from coterie.records import FeatureProfile, Segment

SHOP = ("recency", "frequency", "money", "order_value", "gap", "r_score")


def typical(segment, **values):
    return dataclasses.replace(segment, typical={**segment.typical, **values})


@pytest.mark.parametrize(
    ("feature", "z", "here", "words"),
    [
        ("recency", -1.0, 4.0, "last ordered 4.0 days ago, against 10.0 days for everyone"),
        ("frequency", 1.2, 41.0, "buy 4.1 times as often as usual (41 orders against 10 orders)"),
        ("frequency", -0.7, 3.0, "placed 3.0 orders, against 10.0 orders for everyone"),
        ("money", 1.5, 30.0, "spent 30, three times the usual 10"),
        ("order_value", -0.5, 8.0, "spend 8.0 per order, against 10.0 for everyone"),
        ("gap", -0.6, 6.0, "order every 6.0 days, against 10.0 days for everyone"),
    ],
)
def test_a_trait_is_said_in_words_with_numbers(maker, feature, z, here, words):
    make = maker(SHOP)
    segment = typical(make.segment(1, {feature: z}, quiet=0.0), **{feature: here})
    assert traits(segment, make.everyone, {})[0].words == words


def test_an_attribute_is_called_by_its_own_name(maker):
    make = maker(("Annual Income (k$)",), family="attribute", titles={"Annual Income (k$)": "Annual Income (k$)"})
    segment = typical(make.segment(1, {"Annual Income (k$)": 1.0}), **{"Annual Income (k$)": 87.0})
    assert traits(segment, make.everyone, {})[0].words == "Annual Income (k$) is 87, against 10 for everyone"


def test_where_medians_agree_the_means_are_told(maker):
    make = maker(SHOP)
    segment = typical(make.segment(1, {"frequency": -0.5}, orders=8.0), frequency=10.0)
    assert traits(segment, make.everyone, {})[0].words == "placed 8.0 orders, against 10.0 orders for everyone"


@pytest.mark.parametrize(
    ("tails", "here", "measure", "told"),
    [
        (frozenset({"money"}), 30.0, "median", (30.0, 10.0)),
        (frozenset(), 30.0, "mean", (30.0, 10.0)),
        (frozenset({"money"}), 10.0, "mean", (11.5, 10.0)),  # the medians look the same
    ],
)
def test_the_numbers_of_a_trait_are_those_of_its_words(maker, tails, here, measure, told):
    make = maker(SHOP)
    everyone = dataclasses.replace(make.everyone, tails=tails)
    (found,) = [t for t in traits(typical(make.segment(1, {"money": 1.5}), money=here), everyone, {}) if t.feature == "money"]
    assert (found.measure, found.here, found.overall) == (measure, *told)


def test_three_traits_the_strongest_first_without_scores(maker):
    make = maker(SHOP)
    segment = make.segment(1, {"recency": -0.5, "frequency": 1.5, "money": 0.9, "r_score": 2.5}, quiet=0.0)
    found = traits(segment, make.everyone, {})
    assert [t.feature for t in found] == ["frequency", "money", "recency"]
    assert [t.difference for t in found] == [1.5, 0.9, -0.5]


def test_a_trait_that_repeats_another_waits(maker):
    make = maker(SHOP)
    segment = make.segment(1, {"frequency": 1.5, "money": 1.4, "recency": -0.5, "order_value": 0.3}, quiet=0.0)
    related = {frozenset(("frequency", "money")): 0.9}
    assert [t.feature for t in traits(segment, make.everyone, related)] == ["frequency", "recency", "order_value"]


@pytest.mark.parametrize(
    ("title", "level", "share", "words", "sentence"),
    [
        ("Gender", "Male", 1.0, "all are Male, against 40% of everyone", "all are Male"),
        ("Gender", "Male", 0.9, "90% are Male, against 40% of everyone", "90% are Male"),
        ("Gender", "Female", 0.0, "none are Female, against 40% of everyone", "none are Female"),
        ("Gender", "2", 1.0, "Gender is 2 for all, against 40% of everyone", "their gender is 2 for all"),
        ("City", "Rome", 1.0, "City is Rome for all, against 40% of everyone", "their city is Rome for all"),
        ("City", "Rome", 0.7, "City is Rome for 70%, against 40% of everyone", "their city is Rome for 70%"),
    ],
)
def test_a_level_is_told_as_one_says_it(maker, title, level, share, words, sentence):
    make = maker((title,), family="attribute")
    line = FeatureProfile(title, level, share, share, 0.4, 0.0, 1.0)
    segment = dataclasses.replace(make.segment(1, {}), profile=(line,), fair={})
    told = traits(segment, make.everyone, {})
    assert [t.words for t in told] == [words]
    assert summary(segment, make.everyone, told).endswith(f": {sentence}, against 40% of everyone.")


def test_of_two_levels_the_one_that_is_there_is_told(maker):
    make = maker(("Gender",), family="attribute")
    lines = (FeatureProfile("Gender", "Female", 0.1, 0.0, 0.6, 1.0, -1.02), FeatureProfile("Gender", "Male", 0.9, 1.0, 0.4, 0.0, 1.02))
    segment = dataclasses.replace(make.segment(1, {}), profile=lines, fair={})
    assert [t.words for t in traits(segment, make.everyone, {})] == ["90% are Male, against 40% of everyone"]


def test_the_summary_says_who_what_and_how(maker):
    make = maker(SHOP, money_title="Revenue")
    segment = typical(make.segment(1, {"recency": -0.9, "money": 1.4}, customers=412, money_share=0.48), recency=4.0, money=40.0)
    own = traits(segment, make.everyone, {})
    assert summary(segment, make.everyone, own) == (
        "412 customers (41%) who bring 48% of revenue: they spent 40, 4.0 times the usual 10, "
        "and last ordered 4.0 days ago, against 10.0 days for everyone."
    )


def test_attributes_make_a_sentence(maker):
    make = maker(("payments", "Spending Score"), family="attribute", titles={"Spending Score": "Spending Score"})
    segment = typical(make.segment(1, {"payments": 1.0, "Spending Score": -0.8}), **{"payments": 609.0, "Spending Score": 2.61})
    assert summary(segment, make.everyone, traits(segment, make.everyone, {})) == (
        "100 customers (10%): their payments are 609, against 10 for everyone, and their Spending Score is 2.6, against 10.0 for everyone."
    )


def test_amounts_of_which_there_is_nothing_but_amounts_are_what_customers_stand_at(maker):
    make = maker(("Fresh", "Milk", "Frozen", "Grocery"), family="attribute", titles={n: n for n in ("Fresh", "Milk", "Frozen", "Grocery")})
    segment = typical(make.segment(1, {"Frozen": 1.0, "Milk": -0.8}), Frozen=3498.0, Milk=2.6)
    own = traits(segment, make.everyone, {})
    assert own[0].words == "stand at 3,498 in Frozen, against 10 for everyone"
    assert summary(segment, make.everyone, own) == (
        "100 customers (10%): they stand at 3,498 in Frozen, against 10 for everyone, and stand at 2.6 in Milk, against 10.0 for everyone."
    )


def test_a_segment_like_everyone_says_so(maker):
    make = maker(SHOP)
    segment = make.segment(1, {})
    assert (
        summary(segment, make.everyone, traits(segment, make.everyone, {}))
        == "100 customers (10%), close to everyone in all that is known."
    )


def told(make, *measured):
    names = ["Champions", "Lapsed", "Others"]
    segments = [
        Segment(m.id, name, "", m.customers, m.share, m.money, m.money_share, 1.0, (), (), ())
        for m, name in zip(measured, names, strict=False)
    ]
    return f"{headline(segments, measured, make.everyone)} {risk(segments, measured, make.everyone)}".strip()


def test_the_headline_names_the_best_and_the_risk(maker):
    make = maker(SHOP, money_title="Revenue")
    best = make.segment(1, {"recency": -1.0}, money=700.0, money_share=0.7)
    gone = typical(make.segment(2, {"recency": 1.0}, money=200.0, money_share=0.2, customers=300), recency=212.0)
    rest = make.segment(3, {"recency": 0.1}, money=100.0, money_share=0.1, customers=600)
    assert told(make, best, gone, rest) == (
        "3 segments. “Champions” matter most: 10% of customers, 70% of revenue. "
        "The risk lies in “Lapsed”: 300 customers with 20% of revenue, last seen 212 days ago."
    )


def test_without_groups_the_headline_says_what_divides_the_customers(maker):
    make = maker(SHOP, money_title="Revenue", titles={"money": "Revenue"})
    best = make.segment(1, {"recency": -1.0, "money": 2.0}, money=700.0, money_share=0.7)
    rest = make.segment(2, {"recency": 1.0}, money=100.0, money_share=0.1, customers=600)
    segments = [
        Segment(m.id, n, "", m.customers, m.share, m.money, m.money_share, 1.0, (), (), ())
        for m, n in ((best, "Champions"), (rest, "Others"))
    ]
    assert headline(segments, (best, rest), make.everyone, groups=False).startswith(
        "2 divisions of customers who differ by degrees, above all in recency and revenue. “Champions” matter most:"
    )


def test_who_orders_rarely_but_on_time_is_no_risk(maker):
    make = maker(SHOP, money_title="Revenue")
    best, rare = make.segment(1, {}, money=700.0), make.segment(2, {"recency": 1.0, "gap": 1.0}, money=200.0, quiet=0.2)
    assert "risk" not in told(make, best, rare)


def test_the_headline_without_money_and_for_one_segment(maker):
    make = maker(("Milk",), family="attribute")
    assert told(make, make.segment(1, {}), make.segment(2, {}, customers=900)) == "2 segments. The largest is “Lapsed”: 90% of customers."
    assert told(make, make.segment(1, {})) == "All customers are one segment."


@pytest.mark.parametrize(
    ("name", "subject"), [("Champions", "“Champions”"), ("Loyal", "“Loyal” customers"), ("Low Orderbook", "“Low Orderbook” customers")]
)
def test_the_headline_has_a_subject_that_is_people(maker, name, subject):
    make = maker(SHOP, money_title="Revenue")
    measured = make.segment(1, {}, money=700.0, money_share=0.7), make.segment(2, {}, money=30.0)
    segments = [
        Segment(m.id, n, "", m.customers, m.share, m.money, m.money_share, 1.0, (), (), ())
        for m, n in zip(measured, (name, "B"), strict=True)
    ]
    assert f". {subject} matter most: 10% of customers, 70% of revenue." in headline(segments, measured, make.everyone)


def test_without_money_a_score_of_spending_is_told_by_its_level(maker):
    make = maker(("Spending Score (1-100)",), family="attribute")
    best = typical(make.segment(1, {"Spending Score (1-100)": 1.2}), **{"Spending Score (1-100)": 82.0})
    assert told(make, best, make.segment(2, {}, customers=900)) == (
        "2 segments. The largest is “Lapsed”: 90% of customers. Spending score is highest in “Champions”: 82, against 10.0 for everyone."
    )
