"""What became of the segments, in sentences, in the report and in Markdown."""

import dataclasses
from datetime import date

import pytest

from coterie import own_words
from coterie.compare import since_told
from coterie.records import Change, Lineage
from coterie.report import html, md
from story import KINDS, make_comparison, make_hostile_story, make_lineage, make_story

THEN = {i: kind[0] for i, kind in enumerate(KINDS, 1)} | {7: "One-off visitors", 8: "Resellers"}


def after(lineage, **faded):
    """A story with an earlier run; `faded` is of its second segment."""
    story = make_story()
    first, second, *others = story.segments.segments
    segments = dataclasses.replace(story.segments, segments=(first, dataclasses.replace(second, **faded), *others))
    return dataclasses.replace(story, model=dataclasses.replace(story.model, lineage=lineage), segments=segments)


def test_every_change_is_a_sentence():
    assert since_told(after(make_lineage(THEN), faded=("order often", "spend much"))) == (
        "Compared with the run as of 10 November 2011 (2011-11-10T08-00-00), by the 3,900 customers in both (97% of the smaller run).",
        "4 segments stay: “Loyal regulars” (2), “Big baskets, rare visits” (3), “Bargain visitors” (5) and “Slipping away” (6).",
        "“Slipping away” (6) and “One-off visitors” (7) became one: “Slipping away” (6).",
        "“Big baskets, rare visits” (3) fell into “Big baskets, rare visits” (3) and “New and promising” (4).",
        "“Champions” (1) is new.",
        "“Resellers” (8) is no longer there.",
        "“Loyal regulars” (2) keeps its name, but this no longer holds: order often and spend much.",
    )


STAYS = Lineage("", None, "customers", 10, 1.0, (1, 2, 3, 4, 5, 6), (), THEN, 6)
LINES = {
    "all stay": (STAYS, ("Compared with the run, by the 10 customers in both (100% of the smaller run).", "All segments stay.")),
    "one is called otherwise": (
        dataclasses.replace(STAYS, names={**THEN, 5: "Hagglers"}),
        (
            "Compared with the run, by the 10 customers in both (100% of the smaller run).",
            "All segments stay.",
            "“Hagglers” (5) is called “Bargain visitors” now.",
        ),
    ),
    "the same rule": (
        dataclasses.replace(STAYS, by="rule", as_of=date(2024, 3, 1)),
        (
            "Compared with the run as of 1 March 2024: both follow the same rule, so its segments are the same, whoever is in them.",
            "All segments stay.",
        ),
    ),
    "nothing stays": (
        dataclasses.replace(STAYS, by="prototypes", run="r1", kept=(), changes=(Change("lost", (7,), ()), Change("lost", (8,), ()))),
        (
            "Compared with the run (r1): few customers are in both, so it was asked which segments of then the 10 of now would be in.",
            "No segment stays: all are new.",
            "“One-off visitors” (7) and “Resellers” (8) are no longer there.",
        ),
    ),
}


@pytest.mark.parametrize(("lineage", "lines"), LINES.values(), ids=LINES)
def test_lines(lineage, lines):
    assert since_told(after(lineage)) == lines


def test_a_name_of_the_users_own_is_told_at_once():
    story = after(make_lineage(THEN))
    told = own_words.applied(story, own_words.OwnWords({4: "Newcomers"}))
    assert "“Big baskets, rare visits” (3) fell into “Big baskets, rare visits” (3) and “Newcomers” (4)." in since_told(told)


def test_the_report_has_a_section_of_it_only_after_an_earlier_run():
    story = after(make_lineage(THEN))
    for write, title in ((html.write, 'id="since-title">Since the last run</h2>'), (md.write, "## Since the last run")):
        page = write(story, None).decode()
        assert title in page
        assert "“Resellers”" in page
        assert title not in write(make_story(), None).decode()


def test_no_name_of_then_is_markup():
    story = make_hostile_story("<script>alert(1)</script>")
    assert len(since_told(story)) > 4
    assert "<script>alert" not in html.write(story, None).decode()
    assert "<script>alert" not in md.write(story, None).decode()


def test_who_moved_and_what_drifted_is_told():
    assert since_told(make_story(comparison=make_comparison())) == (
        "Of the 400 customers in both runs, 100 are in another segment now (25%); 40 are new, 20 are no longer there.",
        "80 customers, who had brought £800 by then and nothing since, went from “One-off visitors” (7) to “Slipping away” (6).",
        "20 customers, who had brought £500 by then and nothing since, went from “Champions” (1) to “Loyal regulars” (2).",
        "What is usual among customers moved in days since last order (41 days then, 52 days now) and country “United Kingdom” (90% then,"
        " 70% now).",
        "Keep them.",
    )
