import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coterie.explain.advise import FIELDS, advice_file
from coterie.explain.naming import Situation, fit, name_all, situations
from coterie.explain.phrases import told_apart
from coterie.records import FeatureProfile

SHOP = ("recency", "frequency", "money", "order_value", "basket", "tenure", "gap", "trend", "return_share", "r_score", "f_score", "m_score")
MALL = ("Gender code", "Age", "Annual Income (k$)", "Spending Score (1-100)")
BANK = ("age", "income", "balance", "credit_limit", "purchases", "payments", "cash_advance", "tenure_months")
GOODS = ("Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicassen")


def named(make, segments):
    """The names that segments get together, in their order; each is a place on the fair scale, and more."""
    measured = [make.segment(i, fair, **more) for i, (fair, more) in enumerate(segments, 1)]
    return [n.name for n in name_all(measured, make.everyone, {}).values()]


def place(recency=0.0, frequency=0.0, money=0.0, order_value=0.0, **others):
    return {"recency": recency, "frequency": frequency, "money": money, "order_value": order_value, **others}


SHOP_CASES = [
    ("Champions", place(-1.0, 1.4, 1.9, 1.3, tenure=0.4, trend=0.7), {"quiet": 0.1}),
    ("Loyal high spenders", place(-0.4, 0.6, 0.7, 0.2), {"quiet": 0.2}),
    ("Loyal regulars", place(-0.5, 0.8, 0.3, -0.1), {"quiet": 0.1}),
    ("Frequent small spenders", place(-0.7, 1.0, 0.0, -0.9, basket=-0.8), {"quiet": 0.1}),
    ("Big baskets, rare visits", place(0.7, -0.7, 0.7, 1.6, gap=1.1), {"quiet": 0.3}),
    ("Big-ticket buyers", place(-0.1, 0.3, 0.8, 1.0), {"quiet": 0.3}),
    ("Price-sensitive occasional", place(0.2, -0.4, -0.7, -0.5, basket=0.2), {"quiet": 0.2}),
    ("Occasional small spenders", place(0.2, -0.4, -0.7, -0.8, basket=-0.8), {"quiet": 0.2}),
    ("New customers", place(-0.9, -1.3, -1.1, -0.2, tenure=-2.4), {"orders": 1.3}),
    ("New and promising", place(-0.7, -0.2, 0.5, 0.8, tenure=-1.3), {"orders": 2.0}),
    ("Growing", place(-0.5, 0.1, 0.1, 0.0, trend=1.2), {"quiet": 0.1, "means": {"trend": 0.8}}),
    ("Slipping away", place(0.7, 0.3, 0.1, 0.0, trend=-1.0), {"quiet": 0.6}),
    ("Lapsed regulars", place(1.2, 0.3, 0.2, 0.0, trend=-0.1), {"quiet": 0.9}),
    ("Lapsed big spenders", place(1.0, 0.2, 1.1, 0.8), {"quiet": 0.8}),
    ("Lapsed one-timers", place(1.2, -1.0, -0.8, -0.1), {"orders": 1.1}),
    ("Hibernating", place(1.1, -0.5, -0.6, -0.3), {"orders": 2.0, "quiet": 0.8}),
    ("Everyday customers", place(0.1, 0.1, -0.1, 0.0), {"quiet": 0.2}),
    ("Frequent returners", place(0.1, -0.2, -0.9, -0.2, return_share=2.5), {"quiet": 0.3}),
]


@pytest.mark.parametrize(("name", "fair", "more"), SHOP_CASES, ids=[case[0] for case in SHOP_CASES])
def test_a_shop_segment_gets_the_name_a_marketer_would_use(maker, name, fair, more):
    others = [(place(-3, 3, 3), {"quiet": 0.0})]  # a stronger one beside it, so that a run of one is not "all customers"
    found = named(maker(SHOP), [(fair, more), *(others if name != "Champions" else [(place(2, -2, -2), {"quiet": 1.0})])])
    assert found[0] == name


def test_the_planted_shop_is_recognised_together(maker):
    found = named(
        maker(SHOP),
        [
            (place(-1.0, 1.4, 1.9, 1.3, tenure=0.4, trend=0.7), {"quiet": 0.1}),
            (place(0.7, -0.7, 0.7, 1.6, basket=-0.7, gap=1.1), {"quiet": 0.3}),
            (place(1.3, -0.2, 0.1, 0.1, trend=-1.1), {"quiet": 0.95}),
            (place(-0.7, 1.0, 0.0, -0.9, basket=-0.8), {"quiet": 0.1}),
            (place(0.2, -0.4, -0.7, -0.5, basket=0.2, gap=1.0), {"quiet": 0.2}),
            (place(-0.9, -1.3, -1.1, -0.2, tenure=-2.4), {"orders": 1.3}),
        ],
    )
    assert found[:2] == ["Champions", "Big baskets, rare visits"]
    assert found[2].startswith("Lapsed")
    assert found[3:] == ["Frequent small spenders", "Price-sensitive occasional", "New customers"]


def mall(age, income, score):
    return {"Age": age, "Annual Income (k$)": income, "Spending Score (1-100)": score}


MALL_FIVE = [
    ("Affluent big spenders", mall(-0.4, 1.0, 1.2)),
    ("High-income savers", mall(0.2, 1.0, -1.3)),
    ("Average earners and spenders", mall(0.3, -0.2, 0.0)),
    ("Young free spenders on a small income", mall(-1.0, -1.3, 1.1)),
    ("Careful low earners", mall(0.45, -1.3, -1.2)),
]


def test_the_five_groups_of_the_mall(maker):
    make = maker(MALL, family="attribute", titles={n: n for n in MALL})
    assert named(make, [(fair, {}) for _, fair in MALL_FIVE]) == [name for name, _ in MALL_FIVE]


def test_without_age_the_mall_groups_have_no_age(maker):
    make = maker(MALL[2:], family="attribute", titles={n: n for n in MALL})
    cases = [({k: v for k, v in fair.items() if k != "Age"}, {}) for _, fair in MALL_FIVE]
    assert named(make, cases)[3] == "Free spenders on a small income"


@pytest.mark.parametrize(
    ("fair", "name"),
    [
        (mall(-0.9, 1.0, -1.1), "Young high-income savers"),
        (mall(1.2, -0.2, 0.0), "Older average earners and spenders"),
        (mall(-0.9, -0.1, 0.0), "Young average earners and spenders"),
        (mall(0.9, -0.1, -0.8), "Older small spenders"),
        (mall(-0.9, -0.7, 0.1), "Young low earners"),
        (mall(0.0, 1.2, 0.0), "High earners"),
    ],
)
def test_ages_and_single_sides_of_the_mall(maker, fair, name):
    make = maker(MALL, family="attribute", titles={n: n for n in MALL})
    assert named(make, [(fair, {}), (mall(0, 0, 3), {})])[0] == name


def bank(**place):
    return place


@pytest.mark.parametrize(
    ("fair", "name"),
    [
        (bank(age=1.0, income=1.4, balance=1.9, credit_limit=1.4, purchases=0.9), "Older affluent savers"),
        (bank(age=-1.2, income=-0.7, balance=-0.8, credit_limit=-1.3, purchases=0.1), "Young, with small balances"),
        (bank(cash_advance=2.2, balance=-0.8, purchases=-0.5), "Cash-advance borrowers"),
        (bank(purchases=-1.6, payments=-2.0, age=0.4), "Dormant accounts"),
        (bank(purchases=0.4, payments=0.4, income=0.2, balance=0.2, cash_advance=-0.4), "Everyday account holders"),
        (bank(purchases=1.2, payments=1.2, income=-0.1, balance=-0.3), "Heavy card users"),
    ],
)
def test_the_groups_of_a_bank(maker, fair, name):
    make = maker(BANK, family="attribute")
    assert named(make, [(fair, {}), (bank(balance=3.0), {})])[0] == name


@pytest.mark.parametrize(
    ("fair", "name"),
    [
        ({"Grocery": 1.2, "Milk": 1.1, "Fresh": -0.1}, "High Grocery and Milk"),
        ({"Fresh": 0.9, "Detergents_Paper": -0.8}, "High Fresh, low Detergents_Paper"),
        ({"Frozen": -0.9}, "Low Frozen"),
        (dict.fromkeys(GOODS, -0.5), "Low in everything"),
        (dict.fromkeys(GOODS, -0.5) | {"Frozen": 0.1}, "Low in everything but Frozen"),
        ({"Frozen": 0.1, "Milk": -0.1}, "Close to average"),
    ],
)
def test_where_no_name_fits_it_is_made_of_traits(maker, fair, name):
    make = maker(GOODS, family="attribute", titles={n: n for n in GOODS})
    assert named(make, [(fair, {}), ({"Delicassen": 2.0}, {})])[0] == name


@pytest.mark.parametrize(("level", "name"), [("Male", "High Milk, mostly Male"), ("2", "High Milk")])
def test_a_level_that_most_share_names_a_segment(maker, level, name):
    make = maker(("Milk", "Channel"), family="attribute")
    segment = make.segment(1, {"Milk": 0.5})
    line = FeatureProfile("Channel", level, 0.95, 1.0, 0.4, 0.0, 1.1)
    segment = dataclasses.replace(segment, profile=(*segment.profile, line), fair={"Milk": 0.5})
    assert name_all([segment, make.segment(2, {"Milk": -1.0})], make.everyone, {})[1].name == name


@pytest.mark.parametrize(
    ("names", "fair", "name"),
    [
        (MALL, {"Age": 0.56, "Annual Income (k$)": 0.36, "Spending Score (1-100)": -0.97}, "Older high-income savers"),
        (BANK, {"age": 0.14, "income": 0.14, "balance": 0.33, "purchases": 0.45, "payments": 0.44}, "Everyday account holders"),
    ],
)
def test_what_lies_within_its_bounds_never_counts_against_a_name(maker, names, fair, name):
    make = maker(names, family="attribute", titles={n: n for n in names})
    others = {"income": -1.5, "balance": 1.9, "purchases": 1.2, "payments": 1.0} if names == BANK else mall(-0.7, 1.2, 1.1)
    assert named(make, [(dict.fromkeys(names, 0.0) | fair, {}), (others, {})])[0] == name


def test_two_alike_are_told_apart_by_a_trait(maker):
    make = maker(GOODS, family="attribute", titles={n: n for n in GOODS})
    first = {"Grocery": 1.2, "Milk": 1.1, "Fresh": 0.35}
    second = {"Grocery": 1.3, "Milk": 1.0, "Fresh": -0.3}
    assert named(make, [(first, {}), (second, {})]) == ["High Grocery and Milk, higher Fresh", "High Grocery and Milk, lower Fresh"]


def test_names_of_the_same_words_in_another_order_are_the_same(maker):
    make = maker(GOODS, family="attribute", titles={n: n for n in GOODS})
    first = {"Milk": 1.3, "Fresh": 1.2, "Frozen": 0.4}
    second = {"Fresh": 1.3, "Milk": 1.2, "Frozen": -0.4}
    assert named(make, [(first, {}), (second, {})]) == ["High Milk and Fresh, higher Frozen", "High Milk and Fresh, lower Frozen"]


def test_several_segments_on_one_feature_are_told_apart_by_its_values(maker):
    make = maker(("Score",), family="attribute")
    places = [({"Score": z}, {"means": {"Score": 50 + 20 * z}}) for z in (1.6, 0.8, -0.7, -1.5)]
    assert named(make, places) == [
        "High Score, Score about 82",
        "High Score, Score about 66",
        "Low Score, Score about 36",
        "Low Score, Score about 20",
    ]


def test_a_feature_that_the_space_left_out_is_in_no_name(maker):
    make = maker(GOODS, family="attribute", titles={n: n for n in GOODS})
    make.everyone = dataclasses.replace(make.everyone, left_out=frozenset({"Milk"}))
    assert named(make, [({"Milk": 1.3, "Grocery": 1.2}, {}), ({"Frozen": 2.0}, {})])[0] == "High Grocery"


@pytest.mark.parametrize(
    ("feature", "names"),
    [
        ("tenure", ["High value, longer with us", "High value, shorter with us"]),
        ("basket", ["High value, more lines per order", "High value, fewer lines per order"]),
        ("return_share", ["High value, more returns", "High value, fewer returns"]),
        ("gap", ["High value, longer gaps", "High value, shorter gaps"]),
    ],
)
def test_a_comparison_is_said_as_one_says_it(maker, feature, names):
    make = maker(("money", feature), money_title="Revenue")
    measured = [make.segment(i, {"money": 1.0, feature: z}) for i, z in ((1, 0.29), (2, -0.29))]
    found = [told_apart(m, measured, make.everyone, "High value") for m in measured]
    assert found == ["", ""]  # too little to be worth a word
    measured = [make.segment(i, {"money": 1.0, feature: z}) for i, z in ((1, 0.4), (2, -0.4))]
    assert [f"High value, {told_apart(m, measured, make.everyone, 'High value')}" for m in measured] == names


@pytest.mark.parametrize(("days", "begins"), [(2.0, "Medium value"), (13.0, "Medium value"), (40.0, "Lapsed")])
def test_nobody_has_lapsed_or_is_silent_after_a_few_days(maker, days, begins):
    make = maker(("recency", "frequency", "money", "order_value"), money_title="Revenue")
    late = (place(1.2, 0.3, 0.2), {"quiet": 0.9, "means": {"recency": days}})
    found = named(make, [late, (place(-1.0, 0.2, -0.2), {"quiet": 0.1})])
    assert found[0].startswith(begins)
    assert "silent" not in found[0]


@pytest.mark.parametrize(("days", "new"), [(60.0, True), (178.0, False)])
def test_nobody_is_new_half_a_year_after_the_first_order(maker, days, new):
    make = maker(("recency", "frequency", "money", "order_value", "tenure"), money_title="Revenue")
    late = (place(-0.2, -0.4, -0.2, tenure=-0.9), {"orders": 2.0, "means": {"tenure": days}})
    found = named(make, [late, (place(-1.0, 1.2, 1.4, tenure=0.6), {"quiet": 0.1})])
    assert (found[0] == "New customers") is new


def with_gender(segment, male):
    """The segment with so many men; of everyone, half are."""
    shares = {"Male": male, "Female": 1 - male}
    lines = (FeatureProfile("Gender", level, s, float(s > 0.5), 0.5, 0.0, 2 * s - 1) for level, s in shares.items())
    return dataclasses.replace(segment, profile=(*segment.profile, *lines))


def test_alike_in_age_and_spending_but_not_in_gender(maker):
    make = maker(MALL, family="attribute", titles={n: n for n in MALL})
    make.features["Gender"] = dataclasses.replace(make.features["Age"], name="Gender", title="Gender", kind="category")
    fairs = mall(-0.75, 0.0, 0.68), mall(0.66, -0.1, -0.6), mall(0.76, 0.1, -0.81), mall(-0.76, 0.1, 0.83)
    measured = [with_gender(make.segment(i, fair), float(i > 2)) for i, fair in enumerate(fairs, 1)]
    measured = [dataclasses.replace(m, fair={k: z for k, z in m.fair.items() if k in MALL[1:]}) for m in measured]
    assert [n.name for n in name_all(measured, make.everyone, {}).values()] == [
        "Young big spenders, mostly Female",
        "Older small spenders, mostly Female",
        "Older small spenders, mostly Male",
        "Young big spenders, mostly Male",
    ]


def test_whom_no_name_fits_is_named_by_worth_and_a_trait(maker):
    make = maker(SHOP, money_title="Revenue")
    found = named(make, [(place(0.6, -0.2, 0.7, 0.2, basket=1.5), {"quiet": 0.1}), (place(-3, 3, 3), {"quiet": 0.0})])
    assert found[0] == "High value, many lines per order"


def test_a_trivial_difference_tells_nobody_apart(maker):
    make = maker(GOODS, family="attribute", titles={n: n for n in GOODS})
    found = named(make, [({"Milk": 1.0, "Fresh": 0.01}, {}), ({"Milk": 1.0}, {})])
    assert found == ["High Milk, group 1", "High Milk, group 2"]


def test_identical_segments_still_have_names_of_their_own(maker):
    make = maker(GOODS, family="attribute")
    assert len(set(named(make, [({"Milk": 1.0}, {}), ({"Milk": 1.0}, {}), ({"Milk": 1.0}, {})]))) == 3


def test_one_segment_is_everyone(maker):
    assert named(maker(SHOP), [(place(), {})]) == ["All customers"]


def test_names_of_a_rule_are_kept(maker):
    make = maker(SHOP)
    measured = [make.segment(4, place(-1, 1.4, 1.9), quiet=0.1), make.segment(7, place(0.9, 1.2, 1.3), quiet=0.8)]
    found = name_all(measured, make.everyone, {4: "Champions", 7: "Can't Lose"})
    assert [(i, n.name, n.situation) for i, n in found.items()] == [(4, "Champions", "champions"), (7, "Can't Lose", "lapsed-big")]


Z = st.floats(-3, 3)
SEGMENT = st.tuples(Z, Z, Z, Z, Z, Z, Z, st.floats(1, 20), st.none() | st.floats(0, 1))


@settings(deadline=None, max_examples=60)
@given(segments=st.lists(SEGMENT, min_size=2, max_size=8))
def test_a_name_is_never_wrong(maker, segments):
    make = maker(SHOP)
    measured = [
        make.segment(i, place(r, f, m, v, tenure=t, trend=d, basket=b), orders=o, quiet=q)
        for i, (r, f, m, v, t, d, b, o, q) in enumerate(segments, 1)
    ]
    found = name_all(measured, make.everyone, {})
    assert len({n.name for n in found.values()}) == len(segments)
    for segment in measured:
        name, at = found[segment.id].name, segment.fair
        if name == "Champions":
            assert at["recency"] < 0 < min(at["frequency"], at["money"])
        if name.startswith(("Loyal", "New", "Growing", "Recent")):
            assert at["recency"] <= 0.1
        if name.startswith(("Lapsed", "Hibernating", "Slipping")):
            assert at["recency"] > 0
            assert segment.quiet_share is None or segment.quiet_share >= 0.35 or "one-timers" in name
        if "one-timers" in name:
            assert segment.of("frequency").mean < 1.5
        if name.startswith(("New", "Young")):
            assert at["tenure"] < 0
        if "big" in name.lower().split() or "high spenders" in name:
            assert max(at["money"], at["order_value"]) > 0
        if name.startswith("Low-value"):
            assert at["money"] < 0
        if name == "Everyday customers":
            assert max(map(abs, at.values())) < 1.3


def test_a_missing_facet_rules_a_situation_out(maker):
    make = maker(("recency", "money"))
    segment = make.segment(1, {"recency": -1, "money": 2})
    assert fit(Situation("x", "X", "protect", {"frequency": 1.0}), segment, {"money": "money"}) == float("-inf")


def test_the_data_files_agree():
    known = list(situations())
    assert len({s.key for s in known}) == len(known)
    for situation in known:
        assert set(advice_file()[situation.advice]) == set(FIELDS), situation.key
    used = {s.advice for s in known} | {"general", "general-high", "middle"}
    assert set(advice_file()) == used
