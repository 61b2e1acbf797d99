"""A user's own names and advice: used everywhere, kept with the run, and never in the way of its manifest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import coterie
from coterie import own_words
from coterie.cli.app import status
from coterie.demo import make_world


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world("shop", tmp_path_factory.mktemp("shop"), customers=300)


@pytest.fixture
def result(world):
    return coterie.segment(world.orders, customers=world.customers, k=3, method="kmeans")


def test_a_name_is_used_everywhere(result, world, tmp_path):
    old = result.story.segments.segments[0].name
    assert result.rename({1: "Our “best” & <b>"}) is result
    assert result.segments["name"][0] == "Our “best” & <b>"
    customers = result.customers
    assert set(customers.loc[customers["segment"] == 1, "name"]) == {"Our “best” & <b>"}
    assert customers["customer"].tolist() == sorted(customers["customer"])
    assert "Our “best” & <b>" in result.score(world.orders, customers=world.customers)["name"].tolist()
    page = result.report(tmp_path / "report.html").read_text()
    assert "Our “best” &amp; &lt;b&gt;" in page
    assert f"“{old}”" not in result.story.segments.opening
    assert "Our “best” & <b>" in result.write_customers(tmp_path / "c.csv").read_text()
    assert "Our “best” & <b>" in str(result.charts.sizes().spec)


def test_names_and_advice_are_kept_with_the_run_which_stays_valid(result, tmp_path):
    folder = result.rename({2: "Seconds"}).save(tmp_path)
    loaded = coterie.load(folder)
    assert (loaded.story.segments, loaded.story.model.names) == (result.story.segments, result.story.model.names)
    loaded.rename({1: "Firsts"}, advice={1: {"offers": "Give them nothing.", "service": {"timing": "On Mondays."}}})
    again = coterie.load(folder).story.segments.segments
    assert [s.name for s in again[:2]] == ["Firsts", "Seconds"]
    offers, service = (next(a for a in again[0].advice if a.field == f) for f in ("offers", "service"))
    assert (offers.action, offers.timing, offers.measure) == ("Give them nothing.", "", "")
    assert service.timing == "On Mondays."
    assert service.action == result.story.segments.segments[0].advice[3].action
    assert service.situation == result.story.segments.segments[0].advice[3].situation


def test_two_names_can_be_swapped_and_a_blank_one_brings_back_what_was_found(result):
    found = result.story
    first, second, _ = [s.name for s in found.segments.segments]
    result.rename({1: second, 2: first})
    assert f"“{second}”" in result.story.segments.headline
    assert result.rename({1: "", 2: " "}).story.segments == found.segments


def test_the_file_beside_a_run_can_be_edited_by_hand(result, tmp_path, capsys):
    folder = result.save(tmp_path)
    path = folder / own_words.FILE
    written = path.read_text()
    assert coterie.load(folder).story.segments == result.story.segments
    path.write_text(re.sub(r"^# ", "", written.partition("\n\n")[2], flags=re.MULTILINE))  # all that is offered, taken as it is
    told, found = coterie.load(folder).story.segments.segments, result.story.segments.segments
    assert [s.name for s in told] == [s.name for s in found]
    assert [[a.action for a in s.advice] for s in told] == [[a.action for a in s.advice] for s in found]
    path.write_text('[1]\nname = "Ours"\n')
    assert status(["report", str(folder), "--out", str(tmp_path / "r.html")]) == 0
    assert "Ours" in Path(tmp_path / "r.html").read_text()


WRONG = [
    ("[9]\nname = 'x'", "unknown-segment", "There are: 1, 2, 3."),
    ("[one]\nname = 'x'", "unknown-segment", "There are: 1, 2, 3."),
    ("[1]\nname = 5", "bad-words", "Give text on one line"),
    ("[1]\nname = 'a\\tb'\n[2]\nname = \"a\\nb\"", "bad-words", "Give text on one line"),
    (f"[1]\nname = '{'x' * 81}'", "bad-words", "at most 80"),
    ("[1]\nname = 'same'\n[2]\nname = 'same'", "same-name", "a name of its own"),
    ("[1]\nnam = 'x'", "bad-words", "Give name, or advice."),
    ("[1]\nadvice = 'x'", "bad-words", "in its table"),
    ("1 = 'x'", "bad-words", "in its table"),
    ("[1.advice]\noffer = 'x'", "unknown-advice", "Did you mean 'offers'?"),
    ("[1.advice.offers]\ntime = 'x'", "unknown-advice", "timing"),
    ("[1.advice]\noffers = 3", "bad-words", "in its table"),
    ("[1", "bad-config", "Mend that line."),
]


@pytest.mark.parametrize(("text", "code", "remedy"), WRONG, ids=[case[0][:20] for case in WRONG])
def test_a_file_that_says_nonsense_is_refused_with_its_place(saved, text, code, remedy):
    (saved / own_words.FILE).write_text(text)
    with pytest.raises(coterie.InputError) as refused:
        coterie.load(saved)
    assert (refused.value.code, refused.value.place) == (code, str(saved / own_words.FILE))
    assert remedy in refused.value.remedy


@pytest.fixture(scope="module")
def saved(world, tmp_path_factory):
    return coterie.segment(world.orders, k=3, method="kmeans").save(tmp_path_factory.mktemp("results"))


def test_a_wrong_name_in_python_changes_nothing(result):
    before = result.story
    with pytest.raises(coterie.InputError, match="There is no segment '9'"):
        result.rename({1: "Ours", 9: "Nobody's"})
    assert result.story is before
