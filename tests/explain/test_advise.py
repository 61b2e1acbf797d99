import dataclasses

import pytest

from coterie.explain.advise import FIELDS, PARTS, advice_file, advise
from coterie.explain.concepts import facets, names_file
from coterie.explain.naming import situations
from coterie.explain.phrases import traits
from coterie.records import Favourite, FeatureProfile, Step, Tastes

HABITS = (
    FeatureProfile("main_weekday", "Thursday", 0.3, 0.0, 0.2, 0.0, 0.2),
    FeatureProfile("main_season", "October to December", 0.6, 1.0, 0.4, 0.0, 0.4),
)
TASTES = Tastes((Favourite("product", "tea", 60, 0.6, 0.2, 3.0, 2.0),), Step("tea", 50, 0.5), Step("pots", 30, 0.4), 75, 31.0)
SHOP = ("recency", "frequency", "money", "order_value", "gap", "tenure", "return_share")


@pytest.mark.parametrize("situation", list(situations()), ids=lambda s: s.key)
def test_every_situation_has_full_advice_when_only_its_own_facets_are_known(maker, situation):
    words = names_file()["words"]
    attributes = situation.facets <= set(words)
    names = [words[f][0] if attributes else f for f in situation.facets]
    make = maker(names, family="attribute" if attributes else "")
    shown = facets(list(make.everyone.features.values()))
    segment = make.segment(1, {shown[f]: at for f, at in situation.wants.items()}, money=0.0, money_share=0.0)
    assert situation.facets <= set(facets(list(make.everyone.features.values())))
    for piece in advise(segment, make.everyone, situation.advice, traits(segment, make.everyone, {})):
        assert piece.situation and piece.action and piece.timing and piece.measure, piece.field


@pytest.mark.parametrize("table", ["general", "middle"])
def test_a_segment_that_no_situation_fits_has_advice(maker, table):
    make = maker(("Fresh", "Milk"), family="attribute")
    segment = make.segment(1, {"Milk": 1.0}, money=0.0, money_share=0.0)
    for piece in advise(segment, make.everyone, table, traits(segment, make.everyone, {})):
        assert piece.situation and piece.action and piece.timing and piece.measure


@pytest.mark.parametrize("table", sorted(advice_file()))
def test_every_sentence_can_be_filled(maker, table):
    facets = (*SHOP, "age", "income", "spending", "balance", "payments", "cash advance", "Milk")
    make = maker(facets, money_title="Revenue")
    make.everyone.features.update(maker(("age", "income", "spending", "balance", "payments", "cash advance", "Milk"), "attribute").features)
    telling = dict.fromkeys((*facets, "cash advance"), 0.5) | {"money": 1.0, "Milk": 0.9}
    segment = make.segment(1, telling, customers=2000, quiet=0.2)
    own = traits(segment, make.everyone, {})
    found = advise(dataclasses.replace(segment, profile=(*segment.profile, *HABITS)), make.everyone, table, own, TASTES)
    assert [piece.field for piece in found] == list(FIELDS)
    for piece, entry in zip(found, (advice_file()[table][f] for f in FIELDS), strict=True):
        for said, part in zip((piece.situation, piece.action, piece.timing, piece.measure), PARTS, strict=True):
            first = entry[part][0].partition("{")[0]  # the first choice, as all figures are known
            assert "{" not in said
            assert said.startswith(first)
            assert said.endswith((".", "?"))


def test_advice_has_the_figures_of_the_segment(maker):
    make = maker(SHOP, money_title="Revenue")
    segment = make.segment(1, {"order_value": 26.0, "gap": -2.0}, customers=200, orders=12.0, quiet=0.1, money=48000.0, money_share=0.6)
    marketing, offers, retention, service = advise(segment, make.everyone, "protect", ())
    assert marketing.situation.startswith("200 customers bring 60% of revenue, three times the average each")
    assert offers.situation == "They spend 36 per order, against 10.0 for everyone: 10% off would cost 4,800."
    spanned = dataclasses.replace(make.everyone, days=365)
    assert advise(segment, spanned, "protect", ())[1].situation.endswith("10% off would cost 4,800 in 365 days.")
    assert retention.situation == "These 20 customers have brought 4,800 and have waited more than twice their usual 8.0 days."
    assert retention.action == "Ask each of the 20 customers what has changed, and put right what was wrong."
    assert (retention.people, retention.money) == (20, 4800.0)
    assert (service.people, service.money) == (200, 48000.0)
    assert service.situation == "One of them is worth three times an average customer: 240 against 80."


def test_advice_takes_up_what_they_buy_and_when(maker):
    make = maker(SHOP, money_title="Revenue")
    segment = make.segment(1, {"frequency": 1.0})
    bare = [advise(segment, make.everyone, table, ())[0] for table in ("deepen", "welcome")]
    known = dataclasses.replace(segment, profile=(*segment.profile, *HABITS))
    deepen, welcome = (advise(known, make.everyone, table, (), TASTES)[0] for table in ("deepen", "welcome"))
    assert deepen.action == "Show what goes with “tea”: 60% of them bought it, three times as many as usual."
    assert welcome.action.startswith("Send three short letters: how to use what they bought, why “pots” is what most take next")
    assert "before 31 days are over" in welcome.timing
    assert "on a Thursday" in advise(known, make.everyone, "deepen", (), TASTES)[2].timing
    assert not any("“" in piece.action or "Thursday" in piece.timing for piece in bare)


def test_a_weekday_like_any_other_is_none_to_speak_of(maker):
    make = maker(SHOP, money_title="Revenue")
    dull = FeatureProfile("main_weekday", "Monday", 0.16, 0.0, 0.14, 0.0, 0.0)
    segment = make.segment(1, {"frequency": 1.0})
    segment = dataclasses.replace(segment, profile=(*segment.profile, dull))
    assert "Monday" not in advise(segment, make.everyone, "deepen", ())[2].timing


def test_segments_without_a_name_are_advised_by_their_own_traits(maker):
    make = maker(("Fresh", "Milk"), family="attribute")
    segments = [make.segment(i, fair, customers=n) for i, (fair, n) in enumerate([({"Milk": 1.0}, 99), ({"Fresh": -0.9}, 2000)], 1)]
    said = [advise(s, make.everyone, "general", traits(s, make.everyone, {})) for s in segments]
    assert said[0][0].action == "Ask ten of them what lies behind their high Milk, and write about that."
    assert not {a.action for a in said[0]} & {a.action for a in said[1]}
    assert [a[1].situation for a in said] == [
        "With 99 customers only a large difference counts; repeat the test before you trust it.",
        "With 2,000 customers a clear difference shows in one round.",
    ]


def test_a_figure_that_is_like_everyones_is_no_reason(maker):
    make = maker(("age", "income", "spending"), family="attribute")
    like, unlike = make.segment(1, {"spending": -1.0}), make.segment(2, {"spending": -1.0, "income": -1.0})
    said = [advise(s, make.everyone, "careful", ())[0].situation for s in (like, unlike)]
    assert said == ["They spend 9.0, against 10.0 for everyone.", "Income 9.0 against 10.0, spending 9.0 against 10.0."]


def test_a_reminder_says_which_number_is_which(maker):
    make = maker(SHOP, money_title="Revenue")
    segment = make.segment(1, {"gap": 10.0}, quiet=0.1)
    retention = advise(segment, make.everyone, "activate", ())[2]
    assert retention.action == "Remind each of them 40 days after the last order, twice their usual gap of 20 days."


def test_without_money_nothing_is_said_of_money(maker):
    make = maker(("visits",), family="attribute")
    segment = make.segment(1, {"visits": 1.0}, money=0.0, money_share=0.0)
    found = advise(segment, make.everyone, "protect", ())
    assert all(piece.money == 0 for piece in found)
    assert not any("revenue" in piece.situation or "None" in piece.situation or "nan" in piece.situation for piece in found)
