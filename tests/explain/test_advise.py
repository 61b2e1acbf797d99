import pytest

from coterie.explain.advise import FIELDS, advice_file, advise
from coterie.explain.concepts import facets, names_file
from coterie.explain.naming import situations
from coterie.explain.phrases import traits

SHOP = ("recency", "frequency", "money", "order_value", "gap", "tenure", "return_share")


@pytest.mark.parametrize("situation", list(situations()), ids=lambda s: s.key)
def test_every_situation_has_full_advice_when_only_its_own_facets_are_known(maker, situation):
    words = names_file()["words"]
    attributes = situation.facets <= set(words)
    names = [words[f][0] if attributes else f for f in situation.facets]
    make = maker(names, family="attribute" if attributes else "")
    segment = make.segment(1, {}, money=0.0, money_share=0.0)
    assert situation.facets <= set(facets(list(make.everyone.features.values())))
    for piece in advise(segment, make.everyone, situation.advice, traits(segment, make.everyone, {})):
        assert piece.action, piece.field
        assert piece.reason, piece.field


@pytest.mark.parametrize("table", ["general", "middle"])
def test_a_segment_that_no_situation_fits_has_advice(maker, table):
    make = maker(("Fresh", "Milk"), family="attribute")
    segment = make.segment(1, {"Milk": 1.0}, money=0.0, money_share=0.0)
    for piece in advise(segment, make.everyone, table, traits(segment, make.everyone, {})):
        assert piece.action
        assert piece.reason


@pytest.mark.parametrize("table", sorted(advice_file()))
def test_every_sentence_can_be_filled(maker, table):
    facets = (*SHOP, "age", "income", "spending", "balance", "payments", "cash advance", "Milk")
    make = maker(facets, money_title="Revenue")
    make.everyone.features.update(maker(("age", "income", "spending", "balance", "payments", "cash advance", "Milk"), "attribute").features)
    segment = make.segment(1, {"money": 1.0, "Milk": 0.9}, quiet=0.2)
    found = advise(segment, make.everyone, table, traits(segment, make.everyone, {}))
    assert [piece.field for piece in found] == list(FIELDS)
    for piece, entry in zip(found, (advice_file()[table][f] for f in FIELDS), strict=True):
        for said, sentences in ((piece.action, entry["do"]), (piece.reason, entry["why"])):
            assert "{" not in said
            assert said[0] == sentences[0].replace("{customers}", "1")[0] or sentences[0].startswith("{")


def test_advice_has_the_figures_of_the_segment(maker):
    make = maker(SHOP, money_title="Revenue")
    segment = make.segment(1, {"order_value": 26.0, "gap": -2.0}, customers=200, orders=12.0, quiet=0.1, money=48000.0, money_share=0.6)
    marketing, offers, retention, service = advise(segment, make.everyone, "protect", ())
    assert marketing.reason.startswith("200 customers bring 60% of revenue")
    assert offers.reason == "They already spend 36 per order, against 10.0 for everyone; each 10% off would cost 4,800."
    assert retention.action == "Write in person to the 20 customers who have waited more than twice their usual 8.0 days."
    assert (retention.people, retention.money) == (20, 4800.0)
    assert (service.people, service.money) == (200, 48000.0)
    assert service.reason == "One of them is worth three times an average customer: 240 against 80."


def test_segments_without_a_name_are_advised_by_their_own_traits(maker):
    make = maker(("Fresh", "Milk"), family="attribute")
    segments = [make.segment(i, fair, customers=n) for i, (fair, n) in enumerate([({"Milk": 1.0}, 99), ({"Fresh": -0.9}, 2000)], 1)]
    said = [advise(s, make.everyone, "general", traits(s, make.everyone, {})) for s in segments]
    assert said[0][0].action == "Ask a few of them what lies behind their high Milk, and write about that."
    assert not {a.action for a in said[0]} & {a.action for a in said[1]}
    assert [a[1].reason for a in said] == [
        "With 99 customers only a large difference counts; repeat the test before you trust it.",
        "With 2,000 customers a clear difference shows in one round.",
    ]


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
    assert not any("revenue" in piece.reason or "None" in piece.reason or "nan" in piece.reason for piece in found)
