"""The report as text: what its first screen says, that its sums add up, and that nothing foreign gets in or out."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import itertools
import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from coterie.records import Story
from coterie.report import cards, render

HOSTILE = ("<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "{{ 7 * 7 }}", "</style><b>")


@pytest.fixture(scope="module")
def page(story: Story) -> str:
    return render(story)


def _text(html: str) -> str:
    """What a reader sees: no scripts, no styles, no tags."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_the_first_screen_says_who_they_are_and_what_to_do(page: str) -> None:
    first = _text(page[: page.index('id="do"')])
    assert "Six kinds of customer: 312 Champions, 7% of everyone, bring 47% of the revenue" in first
    assert "The segments are distinct" in first
    for words in ("Champions", "312 customers", "revenue £3,889,657", "7.2%", "They ordered 24.0 times", "Invite them to new products"):
        assert words in first


def test_a_card_holds_the_rule_and_how_good_it_is(page: str) -> None:
    assert "In a rule Placed at least 24 orders. A rough rule: it catches 75% of them; 75% of those it catches are right." in _text(page)


def test_words_that_one_might_look_up_say_what_they_mean_where_they_stand(page: str, story: Story) -> None:
    told = dict(re.findall(r'<abbr title="([^"]+)">([^<]+)</abbr>', page))
    for yardstick in story.leaderboard.yardsticks:
        assert yardstick.title in told.values()
    for word in ("Middle", "netted", "set aside", "standard deviations"):
        assert word in told.values()
    appendix = _text(page[page.index('id="appendix"') :])
    assert all(unescape(meaning) in appendix for meaning in told)


def test_the_words_of_the_evidence_say_what_they_mean(page: str) -> None:
    told = {word: meaning for meaning, word in re.findall(r'<abbr title="([^"]+)">([^<]+)</abbr>', page)}
    assert told["silhouette"].startswith("How much nearer")
    assert told["rank correlation"].startswith("Whether two features rise together")
    assert told["Ward"].startswith("Ward&#39;s hierarchy: groups joined two by two")


def test_what_is_folded_says_what_is_inside(page: str, story: Story) -> None:
    folds = re.findall(r"<details.*?</summary>", page, flags=re.DOTALL)
    assert [bool(_text(fold).strip()) for fold in folds] == [True] * len(folds)
    assert [" open>" in fold for fold in folds] == [True] + [False] * (len(folds) - 1)
    assert "Champions Invite them to new products" in _text(folds[0])
    silhouettes = next(fold for fold in folds if "How well customers fit" in fold)
    assert "Holds together best: Champions." in _text(silhouettes)


def test_the_page_is_the_same_every_time(page: str, story: Story) -> None:
    assert render(story) == page


def test_every_row_of_the_ledger_is_in_the_sum(page: str, story: Story) -> None:
    assert "541,909 rows of orders = 392,732 used + 5,225 merged + 8,872 netted + 135,080 set aside" in _text(page)
    assert sum(line.rows for line in story.ledger.lines) == story.ledger.rows_in["orders"]
    for line in story.ledger.lines:
        assert f"{line.title} {line.fate} {line.rows:,}" in _text(page)


def test_what_rules_that_are_off_would_have_done_stands_apart_from_the_sum(page: str, story: Story) -> None:
    apart = _text(page[page.index("What rules that are off would have done") :])
    assert "Absurdly large set aside 2 £245,653 The money is far above the rest. Of orders" in apart
    nothing = dataclasses.replace(story, ledger=dataclasses.replace(story.ledger, would=()))
    assert "rules that are off" not in render(nothing)


def test_it_says_what_was_left_out_and_pulled_in(page: str) -> None:
    text = _text(page)
    assert "Units per order : It tells the same as mean order value" in text
    assert "Revenue: 9 customers" in text
    assert "DBSCAN : It found one group and noise." in text


def test_what_is_wrong_with_the_data_stands_with_its_reason_its_remedy_and_its_first_places(page: str) -> None:
    text = _text(page[page.index('id="quality"') :])
    assert "No customer set aside 135,037 25% £1,447,488 The customer's cell is empty. Fill CustomerID, or" in text
    assert "orders.csv, CustomerID: line 624, line 1,445" in text
    assert "year/" not in text


def test_each_column_says_what_it_is_how_it_is_read_and_how_good_it_is(page: str) -> None:
    text = _text(page[page.index('id="quality"') :])
    for words in (
        "InvoiceNo order · text 100% 25,900 –",
        "InvoiceDate time · date, written like 31/12/2024 13:45 100% 23,260 43 orders.csv, InvoiceDate: line 1,204 “soon”",
        "CustomerID customer · text 75% 4,372 –",
        "Description not used · text 99.7% – –",
    ):
        assert words in text
    assert "different values are not counted" in text


def test_what_there_is_too_little_data_for_stands_at_the_top_and_before_the_rest_of_the_quality(page: str) -> None:
    assert "The orders span 345 days. What that makes unreliable" in _text(page[: page.index("<nav")])
    text = _text(page[page.index('id="quality"') :])
    assert text.index("The orders span 345 days. Unreliable: everything that has a season") < text.index("Every row of the input")


def test_the_leaderboard_shows_every_candidate_and_marks_the_choice(page: str, story: Story) -> None:
    rows = re.findall(r"<tr[^>]*><th scope=\"row\">(?:k-means|Ward).*?</tr>", page, flags=re.DOTALL)
    assert len(rows) == len(story.leaderboard.standings) == 18
    assert ["chosen" in row for row in rows] == [True] + [False] * 17
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows]
    assert [row[0] for row in cells] == [str(rank) for rank in range(1, 19)]
    assert [tuple(row[-2:]) for row in cells] == [("0%", "–")] * 18


def test_nothing_is_loaded_and_only_our_scripts_may_run(page: str) -> None:
    head = page[: page.index("<style>")]
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', head)
    assert policy is not None
    rules = unescape(policy[1])
    assert rules.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in rules
    assert "http" not in rules
    blocks = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, flags=re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() for block in blocks]
    assert len(hashes) == 3
    assert all(f"'sha256-{one}'" in rules for one in hashes)
    assert not re.findall(r"\b(?:src|href|action)=[\"']?(?:https?:)?//", re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL))


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_is_only_text(text: str) -> None:
    from story import make_hostile_story

    page = render(make_hostile_story(text))
    assert _tags(page) == _tags(render(make_hostile_story("harmless")))
    data = re.search(r'<script type="application/json" id="story">(.*?)</script>', page, flags=re.DOTALL)
    assert data is not None
    assert text in json.loads(data[1])["charts"]["map"]["encoding"]["x"]["title"]
    assert _tags(cards(make_hostile_story(text))) == _tags(cards(make_hostile_story("harmless")))


def _tags(html: str) -> list[str]:
    """The elements of a page, with the names of their attributes, as a parser sees them."""
    seen: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: seen.append(f"{tag} {' '.join(name for name, _ in attrs)}")  # type: ignore[method-assign]
    parser.feed(html)
    return seen


def test_headings_are_in_order_and_tables_are_named(page: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    body = page[: page.index('id="story"')]
    assert body.count("<table") == body.count("<caption") == 14
    assert all("scope=" in cell for cell in re.findall(r"<th\b[^>]*>", page))
    assert len(re.findall(r'role="img" aria-label="[^"]{20,}"', page)) >= 7


def test_a_small_story_makes_a_page_without_empty_promises(small_story: Story) -> None:
    text = _text(render(small_story))
    assert "There is no advice for these segments." in text
    assert "standard deviations: 0 is like everyone" not in text
    assert "nan" not in text.lower().replace("finance", "")


def test_cards_stand_on_their_own(story: Story) -> None:
    fragment = cards(story)
    assert fragment.lstrip().startswith('<div class="coterie"><style>')
    assert "<script" not in fragment
    assert fragment.count("<article") == 6


def test_a_loss_has_no_bar_to_the_left(story: Story) -> None:
    losing = tuple(dataclasses.replace(s, money=-5.0, money_share=-0.1) for s in story.segments.segments)
    page = render(dataclasses.replace(story, segments=dataclasses.replace(story.segments, segments=losing)))
    assert 'width="-' not in page
    assert "revenue −£5" in _text(page)


def test_methods_go_by_the_name_that_people_use(page: str) -> None:
    assert not re.search(r"\b(?:kmeans|ward)\b", _text(page).replace("method = kmeans,ward", ""))
    assert "Method k-means, 6 segments" in _text(page)


def test_a_card_says_nothing_twice(story: Story) -> None:
    first, *others = story.segments.segments
    traits = tuple(
        dataclasses.replace(first.traits[0], words=words) for words in ("spent 9,420", "ordered 24 times", "first ordered in May")
    )
    twice = dataclasses.replace(first, summary="312 customers: spent 9,420; ordered 24 times.", traits=traits)
    text = _text(cards(dataclasses.replace(story, segments=dataclasses.replace(story.segments, segments=(twice, *others)))))
    assert [text.count(words) for words in ("spent 9,420", "ordered 24 times", "First ordered in May")] == [1, 1, 1]


def test_what_is_usual_is_the_median_of_each_segment(story: Story, page: str) -> None:
    line = next(p for p in story.segments.segments[0].profile if p.feature == "money")
    assert f"Revenue £{line.overall_median:,.0f} £{line.median:,.0f}" in _text(page)


@pytest.mark.parametrize(
    ("title", "shown"),
    [("The shop", "The shop: customer segments"), ("Segments of orders", "Segments of orders")],
    ids=["plain", "said already"],
)
def test_the_title_does_not_say_segments_twice(story: Story, title: str, shown: str) -> None:
    assert f"<title>{shown}</title>" in render(dataclasses.replace(story, title=title))


def test_where_it_came_from_is_written_as_one_would_type_it(story: Story) -> None:
    text = _text(render(dataclasses.replace(story, settings={"k": (2, 10)}, roles={"orders": {"customer": "id"}, "customers": {}})))
    assert "k = 2:10" in text
    assert "Columns of customers" not in text
    assert "All settings are the defaults." in _text(render(dataclasses.replace(story, settings={})))
